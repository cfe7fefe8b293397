"""Membership: why a post belongs to a challenge, and which prompt it answers."""

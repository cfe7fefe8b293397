"""Hubs, invitations and round-ups: what a link in them is, and which rounds they announce."""

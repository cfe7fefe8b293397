"""Kinds of evidence that a post belongs to a challenge, or does not: a file each, with ``find``."""

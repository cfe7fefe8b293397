"""Extraction: one capture of a post's page in, the clean post out."""

"""Checks that an archive is complete and undamaged, and restores what can be restored."""

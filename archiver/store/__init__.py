"""The disk: everything that reads and writes the archive."""

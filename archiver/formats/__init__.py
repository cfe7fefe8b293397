"""The archive's files as bytes and text: front matter, journal, WARC, Markdown; no disk is touched."""

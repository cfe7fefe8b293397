"""Export: what an archive holds in, rows and pages of other formats out.

``holding.py`` is a post with all that is known of it; ``tables/`` are the columns that all formats
share; the other files are a format each. Nothing here writes to a disk: ``publishing`` does.
"""

"""The commands that read posts: from the web, from files, and from the archive."""

"""Posts that are hidden, and posts that are taken down for good."""

"""What a post said, who announced it, and when: versions, kinds of change, the difference of two."""

"""What a post said, and when: the next version, the kind of its change, the difference of two."""

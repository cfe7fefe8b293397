"""The history of a post: versions, who announced it, kinds of change, the difference of two texts."""

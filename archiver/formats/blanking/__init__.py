"""Blanks what is of a post that was taken down, in documents of other things: pure, bytes in, bytes out."""

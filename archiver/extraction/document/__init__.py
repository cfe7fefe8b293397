"""The article as a tree of a few kinds of node: built from a page, rendered in two formats."""

"""The article as a tree of a few kinds of node: built from a page, written in three forms."""

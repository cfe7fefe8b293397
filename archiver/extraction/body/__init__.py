"""Finds the article on a page: its place, the chrome in it, its edges."""

"""Which part of a page is the article: its place, what in it is chrome, where its edges are."""

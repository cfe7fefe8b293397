"""Discovery: one capture in, candidates and the next requests out. Nothing here fetches."""

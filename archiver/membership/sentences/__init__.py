"""Reading sentences: where a post names a challenge, which season and round it tells, and what it does."""

"""``archiver demo``: the made-up blogs of ``archiver.demo`` are archived twice, and the story is told.

crawls.py     one run, and what it and the blogs say of it
telling.py    what happened, for a terminal
expected.py   what has to have happened
"""

"""A small blogosphere on loopback, and the story of archiving it twice: ``python -m demo``.

web/<host>/     a blog: site.yaml, and a file a post (front matter above its HTML)
platforms/      a module an engine: a blog in, the pages that it serves out
templates/      the engines' markup
sites.py        reads web/
pages.py feeds.py   what all engines need
server.py       Blogosphere: all of it over HTTP, before and after the change
names.py        leads the made-up host names to it
sources.yaml    the challenge, as a user would write it
crawls.py       one run of the command line, and the server's own log of it
telling.py      what happened, for a terminal
expected.py     what has to have happened
"""

"""Made-up blogs that answer within this process: what `archiver demo` archives, without a network.

web/<host>/     a blog: site.yaml, and a file a post (front matter above its HTML)
engines/        a module an engine: a blog in, the pages that it serves out
templates/      the engines' markup
sites.py        reads web/
pages.py feeds.py   what all engines need
blogosphere.py  Blogosphere: all of it as a transport, before and after it changed
sources.yaml    the challenge, as a user would write it

The names of the hosts end in ``.example``, which no host on the internet ever has (RFC 2606).
"""

from pathlib import Path

SOURCES = Path(__file__).parent / "sources.yaml"
"""The demo's sources.yaml. Its ``demo: true`` leads requests here."""

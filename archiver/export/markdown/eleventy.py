"""Eleventy: a page a post. Liquid and Nunjucks are kept away from the text.

Front matter is data and not run, but for ``permalink`` and ``eleventyComputed``, which are not set. The
tags of a page name collections, of which ``all`` is Eleventy's own.
"""

from archiver.export.edition import Edition
from archiver.export.markdown.flavour import Flavour, Matter, common


def _matter(edition: Edition) -> Matter:
    matter = common(edition)
    tags = matter["tags"]
    assert isinstance(tags, list)
    matter["tags"] = [tag for tag in tags if tag != "all"]
    matter["keywords"] = [tag for tag in tags if tag == "all"]
    # Markdown alone: without this the text goes through Liquid first
    return matter | {"templateEngineOverride": "md"}


FLAVOUR = Flavour(matter=_matter)

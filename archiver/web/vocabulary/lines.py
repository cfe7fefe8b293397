"""What short lines say: bylines, tags, shares and the like, as blogs write them at the edges of a post.

Words only support the markup: each is asked of a short block at the head or the foot of an
article and never of its middle.

No pattern repeats without a bound what can stand beside itself, and none is tried from every mark
of a long row of marks: see ``tests/test_vocabulary_phrases.py``.
"""

from archiver.web.vocabulary.phrases import PhraseSet, Table

_AT_START = r"^[\W_]*<rows>"

WHO_AND_WHEN = PhraseSet(
    "match",
    (Table("written", r"<rows>\b(?=.{0,70}(?:\d|\b<by-or-on>\b|:))"),),
    _AT_START,
)
"""Opens a line of who wrote it and when, or a sentence."""

WAS_WRITTEN = PhraseSet("match", (Table("was-written"),), _AT_START)
"""Opens what engines write of who wrote it and when."""

LABEL = PhraseSet(
    "match",
    (
        Table("terms", r"<rows>(?: <for>[ ][^:.]{0,30})?\s*(?:$|[:：])"),
        Table("filed", r"<rows>\b(?=[^.]{0,160}$)"),
        Table("counts", r"\d+\s+<rows>\b(?=.{0,30}$)"),
        Table("first-comment", r"<rows>\b(?=.{0,20}$)"),
        Table("services", r"(?:<rows>[\W_]*)+$|<rows>\s*[:：]"),
        Table("share", r"<rows>(?=[^.]{0,60}$)"),
        Table("visits", r"(?:post |page |total )?<rows>\s*[:：]\s*[\d.,]++\W*$"),
        Table(
            "ways-on",
            r"<rows>(?: (?:posts?|articles?|entry|story|page|in \w+))?\W*$",
        ),
        Table("neighbours", r"<rows>\s*(?:$|[:：»→])"),
        Table("subscribe", r"<rows>\b(?=.{0,60}$)"),
        Table("about-author", r"<rows>\b(?=.{0,40}$)"),
        Table("labels"),
    ),
    _AT_START,
)
"""Opens a short line that is not the author's prose."""

WAY_ON = PhraseSet("match", (Table("way-on"),), _AT_START)
"""Opens a link to the neighbouring post."""

RELATED = PhraseSet("match", (Table("related"),), _AT_START)
"""Opens the heading of links to other posts."""

ANYWHERE = PhraseSet(
    "match",
    (Table("anywhere"),),
    r"^[\W_]*<rows>(?:[\W_]+(?:(?:print|pin|save|rate) (?:this )?recipe|privacy(?: settings)?))*[\W_]*$",
)
"""A block that is no prose wherever it stands."""
ANYWHERE_LONGEST = 160
"""Characters of the longest such block."""

INVITATION = PhraseSet(
    "search",
    (
        Table(
            "invitation",
            r"(?:^|[.!?…:]\W{1,20}(?:\w+\W+){0,2})(?:please |dann )?<rows>\s+<our>\s+"
            r"(?:[\w-]+\s+){0,2}(?:newsletter|mailing ?list|e-?mail list|rss feed)\b",
        ),
    ),
)
"""Invites to the blog's own newsletter, wherever it stands in a short block."""

DISCUSSION = PhraseSet(
    "match",
    (
        Table(
            "comments-headings",
            r"(?:<no>\s+)?<rows>(?:\s*[(\[]?\d+[)\]]?)?"
            r"|(?:\d+|<one-to-five>)(?:\s*[条則件])?\s*<rows>(?:\s+<reply-to>\s.{1,160})?",
        ),
        Table(
            "replies-headings",
            r"(?:\d+|<one-to-five>)(?:\s*[条則件])?\s*<rows>(?:\s+<reply-to>\s.{1,160})?",
        ),
    ),
    r"^[\W_]*<rows>[\W_]*$",
)
"""The heading above the comments."""

BYLINE = PhraseSet(
    "match",
    (
        # a name is taken whole and never cut in two: 70 letters can be cut in 12 million ways
        Table(
            "signatures",
            r"<rows>(?:\s*[:：])?\s+(?:[^\W\d_][\w.’'-]*+\s*+(?:,\s*+)?"
            r"(?:(?:<and>(?![\w.’'-])|&)\s*+)?){1,6}+",
        ),
    ),
    r"^[\W_]*<rows>[\W_]*$",
)
"""A line that is nothing but a name after a word for *by*."""

BY = PhraseSet("match", (Table("by", r"<rows>\b"),), _AT_START)
"""Opens a line that names the author."""

READING_TIME = PhraseSet(
    "search",
    (
        Table(
            "reading-time",
            r"(?:\b~\b)?(?:\b<reading-takes>\b\W*){0,12}(?<!\d)\d+[\s-]*<rows>\b\.?"
            r"(?:\s*<of-reading>)*",
        ),
    ),
)
"""How long a reading takes."""

DATE = PhraseSet(
    "search",
    (
        Table(
            "date-months",
            r"\b\d{1,2}(?:st|nd|rd|th|er|º|\.)?\s*(?:de |of )?<rows>\b\.?,?\s*(?:de )?(?:'?\d{2}|(?:19|20)\d\d)\b"
            r"|\b<rows>\b\.?\s*(?:the )?\d{1,2}(?:st|nd|rd|th)?\b,?\s*(?:,?\s*(?:19|20)\d\d\b)?",
        ),
        Table("dates"),
    ),
)
"""A day, written in one of many ways."""

TIME = PhraseSet("search", (Table("times"),))
"""A time of day."""

CONTINUES = PhraseSet("search", (Table("continues", r"<rows>\W{0,40}$"),))
"""The end of a text that goes on elsewhere."""

PREVIEW = PhraseSet("search", (Table("previews"),))
"""The end of a paid post's preview, in a short line."""

OLDER = PhraseSet("search", (Table("older"),), r"^\W{0,6}<rows>\W{0,6}$")
"""The whole text of a link to older entries."""

MORE = PhraseSet("search", (Table("more"),), r"^\W{0,6}<rows>\W{0,6}$")
"""The whole text of a link to more of a kind."""

CONSENT = PhraseSet("match", (Table("consent-buttons"),), r"^[\W_]*<rows>[\W_]*$")
"""The whole text of a button of a consent dialog."""

"""The commands: one file each, with ``add(parser)`` and ``run(args) -> exit code``.

Nothing is imported here: a command is, once it is run or asked for its help, and the libraries
that it needs with it.
"""

COMMANDS = {
    "init": ("init", "find the feeds of the given blogs and write a commented sources.yaml"),
    "run": ("run", "look at every source once and bring the archive up to date"),
    "fetch": ("fetch", "fetch posts and print them, clean"),
    "list": ("listing", "list the posts that the archive holds"),
    "table": ("membership.table", "who answered which round of a challenge"),
    "show": ("show", "show one post, or one of its versions (URL@2)"),
    "search": ("search", "find posts by the words in them"),
    "log": ("log", "the history of a post: every version with its kind and time"),
    "diff": ("diff", "what changed between two versions of a post, word by word"),
    "changes": ("changes", "every change since a run or a day, one JSON object a line"),
    "export": ("export", "the posts as JSON Lines, CSV or a tree of Markdown files"),
    "explain": (
        "membership.explain",
        "why a post is of a challenge or not, and what would change it",
    ),
    "judge": (
        "membership.judge",
        "judge all posts by today's sources.yaml, offline, and say what changed",
    ),
    "status": ("status", "how the sources fare: last success, failures in a row, silence"),
    "release": ("release", "believe what was held back of an address or a host"),
    "reject": ("reject", "say that what was held back of an address or a host is not the post"),
    "check": (
        "check",
        "check the archive's integrity: objects, digests, captures, journals, catalog",
    ),
    "rebuild": ("rebuild", "make the catalog again from the archive's files"),
    "re-extract": (
        "reextract",
        "read all posts again from their captures, and keep what reads otherwise",
    ),
    "merge": ("merge", "join another archive of the same challenge into this one"),
    "schema": ("schema", "print the JSON Schema of sources.yaml"),
    "completion": ("completion", "print the completion script of a shell"),
}
"""A command's name: its module in this package, and what it does, in one line."""

__all__ = ["COMMANDS"]

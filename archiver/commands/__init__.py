"""The commands: one file each, with ``add(parser)`` and ``run(args) -> exit code``.

Nothing is imported here: a command is, once it is run or asked for its help, and the libraries
that it needs with it.
"""

COMMANDS = {
    "init": ("init", "find the feeds of the given blogs and write a commented sources.yaml"),
    "run": ("run", "look at every source once and bring the archive up to date"),
    "add": ("sources.add", "put blogs, feeds and lists into sources.yaml"),
    "remove": ("sources.remove", "take sources out of sources.yaml, or retire them"),
    "import": ("sources.import_opml", "put the feeds and sites of an OPML file into sources.yaml"),
    "sources": ("sources.listing", "list the sources of sources.yaml, also as OPML"),
    "fetch": ("reading.fetch", "fetch posts and print them, clean"),
    "extract": (
        "reading.extract",
        "the posts in files, folders and WARC files, clean, without the network",
    ),
    "list": ("listing", "list the posts that the archive holds"),
    "table": ("membership.table", "who answered which round of a challenge"),
    "show": ("reading.show", "show one post, or one of its versions (POST@2)"),
    "search": ("search", "find posts by the words in them"),
    "log": ("reading.log", "the history of a post: every version with its kind and time"),
    "diff": ("reading.diff", "what changed between two versions of a post, word by word"),
    "changes": ("changes", "every change since a run or a day, one JSON object a line"),
    "export": ("export", "what the archive holds, in the formats of other programs"),
    "explain": (
        "membership.explain",
        "why a post is of a challenge or not, and what would change it",
    ),
    "judge": (
        "membership.judge",
        "judge all posts by today's sources.yaml, offline, and say what changed",
    ),
    "status": ("status", "how the sources fare: last success, failures in a row, silence"),
    "release": ("held_back.release", "believe what was held back of an address or a host"),
    "reject": (
        "held_back.reject",
        "say that what was held back of an address or a host is not the post",
    ),
    "hide": ("takedown.hide", "keep a post or a host's posts out of exports, reversibly"),
    "forget": ("takedown.forget", "take a post down for good, with all that tells of it"),
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
    "demo": ("demo.demo", "archive made-up blogs without a network, to try the commands on"),
    "schema": ("schema", "print the JSON Schema of sources.yaml, or of the tables of an export"),
    "completion": ("shell.completion", "print the completion script of a shell"),
    "man": ("shell.manual", "print the manual page"),
    "help": ("shell.help", "say what a command does, and how"),
}
"""A command's name: its module in this package, and what it does, in one line."""

GROUPS = {
    "say what is watched": ("add", "remove", "import", "sources"),
    "gather": ("init", "run", "fetch", "extract"),
    "read": ("list", "table", "show", "search", "log", "diff", "changes", "explain"),
    "decide": ("judge", "release", "reject"),
    "take down": ("hide", "forget"),
    "give away": ("export",),
    "look after": ("status", "check", "rebuild", "re-extract", "merge"),
    "ask the program": ("demo", "schema", "completion", "man", "help"),
}
"""The commands by what people do. Each stands in one group."""

__all__ = ["COMMANDS", "GROUPS"]

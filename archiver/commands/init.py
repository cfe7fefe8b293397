"""``archiver init``: find the feeds of blogs, or the rounds of a hub, and write a commented sources.yaml."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from archiver.commands import options
from archiver.config import drafting
from archiver.console import err, piece
from archiver.console.text import safe
from archiver.errors import ConfigError
from archiver.model import Challenge, Method
from archiver.model.settings import Settings
from archiver.pipeline import Found, look
from archiver.web import urls

_HEAD = """\
# What `archiver run` watches. `archiver schema` prints the JSON Schema of this file.
archive: archive
# Sent as part of the User-Agent: where may the owner of a blog find out who reads it?
{contact}
pace:
  delay: 2s        # least pause between two requests to a host
  poll: 1h         # least time between two looks at a source
  recheck: 1d      # least time between two looks at a post

# How posts are read that `archiver status` doubts, or that are read wrongly:
# overrides:
#   - for: blog.example    # a host, an address, or the beginning of addresses and *
#     body: .story         # the elements that hold the text
#     drop: [.promo]       # what in them is not the author's

challenges:
"""
_CHALLENGE = """\
  - id: my-challenge
    title: My Writing Challenge
    # hub: https://...           the page that announces it
    tags: [my-challenge]       # tags and categories that its posts carry
    # phrases: ["..."]           words that its posts say of it
    rounds:
      - id: week-1
        title: The first prompt
        # prompt: What ...?      posts that quote it are recognised
        # opens: 2026-01-01
        # closes: 2026-01-07
    sources:
"""


EXAMPLES = {
    "archiver init http://greta.example/ http://benbakes.example/ -o new.yaml": "look for the feeds of two blogs, and write a file to fill in",
    "archiver init --from-hub http://kitchentable.wordpress.example/2025/08/25/the-kitchen-table-challenge/ -o -": "draft the challenge and its rounds from the page that announces it, to look at first",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("urls", metavar="URL", nargs="*", help="the blogs")
    parser.add_argument(
        "--from-hub", metavar="URL", help="draft the challenge from the page that announces it"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", default="sources.yaml", help="- for stdout"
    )
    parser.add_argument("--force", action="store_true", help="replace the file where there is one")
    options.add_network(parser)


def run(args: Namespace) -> int:
    """Look at the hub and each blog, and write what was found; exit code 3 where one could not be had,
    or the hub has no rounds."""
    if not (args.urls or args.from_hub):
        hint = "`archiver init URL...`, or `archiver init --from-hub URL`"
        raise ConfigError("name blogs, or the hub of a challenge", hint=hint)
    target = Path(args.output)
    if args.output != "-" and target.is_dir():
        raise ConfigError("this is a folder", where=args.output, hint="-o names a file in it")
    if args.output != "-" and target.exists() and not args.force:
        raise ConfigError("the file exists", where=args.output, hint="--force replaces it")
    wanted = [options.address(text) for text in args.urls]
    settings = _settings(args, target)
    hub = _hub(args, settings) if args.from_hub else None
    found = look(wanted, settings=settings)
    text = document(found, settings, hub)
    if args.output == "-":
        piece(text)
    else:
        target.write_text(text, "utf-8")
        named = "" if args.output == "sources.yaml" else f" -c {args.output}"
        what = "look at" if hub else "fill in"
        err(f"{args.output} is written; {what} the challenge, then `archiver run{named}`")
    for page in (*found, *([hub] if hub else ())):
        if page.error:
            told = f"archiver: {page.url} could not be looked at: {safe(_why(page))}"
            err(urls.redacted(told))
    if hub and not (hub.rounds or hub.error):
        err(urls.redacted(f"archiver: {hub.url}: no prompts were found; write them into the draft"))
    return 3 if any(page.error for page in found) or (hub and not hub.rounds) else 0


def _settings(args: Namespace, target: Path) -> Settings:
    """What the options say of the network, and the sources.yaml at hand, unless it is to be replaced."""
    args.config = options.env("config", "sources.yaml")
    other = args.output == "-" or target.resolve() != Path(args.config).resolve()
    known = (options.settings_at_hand(args) if other else None) or Settings()
    allowed = dict.fromkeys((*known.allow_private, *args.allow_private))
    return replace(known, contact=args.contact or known.contact, allow_private=tuple(allowed))


def _hub(args: Namespace, settings: Settings) -> Found:
    return look([options.address(args.from_hub)], method=Method.HUB, settings=settings)[0]


def document(found: tuple[Found, ...], settings: Settings, hub: Found | None = None) -> str:
    """The text of sources.yaml: a challenge to be filled in, or the one that a hub announces."""
    contact = settings.contact
    who = f"contact: {contact}" if contact else "# contact: an address or e-mail; needed to run"
    if settings.allow_private:
        names = ", ".join(f'"{name}"' for name in settings.allow_private)
        who += f"\nallow_private: [{names}]"
    if settings.proxy:
        who += f"\nproxy: {settings.proxy}"
    if settings.demo:
        who += "\ndemo: true       # the made-up blogs within archiver answer"
    entries = "".join(_entry(blog) for blog in found)
    challenge = _drafted(hub, entries) if hub else _CHALLENGE + entries
    return _HEAD.format(contact=who) + challenge


def _drafted(hub: Found, entries: str) -> str:
    """The challenge that a hub announces, with these sources beside it."""
    of_rounds = {url for each in hub.rounds for url in (each.invitation, each.roundup)}
    challenge = Challenge(
        id=drafting.name_of(hub.title),
        title=hub.title or "My Writing Challenge",
        hub=hub.url,
        phrases=drafting.phrases_of(hub.title),
        rounds=hub.rounds,
    )
    note = f"the hub could not be looked at: {_why(hub)}" if hub.error else ""
    answers = [url for url in hub.listed if url not in of_rounds]
    text = drafting.draft(challenge, answers, note)
    if not entries:
        return text
    key = "    sources:\n"
    return text.replace("    sources: []\n", key, 1).replace(key, key + entries, 1)


def _why(blog: Found) -> str:
    """Why a blog could not be looked at, on one line and without the address that is told anyway."""
    return " ".join(blog.error.split()).removeprefix(f"{blog.url}: ")


def _entry(blog: Found) -> str:
    if blog.error:
        return f"      # could not be looked at: {drafting.folded(_why(blog))}\n      - site: {blog.url}\n"
    title = drafting.folded(blog.title)
    comments = [title, *(f"its feed: {feed}" for feed in blog.feeds)]
    lines = [f"      # {comment}\n" for comment in comments if comment]
    return "".join(lines) + f"      - site: {blog.url}\n"

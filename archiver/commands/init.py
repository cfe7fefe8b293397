"""``archiver init``: find the feeds of blogs and write a commented sources.yaml."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from archiver.commands import options
from archiver.console import err, piece
from archiver.console.text import safe
from archiver.errors import ConfigError
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


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("urls", metavar="URL", nargs="+", help="the blogs")
    parser.add_argument(
        "-o", "--output", metavar="FILE", default="sources.yaml", help="- for stdout"
    )
    parser.add_argument("--force", action="store_true", help="replace the file where there is one")
    options.add_network(parser)


def run(args: Namespace) -> int:
    """Look at each blog, and write what was found; exit code 3 where one could not be had."""
    target = Path(args.output)
    if args.output != "-" and target.exists() and not args.force:
        raise ConfigError("the file exists", where=args.output, hint="--force replaces it")
    wanted = [options.address(text) for text in args.urls]
    found = look(wanted, contact=args.contact, allow_private=args.allow_private)
    text = document(found, args.contact, args.allow_private)
    if args.output == "-":
        piece(text)
    else:
        target.write_text(text, "utf-8")
        named = "" if args.output == "sources.yaml" else f" -c {args.output}"
        err(f"{args.output} is written; fill in the challenge, then `archiver run{named}`")
    for blog in found:
        if blog.error:
            told = f"archiver: {blog.url} could not be looked at: {safe(_why(blog))}"
            err(urls.redacted(told))
    return 3 if any(blog.error for blog in found) else 0


def document(found: tuple[Found, ...], contact: str | None, allow_private: list[str]) -> str:
    """The text of sources.yaml."""
    who = f"contact: {contact}" if contact else "# contact: an address or e-mail; needed to run"
    if allow_private:
        names = ", ".join(f'"{name}"' for name in allow_private)
        who += f"\nallow_private: [{names}]"
    return _HEAD.format(contact=who) + "".join(_entry(blog) for blog in found)


def _why(blog: Found) -> str:
    """Why a blog could not be looked at, on one line and without the address that is told anyway."""
    return " ".join(blog.error.split()).removeprefix(f"{blog.url}: ")


def _entry(blog: Found) -> str:
    if blog.error:
        return f"      # could not be looked at: {_why(blog)}\n      - site: {blog.url}\n"
    title = " ".join(blog.title.split())
    lines = [f"      # {title}\n" if title else "", f"      - site: {blog.url}\n"]
    lines += [f"      # its feed: {feed}\n" for feed in blog.feeds]
    return "".join(lines)

"""What a challenge in sources.yaml says of posts and writers, and matches nothing that is held."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from archiver.model import Challenge, Participant
from archiver.model.settings import Settings
from archiver.store import Archive, Summary
from archiver.web import urls


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleLine:
    """A value in sources.yaml that matches nothing. ``line`` counts from 1; None where it is not known."""

    challenge: str
    key: str
    value: str
    why: str
    file: str = "sources.yaml"
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key} of {self.challenge}: {self.value}: {self.why}"


def idle_lines(
    store: Archive, settings: Settings, written: Collection[str] = ()
) -> Iterator[IdleLine]:
    """The addresses, rounds and writers of which the archive has no post.

    ``written`` are the names of writers of whom a post is known otherwise.
    """
    for challenge in settings.challenges:
        for key, value, why in (
            *_addresses(store, challenge),
            *_outdone(store, challenge),
            *_rounds(challenge),
            *_writers(store, challenge, written),
        ):
            yield said_of(settings, challenge.id, key, value, why)


def said_of(settings: Settings, challenge: str, key: str, value: str, why: str) -> IdleLine:
    """An idle line with its place in the file."""
    file, line = settings.file or "sources.yaml", settings.lines.get((challenge, key, value))
    return IdleLine(challenge=challenge, key=key, value=value, why=why, file=file, line=line)


def _addresses(store: Archive, challenge: Challenge) -> Iterator[tuple[str, str, str]]:
    hosts: set[str] | None = None
    for key, listed in (("include", challenge.include), ("exclude", challenge.exclude)):
        for url in listed:
            if store.identity(url) is None:
                hosts = store.hosts() if hosts is None else hosts
                yield key, url, _absence(store, url, hosts)


def _outdone(store: Archive, challenge: Challenge) -> Iterator[tuple[str, str, str]]:
    """What is included and excluded as well, be it under another address of the same post."""
    if not challenge.include or not challenge.exclude:
        return

    def marks(url: str) -> set[str]:
        return {urls.key(url), urls.key(store.identity(url) or url)}

    excluded = {mark for url in challenge.exclude for mark in marks(url)}
    for url in challenge.include:
        if not excluded.isdisjoint(marks(url)):
            yield "include", url, "exclude has this post too, and exclude wins"


def _absence(store: Archive, url: str, hosts: Collection[str]) -> str:
    """What is known of an address without a post: it may be right, mistyped, or of nobody."""
    if store.announcements(url):
        return "it was announced, but its post is not held"
    host = urls.host(url)
    return "the archive holds no such post" if host in hosts else f"no post of {host} is held"


def _rounds(challenge: Challenge) -> Iterator[tuple[str, str, str]]:
    known = {r.id for r in challenge.rounds}
    for placed in challenge.placed:
        if placed.round not in known:
            yield "include", placed.url, f"no round is called `{placed.round}`"


def _writers(
    store: Archive, challenge: Challenge, written: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    unknown = [writer for writer in challenge.writers if writer.name not in written]
    posts = store.summaries() if unknown else []
    for writer in unknown:
        if not any(_wrote(writer, post) for post in posts):
            yield "writers", writer.name, "no post of this writer is held"


def _wrote(writer: Participant, post: Summary) -> bool:
    from archiver.web.persons.accounts import blog_of, is_on  # here: a run without news loads no
    from archiver.web.persons.person_names import agree  # vocabulary

    names = (writer.name, *writer.also)
    by_name = any(agree(author, name) for author in post.authors for name in names)
    return by_name or any(is_on(post.url, blog_of(blog)) for blog in writer.blogs)

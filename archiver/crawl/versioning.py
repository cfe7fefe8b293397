"""posts -> versions: compare each post with what is held, and keep what is new."""

import logging

from archiver.crawl.ledger import Ledger
from archiver.crawl.posts import Posts
from archiver.errors import ArchiverError, Bug, StoreError, bugs_told
from archiver.extraction import EXTRACTOR, multipage
from archiver.history import announcements
from archiver.history.versions import alike, difference, last_text, next_version
from archiver.model import Capture, Post, Version
from archiver.reading import Reading, misfits, read_all
from archiver.web import urls

_log = logging.getLogger(__name__)


def keep_versions(ledger: Ledger, posts: Posts) -> None:
    """Compare every extracted post with what is held, and write the versions that are new.

    In the order of their URLs, so that a replay gives the same versions.
    """
    kept: set[str] = set()
    readings = ((url, posts.readings[url].witnesses.override) for url in sorted(posts.read))
    ledger.warnings += misfits((url, said, posts.read[url]) for url, said in readings if said)
    for url, post in sorted(multipage.join(posts.read, posts.further).items()):
        capture = posts.captures[url]
        try:
            with bugs_told(url):
                owner, history = _place(ledger, url, post, capture)
                if owner not in kept:
                    kept.add(owner)
                    _keep(ledger, posts, url, post, owner, history)
                _write_aliases(ledger, posts, url, owner)
        except ArchiverError as error:  # as where its held copy is damaged
            if ledger.writer.is_broken:
                raise
            ledger.quarantine(url, capture, error)


def identity(post: Post, capture: Capture) -> str:
    """The URL under which a post is kept: the canonical one if it is on the same host."""
    own = urls.host(capture.final_url).removeprefix("www.")
    if urls.host(post.url).removeprefix("www.") == own:
        return urls.clean(post.url)
    return urls.clean(capture.final_url)


def _place(
    ledger: Ledger, url: str, post: Post, capture: Capture
) -> tuple[str, tuple[Version, ...]]:
    """The identity of a post, and its history.

    A canonical URL that another post has already is an error of the page: then the post is kept
    under its own URL.
    """
    owner, own = identity(post, capture), urls.clean(capture.final_url)
    look = ledger.writer.look(owner)
    if look and not {urls.key(look.url), urls.key(owner)} & {urls.key(own), urls.key(url)}:
        held = last_text(ledger.store.versions(owner))
        if held and held.post and not alike(held.post, post):
            _log.info("%s is kept as %s: another text has its canonical address", url, own)
            owner = own
    found = ledger.store.get(owner) or ledger.store.get(url)
    return (found.url, ledger.store.versions(found.url)) if found else (owner, ())


def _keep(
    ledger: Ledger,
    posts: Posts,
    url: str,
    post: Post,
    owner: str,
    history: tuple[Version, ...],
) -> None:
    capture = posts.captures[url]
    version = next_version(
        history,
        post,
        capture=capture.ref,
        seen_at=capture.fetched_at,
        extractor=EXTRACTOR,
        url=owner,
        via=announcements.announcers(ledger.announced.get(urls.key(url), [])),
        aliases=_aliases(url, capture, owner),
        witnesses=posts.readings[url].witnesses,
    )
    if version is None:
        _log.info("%s says the same", owner, extra={"event": "unchanged", "url": owner})
    elif history and _reads_the_same(ledger, posts, history[-1], url, post):
        words = "%s says the same, read as its held capture is read today"
        _log.info(words, owner, extra={"event": "unchanged", "url": owner})
        if _overruled_anew(history[-1], posts.readings[url]):
            advice = "`archiver re-extract` keeps it as sources.yaml says now"
            ledger.warnings.append(f"{owner}: its override is new; {advice}")
    else:
        ledger.add(version)


def _write_aliases(ledger: Ledger, posts: Posts, url: str, owner: str) -> None:
    """Write the other URLs of a post as aliases."""
    capture = posts.captures[url]
    for alias in _aliases(url, capture, owner):
        ledger.writer.alias(alias, owner, capture.fetched_at)


def _overruled_anew(held: Version, reading: Reading) -> bool:
    """Whether a person says something else of a post than when it was last kept."""
    return held.witnesses.override != reading.witnesses.override


def _aliases(url: str, capture: Capture, owner: str) -> tuple[str, ...]:
    return tuple(sorted(a for a in {url, capture.final_url} if not urls.same(a, owner)))


def _reads_the_same(ledger: Ledger, posts: Posts, held: Version, url: str, post: Post) -> bool:
    """Whether the held capture and the new one give the same post, read with the same witnesses.

    A better extractor, or more posts learned from, must not count as an edit.
    """
    if held.post is None or held.capture is None or difference(held.post, post) is None:
        return False
    reading = posts.readings[url]
    if reading.capture.ref is None:
        return False
    try:
        captures = [ledger.store.capture(ref) for ref in (held.capture, reading.capture.ref)]
    except StoreError:  # no older page to compare with
        return False
    then, now = read_all([reading.of_page_alone(capture) for capture in captures])
    for answer in (then, now):
        if isinstance(answer, Bug):
            ledger.bug(answer)
    if not isinstance(then, Post) or not isinstance(now, Post):
        return False
    if difference(then, now) is not None:
        return False
    # an override changes the further pages too, of which there are no older ones to compare with
    anew = _overruled_anew(held, reading)
    return anew or _has_further(held.post, then, post, posts.read[url])


def _has_further(held: Post, first_held: Post, post: Post, first: Post) -> bool:
    """Whether the held text goes on, after its first page, with the further pages of the new one.

    Further pages are not read again. The first one may end otherwise by today's extractor only
    where nothing follows it.
    """
    further = post.markdown.removeprefix(first.markdown.strip("\n")).strip()
    if held.next_page is None and not further:
        return True
    whole = held.markdown.rstrip()
    last = first_held.markdown.rstrip().rpartition("\n\n")[2]
    return whole.endswith(further) and whole.removesuffix(further).rstrip().endswith(last)

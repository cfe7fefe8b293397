"""A post that was read -> its next version: placed among what is held, compared, and written."""

import logging
from dataclasses import dataclass, replace
from functools import cached_property

from archiver.crawl import same_post
from archiver.crawl.ledger import Ledger
from archiver.history import announcements, belief
from archiver.history.belief import Doubt
from archiver.history.identity import identity, is_for_good, is_redirected, site
from archiver.history.likeness import alike
from archiver.history.versions import difference, last_text, next_version
from archiver.model import Capture, Change, Post, Version
from archiver.reading.jobs import Read
from archiver.version import EXTRACTOR
from archiver.web import urls

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that was read: the requested URL, its capture without the bytes, and its post.

    ``released``: a person has said that it is the post.
    """

    url: str
    capture: Capture
    read: Read
    post: Post
    released: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a post belongs: its identity and history, and what it may have to do with another post.

    ``elsewhere``: the address leads to another post than the one that is held under it. ``twin`` is
    the younger post that is the same one, or, of a post that is ``new``, an older one under another
    address; ``because`` says why they may be one. ``stays``: the redirect was for a while only.
    """

    owner: str
    history: tuple[Version, ...] = ()
    elsewhere: bool = False
    twin: str = ""
    because: str = ""
    stays: bool = False

    @cached_property
    def held(self) -> Post | None:
        """The last text that is held."""
        last = last_text(self.history)
        return last.post if last else None

    @property
    def is_alive(self) -> bool:
        """Whether the post is held, and not as a tombstone."""
        return bool(self.history) and self.history[-1].change is not Change.GONE


def place(ledger: Ledger, page: Page, post: Post) -> Place:
    """Where a post that was read belongs.

    What is held under the requested address is the post, as long as the text is: a redirect to
    another text is no move. A canonical address, or the one that answered, is the post's where the
    text that is held there is alike, or none is.
    """
    here = ledger.store.get(page.url)
    there = _there(ledger, page, post)
    if here is None:
        return _of_new(ledger, page, post, there)
    history = ledger.store.versions(here.url)
    # whatever spelling of its own address a post is asked by, no other one has answered
    own = not is_redirected(page.capture) or _names(here, page.capture.final_url)
    same = alike_to(history, post) or page.released
    if own and (there is None or there.url == here.url):
        return Place(owner=here.url, history=history)
    if not same:
        return Place(owner=here.url, history=history, elsewhere=not own)
    stays = not is_for_good(page.capture)
    if there is None or there.url == here.url or stays:
        return Place(owner=here.url, history=history, stays=stays)
    return _one_of_two(ledger, here, there, post, moved=not own)


def _there(ledger: Ledger, page: Page, post: Post) -> Version | None:
    """What is held under the canonical address of a page, or else where it was answered."""
    store = ledger.store
    return store.get(identity(post, page.capture)) or store.get(page.capture.final_url)


def _names(held: Version, url: str) -> bool:
    return any(urls.same(name, url) for name in (held.url, *held.aliases))


def _of_new(ledger: Ledger, page: Page, post: Post, there: Version | None) -> Place:
    """The place of a page whose requested address is not held."""
    owner, own = identity(post, page.capture), urls.clean(page.capture.final_url)
    if there is not None:
        history = ledger.store.versions(there.url)
        if urls.same(there.url, own) or alike_to(history, post):
            return Place(owner=there.url, history=history)
        _log.info("%s is kept as %s: another text has its canonical address", page.url, own)
        owner = own
    announced = ledger.store.announcements(page.url)
    if found := same_post.same_entry(ledger, page.url, post, announced):
        because = "the same entry of its feed, by its id"
        return Place(owner=found.url, history=ledger.store.versions(found.url), because=because)
    if found := same_post.of_moved_blog(ledger, page.url, post, announced):
        because = "sources.yaml says that the blog has moved"
        return Place(owner=found.url, history=ledger.store.versions(found.url), because=because)
    twin, because = same_post.older_twin(ledger, page.url, post, announced)
    return Place(owner=owner, twin=twin, because=because)


def _one_of_two(ledger: Ledger, here: Version, there: Version, post: Post, *, moved: bool) -> Place:
    """Two held posts are one where both have the text: the older identity stays."""
    other = ledger.store.versions(there.url)
    history = ledger.store.versions(here.url)
    if not alike_to(other, post):
        return Place(owner=here.url, history=history)
    because = "its old address leads to it" if moved else "its page names the other address"
    if there.first_seen < here.first_seen:
        return Place(owner=there.url, history=other, twin=here.url, because=because)
    return Place(owner=here.url, history=history, twin=there.url, because=because)


def alike_to(history: tuple[Version, ...], post: Post) -> bool:
    """Whether a text is one of a post's versions, by the last one that has a text."""
    held = last_text(history)
    return bool(held and held.post and alike(held.post, post))


def next_of(ledger: Ledger, page: Page, post: Post, where: Place) -> Version | None:
    """The next version of a post, or None where it says the same."""
    if where.stays and where.held is not None:
        post = replace(post, url=where.held.url)
    version = next_version(
        where.history,
        post,
        capture=page.capture.ref,
        seen_at=page.capture.fetched_at,
        extractor=EXTRACTOR,
        url=where.owner,
        via=announcements.announcers(ledger.announced.get(urls.key(page.url), [])),
        aliases=_aliases(page.url, page.capture, where.owner),
        witnesses=page.read.witnesses,
    )
    if version is None:
        _log.info("%s says the same", where.owner, extra=_unchanged(where.owner))
        return None
    if where.history and _reads_the_same(where.history[-1], page, post):
        words = "%s says the same, read as its held capture is read today"
        _log.info(words, where.owner, extra=_unchanged(where.owner))
        if _overruled_anew(where.history[-1], page):
            advice = "`archiver re-extract` keeps it as sources.yaml says now"
            ledger.warnings.append(f"{where.owner}: its override is new; {advice}")
        return None
    if copy := page.capture.copy:
        version = replace(version, reason=f"read from its copy: {copy}")
    return version


def _unchanged(url: str) -> dict[str, str]:
    return {"event": "unchanged", "url": url}


def doubt(ledger: Ledger, page: Page, post: Post, where: Place) -> Doubt | None:
    """Why the next version of a post is not believed; None where it is."""
    if page.released:
        return None
    if where.elsewhere:
        return Doubt.ELSEWHERE
    if page.read.witnesses.override and page.read.witnesses.override.body:
        return None  # a person has said where the text stands
    answer = belief.Answer(
        post=post,
        held=where.held,
        entry=page.read.entry,
        titled=page.read.titled,
        title_stays=page.read.title_stays,
        led_away=site(page.url) != site(page.capture.final_url),
        breaks_off=page.read.breaks_off,
        common_title=_is_common(ledger, where),
    )
    return belief.doubt(answer)


def _is_common(ledger: Ledger, where: Place) -> bool:
    """Whether other posts of the host bear the held title: then it tells nothing."""
    if where.held is None:
        return False
    found = ledger.store.titled(where.held.title, urls.host(where.owner))
    return any(other.url != where.owner for other in found)


def write(ledger: Ledger, page: Page, version: Version | None, where: Place) -> None:
    """Write the next version of a post, where there is one, and its other addresses as aliases."""
    if version is not None:
        moved = is_redirected(page.capture) and where.stays
        ledger.add(version, ask=page.url if moved else page.capture.final_url)
    for alias in _aliases(page.url, page.capture, where.owner):
        if not where.stays or urls.same(alias, page.url):
            ledger.writer.alias(alias, where.owner, page.capture.fetched_at)


def _overruled_anew(held: Version, page: Page) -> bool:
    """Whether a person says something else of a post than when it was last kept."""
    return held.witnesses.override != page.read.witnesses.override


def _aliases(url: str, capture: Capture, owner: str) -> tuple[str, ...]:
    return tuple(sorted(a for a in {url, capture.final_url} if not urls.same(a, owner)))


def _reads_the_same(held: Version, page: Page, post: Post) -> bool:
    """Whether the held capture and the new one give the same post, read with the same witnesses.

    A better extractor, or more posts learned from, must not count as an edit.
    """
    twins = page.read.twins
    if held.post is None or twins is None or twins.number != held.number:
        return False
    if difference(held.post, post) is None or difference(twins.then, twins.now) is not None:
        return False
    # an override changes the further pages too, of which there are no older ones to compare with
    return _overruled_anew(held, page) or _has_further(held.post, twins.then, post, page.post)


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

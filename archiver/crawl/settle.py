"""posts -> versions -> memberships: put what was read beside what is held."""

from archiver import pages, plan, urls
from archiver.crawl.ledger import Ledger
from archiver.crawl.posts import Posts
from archiver.extract import EXTRACTOR
from archiver.model import Capture, Membership, Post, Version
from archiver.reading import Page, read_all
from archiver.versions import difference, next_version


def settle(ledger: Ledger, posts: Posts) -> None:
    """Put every post that was read beside what is held, and keep what is new.

    In the order of their addresses, so that a replay comes to the same versions.
    """
    whole = pages.join(posts.read, posts.further)
    same: dict[str, list[str]] = {}
    for url in sorted(whole):
        owner = identity(whole[url], posts.captures[url])
        same.setdefault(urls.key(owner), []).append(url)
    for addresses in same.values():
        _settle(ledger, posts, whole[addresses[0]], addresses)


def identity(post: Post, capture: Capture) -> str:
    """The address under which a post is kept: its canonical one, where its own host says so."""
    own = urls.host(capture.final_url).removeprefix("www.")
    if urls.host(post.url).removeprefix("www.") == own:
        return urls.clean(post.url)
    return urls.clean(capture.final_url)


def _settle(ledger: Ledger, posts: Posts, post: Post, asked: list[str]) -> None:
    """Settle one post that was found at one or several addresses."""
    capture = posts.captures[asked[0]]
    held = ledger.store.get(identity(post, capture)) or ledger.store.get(asked[0])
    owner = held.url if held else identity(post, capture)
    addresses = {*asked, *(posts.captures[url].final_url for url in asked)}
    aliases = tuple(sorted(a for a in addresses if not urls.same(a, owner)))
    announced = [c for url in asked for c in ledger.announced.get(urls.key(url), [])]
    version = next_version(
        ledger.store.versions(owner) if held else (),
        post,
        capture=capture.ref,
        seen_at=capture.fetched_at,
        extractor=EXTRACTOR,
        url=owner,
        via=plan.announcers(announced),
        aliases=aliases,
    )
    if held is None or not _reads_the_same(ledger, posts, held, post, capture):
        ledger.add(version)
    for alias in aliases:
        ledger.writer.alias(alias, owner, capture.fetched_at)
    if announced:
        ledger.touched.add(owner)


def _reads_the_same(
    ledger: Ledger, posts: Posts, held: Version, post: Post, capture: Capture
) -> bool:
    """Whether the held capture, read under today's conditions, says what the new one says.

    A better extractor, or a feed that has forgotten the entry, must not look like an edit.
    """
    if held.post is None or held.capture is None or difference(held.post, post) is None:
        return False
    page = Page(
        capture.url,
        ledger.store.capture(held.capture),
        posts.feed_entry(capture.url),
        posts.chrome(urls.host(capture.url)),
    )
    (again,) = read_all([page])
    return isinstance(again, Post) and not again.next_page and difference(again, post) is None


def judge(ledger: Ledger) -> None:
    """Judge what was touched, and all posts where the rules of their challenge changed."""
    known = {c.id: c for c in ledger.store.challenges()}
    # a challenge that sources.yaml no longer names keeps its posts and its members
    wanted = known | {c.id: c for c in ledger.settings.challenges}
    memberships: list[Membership] = []
    for challenge in wanted.values():
        if ledger.store.judged and known.get(challenge.id) == challenge:
            held = {m.post: m for m in ledger.store.memberships(challenge.id)}
            for url in ledger.touched:
                held.pop(url, None)
            memberships += held.values()
            memberships += ledger.store.verdicts(challenge, sorted(ledger.touched))
        else:
            memberships += ledger.store.verdicts(challenge)
    ledger.memberships = tuple(memberships)
    ledger.writer.judge(wanted.values(), ledger.memberships)

"""Weighs what speaks for a wall in a post's place, and what speaks for a post.

One sign decides nothing: a poem is called "Not found", and a post tells of a 502. A title that walls
have, and sentences that walls say, are two. A title that only programs give, on a page that has
nothing of a blog, or marks that only a wall's markup has, are enough where nobody contradicts:
against them speak those who announced the page by its title, the marks of a post in its markup, and
words that only somebody has who tells a story. Walls in words of their own are told by what is not
there: a theme without a post (see ``structure``), and one sentence about the site or to its visitor.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archiver.screen import structure
from archiver.screen.offers import offers
from archiver.screen.standing import LONG, Standing, bare
from archiver.web.vocabulary import walls
from archiver.web.vocabulary.phrases import WallKind
from archiver.web.vocabulary.registers import absence, notices, size, stories, things, visitors
from archiver.web.vocabulary.walls import INVITES, JOINING, LOCKED, PAYWALL, PRICES, SALE

_ENOUGH = 3
"""Points from which something else stands in the post's place."""
_BARE = 120
"""Words: where more are kept, marks in the markup are not looked for."""
_NOTICED = 0.1
"""The share of words of notices that a notice has, at least."""
_BEGINS = 4
"""Words of its own with which a post begins, before a bar that was left below it."""
_TEASER = 60
"""Words: of a paid post a wall leaves fewer; with more it is a preview."""
_PASSING = 3
"""How often as long as what is said of paying a sentence is that says it in passing."""
_SHELL = 30
"""Words of a page that waits for its scripts."""
_TOLD = 150
"""Words that are told for no wall's sake."""
_BY_ITS_WORDS = "a notice of a site or a program: its words are those of notices"
_NO_POST = f"{walls.REASONS[WallKind.NOTHING]}: its theme shows no post"
_FATE = 0.08
"""The share of words of sites in a page that tells where a page went."""
_MOSTLY = 0.6
"""The share of a text that makes it a notice."""
_WHOLLY = 0.9
"""The share that makes it nothing else."""
_SENTENCE = 25
"""Words of a sentence that says one thing."""
_PASSWORD = "//input[@type='password']"  # noqa: S105 - where one is asked for
_MEDIA = (
    "//body//img | //body//video | //body//audio | //body//iframe | //body//object | //body//embed"
)
_QUOTES = frozenset('"“”„«»‹›‚‘「『')
_OF_BUTTONS = re.compile(
    r"\b(?:I(?:'m| am| confirm(?: that)? I am) (?:not|over|under|at least|a|of|1[68]|2[01]|human|older)"
    r"|i (?:understand|agree|accept|consent|confirm|(?:do not |don't )?wish)"
    r"|ich (?:akzeptiere|stimme|bin (?:über|mindestens))|his/her|my (?:account|choices|preferences)"
    r"|(?:why|what|how|where|can|do|did|should)\b[^.?!]{0,30}\bi\b[^.?!]{0,60}\?"
    r"|(?:warum|was|wie|wo|kann)\b[^.?!]{0,30}\bich\b[^.?!]{0,60}\?"
    r"|(?:remember|notify|log) me|i can't find my blog|do not sell my)\b",
    re.IGNORECASE,
)
"""Words that are put into the reader's mouth."""


class _Sign(NamedTuple):
    """What speaks for a wall (above 0) or for a post (below)."""

    points: int
    reason: str = ""


def against(standing: Standing) -> str | None:
    """The reason why what stands on a page is no post; None where it may be one."""
    if reason := _missing(standing) or _locked(standing):
        return reason
    if standing.words >= LONG:
        return None
    if reason := _paid(standing) or _nothing_kept(standing):
        return reason
    signs = [*_titled(standing), *_marked(standing)]
    if not signs and not _may_be_notice(standing):
        return None
    nameless = tuple(_nameless(standing))
    signs += _says(standing, titled=bool(signs or nameless))
    signs += (*nameless, *_structure(standing), *_gated(standing))
    if sum(sign.points for sign in signs) <= 0:
        return None
    signs += (*_asks(standing), *_tells_of_nothing(standing), *_tells(standing))
    if sum(sign.points for sign in signs) < _ENOUGH:
        return None
    return next((sign.reason for sign in signs if sign.reason), "") or _beside(standing)


def _beside(standing: Standing) -> str:
    """The reason where no phrase of a wall was kept: what its buttons say, or what it lacks."""
    if found := walls.find("words", standing.beside):
        return f"{found.wall}: it says {found.said!r}"
    return _NO_POST if structure.theme(standing) else _BY_ITS_WORDS


# ---- for a wall


def _titled(standing: Standing) -> Iterator[_Sign]:
    """A whole title or heading of walls, or a heading that is one of their sentences."""
    titles = standing.titles
    if found := walls.find("programs", titles):
        # a program that answers with an error knows no theme, nor the site's name
        is_whole = standing.is_bare and found.said == bare(standing.head)
        points = 5 if is_whole else 2 + standing.is_alone
        yield _Sign(points, f"{found.wall}: it is titled {found.said[:100]!r}")
    elif found := walls.find("titles", titles):
        yield _Sign(2, f"{found.wall}: it is titled {found.said[:100]!r}")
        yield _Sign(standing.is_alone)
    elif standing.host and any(standing.host in t and SALE.find(t) for t in titles):
        offer = f"{walls.REASONS[WallKind.PARKED]}: its title offers {standing.host}"
        yield _Sign(2 + standing.is_bare, offer)
    elif found := walls.find("words", titles):
        yield _Sign(2 + standing.is_alone, f"{found.wall}: it says {found.said[:100]!r}")
    elif (standing.is_alone or structure.theme(standing)) and any(map(_is_of_sites, titles)):
        yield _Sign(1)
    if _in_other_words(titles):
        yield _Sign(1)


def _gated(standing: Standing) -> Iterator[_Sign]:
    """Buttons that ask how old somebody is, on a page that has nothing else of a blog."""
    if standing.is_alone and offers(standing).age:
        yield _Sign(2, f"{walls.REASONS[WallKind.AGE]}: its buttons ask for an age")


def _is_of_sites(title: str) -> bool:
    """Whether most words of a title are those of sites, or say that something is not there."""
    found = {*things().found(title), *absence().found(title)}
    return bool(found) and 2 * len(found) > size(title)


def _tells_of_nothing(standing: Standing) -> Iterator[_Sign]:
    """A title that says that there is nothing, and a word of what a site has beside it."""
    found = walls.find("programs", standing.titles) or walls.find("titles", standing.titles)
    if found and found.kind is WallKind.NOTHING:
        of_sites = things().count(standing.untitled)
        yield _Sign(of_sites > 0 and of_sites >= _FATE * standing.own_words)


def _nameless(standing: Standing) -> Iterator[_Sign]:
    """A page that has no other title than the name of its host."""
    titles = standing.titles
    if titles and standing.is_bare and all(title == standing.host for title in titles):
        yield _Sign(1, f"{walls.REASONS[WallKind.PARKED]}: it is titled by its host alone")


def _structure(standing: Standing) -> Iterator[_Sign]:
    """What the markup says, and whether the page is the one that was announced."""
    shown = structure.theme(standing)
    yield _Sign(shown - structure.of_post(standing))
    yield _Sign(shown > 0 and standing.lists_others)
    if structure.misses_title(standing):
        yield _Sign(2)
    elif structure.misses_address(standing):
        yield _Sign(1)


def _in_other_words(titles: Iterable[str]) -> bool:
    """Whether two of the titles are those of walls, in different words."""
    told = [t for t in titles if walls.find("programs", (t,)) or walls.find("titles", (t,))]
    return any(one not in other and other not in one for one in told for other in told)


def _marked(standing: Standing) -> Iterator[_Sign]:
    """What only a wall has in its markup."""
    if standing.words > _BARE:
        return
    if found := walls.find("places", standing.around):
        yield _Sign(2 + (found.kind is WallKind.NOTHING), f"{found.wall}: in {found.said!r}")
    if found := walls.find("marks", (standing.page.start,)):
        yield _Sign(3 + 2 * standing.is_bare, f"{found.wall}: its markup has {found.said[:60]!r}")


def _may_be_notice(standing: Standing) -> bool:
    """Whether enough of the words are those of notices: to ask for their sentences takes time."""
    short = standing.words <= _BARE
    return short or notices().count(standing.text) >= _NOTICED * standing.words


def _says(standing: Standing, *, titled: bool) -> Iterator[_Sign]:
    """How much of what was kept is said as walls say it: in their sentences, or in their words."""
    total = told = asked = formulas = begins = 0
    offered = offers(standing)
    labels = set(map(bare, offered.labels))
    shown = structure.theme(standing)
    misses = bool(titled or shown or standing.is_bare or offered.search or offered.home)
    for sentence in standing.sentences:
        if bare(sentence) in labels:
            continue
        long = size(sentence)
        total += long
        if found := _formula(standing, sentence):
            formulas += long
            yield _Sign(0, f"{found.wall}: it says {found.said!r}")
        if found or _is_notice(sentence, long):
            told += long
        elif (
            _speaks_to_visitors(sentence, long)
            or (misses and _misses(standing, sentence, long))
            or any(way in sentence for way in offered.home)
            or (told and standing.is_alone and visitors().count(sentence))
        ):
            asked += long
        elif not told + asked and not (shown and absence().count(sentence)):
            begins += long
    if not total:
        return
    yield _Sign((formulas >= total / 5) + (formulas >= total / 2) + (formulas >= 0.9 * total))
    yield _Sign(_of_a_notice(standing, told / total, (told + asked) / total))
    if titled:
        enough = 1 if standing.is_bare else _NOTICED * total
        of_sites = standing.is_bare or told + asked > 0
        yield _Sign(of_sites and notices().count(standing.untitled) >= enough)
    elif begins >= _BEGINS and not standing.is_alone and shown < 2:
        yield _Sign(-2)
    yield _Sign(shown > 0 and told + asked > 0)


def _of_a_notice(standing: Standing, told: float, spoken: float) -> int:
    """The points for the shares of a text that are made of words of notices, or speak to visitors."""
    if standing.is_alone and told >= _MOSTLY:
        return 3
    if standing.is_bare:
        return 3 if spoken >= _WHOLLY else 2 * (spoken >= _MOSTLY)
    return (spoken >= _MOSTLY) + (spoken >= _WHOLLY)


def _formula(standing: Standing, sentence: str) -> walls.Found | None:
    """What walls say in a sentence; an author repeats the post's own title, or quotes a wall."""
    found = walls.find("words", (sentence,))
    if found and sentence.partition(found.said)[0][-1:] in _QUOTES:
        return None
    if found and not standing.is_bare and any(found.said.lower() in t for t in standing.titles):
        return None
    return found


def _is_notice(sentence: str, long: int) -> bool:
    count = notices().count(sentence)
    return (count >= 2 and count >= 0.2 * long) or (count == 1 and long <= 3)


def _speaks_to_visitors(sentence: str, long: int) -> bool:
    """Whether a sentence of a common length says to somebody what a site has."""
    if long > _SENTENCE or not (said := things().found(sentence)):
        return False
    spoken = visitors().found(sentence)
    return bool(spoken) and len({*said, *spoken}) > 1


def _misses(standing: Standing, sentence: str, long: int) -> bool:
    """Whether a sentence says what a site has not, or not now: many authors do that, too."""
    if long > _SENTENCE or not absence().count(sentence):
        return False
    return things().count(sentence) > 0 or (standing.is_bare and visitors().count(sentence) > 0)


def _asks(standing: Standing) -> Iterator[_Sign]:
    """A page that asks for something, is not to be found, or has nothing else."""
    offered = offers(standing)
    yield _Sign(2 * offered.proof + (1 + standing.is_bare) * offered.password)
    yield _Sign(2 * offered.consent + 2 * offered.search + bool(offered.home))
    yield _Sign(offered.fields + standing.names_host)
    yield _Sign(standing.post is not None and "noindex" in standing.post.robots)
    yield _Sign(standing.own_words < 3 and not standing.pictures)


# ---- for a post


def _tells(standing: Standing) -> Iterator[_Sign]:
    """Who announced the page, and what of it is no wall's."""
    yield _Sign(-4 * standing.is_announced)
    labels = set(map(bare, offers(standing).labels))
    told = " ".join(piece for piece in standing.sentences if bare(piece) not in labels)
    words = stories().count(_OF_BUTTONS.sub(" ", told))
    of_others = structure.theme(standing) > 0 and standing.lists_others
    yield _Sign(-2 * min(words, 2) * (not of_others))
    yield _Sign(-(standing.pictures > 0) - standing.words // _TOLD)


# ---- certain


def _missing(standing: Standing) -> str | None:
    """WordPress marks the body of its 404 page, whatever status a plug-in answers with."""
    body = standing.page.root.find("body")
    marked = body is not None and "error404" in (body.get("class") or "").split()
    if not marked or standing.is_announced:
        return None
    return f"{walls.REASONS[WallKind.NOTHING]}: its body is marked as error404"


def _locked(standing: Standing) -> str | None:
    """A title that says that the post is protected, and a field for its password."""
    locked = LOCKED.find(standing.head) and standing.words < _TEASER
    if locked and offers(standing).password:
        return "the post is protected by a password"
    return None


def _paid(standing: Standing) -> str | None:
    """The first words of a post, and what asks for money where it would go on."""
    if standing.words >= _TEASER:
        return None
    wall = walls.REASONS[WallKind.PAID]
    if gate := standing.gate:
        return f"{wall}: what follows stands in {gate!r}"
    below = (title for title in standing.titles if title not in standing.named)
    for piece in (*standing.beside, *below):
        if match := PAYWALL.find(piece):
            return f"{wall}: it says {match[0]!r}"
    kept = standing.sentences[1:] or standing.sentences
    for sentence in kept:
        if match := PAYWALL.find(sentence):
            told = stories().count(" ".join(standing.sentences))
            in_passing = size(sentence) > _PASSING * size(match[0]) and not offers(standing).fields
            return None if told or in_passing else f"{wall}: it says {match[0]!r}"
    return _sold(standing, (*standing.beside, *kept, *standing.titles))


def _sold(standing: Standing, pieces: tuple[str, ...]) -> str | None:
    """A price, or an invitation to read on: both may be of anything, so a button has to take it."""
    found = (PRICES.find(piece) or INVITES.find(piece) for piece in pieces)
    match = next(filter(None, found), None)
    labels = offers(standing).labels if match else ()
    if match and any(JOINING.find(label) or PRICES.find(label) for label in labels):
        return f"{walls.REASONS[WallKind.PAID]}: it says {match[0]!r}"
    return None


def _nothing_kept(standing: Standing) -> str | None:
    page = standing.page
    if standing.post is None and page.root.xpath(_PASSWORD) and standing.all_words < _BARE:
        return "a login wall: the page asks for a password and says little else"
    asks = " ".join(node.text_content() for node in page.all("noscript")).lower()
    if standing.post is None and standing.words < _SHELL and "javascript" in asks:
        return "the page holds no text without its scripts"
    if standing.words or standing.pictures or page.root.xpath(_MEDIA):
        return None
    return "the page holds no text"

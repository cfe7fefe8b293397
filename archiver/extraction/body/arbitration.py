"""Which witness is believed where names and shape do not find the same article.

Names are right more often; but where they are wrong, they are so without a doubt. So what they found
is compared with the densest prose that the page's shape leaves. Where less than ``_CONTRADICTED`` of
the one lies in the other, trafilatura is asked, and the one that is like its answer is believed.
The limits were read off tables of the pages that the rules were made on.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from lxml.html import HtmlElement

from archiver.extraction.body.measures import SILENT
from archiver.extraction.body.places import Place, Prose
from archiver.extraction.body.survey import Article, Survey
from archiver.extraction.document.tree import Node
from archiver.extraction.reason import Reason, Sign
from archiver.web import html
from archiver.web.vocabulary import Role
from archiver.web.vocabulary.exemptions import HEADINGS

_CONTRADICTED = 0.6
"""The share of what names found in what shape found, below which one of them is wrong."""
_TINY = 0.25
"""Shape found so little of what names found that it found something else: a header, a caption."""
_ALIKE = 0.6
"""F1 of the words of two answers that mean the same article."""
_ENOUGH = 200
"""Characters from which an answer may be an article."""
_POST = 1500
"""Characters of prose that are a whole post, whatever else stands on its page."""
_NEAR = 600
"""Characters of prose between a heading and its post: a summary, an advertisement."""
_TOO_LITTLE = 60
"""Characters: with less text, a place that is not exact is no article."""
_MOST_ASKED = 10_000
"""Elements of the largest page that trafilatura is asked of: its time grows with their square."""
_DOUBTFUL = 0.5
"""The highest confidence of an article that a witness contradicts."""
_DENSE = 0.6
"""The share of a body's text that is in blocks of prose, from which it is no list."""
_RIGHT = ((0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.8, 0.8), (0.95, 0.93), (1.0, 0.96))
"""A score, and the share of pages with it whose text was right: at least 0.9 of its 4-word
sequences in common with the text that people marked."""
_COMMENTS = (Role.COMMENTS, Role.COMMENT, Role.COMMENT_FORM)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much prose two witnesses have in common, as a share of what each of them found, 0 to 1."""

    of_names: float
    of_shape: float
    names: int
    shape: int

    @property
    def f1(self) -> float:
        """Both shares in one."""
        total = self.of_names + self.of_shape
        return 2 * self.of_names * self.of_shape / total if total else 0.0


class ByShape:
    """The article that the shape of a page shows, without a name but those of comments."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.own = Prose(survey.sizes, self.rules, survey.title)
        self.place = Place((self.own.densest,), "the densest prose", exact=False)
        self._agreed: dict[Node, Agreement] = {}

    def rules(self, element: HtmlElement) -> Reason | None:
        """What is chrome by its shape, and comments, whose names have a shape beside them."""
        if why := self.survey.by_shape.get(element):
            return why
        if element.tag in SILENT:
            return Reason(Role.SCRIPT, Sign.TAG, str(element.tag))
        why = self.survey.by_name(element)
        told = why and (why.role in _COMMENTS or why.sign is Sign.OVERRIDE)
        return why if told else None

    def read(self) -> Article:
        """The article of that place."""
        return self.survey.read(self.place, self.rules)

    def after_heading(self, place: Place) -> int:
        """The characters of prose between the post's heading and a place; many without a heading."""
        sizes, title = self.survey.sizes, self.survey.title
        if title is None:
            return _NEAR
        heading = sizes.number[title]
        first = min(sizes.number[element] for element in place.elements)
        if first <= heading < max(sizes.end[sizes.number[e]] for e in place.elements):
            return 0
        if first <= heading:
            return _NEAR + 1
        return sizes.before[first] - sizes.before[heading]

    @cached_property
    def prose(self) -> frozenset[int]:
        """The numbers of the elements with prose of their own in it."""
        sizes = self.survey.sizes
        (top,) = self.place.elements
        first = sizes.number[top]
        return frozenset(n for n in self.own.own if first <= n < sizes.end[first])

    def compare(self, named: Article) -> Agreement:
        """How far an article agrees with the one that shape shows; asked once of its tree."""
        if named.tree not in self._agreed:
            self._agreed[named.tree] = self._compared(named.tree)
        return self._agreed[named.tree]

    def _compared(self, tree: Node) -> Agreement:
        sizes, theirs = self.survey.sizes, self.prose
        own, number = sizes.own, sizes.number
        sources = {node.source for node in tree.walk() if isinstance(node.source, HtmlElement)}
        ours = {n for e in sources if (n := number.get(e)) is not None and own[n]}
        both = sum(own[n] for n in ours & theirs)
        names, shape = sum(own[n] for n in ours), sum(own[n] for n in theirs)
        return Agreement(both / max(1, names), both / max(1, shape), names, shape)


def believed(survey: Survey, named: Article | None) -> Article | None:
    """The article that is believed, with its confidence; None where no witness has found one.

    ``named`` is the one that names found, with the help of the feed and of the host's other posts.
    """
    feed, shaped = survey.known.feed, ByShape(survey)
    if named and feed and feed.is_all_in(named.tree):
        begins = feed.only_begins(named.tree)
        named.confidence = (
            _confidence(named, shaped) if begins else round(feed.agreement(named.tree), 2)
        )
        named.verdict = "the feed agrees"
        return named
    if named and (named.place.told or not _is_contradicted(named, shaped)):
        named.confidence = _confidence(named, shaped)
        if not named.place.told and _is_below_another_heading(named, shaped):
            named.confidence = min(_DOUBTFUL, named.confidence)
        named.verdict = (
            "its shape agrees" if named.confidence > _DOUBTFUL else "its shape doubts it"
        )
        return named
    article, named_by = _arbitrated(survey, named, shaped)
    if article is not None:
        article.confidence = min(_DOUBTFUL, _confidence(article, shaped))
        how = "names and shape contradict each other" if named else "names find nothing"
        article.verdict = f"{how}; {named_by}"
    return article


def shows_a_post(survey: Survey) -> bool:
    """Whether a post's worth of prose stands below its heading, wherever names look for it."""
    shaped = ByShape(survey)
    prose = sum(survey.sizes.own[n] for n in shaped.prose)
    return prose >= _POST and shaped.after_heading(shaped.place) < _NEAR


def _arbitrated(
    survey: Survey, named: Article | None, shaped: ByShape
) -> tuple[Article | None, str]:
    """The one of two articles that is like trafilatura's, else that one; and which witness it is."""
    other, third = shaped.read(), by_trafilatura(survey)
    near = [
        (likeness(article.tree, third.tree), article, who)
        for article, who in ((named, "names are believed"), (other, "shape is believed"))
        if article and third
    ]
    best, article, who = max(near, key=lambda row: row[0], default=(0.0, None, ""))
    if best >= _ALIKE:
        return article, f"{who}: trafilatura agrees"
    # what a person drops by a selector cannot be found in trafilatura's answer
    if third and not survey.known.override and len(third.tree.text()) >= _ENOUGH:
        return third, "trafilatura is believed"
    if len(other.tree.text()) >= _ENOUGH:
        return other, "shape is believed"
    return named, "names are believed"


def _confidence(article: Article, shaped: ByShape) -> float:
    """The share of pages with such an agreement that are right, read off ``_RIGHT``.

    What shape says counts less for a body of many links, or of little prose; the feed, where it has
    only the beginning, says whether that is there.
    """
    agreed, text = shaped.compare(article), max(1, len(article.tree.text()))
    linked = sum(len(node.text()) for node in article.tree.walk() if node.tag == "a")
    score = agreed.f1 * max(0.0, 1 - linked / text) * min(1.0, agreed.names / (_DENSE * text))
    if feed := shaped.survey.known.feed:
        score *= feed.coverage(article.tree)
    return round(_interpolated(score), 2)


def _interpolated(score: float) -> float:
    for (low, right_low), (high, right_high) in pairwise(_RIGHT):
        if score <= high:
            return right_low + (right_high - right_low) * (score - low) / (high - low)
    return _RIGHT[-1][1]


def _is_contradicted(named: Article, shaped: ByShape) -> bool:
    """Whether what shape found is no part of what names found, nor the other way round."""
    if len(named.tree.text()) < _TOO_LITTLE and not named.place.exact:
        return True
    agreed = shaped.compare(named)
    if agreed.of_names >= _CONTRADICTED or agreed.shape < max(_ENOUGH, _TINY * agreed.names):
        return False
    # a name took it out of a post that is one without it, and more than its name spoke against it
    pruned = {element for element, _ in named.pruned}
    much = agreed.names >= _TINY * agreed.shape
    if much and any(
        e in pruned for top in shaped.place.elements for e in (top, *top.iterancestors())
    ):
        return False
    near, far = (shaped.after_heading(place) for place in (named.place, shaped.place))
    return not (agreed.names >= _POST and near < _NEAR < far)


def _is_below_another_heading(named: Article, shaped: ByShape) -> bool:
    """Whether a short article has a heading of its own, and some prose before it has the post's: it
    may be what stands beside a post of a sentence.
    """
    first = next((block for block in named.tree.nodes() if block.text()), None)
    if first is None or first.tag not in HEADINGS or len(named.tree.text()) >= _POST:
        return False
    return 0 < shaped.after_heading(named.place) < _NEAR


def by_trafilatura(survey: Survey) -> Article | None:
    """The article that trafilatura finds."""
    page = survey.page
    if len(page.elements) > _MOST_ASKED or len(page.root.text_content()) < _ENOUGH:
        return None
    from trafilatura import extract  # imported here: it takes half a second, and few pages need it

    markup = extract(page.source, output_format="html", include_comments=False, include_images=True)
    if not markup:
        return None
    place = Place((html.parse(markup),), "trafilatura", exact=False)
    return survey.read(place, lambda element: None)


def likeness(some: Node, other: Node) -> float:
    """F1 of the words of two trees."""
    ours, theirs = (Counter(tree.comparable().split()) for tree in (some, other))
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())

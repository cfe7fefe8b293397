"""Weighs what a page says that it is and what it holds.

Each witness has points, above 0 for a list: integers near the weights of a logistic regression
that was fitted on some hundred real lists and a thousand posts.

    address     5 a home page or a search, or a word of a list or a shop in it, or a month;
                -2 below a year, -5 a slug of four words, -7 of six, -3 below a word for posts
    words       4 a list's class on the body, the names of a shop, a forum; 3 a product, a video;
                2 a type of lists, a website; 1 for many prices
                -8 a discussion; -6 a title that leads to the page itself; -4 a type of articles, or
                an entry in the blog's own feed; -3 a post's class, an article; -2 a link to the
                author, the day
    prose       10, 7, 4 where the longest stretch has fewer than 300, 700, 1,500 characters;
                -1 from 3,000 on, from 8,000 on, and where it is most of the page's prose
    entries     4 for 12 titles, 1 for 5; 2 each for prose in many pieces, permalinks, articles and
                further pages; 1 for 30 links
    nobody      3 where neither an author nor a day was found

No witness is believed alone, and shape alone tells a list from a signed page only where rows of
cards hold most of its text. What looks like a list may be a post with many cards of other posts
below it: where one stretch is most of the prose, address and words both have to speak for a list.
"""

from dataclasses import dataclass

from archiver.extraction.page_kind.declared import Declared
from archiver.extraction.page_kind.stretches import Stretches

_ENOUGH = 12
"""Points from which a page is no post."""
_ENOUGH_SEEN = 7
"""The same where entries, prices or a forum are seen. A refused post is worse than a list that is read."""
_LEADS = 3
"""A page that leads to fewer others is no list, unless it says so."""
_MANY_PRICES = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a page; ``signed`` tells whether an author or a day was found on it,
    ``in_cards`` whether rows of cards hold most of its text.
    """

    told: Declared
    found: Stretches
    signed: bool
    articles: int
    in_cards: bool

    @property
    def is_list(self) -> bool:
        """Whether two witnesses agree that the page is no post."""
        if self._is_post:
            return False
        parts = (self.told.address, self._words, self._prose, self._entries)
        seen = self._entries > 1 or self._priced or self.told.forum
        enough = _ENOUGH_SEEN if seen else _ENOUGH
        return sum(p > 0 for p in parts) >= 2 and sum(parts) + 3 * (not self.signed) >= enough

    @property
    def shop(self) -> bool:
        """Whether the page is a shop's: by its words, or by many prices."""
        return self.told.shop or self._priced

    @property
    def _is_post(self) -> bool:
        """Whether too little speaks for a list, however many points there are."""
        found, address, entries = self.found, self.told.address, self._entries
        if found.is_one and not self._all_speak:
            return True
        if self._words <= 2 and found.leads < _LEADS and not self._priced:
            return True
        if self._is_lonely and not (self.shop or self.told.forum or self.told.search or entries):
            return True
        if address < 0 and self._words < 0 and self.signed:  # a post with many cards, a round-up
            return True
        if address <= 0 and self._words <= 0:  # its shape alone
            return self._prose < 4 or entries < 2 or (self.signed and not self.in_cards)
        return address <= 0 and self._words <= 2 and entries <= 0 and self.signed

    @property
    def _all_speak(self) -> bool:
        """Whether address and words speak for a list, against one long stretch of prose."""
        told, words = self.told, self._words
        if told.shop and self._priced and not self.signed:
            return True
        if words >= 3 and self._entries >= 2:
            return True
        return told.address > 0 and words > 0 and (len(self.found.entries) >= 3 or self.shop)

    @property
    def _is_lonely(self) -> bool:
        """Whether hardly anything stands beside one text: a home page may show one post."""
        found = self.found
        alone = found.longest >= 300 and found.longest > 0.6 * found.prose
        return alone and len(found.links) < 5 and len(found.entries) < 2

    @property
    def _priced(self) -> bool:
        return self.found.prices >= _MANY_PRICES

    @property
    def _words(self) -> int:
        return self.told.says + self._priced

    @property
    def _prose(self) -> int:
        size = self.found.longest
        if size < 1500:
            return 10 if size < 300 else 7 if size < 700 else 4
        return -(size >= 3000) - (size >= 8000) - self.found.is_one

    @property
    def _entries(self) -> int:
        found = self.found
        in_pieces = found.longest < min(3000, 0.4 * found.prose) and len(found.entries) >= 4
        return (
            (len(found.titles) >= 5)
            + 3 * (len(found.titles) >= 12)
            + 2 * in_pieces
            + 2 * (len(found.permalinks) >= 4)
            + 2 * (self.articles >= 5)
            + 2 * (found.further >= 2)
            + (len(found.links) >= 30)
        )

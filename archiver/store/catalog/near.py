"""The posts of a host that are near one another in time: a verdict on one may rest on what another says.

Who is judged for news of a post, and whose words a verdict hears, is decided here, by one rule: so an
archive that grew run by run says the same as one that is judged as a whole.
"""

from collections.abc import Iterable

from archiver.model.blog import CLOSE
from archiver.store.catalog.tables import Tables

_NEAR = (
    " from posts one join posts other on other.host = one.host and other.day"
    f" between date(one.day, '-{CLOSE.days} days') and date(one.day, '+{CLOSE.days} days')"
    " where one.url = ?1"
)


class Near(Tables):
    """The part of the catalog that knows which posts may speak of which."""

    def near_in_time(self, posts: Iterable[str]) -> list[str]:
        """These posts, and those of their hosts that were published so near them."""
        found = dict.fromkeys(posts)
        for url in tuple(found):
            found |= dict.fromkeys(u for (u,) in self._rows(f"select other.url{_NEAR}", url))
        return list(found)

    def beside(self, post: str) -> list[str]:
        """The other posts of the host that are so near in time, the nearest first; where a day is not
        known nothing is near."""
        sql = (
            f"select other.url{_NEAR} and other.url <> ?1 and one.published <> ''"
            " and other.published <> ''"
            " order by abs(julianday(other.day) - julianday(one.day)), other.url"
        )
        return [url for (url,) in self._rows(sql, post)]

    def leaves(self, post: str, day: str = "") -> None:
        """Have those judged again who were near a post that is now of another day, or no post."""
        sql = f"insert or ignore into unjudged select other.url{_NEAR} and one.day <> ?2"
        self.db.execute(sql, (post, day))

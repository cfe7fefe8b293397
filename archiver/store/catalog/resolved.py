"""Addresses that lead to others: short links, and the other addresses of the pages of challenges."""

from archiver.facts import Resolved
from archiver.model import Post
from archiver.store.catalog.tables import Tables
from archiver.web import dates, urls
from archiver.web.address_kinds import is_short


class ResolvedLinks(Tables):
    """The part of the catalog that knows where short links lead, and which posts have some."""

    def keep_links(self, url: str, post: Post) -> None:
        """Keep the short links of a post's newest text."""
        self.forget_links(url)
        short = (link.url for link in post.links if is_short(link.url))
        rows = {(_key(link), url, urls.without_fragment(link)) for link in short}
        self.db.executemany("insert or ignore into short_links values (?,?,?)", rows)

    def forget_links(self, url: str) -> None:
        """Take out a post that is none any more."""
        self.db.execute("delete from short_links where post=?", (url,))

    def resolve(self, fact: Resolved) -> None:
        """Keep where an address leads; the posts that link to it are to be judged again."""
        key = _key(fact.url)
        if self.target(fact.url) != (fact.target or None):
            # of all other links nobody keeps who has them, and such an address is rarely news
            who = "post from short_links where key=?1" if is_short(fact.url) else "url from posts"
            sql = f"insert or ignore into unjudged select {who}"
            self.db.execute(sql, (key,) if is_short(fact.url) else ())
        row = (key, fact.target, dates.stamp(fact.at))
        self.db.execute("insert or replace into resolved values (?,?,?)", row)

    def target(self, url: str) -> str | None:
        """Where an address leads to; None where that is not known, or it leads nowhere."""
        row = self._row("select target from resolved where key=?", _key(url))
        return (row and row[0]) or None

    def short_links(self) -> dict[str, str]:
        """Where addresses lead to, by the key of each."""
        return dict(self._rows("select key, target from resolved where target<>''"))

    def unresolved(self, since: str) -> list[tuple[str, str, str]]:
        """The short links of posts of which nothing is known, nor was ``since`` (a stamp) that they lead
        nowhere: each with a post that has it and that one's day, the latest posts first."""
        sql = (
            "select s.url, s.post, p.day from short_links s left join resolved r on r.key=s.key"
            " join posts p on p.url=s.post"
            " where r.key is null or r.target='' and r.at<? order by p.day desc, s.post, s.url"
        )
        return [(url, post, day) for url, post, day in self._rows(sql, since)]


def _key(url: str) -> str:
    return urls.key(urls.without_fragment(url))

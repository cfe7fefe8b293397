"""What is held back, and what a person has said of it: the tables and their queries."""

from archiver.facts import Quarantined, Rejected, Released
from archiver.formats import journal
from archiver.history.belief import Doubt
from archiver.store.catalog.queries import reader
from archiver.store.catalog.tables import Tables
from archiver.web import urls


class HeldBack(Tables):
    """The part of the catalog that knows what is not believed."""

    def held_back(self, host: str = "") -> list[Quarantined]:
        """The answers that are held back, those of a host or all, by address."""
        where = "where host=?1" if host else "where ?1=''"
        sql = f"select line from held_back {where} order by url"  # noqa: S608 - constants
        return self._all(reader(Quarantined), sql, host)

    def doubted(self, post: str, asked: str) -> Quarantined | None:
        """What is held back of a post, by its identity or by the address that is asked for."""
        sql = "select line from held_back where url in (?1, ?2) or (post=?1 and post<>'')"
        return next(iter(self._all(reader(Quarantined), sql, post, asked)), None)

    def is_rejected(self, url: str, doubt: str, text: str) -> bool:
        """Whether a person has said of such an answer that it is not the post."""
        sql = "select 1 from rejected where url=? and doubt=? and text=?"
        return self._row(sql, url, doubt, text) is not None

    def is_unscreened(self, *addresses: str) -> bool:
        """Whether a person has said of one of these that what looks like a wall there is the post."""
        sql = "select 1 from unscreened where url=?"
        return any(self._row(sql, url) for url in addresses)

    def texts_held_back(self, host: str) -> dict[str, str]:
        """The digests of the texts that are held back of a host, by address."""
        sql = "select url, text from held_back where host=? and text<>''"
        return dict(self._all(lambda url, text: (url, text), sql, host))

    def hold_back(self, fact: Quarantined, name: str) -> None:
        """Store an answer of the journal ``name``, unless the like of it was rejected."""
        if fact.doubt and not self.is_rejected(fact.url, fact.doubt, fact.text):
            where = (fact.url, urls.host(fact.url), name, fact.post)
            row = (*where, fact.doubt, fact.text, journal.write(fact).decode())
            self.db.execute("insert or replace into held_back values (?,?,?,?,?,?,?)", row)

    def no_longer_held_back(self, post: str, asked: str) -> None:
        """A version of a post was written: what was held back of it has been overtaken."""
        sql = "delete from held_back where url in (?1, ?2) or post = ?1"
        self.db.execute(sql, (post, asked))

    def looked_at_anew(self, asked: str, answered: str, name: str) -> None:
        """An address has answered in the run of a journal: what earlier runs held back of it had its
        time, unless that run holds it back too."""
        sql = "delete from held_back where url in (?, ?) and journal <> ?"
        self.db.execute(sql, (asked, answered, name))

    def decide(self, fact: Released | Rejected) -> None:
        """Take a decision."""
        self.db.execute("delete from held_back where url=?", (fact.url,))
        if isinstance(fact, Rejected):
            row = (fact.url, fact.doubt, fact.text)
            self.db.execute("insert or replace into rejected values (?,?,?)", row)
        elif fact.doubt == Doubt.NOT_THE_PAGE:
            self.db.execute("insert or replace into unscreened values (?)", (fact.url,))

"""The people whom the lists name, and what they are a participant of."""

import json

from archiver.facts import TakesPart
from archiver.formats import journal
from archiver.model import Challenge, Participant
from archiver.store.catalog.queries import reader
from archiver.store.catalog.tables import Tables
from archiver.web import urls


class TakingPart(Tables):
    """The part of the catalog that keeps the participants."""

    def take_part(self, fact: TakesPart) -> None:
        """Apply what a list says of a person; the posts that it may have to do with are judged again."""
        row = (fact.url, fact.source, fact.challenge, fact.name, json.dumps(fact.blogs))
        if fact.renamed:
            self.db.execute(
                "delete from participants"
                " where url=? and source=? and challenge=? and name=? and blogs=?",
                row,
            )
        else:
            line = journal.write(fact).decode()
            self.db.execute(
                "insert or replace into participants values (?,?,?,?,?,?)", (*row, line)
            )
        self.db.execute(
            "insert or ignore into unjudged select post from memberships where challenge=?",
            (fact.challenge,),
        )
        for blog in fact.blogs:
            self.db.execute(
                "insert or ignore into unjudged select url from posts where host=?",
                (urls.host(blog),),
            )

    def takes_part(self, challenge: str) -> tuple[TakesPart, ...]:
        """Who is named in the lists of a challenge, list by list."""
        sql = "select line from participants where challenge=? order by url, source, name, blogs"
        return tuple(self._all(reader(TakesPart), sql, challenge))

    def participants(self, challenge: Challenge) -> tuple[Participant, ...]:
        """The people of sources.yaml, then those of the lists, each once."""
        from archiver.web.persons import roll  # here: most who read an archive ask for no people

        lists: dict[tuple[str, str], list[Participant]] = {}
        for name in (challenge.id, *challenge.formerly):
            for told in self.takes_part(name):
                lists.setdefault((told.url, told.source), []).append(told.person)
        return roll.joined(challenge.writers, *lists.values())

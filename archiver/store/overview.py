"""Reading what an archive says of a challenge as a whole: its rounds, its people and its table."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from archiver.errors import unknown_name
from archiver.facts import VersionWritten
from archiver.model import Answer, Challenge, Change, Participant, Round, Verdict
from archiver.store.catalog import Catalog
from archiver.store.catalog.filters import Filter

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.export.participation import Table

_NEWS = {Change.CREATED: "new", Change.EDITED: "edited", Change.GONE: "gone"}
"""What the table tells as news, the greatest first."""


class WithOverview(ABC):
    """The part of a reader that answers for whole challenges, by their ids."""

    _catalog: Catalog

    @property
    @abstractmethod
    def path(self) -> "Path":
        """The folder."""

    @abstractmethod
    def challenges(self) -> tuple[Challenge, ...]:
        """The challenges whose posts are held."""

    @abstractmethod
    def answers(self, challenge: str, *verdicts: Verdict) -> list[Answer]:
        """The posts on which there are these verdicts for a challenge."""

    @abstractmethod
    def changes(self, since: str | datetime | None = None) -> Iterator[VersionWritten]:
        """The versions written since a moment or a run."""

    @abstractmethod
    def _need_judged(self) -> None: ...

    def challenge(self, name: str) -> Challenge:
        """A challenge by its id, or by one that it had before.

        Raises ConfigError, with the id that may be meant, where the archive has none such.
        """
        known = self.challenges()
        for challenge in known:
            if name in (challenge.id, *challenge.formerly):
                return challenge
        ids = [challenge.id for challenge in known]
        raise unknown_name("challenge", name, ids, where=str(self.path))

    def post_counts(self) -> tuple[int, int]:
        """How many posts are held, and how many of them are gone from the web."""
        return self._catalog.post_count(), self._catalog.gone_count()

    def counts(self, verdict: Verdict) -> dict[str, int]:
        """How many posts have this verdict, by challenge."""
        self._need_judged()
        return self._catalog.challenge_counts(verdict)

    def round_counts(self, verdict: Verdict) -> dict[tuple[str, str | None], int]:
        """The same by challenge and round: a post that answers two counts in both, and None stands for
        none."""
        self._need_judged()
        return self._catalog.round_counts(verdict)

    def rounds(self, challenge: str) -> tuple[Round, ...]:
        """The rounds of a challenge, in its order. Raises ConfigError where there is no such challenge."""
        return self.challenge(challenge).rounds

    def participants(self, challenge: Challenge | str) -> tuple[Participant, ...]:
        """Who takes part in a challenge: the people of sources.yaml, then those of its lists, each once.

        ``challenge`` is its id, or the challenge as sources.yaml or the archive's own description has it.
        Raises ConfigError where there is no challenge of this id.
        """
        known = self.challenge(challenge) if isinstance(challenge, str) else challenge
        return self._catalog.participants(known)

    def table(self, challenge: str, since: str | datetime | None = None) -> "Table":
        """Who answered which round of a challenge: a row a person, a column a round.

        ``since`` is a moment or the id of a run: what is new, edited or gone since then is marked in
        ``Entry.change``. Raises ConfigError where there is no such challenge.
        """
        from archiver.export.participation import table  # here: names are compared there

        known = self.challenge(challenge)
        answers = self.answers(known.id, Verdict.MEMBER, Verdict.UNSURE)
        news = {} if since is None else self._news(since)
        return table(known, answers, news, self.participants(known))

    def _news(self, since: str | datetime) -> Mapping[str, str]:
        """What has happened to posts, by their identities: the greatest change of each."""
        found: dict[str, set[Change]] = {}
        for fact in self.changes(since):
            found.setdefault(fact.url, set()).add(fact.change)
        first = {
            url: next((word for change, word in _NEWS.items() if change in changes), "")
            for url, changes in found.items()
        }
        return {url: word for url, word in first.items() if word}

    def _none_of(self, challenge: str) -> tuple[()]:
        """Nothing, of a challenge that there is; ConfigError for any other, unless none is known."""
        if self.challenges():
            self.challenge(challenge)
        return ()

    def _answerable(self, wanted: Filter) -> Filter:
        """The filter, once there are memberships to answer it from.

        Raises ConfigError for a challenge or a round that there is not: it has not just no posts.
        """
        if not wanted.needs_verdicts:
            return wanted
        self._need_judged()
        if wanted.challenge is not None:
            self._none_of(wanted.challenge)
        known = self.challenges()
        if wanted.round is not None and not self._catalog.select(wanted):
            of = wanted.challenge
            rounds = [r.id for c in known for r in c.rounds if of in (None, c.id, *c.formerly)]
            if wanted.round not in rounds:
                raise unknown_name("round", wanted.round, rounds, where=of or str(self.path))
        return wanted

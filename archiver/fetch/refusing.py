"""What a run does not ask for: what was taken down, and what people do not want to be kept."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from archiver.errors import Refused
from archiver.facts import Failed
from archiver.model import Candidate
from archiver.web import urls
from archiver.web.refusals import OPTED_OUT, Forgotten, Refusals


class Refusing:
    """Knows what is refused, and counts the posts of people who opted out that were announced."""

    def __init__(self, patterns: tuple[str, ...], forgotten: Forgotten) -> None:
        """``patterns`` are those of sources.yaml."""
        self._rules = Refusals(patterns, forgotten)
        self._opted_out: set[str] = set()

    def why(self, url: str) -> str:
        """Why an address is not asked for; empty where it may be."""
        return self._rules.why(url)

    def admitted(self, said: Iterable[Candidate]) -> list[Candidate]:
        """What was announced, without what is refused."""
        kept = []
        for candidate in said:
            if (why := self.why(candidate.url)) == OPTED_OUT:
                self._opted_out.add(urls.key(candidate.url))
            elif not why:
                kept.append(candidate)
        return kept

    def missed(self, url: str, at: datetime) -> Failed | None:
        """Why a post that a person asked for is not fetched; None where it may be."""
        why = self.why(url)
        return Failed(url=url, at=at, reason=why, error=Refused.__name__) if why else None

    def told(self) -> Iterator[str]:
        """What the report says of it."""
        if count := len(self._opted_out):
            posts = "1 post is" if count == 1 else f"{count} posts are"
            yield f"{posts} announced that `refuse` names: not asked for, and not kept"

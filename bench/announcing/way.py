"""A way in which posts are announced: the source, the web behind it, and what is to be found there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from archiver.model import Capture
from bench.announcing import pages
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.test_ladder import Answering

Answer = str | Capture | Page | int | None
Server = Callable[[str], Answer]


@dataclass(frozen=True, kw_only=True)
class Way:
    """``method``, ``url`` and ``scope`` (``key: value, ...``) are those of a source in sources.yaml;
    ``server`` answers addresses other than those of posts.

    ``expected`` are the posts that are to be found. ``also`` are further posts that are there: they
    are neither expected nor wrong. ``gone``: no post answers any more. ``peer`` are the addresses at
    which trafilatura looks for feeds and for sitemaps; none where it is not made for such a source.
    At most ``requests`` may be made in all, where there is a bar.
    """

    name: str
    method: str
    url: str
    server: Server
    expected: Collection[str]
    scope: str = ""
    also: Collection[str] = ()
    gone: bool = False
    peer: tuple[str, str] | None = None
    requests: int | None = None

    def web(self, clock: FakeClock) -> FakeWeb:
        """The web of this way, in which nothing has been asked yet."""
        there = {*self.expected, *self.also}

        def made(url: str) -> "Some | None":
            if url in there:
                return 404 if self.gone else pages.post(url)
            return pages.answer(self.server(url)) or pages.aside(url)

        return Answering(FakeWeb({}, clock=clock), made)

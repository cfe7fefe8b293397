"""Which requests may be sent to a host, and when: robots.txt, Retry-After, our own limits."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from archiver.errors import FetchError, Postponed, Refused, Unreachable
from archiver.fetch import robots
from archiver.fetch.frontier import Lane, Task
from archiver.fetch.guard import Guard
from archiver.fetch.pace import CRAWL_DELAY_CAP, pause
from archiver.fetch.transport import without_credentials
from archiver.model import Capture
from archiver.model.settings import Pace
from archiver.web import urls
from archiver.web.secrets import Secrets

SILENCES = 3
"""After so many failures in a row without an answer, a host is not asked again in this run."""

_SENDABLE = re.compile(r"[\x21-\x7e\x80-\xff][\x20-\x7e\x80-\xff]*")


@dataclass(frozen=True, kw_only=True)
class Politeness:
    """The rules for requests to hosts. ``live``: the transport reaches real servers.

    ``robots`` returns a cached capture of a robots.txt that is still fresh, ``forgiven`` whether one
    counts as absent if it is still broken, ``refuses`` why an address is not to be asked for; ``secrets`` are those of the addresses. ``now`` and
    ``monotonic`` are the clocks.
    """

    pace: Pace
    guard: Guard
    live: bool
    robots: Callable[[str], Capture | None]
    forgiven: Callable[[str], bool]
    refuses: Callable[[str], str]
    secrets: Secrets
    now: Callable[[], datetime]
    monotonic: Callable[[], float]

    def next_due(self, lane: Lane, asked: str, took: float) -> float:
        """The monotonic time of the next request to a host that has just answered for ``asked``."""
        rules = lane.rules.get(urls.authority(asked))
        at_home = not self.live or self.guard.allows_private(lane.host)
        crawl_delay = rules.delay if rules and self.live else None
        return self.monotonic() + pause(
            self.pace, took=took, crawl_delay=crawl_delay, at_home=at_home
        )

    def recall_robots(self, lane: Lane, url: str) -> None:
        """Take the rules from a robots.txt of an earlier run, if it is still fresh."""
        place = urls.authority(url)
        if place in lane.recalled:
            return
        lane.recalled.add(place)
        kept = self.robots(robots.address(url))
        if kept is not None and not 300 <= kept.status < 400:
            with suppress(FetchError):
                lane.rules[place] = robots.read(kept.status, kept.body)
        if place not in lane.rules and self.forgiven(robots.address(url)):
            lane.forgiven.add(place)

    def objection(self, lane: Lane, task: Task) -> FetchError | None:
        """The error for a request that must not be sent; None if it may be."""
        url = task.url
        if without_credentials(url) != url:
            message = "an address with a user name or a password is not fetched"
            return Refused(message, where=without_credentials(url))
        if why := self.refuses(url):
            return Refused(why, where=url)
        if self.secrets.lost(url):
            hint = "it is asked again when that address has come back"
            return Refused(
                "a value that was hidden is in no address of sources.yaml for this host",
                where=url,
                hint=hint,
            )
        if until := lane.resting(self.now()):
            message = f"the host asked us to wait until {until:%Y-%m-%d %H:%M:%S} UTC"
            return Postponed(message, where=url)
        if lane.silent >= SILENCES:
            return Unreachable(
                f"{lane.host} has not answered {lane.silent} times in a row", where=url
            )
        if task.rules_for:
            return None
        place = urls.authority(url)
        if place in lane.barred:
            return robots.barred(url, lane.barred[place])
        rules = lane.rules.get(place)
        if rules is None:
            return None
        if not rules.allows(self.secrets.reveal(url, lane.host)):
            return Refused("robots.txt does not allow it", where=url)
        if rules.delay and rules.delay > CRAWL_DELAY_CAP:
            message = f"robots.txt asks for {rules.delay:g} s between two requests"
            return Refused(message, where=url, hint=f"up to {CRAWL_DELAY_CAP:g} s are waited for")
        if lane.sent[task.request.purpose] >= self.pace.pages:
            message = f"{self.pace.pages} requests went to {lane.host} in this run"
            return Postponed(message, where=url, hint="the next run goes on, or raise pace.pages")
        return None


def conditions(task: Task) -> dict[str, str]:
    """The conditional headers of a request: the validators exactly as they were received.

    None after a redirect. A weak ETag is left out where there is a Last-Modified: WordPress does
    not match an ETag that a compressing proxy has made weak, and with If-None-Match present the
    server must ignore the date (RFC 9110, 13.1.3).
    """
    request, headers = task.request, dict[str, str]()
    if task.hops:
        return headers
    etag, modified = request.etag or "", request.last_modified or ""
    if _SENDABLE.fullmatch(modified):
        headers["If-Modified-Since"] = modified
    if _SENDABLE.fullmatch(etag) and not (headers and etag.startswith("W/")):
        headers["If-None-Match"] = etag
    return headers

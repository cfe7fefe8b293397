"""An archive of a few posts, and a sources.yaml that a person edits."""

from pathlib import Path

import archiver
from archiver.store import Archive
from tests.fakes import FakeClock, Some
from tests.stories import PROSE, feed, go, page, scene

DORA, FAY = "http://dora.example", "http://fay.example"
TONE = f"{DORA}/garden/"
REFUSAL = f"{FAY}/refusal/"
SEASON = f"{FAY}/fall/"
ANA, BREAD = "http://ana.example/motivation/", "http://ben.example/bread/"

ROUNDS = """\
    rounds:
      - {id: week-1, title: Motivation, prompt: "What keeps you going month after month in your work?", opens: 2017-05-01, closes: 2017-05-07}
      - {id: week-2, title: Tone, prompt: "How do you find the right tone when a stranger is angry?", opens: 2017-05-08, closes: 2017-05-14}
"""
SOURCES = f"""\
contact: https://example.org/bot
pace: {{delay: 0s, poll: 0s, recheck: 1d}}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    tags: [spring challenge]
{ROUNDS}\
    sources:
      - {{id: ana, site: http://ana.example/}}
      - {{id: ben, feed: http://ben.example/feed.xml}}
      - {{id: dora, feed: {DORA}/feed.xml}}
      - {{id: fay, feed: {FAY}/feed.xml}}
  - id: fall
    title: The Fall Writing Challenge
    rounds:
      - {{id: fall-1, prompt: "Which tool did you give up, and what came in its place?", opens: 2017-10-02, closes: 2017-10-08}}
    sources:
      - {{id: fay-in-fall, feed: {FAY}/fall.xml}}
"""


def web() -> dict[str, Some]:
    """Dora writes within a round without a word of it; Fay refuses one challenge and answers the other."""
    may = "Tue, 09 May 2017"
    return {
        f"{DORA}/feed.xml": feed("dora.example", ("/garden/", "The garden", "Beans"), day=may),
        f"{DORA}/garden/": page("The garden", "Beans and peas.", PROSE, day="2017-05-09"),
        f"{FAY}/feed.xml": feed(
            "fay.example",
            ("/refusal/", "Not this time", "No"),
            day="Tue, 20 Jun 2017",
        ),
        f"{FAY}/fall.xml": feed("fay.example", ("/fall/", "A tool", "Yes"), day="Tue, 03 Oct 2017"),
        f"{FAY}/refusal/": page(
            "Not this time",
            PROSE,
            "I am not taking part in the Spring Writing Challenge.",
            day="2017-06-20",
        ),
        f"{FAY}/fall/": page(
            "A tool", "My post for week one of the Fall Writing Challenge.", PROSE, day="2017-10-03"
        ),
    }


class Desk:
    """A folder with sources.yaml and the archive of one run."""

    def __init__(self, path: Path, text: str = SOURCES) -> None:
        self.path, self.config = path / "archive", path / "sources.yaml"
        self.write(text)
        self.clock, self.net = scene(web())
        go(self.path, self.net, self.clock, text=text)

    def write(self, text: str) -> None:
        self.config.write_text(text, "utf-8")

    def edit(self, old: str, new: str) -> None:
        """Replace the first place of a text in sources.yaml."""
        text = self.config.read_text("utf-8")
        assert old in text
        self.write(text.replace(old, new, 1))

    def listed(self, key: str, *lines: str) -> None:
        """Give the spring challenge a list of this key."""
        entries = "".join(f"      - {line}\n" for line in lines)
        self.edit("    tags: [spring", f"    {key}:\n{entries}    tags: [spring")

    def line_of(self, text: str) -> int:
        """The line of sources.yaml, from 1, in which a text stands."""
        lines = self.config.read_text("utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    @property
    def archive(self) -> Archive:
        return archiver.open(self.path)

    @property
    def words(self) -> list[str]:
        """The options that name both."""
        return ["-c", str(self.config), "-a", str(self.path)]


__all__ = ["ANA", "BREAD", "REFUSAL", "SEASON", "SOURCES", "TONE", "Desk", "FakeClock"]

import json
import os
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
import yaml

from archiver import config
from archiver.errors import ConfigError
from archiver.model import Method, Override

ROOT = Path(__file__).parents[1]

GOOD = """
contact: https://example.org/bot
archive: kept
pace: {delay: 90s, poll: 2h, page_bytes: 1MiB, jobs: 3}
challenges:
  - id: spring
    title: The  Spring
      Challenge
    hub: https://hub.example/2017/04/24/spring/
    tags: spring
    phrases: [no, 2017]
    rounds:
      - {id: week-1, title: Motivation, opens: 2017-05-01, closes: 2017-05-14, roundup: https://hub.example/round-up/}
    sources:
      - site: https://blog.example/
      - {tag: https://blog.example/tag/spring/, id: tagged, round: week-1}
      - hub: https://hub.example/2017/04/24/spring/
"""


def test_reads_everything() -> None:
    settings = config.parse(GOOD)
    (challenge,) = settings.challenges
    assert challenge.title == "The Spring Challenge"
    assert challenge.phrases == ("no", "2017"), "YAML's own types do not change what a person wrote"
    assert challenge.tags == ("spring",)
    assert challenge.rounds[0].opens == date(2017, 5, 1)
    assert settings.pace.delay == 90 and settings.pace.poll == 7200
    assert settings.pace.page_bytes == 2**20 and settings.pace.jobs == 3
    assert [(s.id, s.method) for s in settings.sources] == [
        ("blog.example", Method.SITE),
        ("tagged", Method.TAG),
        ("hub.example/2017/04/24/spring", Method.HUB),
        ("hub.example/round-up", Method.ROUNDUP),
    ]


@pytest.mark.parametrize(("written", "retired"), [("true", True), ("True", True), ("false", False)])
def test_a_source_may_be_retired(written: str, retired: bool) -> None:
    text = GOOD.replace("id: tagged", f"id: tagged, retired: {written}")
    said = {source.id: source.retired for source in config.parse(text).sources}
    assert said["tagged"] is retired and not said["blog.example"]


def test_reads_overrides() -> None:
    text = """overrides:
      - {for: www.Blog.example, body: .story, drop: [.promo, "#letter"], authors: Ann Lee}
      - {for: "https://blog.example/2017/*", body: [.story, .old]}
      - {for: https://blog.example/bread, title: "Bread:  a story", published: 2017-05-01T10:30+02:00}
    """
    assert config.parse(GOOD + text).overrides == {
        "blog.example": Override(
            body=(".story",), drop=(".promo", "#letter"), authors=("Ann Lee",)
        ),
        "https://blog.example/2017/*": Override(body=(".story", ".old")),
        "https://blog.example/bread": Override(
            title="Bread: a story",
            published=datetime(2017, 5, 1, 10, 30, tzinfo=timezone(timedelta(hours=2))),
        ),
    }
    jsonschema.validate(_plain(GOOD + text), config.schema())


WRONG = {
    "unknown key": (
        "fead: x\n" + GOOD.lstrip(),
        "sources.yaml:1:1: unknown key `fead` in sources.yaml",
    ),
    "misspelt": (
        GOOD.replace("- site:", "- sitte:"),
        "unknown key `sitte` in a source (did you mean `site`?)",
    ),
    "twice": (GOOD.replace("archive: kept", "contact: x"), "key `contact` stands twice"),
    "alias": ("a: &x [1]\nb: *x\n", ":2:4: aliases are not allowed"),
    "tab": ("challenges:\n\t- id: x\n", ":2:1: found character"),
    "not a list": (GOOD.replace("id: spring", "id: [a, b]"), "found a list"),
    "no url": (
        GOOD.replace("https://blog.example/\n", "blog.example\n"),
        "write https://blog.example",
    ),
    "no day": (
        GOOD.replace("2017-05-14", "May 14"),
        "expected a day such as 2017-05-01, found `May 14`",
    ),
    "two ways": (
        GOOD.replace("id: tagged", "feed: https://blog.example/feed"),
        "found feed and tag",
    ),
    "no title": (
        GOOD.replace("    title: The  Spring\n      Challenge\n", ""),
        "needs the key `title`",
    ),
    "closes early": (
        GOOD.replace("closes: 2017-05-14", "closes: 2017-04-14"),
        "closes before it opens",
    ),
    "no such round": (
        GOOD.replace("round: week-1", "round: week-9"),
        "no round is called `week-9`",
    ),
    "no switch": (
        GOOD.replace("id: tagged", "id: tagged, retired: since May"),
        "expected true or false, found `since May`",
    ),
    "no host": (
        GOOD + "overrides: [{for: blog, body: .story}]\n",
        ":18:19: `blog` is no host and no address (write a host such as blog.example",
    ),
    "a host with a path": (
        GOOD + "overrides: [{for: blog.example/2017/*, body: .story}]\n",
        "(write https://blog.example/2017/*)",
    ),
    "many hosts": (
        GOOD + "overrides: [{for: '*.blog.example', body: .story}]\n",
        "each host has an entry of its own",
    ),
    "no selector": (
        GOOD + "overrides:\n  - for: blog.example\n    body: post-content\n",
        ":20:11: `post-content` matches nothing: write `.post-content`",
    ),
    "several selectors": (
        GOOD + "overrides: [{for: blog.example, drop: '.a, .b'}]\n",
        """several selectors are a list: [".a", ".b"]""",
    ),
    "more of css": (
        GOOD + "overrides: [{for: blog.example, drop: '.a > .b'}]\n",
        "a space stands for `within`",
    ),
    "no quotes": (
        GOOD + "overrides:\n  - for: blog.example\n    body: #story\n",
        'write an id in quotes, as "#story"',
    ),
    "misspelt override": (
        GOOD + "overrides: [{for: blog.example, bodi: .story}]\n",
        "unknown key `bodi` in an override (did you mean `body`?)",
    ),
    "override without a place": (GOOD + "overrides: [{body: .x}]\n", "needs the key `for`"),
    "override that says nothing": (
        GOOD + "overrides: [{for: blog.example, authors: []}]\n",
        "the override for `blog.example` says nothing",
    ),
    "one title for many": (
        GOOD + "overrides: [{for: blog.example, title: Bread}]\n",
        "`title` is of one post, and `blog.example` may be many",
    ),
    "two overrides": (
        GOOD + "overrides: [{for: www.b.example, body: .x}, {for: B.example, body: .y}]\n",
        "two overrides are for `b.example`",
    ),
    "no moment": (
        GOOD + "overrides: [{for: 'https://b.example/x', published: in May}]\n",
        "or a time such as 2017-05-01T10:30+02:00, found `in May`",
    ),
    "an id without quotes": (
        GOOD + "overrides:\n  - for: b.example\n    drop: [.x, #promo]\n",
        'write "#promo" in quotes: YAML takes the rest of a line for a comment',
    ),
    "no contact": (GOOD.replace("contact: https://example.org/bot", ""), "`contact` is missing"),
    "negative": (GOOD.replace("90s", "-1s"), "expected a time such as"),
    "empty": ("", ":1:1: the file is empty"),
    "a word": ("hello", ":1:1: expected sources.yaml with keys"),
    "deep": ("[" * 5000, "sources.yaml:1:"),
}


@pytest.mark.parametrize("name", WRONG)
def test_names_the_place_of_a_mistake(name: str) -> None:
    text, message = WRONG[name]
    with pytest.raises(ConfigError) as caught:
        config.parse(text)
    assert message in str(caught.value)
    assert caught.value.exit_code == 2


def test_every_mistake_is_named_in_one_go() -> None:
    text = GOOD.replace("- site:", "- sitte:").replace("2017-05-01", "soon").replace("90s", "often")
    with pytest.raises(ConfigError) as caught:
        config.parse(text)
    assert len(str(caught.value).splitlines()) == 3


def test_contact_is_not_needed_on_this_machine() -> None:
    text = "challenges: [{id: a, title: A, sources: [{site: 'http://127.0.0.1:8000/'}, {site: 'http://x.test/'}]}]"
    with pytest.raises(ConfigError, match=r"x\.test is not on this machine"):
        config.parse(text)
    assert config.parse("allow_private: ['*.test']\n" + text).contact is None


def test_archive_lies_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(GOOD)
    assert Path(config.read(file).archive) == tmp_path / "kept"


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="archiver init"):
        config.read(tmp_path / "none.yaml")


def test_the_worked_example_is_right() -> None:
    settings = config.read(ROOT / "sources.yaml")
    assert "sd-spring-2017" in {challenge.id for challenge in settings.challenges}
    hubs = {challenge.hub for challenge in settings.challenges}
    assert (
        "https://supportdriven.com/2017/04/24/support-driven-spring-2017-writing-challenge/" in hubs
    )
    jsonschema.validate(_plain((ROOT / "sources.yaml").read_text()), config.schema())


def test_the_shipped_schema_is_the_generated_one(request: pytest.FixtureRequest) -> None:
    shipped = ROOT / "archiver" / "config" / "sources.schema.json"
    if request.config.getoption("--accept") and not os.environ.get("CI"):
        shipped.write_text(config.schema_text())
    assert shipped.read_text() == config.schema_text()
    jsonschema.Draft202012Validator.check_schema(config.schema())


def test_schema_and_reader_agree() -> None:
    jsonschema.validate(_plain(GOOD), config.schema())
    for name in (
        "unknown key",
        "misspelt",
        "two ways",
        "no title",
        "negative",
        "no url",
        "no host",
        "misspelt override",
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(_plain(WRONG[name][0]), config.schema())


def _plain(text: str) -> object:
    """The YAML as JSON sees it: every scalar that is no number is a string."""
    return json.loads(json.dumps(yaml.load(text, Loader=yaml.BaseLoader)))

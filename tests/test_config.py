import json
import os
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
import yaml

from archiver import config
from archiver.errors import ConfigError
from archiver.model import Method, Override, Participant, Placed

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


INCLUDED = """    include:
      - https://blog.example/a
      - {url: https://blog.example/b, round: week-1}
      - url: https://blog.example/c
"""


def test_an_included_post_may_have_a_round() -> None:
    text = GOOD.replace("    rounds:", f"{INCLUDED}    rounds:")
    settings = config.parse(text)
    (challenge,) = settings.challenges
    assert challenge.include == tuple(f"https://blog.example/{name}" for name in "abc")
    assert challenge.placed == (Placed(url="https://blog.example/b", round="week-1"),)
    jsonschema.validate(_plain(text), config.schema())
    one = config.parse(
        GOOD.replace("    rounds:", "    include: https://blog.example/a\n    rounds:")
    )
    assert one.challenges[0].include == ("https://blog.example/a",)


def test_the_line_of_each_value_is_known() -> None:
    text = GOOD.replace("    rounds:", f"{INCLUDED}    rounds:")
    lines = text.splitlines()
    found = config.parse(text).lines
    assert {key[1] for key in found} == {"tags", "phrases", "include", "contact"}
    assert all(value in lines[number - 1] for (_, _, value), number in found.items())
    assert found["spring", "include", "https://blog.example/c"] == 1 + lines.index(
        "      - url: https://blog.example/c"
    )


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
    "tab": ("challenges:\n\t- id: x\n", ":2:1: a tab (YAML is indented with spaces"),
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
    "no such round to include in": (
        GOOD.replace("    rounds:", f"{INCLUDED}    rounds:").replace(
            "b, round: week-1", "b, round: w"
        ),
        "sources.yaml:14:9: no round `w` (known are: week-1)",
    ),
    "a round without a post": (
        GOOD.replace("    rounds:", "    include: [{round: week-1}]\n    rounds:"),
        "a post to include needs the key `url`",
    ),
    "a question mark in braces": (
        GOOD.replace("    rounds:", "    include: [{url: https://blog.example/?p=1}]\n    rounds:"),
        "write an address with a question mark in quotes",
    ),
    "closes early": (
        GOOD.replace("closes: 2017-05-14", "closes: 2017-04-14"),
        "closes before it opens",
    ),
    "no such round": (
        GOOD.replace("round: week-1", "round: week-9"),
        "no round `week-9` (did you mean `week-1`?)",
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


# ---- people

PEOPLE = """
contact: https://example.org/bot
challenges:
  - id: spring
    title: The Spring Challenge
    writers:
      - {name: Ana Lima, blogs: [https://ana.example/, https://medium.com/@ana], also: Annie}
      - name: Ben  Ode
    sources:
      - {feed: https://ana.example/feed/, writer: Annie}
      - {tag: https://ben.example/tag/spring/, writer: Ben Ode, moved_from: http://ben.blogspot.example/}
      - {site: https://cy.example/, writer: Cy}
      - {feed: https://cy.example/feed.xml, writer: cy}
      - roster: https://lists.example/people.csv
"""


def test_a_challenge_knows_its_people() -> None:
    settings = config.parse(PEOPLE)
    assert settings.challenges[0].writers == (
        Participant(
            name="Ana Lima",
            blogs=("https://ana.example/", "https://medium.com/@ana", "https://ana.example/feed/"),
            also=("Annie",),
        ),
        Participant(
            name="Ben Ode",
            blogs=("https://ben.example/tag/spring/", "http://ben.blogspot.example/"),
        ),
        Participant(name="Cy", blogs=("https://cy.example/", "https://cy.example/feed.xml")),
    )
    assert [source.writer for source in settings.sources] == ["Annie", "Ben Ode", "Cy", "cy", ""]
    jsonschema.validate(_plain(PEOPLE), config.schema())


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("name: Ben  Ode", 'name: "Ben\\e[31m Ode"', "8:15: a control character in `Ben\\u001b[31m Ode`"),
        ("also: Annie", 'also: "An\\x9bnie"', ":7:88: a control character in `An\\u009bnie`"),
        ("writer: Annie", 'writer: "Annie\\0"', "10:51: a control character in `Annie\\u0000`"),
        ("title: The Spring", 'title: "The\\u202eSpring"\n    phrases: "\\a"\n    tags: The Spring', "`The\\u202eSpring`"),
    ],
)  # fmt: skip
def test_a_control_character_is_a_mistake_and_is_not_printed(
    old: str, new: str, place: str
) -> None:
    assert old in PEOPLE
    with pytest.raises(ConfigError) as caught:
        config.parse(PEOPLE.replace(old, new))
    told = str(caught.value)
    assert place in told and "leave it out" in told
    assert all(line.isprintable() for line in told.splitlines())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: week-1", 'id: "week\\e1"'),
        ("title: Motivation", 'title: "a\\e[2J"'),
        ("title: Motivation", 'prompt: "a\\e[2J"'),
        ("id: tagged", 'id: "tag\\e"'),
    ],
)
def test_neither_has_a_round_or_a_source(old: str, new: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError, match=r"^sources\.yaml:\d+:\d+: a control character in `"):
        config.parse(GOOD.replace(old, new))


def test_an_account_on_a_shared_host_and_a_name_of_her_own_are_no_mistakes() -> None:
    blogs = "https://ben.medium.com/, https://dev.to/ben, https://sites.google.com/view/ben"
    text = PEOPLE.replace(
        "Ben  Ode", f"Ben Ode\n        blogs: [{blogs}]\n        also: [ben ode, B.]"
    )
    assert len(config.parse(text).challenges[0].writers[1].blogs) == 5


def test_a_secret_of_a_writer_s_blog_is_hidden() -> None:
    text = PEOPLE.replace("https://medium.com/@ana", '"https://ana.example/all?token=abc123"')
    settings = config.parse(text)
    assert settings.challenges[0].writers[0].blogs[1].startswith("https://ana.example/all?token=~")
    assert settings.secrets == {"ana.example": ("abc123",)}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name: Ben  Ode", 'name: ""', ":8:15: expected a person's name, found ``"),
        ("name: Ben  Ode", "blogs: https://b.example/", ":8:9: a writer needs the key `name`"),
        ("name: Ben  Ode", "name: ana LIMA", ":8:9: two writers are called `ana LIMA` (write all"),
        ("- name: Ben  Ode", "- Ben Ode", ":8:9: expected a writer with keys such as `name`"),
        ("Ben  Ode", "Ben Ode\n        blog: https://b.example/", "`blog` in a writer (did you mean `blogs`?)"),
        ("Ben  Ode", "Ben Ode\n        blogs: http://www.ana.example/blog/feed/", ":8:9: two writers claim http://www.ana.example/blog/feed/: `Ana Lima` and `Ben Ode` (one blog"),
        ("cy.example/, writer: Cy", "ana.example/, writer: Cy", ":12:9: two writers claim https://ana.example/"),
        ("writer: Annie", "writer: Dee Day", ":10:9: two writers claim https://ana.example/feed/: `Ana Lima` and `Dee Day`"),
        ("writer: Annie", 'writer: " - "', ":10:51: expected a person's name, found `-`"),
        ("also: Annie", "also: [Annie, ode BEN, 'Ode, Ben']", ":7:9: `Ode, Ben`, as `Ana Lima` is also called, is `Ben Ode` (if the two are one"),
        ("Ben  Ode", "Ben Ode\n        also: Annie", ":8:9: `Annie`, as `Ben Ode` is also called, is `Ana Lima` (if"),
        ("Ben  Ode", "Ben Ode\n        blogs: https://medium.com/", ":8:9: many people write on https://medium.com/: it is no blog of `Ben Ode` (name her account"),
        ("Ben  Ode", "Ben Ode\n        blogs: [http://www.substack.com, https://ben.example]", ":8:9: many people write on http://www.substack.com/"),
        ("https://cy.example/, writer: Cy", "https://wordpress.com/blog/, writer: Cy", ":12:9: many people write on https://wordpress.com/blog/"),
        ("https://ben.example/tag/spring/", "https://medium.com/tag/spring", ":11:9: many people write on https://medium.com/tag/spring"),
        ("https://cy.example/feed.xml", "https://medium.com/feed/tag/spring", ":13:9: many people write on"),
        ("people.csv", "people.csv\n        writer: Ben Ode", ":14:9: `writer` says whose blog a source is, and this is no blog (write it beside a feed"),
    ],
)  # fmt: skip
def test_mistakes_about_people_have_their_place(old: str, new: str, told: str) -> None:
    assert old in PEOPLE
    with pytest.raises(ConfigError) as caught:
        config.parse(PEOPLE.replace(old, new))
    assert told in str(caught.value) and len(str(caught.value).splitlines()) <= 2

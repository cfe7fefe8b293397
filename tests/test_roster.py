"""Lists of participants: what the columns of real lists are called, who is left out, which round it is."""

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import archiver
from archiver import config, discover
from archiver.discover.rosters import which_round
from archiver.errors import ConfigError, ParseError
from archiver.model import Found, Method, Round, Source
from tests.fakes import Page, Some
from tests.stages.discover import capture
from tests.stories import PROSE, go, home, page, scene

LIST = "https://lists.example.net/"
ROUNDS = (
    Round(id="week-1", title="Motivation"),
    Round(id="week-2", title="The tools we use"),
    Round(id="week-3", title="A hard day"),
)


def read(
    name: str,
    text: str,
    kind: str = "text/plain",
    rounds: tuple[Round, ...] = ROUNDS,
    **columns: str,
) -> Found:
    asked = Source(
        id="list",
        url=LIST + name,
        method=Method.ROSTER,
        challenge="spring",
        columns=columns,
        rounds=rounds,
    )
    return discover.read(capture(asked.url, text.encode(), kind), asked.first_request(), asked)


def blogs(found: Found) -> list[str]:
    assert not found.candidates
    return [f"{wish.method} {wish.url}" for wish in found.follow]


def posts(found: Found) -> list[str]:
    assert not found.follow
    return [candidate.url for candidate in found.candidates]


ANA, BO = "site https://ana.example.com/", "feed https://bo.example.org/feed.xml"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "name,site,feed\nAna,https://ana.example.com/,\nBo,,https://bo.example.org/feed.xml"),
        ("a.csv", "Name;Blog;RSS\nAna;https://ana.example.com/;\nBo;;https://bo.example.org/feed.xml"),
        ("a.tsv", "who\tHomepage\tAtom\nAna\thttps://ana.example.com\t\nBo\t\thttps://bo.example.org/feed.xml"),
        ("a.csv", "All who write,,\n,,\n이름,블로그 주소,피드\nAna,ana.example.com,\nBo,,https://bo.example.org/feed.xml"),
        ("a.csv", "Ana,https://ana.example.com/\nBo,https://bo.example.org/feed.xml"),
        ("a.csv", 'name,site\n"Ana, the ""first""",https://ana.example.com/\nBo "the,https://bo.example.org/feed.xml'),
        ("a.csv", 'name,site\n"Ana,https://ana.example.com/\nBo,https://bo.example.org/feed.xml'),
        ("hosts", "ana.example.com\nhttps://bo.example.org/feed.xml\n"),
        ("a.txt", "https://ana.example.com/\nhttps://bo.example.org/feed.xml\n"),
        ("a.json", '[{"name": "Ana", "siteUrl": "https://ana.example.com"}, {"rssFeed": "https://bo.example.org/feed.xml"}]'),
        ("a.json", '["https://ana.example.com", "https://bo.example.org/feed.xml"]'),
        ("a.json", '{"Ana": "https://ana.example.com", "Bo": "https://bo.example.org/feed.xml"}'),
        ("a.json", '{"data": {"members": {"nodes": [{"user": {"links": {"website": "https://ana.example.com"}}}, {"user": {"links": {"feed_url": "https://bo.example.org/feed.xml"}}}]}}}'),
        ("a.json", '{"values": [["Name", "Blog"], ["Ana", "ana.example.com"], ["Bo", "https://bo.example.org/feed.xml"]]}'),
        ("a.json", '{"site": "https://lists.example.net", "2026": {"ana": {"url": "https://ana.example.com"}}, "2025": {"bo": {"url": "https://bo.example.org/feed.xml"}}}'),
        ("a.jsonl", '{"blog": "https://ana.example.com/"}\n{"blog": "https://bo.example.org/feed.xml"}\n'),
        ("a.js", 'window.BLOGS = [{"site": "https://ana.example.com/"}, {"feed": "https://bo.example.org/feed.xml"}];'),
        ("a.yml", "- name: Ana\n  blog: ana.example.com\n- name: Bo\n  links: {rss: https://bo.example.org/feed.xml}\n"),
        ("a.yaml", "ana:\n  name: Ana\n  url: https://ana.example.com\nbo:\n  name: Bo\n  url: https://bo.example.org/feed.xml\n"),
        ("list", "---\n- name: Ana\n  url: https://ana.example.com\n- {name: Bo, url: 'https://bo.example.org/feed.xml'}\n"),
        ("a.yml", "base: &b\n  name: Ana\npeople:\n- {<<: *b, site: https://ana.example.com/}\n- {feed: https://bo.example.org/feed.xml}\n"),
        ("README.md", "# All\n\nRead [how](https://help.example.com/2017/how-to-join-us/), and then come and tell all of us who you are and why you want to write with us.\n\n- [Ana](https://ana.example.com/)\n* Bo ([RSS](https://bo.example.org/feed.xml))\n"),
        ("README.md", "| Who | Blog |\n|:--|---|\n| Ana | [a \\| b](https://ana.example.com/) |\n| Bo | <https://bo.example.org/feed.xml> |\n"),
        ("README.md", "1. [Ana][a]\n2. [Bo]\n\n[a]: https://ana.example.com/\n[bo]: https://bo.example.org/feed.xml\n\n```\n- [no](https://no.example.com/)\n```\n<!-- - [no](https://no.example.com/) -->\n"),
        ("README.md", "<table><tr><td><a href='https://ana.example.com/'><img alt=Ana src=/a.png></a></td><td><a href='https://bo.example.org/feed.xml'>Bo</a></td></tr></table>"),
        ("a.html", "<html><body><nav><ul><li><a href='https://no.example.com/'>Up</a></ul></nav><table><tr><th>Who<th>Site<tr><td>Ana<td><a href='https://ana.example.com/'>x</a><tr><td>Bo<td><a href='https://bo.example.org/feed.xml'>y</a></table><footer><a href='https://no.example.com/'>Theme</a></footer></body></html>"),
        ("a.html", "<html><body><h2>Us</h2><div class=card><a href='https://ana.example.com/'>Ana</a></div><div class=card><h3>Bo</h3><a href='https://bo.example.org/feed.xml'>Feed</a></div><p><a href='/about'>About</a></p></body></html>"),
        ("a.html", "<html><body><table><tr><td><h1>Us</h1><p><a href='https://ana.example.com/'>Ana</a><br><a href='https://bo.example.org/feed.xml'>Bo</a></p></td><td>x</td></tr></table></body></html>"),
    ],
)  # fmt: skip
def test_blogs_are_found_in_any_shape(name: str, text: str) -> None:
    kind = "text/html" if name.endswith(".html") else "text/plain"
    assert sorted(blogs(read(name, text, kind))) == [BO, ANA]


@pytest.mark.parametrize(
    "text",
    [
        "{blog}: {ana}, {hidden}: true",
        "{blog}: {ana}, visible: false",
        "{blog}: {ana}, show_in_directory: 'no'",
        "{blog}: {ana}, status: Duplicate",
        "{blog}: {ana}, status: dropped out",
        "{blog}: {ana}, left: 2017-05-01",
        "{blog}: {ana}, active: 'N'",
    ],
)
def test_who_is_marked_as_left_out_is_not_followed(text: str) -> None:
    row = text.format(blog="blog", ana="https://ana.example.com/", hidden="hidden")
    found = read("a.yml", f"- {{{row}}}\n- {{feed: https://bo.example.org/feed.xml}}\n")
    assert blogs(found) == [BO]


@pytest.mark.parametrize(
    "mark",
    [
        "hidden: false", "visible: yes", "show_in_directory: yes", "include_in_latest: no", "status: included",
        "left: ''", "left: no", "status: not hidden", "show_avatar: no", "notes: left the town in 2017",
        "active_since: 2017", "private_email: 1",
    ],
)  # fmt: skip
def test_other_marks_leave_nobody_out(mark: str) -> None:
    assert blogs(read("a.yml", f"- {{blog: https://ana.example.com/, {mark}}}\n")) == [ANA]


def test_pictures_profiles_and_networks_are_no_blogs() -> None:
    row = (
        "- {url: 'https://github.com/ana', image_url: 'https://ana.example.com/a.png', avatar: https://a.example/x, "
        "socials: {mastodon: 'https://social.example/@ana', blog: https://ana.example.com, x: 'https://x.com/ana'}}\n"
    )
    assert blogs(read("a.yml", row)) == [ANA]


def test_a_line_of_many_links_is_a_list_by_itself() -> None:
    hosts = [f"https://b{n}.example.com/" for n in range(4)]
    lines = {
        "README.md": " · ".join(f"[B]({host})" for host in hosts),
        "a.html": "<p>" + ", ".join(f"<a href={host}>B</a>" for host in hosts) + "</p>",
    }
    for name, text in lines.items():
        assert blogs(read(name, text)) == [f"site {host}" for host in hosts]


def test_a_word_with_a_dot_is_no_address() -> None:
    text = "Ana,Next.js,https://ana.example.com/\nBo,Vue.js,https://bo.example.org/feed.xml\n"
    assert blogs(read("a.csv", text)) == [ANA, BO]
    text = (
        '{"node.js": {"title": "Next.js", "blog": "https://ana.example.com"}, "x": {"blog": "-"}}'
    )
    assert blogs(read("a.json", text)) == [ANA]


def test_who_is_struck_out_has_left() -> None:
    text = "- ~~[Ana](https://ana.example.com/)~~\n- [Bo](https://bo.example.org/feed.xml)\n"
    assert blogs(read("README.md", text)) == [BO]
    page = "<ul><li><del><a href='https://ana.example.com/'>Ana</a></del><li><a href='https://bo.example.org/feed.xml'>Bo</a></ul>"
    assert blogs(read("a.html", page)) == [BO]


def test_links_of_html_within_markdown_keep_their_words() -> None:
    text = "# May\n\n<h3><a href='https://ana.example.com/2017/on-lamps/'>On lamps</a></h3>\n\n- [Rain](https://bo.example.org/2017/rain/)\n"
    assert [c.title for c in read("README.md", text).candidates] == ["Rain", "On lamps"]


def test_a_text_that_is_no_list_is_told_so() -> None:
    with pytest.raises(ParseError, match="the text names no blog and no post"):
        read("notes.txt", "SETUP\n=====\n\nThis uses: one file: data/blogs.csv\n\nAnother: line\n")


def test_a_blog_has_its_home_for_the_day_its_feed_dies() -> None:
    found = read("a.csv", "feed,site\nhttps://bo.example.org/feed.xml,https://bo.example.org/")
    (wish,) = found.follow
    assert (wish.method, wish.home) == ("feed", "https://bo.example.org/")


def test_posts_are_announced_with_what_their_row_says() -> None:
    text = (
        '{"series": [{"title": "My month", "user": {"name": "Ana", "profileUrl": "https://a.example/u/1"}, "articles": ['
        '{"day": 2, "title": "On jars", "url": "https://a.example/articles/7", "publishedAt": "2017-05-02T08:00:00Z"}]}],'
        ' "next": "https://lists.example.net/2"}'
    )
    (post,) = read("a.json", text).candidates
    assert (post.url, post.title, post.author) == ("https://a.example/articles/7", "On jars", "Ana")
    assert str(post.published) == "2017-05-02 08:00:00+00:00"
    assert (post.how, post.round) == ("roster", None)  # the second day is not the second week


def test_a_row_of_a_post_does_not_make_its_blog_a_participant() -> None:
    text = (
        "blog_url,feed_url,post_title,post_url\n"
        "https://ana.example.com/,https://ana.example.com/feed/,On jars,https://ana.example.com/on-jars/"
    )
    assert posts(read("a.csv", text)) == ["https://ana.example.com/on-jars/"]


def test_a_participant_with_a_post_is_followed_too() -> None:
    text = "name,blog,first post\nAna,https://ana.example.com/,https://ana.example.com/on-jars/"
    found = read("a.csv", text)
    assert [wish.url for wish in found.follow] == ["https://ana.example.com/"]
    assert [c.url for c in found.candidates] == ["https://ana.example.com/on-jars/"]
    assert found.candidates[0].author == "Ana"


def test_a_blog_link_of_a_form_is_often_that_of_a_post() -> None:
    text = "Timestamp,Blog link\n1,https://a.example/2017/05/on-jars/\n2,https://b.example/what-i-saw-in-may"
    assert len(posts(read("a.csv", text))) == 2


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("round", "1st", "week-1"),
        ("week", "2", "week-2"),
        ("Week", "week-3", "week-3"),
        ("topic", "the tools we use", "week-2"),
        ("회차", "3회차", None),
        ("주차", "3주차", "week-3"),
        ("day", "3", None),
        ("", "Week 2: anything", "week-2"),
        ("", "Motivation (May)", "week-1"),
        ("", "Demotivation", None),
        ("round", "4", None),
        ("round", "1 and 2", None),
        ("round", "", None),
    ],
)
def test_the_round_of_a_row(column: str, value: str, told: str | None) -> None:
    assert which_round.named(value, column, ROUNDS) == told


def test_rounds_without_numbers_count_by_their_order() -> None:
    rounds = (Round(id="jars", title="Jars"), Round(id="rain", title="Rain"))
    assert which_round.named("2nd", "round", rounds) == "rain"


def test_headings_and_keys_name_the_round_too() -> None:
    text = "# Us\n\n## Week 2: The tools we use\n\n- [On hammers](https://a.example/2017/on-hammers/) by Ana\n"
    (post,) = read("README.md", text).candidates
    assert (post.title, post.round) == ("On hammers", "week-2")
    assert post.quote == "On hammers by Ana"
    (post,) = read(
        "a.json", '{"week-1": [{"title": "T", "url": "https://a.example/2017/t"}]}'
    ).candidates
    assert post.round == "week-1"


def test_columns_of_sources_yaml_decide() -> None:
    text = "A,B,C,D,E\nhttps://a.example/x,On jars,Ana,02.05.2017,two\nhttps://b.example/,Rain,Bo,2017-05-03,week-3"
    found = read("a.csv", text, url="a", title="B", author="c", published="D", round="E")
    assert [(c.url, c.title, c.author, c.round) for c in found.candidates] == [
        ("https://a.example/x", "On jars", "Ana", None),
        ("https://b.example/", "Rain", "Bo", "week-3"),
    ]
    assert found.candidates[1].published == date(2017, 5, 3)
    with pytest.raises(ParseError, match="no column `F`; it has A, B, C, D, E") as caught:
        read("a.csv", text, site="F")
    assert "`site`" in caught.value.hint


def test_a_bad_address_is_told_of_and_loses_nothing_else() -> None:
    text = "name,blog\nAna,htp://ana\nBo,https://bo.example.org/\nCy,-\nDee,not yet\n"
    found = read("a.csv", text)
    assert [wish.url for wish in found.follow] == ["https://bo.example.org/"]
    (told,) = found.unclear
    assert told.quote == (
        "2 rows of the list have no address that can be asked: line 2 (`htp://ana`), line 5 (`not yet`)"
    )


def test_a_column_that_holds_no_address_is_called_so_for_something_else() -> None:
    found = read("a.csv", "name,home,post\nAna,Uppsala,https://a.example/2017/x\nBo,Lund,\n")
    assert posts(found) == ["https://a.example/2017/x"] and not found.unclear


def test_a_feed_in_place_of_a_list_is_told_so() -> None:
    with pytest.raises(ParseError, match="no list of blogs but a feed") as caught:
        read("a", "<?xml version='1.0'?>\n<rss version='2.0'><channel/></rss>", "text/xml")
    assert caught.value.hint == "write feed: https://lists.example.net/a"


def test_the_posts_that_stand_in_the_row_of_a_blog_are_announced_beside_it() -> None:
    text = """[{"name": "Ana", "blog": {"url": "https://ana.example.com"}, "posts": [
      {"week": 2, "title": "On hammers", "link": "https://ana.example.com/2017/hammers"}]},
      {"name": "Bo", "rss": "https://bo.example.org/feed.xml", "answers": ["https://bo.example.org/2017/rain"]}]"""
    found = read("a.json", text)
    assert [f"{wish.method} {wish.url}" for wish in found.follow] == [ANA, BO]
    assert [(c.url[-7:], c.author, c.round) for c in found.candidates] == [
        ("2017/rain"[-7:], "Bo", None),
        ("hammers", "Ana", "week-2"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "name,email\nAna,a@b.c", "the CSV names no blog and no post: 1 row with the columns name, email"),
        ("a.json", "[]", "the JSON names no blog and no post: there are no rows in it"),
        ("a.json", "{", "broken JSON"),
        ("a.json", '{"a": ' * 100_000, "broken JSON"),
        ("a.yml", "a: [", "no YAML"),
        ("a.yml", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + "".join(f"{chr(100 + n)}: &{chr(100 + n)} [*{chr(99 + n)}, *{chr(99 + n)}]\n" for n in range(22)), "unfolds into more"),
        ("a.yml", "- " * 20_000, "no YAML"),
        ("a.csv", "<!doctype html><html><body>Log in</body></html>", "this is no CSV but an HTML page"),
        ("README.md", "# Us\n\nA folder.\n", "the Markdown names no blog and no post: there is no list or table with a link in it"),
        ("README.md", "- [One](./one.md)\n- [Two](https://lists.example.net/two/)\n", "the Markdown names no blog and no post"),
        ("a.html", "<html><body><div id=app></div></body></html>", "the HTML page names no blog and no post"),
        ("a.csv", "blog,status\nhttps://a.example/,hidden", "1 row with the columns blog, status, 1 of them marked as left out"),
    ],
)  # fmt: skip
def test_a_list_without_an_address_says_what_it_has(name: str, text: str, told: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(name, text)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 500


def test_a_roster_in_opml_is_read_as_one() -> None:
    text = "<?xml version='1.0'?>\n<!-- us --><opml version='2.0'><body><outline xmlUrl='https://bo.example.org/feed.xml'/></body></opml>"
    assert blogs(read("a", text)) == [BO]


# ---- whole runs

LISTS = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    rounds:
      - {id: week-1, title: Motivation, opens: 2017-05-01, closes: 2017-05-07}
      - {id: week-2, title: Tone, opens: 2017-05-08, closes: 2017-05-14}
    sources:
      - {id: people, roster: "http://lists.example/people.csv"}
      - {id: answers, roster: "http://lists.example/answers.json", columns: {url: where, round: no}}
"""
PEOPLE = (
    "name,blog,feed,shown\n"
    "Ana,http://ana.example/,,yes\n"
    "Ben,http://ben.example/,http://ben.example/old.xml,yes\n"
    "Cy,http://cy.example/,,no\n"
    "Dee,soon,,yes\n"
)
ANSWERS = (
    '[{"where": "http://eve.example/tone", "name": "Eve", "no": 2, "blog": "http://eve.example/"}]'
)


def lists(people: Some, answers: Some) -> dict[str, Some]:
    return {
        "http://lists.example/people.csv": people,
        "http://lists.example/answers.json": answers,
        "http://ben.example/": home("ben.example"),
        "http://eve.example/tone": page("The right tone", PROSE, day="2017-05-09"),
    }


def test_a_run_keeps_what_lists_name(tmp_path: Path) -> None:
    clock, net = scene(
        lists(Page(body=PEOPLE, type="text/csv", etag='"1"'), Page(body=ANSWERS, type="text/plain"))
    )
    report = go(tmp_path, net, clock, text=LISTS)
    archive = archiver.open(tmp_path)
    assert sorted(v.url for v in archive.posts()) == [
        "http://ana.example/motivation/",
        "http://ben.example/bread/",
        "http://eve.example/tone",
    ]
    (verdict,) = [m for m in report.memberships if m.post == "http://eve.example/tone"]
    assert (verdict.verdict, verdict.round) == ("member", "week-2")
    assert verdict.evidence[0].where == "roster http://lists.example/answers.json"
    assert not any("cy.example" in url or url == "http://eve.example/" for url in net.urls())
    (told,) = [held for held in report.quarantined if "lists.example" in held.url]
    assert "1 row of the list has no address that can be asked: line 5 (`soon`)" in told.reason
    again = go(tmp_path, net, clock, text=LISTS)
    assert not again.changes and not again.quarantined


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (404, "http://lists.example/people.csv: answered 404"),
        (Page(body="name,town\nAna,Lund\n", type="text/csv"), "1 row with the columns name, town"),
        (Page(body="<html><body><h1>Sign in</h1></body></html>"), "no CSV but an HTML page"),
    ],
)
def test_a_list_that_gives_nothing_fails(tmp_path: Path, people: Some, told: str) -> None:
    clock, net = scene(lists(people, Page(body=ANSWERS, type="text/plain")))
    report = go(tmp_path, net, clock, text=LISTS)
    (outcome,) = [o for o in report.outcomes if o.source == "people"]
    assert outcome.status == "failed" and told in outcome.errors[0]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://github.com/us/list/blob/main/data/blogs.csv", "https://raw.githubusercontent.com/us/list/main/data/blogs.csv"),
        ("https://github.com/us/list/blob/main/README.md?plain=1#who", "https://raw.githubusercontent.com/us/list/main/README.md"),
        ("https://github.com/us/list", "https://raw.githubusercontent.com/us/list/HEAD/README.md"),
        ("https://gitlab.com/us/a/list/-/blob/main/a.yml", "https://gitlab.com/us/a/list/-/raw/main/a.yml"),
        ("https://codeberg.org/us/list/src/branch/main/a.opml", "https://codeberg.org/us/list/raw/branch/main/a.opml"),
        ("https://docs.google.com/spreadsheets/d/1a-B_c/edit#gid=7", "https://docs.google.com/spreadsheets/d/1a-B_c/export?format=csv&gid=7"),
        ("https://docs.google.com/spreadsheets/d/1a-B_c/edit?usp=sharing", "https://docs.google.com/spreadsheets/d/1a-B_c/export?format=csv"),
        ("https://lists.example/blob/a.csv", "https://lists.example/blob/a.csv"),
        ("https://github.com/us/list/issues/4", "https://github.com/us/list/issues/4"),
    ],
)  # fmt: skip
def test_the_page_of_a_file_is_asked_as_the_file(written: str, asked: str) -> None:
    text = LISTS.replace("http://lists.example/people.csv", written)
    source = config.parse(text).sources[0]
    assert (source.url, source.id) == (asked, "people")


def test_columns_are_those_of_a_roster() -> None:
    with pytest.raises(ConfigError, match="`columns` are those of a roster"):
        config.parse(LISTS.replace("{id: answers, roster:", "{id: answers, hub:"))
    with pytest.raises(ConfigError, match="unknown key `adress` in columns"):
        config.parse(LISTS.replace("url: where", "adress: where"))


# ---- whatever comes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(
        ["https://ana.example.com/", "https://a.example/2017/x", "ana.example", "htp:", "/x", "feed:x", "no"]
    ),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["url", "site", "feed", "posts", "title", "day", "", "x.y"]), inner, max_size=4),
    max_leaves=25,
)  # fmt: skip


@given(VALUES)
def test_any_value_is_read_or_refused_in_json_and_yaml_alike(value: object) -> None:
    answers = []
    for name, text in (("a.json", json.dumps(value)), ("a.yml", json.dumps(value))):
        try:
            found = read(name, text)
            answers.append(([w.url for w in found.follow], [c.url for c in found.candidates]))
        except ParseError as error:
            answers.append(("refused", bool(error.message)))
    assert answers[0] == answers[1]


@given(
    st.sampled_from(["a", "a.csv", "a.md", "a.yml", "a.json", "a.html"]),
    st.text(st.sampled_from("[]()|-#<>\"'`~!:;,/.\n\t {}*&ahttps0"), max_size=80),
)
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    with suppress(ParseError):
        found = read(name, text)
        assert found.follow or found.candidates
        assert all(w.url.startswith("http") for w in (*found.follow, *found.candidates))


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (["4.4.2017", "25.04.2017", "4.5.2017"], ["2017-04-04", "2017-04-25", "2017-05-04"]),
        (["4/25/2017", "4/4/2017", "4/5/2017"], ["2017-04-25", "2017-04-04", "2017-04-05"]),
        (["4/5/2017", "25/4/2017"], ["2017-05-04", "2017-04-25"]),
        (["4/25/2017 10:03:22", "5/1/2017, 9:14 PM"], ["2017-04-25", "2017-05-01"]),
        (["25-04-2017", "1-5-2017"], ["2017-04-25", "2017-05-01"]),
        (["4/5/2017", "4/4/2017"], ["None", "2017-04-04"]),
        (["25/4/2017", "4/25/2017", "4/5/2017"], ["2017-04-25", "2017-04-25", "None"]),
        (["31.02.2017", "13/13/2017", "2017-05-01"], ["None", "None", "2017-05-01"]),
    ],
)
def test_days_in_numbers_are_read_as_their_column_has_them(
    written: list[str], days: list[str]
) -> None:
    rows = [f'https://ana.example.com/2017/{n}/on-jars,"{day}"' for n, day in enumerate(written)]
    found = read("a.csv", "\n".join(["post,date", *rows]))
    assert [str(c.published) for c in found.candidates] == days

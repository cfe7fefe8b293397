"""When a change is believed: by two texts alone, and in runs over a small web that changes."""

from collections.abc import Iterable
from pathlib import Path

import pytest

import archiver
from archiver.cli import main
from archiver.facts import SamePost
from archiver.history import belief
from archiver.history.belief import Answer, Doubt, doubt, together
from archiver.history.likeness import alike, is_beginning, says, shared
from archiver.model import Post
from archiver.outcomes import Report
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import feed, go, page

DAY = 86400
BEN = "http://ben.example"
SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
      - {id: ben, feed: http://ben.example/feed.xml}
"""

LETTER = (
    "The heron came back to the mill pond on a Tuesday, which my grandfather would have written down. "
    "He kept a ledger of such things, between the price of barley and the days on which he was paid. "
    "I have the ledger now, and nobody to show me how he drew the small wings in its margin."
)
RECIPE = (
    "Soak two cups of chickpeas in cold water overnight, then boil them slowly with a bay leaf and salt. "
    "Fry onions until they are brown at the edges, add cumin and let everything stand for an hour. "
    "It tastes of nothing on the first day and of everything on the second, so be patient with it."
)
NOTICE = (
    "Members of our reading circle find the whole library here, and everybody else may ask for a card. "
    "Cards are handed out on the first Monday of a month, at the desk beside the coat rack downstairs."
)


def text(*paragraphs: str, title: str = "On herons") -> Post:
    words = "\n\n".join(paragraphs)
    return Post(url=f"{BEN}/a/", title=title, text=words, markdown=words)


# ---- two texts


def test_texts_of_one_language_are_not_alike() -> None:
    assert not alike(text(LETTER * 5), text(RECIPE * 5))
    assert shared(text(LETTER), text(LETTER)) == shared(text(""), text(""))
    assert not alike(text(LETTER), text(""))


@pytest.mark.parametrize(
    "edited",
    [
        LETTER.replace("Tuesday", "Friday").replace("barley", "oats"),
        LETTER + " " + RECIPE,
        LETTER[:110],
        RECIPE[:90] + " " + LETTER,
        LETTER.replace("'", "’").upper(),
    ],
    ids=["a word", "more", "cut", "before", "typography"],
)
def test_an_edited_text_is_alike(edited: str) -> None:
    assert alike(text(LETTER), text(edited)) and alike(text(edited), text(LETTER))


def test_what_every_sentence_says_makes_no_two_posts_alike() -> None:
    one, other = (
        text(" ".join(f"{name} number {n} and so I thought of it once more." for n in range(12)))
        for name in ("The tram", "A biscuit")
    )
    assert shared(one, other).kept < 0.8
    rhyme = "and the rain went on and on"
    assert not alike(
        text("\n".join(f"{w} {rhyme}" for w in LETTER.split())),
        text("\n".join(f"{w} {w} {w} {w} {w} {w} {w}" for w in RECIPE.split())),
    )


def test_scripts_without_spaces_are_compared_by_their_characters() -> None:
    heron = "鷺が水車小屋の池に戻ってきたのは火曜日のことで、祖父ならば帳面に書きとめただろう。" * 2
    assert alike(text(heron), text(heron.replace("火曜日", "金曜日")))
    assert not alike(
        text(heron), text("ひよこ豆を一晩水に浸し、月桂樹の葉と塩を入れてゆっくり煮る。" * 3)
    )


def test_a_text_that_breaks_off_is_a_beginning() -> None:
    assert is_beginning(text(LETTER), text(LETTER[:118]))
    assert not is_beginning(text(LETTER), text(LETTER))
    assert not is_beginning(text(LETTER), text(LETTER[40:118]))


def test_titles_are_one_with_and_without_the_name_of_the_site() -> None:
    assert says("On herons", "On Herons – The Mill Pond")
    assert says("“On herons”", "On herons")
    assert not says("On herons", "On otters") and not says("", "On herons")


# ---- doubts


def answer(post: Post, **known: object) -> Doubt | None:
    return doubt(Answer(post=post, held=text(LETTER * 3), **known))  # type: ignore[arg-type]


def test_what_is_believed_of_a_held_post() -> None:
    assert answer(text(LETTER * 2, RECIPE)) is None
    assert answer(text(LETTER[:200])) is None, "an author's cut"
    assert answer(text(RECIPE), entry=True) is None
    assert answer(text(RECIPE), title_stays=True) is None, "written anew"
    assert answer(text(RECIPE), titled=True) is None


def test_what_is_doubted_of_a_held_post() -> None:
    assert answer(text(RECIPE)) is Doubt.CHANGED
    assert answer(text("Sorry."), title_stays=True) is Doubt.CHANGED, "a title is soon kept"
    assert answer(text("Members read on."), titled=True) is Doubt.CHANGED
    assert answer(text(RECIPE), title_stays=True, common_title=True) is Doubt.CHANGED
    assert answer(text((LETTER * 3)[:400]), breaks_off=True) is Doubt.CUT


def test_a_new_post_is_doubted_where_its_feed_says_otherwise() -> None:
    assert doubt(Answer(post=text(LETTER))) is None
    assert doubt(Answer(post=text(LETTER), entry=True)) is None
    assert doubt(Answer(post=text(LETTER), entry=False)) is Doubt.CHANGED
    assert doubt(Answer(post=text(LETTER), entry=False, titled=True)) is None


def test_many_posts_of_a_host_are_held_back_together() -> None:
    assert together(["a", "b"], {}, 2) == frozenset()
    assert together(["a", "b", "c"], {}, 5) == {"a", "b", "c"}
    assert together(["a", "b", "c"], {}, 6) == frozenset()
    assert together([], {"a": "1", "b": "1", "c": "1", "d": "2"}, 9) == {"a", "b", "c"}


def test_each_doubt_has_words() -> None:
    assert set(belief.WORDS) == set(Doubt)
    assert belief.in_words("changed", together=True) != belief.in_words("changed", together=False)


# ---- in runs


class Story:
    """A blog of Ben's with some posts, over several runs a day apart."""

    def __init__(self, path: Path, names: Iterable[str] = ("heron",)) -> None:
        self.path, self.clock, self.names = path, FakeClock(), list(names)
        self.web = FakeWeb({f"{BEN}/feed.xml": listing(self.names)}, clock=self.clock)
        self.web.pages |= {f"{BEN}/{name}/": post(name) for name in self.names}

    def run(self, pages: dict[str, Some] | None = None, **options: object) -> Report:
        """What a run finds a day later."""
        self.web.pages |= {f"{BEN}{path}": found for path, found in (pages or {}).items()}
        self.web.log.clear()
        self.clock.advance(DAY + 60)
        return go(self.path, self.web, self.clock, text=SOURCES, **options)

    def kinds(self, name: str) -> list[str]:
        return [str(v.change) for v in archiver.open(self.path).versions(f"{BEN}/{name}/")]

    def text(self, name: str) -> str:
        version = archiver.open(self.path).get(f"{BEN}/{name}/")
        return version.post.text if version and version.post else ""

    @property
    def held(self) -> list[str]:
        return [str(v.url) for v in archiver.open(self.path).posts(gone=False)]


def words_of(name: str) -> str:
    return " ".join(f"{name}{n} {word}" for n, word in enumerate(LETTER.split()))


def post(name: str, *more: str) -> Page:
    return page(name.title(), words_of(name), *more)


def listing(names: Iterable[str]) -> Page:
    entries = [(f"/{name}/", name.title(), "x") for name in names]
    return feed("ben.example", *entries, etag=f'"{entries}"')


def moved(path: str, status: int = 301) -> Page:
    return Page(status=status, location=f"{BEN}{path}")


def test_another_text_is_believed_at_the_second_look(tmp_path: Path) -> None:
    story, other = Story(tmp_path), page("A recipe", RECIPE)
    story.run()
    report = story.run({"/heron/": other})
    assert not report.changes and [f.doubt for f in report.quarantined] == ["changed"]
    report = story.run()
    assert [str(f.change) for f in report.changes] == ["edited"] and not report.quarantined
    assert any("no-such-page" in url for url in story.web.urls())
    assert archiver.open(tmp_path).held_back() == []


def test_a_host_that_answers_anything_alike_is_not_believed(tmp_path: Path) -> None:
    """A page that says nothing wrong by its words, and is there for every address."""
    story, same = Story(tmp_path), page("The library", NOTICE)
    story.run()
    story.web.pages |= dict.fromkeys(
        (f"{BEN}/heron/", *(f"{BEN}/{n}" for n in probes(story))), same
    )
    for _ in range(3):
        report = story.run()
        assert not report.changes and len(report.quarantined) == 1
    assert story.kinds("heron") == ["created"]


def probes(story: Story) -> list[str]:
    """What a host is asked for that cannot exist, in the next days."""
    import hashlib
    from datetime import timedelta

    days = (story.clock.now() + timedelta(seconds=n * (DAY + 60)) for n in range(6))
    marks = (hashlib.sha256(f"ben.example {d:%Y-%m-%d}".encode()).hexdigest()[:12] for d in days)
    return [f"no-such-page-{mark}" for mark in marks]


def test_what_is_the_post_again_leaves_nothing_held_back(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run()
    story.run({"/heron/": page("A recipe", RECIPE)})
    assert len(archiver.open(tmp_path).held_back()) == 1
    report = story.run({"/heron/": post("heron")})
    assert not report.changes and archiver.open(tmp_path).held_back() == []
    story.run({"/heron/": page("A recipe", RECIPE)})
    assert story.kinds("heron") == ["created"], "it was the first look again"


def test_one_404_is_noted_and_the_second_makes_the_tombstone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = Story(tmp_path)
    story.run()
    report = story.run({"/heron/": 404})
    assert not report.changes and [f.doubt for f in report.quarantined] == ["not found"]
    assert main(["log", f"{BEN}/heron/", "-a", str(tmp_path)]) == 0
    assert "held back since 2017-04-2" in capsys.readouterr().out
    story.run()
    assert story.kinds("heron") == ["created", "gone"]
    assert archiver.open(tmp_path).versions(f"{BEN}/heron/")[-1].reason == "404 at two looks"
    assert not story.run().changes
    story.run({"/heron/": post("heron")})
    assert story.kinds("heron") == ["created", "gone", "back"]


def test_410_makes_the_tombstone_at_once(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run()
    story.run({"/heron/": 410})
    assert story.kinds("heron") == ["created", "gone"]


@pytest.mark.parametrize("target", ["/", "/shop/", "/otter/"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_deleted_post_that_leads_elsewhere(tmp_path: Path, target: str, status: int) -> None:
    story = Story(tmp_path, ("heron", "otter", "wren", "crane"))
    shop = "".join(f"<li><a href=/p{n}>Mug {n}</a> 12.00 €</li>" for n in range(12))
    story.run({"/": page("Ben", RECIPE), "/shop/": Page(body=f"<h1>Shop</h1><ul>{shop}</ul>")})
    report = story.run({"/heron/": moved(target, status)})
    assert not report.changes and len(report.quarantined) == 1
    story.run()
    assert story.kinds("heron") == ["created", "gone"] and story.kinds("otter") == ["created"]
    gone = archiver.open(tmp_path).versions(f"{BEN}/heron/")[-1]
    assert gone.reason == f"leads to another page at two looks: {BEN}{target}"


def test_a_redirect_for_a_while_to_the_same_text(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run()
    report = story.run({"/heron/": moved("/new/", 302), "/new/": post("heron")})
    assert not report.changes and not report.quarantined
    story.run()
    assert f"{BEN}/heron/" in story.web.urls(), "its own address is asked next time"
    story.run({"/heron/": post("heron", RECIPE)})
    assert story.kinds("heron") == ["created", "edited"]


@pytest.mark.parametrize(("old", "new"), [("apple", "zebra"), ("zebra", "apple")])
@pytest.mark.parametrize("named", [("new",), ("old", "new"), ("old",)], ids="-".join)
def test_a_post_that_moves_for_good(
    tmp_path: Path, old: str, new: str, named: tuple[str, ...]
) -> None:
    story, names = Story(tmp_path, (old,)), {"old": old, "new": new}
    story.run()
    moves: dict[str, Some] = {f"/{new}/": post(old), f"/{old}/": moved(f"/{new}/")}
    for _ in range(3):
        story.run(moves | {"/feed.xml": listing(names[name] for name in named)})
    assert story.held == [f"{BEN}/{old}/"]
    archive = archiver.open(tmp_path)
    assert archive.get(f"{BEN}/{new}/") == archive.get(f"{BEN}/{old}/")
    assert archive.check() == []


def test_two_histories_are_joined_and_stay_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The new address was met long before the old one came to lead there."""
    story = Story(tmp_path, ("old",))
    story.run()
    both = feed("ben.example", ("/old/", "Old", "x"), ("/new/", "Old", "x"), etag='"2"')
    story.run({"/feed.xml": both, "/new/": post("old")})
    assert len(story.held) == 2
    assert [f.of for f in archiver.open(tmp_path).reposts(f"{BEN}/new/")] == [f"{BEN}/old/"]
    assert main(["log", f"{BEN}/old/", "-a", str(tmp_path)]) == 0
    assert f"the same text stands at {BEN}/new/" in capsys.readouterr().out
    story.run({"/new/": post("old", RECIPE)})
    story.run({"/old/": moved("/new/")})
    assert story.held == [f"{BEN}/old/"] and "chickpeas" in story.text("new")
    archive = archiver.open(tmp_path)
    archive.rebuild()
    assert story.held == [f"{BEN}/old/"] and archiver.open(tmp_path).check() == []
    told = [f for run in archive.runs() for f in archive.facts(run.id) if isinstance(f, SamePost)]
    assert [(f.url, f.of, bool(f.reason)) for f in told] == [(f"{BEN}/new/", f"{BEN}/old/", True)]
    assert [hit.url for hit in archive.search("chickpeas")] == [f"{BEN}/old/"]
    story.run()
    assert story.held == [f"{BEN}/old/"]


def test_a_page_that_breaks_off_is_no_edit(tmp_path: Path) -> None:
    story = Story(tmp_path)
    whole = post("heron", LETTER, RECIPE)
    story.run({"/heron/": whole})
    body = str(whole.body)
    cut = body[: body.index("Soak two cups") + 60]
    report = story.run({"/heron/": Page(body=cut)})
    assert not report.changes and [f.doubt for f in report.quarantined] == ["cut off"]
    assert not story.run({"/heron/": whole}).changes


@pytest.mark.parametrize("count", [2, 3, 6])
def test_a_notice_at_all_addresses(tmp_path: Path, count: int) -> None:
    names = [f"bird{n}" for n in range(count)]
    story, notice = Story(tmp_path, names), page("To our readers", NOTICE, RECIPE)
    story.run()
    everywhere: dict[str, Some] = {f"/{name}/": notice for name in names}
    for _ in range(3):
        report = story.run(everywhere)
        if count > 2:
            assert not report.changes and len(report.quarantined) == count
            assert all(fact.together for fact in report.quarantined)
    assert len(story.held) == count


def test_a_sentence_more_on_every_page_is_no_change_of_the_host(tmp_path: Path) -> None:
    names = [f"bird{n}" for n in range(5)]
    story = Story(tmp_path, names)
    story.run()
    more = "Now also as a printed booklet, twice a year and by post."
    report = story.run({f"/{name}/": post(name, more) for name in names})
    assert not report.quarantined


def test_all_posts_of_a_host_that_are_not_found(tmp_path: Path) -> None:
    names = [f"bird{n}" for n in range(4)]
    story = Story(tmp_path, names)
    story.run()
    for _ in range(3):
        report = story.run({f"/{name}/": 404 for name in names})
        assert not report.changes and len(report.quarantined) == 4
    assert len(story.held) == 4


def test_a_page_that_sends_on_is_followed(tmp_path: Path) -> None:
    story = Story(tmp_path, ("go", "there"))
    stub = "<meta http-equiv=refresh content='0; url=/next/'><p>One moment"
    pages: dict[str, Some] = {
        "/go/": Page(body=stub),
        "/next/": Page(body="<p>Nearly", headers={"Refresh": "1;URL='/jam/'"}),
        "/jam/": page("Go", words_of("go")),
    }
    story.run(pages)
    assert story.held == [f"{BEN}/jam/", f"{BEN}/there/"]
    assert archiver.open(tmp_path).get(f"{BEN}/go/") is not None


def test_a_page_that_sends_to_itself_ends(tmp_path: Path) -> None:
    story = Story(tmp_path)
    one = Page(body="<meta http-equiv=refresh content='0; url=/b/'>")
    other = Page(body="<meta http-equiv=refresh content='0; url=/heron/'>")
    report = story.run({"/heron/": one, "/b/": other})
    assert not report.changes and len(report.quarantined) == 1


def test_a_few_other_words_that_the_feed_has_too(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run()
    few = "All gone south by now."
    told = feed("ben.example", ("/heron/", "Heron", f"&lt;p&gt;{few}&lt;/p&gt;"), etag='"2"')
    report = story.run({"/heron/": page("Heron", few), "/feed.xml": told})
    assert [str(fact.change) for fact in report.changes] == ["edited"]

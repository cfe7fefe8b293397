"""A platform or a way of announcing posts is one file; a rule that cannot match fails at import."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import archiver
from archiver import discover
from archiver.testing import read_listing
from archiver.web import platforms
from archiver.web.page import read as read_page
from archiver.web.platforms.platform import FeedPages, FeedSigns, Platform
from archiver.web.vocabulary import Role

PLATFORM = '''
"""Inkpost: the element that it calls the content of a post."""
from archiver.web.platforms.platform import Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="inkpost",
    marks=("#ink-body",),
    bodies=("#ink-body",),
    chrome={Role.SUBSCRIPTION: (".ink-series",)},
)
'''
METHOD = '''
"""A list of addresses, one a line."""
from archiver.model import Candidate, Found

KEY = "a text file with the address of a post on each line"

def read(capture, request, source):
    lines = capture.body.decode().split()
    return Found(candidates=tuple(
        Candidate(url=line, via=capture.final_url, how=source.method, source=source.id)
        for line in lines
    ))
'''
Add = Callable[[ModuleType, str, str], None]


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Add]:
    """Puts a file into a room of the package, as far as imports can see."""

    def put(room: ModuleType, name: str, text: str) -> None:
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
        monkeypatch.setattr(room, "__path__", [*room.__path__, str(tmp_path)])

    yield put
    for name in [
        n for n, m in sys.modules.items() if str(tmp_path) in (getattr(m, "__file__", "") or "")
    ]:
        del sys.modules[name]


def test_a_platform_is_one_file(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    prose = (
        "<p>We went up the hill in the rain, and down again in the dark, and sang all the way.</p>"
    )
    page = (
        f"<html><head><title>A hill</title></head><body><h1>A hill</h1><div id=ink-body>{prose * 4}"
        f"<div class=ink-series><p>More of this series waits for you in the list above, dear reader.</p></div>"
        f"{prose}</div><div>{prose * 9}</div></body></html>"
    )
    assert "More of this series" in archiver.extract(page).text
    add(platforms, "inkpost", PLATFORM)
    found = platforms._found()
    assert "inkpost" in [platform.name for platform in found]
    monkeypatch.setattr(platforms, "ENGINES", tuple(p for p in found if p.is_engine))
    assert archiver.extract(page).text.count("We went up the hill") == 5
    assert "More of this series" not in archiver.extract(page).text


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"bodies": ("post content",)}, "HTML has no element <content>; write `.content`?"),
        ({"bodies": ("post-content",)}, "write `.post-content` for the class post-content"),
        ({"bodies": (".a  .b",)}, "single spaces"),
        ({"bodies": (".a > .b",)}, "`>` is none of tag, .class, #id, [attribute=value]"),
        ({"bodies": (".a:first-child",)}, "is none of tag, .class, #id"),
        ({"bodies": ("#a#b",)}, "an element has one id, not 2"),
        ({"bodies": ("",)}, "no selector"),
        ({"bodies": ()}, "write bodies or frames"),
        ({"marks": (), "bodies": (".a",)}, "write generators, texts, marks or claims"),
        ({"generators": ("Inkpost",)}, "compared in lower case"),
        ({"texts": ("",)}, "an empty text stands in every page"),
        ({"chrome": {"navigaton": (".a",)}}, "did you mean Role.NAVIGATION?"),
        ({"chrome": {Role.SHARE: ".a"}}, "write a comma behind it"),
        ({"chrome": {Role.SHARE: ("links inline",)}}, "write `.inline`?"),
        ({"chrome": {Role.SHARE: (".a",), Role.CARD: (".a",)}}, "the second rule can never match"),
        ({"keeps": (".a .b",)}, "`keeps` takes one class, id or tag"),
        ({"marks": ('[rel="bookmark"]',)}, "write `[rel=bookmark]`"),
        ({"marks": ("[itemProp=articleBody]",)}, "write `[itemprop=articleBody]`"),
        ({"texts": "ink"}, 'write texts=("ink",)'),
        ({"marks": ".ink"}, 'write marks=(".ink",)'),
        ({"generators": "ink"}, 'write generators=("ink",)'),
    ],
)
def test_a_dead_rule_says_what_to_write(rules: dict[str, object], sentence: str) -> None:
    known: dict[str, object] = {"name": "x", "marks": (".m",), "bodies": (".b",), **rules}
    with pytest.raises(ValueError, match=re.escape(sentence)) as caught:
        Platform(**known)  # type: ignore[arg-type]
    assert str(caught.value).startswith("platform x: ")


def test_pages_of_a_feed_that_no_feed_could_be_of_are_refused() -> None:
    known = {"name": "x", "marks": (".m",), "bodies": (".b",)}
    with pytest.raises(ValueError, match="write feed_signs"):
        Platform(**known, feed_pages=FeedPages(argument="paged"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="write the argument that counts entries"):
        FeedPages(size=("max-results", 150))
    with pytest.raises(ValueError, match="write generators, entry_ids or hosts"):
        FeedSigns()
    with pytest.raises(ValueError, match="the generator `Inkpost` is compared in lower case"):
        FeedSigns(generators=("Inkpost",))
    with pytest.raises(ValueError, match=r'write hosts=\("ink.example",\)'):
        FeedSigns(hosts="ink.example")  # type: ignore[arg-type]


def test_a_role_that_there_is_not_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(AttributeError, match=r"no Role.NAVIGATON; did you mean Role.NAVIGATION\?"):
        _ = Role.NAVIGATON  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match=r"no Role.PAYWALL; role.py lists them"):
        _ = Role.PAYWALL  # type: ignore[attr-defined]


def test_a_selector_finds_what_css_finds() -> None:
    page = read_page(
        '<body><a id=content>jump</a><div id=content class=k>text</div><p data-k="caf&eacute;">x</p>'
        '<a href="/s?a=1&amp;b=2">l</a></body>'
    )
    for selector in ("div#content", "#content.k", "[href=/s?a=1&b=2]", "[data-k=café]"):
        assert len(page.find(selector)) == 1, selector
    assert len(page.find("#content")) == 2
    nested = read_page("<body><div class=b><div class=a><p class=c>x</p></div></div></body>")
    found = [len(nested.find(s)) for s in (".b .a .c", ".b .c", ".a .b .c", ".b .b .c")]
    assert found == [1, 1, 0, 0]
    base = "<head><base target=_blank><base href=/dir/></head><body>x</body>"
    assert read_page(base, "https://a.example/x/").base == "https://a.example/dir/"


def test_a_platforms_file_has_a_platform_of_its_name(add: Add) -> None:
    add(platforms, "inkpost", PLATFORM.replace('name="inkpost"', 'name="Inkpost"'))
    with pytest.raises(ValueError, match=r"platforms/inkpost.py is called `Inkpost`"):
        platforms._found()


def test_a_way_of_announcing_is_one_file(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    add(discover, "addresslist", METHOD)
    found = discover.Ways()
    assert [name for name in found if name not in discover.MODULES] == ["addresslist"]
    monkeypatch.setattr(discover, "MODULES", found)
    read = read_listing(
        b"https://a.example/x/ https://b.example/y/", "https://l.example/", "addresslist"
    )
    assert [c.url for c in read.candidates] == ["https://a.example/x/", "https://b.example/y/"]

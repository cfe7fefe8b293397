"""Real Hugo, Jekyll and Eleventy build what is exported for them: all words are there, and none is run."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import lxml.html
import pytest

import archiver
from archiver.cli import main
from archiver.export.holding import Holding
from archiver.export.markdown import pages
from tests import exported, hostile_posts
from tests.live.test_blogosphere import crawl

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("blogosphere")]

PAGE = '<main data-post="{url}"><h1>{title}</h1><article>{content}</article></main>'
NUMBER = re.compile(r"(?m)^\s*\d+[.)] ")


def put(holdings: Iterable[Holding], flavour: str, folder: Path) -> None:
    for holding in holdings:
        for name, text in pages(holding, flavour):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            assert not file.exists(), name
            file.write_text(text, "utf-8")


def hugo(holdings: Iterable[Holding], site: Path) -> Path:
    put(holdings, "hugo", site / "content")
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    page = PAGE.format(
        url="{{ .Params.canonical_url }}", title="{{ .Title }}", content="{{ .Content }}"
    )
    (layouts / "single.html").write_text(page)
    (layouts / "list.html").write_text("{{ .Title }}")
    for name in ("config.toml", "hugo.toml"):  # before and after Hugo 0.110
        (site / name).write_text('baseURL = "http://x.example/"\ntitle = "NAMEOFTHESITE"\n')
    built(site, "hugo")
    return site / "public"


def jekyll(holdings: Iterable[Holding], site: Path) -> Path:
    put(holdings, "jekyll", site)
    for folder in [site, *site.rglob("*")]:
        if folder.is_dir() and folder.name != "_posts":
            (folder / "hidden.md").write_text("NOBODYREADSTHIS\n")
    (site / "_layouts").mkdir()
    page = PAGE.format(
        url="{{ page.canonical_url }}", title="{{ page.title | escape }}", content="{{ content }}"
    )
    (site / "_layouts" / "all.html").write_text(page + "{{ page.excerpt }}")
    (site / "_config.yml").write_text(
        'title: NAMEOFTHESITE\ndefaults: [{scope: {path: ""}, values: {layout: all}}]\n'
    )
    built(site, "jekyll", "build")
    return site / "_site"


def eleventy(holdings: Iterable[Holding], site: Path) -> Path:
    put(holdings, "eleventy", site / "content")
    for name in ("_includes", "_data"):
        (site / "content" / name).mkdir()
    page = PAGE.format(
        url="{{ canonical_url }}", title="{{ title }}", content="{{ content | safe }}"
    )
    (site / "content" / "_includes" / "all.njk").write_text(page)
    (site / "content" / "_data" / "layout.json").write_text('"all.njk"')
    (site / "content" / "_data" / "site.json").write_text('{"title": "NAMEOFTHESITE"}')
    built(site, "eleventy", "--input=content")
    return site / "_site"


def built(site: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text))


def shown(file: Path) -> tuple[str, list[str]]:
    """The address of the post of a page, and the words that it shows."""
    (article,) = lxml.html.fromstring(file.read_text("utf-8")).xpath("//main")
    content = lxml.html.tostring(article.find("article"), encoding="unicode")
    content = re.sub(
        r"</?(?:em|strong|a|code|sup|sub|img|del|s|span)\b[^>]*>|<!--.*?-->", "", content
    )
    apart = lxml.html.fromstring(content.replace("<", " <"))
    return str(article.get("data-post")), words(apart.text_content())


def is_within(wanted: list[str], found: list[str]) -> bool:
    """Whether all words are there, in their order."""
    rest = iter(found)
    return all(word in rest for word in wanted)


@pytest.fixture(params=[hugo, jekyll, eleventy], ids=lambda build: str(build.__name__))
def build(request: pytest.FixtureRequest) -> Callable[[Iterable[Holding], Path], Path]:
    name = request.param.__name__
    if not shutil.which(name):
        pytest.skip(f"{name} is not on this machine")
    found: Callable[[Iterable[Holding], Path], Path] = request.param
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", "-q", "-o", str(folder)]) == 0
    return folder / "archive"


@pytest.fixture(scope="module")
def engines_archive(engines: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "archive"
    crawl(path)
    return path


def held(path: Path) -> Iterator[Holding]:
    archive = archiver.open(path)
    try:
        yield from archive.holdings()
    finally:
        archive.close()


def test_hostile_posts(build: Callable[[Iterable[Holding], Path], Path], tmp_path: Path) -> None:
    out = build(hostile_posts.holdings(), tmp_path / "site")
    made = [file for file in out.rglob("*.html") if "<main" in file.read_text("utf-8")]
    found = dict(map(shown, made))
    for holding in hostile_posts.holdings():
        assert found[holding.text.url] == words(holding.text.text), holding.text.title
    for file in made:
        text = file.read_text("utf-8")
        assert "NAMEOFTHESITE" not in text and "NOBODYREADSTHIS" not in text, file.name


@pytest.mark.parametrize("source", ["demo", "engines_archive"])
def test_archives(
    source: str,
    build: Callable[[Iterable[Holding], Path], Path],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    posts = list(held(request.getfixturevalue(source)))
    assert len(posts) > 10
    out = build(posts, tmp_path / "site")
    made = [file for file in out.rglob("*.html") if "<main" in file.read_text("utf-8")]
    found = dict(map(shown, made))
    lost = [
        holding.text.url
        for holding in posts
        if not is_within(words(NUMBER.sub("", holding.text.text)), found.get(holding.text.url, []))
    ]
    assert lost == []


def test_every_export_of_real_engines_is_the_same_twice(
    engines_archive: Path, tmp_path: Path
) -> None:
    assert list(exported.that_differ(engines_archive, tmp_path)) == []

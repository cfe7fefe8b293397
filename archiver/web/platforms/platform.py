"""What a platform is: data that is compiled and checked when it is made."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from archiver.web.page import Page
from archiver.web.selectors import compiled
from archiver.web.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSigns:
    """How a platform is told by a feed alone.

    ``generators`` stand in what the feed says that made it (lower case); where it says nothing,
    ``entry_ids`` in the ids of all its entries. ``hosts`` are the platform's own: whatever is on
    them, or on a host beneath them, is its. One without a dot stands for those of all countries.
    """

    generators: tuple[str, ...] = ()
    entry_ids: str = ""
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.generators or self.entry_ids or self.hosts):
            raise ValueError("no feed would be of it: write generators, entry_ids or hosts")
        _check_generators(self.generators)
        _check_generators(self.hosts, "host")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPages:
    """How a platform's feeds go back in time, where the feed itself names no older page.

    ``argument`` counts pages from 1 in the address; with ``size`` it counts entries, and ``size`` is
    the argument that says how many are wanted, and how many may be. Without an ``argument`` the page's
    number is the last part of the path. A 404 ends them, or a page without entries.
    """

    argument: str = ""
    size: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        if self.size and not self.argument:
            raise ValueError(
                "a size alone leads to no page: write the argument that counts entries"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """An engine that writes blogs, or a way in which any engine may mark up a post.

    A page is the platform's where its generator begins with one of ``generators`` (lower case),
    one of ``texts`` stands at the beginning of its source, or one of the selectors in ``marks``
    matches; ``claims`` decides in the place of all three where they do not suffice.

    ``bodies`` are selectors of what holds the author's words and nothing else, best first. With
    ``together`` all that one of them names are the post together; so are the elements that several
    selectors with commas between them name. ``frames`` hold title and byline as well. ``chrome``
    names what stands within and is not the post, by its role; ``keeps`` are names that the common
    vocabulary would drop and that hold posts here. ``is_engine`` is False for a way of marking up,
    which is asked last. ``feed_signs`` tell its feeds, ``feed_pages`` how they go back in time.

    Raises ValueError, with what to write instead, for a rule that can never match.
    """

    name: str
    generators: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    claims: Callable[[Page], bool] | None = None
    bodies: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    together: bool = False
    chrome: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()
    feed_signs: FeedSigns | None = None
    feed_pages: FeedPages | None = None
    is_engine: bool = True

    ids: Mapping[str, Role | None] = field(init=False, repr=False)
    classes: Mapping[str, Role | None] = field(init=False, repr=False)
    tags: Mapping[str, Role | None] = field(init=False, repr=False)
    selectors: Mapping[str, Role] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        try:
            tables = _compiled(self)
        except ValueError as error:
            raise ValueError(f"platform {self.name}: {error}") from None
        for name, table in tables.items():
            object.__setattr__(self, name, table)

    def is_of(self, page: Page) -> bool:
        """Whether a page was written by this engine, or in this way."""
        if self.claims is not None:
            return self.claims(page)
        return (
            self.names_itself(page)
            or any(text in page.start for text in self.texts)
            or page.has(*self.marks)
        )

    def names_itself(self, page: Page) -> bool:
        """Whether the page's generator is this platform."""
        return bool(self.generators) and page.generator.startswith(self.generators)


def _compiled(platform: Platform) -> dict[str, Mapping[str, Role | None]]:
    """The rules of chrome by id, class, tag and selector; ValueError for what cannot match."""
    _check_recognition(platform)
    for selector in (*platform.marks, *platform.bodies, *platform.frames):
        for part in selector.split(", "):
            compiled(part)
    tables: dict[str, dict[str, Role | None]] = {
        "ids": {},
        "classes": {},
        "tags": {},
        "selectors": {},
    }
    seen: set[str] = set()
    for selector, role in _rules(platform):
        if selector in seen:
            raise ValueError(f"`{selector}` stands twice: the second rule can never match")
        seen.add(selector)
        sign, name = compiled(selector).name or ("?", selector)
        table = tables[{"#": "ids", ".": "classes", "": "tags", "?": "selectors"}[sign]]
        if role is None and sign == "?":
            raise ValueError(f"`keeps` takes one class, id or tag, not `{selector}`")
        table[name] = role
    return {name: dict(table) for name, table in tables.items()}


def _check_recognition(platform: Platform) -> None:
    """Whether a page could ever be found to be of the platform."""
    for name in ("texts", "marks", "bodies", "frames", "keeps"):
        if isinstance(value := getattr(platform, name), str):
            raise ValueError(f'{name}="{value}" is no tuple: write {name}=("{value}",)')
    if not (platform.generators or platform.texts or platform.marks or platform.claims):
        raise ValueError("no page would be of it: write generators, texts, marks or claims")
    if not (platform.bodies or platform.frames):
        raise ValueError("it says nothing of where a post stands: write bodies or frames")
    if platform.feed_pages and not platform.feed_signs:
        raise ValueError("no feed would be of it: write feed_signs, by which its feeds are told")
    _check_generators(platform.generators)
    if not all(platform.texts):
        raise ValueError("an empty text stands in every page: write what tells the platform")


def _check_generators(names: tuple[str, ...], what: str = "generator") -> None:
    if isinstance(names, str):
        raise ValueError(f'{what}s="{names}" is no tuple: write {what}s=("{names}",)')
    for name in names:
        if name != name.lower().strip() or not name:
            raise ValueError(f"the {what} `{name}` is compared in lower case: write it so")


def _rules(platform: Platform) -> Iterator[tuple[str, Role | None]]:
    for role, selectors in platform.chrome.items():
        if not isinstance(role, Role):
            near = difflib.get_close_matches(str(role), [str(known) for known in Role], 1)
            hint = f"did you mean Role.{Role(near[0]).name}?" if near else "role.py lists them"
            raise ValueError(f"there is no role `{role}`: {hint}")
        if isinstance(selectors, str):
            raise ValueError(f"`{selectors}` is no tuple of selectors: write a comma behind it")
        yield from ((selector, role) for selector in selectors)
    yield from ((selector, None) for selector in platform.keeps)


def joined(*tables: Mapping[Role, tuple[str, ...]]) -> dict[Role, tuple[str, ...]]:
    """The rules of several tables of chrome in one."""
    found: dict[Role, tuple[str, ...]] = {}
    for table in tables:
        for role, selectors in table.items():
            found[role] = (*found.get(role, ()), *selectors)
    return found

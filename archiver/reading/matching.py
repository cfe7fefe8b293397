"""Which override of sources.yaml is meant for a post, and which of them do not fit what was read."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from archiver.model import Override, Post
from archiver.web.refusals import beginning, is_meant

Overruled = tuple[str, Override, Post]
"""The address of a post, the override that it was read with, and what was read."""

_WHOLE = 1_000_000
"""A whole address is more specific than the beginning of any."""


def override_for(overrides: Mapping[str, Override], addresses: Iterable[str]) -> Override | None:
    """What all overrides for a post say together: of each key what the most specific one says.

    A whole address is more specific than a beginning, a longer beginning than a shorter one, and
    both than a host. ``addresses`` are all that lead to the post.
    """
    named = tuple(addresses)
    ranked = [(rank, said) for where, said in overrides.items() if (rank := _rank(where, named))]
    ranked.sort(key=lambda pair: pair[0])
    found = Override()
    for _, said in ranked:
        given = {f.name: value for f in fields(said) if (value := getattr(said, f.name))}
        found = replace(found, **given)
    return found if ranked else None


def _rank(where: str, addresses: tuple[str, ...]) -> int:
    """How specific an override is; 0 where it is for another post."""
    if not any(is_meant(where, url) for url in addresses):
        return 0
    if "/" not in where:
        return 1
    return 1 + len(beginning(where)) if where.endswith("*") else _WHOLE


def misfits(read: Iterable[Overruled]) -> tuple[str, ...]:
    """Sentences on the overrides that do not fit: a body that is not there, a name that is nowhere.

    What is to be dropped may stand on some pages only, so it is told of where it is on none.
    """
    found, dropped, pages = [], dict[str, int](), dict[str, int]()
    for url, said, post in read:
        if said.body and post.origins.get("body") not in ("override", "feed"):
            named = " or ".join(f"`{selector}`" for selector in said.body)
            found.append(f"{url}: nothing is {named} there; its text was found in the usual way")
        for selector in said.drop:
            pages[selector] = pages.get(selector, 0) + 1
            dropped[selector] = dropped.get(selector, 0) + (selector not in post.unmatched)
    for selector, count in pages.items():
        if not dropped[selector]:
            where = "the page that was" if count == 1 else f"any of the {count} pages that were"
            found.append(f"`{selector}`, to be dropped, is not on {where} read with its override")
    return tuple(found)

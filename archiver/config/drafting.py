"""A challenge that was read from its hub -> its part of a commented sources.yaml."""

import json
import re
from collections.abc import Iterable, Sequence

from archiver.model import Challenge, Round
from archiver.web import urls
from archiver.web.plain_text import without_controls

_NOT_YAML = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_SEASON = re.compile(
    r"\b(?:(?:Spring|Summer|Fall|Autumn|Winter|Frühling|Frühjahr|Sommer|Herbst|Printemps|Été|Automne|Hiver|"
    r"Primavera|Verano|Otoño|Invierno)\s)?(?:19|20)\d\d\b"
)
_FEW = 12
"""The most blogs that a draft names."""


def name_of(title: str) -> str:
    """A short name for a challenge, as its id may be: ``support-driven-spring-2017-writing-challenge``."""
    ascii_only = title.casefold().encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only)
    name = "-".join(words)[:64].strip("-")
    return name if name not in ("", "null") else "my-challenge"  # YAML takes null for nothing


def phrases_of(title: str) -> tuple[str, ...]:
    """Other orders in which people write the name of a season of a challenge."""
    match = _SEASON.search(title)
    if match is None:
        return ()
    rest = " ".join(f"{title[: match.start()]} {title[match.end() :]}".split())
    turned = (f"{rest} {match[0]}", f"{match[0]} {rest}")
    return tuple(said for said in turned if len(rest.split()) > 1 and said != title)


def draft(challenge: Challenge, answers: Iterable[str] = (), note: str = "") -> str:
    """The item of ``challenges`` in sources.yaml, with comments for what a person has to look at.

    ``answers`` are posts that the hub lists: their blogs are named as sources to choose from.
    ``note`` says what could not be read.
    """
    lines = [f"# {folded(note)}"] if note else []
    lines += [
        f"- id: {challenge.id}",
        "  # a post that says this name near its beginning or its end belongs",
        f"  title: {_text(challenge.title)}",
        "  # the announcement: it is read for links to posts, and a post that links to it belongs",
        f"  hub: {_text(challenge.hub or '')}",
        *_phrases(challenge.phrases),
        *_tags(challenge.tags),
        *_rounds(challenge.rounds),
        "  # where else its posts are announced; the hub and the pages of its rounds are read as they are",
        *_sources(answers, challenge.hub),
    ]
    return "".join(f"  {line}\n" for line in lines)


def folded(text: str) -> str:
    """A text on one line, without what no line of YAML, or no word in sources.yaml, may hold."""
    return " ".join(without_controls(_NOT_YAML.sub(" ", text)).split())


def _text(text: str) -> str:
    """A text as YAML: JSON's form is YAML, too."""
    return json.dumps(folded(text), ensure_ascii=False)


def _phrases(phrases: Sequence[str]) -> list[str]:
    if not phrases:
        return ['  # phrases: ["..."]     # other words by which posts name it']
    return [
        "  # other words by which posts name it",
        "  phrases:",
        *(f"    - {_text(said)}" for said in phrases),
    ]


def _tags(tags: Sequence[str]) -> list[str]:
    said = ", ".join(map(_text, tags[:5])) or '"..."'
    what = "hashtags on the page" if tags else "tags and categories that its posts carry"
    return [f"  # tags: [{said}]     # {what}; one that is used for other things as well does harm"]


def _rounds(rounds: Sequence[Round]) -> list[str]:
    if not rounds:
        return [
            "  # No prompts were found on the hub. Write them here, in order:",
            "  # rounds:",
            "  #   - id: week-1",
            "  #     title: The first prompt",
            "  #     prompt: What ...?      # posts that quote it are recognised",
            "  #     opens: 2026-01-01",
            "  #     closes: 2026-01-07",
        ]
    lines = [
        "  # as the hub has them; a post that quotes a prompt goes to its round, however late",
        "  rounds:",
    ]
    for each in rounds:
        lines.append(f"    - id: {each.id}")
        told = {
            "title": each.title and _text(each.title),
            "prompt": each.prompt and _text(each.prompt),
            "opens": each.opens,
            "closes": each.closes,
            "invitation": each.invitation and _text(each.invitation),
            "roundup": each.roundup and _text(each.roundup),
        }
        lines += [f"      {name}: {value}" for name, value in told.items() if value]
        if each.opens and not each.closes:
            lines.append("      # closes:      the hub does not tell")
    return lines


def _sources(answers: Iterable[str], hub: str | None) -> list[str]:
    blogs = dict.fromkeys(urls.origin(url) for url in answers if urls.resolve(url))
    if not (blogs and hub):
        return ["  sources: []"]
    # the hub keeps this a list where all else is a comment; named twice, it is read once
    return [
        "  sources:",
        f"    - hub: {_text(hub)}",
        "    # blogs whose posts the hub lists; without the # all that they publish is looked at",
        *(f"    # - site: {blog}/" for blog in list(blogs)[:_FEW]),
        *([f"    # and {len(blogs) - _FEW} more"] if len(blogs) > _FEW else []),
    ]

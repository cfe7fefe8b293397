"""What a flavour of Markdown is, and the front matter that all of them share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archiver.export.edition import Edition, written
from archiver.export.markdown import paths
from archiver.export.markdown.rewriting import same

Matter = Mapping[str, object]


@dataclass(frozen=True)
class Flavour:
    """How one program likes its files: the ``path`` and the front ``matter`` of a post, its ``body``."""

    matter: Callable[[Edition], Matter]
    path: Callable[[Edition], str] = paths.place
    body: Callable[[str], str] = same


def common(edition: Edition) -> dict[str, object]:
    """What is known of a post, by keys that no program gives a meaning of its own.

    Texts, lists of texts, numbers and ``True``; what is not known is empty, and left out when written.
    """
    holding, version, post = edition.holding, edition.version, edition.post
    rounds = [r for m in holding.belongs for r in (m.round, *m.also) if r]
    first = next(iter(holding.belongs), None)
    said = written(post.published)
    return {
        "title": edition.title,
        "date": written(edition.by_then),
        "published_as_written": said if edition.by_then != post.published else None,
        "updated": written(post.updated),
        "author": ", ".join(holding.writers),
        "authors": list(holding.writers),
        "tags": _each(post.tags),
        "categories": _each(post.categories),
        "lang": post.language,
        "description": post.description,
        "canonical_url": post.url,
        "source": version.url if version.url != post.url else None,
        "site_name": post.site,
        "licence": post.licence,
        "challenge": first and first.challenge,
        "challenges": [m.challenge for m in holding.belongs][1:]
        and [m.challenge for m in holding.belongs],
        "round": rounds[0] if rounds else None,
        "rounds": rounds if len(rounds) > 1 else None,
        "verdict": first and str(first.verdict),
        "version": version.number,
        "first_seen": written(version.first_seen),
        "seen": written(version.seen_at),
        "gone": bool(edition.gone) or None,
        "gone_reason": edition.gone,
        "marks": list(holding.marks),
    }


def _each(terms: tuple[str, ...]) -> list[str]:
    """Tags without white space around and within, each once; none is empty."""
    return list(dict.fromkeys(filter(None, (" ".join(term.split()) for term in terms))))


def fit_for_folders(matter: dict[str, object], *keys: str) -> None:
    """Move terms that cannot be the name of a folder from these keys to ``keywords``.

    A site has a folder for each of its terms, and building it fails at a name that is too long.
    """
    odd: list[str] = []
    for key in keys:
        terms = matter[key]
        assert isinstance(terms, list)
        odd += [term for term in terms if not _is_name(term)]
        matter[key] = [term for term in terms if _is_name(term)]
    matter["keywords"] = odd


def _is_name(term: str) -> bool:
    return (
        len(term.encode("utf-8", "replace")) <= 80
        and not set(term).intersection("/\\?#%:{}<>")
        and term.isprintable()
        and any(map(str.isalnum, term))
        and term[0] not in "._-"
        and ".." not in term
    )

"""The post links to the hub, an invitation, a round-up or another page of the challenge."""

from collections.abc import Sequence

from archiver.membership import words
from archiver.membership.finding import Finding
from archiver.membership.organiser import own_pages
from archiver.model import Candidate, Challenge, Evidence, Post
from archiver.web import urls
from archiver.web.secrets import has_mark, hidden_as_in


def find(post: Post, challenge: Challenge, announcements: Sequence[Candidate]) -> list[Finding]:
    """Links to the challenge, one a target; a copy in the Wayback Machine counts as its page."""
    pages = own_pages(challenge)
    marked = tuple(filter(has_mark, pages))
    found: dict[str, Finding] = {}
    for link in post.links:
        target = hidden_as_in(marked, urls.original(link.url))
        key = urls.key(urls.without_fragment(target))
        if key in pages and key not in found:
            quote = _sentence(post.text, link.text) or link.text or target
            evidence = Evidence(
                kind="link", quote=quote, where=f"link to {target}", round=pages[key]
            )
            found[key] = Finding(evidence=evidence, strong=True)
    return list(found.values())


def _sentence(text: str, linked: str) -> str:
    """The sentence that holds the words of a link."""
    needle = " ".join(linked.split())
    for paragraph in words.paragraphs(text) if needle else ():
        if needle in " ".join(paragraph.split()):
            parts = words.sentences(" ".join(paragraph.split()))
            return next((part for part in parts if needle in part), "")
    return ""

"""Trees of Markdown files, a file a post, for programs that build sites and keep notes.

A flavour is what one program needs: the names of its front matter, its paths, and the spelling of what it
would run or swallow. No spelling is safe in two of them.
"""

from collections.abc import Iterator, Mapping

from archiver.export.edition import editions
from archiver.export.holding import Holding
from archiver.export.markdown import eleventy, hugo, jekyll, obsidian, plain
from archiver.export.markdown.flavour import Flavour
from archiver.formats import frontmatter

FLAVOURS: Mapping[str, Flavour] = {
    "plain": plain.FLAVOUR,
    "hugo": hugo.FLAVOUR,
    "jekyll": jekyll.FLAVOUR,
    "eleventy": eleventy.FLAVOUR,
    "obsidian": obsidian.FLAVOUR,
}


def pages(
    holding: Holding, flavour: str = "plain", all_versions: bool = False
) -> Iterator[tuple[str, str]]:
    """The path and the text of the file of a post, or of all its versions; none where it has no text.

    Paths are relative, and no two of an archive are the same. Raises KeyError for an unknown flavour.
    """
    made = FLAVOURS[flavour]
    for edition in editions(holding, all_versions):
        body = made.body(edition.post.markdown.rstrip())
        yield made.path(edition), frontmatter.document(made.matter(edition), body)

"""Static site generators: Hugo, Jekyll, Pelican, Hexo, Eleventy, Gatsby and their like.

They have no markup of their own, their themes have habits.
"""

from archiver.web.page import Page
from archiver.web.platforms.platform import Platform
from archiver.web.vocabulary import Role

_GENERATORS = (
    "hugo",
    "jekyll",
    "pelican",
    "hexo",
    "eleventy",
    "gatsby",
    "nikola",
    "zola",
    "astro",
    "octopress",
    "middleman",
    "docusaurus",
    "publii",
    "lektor",
    "hakyll",
    "nanoc",
    "metalsmith",
    "vuepress",
    "bridgetown",
    "quarto",
)


def _claims(page: Page) -> bool:
    """The generator names itself; or none does, and the highlighter of Jekyll was there."""
    return page.generator.startswith(_GENERATORS) or (
        not page.generator and page.has("div.highlighter-rouge", "figure.highlight pre")
    )


PLATFORM = Platform(
    name="static_sites",
    generators=_GENERATORS,
    claims=_claims,
    bodies=(
        ".e-content",
        ".post-content",
        ".entry-content",
        ".article-content",
        ".post__content",
        ".article-body",
        ".post-body",
        "[itemprop=articleBody]",
        "#post-content",
        ".page__content",
        ".markdown-body",
    ),
    frames=(
        "article .content",
        ".prose",
        "article",
        ".post",
    ),
    chrome={
        Role.CONTENTS: (
            ".toc",
            "#TableOfContents",
            "#toc",
            ".table-of-contents",
            ".sidebar__right",
            "#markdown-toc",
            ".post-toc",
            "#toc-container",
        ),
        Role.BYLINE: (
            ".post-title",
            ".page__meta",
            ".page__footer",
            ".article-meta",
            ".post-license",
            ".license-box",
            ".post-copyright",
        ),
        Role.COMMENTS: (".page__comments",),
        Role.CITATION: ("#quarto-appendix",),
        Role.SHARE: (".page__share",),
        Role.RELATED: (".page__related",),
    },
)

"""Static site generators: Hugo, Jekyll, Pelican, Hexo, Eleventy, Gatsby and their like.

They have no markup of their own, their themes have habits.
"""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = (
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

BODIES: tuple[str, ...] = (
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
)
FRAMES: tuple[str, ...] = ("article .content", ".prose", "article", ".post")
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (
            ".toc",
            "#TableOfContents",
            "#toc",
            ".table-of-contents",
            ".sidebar__right",
            "#markdown-toc",
            ".post-toc",
            "#toc-container",
        ),
        "table of contents",
    ),
    **dict.fromkeys(
        (
            ".post-title",
            ".page__meta",
            ".page__footer",
            ".article-meta",
            ".post-license",
            ".license-box",
            ".post-copyright",
        ),
        "byline and tags",
    ),
    ".page__comments": "comments",
    "#quarto-appendix": "how to cite",
    ".page__share": "share buttons",
    ".page__related": "related posts",
}


def claims(page: Page) -> bool:
    """The generator names itself; or none does, and the highlighter of Jekyll was there."""
    return page.generator.startswith(GENERATORS) or (
        not page.generator and page.has("div.highlighter-rouge", "figure.highlight pre")
    )

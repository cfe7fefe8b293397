"""schema.org in microdata: the element that is the body of an article."""

from archiver.web.platforms.platform import Platform

PLATFORM = Platform(
    name="schema_org",
    marks=("[itemprop=articleBody]",),
    is_engine=False,
    bodies=(
        "[itemprop=articleBody]",
        "[itemprop=blogPost] [itemprop=text]",
    ),
)

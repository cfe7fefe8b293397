"""Which arguments of an address choose the page, and which only say who came, from where and how.

An argument counts unless its name says that it does not, or its name and its value together do:
``share=twitter`` is a button, and ``share=k7`` may be the page.
"""

import re
from collections.abc import Collection

_NEVER = re.compile(
    # campaigns and advertisements
    r"utm_\w+|(?:pk|mtm|matomo|piwik|hsa|wt|cm|fb_action)_\w+|[fgdy]clid|gclsrc|[gw]braid|gad_\w+|_g[al]|"
    r"msclkid|ymclid|tw(?:clid|term)|ttclid|li_fat_id|srsltid|epik|igsh(?:id)?|mibextid|sfnsn|wprov|"
    r"fb_(?:source|ref)|__twitter_impression|ref_(?:src|url)|_branch_match_id|_openstat|trkcampaign|"
    # letters and their lists
    r"mc_[ce]id|ck_subscriber_id|_hs(?:enc|mi)|__hs(?:tc|sc|fp)|hsctatracking|mkt_tok|vero_(?:id|conv)|"
    r"oly_(?:enc|anon)_id|ml_subscriber(?:_hash)?|"
    # what an engine adds for itself, and places in the comments
    r"replytocom|showcomment|commentpage|cpage|like_comment|unapproved|moderation-hash|relatedposts_\w+|"
    r"_wpnonce|doing_wp_cron|guccounter|guce_referrer(?:_sig|_us)?|no(?:n)?amp|usqp|"
    # sessions, under names that stand for nothing else
    r"phpsessid|jsessionid|aspsessionid[a-z]*|asp\.net_sessionid|oscsid|zenid|xtcsid|cftoken"
)
"""Names of arguments that choose no page, whatever their value."""

_NETWORKS = (
    r"twitter|x|facebook|fb|linkedin|pinterest|pocket|reddit|tumblr|telegram|e?mail|(?:jetpack-)?whatsapp|"
    r"print|press-this|skype|mastodon|bluesky|threads|nextdoor|google(?:-plus(?:-1)?)?|gplus|stumbleupon|"
    r"digg|delicious|line|viber|vk|weibo|hatena|flipboard|instapaper|evernote|custom-\d+"
)
_CHANNELS = (
    rf"{_NETWORKS}|rss|atom|feed(?:ly|burner|press)?|newsletters?|subscribers?|email-\w+|home(?:page)?|medium|"
    r"substack|hackernews|hn|producthunt|instagram|(?:[\w-]+\.)+[a-z]{2,}"
)
_IDENTIFIER = (
    r"(?:[0-9a-f]{16,}|(?=(?:\D*\d){3})[0-9a-z]{20,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
"""The shape of what a server makes to know a visitor again: long, and no words."""

_IDLE = re.compile(
    rf"share=(?:{_NETWORKS})|(?:ref|source|via|from|src|referrer)=(?:{_CHANNELS})|source=[a-z_]*--[\w-]*|"
    rf"amp=(?:1|true|amp)?|output(?:type)?=amp|"
    rf"(?:s|s?sid|ses|s_id|\w*sess(?:ion)?(?:[_-]?id)?)={_IDENTIFIER}",
    re.IGNORECASE,
)
"""Names with values that choose no page."""

_BLOGGER = re.compile(r"^[^/]+\.blogspot\.|/\d{4}/\d\d/[^/]+\.html$|/p/[^/]+\.html$")
_BLOGGERS = re.compile(r"m=[01]", re.IGNORECASE)
_SUBSTACK = re.compile(r"/p/[\w-]+$")
_SUBSTACKS = re.compile(
    r"r=\w{1,8}|s=[rw]|(?:publication_id|post_id|isfreemail|triedredirect|showwelcome\w*)=.*",
    re.IGNORECASE | re.DOTALL,
)
_MEDIUM = re.compile(r"[/-][0-9a-f]{10,12}$")
_MEDIUMS = re.compile(r"(?:source|sk|gi)=.*", re.IGNORECASE | re.DOTALL)
"""At the addresses of an engine, by their shape, what it adds there."""


def choose(pairs: Collection[tuple[str, str]], where: str) -> list[bool]:
    """For each argument, name and value, whether it may choose the page.

    ``where`` is the host and path of the address.
    """
    names = {name.lower() for name, _ in pairs}
    where = where.rstrip("/")
    return [not _is_idle(name.lower(), value, where, names) for name, value in pairs]


def _is_idle(name: str, value: str, where: str, beside: Collection[str]) -> bool:
    said = f"{name}={value}"
    return bool(
        _NEVER.fullmatch(name)
        or _IDLE.fullmatch(said)
        or (_BLOGGERS.fullmatch(said) and _BLOGGER.search(where))
        or (_SUBSTACKS.fullmatch(said) and _SUBSTACK.search(where))
        or (_MEDIUMS.fullmatch(said) and _MEDIUM.search(where))
        # names that stand for themselves, too, where what they belong to is missing
        or (said == "nb=1" and "share" in beside)
        or (name == "cfid" and "cftoken" in beside)
    )

"""Who asks: a crawler that leaves the machine says so, and says it truly."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from ipaddress import ip_address

from archiver.errors import ConfigError
from archiver.model.settings import Settings

HINT = (
    "write an address or an e-mail at which you are reached; it is sent with every request. `fetch` and "
    "`init` take it by --contact, too"
)

_RESERVED = re.compile(
    r"(?:.+\.)?(?:example(?:\.(?:com|org|net|edu))?|test|invalid|localhost)\.?", re.IGNORECASE
)
"""Names that belong to nobody (RFC 2606, RFC 6761)."""

_NAMED = re.compile(r"^(?:[a-z]+://)?(?:(?P<user>[^@/?#]*)@)?(?P<host>[^/?#:]*)", re.IGNORECASE)

_STAND_IN = re.compile(
    r"""(?:your|my|some)[-_.]?(?:own[-_.]?)?
        (?:e?[-_.]?mail|name|address|domain|web[-_.]?site|site|host|blog|page|organi[sz]ation|company)(?:[-_.].*)?
        |domain(?:\.(?:com|org|net))?|[^.]*\.tld""",
    re.IGNORECASE | re.VERBOSE,
)
"""Users and hosts that people write where they mean to write others later."""

_LATER = re.compile(
    r"change[-_. ]?(?:me|this)|fix[-_. ]?me|to[-_. ]?do|placeholder|none|nobody|x{3,}|\?+|-+",
    re.IGNORECASE,
)
"""What stands where nothing is written yet."""


def is_local(host: str, allowed: Iterable[str]) -> bool:
    """Whether a host is on this machine, or is one of those that may have private addresses."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    bare = host.strip("[]")
    if any(fnmatchcase(host, one) or bare == one.strip("[]") for one in allowed):
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False


def is_placeholder(contact: str) -> bool:
    """Whether nobody can be reached by this: a reserved name, or words that wait to be replaced."""
    told = contact.strip().strip("<>[]{}()").removeprefix("mailto:")
    found = _NAMED.match(told)
    user, host = (found["user"] or "", found["host"]) if found else ("", told)
    if _RESERVED.fullmatch(host) or told != contact.strip().removeprefix("mailto:"):
        return True
    return bool(_LATER.fullmatch(told) or _STAND_IN.fullmatch(user) or _STAND_IN.fullmatch(host))


def check(settings: Settings, hosts: Iterable[str]) -> None:
    """Raise ConfigError where one of the hosts is a stranger's, and the contact is a placeholder."""
    contact = settings.contact
    if contact is None or not is_placeholder(contact):
        return
    strangers = (
        h for h in hosts if not (is_local(h, settings.allow_private) or _RESERVED.fullmatch(h))
    )
    stranger = min(strangers, default=None)
    if stranger is None:
        return
    line = settings.lines.get(("", "contact", contact))
    where = f"{settings.file or 'sources.yaml'}:{line}" if line else "--contact"
    message = f"`{contact}` is a placeholder, and {stranger} is not on this machine"
    raise ConfigError(message, where=where, hint=HINT)

"""The header ``X-Robots-Tag``: what a server says to robots of an answer that they have fetched."""

import re
from collections.abc import Iterable

_VALUED = frozenset(("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"))
_AGENT = re.compile(r"\s*([\w*.-]{1,64})\s*:\s*", re.ASCII)


def directives(values: Iterable[str], agent: str) -> tuple[str, ...]:
    """The directives for all robots and for this one, in lower case, each once.

    ``values`` are those of all the answer's headers of this name. A name and a colon at the start
    of a value, as in ``googlebot: noindex, nofollow``, give all of it to that robot.
    """
    found: dict[str, None] = {}
    for value in values:
        named = _AGENT.match(value)
        if named and named[1].lower() not in _VALUED:
            if named[1].lower() not in (agent, "*"):
                continue
            value = value[named.end() :]
        dated = value.lower().strip().startswith("unavailable_after")  # its date has commas
        for part in [value] if dated else value.split(","):
            if word := " ".join(part.lower().split()):
                found[word] = None
    return tuple(found)

"""Which posts are meant by the addresses that are to be forgotten."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from archiver.errors import ConfigError
from archiver.store.catalog import Catalog
from archiver.store.takedown.intent import Intent
from archiver.web import dates, urls


def wanted(
    catalog: Catalog, addresses: Iterable[str], run: str, at: datetime, salt: str = ""
) -> Intent:
    """What is to be forgotten, by all that the archive knows of these addresses.

    ``salt`` is that of the hashes; without it the archive's own, or a new one. Raises ConfigError for one of which it knows nothing.
    """
    posts: dict[str, None] = {}
    keys: set[str] = set()
    named: set[str] = set()
    for address in addresses:
        found = catalog.find(address)
        told = {fact.url for fact in catalog.announced(found.url if found else address)}
        asked = catalog.last_fetch(address)
        if not (found or told or asked):
            if catalog.forgotten().is_address(address):
                raise ConfigError("this post was taken down before", where=address)
            hint = "`archiver list` shows what it holds; `refuse` in sources.yaml keeps it out"
            raise ConfigError("the archive knows nothing of this post", where=address, hint=hint)
        named |= {address, *told}
        keys |= {urls.key(url) for url in (address, *told)}
        for url in (found.url, *catalog.joined_to(found.url)) if found else ():
            posts[url] = None
            named.add(url)
            keys |= {urls.key(url), *catalog.names(url)}
    keys |= catalog.short_links_to(keys)
    salt = salt or next(iter(catalog.forgotten().addresses), None) or secrets.token_hex(16)
    return Intent(
        run=run,
        at=dates.stamp(at),
        salt=salt,
        posts=tuple(posts),
        addresses=tuple(sorted(named)),
        keys=tuple(sorted(keys)),
    )

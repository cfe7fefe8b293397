"""Which of an entry's addresses is its post's, and where the relative ones count from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from archiver.web import urls

_FEW = 3
"""So many entries on one host, and none elsewhere, are no links to strangers."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a blog lives: the address of its feed, and of its site where the feed names that.

    ``also`` is a further host of the blog: all entries are there.
    """

    feed: str
    site: str = ""
    also: str = ""

    @property
    def base(self) -> str:
        """What relative addresses count from: the site, where the feed lies on another host."""
        elsewhere = self.site and urls.host(self.site) != urls.host(self.feed)
        return self.site if elsewhere else self.feed

    def of_entries(self, links: Sequence[str]) -> "Home":
        """The same, with the host of the entries, where all are on one."""
        hosts = {_host(link) for link in links}
        also = hosts.pop() if len(hosts) == 1 and len(links) >= _FEW else ""
        return Home(self.feed, self.site, also)

    def has(self, address: str) -> bool:
        """Whether an address is on a host of the blog, or on one below it."""
        host, own = _host(address), self._hosts()
        return any(host == name or host.endswith(f".{name}") for name in own)

    def holds(self, address: str) -> bool:
        """Whether an address is that of a page of the blog: on its host, and below its site's.

        On a host of many blogs, as ``https://host/@name``, only what is below is this one's.
        """
        parts, host = urlsplit(address), _host(address)
        if host not in self._hosts() or not (parts.path.strip("/") or parts.query):
            return False
        if host != _host(self.site):
            return True
        folder, _, name = urlsplit(self.site).path.rpartition("/")
        folder = folder if "." in name else f"{folder}/{name}"
        return parts.path.startswith(f"{folder.rstrip('/')}/")

    def _hosts(self) -> set[str]:
        return {_host(self.feed), _host(self.site), self.also} - {""}


def of_post(link: str, id_: str, related: Iterable[str], home: Home) -> str:
    """The address of an entry's post; ``link`` is what the entry leads to.

    An entry of a link blog leads to a stranger's page. Its post is the blog's own page, which it
    names as related or by its id; the stranger's article is not the blogger's.
    """
    if home.has(link):
        return link
    own = next((r for r in related if home.has(r)), None)
    named = urls.resolve(id_.strip()) or ""
    return own or (named if named and home.holds(named) else link)


def _host(address: str) -> str:
    return urls.host(address).removeprefix("www.") if address else ""

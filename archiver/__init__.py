"""Keeps the blog posts of a community's writing challenge before they rot away.

The same functions that the command line uses:

    import archiver

    post = archiver.extract(html, url="https://example.org/2017/05/01/motivation/")
    settings = archiver.read_settings("sources.yaml")
    report = archiver.run(settings)
    archive = archiver.open("archive")
    for version in archive.posts(challenge="sd-spring-2017", round="week-1"):
        print(version.post.title, version.url)

Each name is imported when it is first used: ``archiver --help`` must not wait for all of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from archiver.version import __version__

if TYPE_CHECKING:
    from archiver.config import read as read_settings
    from archiver.errors import (
        ArchiverError,
        ConfigError,
        FetchError,
        NotThePage,
        ParseError,
        StoreError,
    )
    from archiver.extraction import extract
    from archiver.model import (
        Challenge,
        Change,
        Evidence,
        Membership,
        Override,
        Post,
        Round,
        Source,
        Verdict,
        Version,
    )
    from archiver.model.settings import Settings
    from archiver.outcomes import Report
    from archiver.pipeline import replay, run
    from archiver.store import open_archive as open  # noqa: A004 - archiver.open(path) reads well
    from archiver.store.archive import Archive

__all__ = [
    "Archive",
    "ArchiverError",
    "Challenge",
    "Change",
    "ConfigError",
    "Evidence",
    "FetchError",
    "Membership",
    "NotThePage",
    "Override",
    "ParseError",
    "Post",
    "Report",
    "Round",
    "Settings",
    "Source",
    "StoreError",
    "Verdict",
    "Version",
    "__version__",
    "extract",
    "open",
    "read_settings",
    "replay",
    "run",
]

_HOMES = {
    "Archive": "archiver.store.archive:Archive",
    "ArchiverError": "archiver.errors:ArchiverError",
    "Challenge": "archiver.model:Challenge",
    "Change": "archiver.model:Change",
    "ConfigError": "archiver.errors:ConfigError",
    "Evidence": "archiver.model:Evidence",
    "FetchError": "archiver.errors:FetchError",
    "Membership": "archiver.model:Membership",
    "NotThePage": "archiver.errors:NotThePage",
    "Override": "archiver.model:Override",
    "ParseError": "archiver.errors:ParseError",
    "Post": "archiver.model:Post",
    "Report": "archiver.outcomes:Report",
    "Round": "archiver.model:Round",
    "Settings": "archiver.model.settings:Settings",
    "Source": "archiver.model:Source",
    "StoreError": "archiver.errors:StoreError",
    "Verdict": "archiver.model:Verdict",
    "Version": "archiver.model:Version",
    "extract": "archiver.extraction:extract",
    "open": "archiver.store:open_archive",
    "read_settings": "archiver.config:read",
    "replay": "archiver.pipeline:replay",
    "run": "archiver.pipeline:run",
}
"""Where each public name lives: module and name there."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, there = _HOMES[name].partition(":")
    value = globals()[name] = getattr(import_module(module), there)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

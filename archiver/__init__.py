"""Keeps the blog posts of a community's writing challenge before they rot away.

The same functions that the command line uses:

    import archiver

    post = archiver.extract(html, url="https://example.org/2017/05/01/motivation/")
    settings = archiver.read_settings("sources.yaml")
    report = archiver.run(settings)
    archive = archiver.open("archive")
    for version in archive.posts(challenge="sd-spring-2017", round="week-1"):
        print(version.post.title, version.url)
"""

from archiver.config import read as read_settings
from archiver.errors import (
    ArchiverError,
    ConfigError,
    FetchError,
    NotThePage,
    ParseError,
    StoreError,
)
from archiver.extract import extract
from archiver.facts import Report
from archiver.model import (
    Challenge,
    Change,
    Evidence,
    Membership,
    Post,
    Round,
    Settings,
    Source,
    Verdict,
    Version,
)
from archiver.run import replay, run
from archiver.store import open_archive as open  # noqa: A004 - archiver.open(path) reads well
from archiver.store.archive import Archive
from archiver.version import __version__

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

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
    from archiver.export.column_types import column_types
    from archiver.export.holding import Holding
    from archiver.export.participation import Entry, Row, Table, Tally
    from archiver.facts import Quarantined, Status, VersionWritten
    from archiver.model import (
        Answer,
        Candidate,
        Capture,
        CaptureRef,
        Challenge,
        Change,
        Comment,
        Evidence,
        Grounds,
        Image,
        Link,
        Membership,
        Override,
        Participant,
        Post,
        Round,
        Source,
        Verdict,
        Version,
    )
    from archiver.model.settings import Settings
    from archiver.outcomes import Report
    from archiver.pipeline import replay, run
    from archiver.reading.extracting import extract
    from archiver.store import open_archive as open  # noqa: A004 - archiver.open(path) reads well
    from archiver.store.archive import Archive
    from archiver.store.catalog.fulltext import Hit
    from archiver.store.types import (
        Belonging,
        Doubt,
        HeldLink,
        Merged,
        Problem,
        RunInfo,
        SourceHealth,
        Summary,
    )

__all__ = [
    "Answer",
    "Archive",
    "ArchiverError",
    "Belonging",
    "Candidate",
    "Capture",
    "CaptureRef",
    "Challenge",
    "Change",
    "Comment",
    "ConfigError",
    "Doubt",
    "Entry",
    "Evidence",
    "FetchError",
    "Grounds",
    "HeldLink",
    "Hit",
    "Holding",
    "Image",
    "Link",
    "Membership",
    "Merged",
    "NotThePage",
    "Override",
    "ParseError",
    "Participant",
    "Post",
    "Problem",
    "Quarantined",
    "Report",
    "Round",
    "Row",
    "RunInfo",
    "Settings",
    "Source",
    "SourceHealth",
    "Status",
    "StoreError",
    "Summary",
    "Table",
    "Tally",
    "Verdict",
    "Version",
    "VersionWritten",
    "__version__",
    "column_types",
    "extract",
    "open",
    "read_settings",
    "replay",
    "run",
]

_HOMES = {
    "Answer": "archiver.model:Answer",
    "Archive": "archiver.store.archive:Archive",
    "ArchiverError": "archiver.errors:ArchiverError",
    "Belonging": "archiver.store.types:Belonging",
    "Candidate": "archiver.model:Candidate",
    "Capture": "archiver.model:Capture",
    "CaptureRef": "archiver.model:CaptureRef",
    "Challenge": "archiver.model:Challenge",
    "Change": "archiver.model:Change",
    "Comment": "archiver.model:Comment",
    "ConfigError": "archiver.errors:ConfigError",
    "Doubt": "archiver.store.types:Doubt",
    "Entry": "archiver.export.participation:Entry",
    "Evidence": "archiver.model:Evidence",
    "FetchError": "archiver.errors:FetchError",
    "Grounds": "archiver.model:Grounds",
    "HeldLink": "archiver.store.types:HeldLink",
    "Hit": "archiver.store.catalog.fulltext:Hit",
    "Holding": "archiver.export.holding:Holding",
    "Image": "archiver.model:Image",
    "Link": "archiver.model:Link",
    "Membership": "archiver.model:Membership",
    "Merged": "archiver.store.types:Merged",
    "NotThePage": "archiver.errors:NotThePage",
    "Override": "archiver.model:Override",
    "ParseError": "archiver.errors:ParseError",
    "Participant": "archiver.model:Participant",
    "Post": "archiver.model:Post",
    "Problem": "archiver.store.types:Problem",
    "Quarantined": "archiver.facts:Quarantined",
    "Report": "archiver.outcomes:Report",
    "Round": "archiver.model:Round",
    "Row": "archiver.export.participation:Row",
    "RunInfo": "archiver.store.types:RunInfo",
    "Settings": "archiver.model.settings:Settings",
    "Source": "archiver.model:Source",
    "SourceHealth": "archiver.store.types:SourceHealth",
    "Status": "archiver.facts:Status",
    "StoreError": "archiver.errors:StoreError",
    "Summary": "archiver.store.types:Summary",
    "Table": "archiver.export.participation:Table",
    "Tally": "archiver.export.participation:Tally",
    "Verdict": "archiver.model:Verdict",
    "Version": "archiver.model:Version",
    "VersionWritten": "archiver.facts:VersionWritten",
    "column_types": "archiver.export.column_types:column_types",
    "extract": "archiver.reading.extracting:extract",
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

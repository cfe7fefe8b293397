"""What the commands that change the sources have in common."""

from archiver.config import file_pages
from archiver.config.editing import Entry, source_text
from archiver.errors import ConfigError, unknown_name
from archiver.model import Challenge, Source
from archiver.model.settings import Settings
from archiver.web import urls
from archiver.web.secrets import Secrets, found_in


def challenge_of(settings: Settings, name: str | None) -> Challenge:
    """The challenge of this id, or the only one. Raises ConfigError where that is not plain."""
    known = {challenge.id: challenge for challenge in settings.challenges}
    if name in known:
        return known[name]
    if name is not None:
        raise unknown_name("challenge", name, known, where=settings.file)
    if len(known) == 1:
        return settings.challenges[0]
    names = ", ".join(known)
    raise ConfigError("there are several challenges", hint=f"--challenge names one: {names}")


def round_of(challenge: Challenge, name: str | None) -> None:
    """Raise ConfigError where a challenge has no round of this id."""
    known = [each.id for each in challenge.rounds]
    if name is not None and name not in known:
        raise unknown_name("round", name, known, where=challenge.id)


def same_as(settings: Settings, challenge: str, url: str) -> Source | None:
    """The source of a challenge that has this address already, whatever kind it is."""
    url = hidden(url)
    keys = urls.key(url), urls.key(file_pages.of_file(url))
    for source in settings.sources:
        if source.challenge == challenge and urls.key(source.url) in keys:
            return source
    return None


def hidden(url: str) -> str:
    """An address with marks for its secrets, as it stands in Settings."""
    return Secrets(found_in((url,))).hide(url)


def entry_line(entry: Entry) -> str:
    """A source on one line, for messages."""
    told = ", ".join(f"{key}: {source_text(value)}" for key, value in entry.keys.items())
    return urls.redacted(told)

"""Replaces a sources.yaml by a changed text: whole or not at all, and never by one that cannot be read."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from archiver import config
from archiver.errors import ConfigError
from archiver.model import Source
from archiver.model.settings import Settings

_BOM = "\ufeff"


def change(path: str | Path, edit: Callable[[str], str]) -> tuple[Source, ...]:
    """Write what ``edit`` makes of the text of the file; the sources that it has now.

    The file is replaced only if the new text reads, and differs in its sources alone. Raises
    ConfigError otherwise, or where somebody else has changed the file meanwhile; then nothing is written.
    """
    place = Path(path).resolve()  # a link stays one
    before = config.read(path)
    data = place.read_bytes()
    old = data.decode("utf-8")
    mark = _BOM if old.startswith(_BOM) else ""
    new = mark + edit(old.removeprefix(_BOM))
    after = _checked(new.removeprefix(_BOM), str(path), before)
    if new != old:
        _replaced(place, data, new.encode("utf-8"))
    return after.sources


def _checked(text: str, file: str, before: Settings) -> Settings:
    try:
        after = config.parse(text, file)
    except ConfigError as error:
        told = f"nothing is written: the file could not be read any more\n{error.message}"
        raise ConfigError(told, where=error.where, hint=error.hint) from error
    if _besides(after) != _besides(before):
        hint = "please report it, with the file"
        raise ConfigError(
            "nothing is written: more than sources would change", where=file, hint=hint
        )
    return after


def _besides(settings: Settings) -> Settings:
    """What a file says beside its sources. The people of a challenge follow from its sources too."""
    challenges = tuple(replace(challenge, writers=()) for challenge in settings.challenges)
    return replace(
        settings, challenges=challenges, sources=(), secrets={}, lines={}, file="", archive=""
    )


def _replaced(place: Path, before: bytes, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(place, name)
        if place.read_bytes() != before:
            hint = "run it again"
            raise ConfigError("somebody else has just changed it", where=str(place), hint=hint)
        Path(name).replace(place)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise

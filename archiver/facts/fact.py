"""What every fact has."""

from dataclasses import dataclass, fields
from datetime import datetime

from archiver.model import CaptureRef, Witnesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What was noted of an address, and when. ``url`` is empty where it is about the whole run."""

    url: str
    at: datetime

    @property
    def action(self) -> str:
        """The word for it in the journal."""
        raise NotImplementedError

    @property
    def cited(self) -> tuple[CaptureRef, ...]:
        """The captures that it names: without them it does not hold."""
        values = (getattr(self, f.name) for f in fields(self))
        refs = (v.feed if isinstance(v, Witnesses) else v for v in values)
        return tuple(ref for ref in refs if isinstance(ref, CaptureRef))

"""Discovery: reads candidates and further requests from a capture. Nothing here fetches.

A module with a ``KEY`` is one way in which posts are announced, and has ``read``; the others help.
A module asks for more by naming further requests in its answer; who fetches them, and when, is not
its business. So feed paging, autodiscovery and round-ups share one loop.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Protocol

from archiver.model import Capture, Found, Method, Purpose, Request, Source


class Module(Protocol):
    """The interface of a module that reads one kind of source.

    ``KEY`` says what its key in sources.yaml takes.
    """

    KEY: str

    def read(self, capture: Capture, request: Request, source: Source) -> Found:
        """Read one answer; raises ParseError where it is not what the source should be."""
        ...


def _found() -> Mapping[Method, Module]:
    """The modules of this package that are ways of announcing: those with a ``KEY``."""
    modules = {m.name: import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__)}
    ways = {name: module for name, module in sorted(modules.items()) if hasattr(module, "KEY")}
    for name, module in ways.items():
        if not callable(getattr(module, "read", None)):
            raise ValueError(f"discover/{name}.py has a KEY, but no read(capture, request, source)")
    return MappingProxyType({Method(name): module for name, module in ways.items()})


MODULES = _found()
"""The ways in which posts are announced; a new file with a ``KEY`` is one of them by itself."""


def start(source: Source) -> Request:
    """The first request that a source asks for."""
    return Request(url=source.url, source=source.id, purpose=Purpose.DISCOVER, method=source.method)


def read(capture: Capture, request: Request, source: Source) -> Found:
    """What a capture announces, read by the module that its request names.

    Raises ParseError where the capture is not what it should be: a page in place of a feed, a
    home page with neither feed nor entries.
    """
    return MODULES[request.method or source.method].read(capture, request, source)

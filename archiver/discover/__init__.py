"""Discovery: reads candidates and further requests from a capture. Nothing here fetches.

A module with a ``KEY`` is one way in which posts are announced, and has ``read``; the others help.
A module asks for more by naming further requests in its answer; who fetches them, and when, is not
its business. So feed paging, autodiscovery and round-ups share one loop.
"""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pkgutil import ModuleInfo, iter_modules
from typing import Protocol, cast

from archiver.discover import rungs
from archiver.model import Capture, Found, Method, Request, Source

_KEY = re.compile(r'^KEY = "([^"\n]+)"$', re.MULTILINE)


class Module(Protocol):
    """The interface of a module that reads one kind of source.

    ``KEY`` says what its key in sources.yaml takes.
    """

    KEY: str

    def read(self, capture: Capture, request: Request, source: Source) -> Found:
        """Read one answer; raises ParseError where it is not what the source should be."""
        ...


class Ways(Mapping[Method, Module]):
    """The ways in which posts are announced, each imported when it is first asked for.

    What their keys in sources.yaml take is known before: a run in which nothing is new reads no
    page, and must not wait for what reads pages.
    """

    def __init__(self) -> None:
        self.keys_take = {
            Method(found.name): said
            for found in sorted(iter_modules(__path__), key=lambda found: found.name)
            if (said := _said(found))
        }

    def __getitem__(self, name: Method) -> Module:
        if name not in self.keys_take:
            raise KeyError(name)
        module = import_module(f"{__name__}.{name}")
        if not callable(getattr(module, "read", None)):
            raise ValueError(f"discover/{name}.py has a KEY, but no read(capture, request, source)")
        return cast("Module", module)

    def __iter__(self) -> Iterator[Method]:
        return iter(self.keys_take)

    def __len__(self) -> int:
        return len(self.keys_take)


def _said(found: ModuleInfo) -> str:
    """What a module says of its key, in its source; empty where it is no way of announcing."""
    name = f"{__name__}.{found.name}"
    spec = found.module_finder.find_spec(name, None)
    source = (
        spec.loader.get_source(name) if spec and isinstance(spec.loader, SourceFileLoader) else None
    )
    match = _KEY.search(source or "")
    return match[1] if match else ""


MODULES = Ways()
"""The ways in which posts are announced; a new file with a ``KEY`` is one of them by itself."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """What a capture announces, read by the module that its request names: a way, or a rung.

    Raises ParseError where the capture is not what it should be: a page in place of a feed, a
    home page with neither feed nor entries.
    """
    method = request.method or source.method
    reader = MODULES[method] if method in MODULES else rungs.rung(method)
    return reader.read(capture, request, source)

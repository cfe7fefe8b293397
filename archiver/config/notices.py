"""Who is told of a run: what stands under ``notify`` in sources.yaml."""

from collections.abc import Mapping
from typing import Any

import yaml

from archiver.config.shapes import Key, Many, Mistake, Short, Table, Text, Url, duration
from archiver.model.settings import Notify

_TABLE = Table(
    {
        "url": Key(
            Url(), "asked as URL/start, URL or URL/fail when a run starts, succeeds or fails"
        ),
        "start": Key(Url(), "asked when a run starts"),
        "success": Key(Url(), "asked when one has ended with exit code 0"),
        "failure": Key(Url(), "asked when one has ended with another exit code"),
        "command": Key(
            Many(Text()),
            "a program and its arguments, as a list: it gets the report as JSON on stdin",
        ),
        "timeout": Key(duration(1), "longest time for each of these (30s)"),
    },
    "notify",
)

NOTIFY = Short(_TABLE, "url")
"""The shape: an address, or a table."""


def mistakes(told: Mapping[str, Any] | None) -> list[Mistake]:
    """What is wrong with it beside its shape."""
    if not told:
        return []
    node: yaml.Node = told[""]
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if not any(told.get(key) for key in ("url", "start", "success", "failure", "command")):
        return [
            Mistake(line, column, "`notify` tells nobody", "it needs an address or a `command`")
        ]
    words: list[str] = list(told.get("command") or ())
    if len(words) == 1 and " " in words[0]:
        hint = f"no shell reads it; write [{', '.join(words[0].split())}]"
        return [Mistake(line, column, "`command` is a list of words", hint)]
    return []


def notify_of(told: Mapping[str, Any] | None) -> Notify:
    """The value; one address stands for three, as healthchecks.io and its kin have them."""
    if not told:
        return Notify()
    url = str(told.get("url") or "")
    start, _, query = url.partition("?")
    end = f"?{query}" if query else ""

    def below(name: str) -> str:
        return f"{start.rstrip('/')}/{name}{end}" if url else ""

    return Notify(
        start=told.get("start") or below("start"),
        success=told.get("success") or url,
        failure=told.get("failure") or below("fail"),
        command=tuple(told.get("command") or ()),
        seconds=told.get("timeout") or Notify().seconds,
    )

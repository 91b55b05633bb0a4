"""How a key of the definition is written: a type with its kind, and what is said of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from msgspec import UNSET, Meta

from scraper.config import kinds


def _of(kind: kinds.Kind) -> Meta:
    return Meta(extra={"kind": kind})


def says(meaning: str, *, default: object = UNSET, example: object = UNSET) -> Meta:
    """The annotation of a key: its meaning (Markdown), default and one example."""
    schema: dict[str, Any] = {}
    if default is not UNSET:
        schema["default"] = default
    if example is not UNSET:
        schema["examples"] = [example]
    return Meta(description=meaning, extra_json_schema=schema)


_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)

Text = Annotated[str, _of(kinds.TEXT)]
FilePath = Annotated[str, _of(kinds.PATH)]
FeedUrl = Annotated[str, _of(kinds.FEED_URL)]
Zone = Annotated[str, _of(kinds.ZONE)]
Since = Annotated[str, _of(kinds.SINCE)]
Host = Annotated[str, _of(kinds.HOST)]
Contact = Annotated[str, _of(kinds.CONTACT)]
Token = Annotated[str, _of(kinds.TOKEN)]
PathTemplate = Annotated[str, _of(kinds.PATH_TEMPLATE)]
HookUrl = Annotated[str, _of(kinds.HOOK_URL)]
Argument = Annotated[str, _of(kinds.ARGUMENT)]
HeaderName = Annotated[str, _of(kinds.HEADER_NAME)]
HeaderValue = Annotated[str, _of(kinds.HEADER_VALUE)]
Selector = Annotated[str, _of(kinds.SELECTOR)]
Picker = Annotated[str, _of(kinds.PICKER)]
ArchiveTemplate = Annotated[str, _of(kinds.ARCHIVE_TEMPLATE)]
Pattern = Annotated[str, _of(kinds.PATTERN)]
Timeout = Annotated[timedelta, _of(kinds.duration(_SECOND, 3600 * _SECOND, like="10s"))]
Pause = Annotated[timedelta, _of(kinds.duration(0 * _SECOND, 3600 * _SECOND, like="2s"))]
Period = Annotated[timedelta, _of(kinds.duration(0 * _SECOND, 366 * _DAY))]
Age = Annotated[timedelta, _of(kinds.duration(_SECOND, 100 * 366 * _DAY, like="30d"))]
Size = Annotated[int, _of(kinds.size(1000, 1_000_000_000))]

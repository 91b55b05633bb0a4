"""What one hop on the way to an answer comes to."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from scraper.model import Validators


class Limit(NamedTuple):
    """How large an answer may be."""

    max_bytes: int
    head_will_do: bool = False  # what is larger is cut, not refused


class Body(NamedTuple):
    """An answer that is one."""

    content_type: str
    body: bytes
    validators: Validators
    max_age: timedelta | None
    measured: bool


class Unchanged(NamedTuple):
    """The server says that nothing changed."""

    validators: Validators
    max_age: timedelta | None


class Move(NamedTuple):
    """The server says to ask elsewhere."""

    target: str
    status: int

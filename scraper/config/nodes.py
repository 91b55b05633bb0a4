"""A YAML file -> its tree of nodes with line numbers, or one clear line on why there is none."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from scraper.errors import ConfigError

# The C loader is ten times as fast, and not part of every build of PyYAML.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 20_000_000
_MAX_DEPTH = 100  # the C loader recurses without a bound of its own

_REMEDIES = {
    "mapping values are not allowed": "check the indentation; put texts with ': ' in quotes",
    "cannot start any token": "put texts that start with @, ` or % in quotes",
    "undefined alias": "put texts that start with * in quotes",
    "end of stream": "a quote or bracket is not closed",
}


def read_nodes(path: Path, shown: str) -> yaml.Node | None:
    """The root node of a YAML file; None if the file says nothing. ConfigError names `shown`."""
    return nodes_of(read_text(path, shown).removeprefix("\ufeff"), shown)


def read_text(path: Path, shown: str) -> str:
    """All of a file's text as it stands there, line ends and byte order mark too; ConfigError."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ConfigError(
            f"{shown}: no such file; name one with -c FILE or $SCRAPE_CONFIG "
            "(without either, config/feeds.yaml is taken); `scrape init DIR` makes one"
        ) from error
    except IsADirectoryError as error:
        raise ConfigError(f"{shown}: want a file, got a folder") from error
    except OSError as error:
        raise ConfigError(f"{shown}: can't be read: {error.strerror or error}") from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{shown}: too large; want at most {MAX_BYTES} bytes")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown}:{line}: not UTF-8; save the file as UTF-8") from error


def nodes_of(text: str, shown: str) -> yaml.Node | None:
    """The same of a text, without a byte order mark."""
    if _depth(text) > _MAX_DEPTH:
        raise ConfigError(f"{shown}: brackets nested too deeply")
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        raise ConfigError(_complaint(error, text, shown)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        reason = f"character U+{_code_point(error.character):04X} is not allowed in YAML"
        raise ConfigError(f"{shown}:{line}: {reason}; remove it") from error
    except RecursionError as error:
        raise ConfigError(f"{shown}: nested too deeply") from error
    return node


def _complaint(error: yaml.MarkedYAMLError, text: str, shown: str) -> str:
    mark = error.problem_mark or error.context_mark
    number = mark.line if mark else 0
    lines = text.split("\n")
    written = lines[number] if number < len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return f"{shown}:{number + 1}: tab used for indentation: use spaces"
    problem = " ".join((error.problem or "not YAML").split())
    if error.context and not error.problem:
        problem = " ".join(error.context.split())
    remedy = next((cure for sign, cure in _REMEDIES.items() if sign in problem), "")
    if "another document" in problem:
        problem, remedy = "a second document starts here (---)", "keep one"
    return f"{shown}:{number + 1}: not YAML: {problem}" + (f"; {remedy}" if remedy else "")


def _depth(text: str) -> int:
    """How deep flow collections may be nested, at the most; quotes are not looked at."""
    if "- " * _MAX_DEPTH in text or "? " * _MAX_DEPTH in text:
        return _MAX_DEPTH + 1
    if text.count("[") + text.count("{") <= _MAX_DEPTH:
        return 0
    steps = (1 if char in "[{" else -1 for char in text if char in "[]{}")
    return max(accumulate(steps), default=0)


def _code_point(character: object) -> int:
    return character if isinstance(character, int) else ord(str(character)[:1] or "\0")

"""Names of folders and people as YAML, crontabs, systemd and shells read them back. Pure.

What no line can hold (control characters) is refused before: `is_speakable`.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import unicodedata
from collections.abc import Sequence

_AS_IT_IS = re.compile(r"[\w./:@+-]+", re.ASCII)


def is_speakable(text: str) -> bool:
    """Whether a line of a crontab or a unit can hold it."""
    return all(char.isprintable() or unicodedata.category(char) == "Zs" for char in text)


def quoted(text: str) -> str:
    """For YAML and TOML: both read a JSON string."""
    return json.dumps(text, ensure_ascii=False)


def cron_word(text: str) -> str:
    """One word of a crontab's command: the shell's quotes, and cron's own sign (crontab(5))."""
    return shlex.quote(text).replace("%", "\\%")


def unit_text(text: str) -> str:
    """A whole value of a unit: specifiers off (systemd.unit(5)); no end that joins lines."""
    return text.replace("%", "%%").rstrip("\\")


def unit_path(path: str) -> str:
    """A path that is a whole value, such as WorkingDirectory's: systemd takes no quotes there."""
    # What ends in a blank, or joins the next line on, would not be read to its end.
    return path.replace("%", "%%") + ("/." if path.endswith((" ", "\\")) else "")


def unit_word(text: str) -> str:
    """One word of a list of paths (ReadWritePaths=)."""
    text = text.replace("%", "%%")
    if _AS_IT_IS.fullmatch(text.replace("%", "")):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unit_command(words: Sequence[str]) -> str:
    """A command for ExecStart= (systemd.service(5)).

    `$` is a variable's, but not in the program's own name; there no quotes and backslashes may be.
    """
    program, *more = words
    if any(sign in program for sign in "\"'\\"):
        program, more = "/usr/bin/env", list(words)
    return " ".join([unit_word(program), *(unit_word(word).replace("$", "$$") for word in more)])


def minute_of(name: str, *, of: int = 60) -> int:
    """A minute below `of` that is the same for the same name, and none that all others choose."""
    free = [minute for minute in range(of) if minute % 5]
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()
    return free[int.from_bytes(digest[:8], "big") % len(free)]

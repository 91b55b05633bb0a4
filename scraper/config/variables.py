"""`${NAME}` in what may hold a secret: taken from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scraper.config.reading import Problems

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def variables_in(value: str) -> list[str]:
    """The names of the variables that a value takes from the environment."""
    return _VARIABLE.findall(value)


def filled(
    value: str, environ: Mapping[str, str], problems: Problems, key: str, *, needed: bool = True
) -> str | None:
    """`value` with its variables filled in; None if one is missing, and noted where `needed`."""
    for name in variables_in(value):
        found = environ.get(name, "").strip(" ")
        if not found:
            if needed:  # a disabled feed may wait for its secret
                remedy = "set it where scrape is started"
                problems.at(key, f"the environment variable {name} is not set; {remedy}")
            return None
        if any(ord(char) < 32 or ord(char) == 127 for char in found):
            complaint = f"the environment variable {name} holds a line break or control character"
            problems.at(key, complaint)
            return None
    return _VARIABLE.sub(lambda match: environ[match[1]].strip(" "), value)

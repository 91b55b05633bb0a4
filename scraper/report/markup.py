"""HTML and SVG by a builder that escapes whatever it is given, unless it made it itself."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from scraper.console.words import shown

_VOID = frozenset("link meta".split())
# The longest text that is shown of a stranger's words, in characters.
LONGEST = 300


class Markup(str):
    """Finished mark-up. Nothing but `tag` and `raw` makes one."""

    __slots__ = ()


Content: TypeAlias = "str | int | Markup | Iterable[Content] | None"


def text(given: str) -> Markup:
    """`given` as text: one clean line, not endlessly long, escaped. A blank at an end stays one."""
    line = shown(given)
    if len(line) > LONGEST:
        line = f"{line[: LONGEST - 1]}…"
    before = " " if given.startswith(" ") else ""
    after = " " if given.endswith(" ") and line else ""
    return Markup(escape(f"{before}{line}{after}"))


def raw(given: str) -> Markup:
    """`given` as it is: for constants of this room alone."""
    return Markup(given)


def tag(name: str, /, *content: Content, **attributes: str | int | bool | None) -> Markup:
    """An element. `class_="x"` is class, `aria_label` aria-label; None and False leave out.

    >>> tag("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        attribute = key.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(f" {attribute}")
        elif value is not None and value is not False:
            said = value if isinstance(value, Markup) else text(str(value))
            parts.append(f' {attribute}="{said}"')
    parts.append(">")
    if name not in _VOID:
        parts += [*_flat(content), f"</{name}>"]
    return Markup("".join(parts))


def _flat(content: Iterable[Content]) -> Iterable[str]:
    for each in content:
        if each is None:
            continue
        if isinstance(each, Markup):
            yield each
        elif isinstance(each, str | int):
            yield text(str(each))
        else:
            yield from _flat(each)

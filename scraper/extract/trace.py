"""Why a body is what it is: each choice and each removal, for `scrape try --explain`."""

from __future__ import annotations

from dataclasses import dataclass, field

from scraper.extract.tree import Element, tag_of

_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Step:
    """One choice or removal: which step made it, where on the page, why, and the text it met.

    `times`: how many there were, where several alike are one step.
    """

    step: str
    selector: str
    reason: str
    text: str
    times: int = 1


@dataclass(slots=True)
class Trace:
    """Collects steps; handed down only where somebody asked for them."""

    steps: list[Step] = field(default_factory=list)

    def note(
        self, step: str, element: Element | None, reason: str, text: str = "", times: int = 1
    ) -> None:
        """Adds a step; `element` is what it was about, while it is still in the tree."""
        place = selector_of(element) if element is not None else ""
        self.steps.append(Step(step, place, reason, shown(text), times))


def shown(text: str) -> str:
    """The text as one line that a table has room for."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def selector_of(element: Element) -> str:
    """The element as people write selectors: its last three levels, by tag, id and classes."""
    parts: list[str] = []
    node: Element | None = element
    while node is not None and len(parts) < 3 and tag_of(node) not in ("html", ""):
        name = tag_of(node)
        if ident := node.get("id"):
            name += f"#{ident.split()[0]}" if ident.split() else ""
        elif classes := (node.get("class") or "").split():
            name += "".join(f".{one}" for one in classes[:2])
        parts.append(name)
        if "#" in name:
            break
        node = node.getparent()
    return " > ".join(reversed(parts))

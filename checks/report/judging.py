"""One page in a real browser: all that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.report.browser import Browser

WIDTHS = (1280, 380)
SCHEMES = ("light", "dark")
PAPER = 718  # A4 between margins of 1 cm, in CSS pixels
# Whoever can't see them hears their names, in the browser's own tree for screen readers.
_NAMED = frozenset("image link region navigation table heading columnheader rowheader".split())
_AXE = """axe.run(document, {resultTypes: ['violations'],
  rules: {'color-contrast': {enabled: %s}}}).then(found => found.violations.map(
    each => [each.id, each.nodes.length, each.nodes[0].html.slice(0, 150), each.help]))"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: `what` is console, request, overflow, paper, name or axe."""

    what: str
    where: str
    said: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.said}"


def judge(
    browser: Browser,
    file: Path,
    axe: str,
    *,
    shots: Path | None = None,
    quick: bool = False,
    once: bool = False,
) -> Iterator[Finding]:
    """What is wrong with the page of this file, at each width, in both colour schemes, on paper.

    Screenshots go to `shots`. `quick`: colours are not compared, for a page of thousands of cells.
    `once`: at the last width, in the first scheme, and on paper only.
    """
    for width in WIDTHS[-1:] if once else WIDTHS:
        for scheme in SCHEMES[:1] if once else SCHEMES:
            where = f"{file.stem} {width} {scheme}"
            browser.open(file.as_uri(), width=width, scheme=scheme)
            if shots is not None:
                browser.screenshot(shots / f"{where.replace(' ', '-')}.png")
            yield from _heard(browser, file, where)
            if (wide := browser.evaluate("document.scrollingElement.scrollWidth")) > width:
                yield Finding("overflow", where, f"{wide} px wide, {_widest(browser)}")
            if scheme == SCHEMES[0]:
                yield from _unnamed(browser, where)
            if not quick or scheme == SCHEMES[0]:
                yield from _by_axe(browser, axe, where, colours=not quick)
    where = f"{file.stem} paper"
    browser.open(file.as_uri(), width=PAPER, scheme="light")
    browser.media({"prefers-color-scheme": "light"}, "print")
    if (wide := browser.evaluate("document.scrollingElement.scrollWidth")) > PAPER:
        yield Finding("paper", where, f"{wide} px wide, {_widest(browser)}")


def _heard(browser: Browser, file: Path, where: str) -> Iterator[Finding]:
    for event in browser.events:
        method, told = event["method"], event["params"]
        if method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            yield Finding("console", where, told["entry"]["text"])
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning"):
            yield Finding("console", where, json.dumps(told["args"])[:300])
        elif method == "Runtime.exceptionThrown":
            yield Finding("console", where, told["exceptionDetails"]["text"])
        elif method == "Network.requestWillBeSent":
            url = told["request"]["url"]
            if url not in (file.as_uri(), "data:,"):
                yield Finding("request", where, url[:300])


def _widest(browser: Browser) -> str:
    """The element whose content sticks out of it furthest, of those that do not scroll."""
    found: str = browser.evaluate(
        """(() => { let worst = document.body, most = 0;
        for (const each of document.body.querySelectorAll('*')) {
          const out = each.scrollWidth - each.clientWidth;
          if (out >= most && each.clientWidth && getComputedStyle(each).overflowX === 'visible') {
            most = out; worst = each; } }
        return worst.outerHTML.slice(0, 150); })()"""
    )
    return found


def _unnamed(browser: Browser, where: str) -> Iterator[Finding]:
    nodes: list[dict[str, Any]] = browser.call("Accessibility.getFullAXTree")["nodes"]
    for node in nodes:
        role = node.get("role", {}).get("value")
        name = str(node.get("name", {}).get("value", ""))
        if not node["ignored"] and role in _NAMED and not name.strip():
            yield Finding("name", where, f"a {role} without an accessible name")


def _by_axe(browser: Browser, axe: str, where: str, *, colours: bool) -> Iterator[Finding]:
    browser.evaluate(f"{axe};0")
    for rule, number, html, says in browser.evaluate(_AXE % ("true" if colours else "false")):
        yield Finding("axe", where, f"{rule} ({number}): {says}: {html}")

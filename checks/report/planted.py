"""A page full of faults: the check is believed only while it finds them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Fault(NamedTuple):
    """What is put before `</main>` of a page, and the kind and words of what must be found."""

    markup: str
    what: str
    said: str


_CONTRAST = '<p><font color="#888888">grey on white, white on grey</font></p>'
FAULTS: Mapping[str, Fault] = {
    "script": Fault("<script>document.title = 1</script>", "console", "Content Security Policy"),
    "style": Fault('<p style="color:red">x</p>', "console", "Content Security Policy"),
    "picture": Fault(
        '<img alt="x" src="http://127.0.0.1:9/x.png">', "console", "Content Security Policy"
    ),
    "frame": Fault('<iframe title="x" src="data:text/html,x"></iframe>', "console", "Framing"),
    "wide": Fault("<pre>" + "wide " * 400 + "</pre>", "overflow", "px wide, <pre"),
    "paper": Fault("", "paper", "px wide"),  # the same line
    "unnamed": Fault(
        '<svg role="img" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>', "name", "a image without"
    ),
    "unnamed, by axe": Fault("", "axe", "svg-img-alt (1)"),  # the same picture
    "contrast": Fault(_CONTRAST, "axe", "color-contrast (1)"),
    "heading": Fault("<h2>One</h2><h5>Two</h5>", "axe", "heading-order (1)"),
    "table": Fault(
        '<div class="scroll"><table><tr><td>' + "wide" * 900 + "</td></tr></table></div>",
        "axe",
        "scrollable-region-focusable",
    ),
}
# Without the policy nothing holds back what a page asks for.
FREE = Fault('<img alt="x" src="http://127.0.0.1:9/x.png">', "request", "http://127.0.0.1:9/x.png")


def planted(page: str, *faults: Fault) -> str:
    """The page with those faults."""
    return page.replace("</main>", "".join(each.markup for each in faults) + "</main>", 1)


def freed(page: str) -> str:
    """The page with FREE, and without its policy."""
    return planted(page.replace("Content-Security-Policy", "x-no-policy", 1), FREE)

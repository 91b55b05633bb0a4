"""What on a page is no text for readers: machinery, navigation, what is hidden."""

from __future__ import annotations

import re
from itertools import islice

from scraper.extract.names import element_words
from scraper.extract.trace import Trace
from scraper.extract.tree import (
    Element,
    raw_text,
    text_of,
    to_drop,
    to_unwrap,
    unwrap_marked,
    weight,
)

_MACHINERY = frozenset(
    """
    script style template link meta base title noscript svg canvas button input select textarea
    option datalist output progress meter menu map area dialog nav param track frame frameset
    noframes applet
    """.split()
)
_SHARE = frozenset("share sharing shares sharebar sharethis addtoany addthis sharedaddy".split())
# Of what is dropped, what no reader misses.
_SILENT = frozenset("script style template link meta base title noscript svg".split())
_FORMS = ("form", "fieldset", "label", "legend")
_BARS = frozenset(("div", "ul", "section", "aside", "span", "p"))
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
_BUTTON = 64
# What a button says without being one.
_LABEL = 30
# What shows a text to screen readers only.
_FOR_READERS = frozenset(("sr-only", "visually-hidden", "screen-reader-text"))
_HIDDEN_STYLE = re.compile(r"display:none|visibility:hidden")


def drop_machinery(root: Element, trace: Trace | None = None) -> None:
    """Scripts, styles, controls, navigation gone; a form is unwrapped where it holds the text."""
    _free_headings(root)
    for element in list(root.iter(*_MACHINERY)):
        if element is root:
            continue
        _drop(element, "machinery: menu, control, script", trace)
    forms = [form for form in root.iter(*_FORMS) if form is not root]
    total = weight(raw_text(root)) if forms else 0
    for element in forms:
        # Old .NET pages are one <form> from <body> to </body>.
        if element.tag == "form" and weight(raw_text(element)) * 3 < total:
            _drop(element, "a form", trace)
        else:
            to_unwrap(element)
    unwrap_marked(root)


def _free_headings(root: Element) -> None:
    """A button that is all that a heading says, to open the text below it, is its text."""
    buttons = (button for button in root.iter("button") if button is not root)
    around = (next(button.iterancestors(*_TITLES), None) for button in buttons)
    for heading in dict.fromkeys(around):
        if heading is None:
            continue
        button, *more = islice(heading.iter("button"), 2)
        if not more and raw_text(heading).strip() == raw_text(button).strip():
            to_unwrap(button)


def drop_hidden(root: Element, trace: Trace | None = None) -> None:
    """What a browser does not show gone, unless it is most of what there is.

    Bodies wait under `display:none` for a script to show them.
    """
    hidden = [e for e in root.iter() if e.keys() and e is not root and is_hidden(e)]
    if not hidden:
        return
    sizes = {e: weight(raw_text(e)) for e in hidden}
    outer = {e for e in hidden if not any(parent in sizes for parent in e.iterancestors())}
    total = weight(raw_text(root))
    # Streamed pages hold all they have in hidden parts that a script puts in place.
    if 3 * sum(sizes[e] for e in outer) > 2 * total:
        return
    for element in hidden:
        if sizes[element] * 2 <= total:
            _drop(element, "browsers hide it", trace)
    unwrap_marked(root)


def drop_share_bars(root: Element, trace: Trace | None = None) -> None:
    """Rows of buttons for sharing gone, by their names."""
    for element in list(root.iter(*_BARS)):
        if (
            element is not root
            and _may_share(element)
            and element_words(element) & _SHARE
            and weight(raw_text(element)) < (200 if _holds_buttons(element) else _LABEL)
            and not _shows_own_picture(element)
        ):
            _drop(element, "a row for sharing, by its name", trace)
    unwrap_marked(root)


def _holds_buttons(element: Element) -> bool:
    return next(element.iter("a", "button", "li"), None) is not None


def _may_share(element: Element) -> bool:
    """Whether any of the names could be in its class or id: cheaper than its words."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return "shar" in names or "addt" in names


def _drop(element: Element, reason: str, trace: Trace | None) -> None:
    if trace is not None and element.tag not in _SILENT and (text := text_of(element)):
        trace.note("clean", element, reason, text)
    to_drop(element)


def _shows_own_picture(element: Element) -> bool:
    """Whether a picture in it is no button: not in a link, nor as small as one."""
    return any(
        not any(parent.tag in ("a", "button") for parent in img.iterancestors())
        and not _is_small(img)
        for img in element.iter("img")
    )


def _is_small(img: Element) -> bool:
    size = (img.get("width") or img.get("height") or "").removesuffix("px")
    return size.isdecimal() and int(size) <= _BUTTON


def is_hidden(element: Element) -> bool:
    """Whether the element itself says that a browser does not show it."""
    hidden = element.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style.replace(" ", "").lower()):
        return True
    if (element.get("aria-hidden") or "").lower() == "true":
        # Decoration is hidden from readers' aids too; pictures and long texts are no decoration.
        return next(element.iter("img"), None) is None and weight(raw_text(element)) < 100
    classes = element.get("class")
    if not classes or (
        "sr-only" not in classes and "hidden" not in classes and "screen-reader" not in classes
    ):
        return False
    return not _FOR_READERS.isdisjoint(classes.split())

"""Counts as inline SVG. Bars stretch with the page; what is written stands beside them, as text."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.report.markup import Markup, raw, tag
from scraper.report.words import number

_WIDTH, _GAP = 10, 2  # of a column, in units of the drawing
_HEIGHT = 100
# A column that is not empty can be seen, however high the highest is.
_LEAST = 2


def ceiling(most: float) -> int:
    """The round number where an axis ends: 1, 2, 4, 6, 10, 20, 40, …: its half is whole."""
    power = 1
    while True:
        for step in (1, 2, 4, 6):
            if most <= step * power:
                return step * power
        power *= 10


def bars(
    counts: Sequence[float], label: str, names: Sequence[str] = (), *, top: float = 0
) -> Markup:
    """A picture named `label`: a bar for each count, up to `top` (else the largest).

    With `names` each bar says what it is when it is pointed at.
    """
    top = top or max(counts, default=0) or 1
    drawn = []
    corners = []
    for place, count in enumerate(counts):
        if count <= 0:
            continue
        height = max(_LEAST, round(_HEIGHT * count / top))
        x, y, width = place * _WIDTH + _GAP // 2, _HEIGHT - height, _WIDTH - _GAP
        if names:
            drawn.append(
                tag("rect", tag("title", names[place]), x=x, y=y, width=width, height=height)
            )
        else:
            corners.append(f"M{x} {y}h{width}v{height}h-{width}z")
    if corners:
        drawn.append(tag("path", d=raw("".join(corners))))
    return tag(
        "svg",
        drawn,
        role="img",
        aria_label=label,
        class_="bars",
        viewBox=f"0 0 {max(1, len(counts)) * _WIDTH} {_HEIGHT}",
        preserveAspectRatio="none",
    )


def plot(counts: Sequence[float], label: str, names: Sequence[str], ends: Sequence[str]) -> Markup:
    """`bars` with an axis of counts beside it and what stands at its `ends` below."""
    top = ceiling(max(counts, default=0))
    middle = top // 2 if top > 1 else None
    axis = [number(top), number(middle) if middle else "", "0"]
    return tag(
        "div",
        tag("div", [tag("span", each) for each in axis], class_="axis y", aria_hidden="true"),
        bars(counts, label, names, top=top),
        tag("div", [tag("span", each) for each in ends], class_="axis x", aria_hidden="true"),
        class_="plot",
    )


def share(part: float, whole: float) -> Markup:
    """A bar that shows a number which stands beside it: nothing is said by it alone."""
    width = 0 if whole <= 0 else max(1, min(100, round(100 * part / whole)))
    return tag(
        "svg",
        tag("rect", width=100, height=6, class_="rest"),
        tag("rect", width=width, height=6),
        aria_hidden="true",
        class_="share",
        viewBox="0 0 100 6",
        preserveAspectRatio="none",
    )

"""What our Markdown costs as bodies grow: CPU at a size and at its double, up to 5 MB.

python -m bench.markdown_sizes
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import pairwise

from scraper.markdown import to_markdown

LARGEST = 5_000_000
_ROUNDS = 3

_PARAGRAPH = (
    "<p>The <b>river</b> rose, 水位上升了, by 3*4 <a href='/a_(b)?c=1'>metres_</a> &amp; more; "
    "<code>x|y</code> said <i>“so”</i> they.</p>"
)
_ROW = "<tr><td>1|2<td>a<br>b<td><i>c</i></tr>"


def _times(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """A body of that many bytes, about."""

    def body(size: int) -> str:
        return before + piece * max(1, size // len(piece.encode())) + after

    return body


def _nested(tag: str) -> Callable[[int], str]:
    """Text below 400 tags, each within the last."""

    def body(size: int) -> str:
        return f"<{tag}>" * 400 + _times(_PARAGRAPH)(size) + f"</{tag}>" * 400

    return body


BODIES: dict[str, Callable[[int], str]] = {
    "paragraphs": _times(_PARAGRAPH),
    "one paragraph": _times(" so_it *was* [x] {{y}} <b>b</b>", "<p>"),
    "one word": _times("字", "<p>"),
    "list": _times("<li>an <i>item</i>", "<ul>"),
    "nested lists": _times("<ul><li>a<ol start=3><li>b</ol></ul>"),
    "table": _times(_ROW, "<table>"),
    "spanned table": _times(_ROW, "<table><tr><td rowspan=2>x"),
    "code": _times("if (a < b) {\n\n\treturn `c`;\n}\n".replace("<", "&lt;"), "<pre><code>"),
    "links": _times("<a href='http://a.example/b?c=(d)'>e</a> "),
    "pictures": _times("<figure><img src='/a.png' alt='b]'><figcaption>c</figcaption></figure>"),
    "breaks": _times("a<br>"),
    "notes": _times("<sup><a href='#n1'>1</a></sup>", "<p>", "</p><ol><li id=n1>x</ol>"),
    "formulas": _times("<math><msup><mi>x</mi><mn>2</mn></msup></math> and $y$ "),
    "marks": _times("*_`~[]<>&|#+-=!\\$^{".replace("<", "&lt;").replace("&|", "&amp;|"), "<p>"),
    "unclosed tags": _times("<b></p>"),
    "400 divs": _nested("div"),
    "400 quotes": _nested("blockquote"),
    "400 bold": _nested("b"),
}


def main() -> int:
    """Prints a row for each kind of body; status 1 where a double costs more than 2.3 times."""
    print("| body | 1.25 MB, s | 2.5 MB, s | 5 MB, s | x2 | x2 |")
    print("| --- | --: | --: | --: | --: | --: |")
    over = 0
    for name, body in BODIES.items():
        costs = [_cost(body(size)) for size in (LARGEST // 4, LARGEST // 2, LARGEST)]
        ratios = [after / before for before, after in pairwise(costs)]
        over += max(ratios) > 2.3
        cells = [f"{cost:.2f}" for cost in costs] + [f"{ratio:.2f}" for ratio in ratios]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    return 1 if over else 0


def _cost(body: str) -> float:
    """CPU seconds, the best of some."""
    best = float("inf")
    for _ in range(_ROUNDS):
        started = time.process_time()
        to_markdown(body, "https://news.example/a")
        best = min(best, time.process_time() - started)
        if best > 2:
            break
    return best


if __name__ == "__main__":
    sys.exit(main())

"""Formulas once each, as the TeX they were written in where the page tells it.

Pages carry a formula in up to three copies: for the eye, for readers' aids, for the script that
draws it. Only the last can be archived as text. It becomes what pandoc writes and MathJax and
KaTeX read: `<span class="math inline">\\(TeX\\)</span>`, or `math display` and `\\[TeX\\]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from scraper.extract.tree import Element, drop, is_crowded, new, one_line, raw_text

INLINE, DISPLAY = "math inline", "math display"
# What MathJax 2 draws for the eye beside the script that keeps the TeX.
_COPIES = frozenset(
    "MathJax MathJax_Preview MathJax_Display MathJax_SVG MathJax_CHTML mjx-chtml".split()
)
# What is around all the copies of a formula.
_HOLDERS = frozenset("katex MathJax mwe-math-element".split())
_ON_ITS_LINE = frozenset("katex-display MathJax_Display mwe-math-mathml-display".split())
# Where pages that had it drawn without MathML keep the TeX: beside what is drawn.
_TEX = ("data-math", "data-tex", "data-latex", "data-katex")
_AROUND = 4
# MediaWiki puts it before every formula, those amid text too.
_STYLE = re.compile(r"\{\\(?:display|text)style\b(.*)\}", re.DOTALL)


def keep_formulas(root: Element) -> None:
    """Each formula below `root` one `<span class="math …">` with its TeX."""
    scripts: list[Element] = []
    maths: list[Element] = []
    drawn: list[Element] = []
    for element in list(root.iter("math", "script", "span", "mjx-container")):
        if element.tag == "span":
            if (names := element.get("class")) and (
                "katex" in names or "MathJax" in names or "mjx-chtml" in names
            ):
                drawn.append(element)
        elif element.tag == "math":
            maths.append(element)
        elif element.tag == "mjx-container":
            drawn.append(element)
        elif (element.get("type") or "").lower().startswith("math/tex"):
            scripts.append(element)
    for element in drawn:
        if element.getparent() is not None:
            _settle(element, root, written=bool(scripts))
    for script in scripts:
        _replace(script, one_line(script.text or ""), root)
    for math in maths:
        _replace(math, _tex_of(math), root)


def _replace(element: Element, tex: str, root: Element) -> None:
    """The formula's TeX in the place of all that there is of it."""
    if tex and element is not root and element.getparent() is not None:
        display = _is_display(element)
        formula = new("span", f"\\[{tex}\\]" if display else f"\\({tex}\\)")
        formula.set("class", DISPLAY if display else INLINE)
        whole = _whole(element, root)
        whole.addprevious(formula)
        drop(whole)


def _whole(element: Element, root: Element) -> Element:
    """What is around the copies of this formula and nothing else."""
    whole = element
    for above in islice(element.iterancestors("span", "div", "mjx-container"), _AROUND):
        if above is root or len(list(islice(_formulas(above), 2))) > 1:
            break
        if above.tag == "mjx-container" or not _HOLDERS.isdisjoint(_names(above)):
            whole = above
    for above in islice(whole.iterancestors(), _AROUND):
        # A span that is one formula's already, and is not jumped to.
        if above is root or above.tag != "span" or above.get("id") or not _is_all(whole, above):
            break
        whole = above
    return whole if whole.getparent() is not None else element


def _formulas(element: Element) -> Iterator[Element]:
    """Those below it, told already or not."""
    for e in element.iter("math", "script", "span"):
        if e.tag != "span" or (e.get("class") in (INLINE, DISPLAY) and not len(e)):
            yield e


def _is_all(element: Element, above: Element) -> bool:
    texts = f"{above.text or ''}{element.tail or ''}"
    return not texts.strip() and not is_crowded(above, 1)


def _names(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _is_display(element: Element) -> bool:
    """Whether the formula stands on a line of its own."""
    if element.get("display") is not None:
        return element.get("display") in ("block", "true")
    if "mode=display" in (element.get("type") or "").replace(" ", ""):
        return True
    near = (element, *islice(element.iterancestors(), _AROUND - 1))
    return any(e.get("class") == DISPLAY or not _ON_ITS_LINE.isdisjoint(_names(e)) for e in near)


def _tex_of(math: Element) -> str:
    tex = math.get("alttext") or math.get("data-latex") or ""
    for note in math.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower():
            tex = raw_text(note)
            break
    styled = _STYLE.fullmatch(tex := tex.strip())
    return one_line(str(styled[1]) if styled else tex)


def _settle(drawn: Element, root: Element, *, written: bool) -> None:
    """One copy of a formula that was drawn: its TeX, else what is seen."""
    names = _names(drawn)
    if written and not _COPIES.isdisjoint(names):
        drop(drawn)
    elif next(drawn.iter("math"), None) is not None:
        for copy in [e for e in drawn if e.get("aria-hidden") is not None]:
            if next(copy.iter("math"), None) is None:
                drop(copy)
    elif drawn.tag == "mjx-container":
        inner = (e.get("data-latex") for e in islice(drawn.iter(), 3))
        _replace(drawn, one_line(next(filter(None, inner), "")), root)
    elif "katex" in names:
        near = [drawn, *islice(drawn.iterancestors(), 2)]
        depth = 3 if "katex-display" in _names(near[1]) else 2
        tex = next((tex for e in near[:depth] for name in _TEX if (tex := e.get(name))), "")
        if tex:
            _replace(drawn, one_line(tex), root)
        else:  # hidden from readers' aids, but there is no other copy
            for shown in drawn.iter("span"):
                if shown.get("aria-hidden") is not None:
                    del shown.attrib["aria-hidden"]

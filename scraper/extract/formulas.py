"""Formulas once each, as the TeX they were written in where the page tells it.

Pages carry a formula in up to three copies: for the eye, for readers' aids, for the script that
draws it. Only the last can be archived as text. It becomes what pandoc writes and MathJax and
KaTeX read: `<span class="math inline">\\(TeX\\)</span>`, or `math display` and `\\[TeX\\]`.
"""

from __future__ import annotations

from itertools import islice

from scraper.extract.tree import Element, drop, new, one_line, raw_text

INLINE, DISPLAY = "math inline", "math display"
# What MathJax 2 draws for the eye beside the script that keeps the TeX.
_COPIES = frozenset("MathJax MathJax_Preview MathJax_Display MathJax_SVG MathJax_CHTML".split())
# Where pages that had KaTeX draw without MathML keep the TeX: beside what is drawn.
_TEX = ("data-math", "data-tex", "data-latex", "data-katex")


def keep_formulas(root: Element) -> None:
    """Each formula below `root` one `<span class="math …">` with its TeX."""
    scripts: list[Element] = []
    drawn: list[Element] = []
    for element in list(root.iter("math", "script", "span")):
        if element.tag == "span":
            if (names := element.get("class")) and ("katex" in names or "MathJax" in names):
                drawn.append(element)
        elif element.tag == "math":
            _replace(element, _tex_of(element))
        elif (element.get("type") or "").lower().startswith("math/tex"):
            scripts.append(element)
    for script in scripts:
        _replace(script, one_line(script.text or ""))
    for element in drawn:
        if element.getparent() is not None:
            _settle(element, written=bool(scripts))


def _replace(element: Element, tex: str) -> None:
    if tex and element.getparent() is not None:
        display = _is_display(element)
        formula = new("span", f"\\[{tex}\\]" if display else f"\\({tex}\\)")
        formula.set("class", DISPLAY if display else INLINE)
        element.addprevious(formula)
        drop(element)


def _is_display(element: Element) -> bool:
    """Whether the formula stands on a line of its own."""
    if element.get("display") is not None:
        return element.get("display") == "block"
    if "mode=display" in (element.get("type") or "").replace(" ", ""):
        return True
    near = (element, *islice(element.iterancestors(), 3))
    return any("katex-display" in (e.get("class") or "") for e in near)


def _tex_of(math: Element) -> str:
    for note in math.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower():
            return one_line(raw_text(note))
    return one_line(math.get("alttext") or "")


def _settle(drawn: Element, *, written: bool) -> None:
    """One copy of a formula that was drawn: its TeX, else what is seen."""
    names = (drawn.get("class") or "").split()
    if written and not _COPIES.isdisjoint(names):
        drop(drawn)
    elif "katex" in names and next(drawn.iter("math"), None) is None:
        holder = drawn.getparent()
        if holder is not None and "katex-display" in (holder.get("class") or ""):
            drawn, holder = holder, holder.getparent()
        sources = [drawn] if holder is None else [drawn, holder]
        tex = next((tex for e in sources for name in _TEX if (tex := e.get(name))), "")
        if tex:
            _replace(drawn, one_line(tex))
        else:  # hidden from readers' aids, but there is no other copy
            for shown in drawn.iter("span"):
                if shown.get("aria-hidden") is not None:
                    del shown.attrib["aria-hidden"]

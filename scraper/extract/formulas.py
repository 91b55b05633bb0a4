"""Formulas as one `<math>` each, with the TeX they were written in where the page tells it.

Pages carry a formula in up to three copies: for the eye, for readers' aids, for the script that
draws it. Only the last can be archived as text.
"""

from __future__ import annotations

from scraper.extract.tree import Element, below, drop, new, one_line, raw_text, tag_of


def keep_formulas(root: Element) -> None:
    """Each formula below `root` a `<math><annotation>TeX</annotation></math>`."""
    for element in below(root):
        tag = tag_of(element)
        if tag == "script" and (element.get("type") or "").lower().startswith("math/tex"):
            tex = one_line(element.text or "")
        elif tag == "math":
            tex = _tex_of(element)
        else:
            continue
        if tex:
            element.addprevious(_formula(tex))
            drop(element)


def _tex_of(math: Element) -> str:
    for note in math.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower():
            return one_line(raw_text(note))
    return one_line(math.get("alttext") or "")


def _formula(tex: str) -> Element:
    note = new("annotation", tex)
    note.set("encoding", "application/x-tex")
    formula = new("math")
    formula.append(note)
    return formula

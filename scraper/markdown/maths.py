"""Formulas: the TeX that MathML, KaTeX, MathJax and MediaWiki carry beside the drawn copies."""

from __future__ import annotations

from scraper.markdown.elements import Tag
from scraper.markdown.mathml import tex_of_mathml
from scraper.markdown.runs import one_line
from scraper.markdown.source import attribute, classes, words_of

_WRAPPERS = frozenset("katex katex-display mwe-math-element MathJax math-tex".split())
_WAYS = frozenset(("inline", "display"))
_DISPLAYS = frozenset(
    "display katex-display MathJax_Display mwe-math-fallback-image-display".split()
)
ELEMENTS = frozenset(("math", "mjx-container"))


def is_formula(tag: Tag) -> bool:
    """Whether the element may hold one formula, in however many copies."""
    if tag.name == "script":
        return attribute(tag, "type").strip().lower().startswith("math/tex")
    if tag.name in ELEMENTS:
        return True
    return "class" in tag.attributes and (
        not _WRAPPERS.isdisjoint(classes(tag)) or _is_written(tag)
    )


def tex_of(tag: Tag) -> str:
    """The formula's TeX, on one line; "" if there is none.

    It is what the element carries, else what its MathML means, else its text."""
    if tag.name == "script":
        return one_line(words_of(tag))
    if _is_written(tag):
        text = one_line(words_of(tag))
        return text[2:-2].strip() if text[:2] in ("\\(", "\\[") else text
    alternative, math = "", None
    for inner in (tag, *tag.tags_below()):
        if inner.name == "annotation" and "tex" in attribute(inner, "encoding").lower():
            return one_line(words_of(inner))
        if inner.name == "script" and is_formula(inner):
            return one_line(words_of(inner))
        alternative = alternative or attribute(inner, "alttext")
        math = math or (inner if inner.name == "math" else None)
    if not alternative and math is None and tag.name not in ELEMENTS:
        return ""
    drawn = tex_of_mathml(math) if math is not None and not alternative else ""
    return one_line(alternative or drawn or words_of(tag))


def is_display(tag: Tag) -> bool:
    """Whether the formula stands on a line of its own."""
    for at in (tag, *tag.tags_below()):
        kind = attribute(at, "type") if at.name == "script" else attribute(at, "display")
        if kind.strip().lower() in ("block", "true") or "mode=display" in kind.replace(" ", ""):
            return True
        if not _DISPLAYS.isdisjoint(classes(at)):
            return True
    return False


def _is_written(tag: Tag) -> bool:
    """Whether it is a formula as pandoc writes it: `<span class="math inline">\\(TeX\\)</span>`."""
    if tag.name != "span":
        return False
    names = classes(tag)
    return "math" in names and not _WAYS.isdisjoint(names)

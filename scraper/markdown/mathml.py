"""Presentation MathML -> TeX, for formulas that carry none (MathML 3, chapter 3).

Characters stay as they are (`≠`, `α`): MathJax and KaTeX read them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scraper.markdown.elements import Tag
from scraper.markdown.runs import one_line
from scraper.markdown.source import attribute

# What is larger is no formula, but a page of them in one element.
_MOST_NODES = 4_000
_FUNCTIONS = frozenset(
    """
    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf
    limsup ln log max min Pr sec sin sinh sup tan tanh
    """.split()
)
_SIGNS = {"−": "-", "∑": "\\sum", "∏": "\\prod", "∫": "\\int", "\\": "\\backslash"}
_SIGNS |= {char: f"\\{char}" for char in "{}#$%&_"} | {"~": "\\sim", "^": "\\hat{}"}
_UNSEEN = dict.fromkeys(range(0x2061, 0x2065))
_LIMITS = frozenset(("\\sum", "\\prod", "\\int", "\\lim", "\\max", "\\min", "\\sup", "\\inf"))
_OVER = {"¯": "overline", "‾": "overline", "―": "overline", "_": "overline", "^": "hat"}
_OVER |= {"ˆ": "hat", "~": "tilde", "˜": "tilde", "→": "vec", "⃗": "vec", "˙": "dot", "¨": "ddot"}
_OVER |= {".": "dot", "\\hat{}": "hat", "\\sim": "tilde", "\\_": "overline", "-": "overline"}
_OVER |= {"⏞": "overbrace"}
_UNDER = {"\\_": "underline", "¯": "underline", "‾": "underline", "⏟": "underbrace"}
_FENCES = {"{": "\\{", "}": "\\}", "": "."}


def tex_of_mathml(math: Tag) -> str:
    """The formula as TeX on one line; "" if it is too large to be one, or shows nothing."""
    order = [math]
    for tag in math.tags_below():
        order.append(tag)
        if len(order) > _MOST_NODES:
            return ""
    done: dict[int, str] = {}
    for tag in reversed(order):  # those inside before what holds them
        children = [child for child in tag.contents if isinstance(child, Tag)]
        done[id(tag)] = _tex(tag, children, [done[id(child)] for child in children])
    return one_line(done[id(math)])


def _tex(tag: Tag, children: Sequence[Tag], parts: list[str]) -> str:
    name = tag.name.rpartition(":")[2]
    if (write := _TOKENS.get(name)) is not None:
        return write(one_line("".join(part for part in tag.contents if isinstance(part, str))))
    if name == "mtable":
        rows = " \\\\ ".join(part for part in parts if part)
        return f"\\begin{{matrix}} {rows} \\end{{matrix}}"
    if name in ("mtr", "mlabeledtr"):
        return " & ".join(parts)
    if name == "mfenced":
        return _fenced(tag, parts)
    if name == "mmultiscripts":
        return _scripts(children, parts)
    if name == "mfrac" and len(parts) == 2 and attribute(tag, "linethickness").startswith("0"):
        return f"{{{parts[0]} \\atop {parts[1]}}}"
    needed, write_parts = _SCHEMATA.get(name, (0, _row))
    if needed and len(parts) == needed:
        return write_parts(parts)
    if name == "msqrt":
        return f"\\sqrt{{{_row(parts)}}}"
    if name in ("semantics", "maction"):
        return parts[0] if parts else ""
    return "" if name.startswith("annotation") or name in ("mphantom", "none") else _row(parts)


# ── tokens ───────────────────────────────────────────────────────────────────────────────────


def _identifier(text: str) -> str:
    text = text.translate(_UNSEEN)
    if text in _FUNCTIONS:
        return f"\\{text}"
    if len(text) > 1 and text.isascii() and text.isalpha():
        return f"\\mathrm{{{text}}}"
    return _operator(text)


def _operator(text: str) -> str:
    text = text.translate(_UNSEEN)
    return f"\\{text}" if text in _FUNCTIONS else "".join(_SIGNS.get(char, char) for char in text)


def _words(text: str) -> str:
    kept = "".join(f"\\{char}" if char in "{}#$%&_" else char for char in text)
    return f"\\text{{{kept}}}" if kept else ""


_TOKENS: dict[str, Callable[[str], str]] = {
    "mi": _identifier,
    "mn": _operator,
    "mo": _operator,
    "mtext": _words,
    "ms": _words,
    "mspace": lambda _: "",
}


# ── schemata ─────────────────────────────────────────────────────────────────────────────────


def _row(parts: Sequence[str]) -> str:
    return " ".join(part for part in parts if part)


def _one(part: str) -> str:
    """As what a script stands at, or is: one character, or a group."""
    return part if len(part) == 1 or part in _LIMITS else f"{{{part}}}"


def _over(parts: Sequence[str]) -> str:
    base, over = parts
    if base in _LIMITS:
        return f"{base}^{_one(over)}"
    if accent := _OVER.get(over):
        return f"\\{accent}{{{base}}}"
    return f"\\overset{{{over}}}{{{base}}}"


def _under(parts: Sequence[str]) -> str:
    base, under = parts
    if base in _LIMITS:
        return f"{base}_{_one(under)}"
    if accent := _UNDER.get(under):
        return f"\\{accent}{{{base}}}"
    return f"\\underset{{{under}}}{{{base}}}"


def _both(parts: Sequence[str]) -> str:
    base, under, over = parts
    if base in _LIMITS:
        return f"{base}_{_one(under)}^{_one(over)}"
    return _over((_under((base, under)), over))


_SCHEMATA: dict[str, tuple[int, Callable[[Sequence[str]], str]]] = {
    "mfrac": (2, lambda p: f"\\frac{{{p[0]}}}{{{p[1]}}}"),
    "mroot": (2, lambda p: f"\\sqrt[{p[1]}]{{{p[0]}}}"),
    "msup": (2, lambda p: f"{_one(p[0])}^{_one(p[1])}"),
    "msub": (2, lambda p: f"{_one(p[0])}_{_one(p[1])}"),
    "msubsup": (3, lambda p: f"{_one(p[0])}_{_one(p[1])}^{_one(p[2])}"),
    "mover": (2, _over),
    "munder": (2, _under),
    "munderover": (3, _both),
}


def _fenced(tag: Tag, parts: Sequence[str]) -> str:
    separator = attribute(tag, "separators").strip()[:1] or ","
    left, right = (tag.attributes.get("open", "("), tag.attributes.get("close", ")"))
    left, right = left.strip()[:1], right.strip()[:1]
    inside = f" {separator} ".join(parts)
    return f"\\left{_FENCES.get(left, left)} {inside} \\right{_FENCES.get(right, right)}"


def _scripts(children: Sequence[Tag], parts: list[str]) -> str:
    """A base, then pairs of what stands below and above it; after `mprescripts`, before it."""
    if not parts:
        return ""
    names = [child.name for child in children]
    middle = names.index("mprescripts") if "mprescripts" in names else len(parts)
    before, after = parts[middle + 1 :], parts[1:middle]

    def pairs(scripts: Sequence[str]) -> str:
        low, high = _row(scripts[::2]), _row(scripts[1::2])
        return (f"_{_one(low)}" if low else "") + (f"^{_one(high)}" if high else "")

    return _row([f"{{}}{pairs(before)}" if before else "", f"{_one(parts[0])}{pairs(after)}"])

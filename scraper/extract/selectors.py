"""The CSS selectors of `config/sites.yaml`, as XPath.

The part of the language that names a place on a page: types, `#id`, `.class`, attributes,
descendants, `>`, `+`, `~`, `:first-child`, `:last-child`, `:not(…)`, and lists with commas.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from scraper.extract.tree import Element

_TOKEN = re.compile(
    r"""
      (?P<space>[\s]*[>+~,][\s]*|[\s]+)
    | (?P<name>\*|-?[a-zA-Z_\u0080-\U0010ffff][\w-]*)
    | \#(?P<id>[\w-]+)
    | \.(?P<cls>[\w-]+)
    | \[\s*(?P<attr>[\w:-]+)\s*(?:(?P<op>[~|^$*]?=)\s*
        (?P<value>"[^"]*"|'[^']*'|[^\]\s"']+)\s*)?\]
    | :(?P<pseudo>first-child|last-child)
    | :not\((?P<inner>[^()]+)\)
    """,
    re.VERBOSE,
)


def select(root: Element, selector: str) -> list[Element]:
    """The elements below `root` that the selector names, in the page's order.

    Raises ValueError when the selector is not understood.
    """
    found = to_xpath(selector)(root)
    return [n for n in found if isinstance(n, Element)] if isinstance(found, list) else []


@lru_cache(maxsize=512)
def to_xpath(selector: str) -> etree.XPath:
    """The selector, compiled. Raises ValueError when it is not understood."""
    paths = ["descendant::*"]
    fresh = True  # no type, class … since the last combinator
    axis = ""
    for kind, value, extra in _tokens(selector.strip()):
        if kind == "space":
            if fresh:
                raise ValueError(f"no element before {value!r} in selector {selector!r}")
            axis = {"": "/descendant::*", ">": "/*", "+": "/following-sibling::*[1]"}.get(
                value, "/following-sibling::*"
            )
            if value == ",":
                paths.append("descendant::*")
            else:
                paths[-1] += axis
            fresh = True
            continue
        fresh = False
        if kind == "name" and value == "*":
            continue
        paths[-1] += f"[{_condition(kind, value, extra)}]"
    if fresh:
        raise ValueError(f"no element at the end of selector {selector!r}")
    try:
        return etree.XPath(" | ".join(paths))
    except etree.XPathSyntaxError as error:  # a quote inside a name
        raise ValueError(f"selector {selector!r} is not understood") from error


def _tokens(selector: str) -> list[tuple[str, str, tuple[str, str]]]:
    tokens = []
    at = 0
    while at < len(selector):
        match = _TOKEN.match(selector, at)
        if match is None or match.end() == at:
            raise ValueError(f"selector {selector!r} is not understood at {selector[at:]!r}")
        at = match.end()
        kind = next(name for name, value in match.groupdict().items() if value is not None)
        value = match[kind].strip() if kind == "space" else match[kind]
        tokens.append((kind, value, (match["op"] or "", (match["value"] or "").strip("\"'"))))
    return tokens


def _condition(kind: str, value: str, extra: tuple[str, str]) -> str:
    match kind:
        case "name":
            return f"name()={_quote(value.lower())}"
        case "id":
            return f"@id={_quote(value)}"
        case "cls":
            return _word("class", value)
        case "pseudo":
            side = "preceding" if value == "first-child" else "following"
            return f"not({side}-sibling::*)"
        case "inner":
            parts = [_condition(k, v, e) for k, v, e in _tokens(value.strip())]
            return f"not({' and '.join(parts)})"
    operator, wanted = extra
    quoted = _quote(wanted)
    match operator:
        case "":
            return f"@{value}"
        case "=":
            return f"@{value}={quoted}"
        case "~=":
            return _word(value, wanted)
        case "^=":
            return f"starts-with(@{value},{quoted})"
        case "*=":
            return f"contains(@{value},{quoted})"
        case "|=":
            return f"(@{value}={quoted} or starts-with(@{value},{_quote(wanted + '-')}))"
    return f"substring(@{value},string-length(@{value})-{len(wanted) - 1})={quoted}"


def _word(attribute: str, word: str) -> str:
    return f"contains(concat(' ',normalize-space(@{attribute}),' '),{_quote(f' {word} ')})"


def _quote(text: str) -> str:
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise ValueError(f"both kinds of quotes in {text!r}")

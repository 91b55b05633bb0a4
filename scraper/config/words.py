"""Types and nodes in a person's words, and whether one suits the other."""

from __future__ import annotations

import re
from typing import Any

import yaml
from msgspec import inspect

from scraper.config.kinds import ARGUMENT, Kind, nearest

MAX_SHOWN = 60
_CREDENTIALS = re.compile(r"//[^/@\s]*@")
_STANDARD = "tag:yaml.org,2002:"
_USUAL_TAGS = frozenset(_STANDARD + name for name in "str int float bool null map seq".split())


def shown(text: str) -> str:
    """`text` in quotes, on one line, at most 60 characters of it; no password of a URL."""
    text = hidden(text[: 10 * MAX_SHOWN])
    return repr(text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…")


def hidden(text: str) -> str:
    """`text` without the password of a URL in it."""
    return _CREDENTIALS.sub("//…@", text)


def unwrap(wanted: inspect.Type) -> tuple[inspect.Type, dict[str, Any]]:
    """A type without its annotations, and what they add."""
    extra: dict[str, Any] = {}
    while isinstance(wanted, inspect.Metadata):
        extra |= wanted.extra or {}
        wanted = wanted.type
    return wanted, extra


def words(wanted: inspect.Type) -> str:
    """A type in a person's words, to go on after "want …"."""
    bare, extra = unwrap(wanted)
    kind = extra.get("kind")
    if isinstance(kind, Kind):
        return kind.words
    match bare:
        case inspect.UnionType():
            return " or ".join(
                words(one) for one in bare.types if not isinstance(one, inspect.NoneType)
            )
        case inspect.BoolType():
            return "true" if extra.get("only") else "true or false"
        case inspect.IntType(ge=least, le=most):
            bounds = "" if least is None else f" from {least}"
            return f"a whole number{bounds}" + ("" if most is None else f" to {most}")
        case inspect.LiteralType():
            return f"one of {', '.join(str(value) for value in bare.values)}"
        case inspect.ListType():
            return f"a list of {_plural(words(bare.item_type))}"
        case inspect.StructType() if len(bare.fields) <= 2:
            return "{" + ", ".join(f"{known.encode_name}: …" for known in bare.fields) + "}"
    return "a mapping (key: value)"


def got(node: yaml.Node) -> str:
    """What came, in a person's words."""
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if is_null(node):
        return "nothing"
    if is_plain(node) and node.tag in (_STANDARD + "int", _STANDARD + "float"):
        return f"the number {shown(node.value)[1:-1]}"
    return shown(node.value)


def suits(node: yaml.Node, wanted: inspect.Type) -> bool:
    """Whether a node has the shape of a type: mapping, list, nothing or a single value."""
    match unwrap(wanted)[0]:
        case inspect.NoneType():
            return is_null(node)
        case inspect.StructType() | inspect.DictType():
            return isinstance(node, yaml.MappingNode)
        case inspect.ListType():
            return isinstance(node, yaml.SequenceNode)
    return isinstance(node, yaml.ScalarNode) and not is_null(node)


def remedy_for(node: yaml.Node, wanted: inspect.Type) -> str:
    """What to do about a node that is no `wanted`, where that can be told; else ""."""
    bare, extra = unwrap(wanted)
    if isinstance(bare, inspect.ListType) and isinstance(bare.item_type, inspect.StructType):
        return "put `- ` in front of it" if isinstance(node, yaml.MappingNode) else ""
    if isinstance(bare, inspect.ListType) and isinstance(node, yaml.ScalarNode):
        if unwrap(bare.item_type)[1].get("kind") is ARGUMENT and " " in node.value.strip():
            return f"a shell reads it so: [sh, -c, {shown(node.value)}]"
        return "" if is_null(node) else f"write [{shown(node.value)[1:-1]}]"
    if "kind" in extra and isinstance(node, yaml.SequenceNode):
        return "put it in quotes if the brackets belong to it"
    if isinstance(bare, inspect.BoolType | inspect.IntType) and isinstance(node, yaml.ScalarNode):
        return "write it without quotes" if not is_plain(node) else ""
    return ""


def guess(text: str, wanted: inspect.LiteralType) -> str:
    """The choice that was perhaps meant, as a remedy; else ""."""
    found = nearest(text, [str(value) for value in wanted.values])
    return found if found.startswith("did") else ""


def _plural(singular: str) -> str:
    if singular.startswith(("a mapping", "{")):
        return "mappings"
    if singular.startswith("one of "):
        return singular.removeprefix("one of ")
    noun, *rest = singular.removeprefix("a ").split(" like ")
    return " like ".join([f"{noun}s", *rest])


def is_null(node: yaml.Node) -> bool:
    """Whether nothing stands there: `key:`, `~` or `null`, unquoted."""
    return is_plain(node) and node.tag == _STANDARD + "null"


def is_mapping(wanted: inspect.Type) -> bool:
    """Whether a type is written as `key: value` lines."""
    return isinstance(unwrap(wanted)[0], inspect.StructType | inspect.DictType)


def is_standard(node: yaml.Node) -> bool:
    """Whether a node bears no tag of its own (`!secret`, `!!python/…`)."""
    if node.tag in _USUAL_TAGS:
        return True
    prefix, _, name = node.tag.rpartition(":")
    return f"{prefix}:" == _STANDARD and name.isalpha() and name not in ("binary", "set", "omap")


def is_plain(node: yaml.Node) -> bool:
    """Whether a node is a single value without quotes."""
    return isinstance(node, yaml.ScalarNode) and not node.style  # "" in the C loader

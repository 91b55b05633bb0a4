"""Nodes -> the structs of definition.py, or problems: line, key, what was wanted, what came.

Scalars are read by the definition, from the text as written: a name 1984 or Yes is that text, not
a number or a truth value (YAML 1.1 would make it one), and a date is not changed on its way.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from msgspec import UNSET, Struct, inspect

from scraper.config.kinds import Kind, nearest
from scraper.config.words import (
    MAX_SHOWN,
    got,
    guess,
    is_mapping,
    is_null,
    is_plain,
    is_standard,
    remedy_for,
    shown,
    suits,
    unwrap,
    words,
)
from scraper.errors import ConfigError

MAX_PROBLEMS = 10
MAX_NODES = 2_000_000  # aliases make a small file a large tree

_INTEGER = re.compile(r"[+-]?[0-9][0-9_]{0,15}")
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Problems:
    """What is wrong with one file, in the file's order; `places` says where each key stands."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._found: dict[str, int] = {}
        self.places: dict[str, int] = {}

    def add(self, line: int, key: str, complaint: str) -> None:
        """Notes one problem; `line` counts from 1, `key` is a path like feeds[3].url or ""."""
        text = f"{self._shown}:{line}: " + (f"{key}: " if key else "") + complaint
        self._found[text] = line  # once: a fault of the defaults shows in each feed

    def at(self, key: str, complaint: str) -> None:
        """Notes one problem of a key that was read before (or of what it belongs to)."""
        self.add(self.places.get(key, self.places.get(key.rpartition(".")[0], 1)), key, complaint)

    def stop(self) -> None:
        """Raises ConfigError, one line a problem, if there is any."""
        if not self._found:
            return
        lines = sorted(self._found, key=lambda text: self._found[text])
        if len(lines) > MAX_PROBLEMS:
            rest = len(lines) - MAX_PROBLEMS + 1
            lines = [*lines[: MAX_PROBLEMS - 1], f"{self._shown}: and {rest} more problems"]
        raise ConfigError("\n".join(lines))


class Reader:
    """Reads nodes by type, and notes in `problems` what is wrong and where each key stands."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._nodes = 0
        # By id: what is wanted lives as long as the definition that it is read by.
        self._bare: dict[int, inspect.Type] = {}
        self._fields: dict[int, tuple[dict[str, inspect.Field], list[inspect.Field]]] = {}

    def read(self, node: yaml.Node, wanted: inspect.Type, key: str = "") -> Any:
        """What `node` says as `wanted`; UNSET, and a problem noted, if it says anything else."""
        self._problems.places[key] = _line(node)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._problems.add(_line(node), key, "too many values; are aliases (*name) to blame?")
            self._problems.stop()
        bare = self._bare.get(id(wanted))
        if bare is None:
            bare = self._bare[id(wanted)] = unwrap(wanted)[0]
        if not is_standard(node):
            return self._refuse(node, key, f"unknown tag {shown(node.tag)}; remove it")
        if isinstance(bare, inspect.UnionType):
            choice = next((one for one in bare.types if suits(node, one)), None)
            if choice is None:
                return self._mismatch(node, wanted, key)
            if isinstance(node, yaml.ScalarNode) and not is_null(node):
                return self._scalar(node, choice, key, told=wanted)
            return self.read(node, choice, key)
        if not suits(node, bare):
            return self._mismatch(node, wanted, key)
        match bare:
            case inspect.NoneType():
                return None
            case inspect.StructType():
                return self._struct(node, bare, key)
            case inspect.DictType():
                return self._dict(node, bare, key)
            case inspect.ListType():
                return [
                    value
                    for index, item in enumerate(node.value)
                    if (value := self.read(item, bare.item_type, f"{key}[{index}]")) is not UNSET
                ]
            case _ if isinstance(node, yaml.ScalarNode):
                return self._scalar(node, wanted, key, told=wanted)

    def _struct(self, node: yaml.Node, wanted: inspect.StructType, key: str) -> Any:
        if id(wanted) not in self._fields:
            required = [known for known in wanted.fields if known.required]
            self._fields[id(wanted)] = {f.encode_name: f for f in wanted.fields}, required
        fields, required = self._fields[id(wanted)]
        given: dict[str, Any] = {}
        complete = True
        for name_node, value_node, name in self._pairs(node, key):
            known = fields.get(name)
            if known is None:
                remedy = nearest(name, fields)
                self._problems.add(
                    _line(name_node), key, f"unknown key {shown(name)}; {remedy}".rstrip("; ")
                )
                continue
            if is_null(value_node) and not known.required and is_mapping(known.type):
                continue  # "presets:" with all below it commented out
            given[known.name] = self.read(value_node, known.type, _join(key, name))
        for known in required:
            if known.name not in given:
                complaint = f"missing; want {words(known.type)}"
                self._problems.add(_line(node), _join(key, known.encode_name), complaint)
                complete = False
            elif given[known.name] is UNSET:
                complete = False
        struct: type[Struct] = wanted.cls
        return struct(**given) if complete else UNSET

    def _dict(self, node: yaml.Node, wanted: inspect.DictType, key: str) -> Any:
        out: dict[Any, Any] = {}
        for name_node, value_node, name in self._pairs(node, key):
            path = _join(key, name)
            read_name = self.read(name_node, wanted.key_type, path)
            value = self.read(value_node, wanted.value_type, path)
            self._problems.places[path] = _line(name_node)
            if read_name is UNSET or value is UNSET:
                continue
            if read_name in out:
                self._problems.add(_line(name_node), path, f"{shown(read_name)} is given twice")
            out[read_name] = value
        return out

    def _pairs(self, node: yaml.Node, key: str) -> list[tuple[yaml.Node, yaml.Node, str]]:
        seen: dict[str, int] = {}
        out: list[tuple[yaml.Node, yaml.Node, str]] = []
        for name_node, value_node in node.value:
            line = _line(name_node)
            if not isinstance(name_node, yaml.ScalarNode):
                self._problems.add(line, key, f"want a text as key, got {got(name_node)}")
                continue
            name = name_node.value
            if name == "<<" and is_plain(name_node):
                self._problems.add(line, key, "merge keys (<<) don't work here; use defaults")
            elif name in seen:
                complaint = f"key {shown(name)} is given twice, first in line {seen[name]}"
                self._problems.add(line, key, complaint)
            else:
                seen[name] = line
                out.append((name_node, value_node, name))
        return out

    def _scalar(
        self, node: yaml.ScalarNode, wanted: inspect.Type, key: str, *, told: inspect.Type
    ) -> Any:
        """`told` is what a complaint says was wanted: all of a choice, not its first part."""
        bare, extra = unwrap(wanted)
        text: str = node.value
        kind = extra.get("kind")
        if isinstance(kind, Kind):
            try:
                return kind.read(text)
            except ValueError as error:
                return self._mismatch(node, told, key, str(error), secret=kind.secret)
        plain = is_plain(node)
        match bare:
            case inspect.BoolType() if plain and text.lower() in _TRUTH:
                value = _TRUTH[text.lower()]
                if extra.get("only", value) == value:
                    return value
            case inspect.IntType() if plain and _INTEGER.fullmatch(text):
                number = int(text)
                if (bare.ge is None or number >= bare.ge) and (
                    bare.le is None or number <= bare.le
                ):
                    return number
            case inspect.LiteralType() if text in bare.values:
                return text
            case inspect.LiteralType():
                return self._mismatch(node, told, key, guess(text, bare))
        return self._mismatch(node, told, key)

    def _mismatch(
        self,
        node: yaml.Node,
        wanted: inspect.Type,
        key: str,
        remedy: str = "",
        *,
        secret: bool = False,
    ) -> Any:
        came = "something else" if secret else got(node)
        if not remedy and not secret:
            remedy = remedy_for(node, wanted)
        complaint = f"want {words(wanted)}, got {came}"
        return self._refuse(node, key, f"{complaint}; {remedy}" if remedy else complaint)

    def _refuse(self, node: yaml.Node, key: str, complaint: str) -> Any:
        self._problems.add(_line(node), key, complaint)
        return UNSET


def _join(key: str, name: str) -> str:
    name = name if name.isprintable() and 0 < len(name) <= MAX_SHOWN else shown(name)
    return f"{key}.{name}" if key else name


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1

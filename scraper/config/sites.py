"""sites.yaml -> the rules for single sites, or a ConfigError with file, line, key, remedy."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import UNSET, UnsetType, inspect

from scraper.config.definition import SiteKeys, Sites
from scraper.config.feed import given
from scraper.config.nodes import nodes_of, read_text
from scraper.config.reading import Problems, Reader
from scraper.config.selectors import selector_complaint
from scraper.model import Picker, SiteRule

_LISTS = ("keep", "drop")
_LINKS = ("next_page", "single_page")
_PICKERS = ("title", "author", "date")
_ATTRIBUTE = re.compile(r"(.+)@([A-Za-z_][\w:.-]*)")


def load_sites(path: Path, named: str) -> tuple[SiteRule, ...]:
    """The rules of a sites file, which may be empty; `named` is how errors call it."""
    return sites_of(read_text(path, named), named)


def sites_of(text: str, named: str) -> tuple[SiteRule, ...]:
    """The same of a file of this text."""
    problems = Problems(named)
    nodes = nodes_of(text.removeprefix("\ufeff"), named)
    if nodes is None:
        return ()
    sites: dict[str, SiteKeys] = Reader(problems).read(nodes, inspect.type_info(Sites))
    problems.stop()
    for host, keys in sites.items():
        _check(host, keys, problems)
    problems.stop()
    return tuple(_rule(host, keys) for host, keys in sites.items())


def _check(host: str, keys: SiteKeys, problems: Problems) -> None:
    said = [getattr(keys, name) for name in keys.__struct_fields__]
    if not any(value for value in said if value is not UNSET):
        problems.at(host, "says nothing; give keep or drop, or another key")
    selectors = [
        (f"{host}.{name}[{index}]", selector)
        for name in _LISTS
        for index, selector in enumerate(given(getattr(keys, name), []))
    ]
    for name in (*_LINKS, *_PICKERS):
        if (value := getattr(keys, name)) is not UNSET:
            picker = _picker(value) if name in _PICKERS else Picker(value)
            selectors.append((f"{host}.{name}", picker.selector if picker else value))
    for key, selector in selectors:
        if complaint := selector_complaint(selector):
            problems.at(key, complaint)


def _picker(written: str | UnsetType) -> Picker | None:
    if isinstance(written, UnsetType):
        return None
    match = _ATTRIBUTE.fullmatch(written)
    return Picker(match[1].strip(), match[2]) if match else Picker(written)


def _rule(host: str, keys: SiteKeys) -> SiteRule:
    return SiteRule(
        host,
        keep=tuple(given(keys.keep, [])),
        drop=tuple(given(keys.drop, [])),
        title=_picker(keys.title),
        author=_picker(keys.author),
        date=_picker(keys.date),
        next_page=given(keys.next_page, None),
        single_page=given(keys.single_page, None),
        strip_text=tuple(given(keys.strip_text, [])),
        feed_only=given(keys.feed_only, False),
    )

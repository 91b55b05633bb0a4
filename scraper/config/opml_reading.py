"""Lists of feeds by other programs -> feeds as feeds.yaml writes them, and what could not be had.

OPML of any version, also as it is found: without namespaces, with attributes in any case, `&` as it
stands, entities of HTML, any charset. Entities of the document's own are refused.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5
from typing import Any

from scraper.charset import decode
from scraper.config.kinds import FEED_URL
from scraper.config.opml_values import NAMESPACE, PREFIX, value_of
from scraper.config.words import hidden, shown
from scraper.errors import ConfigError
from scraper.front_matter import one_line
from scraper.urls import host_of

MAX_BYTES = 20_000_000
_MAX_NAME = 200
_FRESHRSS = "https://freshrss.org/opml"
_ENTITY = re.compile(
    r"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);|([A-Za-z0-9]{2,32});)?"
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}>")
# What other programs make a feed out of, and we would have to.
_NO_FEED = re.compile(r"xpath|json\+|dot(?:path|notation)", re.I)
_SELECTORS = {"cssfullcontent": "keep", "csscontentfilter": "drop", "cssfullcontentfilter": "drop"}
_UNREAD = "frss:"
# Of no use to an archive: where FreshRSS shows a feed.
_PASSED_OVER = frozenset(("priority",))


@dataclass(frozen=True, slots=True)
class Listed:
    """One feed of a list: what feeds.yaml would say of it; `rule` is what sites.yaml would."""

    feed: dict[str, object]
    rule: dict[str, object] = field(default_factory=dict)
    host: str = ""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What a list holds: feeds in its order, forms of posts they name, and remarks.

    `refused` are pairs: what it is called, and why it is no feed that can be had. `remarks` are of
    what was passed over.
    """

    feeds: tuple[Listed, ...]
    presets: dict[str, object] = field(default_factory=dict)
    refused: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def read_subscriptions(body: bytes, named: str) -> Subscriptions:
    """The feeds of an OPML file or of `[{"site": …, "url": …}]`; ConfigError if it is neither."""
    if len(body) > MAX_BYTES:
        raise ConfigError(f"{named}: too large; want at most {MAX_BYTES} bytes")
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        return _of_json(decode(body, kind="json").text, named)
    return _of_opml(decode(body, kind="xml").text, named)


def name_in(said: Mapping[str, str]) -> str:
    """What an outline calls its feed: `text`, else `title`; "" if it does not say."""
    for key in ("text", "title"):
        name = one_line(unescape(said.get(key, "")))
        if name:
            return name if len(name) <= _MAX_NAME else name[: _MAX_NAME - 1].rstrip() + "…"
    return ""


def _of_json(text: str, named: str) -> Subscriptions:
    wanted = f'{named}: want OPML, or a list of {{"site": …, "url": …}}'
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{wanted}; {error}") from error
    if not isinstance(given, list):
        raise ConfigError(wanted)
    feeds: list[Listed] = []
    refused: list[tuple[str, str]] = []
    for number, each in enumerate(given, 1):
        entry = each if isinstance(each, dict) else {}
        site, url = entry.get("site"), entry.get("url")
        name = one_line(site)[:_MAX_NAME] if isinstance(site, str) else ""
        if not isinstance(url, str) or not url.strip():
            refused.append((name or f"number {number}", "it names no address (url)"))
            continue
        try:
            address = _address(url)
        except ValueError as error:
            refused.append((name or hidden(url), str(error)))
            continue
        feeds.append(Listed({"name": name or host_of(address), "url": address}))
    return Subscriptions(tuple(feeds), refused=tuple(refused))


def _address(written: str) -> str:
    """A feed's address as the config takes it; ValueError with the reason."""
    url = written.strip()
    scheme, _, rest = url.partition(":")
    if scheme.lower() == "feed":  # feed://host/… was http, feed:https://… says itself
        url = f"http:{rest}" if rest.startswith("//") else rest
    try:
        return str(FEED_URL.read(url))
    except ValueError as error:
        said = str(error)
        raise ValueError(f"want {FEED_URL.words}" + (f"; {said}" if said else "")) from error


# ── OPML ─────────────────────────────────────────────────────────────────────────────────────


def _of_opml(text: str, named: str) -> Subscriptions:
    root, fault = _parsed(text, named)
    found: list[Listed] = []
    refused: list[tuple[str, str]] = []
    remarks: list[str] = [fault] if fault else []
    presets: dict[str, object] = {}
    outlines = 0
    open_: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    while open_:
        element, folders = open_.pop()
        kind = _local(element.tag) if isinstance(element.tag, str) else ""
        inner = folders
        if kind == "presets" and _is_ours(element.tag):
            value = value_of(element.text or "")
            presets |= value if isinstance(value, dict) else {}
        elif kind == "outline":
            outlines += 1
            inner = (*folders, *_outline(element, folders, found, refused, remarks))
        open_ += [(child, inner) for child in reversed(element)]
    if not outlines:
        raise ConfigError(f"{named}: not OPML: no <outline> in it")
    return Subscriptions(tuple(found), presets, tuple(refused), tuple(_counted(remarks)))


def _counted(remarks: list[str]) -> Iterator[str]:
    """Remarks, those on attributes that are not read once each."""
    for remark, times in Counter(remarks).items():
        if remark.startswith(_UNREAD):
            feeds = "1 feed" if times == 1 else f"{times} feeds"
            yield f"{remark} is not read (of {feeds})"
        else:
            yield remark


def _parsed(text: str, named: str) -> tuple[Any, str]:
    """The root, and what is wrong with the XML, if anything; raises ConfigError."""
    from lxml import etree

    if re.search(r"<!ENTITY", text, re.I):
        raise ConfigError(f"{named}: it defines entities (<!ENTITY …>), which no OPML needs")
    text = _ENTITY.sub(_entity, _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1))
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ConfigError(f"{named}: not OPML: {one_line(str(error))}") from error
    if root is None:
        raise ConfigError(f"{named}: not OPML: no XML in it")
    # Without a namespace's declaration its attributes are there all the same.
    faults = [
        error
        for error in parser.error_log
        if error.level_name in ("ERROR", "FATAL") and "amespace" not in error.message
    ]
    if not faults:
        return root, ""
    first = faults[0]
    return (
        root,
        f"no clean XML (line {first.line}: {one_line(first.message)}); read as far as it goes",
    )


def _entity(match: re.Match[str]) -> str:
    if match[1]:
        return match[0]
    known = html5.get(f"{match[2]};") if match[2] else None
    return known if known is not None else "&amp;" + match[0][1:]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _is_ours(name: str) -> bool:
    return name.startswith((f"{{{NAMESPACE}}}", f"{PREFIX}:"))


def _outline(
    element: Any,
    folders: tuple[str, ...],
    found: list[Listed],
    refused: list[tuple[str, str]],
    remarks: list[str],
) -> tuple[str, ...]:
    """Notes what an outline says; the folder that it is for those within, if it is one."""
    said: dict[str, str] = {}
    ours: dict[str, object] = {}
    freshrss: dict[str, str] = {}
    for name, value in element.attrib.items():
        if _is_ours(name):
            ours[name.rpartition("}")[2].rpartition(":")[2]] = value_of(value)
        elif name.startswith((f"{{{_FRESHRSS}}}", "frss:")):
            freshrss[name.rpartition("}")[2].rpartition(":")[2]] = value
        elif "}" not in name and ":" not in name:
            said.setdefault(name.lower(), value)
    name, kind = name_in(said), said.get("type", "").strip().lower()
    written = said.get("xmlurl", "").strip()
    if not written and kind in ("rss", "atom", "feed"):
        written = said.get("url", "").strip()
    if not written:
        if kind in ("include", "link") and said.get("url"):
            remarks.append(f"{name or said['url']}: another list ({said['url']}), not read")
        elif "opmlUrl" in freshrss:
            told = f"a list that FreshRSS fetches ({freshrss['opmlUrl']}), not read"
            remarks.append(f"{name}: {told}")
        elif kind in ("rss", "atom", "feed"):
            refused.append((name or "an outline", "it names no address (xmlUrl)"))
        return (name,) if name else ()
    called = name or hidden(written)
    if _NO_FEED.search(kind):
        refused.append((called, f"FreshRSS makes it out of a page ({said['type']})"))
        return ()
    try:
        url = _address(written)
    except ValueError as error:
        refused.append((called, f"{error}, got {shown(written)}"))
        return ()
    feed: dict[str, object] = {"name": name or host_of(url), "url": url}
    if tags := _tags(folders, said.get("category", "")):
        feed["tags"] = tags
    if ours:
        feed.pop("tags", None)
        ours.pop("url", None)
    found.append(Listed(feed | ours, *_rule(url, said, freshrss, remarks)))
    return ()


def _tags(folders: tuple[str, ...], category: str) -> list[str]:
    """All folders on the way, then the categories: `/a/b,c` are three."""
    words = (*folders, *(word for path in category.split(",") for word in path.split("/")))
    return list(dict.fromkeys(word for each in words if (word := one_line(unescape(each)))))


def _rule(
    url: str,
    said: Mapping[str, str],
    freshrss: Mapping[str, str],
    remarks: list[str],
) -> tuple[dict[str, object], str]:
    """What FreshRSS knows of the site's pages, as a rule; and of which host."""
    rule: dict[str, object] = {}
    for name, value in freshrss.items():
        known = _SELECTORS.get(name.lower())
        if known and one_line(value):
            rule[known] = [one_line(value)]
        elif name not in _PASSED_OVER:
            remarks.append(f"{_UNREAD}{name}")
    host = host_of(said.get("htmlurl", "").strip()) or host_of(url)
    return rule, host.partition(":")[0].removeprefix("www.")

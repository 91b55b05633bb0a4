"""The configured feeds -> OPML 2.0, with all that is said of each in a namespace of our own.

Defaults are applied: each outline stands for itself, whatever the config says that it is read
into. Other readers see name, address, and the first tag as a folder; feeds of one tag in a row
share one, so that the order stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from lxml import etree
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from scraper.config.definition import ConfigKeys
from scraper.config.feed import given
from scraper.config.feed_keys import FeedDefaults, FeedKeys
from scraper.config.filter_keys import FilterKeys
from scraper.config.opml_reading import name_in
from scraper.config.opml_values import NAMESPACE, PREFIX, attribute, xml_text
from scraper.dates import format_duration
from scraper.presets import BUILT_IN

_Filters = FilterKeys | UnsetType | None
# Headers that say nothing that others may not know; of the rest only those with ${NAME} are told.
_HARMLESS = frozenset(
    "accept accept-language cache-control dnt from origin pragma referer user-agent".split()
)


@dataclass(frozen=True, slots=True)
class Exported:
    """The document, how many feeds are in it, and what was left out: a line each."""

    document: bytes
    feeds: int
    left_out: tuple[str, ...]


def to_opml(keys: ConfigKeys, feeds: Sequence[FeedKeys], *, secrets: bool) -> Exported:
    """These feeds of a config as OPML 2.0; the same bytes for the same config.

    Cookies and headers whose value does not come from a variable (`${NAME}`) are left out unless
    `secrets`.
    """
    left_out: list[str] = []
    root = etree.Element("opml", {"version": "2.0"}, nsmap={PREFIX: NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Feeds of scraper"
    written = [_effective(keys, feed) for feed in feeds]
    if own := _own_presets(keys, written):
        etree.SubElement(head, f"{{{NAMESPACE}}}presets").text = attribute(own)
    body = etree.SubElement(root, "body")
    folder, folder_name = body, ""
    for feed in written:
        tags = feed.get("tags")
        name = xml_text(tags[0]) if isinstance(tags, list) and tags else ""
        if name != folder_name:
            folder = etree.SubElement(body, "outline", {"text": name}) if name else body
            folder_name = name
        told = feed if secrets else _without_secrets(feed, left_out)
        etree.SubElement(folder, "outline", dict(_attributes(told)))
    document: bytes = etree.tostring(
        root, encoding="utf-8", xml_declaration=True, pretty_print=True
    )
    return Exported(document, len(written), tuple(left_out))


def as_written(keys: Struct) -> dict[str, object]:
    """What a part of the config says, as it would be written: only the keys that are."""
    fields = zip(keys.__struct_fields__, keys.__struct_encode_fields__, strict=True)
    return {
        name: _plain(value)
        for field, name in fields
        if (value := getattr(keys, field)) is not UNSET
    }


def _plain(value: object) -> object:
    match value:
        case Struct():
            return as_written(value)
        case timedelta():
            return format_duration(value)
        case list() | tuple():
            return [_plain(each) for each in value]
        case dict():
            return {key: _plain(each) for key, each in value.items()}
    return value


def _effective(keys: ConfigKeys, feed: FeedKeys) -> dict[str, object]:
    rest = given(keys.defaults, FeedDefaults())
    own = replace(feed, filters=_joined(feed.filters, rest.filters))
    said = as_written(rest) | as_written(own)
    order = ("name", "url", *FeedKeys.__struct_encode_fields__)
    return {name: said[name] for name in dict.fromkeys(order) if name in said}


def _joined(own: _Filters, rest: _Filters) -> _Filters:
    """A feed's filters, which do not replace all that the defaults say: see filters.py."""
    if not isinstance(own, FilterKeys) or not isinstance(rest, FilterKeys):
        return own
    drop = [*given(rest.drop, []), *given(own.drop, [])]
    keep = rest.keep if own.keep is UNSET else own.keep
    return FilterKeys(keep=keep, drop=drop or own.drop)


def _own_presets(keys: ConfigKeys, feeds: Sequence[Mapping[str, object]]) -> dict[str, object]:
    used = {feed.get("preset") for feed in feeds} - set(BUILT_IN)
    presets = given(keys.presets, {})
    return {name: as_written(each) for name, each in presets.items() if name in used}


def _attributes(feed: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    name, tags = str(feed["name"]), feed.get("tags")
    yield "type", "rss"
    yield "text", xml_text(name)
    yield "title", xml_text(name)
    yield "xmlUrl", xml_text(str(feed["url"]))
    if isinstance(tags, list) and tags:
        words = (str(tag).replace("/", " ").replace(",", " ") for tag in tags)
        yield "category", xml_text(",".join(f"/{word}" for word in words))
    if name_in({"text": xml_text(name)}) != name:
        yield f"{{{NAMESPACE}}}name", attribute(name)
    for key, value in feed.items():
        if key not in ("name", "url"):
            yield f"{{{NAMESPACE}}}{key}", attribute(value)


def _without_secrets(feed: dict[str, object], left_out: list[str]) -> dict[str, object]:
    told = dict(feed)
    cookie, headers = feed.get("cookie"), feed.get("headers")
    if isinstance(cookie, str) and "${" not in cookie:
        del told["cookie"]
        left_out.append(f"{feed['name']}: its cookie")
    if isinstance(headers, dict):
        kept = {
            name: value
            for name, value in headers.items()
            if "${" in value or name.lower() in _HARMLESS
        }
        left_out += [f"{feed['name']}: its header {name}" for name in headers if name not in kept]
        told["headers"] = kept
    return told

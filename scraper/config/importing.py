"""What a list of feeds adds to a config: only what is new, right and unique in name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scraper.config.definition import ConfigKeys
from scraper.config.feed import address_key, given, name_key
from scraper.config.feed_keys import FeedKeys
from scraper.config.load import keys_of
from scraper.config.opml_reading import Listed, Subscriptions
from scraper.config.opml_writing import as_written
from scraper.config.selectors import selector_complaint
from scraper.config.writing import inline
from scraper.errors import ConfigError
from scraper.presets import BUILT_IN


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written: feeds and forms of posts (feeds.yaml), rules by host (sites.yaml).

    `known` are the pairs of a feed's name in the list and in the config, which has its address;
    `refused` of a name and why it is none that can be had; `remarks` what else was passed over.
    """

    feeds: tuple[Mapping[str, object], ...]
    presets: Mapping[str, Mapping[str, object]]
    rules: Mapping[str, Mapping[str, object]]
    known: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def plan_import(keys: ConfigKeys, listed: Subscriptions, hosts: Sequence[str]) -> Plan:
    """What these feeds add to a config, which may have none yet, and to the rules for `hosts`."""
    there = {name: as_written(each) for name, each in given(keys.presets, {}).items()}
    known: list[tuple[str, str]] = []
    refused, remarks = list(listed.refused), list(listed.remarks)
    new = _new(keys, listed.feeds, known, remarks)
    presets = {name: each for name, each in listed.presets.items() if name not in BUILT_IN}
    right = _right([each.feed for each in new], presets | there, refused)
    used = {feed.get("preset") for feed in right}
    remarks += [
        f"preset {name}: the config has another of this name, which holds"
        for name in sorted(set(presets) & set(there) & used)
        if presets[name] != there[name]
    ]
    needed = {
        name: each
        for name, each in presets.items()
        if name in used and name not in there and isinstance(each, dict)
    }
    ids = {id(feed) for feed in right}
    rules = _rules([each for each in new if id(each.feed) in ids], hosts, remarks)
    return Plan(tuple(right), needed, rules, tuple(known), tuple(refused), tuple(remarks))


def _new(
    keys: ConfigKeys,
    listed: Sequence[Listed],
    known: list[tuple[str, str]],
    remarks: list[str],
) -> list[Listed]:
    """Those whose address the config does not have, each once, under names that nobody has."""
    addresses = {address_key(feed.url): feed.name for feed in keys.feeds}
    names = {name_key(feed.name) for feed in keys.feeds}
    fields = frozenset(FeedKeys.__struct_encode_fields__)
    new: dict[tuple[str, str, str], Listed] = {}
    for each in listed:
        feed = {key: value for key, value in each.feed.items() if key in fields}
        name, address = str(feed["name"]), address_key(str(feed["url"]))
        remarks += [f"{name}: key {key} is not known here" for key in sorted({*each.feed} - fields)]
        if address in addresses:
            known.append((name, addresses[address]))
        elif address in new:  # in another folder
            first = new[address].feed
            tags = [*_tags(first), *_tags(feed)]
            if tags:
                first["tags"] = list(dict.fromkeys(tags))
            remarks.append(f"{name}: listed more than once")
        else:
            feed["name"] = _unique(name, names)
            new[address] = Listed(feed, each.rule, each.host)
    return list(new.values())


def _tags(feed: Mapping[str, object]) -> list[str]:
    tags = feed.get("tags")
    return [str(tag) for tag in tags] if isinstance(tags, list) else []


def _unique(name: str, names: set[str]) -> str:
    """The name, or with ` (2)`, ` (3)`, … the first that is free; taken from then on."""
    free, number = name, 1
    while name_key(free) in names:
        number += 1
        free = f"{name} ({number})"
    names.add(name_key(free))
    return free


def _right(
    feeds: list[dict[str, object]], presets: Mapping[str, object], refused: list[tuple[str, str]]
) -> list[dict[str, object]]:
    """The feeds that a config would take."""
    if not feeds or _complaint(feeds, presets) is None:
        return feeds
    right = []
    for feed in feeds:
        complaint = _complaint([feed], presets)
        if complaint is None:
            right.append(feed)
        else:
            refused.append((str(feed["name"]), complaint))
    return right


def _complaint(feeds: Sequence[dict[str, object]], presets: Mapping[str, object]) -> str | None:
    """Why a config of these feeds is wrong; of several reasons the first."""
    used = {feed["preset"] for feed in feeds if isinstance(feed.get("preset"), str)}
    config: dict[str, object] = {"feeds": list(feeds)}
    if needed := {name: each for name, each in presets.items() if name in used}:
        config["presets"] = needed
    try:
        keys_of(inline(config, as_json=True), "")
    except ConfigError as error:
        return str(error).splitlines()[0].lstrip(":0123456789 ").removeprefix("feeds[0].")
    except TypeError as error:
        return str(error)
    return None


def _rules(
    feeds: Sequence[Listed], hosts: Sequence[str], remarks: list[str]
) -> dict[str, dict[str, object]]:
    rules: dict[str, dict[str, object]] = {}
    for each in feeds:
        if not each.rule:
            continue
        name, host = each.feed["name"], each.host
        complaints = [
            complaint
            for value in each.rule.values()
            for selector in (value if isinstance(value, list) else ())
            if (complaint := selector_complaint(selector))
        ]
        if complaints:
            remarks.append(f"{name}: no rule for {host}: {complaints[0]}")
        elif any(host == one or host.endswith(f".{one}") for one in hosts):
            remarks.append(f"{name}: sites.yaml has a rule for {host} already, which holds")
        elif rules.setdefault(host, each.rule) != each.rule:
            remarks.append(f"{name}: the list says two things of {host}; the first holds")
    return rules

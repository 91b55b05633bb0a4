"""`notify:` as written -> Notify: variables filled in, nothing twice."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET, UnsetType

from scraper.config.kinds import hook_complaint
from scraper.config.notify_keys import NotifyKeys
from scraper.config.reading import Problems
from scraper.config.variables import filled
from scraper.config.words import shown
from scraper.model import Notify, Tell


def notify_of(
    keys: NotifyKeys | UnsetType, problems: Problems, environ: Mapping[str, str]
) -> Notify | None:
    """How a person is told; None where nothing is said of it. Problems are noted, not raised."""
    if isinstance(keys, UnsetType):
        return None
    if keys.command is UNSET and keys.url is UNSET:
        problems.at("notify", "want command, url or both; got neither")
    command = () if isinstance(keys.command, UnsetType) else tuple(keys.command)
    if keys.command is not UNSET and not "".join(command[:1]).strip():
        problems.at("notify.command", "want a command and its arguments, got nothing to run")
    on = [tell.value for tell in Tell] if isinstance(keys.on, UnsetType) else keys.on
    if not on:
        problems.at("notify.on", "want trouble, recovery or both, got an empty list")
    url = None
    if not isinstance(keys.url, UnsetType):
        url = filled(keys.url, environ, problems, "notify.url")
        if url is not None and (complaint := hook_complaint(url)):
            problems.at("notify.url", complaint)
    return Notify(
        command=command,
        url=url,
        headers=_headers(keys, problems, environ),
        on=frozenset(Tell(word) for word in on),
    )


def _headers(
    keys: NotifyKeys, problems: Problems, environ: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    written = {} if isinstance(keys.headers, UnsetType) else keys.headers
    if written and keys.url is UNSET:
        problems.at("notify.headers", "they go with url, which is missing")
    found: dict[str, tuple[str, str]] = {}
    for name, value in written.items():
        key = f"notify.headers.{name}"
        if name.lower() in found:
            problems.at(key, f"header {shown(name)} is given twice")
        ready = filled(value, environ, problems, key)
        if ready is not None:
            found[name.lower()] = name, ready
    return tuple(found.values())

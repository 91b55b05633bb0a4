"""The address that a person gives to `scrape add`, however it is written."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from scraper.feeds.signposts import is_opml
from scraper.urls import absolute, canonical, host_of

OPML = "a list of feeds (OPML)"


@dataclass(frozen=True, slots=True)
class Address:
    """An address that was given; `bare`: without its scheme, which is a guess."""

    url: str
    bare: bool = False


def address_of(written: str) -> Address:
    """The address that a person means; raises UsageError."""
    text = written.strip()
    if text.lower().startswith("feed:"):
        text = text[5:].removeprefix("//")
    bare = "://" not in text
    if bare and (is_list := _file_says(text)) is not None:
        if is_list:
            raise click.UsageError(f"{text} is {OPML}: scrape import {shlex.quote(text)}")
        raise click.UsageError(f"want the address of a site or feed, got the file {text!r}")
    url = absolute(f"https://{text}" if bare else text).partition("#")[0]
    host = host_of(url).partition(":")[0]
    if urlsplit(url).username is not None:
        said = "credentials don't belong in an address; write the feed with headers: by hand"
        raise click.UsageError(f"{said} (docs/configuration.md)")
    if canonical(url) is None or (bare and "." not in host and host != "localhost"):
        raise click.UsageError(f"want an address like https://example.org, got {written!r}")
    return Address(url, bare)


def _file_says(text: str) -> bool | None:
    """Whether a file of that name is a list of feeds; None where there is none."""
    try:
        if not Path(text).is_file():
            return None
        with Path(text).open("rb") as file:
            return is_opml(file.read(4000))
    except (OSError, ValueError):
        return None

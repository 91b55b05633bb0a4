"""What a single value of the configuration may be: in words, and how its text is read.

A reader takes the text as it was written, and raises ValueError with a remedy (or without).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from scraper.config.patterns import pattern_complaint
from scraper.dates import format_duration, parse_duration, parse_since
from scraper.presets import check_path_template
from scraper.urls import absolute, canonical

MAX_TEXT = 1000
MAX_ARGUMENT = 10_000
_LATEST = datetime(9999, 12, 30, tzinfo=UTC)

_UNITS = {"": 1, "b": 1}
for _power, _letter in enumerate("kmg", start=1):
    _UNITS |= {f"{_letter}b": 1000**_power, _letter: 1000**_power, f"{_letter}ib": 1024**_power}
_SIZE = re.compile(r"([0-9]{1,15}) ?([a-zA-Z]{0,3})")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, 5.6.2
_PLAIN_URL = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,4})?(?:/[A-Za-z0-9._~/=&?-]*)?"
)
_MAIL = re.compile(r"(?:mailto:)?[^@\s()<>:]+@[^@\s()<>:]+")
_FIELD = re.compile(r"\{[^{}]*\}")
_DATE_FIELDS = {"{yyyy}": "2021", "{mm}": "11", "{dd}": "05"}
# What makes a request conditional, frames it or packs it is for the program to say.
_OWN_HEADERS = frozenset(
    "accept-encoding connection content-length host if-modified-since if-none-match range te "
    "transfer-encoding upgrade".split()
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of value: `words` finish the sentence "want …"; a secret is never shown."""

    words: str
    read: Callable[[str], object]
    secret: bool = False


def nearest(word: str, known: Iterable[str]) -> str:
    """A remedy for a misspelt word: "did you mean 'x'?", or all that is known, or ""."""
    known = list(known)
    folded = {name.casefold(): name for name in known}
    from difflib import get_close_matches  # only where something is wrong

    close = get_close_matches(word.casefold()[:100], folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean {folded[close[0]]!r}?"
    return f"known are {', '.join(known)}" if known and len(known) <= 30 else ""


def one_line(text: str) -> str:
    """`text` as NFC without white space around; ValueError if empty, long or not one clean line."""
    text = unicodedata.normalize("NFC", text.strip())
    if not text:
        raise ValueError("it is empty")
    if len(text) > MAX_TEXT:
        raise ValueError(f"it is longer than {MAX_TEXT} characters")
    if text.isprintable():
        return text
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in text):
        raise ValueError("it holds a line break or control character")
    return text


def since(text: str, zone: ZoneInfo) -> datetime | timedelta:
    """An instant in UTC (a bare date starts its day in `zone`), or an age counted back."""
    try:
        return parse_duration(text)
    except ValueError:
        pass  # then it is a date, or nothing
    if not text[:4].isdigit():
        raise ValueError("want a date")  # "today" would need a clock
    return parse_since(text, _LATEST, zone)


def duration(least: timedelta, most: timedelta, like: str = "30m") -> Kind:
    """A duration between two bounds, read as timedelta."""

    def read(text: str) -> timedelta:
        if text == "0":
            value = timedelta()
        elif text.isdecimal():
            raise ValueError("add a unit: s, m, h, d or w")
        else:
            try:
                value = parse_duration(text)
            except ValueError as error:
                raise ValueError from error  # "got 'often'" says as much
        if not least <= value <= most:
            raise ValueError(f"it must be {format_duration(least)} to {format_duration(most)}")
        return value

    return Kind(f"a duration like {like}", read)


def size(least: int, most: int) -> Kind:
    """A number of bytes between two bounds, with or without a unit, read as int."""

    def read(text: str) -> int:
        match = _SIZE.fullmatch(text)
        unit = _UNITS.get(match[2].lower()) if match else None
        if match is None or unit is None:
            raise ValueError
        value = int(match[1]) * unit
        if not least <= value <= most:
            raise ValueError(f"it must be {least} to {most} bytes")
        return value

    return Kind("a size like 20MB", read)


def _read_since(text: str) -> str:
    try:
        since(text, ZoneInfo("UTC"))
    except ValueError as error:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError("there is no such day") from error
        raise ValueError from error
    return text


def _read_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "Asia" is a folder
        from difflib import get_close_matches

        close = get_close_matches(text[:100], available_timezones(), n=1, cutoff=0.6)
        raise ValueError(f"did you mean {close[0]!r}?" if close else "") from error
    return text


def _read_feed_url(text: str) -> str:
    if _PLAIN_URL.fullmatch(text) and len(text) <= MAX_TEXT:
        return text  # as most are: what follows would find nothing to say
    scheme, _, rest = one_line(text).partition(":")
    if scheme.lower() == "feed":
        raise ValueError("write https:// in place of feed:")
    if "${" in text:
        raise ValueError("variables work in headers and cookie only")
    if "@" in rest.removeprefix("//").split("/")[0]:
        raise ValueError('credentials don\'t belong in it: use headers: {Authorization: "${NAME}"}')
    url = absolute(text)
    if canonical(url) is None:
        raise ValueError
    return url


def _read_host(text: str) -> str:
    bare = f"[{text}]" if text.count(":") > 1 and "[" not in text else text
    url = canonical(f"http://{bare}/")
    parts = urlsplit(url) if url and text.count(":") != 1 else None
    if parts is None or parts.path != "/" or parts.port or parts.query or not parts.hostname:
        raise ValueError("write the host alone, without scheme, port or path")
    return parts.hostname


def _read_contact(text: str) -> str:
    is_web = text.startswith(("https://", "http://")) and canonical(text) is not None
    plain = text.isascii() and text.isprintable() and not any(char in " ()" for char in text)
    if not plain or not (is_web or _MAIL.fullmatch(text)):
        raise ValueError
    return text


def _read_token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError
    return text


def _read_header_name(text: str) -> str:
    if _read_token(text).lower() in _OWN_HEADERS:
        raise ValueError("the program sets this one itself")
    return text


def _read_header_value(text: str) -> str:
    one_line(text)
    without = re.sub(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}", "", text)
    if "${" in without:
        raise ValueError("a variable is written ${NAME}")
    return text.strip()


def hook_complaint(url: str) -> str | None:
    """What is wrong with an address that is posted to, its variables filled in; never it itself."""
    if url.lower().startswith(("https://", "http://")) and canonical(url) is not None:
        return None
    return f"want {HOOK_URL.words}, got something else"


def _read_hook_url(text: str) -> str:
    text = _read_header_value(text)
    if "${" not in text and hook_complaint(text):
        raise ValueError
    return text


def _read_argument(text: str) -> str:
    if "\0" in text:
        raise ValueError("it holds a null character")
    if len(text) > MAX_ARGUMENT:
        raise ValueError(f"it is longer than {MAX_ARGUMENT} characters")
    return text


def _read_path_template(text: str) -> str:
    complaint = check_path_template(text)
    if complaint is not None:
        raise ValueError(complaint)
    return text


def _read_archive_template(text: str) -> str:
    text = one_line(text)
    fields = _FIELD.findall(text)
    for field in fields:
        if field not in _DATE_FIELDS:
            raise ValueError(f"unknown field {field}; known are {', '.join(_DATE_FIELDS)}")
    if "{yyyy}" not in fields:
        raise ValueError("{yyyy} is missing")
    if "{dd}" in fields and "{mm}" not in fields:
        raise ValueError("{dd} needs {mm}")
    url = _FIELD.sub(lambda match: _DATE_FIELDS[match[0]], text)
    if "{" in url or "}" in url:
        raise ValueError("braces don't match")
    if not url.startswith(("https://", "http://")) or canonical(url) is None:
        raise ValueError
    return text


def _read_pattern(text: str) -> str:
    text = one_line(text)
    if complaint := pattern_complaint(text):
        raise ValueError(complaint)
    return text


TEXT = Kind("a text", one_line)
PATH = Kind("a path", one_line)
FEED_URL = Kind("an address like https://example.org/feed.xml", _read_feed_url)
ZONE = Kind("an IANA time zone like Asia/Singapore", _read_zone)
SINCE = Kind("a date like 2024-01-31 or a duration like 30d", _read_since)
HOST = Kind("a host like example.org", _read_host)
CONTACT = Kind("a web or mail address that ends up in every request", _read_contact)
TOKEN = Kind("one word of ASCII letters, digits and -_.", _read_token)
PATH_TEMPLATE = Kind("a path template", _read_path_template)
HOOK_URL = Kind("an address like https://hooks.example.org/abc", _read_hook_url, secret=True)
ARGUMENT = Kind("a text", _read_argument)
HEADER_NAME = Kind("a header's name", _read_header_name)
HEADER_VALUE = Kind("a text", _read_header_value, secret=True)
SELECTOR = Kind("a CSS selector", one_line)
PICKER = Kind("a CSS selector (with @attribute behind it to read that)", one_line)
ARCHIVE_TEMPLATE = Kind("an address like https://example.org/{yyyy}/{mm}/", _read_archive_template)
PATTERN = Kind("a regular expression", _read_pattern)

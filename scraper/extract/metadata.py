"""What a page says of its article: title, who, when, language, picture, address, topics.

Most reliable first: JSON-LD, then OpenGraph and meta, then microdata, then what readers see.
Never raises: all of it is written by strangers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scraper.extract.addresses import MAX_BASE
from scraper.extract.bylines import find_byline
from scraper.extract.headline import Headline
from scraper.extract.hints import Hints, read_hints
from scraper.extract.jsonld import text_value
from scraper.extract.page_dates import find_dates
from scraper.extract.titles import Titles, choose_title
from scraper.extract.topics import find_section, find_tags
from scraper.extract.tree import Element, one_line
from scraper.extract.verdict import shows_paywall
from scraper.urls import absolute, canonical, host_of

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
# Templates say "en" of pages in any language; these at least are written in Latin letters.
_LATIN = frozenset(
    "en de fr es it pt nl sv da no nb nn fi is pl cs sk sl hr hu ro tr id ms vi ca et lt lv".split()
)
_NO_LANGUAGE = frozenset(("und", "mul", "zxx", "xx"))
_LATIN_LETTER = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
# A picture that stands for the site, or for none.
_NO_PICTURE = re.compile(
    r"(?<![a-z])(?:logo|favicon|placeholder|spacer|blank|avatar|no-?image)(?![a-z])", re.IGNORECASE
)
_NULLS = frozenset(("undefined", "null", "none", "#"))


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page tells; "" or None where it does not. URLs absolute, times UTC.

    `told_by` names, for each field that was found, the place that told it: pairs, in the order
    of the fields.
    """

    title: str = ""
    titles: tuple[str, ...] = ()  # every spelling that may be repeated above the text
    byline: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    canonical: str | None = None
    body: str = ""  # the article's text, as the page carries it for machines: plain, or markup
    descriptions: tuple[str, ...] = ()  # what its <meta> say in short, in the page's order
    free: bool = True  # False: the page itself says that it shows a part only
    told_by: tuple[tuple[str, str], ...] = ()
    base: str = ""  # what its relative URLs are relative to


def read_metadata(
    root: Element, url: str, now: datetime | None = None, zone: str = "UTC"
) -> Metadata:
    """All that the page tells about its article, but for dates after `now`; times are in `zone`.

    The tree is not changed.
    """
    hints = read_hints(root, url)
    base = _base(hints.bases, url)
    host = host_of(url)
    site = one_line(hints.told("og:site_name", "application-name")) or _publisher(hints)
    titles = _titles(hints, site, host)
    headline = Headline(hints, titles.spellings)
    byline, signed = find_byline(hints, headline, site, host)
    (published, dated), (modified, changed) = find_dates(hints, headline, url, now, zone)
    language, spoken = _language(hints, titles.title)
    section, filed = find_section(hints, site, host)
    tags, tagged = find_tags(hints, site, host)
    image, shown = _image(hints, base)
    address, linked = _canonical(hints, base, url)
    places = {
        "title": titles.source,
        "byline": signed,
        "published": dated,
        "modified": changed,
        "language": spoken,
        "section": filed,
        "tags": tagged,
        "image": shown,
        "canonical": linked,
    }
    return Metadata(
        title=titles.title,
        titles=titles.spellings,
        byline=byline or None,
        published=published,
        modified=modified,
        language=language,
        section=section or None,
        tags=tags,
        image=image,
        canonical=address,
        body=value if isinstance(value := hints.node.get("articleBody"), str) else "",
        descriptions=tuple(hints.descriptions),
        free=_is_free(hints),
        told_by=tuple((field, place) for field, place in places.items() if place),
        base=base,
    )


def base_of(root: Element, url: str) -> str:
    """What relative URLs of the page are relative to."""
    return _base(root.iter("base"), url)


def _base(elements: Iterable[Element], url: str) -> str:
    for element in elements:
        if href := (element.get("href") or "").strip():
            base = absolute(href, url) if len(href) <= MAX_BASE else ""
            return base if base.startswith(("http://", "https://")) else url
    return url


def _titles(hints: Hints, site: str, host: str) -> Titles:
    told = [
        ("json-ld", text_value(hints.node.get("headline"))),
        *((name, hints.told(name)) for name in ("og:title", "twitter:title")),
    ]
    return choose_title(told, hints.headings, hints.window, site=site, host=host)


def _publisher(hints: Hints) -> str:
    publisher = hints.node.get("publisher")
    return text_value(publisher) if isinstance(publisher, dict) and "name" in publisher else ""


def _is_free(hints: Hints) -> bool:
    """Whether all of the article is there to read, by what the page says to machines or readers."""
    told = str(hints.node.get("isAccessibleForFree", "")).strip().lower()
    if told in ("true", "yes"):
        return True
    return told not in ("false", "no") and not shows_paywall(hints.root)


def _language(hints: Hints, title: str) -> tuple[str | None, str]:
    html = hints.root if hints.root.tag == "html" else None
    attributes = ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang")
    named = next((v for a in attributes if html is not None and (v := html.get(a))), None)
    told = [
        ("<html lang>", named),
        ("meta content-language", hints.told("content-language")),
        ("og:locale", hints.told("og:locale")),
        ("json-ld", text_value(hints.node.get("inLanguage"))),
    ]
    foreign = _is_foreign(title)
    for source, name in told:
        if name and _LANGUAGE.fullmatch(name := name.strip()):
            family = re.split("[-_]", name.lower())[0]
            if family not in _NO_LANGUAGE and not (foreign and family in _LATIN):
                return name.replace("_", "-"), source
    return None, ""


def _is_foreign(title: str) -> bool:
    """Whether most letters of a title are not Latin."""
    letters = [char for char in title if char.isalpha()]
    return len(letters) >= 4 and len(_LATIN_LETTER.findall(title)) * 2 < len(letters)


def _image(hints: Hints, base: str) -> tuple[str | None, str]:
    for source, value in _pictures(hints):
        url = absolute(value, base) if value.strip() else ""
        if url.startswith(("http://", "https://")) and not _is_no_picture(url):
            return url, source
    return None, ""


def _pictures(hints: Hints) -> Iterator[tuple[str, str]]:
    for name in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image"):
        yield name, hints.told(name)
    yield "json-ld", _picture(hints.node.get("image"))
    for link in hints.links:
        if (link.get("rel") or "").lower() == "image_src":
            yield "<link image_src>", link.get("href") or ""


def _picture(image: Any) -> str:
    for _ in range(3):
        if isinstance(image, list):
            image = image[0] if image else ""
        elif isinstance(image, dict):
            image = image.get("url") or image.get("contentUrl") or image.get("@id")
    return image if isinstance(image, str) else ""


def _is_no_picture(url: str) -> bool:
    try:
        name = urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        return True
    return _NO_PICTURE.search(name) is not None


def _canonical(hints: Hints, base: str, url: str) -> tuple[str | None, str]:
    links = [
        link.get("href") or ""
        for link in hints.links
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    told = [*(("<link canonical>", href) for href in links), ("og:url", hints.told("og:url"))]
    inner = _names_a_page(url)
    for source, href in told:
        if not href.strip() or href.strip().lower() in _NULLS:
            continue
        address = canonical(href, base)
        # An article is not its site's front page, whatever a template says.
        if address is not None and (_names_a_page(address) or not inner):
            return address, source
    return None, ""


def _names_a_page(url: str) -> bool:
    """Whether it is the address of more than a front page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return len(parts.path) > 1 or bool(parts.query) or bool(parts.fragment)

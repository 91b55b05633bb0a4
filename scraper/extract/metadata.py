"""What a page says of its article: title, who, when, language, picture, address.

Most reliable first: JSON-LD, then OpenGraph and meta, then microdata, then what readers see.
Never raises: all of it is written by strangers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scraper.dates import parse_date
from scraper.extract.jsonld import article_node, names_of, text_value
from scraper.extract.junk import words_of
from scraper.extract.titles import Titles, choose_title
from scraper.extract.tree import Element, one_line, raw_text, text_of
from scraper.extract.verdict import shows_paywall
from scraper.urls import absolute, canonical, host_of

_BY = re.compile(r"^(?:by|von|par|por|di|av|af|door|автор|written by)[\s:]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
_COMMENT_WORDS = frozenset("comment comments commentlist reply replies respond disqus".split())
_BYLINE_WORDS = frozenset("byline author authors".split())
_PUBLISHED = (
    "article:published_time og:published_time datepublished date pubdate publishdate publish_date "
    "dc.date.issued dc.date dcterms.created dcterms.issued parsely-pub-date sailthru.date "
    "publication_date weibo:article:create_at apub:time og:release_date"
).split()
_MODIFIED = (
    "article:modified_time og:updated_time datemodified last-modified dcterms.modified "
    "weibo:article:update_at"
).split()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page tells; "" or None where it does not. URLs absolute, times UTC."""

    title: str = ""
    titles: tuple[str, ...] = ()  # every spelling that may be repeated above the text
    byline: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    image: str | None = None
    canonical: str | None = None
    body: str = ""  # the article's plain text, where the page carries it for machines
    free: bool = True  # False: the page itself says that it shows a part only


def read_metadata(root: Element, url: str) -> Metadata:
    """All that the page tells about its article. The tree is not changed."""
    node = article_node(root)
    meta = _meta(root)
    base = base_of(root, url)
    site = one_line(meta.get("og:site_name", ""))
    titles = _titles(root, node, meta, site, url)
    return Metadata(
        title=titles.title,
        titles=titles.spellings,
        byline=_byline(root, node, meta),
        published=_first_date(_published(root, node, meta)),
        modified=_first_date(_modified(node, meta)),
        language=_language(root, node, meta),
        image=_image(node, meta, base),
        canonical=_canonical(root, meta, base),
        body=one_line(value) if isinstance(value := node.get("articleBody"), str) else "",
        free=_is_free(root, node),
    )


def _is_free(root: Element, node: dict[str, Any]) -> bool:
    """Whether all of the article is there to read, by what the page says to machines or readers."""
    told = str(node.get("isAccessibleForFree", "")).strip().lower()
    if told in ("true", "yes"):
        return True
    return told not in ("false", "no") and not shows_paywall(root)


def base_of(root: Element, url: str) -> str:
    """What relative URLs of the page are relative to."""
    for element in root.iter("base"):
        if href := (element.get("href") or "").strip():
            base = absolute(href, url)
            return base if base.startswith(("http://", "https://")) else url
    return url


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _titles(
    root: Element, node: dict[str, Any], meta: dict[str, str], site: str, url: str
) -> Titles:
    told = [
        ("json-ld", text_value(node.get("headline"))),
        ("og:title", meta.get("og:title", "")),
        ("twitter:title", meta.get("twitter:title", "")),
    ]
    heads = [text_of(h) for h in root.iter("h1")]
    window = next((raw_text(t) for t in root.iter("title")), "")
    return choose_title(told, heads, window, site=site, host=host_of(url))


def _byline(root: Element, node: dict[str, Any], meta: dict[str, str]) -> str | None:
    names = names_of(node.get("author"))
    if not names:
        names = [meta[n] for n in ("author", "article:author", "dc.creator", "byl") if n in meta]
        names = names[:1]
    if not names:
        for element in root.iter("a", "span", "address", "p", "div"):
            named = element.get("rel") == "author" or "author" in (element.get("itemprop") or "")
            if named or (element.get("class") and words_of(element) & _BYLINE_WORDS):
                text = text_of(element)
                if 0 < len(text) < 80:
                    names = [text]
                    break
    cleaned = [_BY.sub("", one_line(n)).strip(" ,;|·") for n in names]
    cleaned = [n for n in dict.fromkeys(cleaned) if n and "://" not in n and len(n) < 120]
    return ", ".join(cleaned) or None


def _published(root: Element, node: dict[str, Any], meta: dict[str, str]) -> Iterator[str]:
    yield text_value(node.get("datePublished"))
    for name in _PUBLISHED:
        yield meta.get(name, "")
    times = [t for t in root.iter("time") if not _is_comment(t)]
    for element in root.iter():
        if "datePublished" in (element.get("itemprop") or "") and not _is_comment(element):
            yield element.get("datetime") or element.get("content") or text_of(element)
    for element in times:
        if element.get("pubdate") is not None:
            yield element.get("datetime") or text_of(element)
    yield text_value(node.get("dateCreated"))
    for element in times[:1]:
        yield element.get("datetime") or text_of(element)


def _modified(node: dict[str, Any], meta: dict[str, str]) -> Iterator[str]:
    yield text_value(node.get("dateModified"))
    for name in _MODIFIED:
        yield meta.get(name, "")


def _first_date(candidates: Iterator[str]) -> datetime | None:
    for text in candidates:
        if text and (found := parse_date(text[:80])) is not None:
            return found
    return None


def _is_comment(element: Element) -> bool:
    return any(words_of(e) & _COMMENT_WORDS for e in element.iterancestors() if e.tag != "body")


def _language(root: Element, node: dict[str, Any], meta: dict[str, str]) -> str | None:
    tags = [
        e.get("lang") or e.get("{http://www.w3.org/XML/1998/namespace}lang")
        for e in root.iter("html")
    ]
    names = [
        *tags,
        meta.get("content-language"),
        meta.get("og:locale"),
        text_value(node.get("inLanguage")),
    ]
    for name in names:
        if name and _LANGUAGE.fullmatch(name.strip()):
            return name.strip().replace("_", "-")
    return None


def _image(node: dict[str, Any], meta: dict[str, str], base: str) -> str | None:
    image = node.get("image")
    if isinstance(image, list):
        image = image[0] if image else None
    if isinstance(image, dict):
        image = image.get("url") or image.get("contentUrl")
    for value in (meta.get("og:image"), meta.get("twitter:image"), image):
        if isinstance(value, str) and value.strip():
            url = absolute(value, base)
            if url.startswith(("http://", "https://")):
                return url
    return None


def _canonical(root: Element, meta: dict[str, str], base: str) -> str | None:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            return canonical(link.get("href") or "", base)
    return canonical(meta["og:url"], base) if "og:url" in meta else None

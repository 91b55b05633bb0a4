"""When an article was published and last changed, from the surest place that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from scraper.dates import date_in_url, parse_date
from scraper.extract.headline import Headline
from scraper.extract.hints import Hints
from scraper.extract.jsonld import text_value
from scraper.extract.tree import Element, text_of

_PUBLISHED = (
    "article:published_time og:published_time datepublished date pubdate publishdate publish_date "
    "dc.date.issued dc.date dcterms.created dcterms.issued parsely-pub-date sailthru.date "
    "publication_date weibo:article:create_at apub:time og:release_date"
).split()
_MODIFIED = (
    "article:modified_time og:updated_time datemodified last-modified dcterms.modified "
    "weibo:article:update_at"
).split()
# Words before a date in a line of facts: "Published on", "Stand:", "发布时间：". What is no such
# word may be a name; but the date in a sentence is of what it tells.
_SAYS_WHEN = re.compile(
    r"publi|pubbl|post|written|geschrieben|verfasst|veröffentlicht|erschienen|erstellt|geplaatst|"
    r"escrito|criado|created|issued|released|date|data|datum|fecha|stand|"
    r"编辑|編輯|作者|记者|記者|기자|发布|發布|发表|發表|时间|時間|日期|公開|投稿|掲載|入力|登録|입력|등록|게시|작성|опубликован|"
    r"дата|^(?:by|von|par|por|di|av|af|de|door)\b|[:：]\s*$",
    re.IGNORECASE,
)
_PLAIN_WORD = re.compile(r"(?<![^\W_])[^\W\d_][^\W\d_]*")
_MAX_PLAIN, _SHORT_WORD = 1, 3
_NO_SPACES = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")
_MAX_CHARACTERS = 6
_LEAD = re.compile(r"^[^\d]{0,40}?(?=\d|[A-Za-zÀ-ž\u0400-\u04ff]{3,12}\.?\s+\d)")
_PARTS = re.compile(r"\s*[|｜•·]\s*|\s+[–—-]\s+|\s{2,}|来源|來源")
_CHANGED = re.compile(
    r"updat|modif|aktualisi|geändert|stand:|actuali|mis à jour|mise à jour|aggiorn|atualiz|更新|"
    r"수정|обновл|senast ändrad|bijgewerkt|oppdatert|zaktualizowan",
    re.IGNORECASE,
)
_AROUND = " ,:：;()"
_MAX_LINE = 120
_MAX_TIMES = 50
_DAY_AHEAD = timedelta(days=1)

Dated = tuple[datetime | None, str]


def find_dates(
    hints: Hints, headline: Headline, url: str, now: datetime | None = None, zone: str = "UTC"
) -> tuple[Dated, Dated]:
    """When it was published and when last changed, each with the place that says so.

    What was changed before it was published was not changed. A place that tells a date of the
    future is passed over, if it is known what time it is.
    """
    published, where = _first(_published(hints, headline, url), now, zone)
    modified, changed = _first(_modified(hints, headline), now, zone)
    if published is not None and modified is not None and modified < published:
        modified, changed = None, ""
    return (published, where), (modified, changed)


def _published(hints: Hints, headline: Headline, url: str) -> Iterator[tuple[str, str]]:
    yield "json-ld", text_value(hints.node.get("datePublished"))
    yield from _in_meta(hints, _PUBLISHED)
    yield from _marked(hints, headline, "datePublished")
    times = hints.times[:_MAX_TIMES]
    for element in times:
        if element.get("pubdate") is not None and not headline.is_elsewhere(element):
            yield from _in_element("<time pubdate>", element)
    yield "json-ld", text_value(hints.node.get("dateCreated"))
    for element in headline.orders(times) if times else ():
        if not _is_changed(element) and not headline.is_elsewhere(element):
            yield from _in_element("<time>", element)
    yield "url", date_in_url(url)
    for line in headline.near:
        yield from (("near the heading", date) for date in _in_line(line))


def _modified(hints: Hints, headline: Headline) -> Iterator[tuple[str, str]]:
    yield "json-ld", text_value(hints.node.get("dateModified"))
    yield from _in_meta(hints, _MODIFIED)
    if hints.times or not hints.node:
        yield from _marked(hints, headline, "dateModified")


def _in_meta(hints: Hints, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        if name in hints.meta:
            yield name if ":" in name else f"meta {name}", hints.meta[name][0]


def _marked(hints: Hints, headline: Headline, name: str) -> Iterator[tuple[str, str]]:
    for element in hints.marked.get(name, ()):
        if not headline.is_elsewhere(element):
            yield from _in_element(f"itemprop {name}", element)


def _in_element(source: str, element: Element) -> Iterator[tuple[str, str]]:
    for text in (element.get("datetime"), element.get("content"), text_of(element)):
        yield source, text or ""


def is_future(moment: datetime, now: datetime | None) -> bool:
    """Whether it is later than `now` by more than a zone that was not told can make."""
    return now is not None and moment - now > _DAY_AHEAD


def read_date(text: str, zone: str) -> datetime | None:
    """The instant of a page's date; a time that names no zone is one in `zone`.

    A day alone stays the day that it is, at midnight in UTC.
    """
    moment = parse_date(text)
    if moment is None or zone == "UTC" or moment.time() == time():
        return moment
    return parse_date(text, zone=ZoneInfo(zone))


def _first(candidates: Iterable[tuple[str, str]], now: datetime | None, zone: str) -> Dated:
    for source, text in candidates:
        moment = read_date(text[:80], zone) if text else None
        if moment is not None and not is_future(moment, now):
            return moment, source
    return None, ""


def _is_changed(element: Element) -> bool:
    said = f"{element.get('itemprop') or ''} {element.get('class') or ''}"
    if _CHANGED.search(said):
        return "publish" not in said.lower()
    before = element.getprevious()
    text = (before.tail if before is not None else getattr(element.getparent(), "text", "")) or ""
    return _CHANGED.search(text[-40:]) is not None


def _in_line(text: str) -> Iterator[str]:
    """What may be the date in a line of facts under a headline."""
    if len(text) > _MAX_LINE or not any(char.isdigit() for char in text):
        return
    for part in _PARTS.split(text):
        lead = _LEAD.match(part)
        before = lead[0] if lead is not None else ""
        if not _CHANGED.search(part) and _is_of_facts(before.strip()):
            yield part.strip(_AROUND)
            yield part[len(before) :].strip(_AROUND)


def _is_of_facts(lead: str) -> bool:
    """Whether the date behind these words can be the article's own."""
    if _SAYS_WHEN.search(lead):
        return True
    words: list[str] = _PLAIN_WORD.findall(lead)
    if words and len(words[-1]) <= _SHORT_WORD:
        del words[-1]  # on, am, le, el
    plain = [word for word in words if word[0].islower()]
    return len(plain) <= _MAX_PLAIN and len(_NO_SPACES.findall(lead)) <= _MAX_CHARACTERS

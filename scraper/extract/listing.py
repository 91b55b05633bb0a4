"""Pages that show the way to articles and are none: sections, tags, searches, galleries, players.

Judged by shape: headlines that lead away, each with a blurb or none, and nowhere two paragraphs
that follow one another. What calls itself an article is believed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from scraper.extract.lines import Line
from scraper.extract.tree import Element

_BLURB = 320
_MEAN_BLURB = 170
_PROSE = 80
_ARTICLE = re.compile(
    r'"@type"\s*:\s*(?:\[\s*)?"(?:https?://schema\.org/)?'
    r"(?:[A-Za-z]*NewsArticle|Article|BlogPosting|LiveBlogPosting|Report|TechArticle"
    r"|ScholarlyArticle|Recipe|Review|HowTo|DiscussionForumPosting|SocialMediaPosting)\""
)
_LIST = re.compile(r'"@type"\s*:\s*"(?:CollectionPage|ItemList|SearchResultsPage|ProfilePage)"')
_VIDEO = re.compile(r'"@type"\s*:\s*"VideoObject"')
_PUBLISHED = frozenset(
    "article:published_time datepublished publishdate pubdate parsely-pub-date date".split()
)
_HEADS = re.compile(
    r"^\W*(?:tags?|category|categories|archives?|search results|results for|topics?|author|latest"
    r"|schlagwort|kategorie|suchergebnisse|archiv|étiquette|catégorie|résultats|etiqueta|categoría"
    r"|resultados|categoria|risultati|zoekresultaten|категория|результаты поиска|标签|分类|搜索结果"
    r"|標籤|分類|搜尋結果|カテゴリ|検索結果|태그|검색 ?결과|نتائج البحث|وسم)\b"
    r"|\d+ (?:results|ergebnisse|résultats|resultados|risultati)\b|(?:一覧|列表)$",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)
# Headlines are longer, mostly; names in a table are not.
_NAME = 25
_PAGE = re.compile(r"[?&/](?:p|page|paged|seite|pagina|start|offset)[=/_-]?\d+", re.IGNORECASE)


def calls_itself_an_article(root: Element) -> bool:
    """Whether the page says to machines that it is one article."""
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name == "og:type" and "article" in (meta.get("content") or "").lower():
            return True
        if name in _PUBLISHED and meta.get("content"):
            return True
    return _told(root, _ARTICLE)


def listing_verdict(root: Element, lines: Sequence[Line], heads: Sequence[str]) -> str:
    """`index` or `player` where the page's shape is one's, else `article`."""
    if calls_itself_an_article(root):
        return "article"
    prose = sum(line.size for line in lines if _is_prose(line))
    if prose <= 250 and _is_player(root):
        return "player"
    if _is_gallery(root, lines) or _is_index(root, lines, heads):
        return "index"
    return "article"


def is_list_of_blurbs(lines: Sequence[Line]) -> bool:
    """Whether all that is told stands below headlines that lead elsewhere, a blurb to each."""
    items = [n for n, line in enumerate(lines) if _is_item(line)]
    if len(items) < 3 or any(_is_prose(line) for line in lines[: items[0]]):
        return False
    return not any(_is_prose(a) and _is_prose(b) for a, b in pairwise(lines))


def is_list_of_links(lines: Sequence[Line]) -> bool:
    """Whether a body is headlines that lead elsewhere, and hardly anything beside them."""
    items = sum(1 for line in lines if _is_item(line))
    size = sum(line.size for line in lines)
    linked = sum(line.size * line.linked for line in lines)
    return items >= 5 and linked > size * 0.8 and not any(_is_prose(line) for line in lines)


def _is_prose(line: Line) -> bool:
    return line.size >= _PROSE and line.linked < 0.5 and not line.heading and not _is_item(line)


def _is_item(line: Line) -> bool:
    """Whether the line is a headline that leads to another page, alone or before its blurb."""
    if not line.leads or line.leads.startswith(("#", "javascript:", "mailto:")):
        return False
    own = line.size * line.linked
    return 12 <= own <= 220 and (line.linked >= 0.8 or (line.linked >= 0.2 and line.size <= 400))


def _is_index(root: Element, lines: Sequence[Line], heads: Sequence[str]) -> bool:
    items = [n for n, line in enumerate(lines) if _is_item(line)]
    if len(items) < 6:
        return False
    rest = [line for n, line in enumerate(lines) if n not in set(items)]
    told = [line.size for line in rest if line.size >= 25 and not line.heading]
    if told and (max(told) > _BLURB or sum(told) / len(told) > _MEAN_BLURB):
        return False
    if sum(told) > len(items) * _MEAN_BLURB:
        return False
    if any(_is_prose(a) and _is_prose(b) for a, b in pairwise(lines)):
        return False  # two paragraphs that follow one another belong together
    # One paragraph and the way to others: a short item, if it says more than a blurb does.
    first = next((line for line in lines[: items[0]] if _is_prose(line)), None)
    if first is not None:
        told.remove(first.size)
        if first.size > max(150, 2 * _median(told)):
            return False
    brief = first is None and (not told or max(told) < 100)
    if _median([lines[n].size for n in items]) < _NAME and _in_tables(root) >= len(items) / 2:
        return False  # of members, winners, parts
    if not _of_one_site(root, [lines[n] for n in items]):
        return False
    cards = sum(1 for card in root.iter("article") if next(card.iter("a"), None) is not None)
    pages = sum(1 for a in root.iter("a") if _PAGE.search(a.get("href") or "") is not None)
    signs = [
        brief and len(items) >= 7,
        cards >= 4,
        pages >= 2,
        any(_HEADS.search(head) for head in heads),
        sum(1 for _ in root.iter("time")) >= 4,
        _is_website(root),
        _told(root, _LIST),
        _linked_pictures(root) >= 4,
    ]
    return any(signs)


def _of_one_site(root: Element, items: Sequence[Line]) -> bool:
    """Whether the headlines lead to pages of this site: a post of links leads to many."""
    hosts = [_host(line.leads) for line in items]
    host = max(hosts, key=hosts.count)
    own = next((_host(link.get("href") or "") for link in root.iter("link") if _is_self(link)), "")
    return hosts.count(host) >= 0.8 * len(hosts) and (not host or not own or host == own)


def _host(url: str) -> str:
    start = url.find("//")
    return url[start + 2 :].partition("/")[0].lower() if -1 < start < 8 else ""


def _is_self(link: Element) -> bool:
    return "canonical" in (link.get("rel") or "").lower()


def _is_gallery(root: Element, lines: Sequence[Line]) -> bool:
    if sum(line.size for line in lines if not line.heading) > 250:
        return False
    return not any(_is_prose(line) for line in lines) and _linked_pictures(root) >= 6


def _is_player(root: Element) -> bool:
    for meta in root.iter("meta"):
        if (meta.get("property") or "").lower() == "og:type":
            if (meta.get("content") or "").lower().startswith("video"):
                return True
            break
    return next(root.iter("video", "iframe"), None) is not None and _told(root, _VIDEO)


def _is_website(root: Element) -> bool:
    return any(
        (meta.get("property") or "").lower() == "og:type"
        and (meta.get("content") or "").lower() == "website"
        for meta in root.iter("meta")
    )


def _told(root: Element, what: re.Pattern[str]) -> bool:
    return any(
        what.search(script.text or "") is not None
        for script in root.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
    )


def _linked_pictures(root: Element) -> int:
    """How many pictures lead to pages, and not to themselves in a larger size."""
    return sum(
        next(link.iter("img"), None) is not None and _PICTURE.search(link.get("href") or "") is None
        for link in root.iter("a")
    )


def _in_tables(root: Element) -> int:
    """How many cells are links that have other cells beside them."""
    rows = [row for row in root.iter("tr") if len(row) > 1]
    return sum(next(cell.iter("a"), None) is not None for row in rows for cell in row)


def _median(sizes: list[int]) -> int:
    return sorted(sizes)[len(sizes) // 2] if sizes else 0

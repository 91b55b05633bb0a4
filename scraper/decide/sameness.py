"""Which entries and posts are one article: addresses, titles and times weighed."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scraper.model import Entry, Held
from scraper.urls import identity, same_path

# `/?p=123`: parameters by which sites without paths name an article.
_PAGE_PARAMETERS = frozenset(
    "p id page_id post post_id pid aid nid sid tid cid article article_id articleid news news_id"
    " newsid story storyid docid item itemid entry q".split()
)

# An edited headline comes within hours, the next day's edition of a page after a day.
SAME_DAY = timedelta(hours=20)
# Scripts without spaces or of short words: Thai, Lao, Burmese, Khmer, kana, Han, Hangul.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
_HALF = 0.5
_WORD = re.compile(r"\w+")


def is_other_article(entry: Entry, post: Held) -> bool:
    """Whether a post with the entry's own address is another article all the same.

    Only another title together with another day says so: a page that is written anew each day, or
    a guid such as "latest". Headlines are edited, and feeds shorten them. Where the addresses are
    one only if `/amp` marks a copy, titles that share little are enough: it may be a word.
    """
    if post.url is not None and is_unsure(entry, post) and not same_path(entry.url, post.url):
        return True
    if _alike(entry.title, post.title) or entry.published is None or post.published is None:
        return False
    return abs(entry.published - post.published) > SAME_DAY


def is_unsure(entry: Entry, post: Held) -> bool:
    """Whether the post's own address must be looked up: the titles share half or less."""
    return not _alike(entry.title, post.title) and _shared(entry.title, post.title) <= _HALF


def reuses_key(entry: Entry, old: Entry) -> bool:
    """Whether an entry under a known key is another article: another address, title and day.

    Where the address is the key itself, another title on another day is enough. Within a day,
    another address and a title that shares little with the old one say so: guids that count the
    places in a feed. A headline and its slug that are edited keep half of their words, or the
    second at which the article came.
    """
    if _alike(entry.title, old.title):
        return False
    if entry.identity == old.identity and entry.key != entry.url:
        return False
    if entry.published is None or old.published is None:
        return entry.identity != old.identity
    if abs(entry.published - old.published) > SAME_DAY:
        return True
    if identity(entry.url) == identity(old.url) or _shared(entry.title, old.title) >= _HALF:
        return False
    # A full minute may be that of a whole edition.
    return entry.published != old.published or entry.published.second == 0


def has_new_address(entry: Entry, old: Entry) -> bool:
    """Whether an entry of a known key shows its article at another address than before.

    Not where an address names other articles, too, nor where the day is another: a page that is
    written anew keeps its title.
    """
    if entry.identity == old.identity or "\x1f" in entry.identity + old.identity:
        return False
    if not entry.linked or not old.linked:
        return False
    if entry.published is None or old.published is None:
        return True
    return abs(entry.published - old.published) <= SAME_DAY


def second_key(entry: Entry) -> str:
    """The key of an entry whose own key is that of another article."""
    return f"{entry.key}\x1f{entry.identity}\x1f{_plain(entry.title)[:80]}"


def own_identity(entry: Entry) -> Entry:
    """The entry under a name that no address gives: its link names another article, too."""
    return dataclasses.replace(entry, identity=f"{entry.feed_id}\x1f{entry.key}")


def post_name(url_identity: str, title: str, published: datetime | None) -> str:
    """What tells posts of one address apart, when only the posts are left to ask.

    Without `published` where that is no more than the time of a first sight.
    """
    time = f"{published:%Y-%m-%dT%H:%M:%S}" if published is not None else ""
    return f"{url_identity}\x1f{time}\x1f{_plain(title)}"


def is_same_article(entry: Entry, post: Held) -> bool:
    """Whether a post with the address that an entry's link led to is that entry.

    A redirect alone does not say so (dead links of one site all lead to one page): the title must
    be alike, or the time the same.
    """
    same_time = (
        entry.published is not None
        and post.published is not None
        and abs(entry.published - post.published) < timedelta(minutes=1)
    )
    return same_time or _alike(entry.title, post.title)


def _alike(one: str, other: str) -> bool:
    """Whether two titles may be one: the same letters, or one within the other. None fits all."""
    if one == other or not one or not other:
        return True
    first, second = sorted((_plain(one), _plain(other)), key=len)
    if first == second:
        return True
    return len(first) >= 5 and first in second


def _shared(one: str, other: str) -> float:
    """How much of the shorter title's words is in the other: 0 to 1."""
    first, second = sorted((_words(one), _words(other)), key=len)
    return len(first & second) / max(len(first), 1)


def _words(title: str) -> frozenset[str]:
    """The words that say something; pairs of signs, where no spaces part the words."""
    found: set[str] = set()
    for word in _WORD.findall(title.casefold()):
        if len(word) > 1 and _UNSPACED.search(word):
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        else:
            found.add(word)
    long = frozenset(word for word in found if len(word) > 3 or _UNSPACED.search(word))
    return long or frozenset(found)  # "on", "of", "the" are in every other title


def leads_home(url: str, final_url: str) -> bool:
    """Whether a link to a page led to a site's front page: a dead link in disguise."""
    final = urlsplit(final_url)
    if not urlsplit(url).path.strip("/") or final.path.strip("/"):
        return False
    names = {pair.partition("=")[0].lower() for pair in final.query.split("&")}
    return not names & _PAGE_PARAMETERS


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum()) or text.strip()

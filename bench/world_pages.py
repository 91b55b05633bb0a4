"""What the bench's news world shows: feeds, and articles amid all that pages hold beside them.

All of it is made from seeds, the same in every run; nothing comes from anywhere else.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

SMALLEST, LARGEST = 20_000, 140_000  # bytes of a page
_START = datetime(2024, 1, 1, 6, tzinfo=UTC)

_WHO = (
    "The council|The harbour authority|A spokeswoman for the ministry|The museum|The river board|"
    "Engineers from the university|The head of the clinic|A group of farmers|The orchestra|"
    "The port's new owner|The court in the capital|Residents of the old town|The rail operator|"
    "A team of biologists|The teachers' union|The energy company|The mayor|The fire brigade"
).split("|")
_DID = (
    "announced|confirmed|rejected|welcomed|postponed|presented|criticised|approved|examined|"
    "defended|questioned|published|described|cancelled|funded|inspected|recommended"
).split("|")
_WHAT = (
    "a plan to widen the northern canal|the first results of a two-year study|a new timetable|"
    "the repair of the stone bridge|a budget of four million|the sale of the old mill|"
    "an agreement with the neighbouring region|the report on last winter's flood|a ban on night "
    "flights|the return of cranes to the marshes|a school for three hundred pupils|the restored "
    "paintings|a cheaper method to clean ballast water|the merger of two hospitals|rules for "
    "short lets|a network of quiet streets|the forecast for the coming harvest"
).split("|")
_HOW = (
    "after months of debate|in spite of strong objections|at a meeting on Tuesday evening|for the "
    "first time in a decade|before an audience of several hundred|two weeks ahead of schedule|"
    "although the costs had risen sharply|with the support of every party|in a letter to the "
    "committee|because the old contract runs out in spring|without naming a date"
).split("|")
_MORE = (
    "Work is expected to begin in the summer, and should take about fourteen months.|“We had not "
    "hoped for so much,” said one of those present, who has lived there since childhood.|Critics "
    "doubt that the figures are complete, and have asked for an independent review.|Similar "
    "projects elsewhere, however, took far longer than planned.|The details will be discussed "
    "next month, when the committee meets again.|It is not yet clear who will pay for this.|Only "
    "a few years ago, such a step would have been thought impossible.|In the past year alone, "
    "the number rose from 1,200 to nearly 1,900.|Those who live nearby were told by letter, "
    "many of them too late to object."
).split("|")
_SECTIONS = "World|Politics|Business|Science|Culture|Sport|Weather|Travel|Opinion|Local".split("|")
# (feed, item) -> title and summary of an article.
Told = Callable[[int, int], tuple[str, str]]
_AUTHORS = "Ada Brook|Jonas Feld|Mira Castell|Tomas Lind|Ruth Okoro|Ben Harrow".split("|")


def title_of(feed: int, item: int) -> str:
    """The headline of an article."""
    chance = random.Random(f"title {feed} {item}")
    words = f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)}"
    return f"{words}, report {feed}-{item}"


def published(feed: int, item: int) -> datetime:
    """When an article appeared."""
    return _START + timedelta(hours=item, minutes=feed % 60)


def path_of(feed: int, item: int) -> str:
    """The path of an article's page."""
    day = published(feed, item)
    return f"/{day:%Y/%m}/feed-{feed}-article-{item}"


def told_of(feed: int, item: int) -> tuple[str, str]:
    """What a feed says of an article: title and summary."""
    return title_of(feed, item), _sentence(random.Random(f"summary {feed} {item}"))


def feed_text(feed: int, items: Sequence[int], origin: str, told: Told = told_of) -> str:
    """A feed that shows these articles: RSS 2.0, every second one Atom."""
    return (_atom if feed % 2 else _rss)(feed, items, origin, told)


def page_text(feed: int, item: int, origin: str) -> str:
    """The page of an article, between SMALLEST and LARGEST bytes."""
    chance = random.Random(f"page {feed} {item}")
    size = SMALLEST + 2_000 + int((LARGEST - SMALLEST - 6_000) * chance.random() ** 2)
    name, when = title_of(feed, item), published(feed, item)
    author, section = chance.choice(_AUTHORS), chance.choice(_SECTIONS)
    url = origin + path_of(feed, item)
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": name,
        "url": url,
        "datePublished": when.isoformat(),
        "author": {"@type": "Person", "name": author},
        "articleSection": section,
        "image": f"{origin}/media/{feed}/{item}.jpg",
    }
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(name)} | Daily '
        f'{feed}</title><link rel="canonical" href="{url}"><meta property="og:type" content='
        f'"article"><meta property="og:title" content="{escape(name)}"><meta property="og:url" '
        f'content="{url}"><meta name="author" content="{author}"><meta name="description" '
        f'content="{escape(_sentence(chance))}"><script type="application/ld+json">'
        f"{json.dumps(about)}</script>"
    )
    top = (
        '</head><body class="page page--article"><a class="skip" href="#main">Skip to content</a>'
        f'<header class="site-header"><a href="/" class="logo">Daily {feed}</a>{_menu(chance)}'
        f'</header><main id="main"><article class="article"><header><p class="kicker">{section}</p>'
        f'<h1>{escape(name)}</h1><p class="byline">By <a rel="author" href="/authors/'
        f'{author.replace(" ", "-").lower()}">{author}</a> <time datetime="{when.isoformat()}">'
        f"{when:%d %B %Y}</time></p></header>"
    )
    text = _body(chance, feed, item) + "</article>"
    foot = (
        f'</main><footer class="site-footer">{_menu(chance)}<ul><li><a href="/imprint">Imprint</a>'
        '</li><li><a href="/privacy">Privacy</a></li></ul><p class="legal">All rights reserved.</p>'
        "</footer>"
    )
    spare = max(0, size - sum(map(len, (head, top, text, foot))))
    style = f"<style>{_filled(chance, spare // 6, _rule)}</style>"
    script = f"<script>window.__state__=[{_filled(chance, spare // 2, _record)}0]</script>"
    teasers = f'<aside class="more"><h2>More stories</h2>{_filled(chance, spare // 3, _teaser)}'
    return f"{head}{style}{top}{text}{teasers}</aside>{foot}{script}</body></html>"


def _rss(feed: int, items: Sequence[int], origin: str, told: Told) -> str:
    shown = "".join(
        f"<item><title>{escape(title)}</title><link>{origin}{path_of(feed, item)}"
        f'</link><guid isPermaLink="false">feed-{feed}-{item}</guid><pubDate>'
        f"{format_datetime(published(feed, item))}</pubDate><category>News</category>"
        f"<description>{escape(summary)}</description></item>"
        for item in reversed(items)
        for title, summary in [told(feed, item)]
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Daily {feed}</title><link>{origin}/</link><description>News</description>"
        f"<language>en</language>{shown}</channel></rss>"
    )


def _atom(feed: int, items: Sequence[int], origin: str, told: Told) -> str:
    shown = "".join(
        f"<entry><title>{escape(title)}</title><link rel='alternate' href='{origin}"
        f"{path_of(feed, item)}'/><id>urn:feed-{feed}-{item}</id><published>{when}</published>"
        f"<updated>{when}</updated><summary>{escape(summary)}</summary></entry>"
        for item in reversed(items)
        for title, summary in [told(feed, item)]
        for when in [published(feed, item).isoformat()]
    )
    newest = published(feed, items[-1]).isoformat() if items else _START.isoformat()
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Daily {feed}</title><id>urn:feed-{feed}</id><updated>{newest}</updated>"
        f"<link href='{origin}/'/><author><name>Daily {feed}</name></author>{shown}</feed>"
    )


def _sentence(chance: random.Random) -> str:
    words = f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)}"
    return f"{words} {chance.choice(_HOW)}."


def _paragraph(chance: random.Random) -> str:
    said = [_sentence(chance) for _ in range(chance.randint(1, 3))]
    said.insert(1, chance.choice(_MORE))
    if chance.random() < 0.3:
        at = chance.randrange(len(said))
        said[at] = f'<a href="/topics/{chance.randint(1, 400)}">{said[at][:-1]}</a>.'
    return f"<p>{' '.join(said)}</p>"


def _body(chance: random.Random, feed: int, item: int) -> str:
    parts = [
        f'<figure><img src="/media/{feed}/{item}.jpg" alt="{escape(_sentence(chance))}" '
        f'width="1200"><figcaption>{_sentence(chance)}</figcaption></figure>',
        f'<p class="lead"><strong>{_sentence(chance)}</strong></p>',
    ]
    for number in range(chance.randint(6, 26)):
        if number and number % 5 == 0:
            parts.append(f"<h2>What {chance.choice(_WHO).lower()} wants</h2>")
        parts.append(_paragraph(chance))
        roll = chance.random()
        if roll < 0.08:
            entries = "".join(f"<li>{_sentence(chance)}</li>" for _ in range(4))
            parts.append(f"<ul>{entries}</ul>")
        elif roll < 0.14:
            parts.append(f"<blockquote><p>{_sentence(chance)}</p></blockquote>")
        elif roll < 0.2:
            parts.append('<div class="ad-slot" data-slot="inline"><span>Advertisement</span></div>')
    return "".join(parts)


def _menu(chance: random.Random) -> str:
    links = "".join(
        f'<li class="nav__item"><a href="/{section.lower()}">{section}</a><ul>'
        + "".join(
            f'<li><a href="/{section.lower()}/{chance.randint(1, 99)}">{section} {n}</a></li>'
            for n in range(1, 5)
        )
        + "</ul></li>"
        for section in _SECTIONS
    )
    return f'<nav class="nav"><ul class="nav__list">{links}</ul></nav>'


def _filled(chance: random.Random, size: int, make: Callable[[random.Random], str]) -> str:
    parts: list[str] = []
    while size > 0:
        parts.append(make(chance))
        size -= len(parts[-1])
    return "".join(parts)


def _rule(chance: random.Random) -> str:
    return f".c{chance.randrange(9999)}{{margin:{chance.randrange(40)}px;display:flex}}"


def _record(chance: random.Random) -> str:
    what = {"id": chance.randrange(10**9), "title": chance.choice(_WHAT), "seen": False}
    return json.dumps(what) + ","


def _teaser(chance: random.Random) -> str:
    number = chance.randrange(10**6)
    return (
        f'<div class="teaser"><a class="teaser__link" href="/stories/{number}"><img loading="lazy" '
        f'src="/media/thumb/{number}.jpg" alt=""><div class="teaser__text"><span class="kicker">'
        f"{chance.choice(_SECTIONS)}</span><h3>{chance.choice(_WHO)} {chance.choice(_DID)} "
        f"{chance.choice(_WHAT)}</h3></div></a></div>"
    )

"""Where a page or an address points to feeds: links, usual places, YouTube's rules."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest

from scraper.feeds.signposts import (
    MAX_LINKS,
    feed_links,
    is_of_comments,
    is_opml,
    looks_like_feed,
    usual_places,
    video_feed,
    video_feed_on,
)
from scraper.model import Entry, Fetched

AT = datetime(2026, 12, 1, tzinfo=UTC)
CHANNEL = "UC" + "a1B2c3D4e5F6g7H8i9J0_-"
VIDEOS = "https://www.youtube.com/feeds/videos.xml"


def came(body: str, url: str = "https://example.org/") -> Fetched:
    html = body if body.startswith("{") else f"<!doctype html><html><body>{body}</body></html>"
    return Fetched(url, url, "text/html; charset=utf-8", html.encode(), AT)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/feed",
        "https://example.org/feed/",
        "https://example.org/blog/rss.xml",
        "https://example.org/xml/rss2/",
        "https://example.org/sport.rss",
        "https://example.org/index.xml",
        "https://example.org/?feed=rss2",
        "https://feeds.example.org/daily",
        "https://example.org/feeds/posts/default",
        "https://example.org/feeds/world.xml",
        "https://example.org/feed.json",
    ],
)
def test_addresses_that_feeds_have_look_like_feeds(url: str) -> None:
    assert looks_like_feed(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "https://example.org/feedback",
        "https://example.org/2026/05/rss-is-back",
        "https://example.org/sitemap.xml",
        "https://example.org/rss/icon.png",
        "https://example.org/newsfeed",
    ],
)
def test_other_addresses_do_not(url: str) -> None:
    assert not looks_like_feed(url)


def test_links_count_by_address_or_words_and_comments_come_last() -> None:
    page = came(
        '<a href="/comments/feed/">Comments RSS</a> <a href="/story">Feeding the ducks</a>'
        '<a class="x" href="syndication.php?a=1&amp;b=2"><b>RSS</b></a>'
        "<a href=/atom.xml>Atom</a><a href='/icon'><img src='/rss.png' alt='RSS'></a>"
    )
    assert feed_links(page) == (
        "https://example.org/atom.xml",
        "https://example.org/syndication.php?a=1&b=2",
        "https://example.org/icon",
        "https://example.org/comments/feed/",
    )


def test_links_to_readers_to_the_page_itself_and_to_no_web_address_are_none() -> None:
    page = came(
        '<a href="https://reader.example/add?url=https://example.org/feed">RSS</a>'
        '<a href="#rss">RSS</a><a href="/">feed</a><a href="mailto:rss@example.org">RSS</a>'
        '<a href="http://[bad/feed">feed</a>'
    )
    assert feed_links(page) == ()


def test_links_are_relative_to_the_pages_base() -> None:
    page = came('<base href="/blog/"><a href="feed.xml">feed</a>')
    assert feed_links(page) == ("https://example.org/blog/feed.xml",)


def test_a_page_in_another_charset_is_read_in_it() -> None:
    html = (
        '<!doctype html><html><meta charset="gbk"><body><a href="/dy">订阅 RSS 源</a></body></html>'
    )
    page = Fetched("https://a.example/", "https://a.example/", "text/html", html.encode("gbk"), AT)
    assert feed_links(page) == ("https://a.example/dy",)


def test_what_is_no_page_has_no_links() -> None:
    assert feed_links(came('{"a": "<a href=/feed>"}')) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["<a ", "<a href=", '<a href="/feed">', "<a x='", "<", '"', "<a href=/b>rss"]
)
def test_a_hostile_page_of_five_megabytes_costs_no_minutes(piece: str) -> None:
    page = came(piece * (5_000_000 // len(piece)))
    started = process_time()
    assert len(feed_links(page)) <= MAX_LINKS
    assert process_time() - started < 5


def test_the_usual_places_are_few_each_once_and_the_pages_own_section_is_first() -> None:
    places = usual_places("https://example.org/blog/2026/05/story.html")
    assert places[0] == "https://example.org/blog/feed"
    assert "https://example.org/feed" in places
    assert "https://example.org/feeds/posts/default" in places
    assert len(places) == len(set(places)) <= 12


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://example.org", "https://example.org/feed"),
        ("https://example.org/story.html", "https://example.org/feed"),
        ("https://example.org/2026/05/story", "https://example.org/feed"),
        ("https://example.org:8080/~jane/", "https://example.org:8080/~jane/feed"),
        ("https://example.org/blog", "https://example.org/blog/feed"),
    ],
)
def test_dates_and_files_are_no_sections(url: str, first: str) -> None:
    assert usual_places(url)[0] == first


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", f"{VIDEOS}?channel_id={CHANNEL}"),
        (f"https://m.youtube.com/channel/{CHANNEL}/videos", f"{VIDEOS}?channel_id={CHANNEL}"),
        (
            "https://youtube.com/playlist?list=PL0123456789_-abc&si=x",
            f"{VIDEOS}?playlist_id=PL0123456789_-abc",
        ),
        ("https://www.youtube.com/@example", None),
        ("https://www.youtube.com/channel/UCshort", None),
        ("https://www.youtube.com/playlist", None),
        (f"https://example.org/channel/{CHANNEL}", None),
        (f"https://www.youtube.com.example.org/channel/{CHANNEL}", None),
    ],
)
def test_channels_and_playlists_name_their_feed_by_their_address(
    url: str, feed: str | None
) -> None:
    assert video_feed(url) == feed


@pytest.mark.parametrize(
    "html",
    [
        f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">',
        f'<meta itemprop="identifier" content="{CHANNEL}">',
        f'<script>var x = {{"metadata":{{"externalId":"{CHANNEL}","a":1}}}}</script>',
        f'<script>{{"videoDetails":{{"channelId":"{CHANNEL}"}}}}</script>',
    ],
)
def test_pages_of_handles_and_videos_name_their_channel(html: str) -> None:
    page = came(html, "https://www.youtube.com/@example")
    assert video_feed_on(page) == f"{VIDEOS}?channel_id={CHANNEL}"


def test_a_page_names_its_own_channel_before_others() -> None:
    other = "UC" + "z" * 22
    html = f'{{"channelId":"{other}"}}<meta itemprop="channelId" content="{CHANNEL}">'
    assert video_feed_on(came("<p>" + html, "https://youtu.be/abc")) == (
        f"{VIDEOS}?channel_id={CHANNEL}"
    )


def test_other_sites_pages_name_no_channel() -> None:
    assert video_feed_on(came(f'<meta itemprop="channelId" content="{CHANNEL}">')) is None


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        (b'<?xml version="1.0"?>\n<opml version="2.0"><body/></opml>', True),
        ('<?xml version="1.0"?><OPML version="1.0">'.encode("utf-16"), True),
        (b"<rss><channel><title>opml</title></channel></rss>", False),
        (b"<html><body>&lt;opml&gt;</body></html>", False),
        (b"", False),
    ],
)
def test_opml_is_told_by_its_root(body: bytes, is_one: bool) -> None:
    assert is_opml(body) is is_one


def entry(title: str) -> Entry:
    return Entry("f", title, title, f"https://example.org/{title}", title=title)


@pytest.mark.parametrize(
    ("url", "title", "titles", "comments"),
    [
        ("https://a.example/comments/feed/", "The Daily", ["A"], True),
        ("https://a.example/feeds/comments/default", "", [], True),
        ("https://a.example/story/feed/", "Comments on: A story", [], True),
        ("https://a.example/x", "评论", [], True),
        ("https://a.example/x", "The Daily", ["By: Ada", "By: Bob"], True),
        ("https://a.example/x", "The Daily", ["By: Ada", "B", "C"], False),
        ("https://a.example/commentary/feed", "Commentary", ["A"], False),
        ("https://a.example/feed", "The Daily", [], False),
    ],
)
def test_feeds_of_comments_are_told(
    url: str, title: str, titles: list[str], comments: bool
) -> None:
    assert is_of_comments(url, title, [entry(one) for one in titles]) is comments

"""The demo's news site serves what it says: real feeds, pages in old charsets, 304, a wall."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from lxml import html

from scraper.demo.__main__ import main
from scraper.demo.content import Newspaper, Story
from scraper.demo.newspapers import NEWSPAPERS, all_stories, shown_in
from scraper.demo.pages import WALL_WORDS
from scraper.demo.site import SLOW_S, NewsSite
from scraper.urls import canonical

STORIES = all_stories()
papers = pytest.mark.parametrize("paper", NEWSPAPERS, ids=lambda paper: paper.id)
articles = pytest.mark.parametrize(
    "story", [s for s in STORIES if not s.kind], ids=lambda s: s.path
)


@pytest.fixture(scope="module")
def site() -> Iterator[NewsSite]:
    with NewsSite() as site:
        yield site


def get(
    site: NewsSite, path: str, headers: dict[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    host = site.base.removeprefix("http://")
    with closing(http.client.HTTPConnection(host, timeout=5)) as connection:
        connection.request("GET", path, headers=headers or {})
        with connection.getresponse() as response:
            return response.status, response.headers, response.read()


def test_a_front_page_is_found_without_the_slash_at_its_end(site: NewsSite) -> None:
    status, headers, body = get(site, f"/{NEWSPAPERS[0].id}")
    assert (status, headers["Location"], body) == (301, f"/{NEWSPAPERS[0].id}/", b"")


def the(kind: str) -> Story:
    (story,) = [story for story in STORIES if story.kind == kind]
    return story


def feed_entries(site: NewsSite, paper: Newspaper) -> list[dict[str, str]]:
    """Title, link and date of each entry, read as a stranger would."""
    _, headers, body = get(site, paper.feed_path)
    if paper.feed_form == "json":
        return [
            {"title": i["title"], "link": i["url"], "date": i["date_published"]}
            for i in json.loads(body)["items"]
        ]
    parsed = feedparser.parse(body, response_headers={"content-type": headers["content-type"]})
    assert not parsed.bozo, parsed.bozo_exception
    return [
        {"title": e.title, "link": e.link, "date": e.get("published") or e.updated}
        for e in parsed.entries
    ]


def test_there_are_six_newspapers_in_five_forms() -> None:
    assert len(NEWSPAPERS) == 6
    assert {paper.feed_form for paper in NEWSPAPERS} == {"rss", "rdf", "atom", "json"}
    assert {"gb18030", "big5"} < {paper.charset for paper in NEWSPAPERS}


@papers
def test_a_feed_shows_three_to_five_articles(site: NewsSite, paper: Newspaper) -> None:
    entries = feed_entries(site, paper)
    assert 3 <= len(entries) <= 5
    assert [entry["title"] for entry in entries] == [story.title for story in shown_in(paper)]


@papers
def test_links_carry_tracking_that_canonical_takes_off(site: NewsSite, paper: Newspaper) -> None:
    for entry, story in zip(feed_entries(site, paper), shown_in(paper), strict=True):
        assert "utm_source=" in entry["link"]
        assert canonical(entry["link"]) == site.base + story.path


@papers
def test_articles_are_of_the_last_days(site: NewsSite, paper: Newspaper) -> None:
    for entry in feed_entries(site, paper):
        try:
            date = datetime.fromisoformat(entry["date"])
        except ValueError:
            date = parsedate_to_datetime(entry["date"])
        assert timedelta(0) < datetime.now(UTC) - date < timedelta(days=4)


def test_one_article_stands_in_two_feeds(site: NewsSite) -> None:
    links = [canonical(e["link"]) for paper in NEWSPAPERS for e in feed_entries(site, paper)]
    assert len(links) == len(set(links)) + 1


@pytest.mark.parametrize(
    ("paper", "declared"),
    [
        pytest.param("zh", "meta", id="the Chinese pages admit GB18030 in meta alone"),
        pytest.param("tw", "header", id="the Taiwanese pages say Big5 in the header"),
        pytest.param("fr", "header", id="the French pages say windows-1252 in the header"),
    ],
)
def test_pages_are_in_the_charset_of_their_country(
    site: NewsSite, paper: str, declared: str
) -> None:
    for story in [s for s in STORIES if s.newspaper.id == paper]:
        _, headers, body = get(site, story.path)
        charset = story.newspaper.charset
        assert story.title in body.decode(charset)
        with pytest.raises(UnicodeDecodeError):
            body.decode()
        assert (charset in headers["content-type"]) is (declared == "header")
        assert (charset.encode() in body) is (declared == "meta")


def test_one_name_needs_all_of_gb18030(site: NewsSite) -> None:
    (story,) = [s for s in STORIES if "王䶮" in s.body]
    with pytest.raises(UnicodeEncodeError):
        story.body.encode("gbk")
    assert "王䶮".encode("gb18030") in get(site, story.path)[2]


@articles
def test_a_page_is_an_article_in_a_web_page(site: NewsSite, story: Story) -> None:
    text = get(site, story.path)[2].decode(story.newspaper.charset)
    tree = html.fromstring(text)
    (article,) = tree.xpath("//div[@class='article-body']")
    paragraphs = re.findall(r"(?m)^<p>(.*)</p>$", story.body)
    assert len(paragraphs) >= 4
    assert len(article.xpath("./p")) == len(paragraphs)
    assert len(article.xpath("./div[contains(@class, 'ad')]")) == 1
    assert len(article.xpath("./aside[contains(@class, 'newsletter')]")) == 1
    whole = " ".join(tree.text_content().split())
    for words in (*story.newspaper.headlines, story.newspaper.advert, story.newspaper.cookies):
        assert words in whole


@articles
def test_nothing_around_an_article_is_part_of_one(story: Story) -> None:
    for words in (*story.newspaper.boilerplate, *WALL_WORDS):
        assert words not in story.body


def test_there_are_tables_code_figures_and_lazy_images() -> None:
    bodies = " ".join(story.body for story in STORIES)
    for markup in ("<table", '<code class="language-', "<figcaption", "data-src=", "data-srcset="):
        assert markup in bodies


@pytest.mark.parametrize("path", [paper.feed_path for paper in NEWSPAPERS] + [STORIES[0].path])
def test_validators_are_answered_with_304(site: NewsSite, path: str) -> None:
    _, headers, _ = get(site, path)
    for condition, validator in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        status, _, body = get(site, path, {condition: headers[validator]})
        assert (status, body) == (304, b"")
    assert get(site, path, {"If-None-Match": '"another"'})[0] == 200


def test_the_wall_hides_the_article_and_the_feed_has_but_a_teaser(site: NewsSite) -> None:
    wall = the("consent")
    text = get(site, wall.path)[2].decode()
    assert all(words in text for words in WALL_WORDS)
    assert wall.title not in text
    assert not wall.newspaper.full_text


def test_the_dead_link_is_404_and_its_feed_has_the_text(site: NewsSite) -> None:
    dead = the("dead")
    assert get(site, dead.path)[0] == 404
    feed = get(site, dead.newspaper.feed_path)[2].decode()
    assert "never been caught at it" in feed


@pytest.mark.slow
def test_the_slow_page_is_slow(site: NewsSite) -> None:
    start = time.monotonic()
    assert get(site, the("slow").path)[0] == 200
    assert time.monotonic() - start >= SLOW_S


def test_requests_are_counted_by_kind() -> None:
    with NewsSite() as site:
        for path in ("/zh/rss.xml", "/robots.txt", "/img/stane-point.png", STORIES[0].path, "/x"):
            get(site, path)
        get(site, "/zh/rss.xml", {"If-None-Match": "*"})
        assert site.tally.requests == {"feed": 2, "robots": 1, "image": 1, "page": 1, "other": 1}
        assert (site.tally.answers["feed", 200], site.tally.answers["feed", 304]) == (1, 1)
        site.tally.reset()
        assert not site.tally.requests


def test_the_same_instant_gives_the_same_feeds() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    with NewsSite(now) as one, NewsSite(now) as two:
        for paper in NEWSPAPERS:
            first, second = (get(s, paper.feed_path)[2] for s in (one, two))
            ports = (one.base.encode(), two.base.encode())
            assert first.replace(ports[0], b"") == second.replace(ports[1], b"")


@papers
def test_a_front_page_leads_to_the_newspaper_s_feed_and_stories(
    site: NewsSite, paper: Newspaper
) -> None:
    status, _, body = get(site, f"/{paper.id}/")
    front = html.fromstring(body.decode())
    assert status == 200
    assert front.xpath("//link[@rel='alternate']/@href") == [paper.feed_path]
    assert front.xpath("//li/a/@href") == [story.path for story in shown_in(paper)]
    _, _, hall = get(site, "/")
    assert f"/{paper.id}/" in html.fromstring(hall.decode()).xpath("//li/a/@href")


def test_the_site_is_served_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-u", "-m", "scraper.demo", "--serve", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as served:
        try:
            assert served.stdout is not None
            base = served.stdout.readline().split()[-1]
            with urllib.request.urlopen(f"{base}/en/") as answer:
                assert b"The Harbour Examiner" in answer.read()
            served.terminate()
            assert served.wait(10) == 128 + signal.SIGTERM
        finally:
            served.kill()


def test_a_port_that_cannot_be_is_told_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--serve", "70000"])
    assert ended.value.code == 2
    assert "--serve 70000" in capsys.readouterr().err

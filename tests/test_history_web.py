"""The simulated web does what its docstrings say: the tests of reaching back stand on it."""

from __future__ import annotations

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from history_web import (
    NewsSite,
    dated_path,
    paragraphs,
    redirect,
    robots,
    stories,
    story_page,
)
from history_web_feeds import open_archives, open_blogger, open_complete, open_pages
from history_web_sitemaps import (
    bomb,
    open_archive_pages,
    open_index,
    open_sitemap,
    open_static_feed,
)
from history_web_wordpress import open_category, open_closed_rest, open_rest, open_wordpress_feed

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with NewsSite(stories()) as site:
        yield site


class Found:
    """An answer: status, body."""

    def __init__(self, url: str) -> None:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                self.status, self.body, self.url = response.status, response.read(), response.url
                self.headers = response.headers
        except urllib.error.HTTPError as error:
            with error:
                self.status, self.body, self.headers = error.code, error.read(), error.headers

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def tree(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.body)

    def link(self, rel: str) -> str | None:
        found = [one for one in self.tree.iter(f"{ATOM}link") if one.get("rel") == rel]
        return found[0].get("href") if found else None

    @property
    def paths(self) -> list[str]:
        """The paths of the stories that a feed or a sitemap names."""
        urls = [one.get("href") or "" for one in self.tree.iter(f"{ATOM}link")
                if one.get("rel") == "alternate"][1:]  # fmt: skip
        urls += [item.findtext("link") or "" for item in self.tree.iter("item")]
        urls += [one.text or "" for one in self.tree.iter(f"{MAP}loc")]
        return [urlsplit(url).path for url in urls]


def walked(site: NewsSite, rel: str) -> list[str]:
    """The paths that a feed names when its links are followed to the end."""
    paths, url = [], site.url(site.feed_path)
    while url:
        found = Found(url)
        paths += found.paths
        url = found.link(rel) or ""
    return paths


def test_stories_are_the_same_each_time_and_of_five_years_or_more() -> None:
    told = stories()
    assert told == stories()
    assert len(told) >= 500
    assert [story.published for story in told] == sorted(
        (story.published for story in told), reverse=True
    )
    assert (told[0].published - told[-1].published).days > 5 * 365
    assert len({story.path for story in told}) == len({story.title for story in told}) == len(told)
    sentences = [paragraph for story in told for paragraph in paragraphs(story)]
    assert len(set(sentences)) == len(sentences)


def test_a_page_tells_its_date_in_one_of_three_places_or_not_at_all() -> None:
    pages = [story_page(story, "http://x") for story in stories()[:3]]
    assert ["ld+json" in page for page in pages].count(True) == 1
    assert ["article:published_time" in page for page in pages].count(True) == 1
    assert ["<time" in page for page in pages].count(True) == 1


def test_a_site_tells_what_is_wanted_and_the_least_that_brings_it(site: NewsSite) -> None:
    open_pages(site)
    since = site.since(60)
    wanted = site.wanted(since)
    assert 60 <= len(wanted) <= 62
    assert min(story.published for story in wanted).isoformat() >= since
    assert site.least(wanted) == 2 + -(-(len(wanted) - 20) // 20) + len(wanted)
    assert site.least(site.wanted(site.since(5))) == 2 + len(site.wanted(site.since(5)))
    until = site.since(30)
    assert {*site.wanted(since, until), *site.wanted(until)} == set(wanted)


def test_it_counts_what_was_asked_for_by_kind(site: NewsSite) -> None:
    open_pages(site)
    for path in ("/robots.txt", "/feed", "/feed?page=2", "/nowhere", site.stories[3].path):
        Found(site.url(path))
    counted = site.counted()
    assert (counted.robots, counted.feed, counted.all) == (1, 1, 5)
    assert counted.history == ["/feed?page=2", "/nowhere"]
    assert counted.articles == [site.stories[3].path]
    assert site.at_once == []


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_pages_name_the_next_until_all_is_told(site: NewsSite, form: str) -> None:
    open_pages(site, form)
    assert walked(site, "next") == [story.path for story in site.stories]


def test_json_pages_do_so_too(site: NewsSite) -> None:
    open_pages(site, "json")
    names, url = [], site.url("/feed")
    while url:
        found = Found(url).json
        names += [item["id"] for item in found["items"]]
        url = found.get("next_url", "")
    assert names == [f"chronicle-{story.number}" for story in site.stories]


def test_archives_name_the_one_before(site: NewsSite) -> None:
    open_archives(site)
    assert walked(site, "prev-archive") == [story.path for story in site.stories]
    assert len(site.documents) == 25
    assert {n for document in site.documents for n in document} | site.live == {
        story.number for story in site.stories
    }


def test_a_complete_feed_is_all(site: NewsSite) -> None:
    open_complete(site)
    assert len(Found(site.url("/feed")).paths) == len(site.stories)


def test_blogger_gives_a_stretch_of_time_by_pages(site: NewsSite) -> None:
    open_blogger(site)
    assert walked(site, "next") == [story.path for story in site.stories]
    since, until = site.since(90), site.since(10)
    query = f"max-results=500&published-min={since}T00:00:00Z&published-max={until}T00:00:00Z"
    found = Found(site.url(f"/feeds/posts/default?{query}"))
    assert found.paths == [story.path for story in site.wanted(since, until)]


def test_wordpress_feeds_have_pages_until_404(site: NewsSite) -> None:
    open_wordpress_feed(site)
    assert Found(site.url("/feed?paged=52")).paths == [s.path for s in site.stories[510:]]
    assert Found(site.url("/feed?paged=53")).status == 404


def test_a_category_shows_only_its_own() -> None:
    with NewsSite(stories(sections=("sport", "politics"))) as site:
        open_category(site, "sport")
        paths = Found(site.url(site.feed_path)).paths
        assert len(paths) == 10
        assert all(path.startswith("/sport/") for path in paths)


def rest(site: NewsSite, query: str) -> Found:
    return Found(site.url(f"/wp-json/wp/v2/posts?{query}"))


def test_rest_compares_with_the_sites_own_time_whatever_the_zone_says(site: NewsSite) -> None:
    open_rest(site, "America/New_York")
    third = rest(site, "per_page=3").json[2]
    assert third["date"] != third["date_gmt"]
    for zone in ("", "Z", "%2B08:00"):
        found = rest(site, f"per_page=1&before={third['date']}{zone}")
        assert found.json[0]["id"] == site.stories[3].number
        found = rest(site, f"per_page=1&after={third['date']}{zone}&order=asc")
        assert found.json[0]["id"] == site.stories[1].number


def test_rest_has_its_limits(site: NewsSite) -> None:
    open_rest(site)
    assert rest(site, "per_page=101").status == 400
    found = rest(site, "per_page=100&page=6&_fields=id,link")
    assert [sorted(post) for post in found.json] == [["id", "link"]] * 20
    assert (found.headers["X-WP-Total"], found.headers["X-WP-TotalPages"]) == ("520", "6")
    over = rest(site, "per_page=100&page=7")
    assert (over.status, over.json["code"]) == (400, "rest_post_invalid_page_number")
    assert rest(site, "after=2030-01-01T00:00:00").json == []


def test_rest_may_be_there_without_pretty_addresses_or_be_closed(site: NewsSite) -> None:
    open_rest(site, pretty=False)
    assert rest(site, "").status == 404
    assert len(Found(site.url("/?rest_route=/wp/v2/posts&per_page=7")).json) == 7
    open_closed_rest(site)
    assert rest(site, "").status == 401
    assert Found(site.url("/?rest_route=/wp/v2/posts")).status == 401


def test_one_sitemap_names_all(site: NewsSite) -> None:
    open_static_feed(site)
    open_sitemap(site)
    assert Found(site.url("/sitemap.xml")).paths[:520] == [story.path for story in site.stories]
    assert len(Found(site.url("/feed")).paths) == 20


@pytest.mark.parametrize("packed", [False, True])
def test_an_index_has_a_child_for_each_month(packed: bool) -> None:
    first = stories()[0].published.replace(year=2006, month=1, day=1)
    with NewsSite(stories(560, first=first, path=dated_path)) as site:
        children = open_index(site, packed=packed)
        assert "Sitemap: " in Found(site.url("/robots.txt")).body.decode()
        assert len(children) == 180
        assert Found(site.url("/maps/all.xml")).paths == children
        body = Found(site.url(children[0])).body
        body = gzip.decompress(body) if packed else body
        assert body.count(b"<loc>") == len(site.documents[0])
        assert b"news:publication_date" in Found(site.url("/maps/news.xml")).body


def test_a_bomb_is_small_on_the_wire() -> None:
    assert len(bomb()) < 2_000_000


def test_archive_pages_link_the_stories_of_a_month(site: NewsSite) -> None:
    template = open_archive_pages(site)
    month = site.stories[0].published
    url = template.replace("{yyyy}", f"{month:%Y}").replace("{mm}", f"{month:%m}")
    assert site.stories[0].path in Found(url).body.decode()


def test_another_host_is_another_site(site: NewsSite) -> None:
    with NewsSite(stories(), host="127.0.0.2") as other:
        robots(other)
        site.open("/away", lambda asked: redirect(other.url("/robots.txt")))
        assert Found(site.url("/away")).url == other.url("/robots.txt")

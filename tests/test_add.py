"""`scrape add`: from any address to a feed in the config."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from local_site import LocalSite
from scraper import cli
from scraper.commands import add_one
from scraper.commands.adding import MAX_NAME, read_book, tags_of
from world import LOREM, Item, Ran, World, page, rss

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
XML = "application/rss+xml"
CONSENT = (Path(__file__).parent / "golden/pages/consent-wall/page.html").read_text("utf-8")
COMMENTED = """\
# Whom we read.
network: {allow_private: true, total_timeout: 10s}   # for the tests

defaults:
  preset: hugo
feeds:
  # The first.
  - name: Other
    url: "http://other.example/feed"  # not ours

# The end.
"""

Add = Callable[..., Ran]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config with one feed, that lets the local site be asked."""
    (tmp_path / "config").mkdir()
    path = tmp_path / "config" / "feeds.yaml"
    path.write_text(COMMENTED)
    return path


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Add:
    """`scrape add …` run in a folder, in this process; `typed` is what a person answers."""

    def run(*arguments: str, typed: str | None = None) -> Ran:
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("SCRAPE_CONFIG", raising=False)
        monkeypatch.setattr(sys, "argv", ["scrape", "add", *arguments])
        monkeypatch.setattr(add_one, "is_terminal", lambda: typed is not None)
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed or ""))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


def daily(site: LocalSite, *, count: int = 4, whole: bool = False, title: str = "The Daily") -> str:
    """A feed of some articles, eight hours apart."""
    text = f"<p>{LOREM}</p>" * 3 if whole else "What a day."
    return rss(
        *(
            Item(
                title=f"Story {at}",
                link=site.url(f"/story-{at}"),
                published=NOW - HOUR * (1 + 8 * at),
                summary=text,
            )
            for at in range(count)
        ),
        title=title,
        link=site.url("/"),
    )


def atom(site: LocalSite, *, count: int = 4) -> str:
    """The same articles in Atom, with their whole texts."""
    entries = "".join(
        f"<entry><id>tag:{at}</id><title>Story {at}</title>"
        f'<link href="{site.url(f"/story-{at}")}"/>'
        f"<updated>{(NOW - HOUR * (1 + 8 * at)).isoformat()}</updated>"
        f'<content type="html">{f"&lt;p&gt;{LOREM}&lt;/p&gt;" * 3}</content></entry>'
        for at in range(count)
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Daily</title>'
        f'<id>x</id><updated>2026-01-01T00:00:00Z</updated><link href="{site.url("/")}"/>'
        f"{entries}</feed>"
    )


def named(*paths: str, kind: str = XML) -> str:
    """The tags by which a page names feeds."""
    return "".join(f'<link rel="alternate" type="{kind}" href="{path}">' for path in paths)


def feeds_of(config: Path) -> list[dict[str, Any]]:
    feeds = yaml.safe_load(config.read_text("utf-8"))["feeds"]
    assert isinstance(feeds, list)
    return feeds


def news(site: LocalSite) -> None:
    """A site with one feed of teasers, and articles."""
    site.reply("/", page("Front", head=named("/feed.xml")))
    site.reply("/feed.xml", daily(site), content_type=XML)
    site.reply("/story-0", page("Story 0"))


def test_a_sites_feed_is_shown_with_its_first_post_and_added(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    ran = add(site.url("/"))

    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:2] == [f"{site.url('/')}: 1 feed", site.url("/feed.xml")]
    told = {line.split()[0]: line.split(None, 1)[1] for line in lines[2:7]}
    assert told["title"] == "The Daily"
    assert told["format"] == "RSS 2.0"
    assert told["entries"].startswith("4, newest 20")
    assert told["entries"].endswith("about 3 a day")
    assert told["text"].startswith("teasers: 1% of the newest article's text")
    assert told["history"].startswith("what it shows, back to 20")
    assert lines[7].startswith("the first post, posts/"), "the config's preset holds"
    assert '   title: "Story 0"' in lines
    assert lines[-1] == (
        "added The Daily to config/feeds.yaml; `scrape --feed 'The Daily'` polls it, "
        "`scrape --since DATE --feed 'The Daily'` reads it back"
    )
    assert feeds_of(config)[1] == {"name": "The Daily", "url": site.url("/feed.xml")}


def test_the_config_keeps_its_comments_and_order_and_can_be_used(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    add(site.url("/"), "--name", "Mine", "--tags", "news, world", "--tags", "c")

    text = config.read_text("utf-8")
    rest = iter(text.splitlines())
    assert all(line in rest for line in COMMENTED.splitlines()), "each line, in its order"
    assert feeds_of(config)[1] == {
        "name": "Mine",
        "url": site.url("/feed.xml"),
        "tags": ["news", "world", "c"],
    }
    assert [feed.name for feed in read_book(config).feeds] == ["Other", "Mine"]


def test_one_article_page_is_read_and_no_usual_place_is_asked_where_a_page_names_its_feed(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    add(site.url("/"))
    asked = [request.path for request in site.asked()]
    assert asked == ["/robots.txt", "/", "/feed.xml", "/story-0"]


def test_the_feed_itself_is_added_and_nothing_else_is_looked_for(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    ran = add(site.url("/feed.xml"))
    assert ran.status == 0
    assert site.count("/") == 0
    assert feeds_of(config)[1]["url"] == site.url("/feed.xml")


def test_an_article_leads_to_its_sites_feed(site: LocalSite, config: Path, add: Add) -> None:
    news(site)
    ran = add(site.url("/story-0"))
    assert ran.status == 0
    assert feeds_of(config)[1]["url"] == site.url("/feed.xml")


def test_a_feed_that_only_lies_in_a_usual_place_is_found_and_the_search_ends_there(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/", page("Front"))
    site.reply("/atom.xml", daily(site), content_type=XML)
    assert add(site.url("/")).status == 0
    asked = [request.path for request in site.asked()]
    assert asked[:5] == ["/robots.txt", "/", "/feed", "/rss.xml", "/atom.xml"]
    assert "/feed.xml" not in asked


def test_where_a_page_names_its_feed_only_links_that_look_like_feeds_are_asked_for(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    site.forget("/")
    links = '<a href="/about-rss">What is RSS?</a> <a href="/world.rss">World</a>'
    site.reply("/", page("Front", LOREM, links, head=named("/feed.xml")))
    assert add(site.url("/")).status == 0
    assert (site.count("/about-rss"), site.count("/world.rss")) == (0, 1)


def test_a_page_of_links_behind_a_link_called_rss_is_followed(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/", page("Front", LOREM, '<a href="/services">Our RSS</a>'))
    site.reply("/services", page("Feeds", LOREM, '<a href="/xml/world">World (RSS)</a>'))
    site.reply("/xml/world", daily(site), content_type=XML)
    assert add(site.url("/")).status == 0
    assert feeds_of(config)[1]["url"] == site.url("/xml/world")


def two_feeds(site: LocalSite) -> None:
    site.reply("/", page("Front", head=named("/sport.xml", "/feed.xml", "/comments/feed")))
    sport = rss(
        Item(title="Goal", link=site.url("/sport/goal"), published=NOW - HOUR, summary="1:0"),
        title="Sport",
        link=site.url("/sport/"),
    )
    site.reply("/sport.xml", sport, content_type=XML)
    site.reply("/sport/goal", page("Goal"))
    site.reply("/feed.xml", daily(site), content_type=XML)
    site.reply("/story-0", page("Story 0"))
    comments = rss(
        Item(title="By: Ada", link=site.url("/story-0#c1"), published=NOW), title="Comments"
    )
    site.reply("/comments/feed", comments, content_type=XML)


def test_a_person_chooses_among_several_by_number(site: LocalSite, config: Path, add: Add) -> None:
    two_feeds(site)
    ran = add(site.url("/"), typed="7\nwhat\n2\n")

    heads = [line for line in ran.out.splitlines() if line[:2] in ("1.", "2.", "3.")]
    assert heads == [
        f"1. {site.url('/feed.xml')}",
        f"2. {site.url('/sport.xml')}",
        f"3. {site.url('/comments/feed')} (comments of readers)",
    ]
    assert ran.err.count("Which? 1 to 3") == 3, "until the answer is one"
    assert '   title: "Goal"' in ran.out
    assert (ran.status, feeds_of(config)[1]["name"]) == (0, "Sport")


def test_several_may_be_chosen_or_none(site: LocalSite, config: Path, add: Add) -> None:
    two_feeds(site)
    none = add(site.url("/"), typed="0\n")
    assert none.status == 1
    assert "nothing added" in none.err
    assert config.read_text() == COMMENTED

    assert add(site.url("/"), typed="2, 1\n").status == 0
    assert [feed["name"] for feed in feeds_of(config)] == ["Other", "Sport", "The Daily"]


def test_who_types_nothing_more_interrupts_and_nothing_is_written(
    site: LocalSite, config: Path, add: Add
) -> None:
    two_feeds(site)
    assert add(site.url("/"), typed="").status == 130
    assert config.read_text() == COMMENTED


def test_without_a_terminal_several_feeds_are_listed_and_yes_takes_the_first(
    site: LocalSite, config: Path, add: Add
) -> None:
    two_feeds(site)
    ran = add(site.url("/"))
    assert ran.status == 2
    assert f"2. {site.url('/sport.xml')}" in ran.out
    assert ran.err.splitlines()[-1] == (
        f"scrape: {site.url('/')}: which of 3 feeds? scrape add ADDRESS of the one you want, or"
        " --yes for the first"
    )
    assert config.read_text() == COMMENTED

    assert add(site.url("/"), "--yes").status == 0
    assert feeds_of(config)[1]["url"] == site.url("/feed.xml")


def test_the_section_that_was_asked_for_comes_before_the_sites_feed(
    site: LocalSite, config: Path, add: Add
) -> None:
    two_feeds(site)
    site.reply("/sport/", page("Sport", head=named("/feed.xml", "/sport.xml")))
    assert add(site.url("/sport/"), "--yes").status == 0
    assert feeds_of(config)[1]["name"] == "Sport"


def test_a_feed_beside_that_of_its_comments_needs_no_answer(
    site: LocalSite, config: Path, add: Add
) -> None:
    two_feeds(site)
    site.forget("/")
    site.reply("/", page("Front", head=named("/comments/feed", "/feed.xml")))
    ran = add(site.url("/"))
    assert ran.status == 0
    assert ran.out.index("/feed.xml") < ran.out.index("/comments/feed")
    assert feeds_of(config)[1]["url"] == site.url("/feed.xml")


def test_rss_and_atom_of_the_same_articles_are_one_with_the_full_text_first(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    site.forget("/")
    site.reply("/", page("Front", head=named("/feed.xml", "/atom.xml")))
    site.reply("/atom.xml", atom(site), content_type="application/atom+xml")

    ran = add(site.url("/"))

    assert ran.status == 0
    assert ran.out.startswith(f"{site.url('/')}: 1 feed\n{site.url('/atom.xml')}\n")
    assert f"same at    {site.url('/feed.xml')}" in ran.out
    assert "format     Atom 1.0, language en" in ran.out
    assert "text       full text\n" in ran.out
    assert feeds_of(config)[1]["url"] == site.url("/atom.xml")


def test_a_feed_behind_a_permanent_redirect_is_added_where_it_is(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    site.redirect("/old", "/feed.xml", 301)
    assert add(site.url("/old")).status == 0
    assert feeds_of(config)[1]["url"] == site.url("/feed.xml")


def test_what_is_in_the_config_already_is_told_and_not_asked_for(
    site: LocalSite, config: Path, add: Add
) -> None:
    ran = add("https://OTHER.example:443/feed/", "--json")
    assert ran.status == 0
    assert ran.objects == [
        {
            "type": "added",
            "feed": "Other",
            "url": "http://other.example/feed",
            "asked": "https://OTHER.example:443/feed/",
            "file": "config/feeds.yaml",
            "already": True,
        }
    ]
    assert config.read_text() == COMMENTED


def test_a_page_whose_feed_is_in_the_config_adds_nothing(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    assert add(site.url("/feed.xml")).status == 0
    before = config.read_text()
    ran = add(site.url("/"))
    assert ran.status == 0
    assert "already, as The Daily" in ran.out.splitlines()[-1]
    assert config.read_text() == before


def test_what_another_feed_needs_of_the_environment_may_be_missing_here(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    text = config.read_text()
    config.write_text(text.replace("  # not ours", "\n    cookie: ${OF_THE_CRON_JOB}"))
    assert add(site.url("/")).status == 0
    assert [feed["name"] for feed in feeds_of(config)] == ["Other", "The Daily"]


def test_without_a_config_one_is_made_and_a_private_address_is_refused_with_the_remedy(
    site: LocalSite, tmp_path: Path, add: Add
) -> None:
    ran = add(site.url("/feed.xml"))
    assert ran.status == 1
    assert "127.0.0.1/feed.xml: 127.0.0.1 is not a public address" in ran.err.replace(
        f":{site.port}", ""
    )
    assert "`network: {allow_private: [127.0.0.1]}` in config/feeds.yaml" in ran.err
    assert list(tmp_path.iterdir()) == []
    assert site.count() == 0

    config = tmp_path / "config" / "feeds.yaml"
    config.parent.mkdir()
    config.write_text("network: {allow_private: [127.0.0.1]}\n")
    news(site)
    assert add(site.url("/")).status == 0
    assert [feed["name"] for feed in feeds_of(config)] == ["The Daily"]


def test_a_new_config_is_told_as_new(
    site: LocalSite, tmp_path: Path, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(site)
    monkeypatch.setattr("scraper.urls._NEVER_PUBLIC", ())
    monkeypatch.setattr("scraper.fetch.guard.is_public_address", lambda address: True)
    ran = add(site.url("/"), "-c", "mine/feeds.yaml")
    assert ran.status == 0
    line = ran.out.splitlines()[-1]
    assert line.startswith("added The Daily to mine/feeds.yaml, which is new; `scrape -c mine/")
    assert read_book(tmp_path / "mine" / "feeds.yaml").feeds[0].name == "The Daily"


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "feeds: []\n", "feeds:\n", "\ufeff# mine\r\n"]
)
def test_a_config_without_a_feed_gets_its_first(
    site: LocalSite, config: Path, add: Add, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("scraper.fetch.guard.is_public_address", lambda address: True)
    config.write_text(text, newline="")
    site.reply("/feed", daily(site), content_type=XML)
    assert add(site.url("/feed")).status == 0
    assert [feed.name for feed in read_book(config).feeds] == ["The Daily"]
    assert config.read_bytes().decode().startswith(text.replace("feeds: []\n", "feeds:"))


def test_where_nothing_is_found_it_is_said_what_was_tried_and_what_to_do(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/", page("Front"))
    ran = add(site.url("/"))
    assert ran.status == 1
    first, *tried = ran.err.splitlines()
    assert first.startswith(f"scrape: {site.url('/')}: no feed found; if the site has one")
    assert tried[0] == f"scrape: tried {site.url('/')}: an HTML page, not a feed"
    assert f"scrape: tried {site.url('/feed')}: HTTP 404 Not Found" in tried
    assert site.count() <= 14
    assert config.read_text() == COMMENTED


def test_one_address_that_fails_does_not_stop_the_others(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    ran = add("http://127.0.0.9:1/", site.url("/"))
    assert ran.status == 1
    assert "127.0.0.9:1/: can't connect" in ran.err
    assert feeds_of(config)[1]["name"] == "The Daily"


def test_an_address_that_is_gone_leads_to_its_sites_feed(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    ran = add(site.url("/gone"))
    assert ran.status == 0
    assert "HTTP 404 Not Found; what follows is its site's" in ran.err


def test_a_consent_wall_is_told_and_the_feeds_text_used(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/feed", daily(site, whole=True), content_type=XML)
    site.reply("/story-0", CONSENT)
    ran = add(site.url("/feed"))
    assert ran.status == 0
    assert "is a consent wall" in ran.err
    assert "the feed's own text is used; give it the `cookie:`" in ran.err
    assert "The harbour authority" in ran.out
    assert "text       full text, as it seems" in ran.out


def test_teasers_whose_pages_are_blocked_are_told_to_give_no_post(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/feed", daily(site), content_type=XML)
    site.reply("/robots.txt", "User-agent: *\nDisallow: /story\n", content_type="text/plain")
    ran = add(site.url("/feed"))
    assert ran.status == 0
    assert "robots.txt forbids it" in ran.err
    assert "this article would wait" in ran.err
    assert "the first post" not in ran.out
    assert site.count("/story-0") == 0


def test_robots_are_asked_before_places_are_guessed_and_pages_read(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/robots.txt", "User-agent: *\nDisallow: /\n", content_type="text/plain")
    site.reply("/feed", daily(site), content_type=XML)
    ran = add(site.url("/"))
    assert ran.status == 1
    assert "robots.txt forbids it; a feed may be asked all the same" in ran.err
    assert [request.path for request in site.asked()] == ["/robots.txt"]
    assert add(site.url("/feed"), "--dry-run").status == 0


def test_a_page_that_redirects_to_what_robots_forbid_is_not_asked_for(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/robots.txt", "User-agent: *\nDisallow: /in/\n", content_type="text/plain")
    site.redirect("/", "/in/")
    site.reply("/in/", page("Front", head=named("/in/feed.xml")))
    assert add(site.url("/")).status == 1
    assert site.count("/in/") == 0


def test_a_feed_that_a_page_names_is_asked_for_as_a_run_would_whatever_robots_say(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    site.reply("/robots.txt", "User-agent: *\nDisallow: /feed\n", content_type="text/plain")
    assert add(site.url("/")).status == 0


def test_a_slow_site_is_not_asked_for_more_once_it_took_too_long(
    site: LocalSite, config: Path, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.pipeline.seeking.SEEKING_S", 0)
    news(site)
    ran = add(site.url("/"))
    assert ran.status == 1
    assert "/feed.xml: not asked, for this took 0 s already" in ran.err
    assert site.count("/feed.xml") == 0


def test_a_feed_larger_than_the_config_lets_it_be_is_none(
    site: LocalSite, config: Path, add: Add
) -> None:
    config.write_text(COMMENTED.replace("total_timeout: 10s", "feed_max_bytes: 1kB"))
    site.reply("/feed.xml", daily(site, whole=True), content_type=XML)
    ran = add(site.url("/feed.xml"))
    assert ran.status == 1
    assert "larger than 1,000 bytes" in ran.err


def test_the_sitemaps_that_robots_names_and_wordpress_are_ways_back(
    site: LocalSite, config: Path, add: Add
) -> None:
    sitemap = f"Sitemap: {site.url('/sitemap.xml')}\n"
    site.reply("/robots.txt", sitemap, content_type="text/plain")
    body = daily(site).replace(
        "<channel>", "<channel><generator>https://wordpress.org/?v=6.5</generator>"
    )
    site.reply("/feed/", body, content_type=XML)
    (candidate,) = add(site.url("/feed/"), "--dry-run", "--json").objects
    assert candidate["history"] == ["wordpress", "wordpress feed", "sitemap"]
    assert site.count("/sitemap.xml") == 0, "nothing is walked"


def test_a_feed_whose_newest_entry_lies_in_the_future_gets_a_zone_suggested(
    site: LocalSite, config: Path, add: Add
) -> None:
    late = Item(title="Late", link=site.url("/late"), published=NOW + HOUR * 7 + HOUR / 2)
    site.reply("/feed", rss(late), content_type=XML)
    site.reply("/late", page("Late"))
    ran = add(site.url("/feed"))
    assert ran.status == 0
    assert "lies 8 hours in the future" in ran.err
    assert "`timezone_override: Etc/GMT-8`" in ran.err


def test_a_feed_whose_address_the_config_does_not_take_is_told(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/", page("Front", head=named("/feed/${NAME}", "/b.xml")))
    site.reply("/feed/$%7BNAME%7D", daily(site), content_type=XML)
    ran = add(site.url("/"), site.url("/b.xml"))
    assert ran.status == 1
    assert "a feed, but no address for the config" in ran.err
    assert f"{site.url('/b.xml')}: HTTP 404" in ran.err, "and the next address is looked at"


def test_channels_are_added_by_their_address_or_their_page(
    site: LocalSite, config: Path, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = frozenset({f"127.0.0.1:{site.port}"})
    monkeypatch.setattr("scraper.feeds.signposts._VIDEO_HOSTS", hosts)
    monkeypatch.setattr("scraper.feeds.signposts._VIDEO_PAGES", hosts)
    monkeypatch.setattr("scraper.feeds.signposts._VIDEO_FEED", site.url("/feeds/videos.xml"))
    ids = [f"UC{letter * 22}" for letter in "ab"]
    for channel in ids:
        feed = daily(site, title=channel[:4])
        site.reply(f"/feeds/videos.xml?channel_id={channel}", feed, content_type=XML)
    site.reply("/@example", page("Example", f'<script>{{"externalId":"{ids[1]}"}}</script>'))

    assert add(site.url(f"/channel/{ids[0]}")).status == 0
    assert site.count(f"/channel/{ids[0]}") == 0, "its address says all"
    assert add(site.url("/@example")).status == 0
    assert [feed["url"].rpartition("=")[2] for feed in feeds_of(config)[1:]] == ids


def test_an_empty_feed_is_added_with_a_word(site: LocalSite, config: Path, add: Add) -> None:
    site.reply("/feed", rss(title="Soon"), content_type=XML)
    ran = add(site.url("/feed"))
    assert ran.status == 0
    assert "the feed is empty now" in ran.err
    assert "entries    none now" in ran.out
    assert feeds_of(config)[1]["name"] == "Soon"


def test_a_page_in_gbk_and_a_feed_in_json_are_read(site: LocalSite, config: Path, add: Add) -> None:
    front = page("首页", head=named("/feed.json", kind="application/feed+json")).encode("gbk")
    site.reply("/", front, content_type="text/html; charset=gb2312")
    items = [{"id": "1", "url": site.url("/zh"), "title": "新船闸", "content_html": "<p>开闸。"}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "日报", "items": items}
    site.reply("/feed.json", json.dumps(feed), content_type="application/feed+json")
    text = "港务局宣布新船闸正式启用，比原定计划提前了两个月，第一艘货船在一小时内顺利通过。" * 4
    site.reply("/zh", page("新船闸", text, text).encode("gbk"), content_type="text/html")

    ran = add(site.url("/"))

    assert ran.status == 0
    assert "format     JSON Feed 1.1" in ran.out
    assert "港务局宣布" in ran.out
    assert feeds_of(config)[1]["name"] == "日报"


def test_a_hostile_page_of_five_megabytes_is_survived(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/", "<!doctype html><html><body>" + "<a href=/rss title='" * 250_000)
    ran = add(site.url("/"))
    assert ran.status == 1
    assert "no feed found" in ran.err


def test_more_links_than_are_tried_are_told(site: LocalSite, config: Path, add: Add) -> None:
    links = "".join(f'<a href="/feeds/{at}.xml">RSS {at}</a>' for at in range(15))
    site.reply("/", page("Feeds", LOREM, links))
    for at in range(15):
        item = Item(title=f"S{at}", link=site.url(f"/s{at}"), published=NOW)
        site.reply(f"/feeds/{at}.xml", rss(item, title=f"Feed {at}"), content_type=XML)
    ran = add(site.url("/"), "--dry-run")
    assert f"{site.url('/')}: 10 feeds" in ran.out
    assert "5 more links may be feeds" in ran.err
    assert site.count("/feeds/10.xml") == 0


def test_a_dry_run_shows_all_and_writes_nothing(site: LocalSite, config: Path, add: Add) -> None:
    two_feeds(site)
    ran = add(site.url("/"), "--dry-run")
    assert ran.status == 0
    assert '   title: "Story 0"' in ran.out
    assert "would be added to config/feeds.yaml; nothing was written" in ran.err
    assert config.read_text() == COMMENTED


def test_json_gives_candidates_and_what_was_added(site: LocalSite, config: Path, add: Add) -> None:
    news(site)
    ran = add(site.url("/"), "--json")
    candidate, added = ran.objects
    assert candidate["type"] == "candidate"
    assert candidate["url"] == site.url("/feed.xml")
    assert candidate["entries"] == 4
    assert candidate["rhythm"] == {"entries": 3, "per": "day"}
    assert (candidate["text"], candidate["text_share"]) == ("teasers", 1)
    assert candidate["post"]["title"] == "Story 0"
    assert candidate["post"]["text"].startswith("---\n")
    assert (added["type"], added["feed"], added["already"]) == ("added", "The Daily", False)
    assert (added["asked"], added["url"]) == (site.url("/"), site.url("/feed.xml"))
    again = add(site.url("/"), "--json").objects[-1]
    assert (again["asked"], again["already"]) == (site.url("/"), True)


def test_the_post_is_cut_to_the_terminals_height_and_whole_with_v(
    site: LocalSite, config: Path, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINES", "20")
    monkeypatch.setenv("COLUMNS", "80")
    site.reply("/feed", daily(site), content_type=XML)
    site.reply("/story-0", page("Story 0", *[f"{LOREM} {at}" for at in range(30)]))
    cut = add(site.url("/feed"), "--dry-run").out.partition("the first post")[2].splitlines()
    assert cut[-1] == "   …"
    assert sum(max(1, -(-len(line) // 80)) for line in cut) <= 17
    whole = add(site.url("/feed"), "--dry-run", "-v")
    assert whole.out.count("The harbour authority") == 30
    assert f"scrape: asking {site.url('/feed')}" in whole.err


def test_names_are_unique_short_and_one_line(site: LocalSite, config: Path, add: Add) -> None:
    news(site)
    site.forget("/feed.xml")
    for title in ("other", "other", "A title\nthat goes on " + "and on " * 20, ""):
        site.reply("/feed.xml", daily(site, title=title), content_type=XML)
        assert add(site.url("/feed.xml")).status == 0
        text = config.read_text().replace("/feed.xml", f"/{len(feeds_of(config))}.xml")
        config.write_text(text)
    names = [feed["name"] for feed in feeds_of(config)]
    assert names[:3] == ["Other", "other (127.0.0.1)", "other (127.0.0.1) 2"]
    assert names[3].startswith("A title that goes on and on")
    assert names[3].endswith(" on…"), "cut behind a word"
    assert len(names[3]) <= MAX_NAME
    assert names[4] == "127.0.0.1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ftp://example.org/feed",), "want an address like https://example.org"),
        (("nonsense",), "want an address like https://example.org, got 'nonsense'"),
        (("https://me:secret@example.org/",), "credentials don't belong in an address"),
        (("a.example", "b.example", "--name", "X"), "--name: one name is for one address"),
        (("a.example", "--name", " "), "--name: want a name"),
        (("a.example", "--name", "a\x1b"), "--name: want a text, got 'a\\x1b'; it holds"),
        (("a.example", "--tags", "b,a\nc"), "--tags: want a text, got 'a\\nc'; it holds"),
        (("a.example", "--name", "OTHER"), "'Other' is the name of http://other.example/feed"),
        ((), "Missing argument 'URL...'. (scrape add --help tells more)"),
    ],
)
def test_wrong_usage_is_one_line_and_nothing_is_asked(
    config: Path, add: Add, arguments: tuple[str, ...], said: str
) -> None:
    ran = add(*arguments)
    assert ran.status == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "secret" not in ran.err


def test_a_wrong_config_is_one_line(config: Path, add: Add) -> None:
    config.write_text("feeds: [{name: A}]\n")
    ran = add("https://example.org")
    assert ran.status == 2
    assert len(ran.err.splitlines()) == 1
    assert "url" in ran.err


def test_lists_of_feeds_are_for_import(
    site: LocalSite, config: Path, tmp_path: Path, add: Add
) -> None:
    opml = '<?xml version="1.0"?><opml version="2.0"><body/></opml>'
    (tmp_path / "my list.opml").write_text(opml)
    ran = add("my list.opml")
    assert ran.status == 2
    assert "scrape import 'my list.opml'" in ran.err
    (tmp_path / "page.html").write_text("<html></html>")
    assert "got the file 'page.html'" in add("page.html").err

    site.reply("/list", opml, content_type="text/x-opml")
    ran = add(site.url("/list"))
    assert ran.status == 1
    assert "scrape import" in ran.err


def test_an_address_without_its_scheme_is_tried_by_both(
    site: LocalSite, config: Path, add: Add
) -> None:
    news(site)
    ran = add(f"127.0.0.1:{site.port}/feed.xml")
    assert ran.status == 0
    assert ran.out.startswith(f"{site.url('/feed.xml')}: 1 feed\n")
    assert feeds_of(config)[1]["url"] == site.url("/feed.xml")


def test_feed_in_front_of_an_address_is_no_scheme(site: LocalSite, config: Path, add: Add) -> None:
    news(site)
    assert add(f"feed:{site.url('/feed.xml')}").status == 0
    assert add(f"feed://127.0.0.1:{site.port}/feed.xml").status == 0
    assert len(feeds_of(config)) == 2, "the second time it was there"


def test_an_article_that_does_not_come_is_told_as_that(
    site: LocalSite, config: Path, add: Add
) -> None:
    site.reply("/feed", daily(site), content_type=XML)
    ran = add(site.url("/feed"))
    assert ran.status == 0
    assert f"the newest article, {site.url('/story-0')}: HTTP 404 Not Found; " in ran.err
    assert "`scrape try" in ran.err
    assert "keep" not in ran.err


def test_tags_are_split_and_each_counts_once() -> None:
    assert tags_of(["a, b", "b,,c", ""]) == ("a", "b", "c")


def test_ctrl_c_ends_at_once_and_leaves_the_config_as_it_is(
    site: LocalSite, config: Path, tmp_path: Path
) -> None:
    site.reply("/", page("Front", head=named("/feed.xml")))
    site.reply("/feed.xml", daily(site), content_type=XML, delay=30)
    # Who started the tests may have had the signal ignored.
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from scraper.cli import main; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, "add", site.url("/")],
        cwd=tmp_path,
        env=World.environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        site.wait_for("/feed.xml", timeout=30)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=10)
    assert (running.returncode, err.strip()) == (130, "scrape: error: interrupted")
    assert config.read_text() == COMMENTED
    assert [path.name for path in config.parent.iterdir()] == ["feeds.yaml"]


def test_on_a_real_terminal_the_question_is_asked_and_answered(
    site: LocalSite, config: Path, tmp_path: Path
) -> None:
    two_feeds(site)
    ours, theirs = pty.openpty()
    try:
        os.write(ours, b"2\n")
        done = subprocess.run(
            [sys.executable, "-m", "scraper", "add", site.url("/")],
            cwd=tmp_path,
            env=World.environ(),
            stdin=theirs,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "Which? 1 to 3" in done.stderr
    assert feeds_of(config)[1]["name"] == "Sport"

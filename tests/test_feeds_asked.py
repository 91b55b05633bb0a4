"""What a feed's document says besides its entries, and which feeds a page names."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.feeds import alternates, parse_feed
from scraper.model import Feed, Fetched, Pace, Preset

URL = "https://news.example/feed.xml"
FEED = Feed(id="news", name="News", url=URL, preset=Preset("jekyll", "{title}.md"))
NOW = datetime(2021, 11, 24, tzinfo=UTC)
MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (60, 3600, 86_400))


def pace_of(head: str, tail: str = "", item: str = "") -> Pace:
    body = (
        '<?xml version="1.0"?><rss version="2.0"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>T</title>{head}<item><title>A</title>{item}</item>{tail}</channel></rss>"
    )
    return parse_feed(Fetched(URL, URL, "", body.encode(), NOW), FEED).pace


def hours(*numbers: object) -> str:
    return "<skipHours>" + "".join(f"<hour>{n}</hour>" for n in numbers) + "</skipHours>"


def days(*names: str) -> str:
    return "<skipDays>" + "".join(f"<day>{name}</day>" for name in names) + "</skipDays>"


def updates(period: str, frequency: str = "") -> str:
    often = f"<sy:updateFrequency>{frequency}</sy:updateFrequency>" if frequency else ""
    return f"<sy:updatePeriod>{period}</sy:updatePeriod>{often}"


ALL_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@pytest.mark.parametrize(
    ("head", "pace"),
    [
        pytest.param("", Pace(), id="nothing"),
        pytest.param("<ttl>60</ttl>", Pace(HOUR), id="minutes to live"),
        pytest.param("<ttl>\n 90 </ttl>", Pace(90 * MINUTE), id="with white space"),
        pytest.param("<ttl>0</ttl>", Pace(), id="none to live"),
        pytest.param("<ttl>-5</ttl>", Pace(), id="less than none"),
        pytest.param("<ttl>often</ttl>", Pace(), id="in words"),
        pytest.param("<ttl>６０</ttl>", Pace(), id="in wide digits"),
        pytest.param("<ttl/>", Pace(), id="not said"),
        pytest.param(f"<ttl>{'9' * 500}</ttl>", Pace(999_999_999 * MINUTE), id="for ever"),
        pytest.param(updates("hourly"), Pace(HOUR), id="hourly"),
        pytest.param(updates("\n\thourly\t", "\n\t1\t"), Pace(HOUR), id="as WordPress writes it"),
        pytest.param(updates("hourly", "2"), Pace(30 * MINUTE), id="twice an hour"),
        pytest.param(updates("Daily", "4"), Pace(6 * HOUR), id="four times a day"),
        pytest.param(updates("weekly"), Pace(7 * DAY), id="weekly"),
        pytest.param(updates("yearly", "0"), Pace(365 * DAY), id="no times a year"),
        pytest.param(updates("always"), Pace(), id="a period nobody knows"),
        pytest.param("<ttl>30</ttl>" + updates("hourly"), Pace(HOUR), id="the longer of two"),
        pytest.param(hours(0, 1, 23), Pace(skip_hours=(0, 1, 23)), id="hours"),
        pytest.param(hours(24, " 7 ", "05"), Pace(skip_hours=(0, 5, 7)), id="24 is midnight"),
        pytest.param(hours(25, 99, "x", -1), Pace(), id="hours that no clock has"),
        pytest.param(hours(*range(24)), Pace(), id="all hours mean none"),
        pytest.param(hours(*range(1, 25)), Pace(), id="counted from one, too"),
        pytest.param(days("Saturday", "sunday"), Pace(skip_days=(5, 6)), id="days"),
        pytest.param(days("Sun", "Someday"), Pace(skip_days=(6,)), id="short, or none"),
        pytest.param(days(*ALL_DAYS), Pace(), id="all days mean none"),
        pytest.param("<skipHours><hour>1</hour>", Pace(), id="a list without an end"),
    ],
)
def test_how_seldom_a_feed_asks_to_be_polled(head: str, pace: Pace) -> None:
    assert pace_of(head) == pace


def test_the_wish_may_stand_behind_the_entries() -> None:
    tail = "<ttl>60</ttl>" + hours(3) + days("Monday")
    assert pace_of("", tail) == Pace(HOUR, (3,), (0,))


def test_an_entrys_text_asks_for_nothing() -> None:
    quoted = f"<description><![CDATA[{hours(3)}]]></description><ttl>600</ttl>{days('Monday')}"
    assert pace_of("", item=quoted) == Pace()


def test_rss_1_and_atom_ask_by_the_module_alone() -> None:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f"<channel><title>T</title>{updates('daily', '2')}</channel>"
        "<item><title>A</title></item></rdf:RDF>"
    )
    assert parse_feed(Fetched(URL, URL, "", rdf.encode(), NOW), FEED).pace == Pace(12 * HOUR)
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><ttl>60</ttl></feed>'
    parsed = parse_feed(Fetched(URL, URL, "", atom.encode(), NOW), FEED)
    assert parsed.pace in (Pace(), Pace(HOUR))
    assert parsed.form == "Atom 1.0"


# ── the feeds of a page ──────────────────────────────────────────────────────────────────────

PAGE = "https://news.example/tech/index.html"


def named(body: str, url: str = PAGE) -> list[str]:
    return list(alternates(Fetched(url, url, "text/html", body.encode(), NOW)))


def link(href: str, kind: str = "application/rss+xml", more: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" {more}>'


def html(*links: str) -> str:
    return f"<!doctype html><html><head><title>x</title>{''.join(links)}</head><body>x"


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        pytest.param(html(), [], id="none"),
        pytest.param(html(link("/rss")), ["https://news.example/rss"], id="RSS"),
        pytest.param(html(link("a", "application/atom+xml")), ["https://news.example/tech/a"],
                     id="Atom, beside the page"),
        pytest.param(html(link("a", "application/feed+json")), ["https://news.example/tech/a"],
                     id="JSON Feed"),
        pytest.param(html(link("//cdn.example/a")), ["https://cdn.example/a"], id="elsewhere"),
        pytest.param(
            "<HTML><LINK HREF=/a REL=Alternate TYPE=Application/RSS+XML>",
            ["https://news.example/a"], id="shouted and without quotes",
        ),
        pytest.param(
            html("<link rel='home alternate' type='application/rss+xml; charset=utf-8'"
                 " href='/a?x=1&amp;y=2' />"),
            ["https://news.example/a?x=1&y=2"], id="single quotes, an entity, a parameter",
        ),
        pytest.param(html(link("/all"), link("/tech/rss")),
                     ["https://news.example/tech/rss", "https://news.example/all"],
                     id="the page's own folder first"),
        pytest.param(html(link("/tech/comments/rss"), link("/all"),
                          link("/c", more='title="Comments"')),
                     ["https://news.example/all", "https://news.example/tech/comments/rss",
                      "https://news.example/c"],
                     id="comments last"),
        pytest.param(html('<base href="https://b.example/x/">', link("a")),
                     ["https://b.example/x/a"], id="a base"),
        pytest.param(html(link("/a"), link("/a#top")), ["https://news.example/a"], id="once"),
        pytest.param(html(link("index.html"), link("")), [], id="the page itself"),
        pytest.param(html(link("javascript:a()"), link("feed://x/y"), link("http://u:p@x/")), [],
                     id="what can't be fetched"),
        pytest.param(html(link("/wp-json/", "application/json")), [], id="an API"),
        pytest.param(html(link("/fr", "text/html", 'hreflang="fr"')), [], id="a translation"),
        pytest.param(html('<link rel="stylesheet" type="application/rss+xml" href="/a">'), [],
                     id="another relation"),
        pytest.param('<rss><channel><title>x</title></channel></rss>' + link("/a"), [],
                     id="a feed is no page"),
        pytest.param("<feed>" + link("/a") + "</feed>", [], id="nor Atom that names another form"),
        pytest.param('{"items": "' + html(link("/a")) + '"}', [], id="JSON is no page"),
        pytest.param("Not found " + link("/a"), [], id="words are no page"),
        pytest.param("", [], id="nothing at all"),
    ],
)  # fmt: skip
def test_the_feeds_that_a_page_names(body: str, urls: list[str]) -> None:
    assert named(body) == urls


def test_a_page_in_utf16_names_its_feed() -> None:
    body = html(link("/a")).encode("utf-16")
    assert alternates(Fetched(PAGE, PAGE, "", body, NOW)) == ("https://news.example/a",)


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<html>" + "<link " * 200_000, id="tags without end"),
        pytest.param("<html><link " + "a=" * 400_000 + ">", id="attributes without values"),
        pytest.param("<html><link " + "a" * 900_000 + ">", id="a word"),
        pytest.param("<html>" + "<link a='" * 100_000, id="open quotes"),
        pytest.param("<html>" + ("<link" + " " * 3900 + ">") * 250, id="white space"),
    ],
)
def test_a_hostile_page_costs_no_more_than_its_length(body: str) -> None:
    started = time.process_time()
    named(body)
    assert time.process_time() - started < 2


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda t: html(t).encode("utf-8", "replace"))
)
def test_any_bytes_name_only_addresses_that_can_be_fetched(body: bytes) -> None:
    for url in alternates(Fetched(PAGE, PAGE, "", body, NOW)):
        assert url.startswith(("http://", "https://"))

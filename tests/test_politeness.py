"""What a site asks of us, in headers and robots.txt that strangers wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper.model import RobotsText
from scraper.politeness import (
    MAX_CRAWL_DELAY,
    MAX_RETRY_AFTER,
    MIN_RETRY_AFTER,
    Robots,
    is_fresh,
    max_age,
    retry_after,
)

NOW = datetime(2021, 11, 23, 12, 0, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AGENT = "scraper"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        pytest.param(None, None, id="no header"),
        pytest.param("", None, id="an empty one"),
        pytest.param("120", 2 * MINUTE, id="seconds"),
        pytest.param(" 120 ", 2 * MINUTE, id="seconds with blanks"),
        pytest.param("3", MINUTE, id="a minute at least"),
        pytest.param("0", MINUTE, id="zero is a minute"),
        pytest.param("999999", DAY, id="a day at most"),
        pytest.param("9" * 40, DAY, id="whatever the number"),
        pytest.param("Tue, 23 Nov 2021 14:00:00 GMT", 2 * HOUR, id="an HTTP date"),
        pytest.param("Tuesday, 23-Nov-21 14:00:00 GMT", 2 * HOUR, id="in the old form"),
        pytest.param("Tue Nov 23 14:00:00 2021", 2 * HOUR, id="in C's form"),
        pytest.param("Tue, 23 Nov 2021 14:00:00", 2 * HOUR, id="without a zone it is UTC"),
        pytest.param("Tue, 23 Nov 2021 11:00:00 GMT", MINUTE, id="a date gone by is a minute"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 GMT", DAY, id="the end of time is a day"),
        pytest.param("Mon, 01 Jan 0001 00:00:00 +1400", MINUTE, id="its beginning a minute"),
        pytest.param("soon", None, id="a word"),
        pytest.param("-5", None, id="less than nothing"),
        pytest.param("1.5", None, id="a fraction"),
        pytest.param("１２０", None, id="wide digits"),
        pytest.param("Tue, 99 Nov 2021 14:00:00 GMT", None, id="no such day"),
        pytest.param("Tue, 23 Nov 2021 14:00:00 +9999", None, id="no such zone"),
    ],
)
def test_retry_after(header: str | None, wait: timedelta | None) -> None:
    assert retry_after(header, NOW) == wait


_HEADERS = st.text() | st.text(st.sampled_from("0123456789TueNovGMT:,+- =max-ageexpires"))


@settings(max_examples=300, deadline=None)
@given(_HEADERS)
def test_retry_after_never_raises_and_keeps_its_bounds(header: str) -> None:
    wait = retry_after(header, NOW)
    assert wait is None or MIN_RETRY_AFTER <= wait <= MAX_RETRY_AFTER


@pytest.mark.parametrize(
    ("headers", "age"),
    [
        pytest.param({}, None, id="says nothing"),
        pytest.param({"cache-control": "max-age=3600"}, HOUR, id="max-age"),
        pytest.param({"cache-control": "public, Max-Age = 3600"}, HOUR, id="among others"),
        pytest.param({"cache-control": 'public,max-age="3600"'}, HOUR, id="quoted"),
        pytest.param({"cache-control": "max-age=0"}, timedelta(0), id="stale at once"),
        pytest.param({"cache-control": "max-age=99999999"}, DAY, id="a day at most"),
        pytest.param({"cache-control": "max-age=" + "9" * 40}, DAY, id="whatever the number"),
        pytest.param({"cache-control": "no-cache, max-age=3600"}, None, id="no-cache"),
        pytest.param({"cache-control": "No-Store"}, None, id="no-store"),
        pytest.param({"cache-control": "s-maxage=60"}, None, id="for shared caches only"),
        pytest.param({"cache-control": "x-max-age=60"}, None, id="a directive of its own"),
        pytest.param({"cache-control": "max-age=often"}, None, id="no number"),
        pytest.param({"expires": "Tue, 23 Nov 2021 13:00:00 GMT"}, HOUR, id="Expires"),
        pytest.param({"expires": "Tue, 23 Nov 2021 11:00:00 GMT"}, timedelta(0), id="expired"),
        pytest.param(
            {"expires": "Fri, 31 Dec 2100 11:00:00 GMT"}, DAY, id="Expires, a day at most"
        ),
        pytest.param({"expires": "0"}, None, id="Expires that is no date"),
        pytest.param(
            {"cache-control": "max-age=60", "expires": "Tue, 23 Nov 2021 13:00:00 GMT"},
            MINUTE,
            id="max-age goes before Expires",
        ),
    ],
)
def test_max_age(headers: dict[str, str], age: timedelta | None) -> None:
    assert max_age(headers, NOW) == age


@settings(max_examples=300, deadline=None)
@given(_HEADERS, _HEADERS)
def test_max_age_never_raises_and_keeps_its_bounds(control: str, expires: str) -> None:
    age = max_age({"cache-control": control, "expires": expires}, NOW)
    assert age is None or timedelta(0) <= age <= DAY


@pytest.mark.parametrize(
    ("status", "age", "fresh"),
    [
        pytest.param(200, 23 * HOUR, True, id="an answer keeps for a day"),
        pytest.param(200, 24 * HOUR, False, id="not longer"),
        pytest.param(404, 23 * HOUR, True, id="none is an answer"),
        pytest.param(503, 29 * MINUTE, True, id="trouble keeps for half an hour"),
        pytest.param(503, 30 * MINUTE, False, id="then it is asked again"),
        pytest.param(0, 30 * MINUTE, False, id="so is silence"),
        pytest.param(200, -HOUR, False, id="the clock jumped back"),
    ],
)
def test_robots_freshness(status: int, age: timedelta, fresh: bool) -> None:
    assert is_fresh(RobotsText("https://a.example", status, "", NOW - age), NOW) is fresh


def robots(body: str = "", status: int = 200) -> Robots:
    return Robots(RobotsText("https://a.example", status, body, NOW))


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        pytest.param(200, False, id="rules that came are kept"),
        pytest.param(204, False, id="with any 2xx"),
        pytest.param(404, True, id="no rules, no bounds"),
        pytest.param(403, True, id="even if we may not read them"),
        pytest.param(302, True, id="a redirect that leads nowhere"),
        pytest.param(500, False, id="a server in trouble forbids all"),
        pytest.param(503, False, id="for now"),
        pytest.param(0, False, id="silence, too"),
    ],
)
def test_what_the_status_of_robots_txt_means(status: int, allowed: bool) -> None:
    rules = robots("User-agent: *\nDisallow: /\n", status)
    assert rules.allows("https://a.example/x", AGENT) is allowed
    assert rules.unreachable is (status == 0 or status >= 500)


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        pytest.param("", True, id="an empty file"),
        pytest.param("\n  \n", True, id="a blank one"),
        pytest.param("<!doctype html><p>Not found", True, id="a page instead"),
        pytest.param("User-agent: *\nDisallow:\n", True, id="nothing is disallowed"),
        pytest.param("User-agent: *\nDisallow: /news/\n", False, id="the folder is"),
        pytest.param("User-agent: *\nDisallow: /new\n", False, id="by its beginning"),
        pytest.param("User-agent: *\nDisallow: /*.html$\n", False, id="by its end"),
        pytest.param("User-agent: *\nDisallow: /news/b\n", True, id="another article is"),
        pytest.param("User-agent: *\nDisallow: /\nAllow: /news/\n", True, id="but this is allowed"),
        pytest.param("User-agent: other\nDisallow: /\n", True, id="somebody else is meant"),
        pytest.param("User-agent: Scraper\nDisallow: /\n", False, id="we are meant, by name"),
        pytest.param(
            "User-agent: *\nDisallow: /\n\nUser-agent: scraper\nDisallow:\n",
            True,
            id="our name goes before all",
        ),
        pytest.param("\ufeffUser-agent: *\nDisallow: /\n", False, id="after a byte order mark"),
        pytest.param("User-agent: *\r\nDisallow: /\r\n", False, id="with Windows' line ends"),
    ],
)
def test_what_the_rules_let_us_fetch(body: str, allowed: bool) -> None:
    assert robots(body).allows("https://a.example/news/a.html", AGENT) is allowed


@pytest.mark.parametrize(
    ("delay", "pause"),
    [
        ("5", timedelta(seconds=5)),
        ("0.5", timedelta(seconds=0.5)),
        ("0", timedelta(0)),
        ("-3", timedelta(0)),
        ("86400", MAX_CRAWL_DELAY),
        ("1e300", MAX_CRAWL_DELAY),
        ("inf", timedelta(0)),
        ("nan", timedelta(0)),
        ("often", timedelta(0)),
    ],
)
def test_crawl_delay(delay: str, pause: timedelta) -> None:
    assert robots(f"User-agent: *\nCrawl-delay: {delay}\n").crawl_delay(AGENT) == pause


def test_no_rules_no_delay() -> None:
    assert robots("", 404).crawl_delay(AGENT) == timedelta(0)


@settings(max_examples=300, deadline=None)
@given(
    st.text()
    | st.lists(
        st.builds(
            "{}: {}".format,
            st.sampled_from(["User-agent", "Disallow", "Allow", "Crawl-delay", "Sitemap", "x"]),
            st.text(st.sampled_from("/*$%é0129.-e+ns\x00 ")) | st.text(),
        )
    ).map("\n".join),
    st.text(),
)
@example("User-agent: *\nCrawl-delay: inf", "")
def test_any_robots_txt_can_be_asked(body: str, path: str) -> None:
    rules = robots(body)
    assert rules.allows(f"https://a.example/{path}", AGENT) in (True, False)
    assert timedelta(0) <= rules.crawl_delay(AGENT) <= MAX_CRAWL_DELAY


def test_many_stars_cost_no_time() -> None:
    rules = robots("User-agent: *\nDisallow: /" + "*a" * 40 + "$\n")
    assert rules.allows("https://a.example/" + "a" * 2000 + "b", AGENT)

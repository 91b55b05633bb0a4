"""Dates as feeds, pages and people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.dates import (
    choose_published,
    epoch_ms,
    format_duration,
    iso_ms,
    parse_date,
    parse_duration,
    parse_since,
)

SINGAPORE = ZoneInfo("Asia/Singapore")
PARIS = ZoneInfo("Europe/Paris")
NEW_YORK = ZoneInfo("America/New_York")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        # RFC 822 and what became of it
        ("Tue, 23 Nov 2021 21:36:00 GMT", "2021-11-23T21:36:00"),
        ("Tue, 23 Nov 2021 21:36:05 +0800", "2021-11-23T13:36:05"),
        ("Tue, 23 Nov 2021 21:36:05 +08:00", "2021-11-23T13:36:05"),
        ("Tue, 23 Nov 2021 21:36:05 -0530", "2021-11-24T03:06:05"),
        ("Tue, 23 Nov 2021 21:36 +0800", "2021-11-23T13:36:00"),
        ("23 Nov 2021 21:36:00 GMT", "2021-11-23T21:36:00"),
        ("Tue,23 Nov 2021 21:36:00 Z", "2021-11-23T21:36:00"),
        ("Tue, 23 Nov 21 21:36:00 GMT", "2021-11-23T21:36:00"),
        ("Sun, 06 Nov 94 08:49:37 GMT", "1994-11-06T08:49:37"),
        ("Tuesday, 23-Nov-21 21:36:00 GMT", "2021-11-23T21:36:00"),
        ("Tue Nov 23 21:36:00 2021", "2021-11-23T21:36:00"),
        ("Tue Nov 23 21:36:00 +0800 2021", "2021-11-23T13:36:00"),
        ("Tue Nov 23 21:36:00 CET 2021", "2021-11-23T20:36:00"),
        ("Tue, 23 November 2021 21:36:00 UTC", "2021-11-23T21:36:00"),
        ("Tue, 23 Nov 2021 24:00:00 GMT", "2021-11-24T00:00:00"),
        ("Fri, 31 Dec 2021 24:00 GMT", "2022-01-01T00:00:00"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59"),
        ("Tue, 23 Nov 2021 21:36:00 GMT+8", "2021-11-23T13:36:00"),
        ("Tue, 23 Nov 2021 21:36:00 UTC+08:00", "2021-11-23T13:36:00"),
        ("Tue, 23 Nov 2021 21:36:00 +8", "2021-11-23T13:36:00"),
        ("Tue, 23 Nov 2021 21:36:00 +800", "2021-11-23T13:36:00"),
        ("Tue, 23 Nov 2021 21:36:00 -0000", "2021-11-23T21:36:00"),
        ("Tue Nov 23 2021 21:36:00 GMT+0800 (China Standard Time)", "2021-11-23T13:36:00"),
        ("Tue, 23 Nov 2021 21:36:00 +0100 (CET)", "2021-11-23T20:36:00"),
        ("  Tue,  23 Nov 2021\n 21:36:00   GMT ", "2021-11-23T21:36:00"),
        ("Tue, 3 Nov 2021 1:06:05 GMT", "2021-11-03T01:06:05"),
        # abbreviations, two of which feedparser reads as GMT
        ("Thu, 01 Jul 2021 12:00:00 EST", "2021-07-01T17:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 EDT", "2021-07-01T16:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 CST", "2021-07-01T18:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 PST", "2021-07-01T20:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 PDT", "2021-07-01T19:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 BST", "2021-07-01T11:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 CEST", "2021-07-01T10:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 CET", "2021-07-01T11:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 MSK", "2021-07-01T09:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 JST", "2021-07-01T03:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 KST", "2021-07-01T03:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 HKT", "2021-07-01T04:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 SGT", "2021-07-01T04:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 AEST", "2021-07-01T02:00:00"),
        ("Thu, 01 Jul 2021 12:00:00 IST", "2021-07-01T06:30:00"),
        ("Thu, 01 Jul 2021 12:00:00 XYZT", "2021-07-01T12:00:00"),
        # ISO 8601 and W3CDTF
        ("2021-11-23T21:36:00Z", "2021-11-23T21:36:00"),
        ("2021-11-23t21:36:00z", "2021-11-23T21:36:00"),
        ("2021-11-23T21:36:00.871Z", "2021-11-23T21:36:00.871"),
        ("2021-11-23T21:36:00,5Z", "2021-11-23T21:36:00.500"),
        ("2021-11-23T21:36:00.1234567+08:00", "2021-11-23T13:36:00.123456"),
        ("2021-11-23T21:36:00.123456789Z", "2021-11-23T21:36:00.123456"),
        ("2021-11-23T21:36+0800", "2021-11-23T13:36:00"),
        ("2021-11-23T21:36:00+08", "2021-11-23T13:36:00"),
        ("2021-11-23 21:36:00", "2021-11-23T21:36:00"),
        ("2021-11-23 21:36:00 +0800", "2021-11-23T13:36:00"),
        ("2021-11-23 21:36:00 UTC", "2021-11-23T21:36:00"),
        ("2021-11-23T21:36", "2021-11-23T21:36:00"),
        ("2021-11-23T24:00:00Z", "2021-11-24T00:00:00"),
        ("2021-11-23", "2021-11-23T00:00:00"),
        ("2021-11-23+08:00", "2021-11-22T16:00:00"),
        ("2021-11-23Z", "2021-11-23T00:00:00"),
        ("2021-11", "2021-11-01T00:00:00"),
        ("20211123", "2021-11-23T00:00:00"),
        ("20211123T213605Z", "2021-11-23T21:36:05"),
        ("20211123213605", "2021-11-23T21:36:05"),
        ("2021-11-23T21:36:00+01:00[Europe/Paris]", "2021-11-23T20:36:00"),
        ("2021-11-23T21:36:00−03:00", "2021-11-24T00:36:00"),
        # epochs
        ("1637703360", "2021-11-23T21:36:00"),
        ("1637703360871", "2021-11-23T21:36:00.871"),
        ("1637703360.5", "2021-11-23T21:36:00"),
        ("1714564800", "2024-05-01T12:00:00"),
        # written for eyes
        ("2021年11月23日 21:36", "2021-11-23T21:36:00"),
        ("2021年11月23日 星期二 下午9:36", "2021-11-23T21:36:00"),
        ("2021年11月23日21時36分05秒", "2021-11-23T21:36:05"),
        ("2021-11-23 上午 12:05", "2021-11-23T00:05:00"),
        ("2021-11-23 下午 12:05", "2021-11-23T12:05:00"),
        ("2021年11月23日(火) 午後9時36分", "2021-11-23T21:36:00"),
        ("2021년 11월 23일 화요일 오후 9시 36분", "2021-11-23T21:36:00"),
        ("2021. 11. 23. 21:36", "2021-11-23T21:36:00"),
        ("2021/11/23 21:36", "2021-11-23T21:36:00"),
        ("２０２１／１１／２３ ２１：３６", "2021-11-23T21:36:00"),
        ("23.11.2021 14:05", "2021-11-23T14:05:00"),
        ("23.11.2021, 14.05 Uhr", "2021-11-23T14:05:00"),
        ("23. 11. 2021", "2021-11-23T00:00:00"),
        ("23/11/2021 - 21h36", "2021-11-23T21:36:00"),
        ("14:05, 23.11.2021", "2021-11-23T14:05:00"),
        ("03/04/2021", "2021-04-03T00:00:00"),
        ("11/23/2021 9:36 PM", "2021-11-23T21:36:00"),
        ("Nov 23, 2021 9:36 p.m. EST", "2021-11-24T02:36:00"),
        ("November 23rd, 2021 at 9:36 PM", "2021-11-23T21:36:00"),
        ("Nov. 23, 2021, 9 pm", "2021-11-23T21:00:00"),
        ("12:05 AM on November 23, 2021", "2021-11-23T00:05:00"),
        ("Tuesday, November 23, 2021", "2021-11-23T00:00:00"),
        ("Dienstag, 23. November 2021 um 21:36 Uhr", "2021-11-23T21:36:00"),
        ("Di, 5 März 2024 21:36:00 +0100", "2024-03-05T20:36:00"),
        ("Mo., 23. Dez. 2021", "2021-12-23T00:00:00"),
        ("mar. 23 nov. 2021 21:36:00 +0100", "2021-11-23T20:36:00"),
        ("jeudi 1er août 2024", "2024-08-01T00:00:00"),
        ("jeudi 1 août 2024 à 18h05", "2024-08-01T18:05:00"),
        ("16 févr. 2024", "2024-02-16T00:00:00"),
        ("5 juil. 2024", "2024-07-05T00:00:00"),
        ("martes, 23 de noviembre de 2021", "2021-11-23T00:00:00"),
        ("3 enero 2024 10:00", "2024-01-03T10:00:00"),
        ("mercoledì 3 luglio 2024", "2024-07-03T00:00:00"),
        ("15 mag 2024", "2024-05-15T00:00:00"),
        ("terça-feira, 23 de fevereiro de 2021", "2021-02-23T00:00:00"),
        ("3 out 2024", "2024-10-03T00:00:00"),
        ("dinsdag 2 maart 2021", "2021-03-02T00:00:00"),
        ("5 mei 2021", "2021-05-05T00:00:00"),
        ("tisdag 4 augusti 2020", "2020-08-04T00:00:00"),
        ("wtorek, 23 października 2021", "2021-10-23T00:00:00"),
        ("3 lutego 2021", "2021-02-03T00:00:00"),
        ("Вт, 23 ноября 2021 21:36", "2021-11-23T21:36:00"),
        ("9 мая 2021 г.", "2021-05-09T00:00:00"),
        ("3 июня 2021", "2021-06-03T00:00:00"),
        ("Salı, 23 Kasım 2021", "2021-11-23T00:00:00"),
        ("3 Ağustos 2021", "2021-08-03T00:00:00"),
        ("1 Şubat 2021", "2021-02-01T00:00:00"),
        ("úterý 23. listopadu 2021", "2021-11-23T00:00:00"),
        ("3. září 2021 v 10:05", "2021-09-03T10:05:00"),
        ("2021. november 23., kedd 21:36", "2021-11-23T21:36:00"),
        ("2021. május 3.", "2021-05-03T00:00:00"),
        ("marți, 23 noiembrie 2021, 21:36", "2021-11-23T21:36:00"),
        ("23. marraskuuta 2021 klo 21.36.05", "2021-11-23T21:36:05"),
        ("martedì 23 novembre 2021 ore 21.36", "2021-11-23T21:36:00"),
        ("pe 04 joulukuu 2020", "2020-12-04T00:00:00"),
        ("onsdag den 3. marts 2021 kl. 10:05", "2021-03-03T10:05:00"),
        ("Selasa, 23 Agustus 2021 21:36 WIB", "2021-08-23T14:36:00"),
        ("Thứ Ba, 23 Tháng 11, 2021", "2021-11-23T00:00:00"),
        ("вівторок, 23 листопада 2021 р. 21:36", "2021-11-23T21:36:00"),
        ("23 Μαΐου 2021", "2021-05-23T00:00:00"),
        ("23 نوفمبر 2021", "2021-11-23T00:00:00"),
        ("٢٣ نوفمبر ٢٠٢١", "2021-11-23T00:00:00"),
        ("23 בנובמבר 2021", "2021-11-23T00:00:00"),
        ("23 พฤศจิกายน 2564", "2021-11-23T00:00:00"),
        ("23 พฤศจิกายน 2021", "2021-11-23T00:00:00"),
        ("令和3年11月23日 21時36分", "2021-11-23T21:36:00"),
        ("中華民國110年11月23日", "2021-11-23T00:00:00"),
        ("23 Kasım 2021 Salı, 21:36", "2021-11-23T21:36:00"),
        # said twice, or by a place's name
        ("Tue, 23 Nov 2021 21:36:00 +0100 CET", "2021-11-23T20:36:00"),
        ("Tue, 23 Nov 2021 21:36:00 +0000 GMT", "2021-11-23T21:36:00"),
        ("2021-11-23T21:36:00+0100Z", "2021-11-23T20:36:00"),
        ("Tue, 23 Nov 2021 21:36:00 Europe/Berlin", "2021-11-23T21:36:00"),
        ("Tue, 23 Nov 2021 21.36.05 +0100", "2021-11-23T20:36:05"),
        # the ends of what is believed
        ("2099-12-31T23:59:59Z", "2099-12-31T23:59:59"),
        ("2101-01-01T00:00:00Z", None),
        ("23 Nov 2564", None),
        # no dates
        ("", None),
        ("yesterday", None),
        ("2024-13-45", None),
        ("2024-02-30", None),
        ("2021-11-23T25:00:00Z", None),
        ("2021-11-23T21:61:00Z", None),
        ("2021", None),
        ("12", None),
        ("November 2021", None),
        ("21:36", None),
        ("0000-00-00 00:00:00", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:00-12:00", None),
        ("1969-12-31T23:59:59Z", None),
        ("0", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("99999999999999", None),
        ("We met on 23 Nov 2021 in the evening", None),
        ("2021-11-23 and more words than a date has", None),
        ("23 foobar 2021", None),
        ("Tue, 31 Nov 2021 10:00:00 GMT", None),
        ("2" * 5000, None),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_reads(text: str, instant: str | None) -> None:
    assert parse_date(text) == (None if instant is None else utc(instant))


@pytest.mark.parametrize(
    ("text", "zone", "override", "instant"),
    [
        pytest.param(
            "2021-11-23 21:36", SINGAPORE, None, "2021-11-23T13:36",
            id="a date without zone is in the feed's",
        ),
        pytest.param(
            "2021-07-01 12:00", PARIS, None, "2021-07-01T10:00",
            id="the feed's zone knows summer",
        ),
        pytest.param(
            "2021-11-23", SINGAPORE, None, "2021-11-22T16:00",
            id="a day begins in the feed's zone",
        ),
        pytest.param(
            "Tue, 23 Nov 2021 21:36:00 XYZT", SINGAPORE, None, "2021-11-23T13:36",
            id="an unknown zone is the feed's",
        ),
        pytest.param(
            "Tue, 23 Nov 2021 21:36:00 GMT", SINGAPORE, None, "2021-11-23T21:36",
            id="a named zone beats the feed's",
        ),
        pytest.param(
            "Tue, 23 Nov 2021 21:36:00 GMT", UTC, SINGAPORE, "2021-11-23T13:36",
            id="an override beats a named zone",
        ),
        pytest.param(
            "2021-11-23T21:36:00+02:00", UTC, SINGAPORE, "2021-11-23T13:36",
            id="an override beats an offset",
        ),
        pytest.param(
            "1637703360", UTC, SINGAPORE, "2021-11-23T21:36",
            id="an epoch has no wall clock",
        ),
        pytest.param(
            "Thu, 01 Jul 2021 12:00:00 CST", SINGAPORE, None, "2021-07-01T04:00",
            id="CST is China's where the feed is at home there",
        ),
        pytest.param(
            "Thu, 01 Jul 2021 12:00:00 CST", NEW_YORK, None, "2021-07-01T18:00",
            id="CST is America's elsewhere",
        ),
    ],
)  # fmt: skip
def test_zones(text: str, zone: tzinfo, override: tzinfo | None, instant: str) -> None:
    assert parse_date(text, zone=zone, override=override) == utc(instant)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=130),
        st.text(alphabet="0123456789-:/.+TZ ,年月日AMPGTCESNov", max_size=40),
        st.integers().map(str),
    )
)
def test_anything_is_a_sane_instant_or_none(text: str) -> None:
    moment = parse_date(text, zone=SINGAPORE)
    assert moment is None or (moment.tzinfo is UTC and 1990 <= moment.year <= 2100)


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(
        min_value=datetime(1990, 1, 2),  # noqa: DTZ001
        max_value=datetime(2049, 12, 30),  # noqa: DTZ001
        timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
    ),
    st.sampled_from(["%a, %d %b %Y %H:%M:%S %z", "%d %b %y %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z"]),
)
def test_what_python_writes_is_read(moment: datetime, form: str) -> None:
    assert parse_date(moment.strftime(form)) == moment.replace(microsecond=0)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 32), st.integers(1985, 2105), st.integers(0, 24), st.integers(0, 60),
    st.sampled_from(["GMT", "utc", "+0000", "-0530", "+1459", "+1500", "+0160"]),
)  # fmt: skip
def test_a_mail_date_is_what_it_is_by_the_long_way(
    day: int, year: int, hour: int, minute: int, zone: str
) -> None:
    text = f"Tue, {day:02d} Feb {year} {hour:02d}:{minute:02d}:05 {zone}"
    # Words in brackets are passed over, and no machine writes them.
    assert parse_date(text, zone=PARIS) == parse_date(f"{text} (x)", zone=PARIS)


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes(
        min_value=datetime(1990, 1, 2),  # noqa: DTZ001
        max_value=datetime(2100, 12, 30),  # noqa: DTZ001
        timezones=st.just(UTC),
    )
)
def test_what_we_write_reads_back_to_the_millisecond(moment: datetime) -> None:
    cut = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert parse_date(iso_ms(moment)) == cut
    assert parse_date(str(epoch_ms(moment))) == cut


FEED, PAGE, CHANGED, SEEN = (utc(f"2021-11-2{day}T12:00") for day in (1, 2, 3, 9))


@pytest.mark.parametrize(
    ("feed", "page", "updated", "chosen"),
    [
        pytest.param(FEED, PAGE, CHANGED, (FEED, True), id="the feed's first"),
        pytest.param(None, PAGE, CHANGED, (PAGE, True), id="then the page's"),
        pytest.param(None, None, CHANGED, (CHANGED, True), id="then that of the last change"),
        pytest.param(None, None, None, (SEEN, False), id="undated: when it was first seen"),
        pytest.param(
            SEEN + timedelta(hours=7), PAGE, None, (SEEN, True), id="the future is first seen"
        ),
    ],
)
def test_which_date_names_the_file(
    feed: datetime | None,
    page: datetime | None,
    updated: datetime | None,
    chosen: tuple[datetime, bool],
) -> None:
    assert choose_published(feed, page, updated, SEEN) == chosen


def test_an_instant_as_front_matter_writes_it() -> None:
    moment = datetime(2021, 11, 23, 22, 35, 56, 871_999, tzinfo=SINGAPORE)
    assert iso_ms(moment) == "2021-11-23T14:35:56.871Z"
    assert epoch_ms(utc("2021-11-23T21:36")) == 1637703360000


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *[("90s", 90), ("30m", 1800), ("36h", 129_600), ("7d", 604_800), ("2w", 1_209_600)],
        *[("1h30m", 5400), (" 1H 30M ", 5400), ("0s", 0)],
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "often", "30", "m", "-3h", "1.5h", "3 hours", "9" * 9 + "w"])
def test_what_is_no_duration_says_what_is_wanted(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a duration like 30m, 36h or 7d$"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        *[(0, "0s"), (0.4, "0s"), (90, "90s"), (1800, "30m"), (5400, "90m"), (129_600, "36h")],
        *[(604_800, "7d"), (3723, "1h2m3s"), (200 * 86_400, "200d"), (-5, "0s")],
    ],
)
def test_durations_as_one_would_type_them(seconds: float, text: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == text


@given(st.integers(0, 10**9))
def test_a_duration_reads_back(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    assert parse_duration(format_duration(span)) == span


NOW = utc("2021-11-23T20:00")  # the 24th in Singapore


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        pytest.param("2021-11-20", UTC, "2021-11-20T00:00", id="a day"),
        pytest.param("2021-11-20", SINGAPORE, "2021-11-19T16:00", id="a day in Singapore"),
        pytest.param("2021-11-20T08:00", SINGAPORE, "2021-11-20T00:00", id="a time there"),
        pytest.param("2021-11-20T08:00:00Z", SINGAPORE, "2021-11-20T08:00", id="a time in UTC"),
        pytest.param("2021-11-20 08:00:00+01:00", UTC, "2021-11-20T07:00", id="an offset"),
        pytest.param("36h", UTC, "2021-11-22T08:00", id="hours back"),
        pytest.param("7d", SINGAPORE, "2021-11-16T20:00", id="days back are 24 hours each"),
        pytest.param("2w", UTC, "2021-11-09T20:00", id="weeks back"),
        pytest.param("today", UTC, "2021-11-23T00:00", id="today"),
        pytest.param("today", SINGAPORE, "2021-11-23T16:00", id="today began later there"),
        pytest.param("Yesterday", SINGAPORE, "2021-11-22T16:00", id="yesterday"),
    ],
)
def test_since(text: str, zone: tzinfo, instant: str) -> None:
    assert parse_since(text, NOW, zone) == utc(instant)


@pytest.mark.parametrize(
    "text",
    [
        *["", "soon", "2021-13-01", "2021-02-30", "20211120", "11/20/2021", "2021-11", "7"],
        *["2021-11-20T25:00", "999999999w", "tomorrow"],
    ],
)
def test_what_is_no_starting_point_says_what_is_wanted(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a day like 2021-11-20, .*36h or 7d, today or"):
        parse_since(text, NOW, UTC)


@pytest.mark.parametrize("text", ["2021-11-24", "2021-11-23T20:00:01Z", "2099-01-01"])
def test_a_starting_point_to_come_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="in the past"):
        parse_since(text, NOW, UTC)

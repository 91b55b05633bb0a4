"""A date as somebody wrote it -> the instant it means."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from scraper.dates.names import (
    AFTER_NOON,
    BEFORE_NOON,
    BUDDHIST,
    ERAS,
    FILLERS,
    MONTHS,
    ZONES,
    fold,
)

_LONGEST = 120  # characters; no date is longer, and no pattern below sees more
_YEARS = range(1990, 2101)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Other ways to write a time of day, each turned into 21:36:05.
_CLOCKS = (
    (
        re.compile(r"(\d{1,2}) ?[时時点點시] ?(?:(\d{1,2}) ?[分분])? ?(?:(\d{1,2}) ?[秒초])?"),
        lambda m: f" {m[1]}:{m[2] or '00'}:{m[3] or '00'} ",
    ),
    (re.compile(r"(?<![\d.])(\d{1,2})[.:](\d{2}) ?uhr\b"), r" \1:\2 "),
    (
        re.compile(
            r"(?:(?<=\bklo )|(?<=\bkl )|(?<=\bkl\. )|(?<=\bore )|(?<=\d{4} )(?=\d{1,2}\.\d\d\.))"
            r"(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])"
        ),
        lambda m: f" {m[1]}:{m[2]}:{m[3] or '00'} ",
    ),
    (re.compile(r"(?<![\d:])(\d{1,2}) ?h ?(\d{2})?(?![\da-z])"), lambda m: f" {m[1]}:{m[2] or 0} "),
    (re.compile(r"(?<=\d)t(\d{2})(\d{2})(\d{2})?(?=[z+\-., ]|$)"), r" \1:\2:\g<3>"),
    (re.compile(r"(?<=\d)t(\d{2})(?=[z+\-]|$)"), r" \1:00"),
    (re.compile(r"(?<![\d:.])(\d{1,2}) ?([ap])\.? ?m\b"), r" \1:00 \2m"),
)
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{1,2})(?::(\d{1,2})?(?:[.,](\d+))?)?(?![\d:])")
_HALF = re.compile(r"^ ?([ap])\.? ?m\b\.?")
_OFFSET = re.compile(r"^ ?(?:gmt|utc|ut|z)? ?([+-])(\d{1,2}):?(\d{2})?(?![\d.])")
_ABBREVIATION = re.compile(r"^ ?\(?([a-z]{1,5})\b\)?(?! ?\d{1,2}\b)")
# "+0000 GMT", "+0100Z": the zone is said once more.
_ONCE_MORE = re.compile(r"^ ?\(?(?:z|[a-z]{2,5}t)\b\)?(?! ?\d{1,2}\b)")
_REGION = re.compile(r"^ ?[a-z]{2,12}/[a-z_]{2,20}\b")
_DATE_AND_ZONE = re.compile(r"(\d{4}-\d{2}-\d{2})(z|[+-]\d{2}:?\d{2})")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CJK_WEEKDAY = re.compile(
    r"(?:星期|周|週|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"
)
_CJK_DAY = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일号號]?")
_ERA_YEAR = re.compile(rf"({'|'.join(ERAS)}) ?(\d{{1,3}}) ?[年년]")
_VIETNAMESE_DAY = re.compile(r"(\d{1,2}),? ?thang ?(\d{1,2}),? ?(?:nam )?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_MONTH_ONLY = re.compile(r"(\d{4})-(\d{2})")
# The commonest of all, which the library reads at once.
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?(?:z|[+-](?:0\d|1[0-5]):?[0-5]\d)",
    re.ASCII,
)
# The next common: RFC 2822 to the letter, in lower case.
_MAIL_DATE = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun), )?([0-2]?\d|3[01]) "
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) (\d{4}) "
    r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d) (?:gmt|utc|([+-])(0\d|1[0-4])([0-5]\d))",
    re.ASCII,
)
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def parse_date(text: str, *, zone: tzinfo = UTC, override: tzinfo | None = None) -> datetime | None:
    """The UTC instant a date means, None if it is none that can be trusted.

    RFC 822/2822 and its variants, ISO 8601/W3CDTF, asctime, epoch seconds or milliseconds, and
    dates written out in some thirty languages. `zone` counts where the date names none (and where
    it names one nobody knows); `override` counts in any case: the wall clock is read in it. An
    epoch is an instant and has no wall clock.

    03/04/2021 is the third of April: day first, unless only the American order makes a date.
    A date without time is the start of that day. Years 1990 to 2100. Never raises.
    """
    if len(text) > _LONGEST:
        return None
    line = fold(text)
    if _DIGIT.search(line) is None:
        return None
    if override is None and _TIMESTAMP.fullmatch(line) and (moment := _from_timestamp(line)):
        return moment
    if override is None and (match := _MAIL_DATE.fullmatch(line)) and (moment := _from_mail(match)):
        return moment
    if re.fullmatch(r"\d{9,17}(?:\.\d*)?", line) and (moment := _from_number(line)):
        return moment
    found = _read(line, zone)
    if found is None:
        return None
    wall, named = found
    try:
        moment = wall.replace(tzinfo=override or named or zone).astimezone(UTC)
    except (ValueError, OverflowError):  # the ends of the calendar
        return None
    return moment if moment.year in _YEARS else None


def _from_timestamp(line: str) -> datetime | None:
    """An instant as machines write it; what is wrong with it is left to the others."""
    try:
        moment = datetime.fromisoformat(line.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _from_mail(match: re.Match[str]) -> datetime | None:
    """An instant as programs write it; what is wrong with it is left to the others."""
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        wall = datetime(
            int(year), MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
        moment = wall + offset if sign == "-" else wall - offset
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _from_number(digits: str) -> datetime | None:
    """An epoch in seconds, milliseconds or microseconds; 20211123213605 is left to the others."""
    whole = digits.partition(".")[0]
    unit = {9: 1, 10: 1, 12: 1000, 13: 1000, 15: 10**6, 16: 10**6}.get(len(whole))
    if unit is None or not whole.isascii():
        return None
    moment = _EPOCH + timedelta(microseconds=int(whole) * (10**6 // unit))
    return moment if moment.year in _YEARS else None


def _read(line: str, zone: tzinfo) -> tuple[datetime, tzinfo | None] | None:
    """Wall clock and named zone of a folded line."""
    if dated := _DATE_AND_ZONE.fullmatch(line):  # xs:date, with a zone but without a time
        line = f"{dated[1]} 00:00{dated[2]}"
    compact = re.fullmatch(r"(\d{8})(\d{2})(\d{2})(\d{2})?", line)
    if compact:
        line = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4] or '00'}"
    afternoon, line = _take_cjk_half(line)
    for pattern, written in _CLOCKS:
        if ":" in line:
            break
        line = pattern.sub(written, line, count=1)
    clock = _TIME.search(line)
    named: tzinfo | None = None
    hour = minute = second = micro = 0
    if clock is not None:
        hour, minute, second = (int(part or 0) for part in clock.group(1, 2, 3))
        micro = int((clock[4] or "0")[:6].ljust(6, "0"))
        after = line[clock.end() :]
        if half := _HALF.match(after):
            afternoon, after = half[1] == "p", after[half.end() :]
        named, after = _take_zone(after, zone)
        line = f"{line[: clock.start()].rstrip('t ')} {after}"
    day = _day(line)
    if day is None:
        return None
    if afternoon is not None and hour <= 12:
        hour = hour % 12 + (12 if afternoon else 0)
    days = 1 if (hour, minute, second) == (24, 0, 0) else 0
    try:
        wall = datetime(*day, hour % 24 if days else hour, minute, min(second, 59), micro)  # noqa: DTZ001
        wall += timedelta(days=days)
    except (ValueError, OverflowError):  # the 30th of February, 25:00
        return None
    return (wall, named) if second <= 60 else None  # 60 is a leap second


def _take_cjk_half(line: str) -> tuple[bool | None, str]:
    for words, afternoon in ((BEFORE_NOON, False), (AFTER_NOON, True)):
        for word in words:
            if word in line:
                return afternoon, line.replace(word, " ")
    return None, line


def _take_zone(after: str, home: tzinfo) -> tuple[tzinfo | None, str]:
    """The zone named behind a time of day, and what stands behind that."""
    if offset := _OFFSET.match(after):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes < 16 * 60 and int(offset[3] or 0) < 60:
            signed = -minutes if offset[1] == "-" else minutes
            rest = _ONCE_MORE.sub("", after[offset.end() :], count=1)
            return timezone(timedelta(minutes=signed)), rest
    if region := _REGION.match(after):  # Europe/Berlin: nobody's feed but one at home there
        return None, after[region.end() :]
    if (name := _ABBREVIATION.match(after)) and name[1] not in MONTHS:
        rest = after[name.end() :]
        hours = ZONES.get(name[1])
        if hours is not None:
            if name[1] == "cst" and _is_eight_east(home):
                hours = 8
            return timezone(timedelta(hours=hours)), rest
        if name[1] not in FILLERS:
            return None, rest  # a zone that nobody knows
    return None, after


def _is_eight_east(home: tzinfo) -> bool:
    return home.utcoffset(datetime(2020, 1, 1)) == timedelta(hours=8)  # noqa: DTZ001


def _day(line: str) -> tuple[int, int, int] | None:
    """Year, month and day of a folded line from which time and zone were taken."""
    line = _CJK_WEEKDAY.sub(" ", _ASIDE.sub(" ", line))
    line = _ERA_YEAR.sub(lambda m: f"{ERAS[m[1]] + int(m[2])}年", line, count=1)
    line = _CJK_DAY.sub(r"\1-\2-\3", line, count=1)
    line = _VIETNAMESE_DAY.sub(r"\3-\2-\1", line, count=1)
    line = re.sub(r"(?<=\d)\. (?=\d)", ".", line)  # "23. 11. 2021"
    tokens = _TOKEN.findall(line)
    words = [token for token in tokens if not token.isdigit()]
    months = [word for word in words if word in MONTHS]
    numbers = [token for token in tokens if token.isdigit()]
    strange = [word for word in words if word not in MONTHS and word not in FILLERS]
    # One word that we do not know may open or end it: a day of the week, in whatever language.
    if strange and (len(strange) > 1 or strange[0] not in (tokens[0], tokens[-1])):
        return None
    if months:  # "mar 23 nov 2021": the first is a Tuesday
        found = _with_month_word(MONTHS[months[-1]], numbers)
        if found and "\u0e00" <= months[-1] <= "\u0e7f" and found[0] > _YEARS[0] + BUDDHIST:
            return found[0] - BUDDHIST, *found[1:]
        return found
    return _numeric("".join(re.findall(r"[\d./-]+", line)).strip("./-"))


def _with_month_word(month: int, numbers: list[str]) -> tuple[int, int, int] | None:
    if len(numbers) != 2:
        return None
    day, year = numbers
    if len(day) == 4:
        day, year = year, day
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    return _full_year(year), month, int(day)


def _numeric(digits: str) -> tuple[int, int, int] | None:
    if match := _YEAR_FIRST.fullmatch(digits):
        if not match[2] and len(digits) != 8:
            return None
        return int(match[1]), int(match[3]), int(match[4])
    if match := _YEAR_LAST.fullmatch(digits):
        day, month = int(match[1]), int(match[3])
        if month > 12 >= day:
            day, month = month, day
        return _full_year(match[4]), month, day
    if match := _MONTH_ONLY.fullmatch(digits):  # W3CDTF allows it
        return int(match[1]), int(match[2]), 1
    return None


def _full_year(digits: str) -> int:
    """RFC 2822, 4.3: two digits below 50 are of this century."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)

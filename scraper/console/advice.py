"""What a person can do about a feed that is added, or an address that shows none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scraper.decide.candidates import Candidate, hours_ahead
from scraper.errors import FetchError
from scraper.pipeline.sampling import Sample
from scraper.urls import host_of

_WIDEST_ZONE = 14  # hours
_MOST_WARNINGS = 3
_TRY = "`scrape try {url} --explain` tells more"
# After "the page of its newest article is …".
_REMEDIES = {
    "consent": "give it the `cookie:` of an answered wall",
    "login": "who has an account can give it a `cookie:`",
    "paywall": "a subscriber can give it a `cookie:`",
    "teaser": "a subscriber can give it a `cookie:`",
    "challenge": "the site wants a browser",
    "empty": "a rule with `keep:` in sites.yaml can say where the text is (docs/sites.md)",
    "script": "the site wants a browser",
}


def advice_for(candidate: Candidate, sample: Sample, now: datetime) -> Iterator[str]:
    """What is odd about a feed, each with what to do, a line each."""
    entries = candidate.parsed.entries
    if not entries:
        yield "the feed is empty now; there are posts as soon as it shows entries"
    if not candidate.parsed.complete:
        yield "the feed came cut short; what came whole was read"
    if hours := hours_ahead(entries, now):
        yield _ahead(hours)
    if sample.entry is not None and sample.trouble:
        yield _trouble(sample, sample.entry.url)
    if sample.goes_on:
        yield "the newest article has further pages: a run reads them, too"
    yield from candidate.parsed.warnings[:_MOST_WARNINGS]


def _ahead(hours: int) -> str:
    if hours > _WIDEST_ZONE:
        return (
            f"its newest entry lies {hours} hours in the future: its dates are wrong, or this"
            " computer's clock is"
        )
    much = "an hour" if hours == 1 else f"{hours} hours"
    return (
        f"its newest entry lies {much} in the future, so the zone it names is wrong, it seems;"
        f" give it `timezone_override: Etc/GMT-{hours}`, or the site's own, like Asia/Singapore"
    )


def _trouble(sample: Sample, url: str) -> str:
    remedy = _REMEDIES.get(sample.verdict, "")
    if "robots.txt forbids" in sample.trouble:
        remedy = "`from: feed` asks for no pages; whose site it is can write `robots:` (see config)"
    said = f"the newest article, {url}: {sample.trouble}; "
    if sample.post is not None:
        said += "the feed's own text is used"
    else:
        said += "the feed's own text is none that could do, so this article would wait"
    return f"{said}; {remedy or _TRY.format(url=url)}"


def refused_advice(error: FetchError, config: str, asked: str) -> str:
    """What to do about the address `asked` that can't be had."""
    host = host_of(error.url).partition(":")[0]
    match error.phase:
        case "address" if host != host_of(asked).partition(":")[0]:
            return "that is where the site leads, so it stays unasked"  # a stranger's wish
        case "address":
            return f"`network: {{allow_private: [{host}]}}` in {config} lets it be asked"
        case "dns":
            return "is it spelt right?"
        case "robots":
            return "a feed may be asked all the same: give the address of the feed itself"
        case "tls":
            return "a browser may tell more of its certificate"
        case "body" if error.retry is None:
            return "give the address of the feed itself"
    if error.status in (401, 403):
        return "the site may want a browser: give the address of the feed itself"
    return "try again later"


def no_feed_advice() -> str:
    """What to do about an address behind which no feed was found."""
    return (
        'if the site has one, give its own address (a browser\'s "view source" shows it beside'
        " rss+xml or atom+xml, or it stands behind a link)"
    )

"""The section of what is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scraper.model import Trouble
from scraper.report.facts import Report
from scraper.report.markup import Content, Markup, tag
from scraper.report.words import counted, kind_heading, language, trouble_times

# What more there is, `scrape status` says.
MOST = 200


def content(report: Report) -> Iterator[Content]:
    """Troubles, those that need a person first."""
    languages = {feed.name: language(feed.language) for feed in report.feeds}
    yours = [each for each in report.troubles if each.needs_person]
    passing = [each for each in report.troubles if not each.needs_person]
    if not report.troubles:
        if report.is_polled:
            yield tag("p", "All is well.", class_="well")
        else:
            yield tag("p", "Nothing is known yet.")
    if yours:
        yield _group(f"{counted(len(yours), 'trouble')} for a person", yours, languages, "yours")
    if passing:
        yield _group(
            f"{counted(len(passing), 'trouble')} that may pass by itself", passing, languages, ""
        )


def _group(
    heading: str, troubles: Sequence[Trouble], languages: Mapping[str, str | None], kind: str
) -> Iterator[Content]:
    yield tag("h3", heading)
    yield tag(
        "ul",
        [_trouble(each, languages) for each in troubles[:MOST]],
        class_=f"troubles {kind}".strip(),
    )
    if len(troubles) > MOST:
        yield tag(
            "p", f"And {len(troubles) - MOST} more: ", tag("code", "scrape status"), " lists them."
        )


def _trouble(trouble: Trouble, languages: Mapping[str, str | None]) -> Markup:
    times = trouble_times(trouble)
    where = (
        tag("bdi", trouble.feed, lang=languages.get(trouble.feed), dir="auto")
        if trouble.feed is not None
        else "this machine"
    )
    return tag(
        "li",
        tag("p", tag("strong", kind_heading(trouble.kind)), ": ", where, class_="what"),
        tag("p", tag("span", trouble.why, dir="auto"), f" ({times})" if times else None),
        tag("p", tag("b", "What to do: "), tag("span", trouble.remedy, dir="auto")),
        tag("p", tag("code", trouble.url, dir="ltr"), class_="quiet") if trouble.url else None,
    )

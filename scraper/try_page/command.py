"""The command `scrape try`: its flags, what it prints where, and what it advises."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.errors import ExtractError

if TYPE_CHECKING:
    from scraper.model import Article, Page
    from scraper.try_page.setting import Setting

DEFAULT_CONFIG = Path("config/feeds.yaml")
FORMATS = ("post", "html", "markdown", "text", "json")

_FEED_TEXT = "`from: feed` takes the feed's own text, if it gives the whole"
_RULE = "a rule with `keep:` in sites.yaml can say where it is (docs/sites.md)"
# What a person can do about a page of this kind.
_ADVICE = {
    "empty": f'if a browser\'s "view source" shows the text, {_RULE}; else {_FEED_TEXT}',
    "teaser": f"{_FEED_TEXT}; a subscriber can give the feed a `cookie:`",
    "consent": f"{_FEED_TEXT}, or give the feed the `cookie:` of an answered wall",
    "challenge": f"the site wants a browser; {_FEED_TEXT}",
    "login": f"{_FEED_TEXT}; who has an account can give the feed a `cookie:`",
    "not-found": "open it in a browser: the address may be out of date",
    "not-html": "only HTML pages can be read",
}


@click.command("try")
@click.argument("target", metavar="URL|FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="post",
    show_default=True,
    help="What to print: the whole post, its body as HTML, Markdown or plain text, or all as JSON.",
)
@click.option("--explain", is_flag=True, help="On stderr: what was chosen and removed, and why.")
@click.option("--url", metavar="URL", help="The address of a page read from FILE or stdin.")
@click.option(
    "--save-case",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep the page and what it gives as a golden case, in a new folder.",
)
@click.option(
    "-c",
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    envvar="SCRAPE_CONFIG",
    help=f"Feeds, network and site rules; else {DEFAULT_CONFIG}, if it is there."
    " [env: SCRAPE_CONFIG]",
)
def try_page(
    target: str,
    form: str,
    explain: bool,
    url: str | None,
    folder: Path | None,
    config_path: Path | None,
) -> None:
    """Read one page as a run would, and print the post. Nothing is archived.

    \b
    Examples:
      scrape try https://example.org/story
      scrape try --explain --format text https://example.org/story
      scrape try saved.html --url https://example.org/story
      curl -s https://example.org/story | scrape try - --format markdown

    Exit status: 0 an article; 1 none in this page; 2 wrong usage or config; 3 no page to be had.
    """
    from scraper.try_page.setting import read_setting
    from scraper.try_page.source import NOWHERE, is_url, read_page

    if url is not None and is_url(target):
        raise click.UsageError("--url is for a page from a file: the URL given is its address")
    if url is not None and not is_url(url):
        raise click.UsageError(f"--url: want an address with http:// or https://, got {url!r}")
    if folder is not None:
        from scraper.try_page.case import check_free

        check_free(folder)
    setting = read_setting(config_path, DEFAULT_CONFIG, os.environ)
    page = read_page(target, url, setting)
    _tell_limits(page, setting)
    where = target if page.url == NOWHERE else page.url
    if page.url == NOWHERE:
        _say(f"the page's address is not known, so links may lead to {NOWHERE}: give --url")
    try:
        _try(page, setting, form=form, explain=explain, folder=folder)
    except ExtractError as error:
        advice = _ADVICE.get(error.verdict, _RULE)
        more = "" if explain else " (--explain tells more)"
        line = f"{where}: {error.reason}; {advice}{more}"
        raise ExtractError(line, verdict=error.verdict) from error


def _try(page: Page, setting: Setting, *, form: str, explain: bool, folder: Path | None) -> None:
    """Prints the page's article in that form; raises ExtractError if it has none."""
    from scraper.console import print_line
    from scraper.extract import extract_article
    from scraper.extract.trace import Trace
    from scraper.try_page.result import formatted

    trace = Trace() if explain else None
    outcome: Article | ExtractError
    try:
        outcome = extract_article(page, None, setting.rules, trace)
    except ExtractError as error:
        outcome = error
    if trace is not None:
        from scraper.try_page.explain import explanation

        width = shutil.get_terminal_size((160, 24)).columns
        told = explanation(page, setting.rules, outcome, trace.steps, width)
        print_line(told + "\n", sys.stderr)
    if folder is not None:
        from scraper.try_page.case import save_case

        save_case(folder, page, setting.rules, outcome)
        _say(f"case saved in {folder}: read expected.html, and say in case.yaml what it shows")
    if isinstance(outcome, ExtractError):
        raise outcome
    if not explain:
        for warning in outcome.warnings:
            _say(warning)
    now = datetime.now(UTC)
    print_line(formatted(outcome, page, setting.feed_for(page.url), form, now), sys.stdout)


def _tell_limits(page: Page, setting: Setting) -> None:
    """Says where a run would do otherwise than read this one page."""
    from scraper.extract import further
    from scraper.site_rules import is_feed_only

    if is_feed_only(page.url, setting.rules):
        _say("sites.yaml says feed_only for this host: a run takes the feed's text, not this page")
        return
    more = further(page, setting.rules, first=page.url, number=1)
    if url := more.single or more.next:
        what = "is on one page at" if more.single else "goes on at"
        _say(f"the article {what} {url}: a run reads that, too")


def _say(line: str) -> None:
    from scraper.console import print_line, shown

    print_line(f"scrape: {shown(line)}", sys.stderr)

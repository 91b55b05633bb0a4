"""Whole pages, one folder each: `page.html`, `case.yaml` (why it is here), `expected.html`.

A `sites.yaml` beside them is the site rule that the page is read with.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from scraper.config.load import load_sites
from scraper.errors import ExtractError
from scraper.extract import choose_article
from scraper.model import Article, Entry, Feed, Page, SiteRule
from scraper.presets import BUILT_IN
from scraper.try_page.case import expected_html

PAGES = Path(__file__).parent / "golden" / "pages"
CASES = sorted(folder.name for folder in PAGES.iterdir() if folder.is_dir())
FEED = Feed("golden", "Golden", "https://news.example/feed", BUILT_IN["jekyll"])


def read_case(name: str) -> dict[str, Any]:
    case = yaml.safe_load((PAGES / name / "case.yaml").read_text(encoding="utf-8"))
    assert isinstance(case, dict)
    return case


def archive(name: str) -> Article:
    case = read_case(name)
    url = case["url"]
    entry = replace(Entry("golden", url, url, url), **case.get("entry", {}))
    kind = case.get("content_type", "text/html")
    page = Page(url, (PAGES / name / "page.html").read_bytes(), kind)
    return choose_article(entry, page, FEED, rules_of(name))


def rules_of(name: str) -> tuple[SiteRule, ...]:
    """The site rule that a case brings along, as config/sites.yaml would have it."""
    rules = PAGES / name / "sites.yaml"
    return load_sites(rules, str(rules)) if rules.exists() else ()


def shown(name: str) -> str:
    """What the page gives, as the golden file has it."""
    try:
        return expected_html(archive(name))
    except ExtractError as error:
        return expected_html(error)


@pytest.mark.parametrize("name", CASES)
def test_the_page_gives_what_its_golden_file_says(name: str, update_golden: bool) -> None:
    expected = PAGES / name / "expected.html"
    got = shown(name)
    if update_golden:
        expected.write_text(got, encoding="utf-8")
    assert expected.exists(), f"{expected} is missing: read the page, then pytest --update-golden"
    assert got == expected.read_text(encoding="utf-8")


def test_every_case_says_why_it_is_here() -> None:
    assert len(CASES) >= 12
    for name in CASES:
        assert read_case(name)["shows"].strip().endswith("."), name

"""A page kept as a golden case: the folder that tests/golden/pages has one of for each point."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, fields, is_dataclass
from pathlib import Path

from scraper.errors import ArchiveError, ConfigError, ExtractError
from scraper.front_matter import one_line, quoted
from scraper.model import Article, Page, SiteRule
from scraper.site_rules import rule_for

# No full stop at its end: the tests want a sentence there, and so fail until a person wrote one.
SHOWS = "say here in one sentence what this page shows"


def expected_html(outcome: Article | ExtractError) -> str:
    """What a page gives, as a golden file has it: facts above, a block a line."""
    if isinstance(outcome, ExtractError):
        return f"<!-- no article: {outcome.verdict} -->\n"
    facts = [
        f"source: {outcome.source}",
        f"title: {outcome.title}",
        f"byline: {outcome.byline}",
        f"published: {outcome.published.isoformat() if outcome.published else None}",
        f"language: {outcome.language}",
        f"image: {outcome.image}",
        *(f"warning: {warning}" for warning in outcome.warnings),
    ]
    body = outcome.body.replace("</p><", "</p>\n<").replace("></p>", "></p>")
    return "<!--\n" + "\n".join(facts) + f"\n-->\n{body}\n"


def case_yaml(page: Page) -> str:
    """What a golden case says of its page: why it is kept, and what it came as."""
    lines = [f"shows: {quoted(SHOWS)}", f"url: {_written(page.url)}"]
    if page.content_type and page.content_type != "text/html":
        lines.append(f"content_type: {_written(page.content_type)}")
    return "\n".join(lines) + "\n"


def sites_yaml(rule: SiteRule) -> str:
    """A rule as config/sites.yaml has it."""
    lines = [f"{_written(rule.host)}:"]
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.name != "host" and value != field.default:
            lines.append(f"  {field.name}: {_written(value)}")
    return "\n".join(lines) + "\n"


def check_free(folder: Path) -> None:
    """Raises ConfigError where something stands in the way of a new case."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise ConfigError(f"--save-case: {folder} is there already; give the name of a new folder")


def save_case(
    folder: Path, page: Page, rules: Sequence[SiteRule], outcome: Article | ExtractError
) -> None:
    """Writes page.html, case.yaml, expected.html, and the rule of the page's site as sites.yaml.

    Raises ArchiveError.
    """
    files = {
        "page.html": page.body,
        "case.yaml": case_yaml(page).encode("utf-8", "backslashreplace"),
        "expected.html": expected_html(outcome).encode("utf-8", "replace"),
    }
    if (rule := rule_for(page.url, rules)) is not None:
        files["sites.yaml"] = sites_yaml(rule).encode("utf-8", "backslashreplace")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in files.items():
            with (folder / name).open("xb") as file:
                file.write(body)
    except OSError as error:
        raise ArchiveError(f"can't write the case {folder}: {error.strerror or error}") from error


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    if is_dataclass(value) and not isinstance(value, type):  # a selector and its attribute
        value = "@".join(part for part in astuple(value) if part)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    # What is no clean line (a pattern with two blanks) must still be read back as it is.
    return quoted(text) if one_line(text) == text else json.dumps(text)

"""`filters:` of feeds.yaml: what is read, how the defaults join in, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from scraper.config import load_config
from scraper.errors import ConfigError
from scraper.model import Access, FilterRule, Filters, TextMatch

HEAD = "feeds:\n  - name: A\n    url: https://example.org/feed\n"


def filters(tmp_path: Path, own: str = "", defaults: str = "") -> Filters:
    """The filters of the one feed, whose `filters:` and whose defaults' are these lines."""
    file = tmp_path / "feeds.yaml"
    text = f"defaults:\n  filters: {defaults}\n" if defaults else ""
    text += HEAD + (f"    filters: {own}\n" if own else "")
    file.write_text(text, "utf-8")
    return load_config(file, environ={}).feeds[0].filters


def complaint(tmp_path: Path, own: str, defaults: str = "") -> str:
    """Why they are refused, without the file's folder."""
    with pytest.raises(ConfigError) as caught:
        filters(tmp_path, own, defaults)
    return str(caught.value).replace(f"{tmp_path}/", "")


def rule(title: str) -> FilterRule:
    return FilterRule(title=(TextMatch(title),))


def test_all_keys_of_a_rule_are_read(tmp_path: Path) -> None:
    found = filters(
        tmp_path,
        "{keep: [{title: {regex: '(?i)climate|klima'}, url: /news/, author: [Ada, Bo],"
        " tag: 1984, language: [de, no], older_than: 2w, newer_than: 400d, shorter_than: 500,"
        " longer_than: 9, access: [partial, blocked]}, {access: full}]}",
    )
    assert found == Filters(
        keep=(
            FilterRule(
                title=(TextMatch("(?i)climate|klima", is_pattern=True),),
                url=(TextMatch("/news/"),),
                author=(TextMatch("Ada"), TextMatch("Bo")),
                tag=(TextMatch("1984"),),
                language=(TextMatch("de"), TextMatch("no")),
                older_than=timedelta(days=14),
                newer_than=timedelta(days=400),
                shorter_than=500,
                longer_than=9,
                access=(Access.PARTIAL, Access.BLOCKED),
            ),
            FilterRule(access=(Access.FULL,)),
        )
    )


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param("", Filters((rule("k"),), (rule("d"),)), id="the defaults"),
        pytest.param("null", Filters(), id="null is without them"),
        pytest.param(
            "{keep: [{title: o}]}",
            Filters((rule("o"),), (rule("d"),)),
            id="its own keep is in their place",
        ),
        pytest.param("{keep: []}", Filters((), (rule("d"),)), id="no rule keeps all"),
        pytest.param(
            "{drop: [{title: o}, {title: d}]}",
            Filters((rule("k"),), (rule("d"), rule("o"))),
            id="its own drop comes on top, once",
        ),
        pytest.param("{drop: []}", Filters((rule("k"),), (rule("d"),)), id="nothing on top"),
    ],
)
def test_a_feeds_own_filters_join_those_of_the_defaults(
    tmp_path: Path, own: str, expected: Filters
) -> None:
    defaults = "{keep: [{title: k}], drop: [{title: d}]}"
    assert filters(tmp_path, own, defaults) == expected


def test_without_any_there_are_none(tmp_path: Path) -> None:
    assert not filters(tmp_path)
    assert filters(tmp_path, "{drop: [{title: a}]}")
    assert not filters(tmp_path, defaults="null")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        pytest.param(
            "{drop: [{}]}",
            "feeds.yaml:4: feeds[0].filters.drop[0]: want at least one of title, url, author, tag,"
            " language, older_than, newer_than, shorter_than, longer_than, access, got an empty"
            " rule",
            id="empty rule",
        ),
        pytest.param(
            "{drop: [{titel: x}]}",
            "feeds[0].filters.drop[0]: unknown key 'titel'; did you mean 'title'?",
            id="misspelt",
        ),
        pytest.param("{dorp: []}", "unknown key 'dorp'; did you mean 'drop'?", id="misspelt list"),
        pytest.param(
            "{drop: {title: x}}",
            "filters.drop: want a list of mappings, got a mapping; put `- ` in front of it",
            id="no list",
        ),
        pytest.param(
            "{drop: [{shorter_than: 500, longer_than: 5000}]}",
            "drop[0]: shorter_than and longer_than as they are never hold both; where one is"
            " enough, make it two rules",
            id="no length is both",
        ),
        pytest.param(
            "{drop: [{older_than: 30d, newer_than: 30d}]}",
            "drop[0]: newer_than and older_than as they are never hold both; ",
            id="no age is both",
        ),
        pytest.param(
            "{keep: [{title: {regex: '('}}]}",
            "feeds[0].filters.keep[0].title.regex: want a regular expression, got '('; missing )",
            id="broken pattern",
        ),
        pytest.param(
            "{keep: [{url: {regex: '(a+)+b'}}]}",
            "keep[0].url.regex: want a regular expression, got '(a+)+b'; a repeat within a repeat",
            id="pattern that takes for ever",
        ),
        pytest.param(
            "{keep: [{title: {rx: a}}]}",
            "feeds[0].filters.keep[0].title: unknown key 'rx'",
            id="no regex",
        ),
        pytest.param(
            "{drop: [{tag: []}]}",
            "feeds[0].filters.drop[0].tag: want at least one text, got an empty list",
            id="no tag",
        ),
        pytest.param("{drop: [{access: []}]}", "drop[0].access: want at least one", id="no access"),
        pytest.param(
            "{drop: [{access: [partly]}]}",
            "drop[0].access[0]: want one of blocked, full, partial, got 'partly'",
            id="unknown access",
        ),
        pytest.param(
            "{drop: [{older_than: 30}]}",
            "older_than: want a duration like 30d, got the number 30; add a unit",
            id="age without unit",
        ),
        pytest.param(
            "{drop: [{shorter_than: none}]}",
            "shorter_than: want a whole number from 1 to 100000000, got 'none'",
            id="length",
        ),
        pytest.param("{drop: [{title: ''}]}", "title: want a text or a list of texts", id="empty"),
    ],
)
def test_what_is_wrong_is_told_with_line_key_and_remedy(
    tmp_path: Path, own: str, said: str
) -> None:
    assert said in complaint(tmp_path, own)


def test_the_example_of_the_docs_is_what_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "feeds.md").read_text("utf-8")
    example = page.partition("## Filters")[2].partition("```yaml\n")[2].partition("```")[0]
    file = tmp_path / "feeds.yaml"
    file.write_text(example, "utf-8")
    found = load_config(file, environ={}).feeds[0].filters
    assert len(found.keep) == 2
    assert found.drop[0] == rule("sponsored")
    assert len(found.drop) == 2 + 4


def test_a_fault_of_the_defaults_is_told_once_and_there(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    feeds = HEAD + "    tags: [x]\n  - {name: B, url: https://example.org/b, author: C}\n"
    file.write_text("defaults:\n  filters:\n    drop:\n      - {}\n" + feeds, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(file, environ={})
    assert str(caught.value).startswith(f"{file}:4: defaults.filters.drop[0]: want at least one")
    assert "\n" not in str(caught.value)


def test_a_text_in_place_of_rules_is_not_told_to_become_a_list_of_texts(tmp_path: Path) -> None:
    said = complaint(tmp_path, "{drop: sponsored}")
    assert said.endswith("feeds[0].filters.drop: want a list of mappings, got 'sponsored'")

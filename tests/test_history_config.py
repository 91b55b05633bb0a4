"""What is configured for reading a feed back: taken, refused, and in which words."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.config import Config, load_config
from scraper.errors import ConfigError
from scraper.model import History

FEED = "feeds:\n  - name: A\n    url: https://example.org/a.xml\n"
OTHER = "  - name: B\n    url: https://example.org/b.xml\n"


@pytest.fixture
def load(tmp_path: Path) -> Any:
    def load(text: str) -> Config:
        path = tmp_path / "feeds.yaml"
        path.write_text(text, "utf-8")
        return load_config(path, environ={})

    return load


def test_without_a_word_history_is_as_the_model_says(load: Any) -> None:
    (feed,) = load(FEED).feeds
    assert feed.history == History()
    assert load(FEED).network.history_pause == timedelta(seconds=1)


def test_every_key_arrives(load: Any) -> None:
    text = (
        "network: {history_pause: 0s}\n" + FEED + "    history:\n"
        "      include: ['^https://example\\.org/sport/', '/s/\\d+$']\n"
        "      archive: https://example.org/{yyyy}/{mm}/{dd}/\n"
        "      links: h2 > a\n"
        "      max_requests: 2_000\n      max_pages: 1\n      max_new: 7\n"
    )
    config = load(text)
    assert config.feeds[0].history == History(
        include=(r"^https://example\.org/sport/", r"/s/\d+$"),
        archive="https://example.org/{yyyy}/{mm}/{dd}/",
        links="h2 > a",
        max_requests=2000,
        max_pages=1,
        max_new=7,
    )
    assert config.network.history_pause == timedelta(0)


def test_a_feeds_own_history_replaces_the_defaults_whole(load: Any) -> None:
    defaults = "defaults: {history: {max_requests: 10, max_new: 20}}\n"
    own, plain = load(defaults + FEED + "    history: {max_new: 5}\n" + OTHER).feeds
    assert own.history == History(max_new=5)
    assert plain.history == History(max_requests=10, max_new=20)


@pytest.mark.parametrize(
    "template",
    [
        "https://example.org/{yyyy}/",
        "http://example.org/archive?month={yyyy}-{mm}",
        "https://example.org/{dd}.{mm}.{yyyy}",
        "https://{yyyy}.example.org/{mm}/",
    ],
)
def test_a_template_of_archive_pages_is_taken(load: Any, template: str) -> None:
    feed = load(FEED + f"    history: {{archive: '{template}'}}\n").feeds[0]
    assert feed.history.archive == template


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        pytest.param(
            "archive: /archive/{yyyy}/",
            "history.archive: want an address like https://example.org/{yyyy}/{mm}/, got",
            id="a path alone",
        ),
        pytest.param("archive: 'ftp://e.org/{yyyy}'", "want an address like", id="another scheme"),
        pytest.param("archive: https://e.org/", "{yyyy} is missing", id="no year"),
        pytest.param("archive: 'https://e.org/{yyyy}/{dd}/'", "{dd} needs {mm}", id="no month"),
        pytest.param(
            "archive: 'https://e.org/{yyyy}/{MM}/'",
            "unknown field {MM}; known are {yyyy}, {mm}, {dd}",
            id="an unknown field",
        ),
        pytest.param("archive: 'https://e.org/{yyyy}/{mm/'", "braces don't match", id="a brace"),
        pytest.param("links: 'h2 >'", "history.links: want a CSS selector, got 'h2 >'", id="a CSS"),
        pytest.param("include: /sport/", "list of regular expressions", id="no list"),
        pytest.param("include: ['(a']", "history.include[0]: want a regular exp", id="an open one"),
        pytest.param("include: ['(a+)+']", "a repeat within a repeat", id="one that takes hours"),
        pytest.param("include: ['a*b*c*']", "more than 2 repeats", id="one that takes minutes"),
        pytest.param("max_requests: 0", "a whole number from 1 to 1000000", id="no requests"),
        pytest.param("max_new: many", "max_new: want a whole number", id="a word"),
        pytest.param("max_page: 3", "unknown key 'max_page'; did you mean 'max_pages'?", id="typo"),
    ],
)
def test_refused_in_one_clear_line(load: Any, keys: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(FEED + "    history:\n      " + keys + "\n")
    found = str(caught.value)
    assert words in found
    assert "feeds.yaml:5: feeds[0].history" in found
    assert "\n" not in found


def test_a_fault_of_the_defaults_is_told_once_and_there(load: Any) -> None:
    with pytest.raises(ConfigError) as caught:
        load("defaults:\n  history: {links: '##'}\n" + FEED + OTHER)
    assert "feeds.yaml:2: defaults.history.links: want a CSS selector" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pause_is_a_duration(load: Any) -> None:
    with pytest.raises(ConfigError, match="history_pause: want a duration like 2s"):
        load("network: {history_pause: 2}\n" + FEED)

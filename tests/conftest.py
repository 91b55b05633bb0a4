"""What all tests share: the switch that rewrites golden files, and stores."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from scraper.store import Store
from scraper.store.sqlite import SqliteStore
from stored import Do

# pytest tests/test_fuzz.py --hypothesis-profile=nightly
settings.register_profile("nightly", max_examples=5_000, deadline=None)
# What is held against a clock says so itself (`slow`): here other tests run beside.
settings.register_profile("usual", deadline=None)
settings.load_profile("usual")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the expectations under tests/golden; read the diff before you commit it",
    )


def pytest_collection_finish() -> None:
    """Thousands of tests are no garbage: who searches for it (`fetching`, `Room`) passes them by.

    Each search took 0.3 s, of which there are hundreds (2026-12).
    """
    _pass_by()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Nor is what a file of them left behind."""
    if nextitem is not None and nextitem.path != item.path:
        _pass_by()


def _pass_by() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are rewritten instead of compared; refused where nobody would look."""
    wanted = bool(request.config.getoption("--update-golden"))
    if wanted and os.environ.get("CI"):
        pytest.fail("--update-golden is not for CI: commit what you have read")
    return wanted


@pytest.fixture
def do() -> Iterator[Do]:
    """Runs calls of a store."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(params=["sqlite file", "sqlite memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on every back end."""
    where = tmp_path / "state.sqlite3" if request.param == "sqlite file" else ":memory:"
    opened = SqliteStore(where)
    yield opened
    asyncio.run(opened.close())

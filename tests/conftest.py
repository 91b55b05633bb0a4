"""What all tests share: the switch that rewrites golden files."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# pytest tests/test_fuzz.py --hypothesis-profile=nightly
settings.register_profile("nightly", max_examples=5_000, deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the expectations under tests/golden; read the diff before you commit it",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are rewritten instead of compared; refused where nobody would look."""
    wanted = bool(request.config.getoption("--update-golden"))
    if wanted and os.environ.get("CI"):
        pytest.fail("--update-golden is not for CI: commit what you have read")
    return wanted

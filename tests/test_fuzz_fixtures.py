"""What fuzzing found once: each input as small as it got, tried again with every change."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.fuzz.seeds import FIXTURES, fixtures
from checks.fuzz.targets import TARGETS

FOUND = [(target, path) for target in TARGETS for path in fixtures(target)]


@pytest.mark.parametrize(
    ("target", "path"), [pytest.param(*one, id=f"{one[0]}/{one[1].name}") for one in FOUND]
)
def test_what_was_found_once_breaks_no_promise(target: str, path: Path) -> None:
    TARGETS[target](path.read_bytes())


def test_every_fixture_has_a_target() -> None:
    assert {path.name for path in FIXTURES.iterdir()} <= set(TARGETS)
    assert FOUND

"""The check of wheel and sdist tells what is missing, and what is there by mistake."""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from checks.package import __main__ as package
from checks.package.contents import (
    NEEDED,
    OF_SOURCE,
    OF_WHEEL,
    source_faults,
    source_names,
    wheel_faults,
    wheel_names,
)

SOURCE = {*NEEDED, *OF_SOURCE}
WHEEL = {*NEEDED, *(f"scraper-1.dist-info/{name}" for name in OF_WHEEL)}


def test_what_is_whole_has_no_fault() -> None:
    assert list(source_faults(SOURCE | {"PKG-INFO"}, SOURCE | {"archive/.gitkeep"})) == []
    assert list(source_faults(SOURCE, None)) == []
    assert list(wheel_faults(WHEEL, SOURCE)) == []


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (SOURCE - {"LICENSE"}, "sdist: LICENSE is missing"),
        (SOURCE | {"notes.txt"}, "sdist: notes.txt is stray: git does not know it"),
        (SOURCE | {"archive/a.md"}, "sdist: archive/a.md is stray"),
        (SOURCE - {"scraper/py.typed"}, "sdist: scraper/py.typed is missing: git knows it"),
    ],
)
def test_an_sdist_is_held_against_what_git_knows(names: set[str], fault: str) -> None:
    assert fault in list(source_faults(names, SOURCE))


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (WHEEL - {"scraper/py.typed"}, "wheel: scraper/py.typed is missing"),
        (WHEEL | {"tests/world.py"}, "wheel: tests/world.py is stray"),
        (WHEEL | {"scraper/.cache"}, "wheel: scraper/.cache is stray"),
        (WHEEL - {"scraper-1.dist-info/licenses/LICENSE"}, "wheel: about itself it has"),
    ],
)
def test_a_wheel_is_held_against_its_sdist(names: set[str], fault: str) -> None:
    assert any(line.startswith(fault) for line in wheel_faults(names, SOURCE))


def test_names_are_read_from_the_files_themselves(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("scraper/a.py", "")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as sdist:
        sdist.addfile(tarfile.TarInfo("scraper-1/scraper/a.py"), io.BytesIO())
    assert (
        wheel_names(tmp_path / "a.whl") == source_names(tmp_path / "a.tar.gz") == {"scraper/a.py"}
    )


def test_a_command_that_fails_or_hangs_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = [sys.executable, "-c", "print('why'); raise SystemExit(4)"]
    (line,) = package._ended(failing, tmp_path)
    assert line.endswith("ended with 4: why")
    monkeypatch.setattr(package, "_TIMEOUT_S", 0.2)
    (line,) = package._ended([sys.executable, "-c", "import time; time.sleep(9)"], tmp_path)
    assert line.endswith("not done after 0.2 s")
    monkeypatch.setattr(package, "_TIMEOUT_S", 60)
    assert list(package._ended([sys.executable, "-c", ""], tmp_path)) == []


def test_without_its_tools_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(package, "find_spec", lambda name: None)
    assert package.main([]) == package.EXIT_MISSING
    assert "build, twine missing" in capsys.readouterr().err

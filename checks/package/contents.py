"""What is in a wheel and an sdist, and what should be."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

# What the program, or who reads its types and files, would miss.
NEEDED = (
    "scraper/py.typed",
    "scraper/config/feeds.schema.json",
    "scraper/config/sites.schema.json",
    "scraper/demo/content/en/thursday-ferry.html",
    "scraper/scaffold/files/config/feeds.yaml",
    "scraper/scaffold/files/deploy/scrape.yml",
    "scraper/scaffold/files/gitignore",
    "scraper/scaffold/files/hugo/hugo.toml",
    "scraper/scaffold/files/jekyll/_config.yml",
)
OF_SOURCE = ("LICENSE", "README.md", "CHANGELOG.md", "Makefile", "pyproject.toml", "tests/world.py")
OF_WHEEL = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
_MADE = {"PKG-INFO"}  # by the build


def wheel_names(path: Path) -> set[str]:
    """The files of a wheel."""
    with zipfile.ZipFile(path) as wheel:
        return {name for name in wheel.namelist() if not name.endswith("/")}


def source_names(path: Path) -> set[str]:
    """The files of an sdist, as they are called in the repository."""
    with tarfile.open(path) as sdist:
        return {member.name.partition("/")[2] for member in sdist if not member.isdir()}


def source_faults(names: set[str], tracked: set[str] | None) -> Iterator[str]:
    """What is wrong with an sdist; `tracked`: what git knows, None where there is no git."""
    yield from (f"sdist: {name} is missing" for name in (*OF_SOURCE, *NEEDED) if name not in names)
    yield from (f"sdist: {name} is stray" for name in names if name.startswith("archive/"))
    if tracked is None:
        return
    for name in sorted(names - _MADE - tracked):
        yield f"sdist: {name} is stray: git does not know it"
    for name in sorted(tracked - names):
        if not name.startswith("archive/"):
            yield f"sdist: {name} is missing: git knows it"


def wheel_faults(names: set[str], source: set[str]) -> Iterator[str]:
    """What is wrong with a wheel, beside its sdist's files."""
    yield from (f"wheel: {name} is missing" for name in NEEDED if name not in names)
    package = {name for name in source if name.startswith("scraper/")}
    about = {name for name in names if name.partition("/")[0].endswith(".dist-info")}
    yield from (f"wheel: {name} is stray" for name in sorted(names - about - package))
    yield from (f"wheel: {name} is missing" for name in sorted(package - names))
    told = {name.partition("/")[2] for name in about}
    if told != OF_WHEEL:
        yield f"wheel: about itself it has {sorted(told)}, want {sorted(OF_WHEEL)}"

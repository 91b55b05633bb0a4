"""The pages with known bodies: read where they lie, by their own scorer, never copied."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

FOLDS = 5
GROUPS = ("CJK", "de", "en", "other")
_CJK = frozenset({"zh", "ja", "ko"})
# Names that stand for no site: reserved (RFC 2606), or without a dot.
_NO_SITE = re.compile(r"(?:.+\.)?example\.(?:com|net|org)|.+\.(?:example|invalid|test)|[^.]*")
_WRAPPED = re.compile(r"https?://[^/]+/.*?(https?://.+)")


@dataclass(frozen=True, slots=True)
class Data:
    """The folder's scorer, and the pages that are taken."""

    scorer: ModuleType
    score: ModuleType
    pages: tuple[dict[str, Any], ...]


def load(folder: Path, sample: int = 1, corpora: Iterable[str] = ()) -> Data:
    """Every `sample`-th page of each corpus, and `score_dev.py` as it is.

    Raises FileNotFoundError when the folder is none of that kind.
    """
    score = module("score", folder / "score.py")  # score_dev.py imports it by this name
    scorer = module("score_dev", folder / "score_dev.py")
    taken = []
    seen: dict[str, int] = {}
    for page in scorer.pages(set(corpora)):
        number = seen[page["corpus"]] = seen.get(page["corpus"], -1) + 1
        if number % sample == 0:
            taken.append(page)
    return Data(scorer, score, tuple(taken))


def module(name: str, path: Path) -> ModuleType:
    """A file of DATA as a module of that name. Raises FileNotFoundError."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise FileNotFoundError(f"{path}: want the folder of pages.jsonl with its scorer")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def group(lang: str) -> str:
    """Which of GROUPS a language belongs to."""
    return "CJK" if lang in _CJK else lang if lang in GROUPS else "other"


def site(page: dict[str, Any]) -> str:
    """Whose page it is; the page's own name where the address does not tell.

    An address inside an address (a web archive's) counts as the inner one.
    """
    url = str(page["url"])
    if (inner := _WRAPPED.fullmatch(url)) is not None:
        url = inner[1]
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return str(page["id"]) if _NO_SITE.fullmatch(host) else host


def fold(page: dict[str, Any]) -> int:
    """0 to FOLDS - 1: the same for all pages of a site, in every run."""
    return int.from_bytes(hashlib.sha256(site(page).encode()).digest()[:4], "big") % FOLDS

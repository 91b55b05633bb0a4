"""Our extract_html by other weights: those of the file that BENCH_WEIGHTS names.

    BENCH_WEIGHTS=w.py python -m bench.extract DATA --only scraper --ours bench.trained:extract_html

They stand in for scraper/extract/weights.py, so this is imported before `scraper.extract`.
"""

from __future__ import annotations

import importlib.util
import os
import sys

NAME = "scraper.extract.weights"


def _stand_in(path: str) -> None:
    assert NAME not in sys.modules, "too late: the shipped weights are in use"
    spec = importlib.util.spec_from_file_location(NAME, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[NAME] = module


_stand_in(os.environ["BENCH_WEIGHTS"])

from scraper.extract import extract_html  # noqa: E402

__all__ = ["extract_html"]

"""The weights of body extraction, learned anew from pages with known bodies.

    python -m bench.train_extract ../shared/data/extract-dev --folds

Writes scraper/extract/weights.py. numpy and scikit-learn are installed once into a scratch
environment, where the work is done; the project needs neither.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.data import FOLDS, Data, fold, load, site
from bench.labels import agreed, label, label_by_snippets
from bench.learn import Sample, Tables, Tree, learn
from bench.peers import PEERS, Peer
from bench.run import Outcome, measure, write_pages
from bench.scratch import HERE, ROOT, Scratch
from bench.table import by_fold, figures, fold_report, report
from scraper.errors import ExtractError
from scraper.extract.blocks import Block, read_blocks
from scraper.extract.body import prepare
from scraper.extract.measures import FEATURES, Facts, facts_of
from scraper.extract.measures import measure as measured
from scraper.extract.metadata import read_metadata
from scraper.extract.surroundings import COLUMNS
from scraper.extract.tree import parse

WEIGHTS = ROOT / "scraper" / "extract" / "weights.py"
TOOLS = Peer("train", "html", "python", ("numpy==2.4.6", "scipy==1.17.1", "scikit-learn==1.9.1"))
# Golds that are a program's own output and keep what surrounds an article: half as much.
DOUBTED = "defuddle"
# After so many trees what is as clear as that (log odds) is settled.
_SETTLED = ((25, 2.5), (50, 2.2), (100, 1.6))
# A word that weighs less says nothing.
_LEAST_WORD = 0.03
_HEAD = '''"""The weights of the body's blocks. Written by bench/train_extract.py: do not edit."""

# ruff: noqa: E501
# fmt: off

from __future__ import annotations
'''


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    if importlib.util.find_spec("sklearn") is None:
        return _in_scratch(options.scratch, sys.argv[1:] if arguments is None else arguments)
    try:
        data = load(options.data)
    except FileNotFoundError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    started = time.monotonic()
    samples = read_samples(data, frozenset(options.doubted.split(",")))
    blocks = sum(len(sample.blocks) for sample in samples.values())
    print(f"{len(samples)} pages, {blocks} blocks, {time.monotonic() - started:.0f} s", flush=True)
    if options.folds:
        print(f"\n{_by_folds(data, samples, options.scratch)}\n")
    options.out.write_text(as_code(learn(list(samples.values()))), encoding="utf-8")
    print(f"{options.out} written, {time.monotonic() - started:.0f} s")
    return 0


def _in_scratch(folder: Path, arguments: Sequence[str]) -> int:
    scratch = Scratch(folder / "train")  # of its own: a peer may want another numpy
    if why := scratch.missing(TOOLS):
        print(f"bench: {why}", file=sys.stderr)
        return 2
    # Ours first, so that pages are read by the very lxml that extraction uses.
    path = os.pathsep.join((str(ROOT), *{sysconfig.get_path(p) for p in ("purelib", "platlib")}))
    return subprocess.run(
        [str(scratch.python), "-m", "bench.train_extract", *arguments],
        # One thread and one order of sets: the same pages, the same weights.
        env=os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"},
        check=False,
    ).returncode


def read_samples(data: Data, doubted: frozenset[str] = frozenset()) -> dict[str, Sample]:
    """By id each page's blocks, measured and labelled; pages of `doubted` corpora count half."""
    samples = {}
    for page in data.pages:
        try:
            root = parse(data.scorer.html_of(page))
        except ExtractError:
            continue
        facts = facts_of(read_metadata(root, page["url"]))
        prepare(root)
        worth = 0.5 if page["corpus"] in doubted else 1.0
        whole = _sample(page, read_blocks(root), facts, data, worth)
        part = _sample(page, read_blocks(root, passed=[]), facts, data, worth)
        samples[page["id"]] = dataclasses.replace(part, whole=whole)
    return samples


def _sample(
    page: dict[str, Any], blocks: list[Block], facts: Facts, data: Data, worth: float
) -> Sample:
    labels = _labels(page, [block.text for block in blocks], data)
    by_snippets = page["kind"] == "snippets"
    return Sample(site(page), blocks, measured(blocks, facts), labels, by_snippets, worth)


def _labels(page: dict[str, Any], texts: Sequence[str], data: Data) -> list[bool | None]:
    if page["kind"] == "snippets":
        return label_by_snippets(page["gold"]["with"], page["gold"]["without"], texts)
    score = data.score
    golds = [page["gold"], *page["alt"]]
    if page["kind"] != "text":
        golds = [score.visible(score.parse(score.to_html(gold, page["kind"]))) for gold in golds]
    return agreed([label(gold, texts, lambda text: score.tokens(text, True)) for gold in golds])


def _by_folds(data: Data, samples: dict[str, Sample], scratch: Path) -> str:
    """Tables of how bodies, as they are written, fare by weights learned on other sites."""
    ours = PEERS[0]
    scratch.mkdir(parents=True, exist_ok=True)
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder = Path(name)
        for number in range(FOLDS):
            kept = Data(data.scorer, data.score, tuple(p for p in data.pages if fold(p) == number))
            left = {page["id"] for page in kept.pages}
            tables = learn([sample for id_, sample in samples.items() if id_ not in left])
            weights = folder / f"weights_{number}.py"
            weights.write_text(as_code(tables), encoding="utf-8")
            write_pages(kept, pages := folder / "pages.jsonl")
            os.environ["BENCH_WEIGHTS"] = str(weights)
            worker = [sys.executable, str(HERE / "peers" / "worker.py")]
            outcomes += measure(
                ours,
                [*worker, "bench.trained:extract_html"],
                kept,
                pages,
                scratch / "train.log",
                600.0,
            )
            print(f"fold {number + 1}: {len(left)} pages", flush=True)
    everything = report({ours.name: figures(outcomes, data)}, [ours], data)
    return f"{everything}\n\n{fold_report(by_fold(outcomes, data))}"


def as_code(tables: Tables) -> str:
    """The tables as the module that `scraper.extract` imports."""
    lines = [
        _HEAD,
        "# Each block alone (measures.py).",
        f"ALONE_BIAS = {tables.alone_bias:.3f}",
        *_table("ALONE", tables.alone, FEATURES),
        "# Where it stands (the bits of blocks.py).",
        f"PLACES = ({', '.join(map(_short, tables.places))})",
        "# Words of class names and ids, of the block and its own box.",
        *_words("NEAR", tables.near),
        "# Words of class names and ids, of the boxes above.",
        *_words("ABOVE", tables.above),
        "",
        "",
        "def trees(columns: tuple[float, ...]) -> float:",
        '    """With its surroundings (surroundings.py): how far the log odds are from even."""',
        f"    ({', '.join(COLUMNS)}) = columns",
        f"    total = {tables.trees_bias:.3f}",
        *_sums(tables.trees),
        "    return total",
    ]
    return "\n".join(lines) + "\n"


def _table(
    name: str, rows: Sequence[Sequence[float]], features: Sequence[tuple[str, int]]
) -> list[str]:
    lines = [
        f"    ({', '.join(map(_short, row))}{',' * (len(row) == 1)}),  # {feature}"
        for row, (feature, _) in zip(rows, features, strict=True)
    ]
    return [f"{name}: tuple[tuple[float, ...], ...] = (", *lines, ")"]


def _words(name: str, weights: dict[str, float]) -> list[str]:
    lines = [
        f'    "{word}": {_short(weight)},'
        for word, weight in sorted(weights.items())
        if abs(weight) >= _LEAST_WORD
    ]
    return [f"{name}: dict[str, float] = {{", *lines, "}"]


def _sums(trees: Sequence[Tree]) -> Iterator[str]:
    done = 0
    for count, clear in (*_SETTLED, (len(trees), 0.0)):
        yield from (f"    total += {_expression(tree)}" for tree in trees[done:count])
        done = count
        if count < len(trees):
            yield f"    if not -{clear} < total < {clear}:"
            yield "        return total  # the others would not turn it round"


def _expression(tree: Tree) -> str:
    if tree.low is None or tree.high is None:
        return f"{tree.value:.3f}"
    low, high = _expression(tree.low), _expression(tree.high)
    return f"({low} if {COLUMNS[tree.column]} <= {_as_float(tree.bound)} else {high})"


def _as_float(value: float) -> str:
    """The number as a float even if it is whole: those are quicker to compare with the columns."""
    text = f"{value:.4g}"
    return text if "." in text or "e" in text else f"{text}.0"


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.005 else "0"


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.train_extract", description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("data", type=Path, help="folder with pages.jsonl, score.py and score_dev.py")
    add("--folds", action="store_true", help="first how it does on sites it was not taught by")
    add("--out", type=Path, default=WEIGHTS, metavar="FILE", help="default: what is shipped")
    add("--doubted", default=DOUBTED, metavar="NAME,…", help=f"count half; default {DOUBTED}")
    add("--scratch", type=Path, default=ROOT / ".bench", metavar="DIR", help="default .bench")
    return parser


if __name__ == "__main__":
    sys.exit(main())

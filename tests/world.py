"""A small world for end-to-end tests: a config, an archive, and the real command on them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from forks import LONGEST_S, forks, run_command
from local_site import LocalSite

LOREM = (
    "The harbour authority opened the new lock on Tuesday, two months ahead of schedule. "
    "Ships of up to four thousand tonnes can now pass at any tide, it said in a statement. "
    "Residents had asked for the lock for thirty years, and some of them watched the first ship. "
)


def at(text: str) -> datetime:
    """An instant from ISO text, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """One item of an RSS feed."""

    title: str = ""
    link: str = ""
    guid: str = ""
    published: datetime | None = None
    summary: str = ""
    content: str = ""
    more: str = ""  # further XML


def rss(*items: Item, title: str = "A feed", link: str = "http://example.org/") -> str:
    """An RSS 2.0 document."""
    parts: list[str] = []
    for item in items:
        lines = [
            f"<title>{escape(item.title)}</title>" if item.title else "",
            f"<link>{escape(item.link)}</link>" if item.link else "",
            f'<guid isPermaLink="false">{escape(item.guid)}</guid>' if item.guid else "",
            f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else "",
            f"<description>{escape(item.summary)}</description>" if item.summary else "",
            f"<content:encoded>{escape(item.content)}</content:encoded>" if item.content else "",
            item.more,
        ]
        parts.append("<item>" + "".join(lines) + "</item>")
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><link>{link}</link>{''.join(parts)}</channel></rss>"
    )


def page(title: str, *paragraphs: str, head: str = "") -> str:
    """A news page: the article between navigation and a footer."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs or (LOREM, LOREM, LOREM))
    return (
        f"<!doctype html><html><head><title>{escape(title)} - The Daily</title>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/world'>World</a> <a href='/sport'>Sport</a></nav>"
        f"<main><article><h1>{escape(title)}</h1>{body}</article></main>"
        "<footer>All rights reserved. <a href='/imprint'>Imprint</a></footer></body></html>"
    )


@dataclass(frozen=True)
class Ran:
    """How a run of the command ended."""

    status: int
    out: str
    err: str

    @property
    def paths(self) -> list[str]:
        """What it printed on stdout, a line each."""
        return self.out.splitlines()

    @property
    def objects(self) -> list[dict[str, Any]]:
        """What it printed with --json."""
        return [json.loads(line) for line in self.out.splitlines()]


def scrape(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None, given: bytes = b""
) -> Ran:
    """Runs `scrape` with these arguments to its end, in a process of its own.

    `env` comes to cron's; `given` is its standard input.
    """
    environ = {**World.environ(), **(env or {})}
    done = run_command(*arguments, cwd=cwd, env=environ, given=given)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return Ran(done.returncode, out, err)


class World:
    """A folder with feeds.yaml and an archive, and `scrape` run on them in its own process."""

    def __init__(self, folder: Path, site: LocalSite) -> None:
        self.folder = folder
        self.site = site
        self.archive = folder / "archive"
        self.state = self.archive / ".scrape" / "state.sqlite3"
        self.config = folder / "feeds.yaml"

    def configure(self, *feeds: Mapping[str, Any], **top: Any) -> None:
        """Writes feeds.yaml; every feed is polled in every run unless it says otherwise."""
        config = {
            "archive": "archive",
            "user_agent": {"contact": "https://example.org/contact"},
            "network": {"allow_private": True, "total_timeout": "10s", "history_pause": "0s"},
            "defaults": {"poll_every": "0s"},
            "feeds": list(feeds),
            **top,
        }
        self.config.write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8")

    def feed(self, name: str = "Daily", path: str = "/feed", **more: Any) -> dict[str, Any]:
        """A feed of config, at the local site."""
        return {"name": name, "url": self.site.url(path), **more}

    def command(self, *arguments: str) -> list[str]:
        """The command line of a run."""
        return [sys.executable, "-m", "scraper", "-c", str(self.config), *arguments]

    def start(self, *arguments: str, before: str = "") -> subprocess.Popen[str]:
        """Starts a run and does not wait for it.

        `before` is Python that is run first, in the same process: to plant a fault.
        """
        command = self.command(*arguments)
        if before:
            program = f"{before}\nimport sys\nfrom scraper.cli import main\nsys.argv = "
            program += f"{['scrape', *command[3:]]!r}\nmain()\n"
            command = [sys.executable, "-c", program]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def scrape(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
    ) -> Ran:
        """Runs the command to its end."""
        return scrape("-c", str(self.config), *arguments, cwd=self.folder, env=env)

    def ask(self, command: str, *arguments: str, env: Mapping[str, str] | None = None) -> Ran:
        """Runs another command than `run` to its end."""
        return scrape(command, "-c", str(self.config), *arguments, cwd=self.folder, env=env)

    def status(self, archive: Path, *arguments: str, after: float = LONGEST_S) -> int:
        """The exit status of a quiet run into that archive, killed after so many seconds.

        Negative: the signal that ended it.
        """
        command = ["-c", str(self.config), "--archive", str(archive), "-q", *arguments]
        done = forks().run(command, cwd=self.folder, env=self.environ(), after=after)
        return done.returncode

    @staticmethod
    def environ() -> dict[str, str]:
        """The environment of cron: next to nothing."""
        return {"PATH": os.environ["PATH"]}

    def posts(self) -> dict[str, str]:
        """The archive's posts: path below it -> text."""
        return {
            file.relative_to(self.archive).as_posix(): file.read_text(encoding="utf-8")
            for file in sorted(self.archive.rglob("*.md"))
            if ".scrape" not in file.parts
        }

    def only_post(self) -> str:
        """The text of the one post there is."""
        (text,) = self.posts().values()
        return text

    def snapshot(self) -> dict[str, tuple[int, int]]:
        """Every post's time of change (ns) and size."""
        return {
            path: ((stat := (self.archive / path).stat()).st_mtime_ns, stat.st_size)
            for path in self.posts()
        }

    def litter(self) -> list[str]:
        """Files of the archive that are neither posts nor state."""
        known = {"state.sqlite3", "state.sqlite3-wal", "state.sqlite3-shm", "lock", ".gitignore"}
        return [
            file.relative_to(self.archive).as_posix()
            for file in sorted(self.archive.rglob("*"))
            if file.is_file() and file.suffix != ".md" and file.name not in known
        ]

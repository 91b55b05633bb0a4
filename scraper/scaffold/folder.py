"""Which files a new folder has, by preset and site, and their texts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from scraper.scaffold import spelling

PRESETS = ("jekyll", "hugo", "obsidian", "plain", "seed")
# What builds a site of a preset's posts; the others have none.
SITES = {"jekyll": "jekyll", "seed": "jekyll", "hugo": "hugo"}

_COMMON = {
    "config/feeds.yaml": "config/feeds.yaml",
    "config/sites.yaml": "config/sites.yaml",
    ".gitignore": "gitignore",
    ".github/workflows/scrape.yml": "deploy/scrape.yml",
    "deploy/crontab": "deploy/crontab",
    "deploy/scrape.service": "deploy/scrape.service",
    "deploy/scrape.timer": "deploy/scrape.timer",
    "README.md": "README.md",
}
_OF_SITE = {
    "jekyll": {
        "archive/_config.yml": "jekyll/_config.yml",
        "archive/_layouts/default.html": "jekyll/default.html",
        "archive/_layouts/post.html": "jekyll/post.html",
        "archive/_includes/row.html": "jekyll/row.html",
        "archive/index.html": "jekyll/index.html",
        "archive/all.html": "jekyll/all.html",
        "archive/tags.html": "jekyll/tags.html",
        "archive/feed.xml": "jekyll/feed.xml",
        "archive/style.css": "style.css",
    },
    "hugo": {
        "hugo.toml": "hugo/hugo.toml",
        "layouts/_default/baseof.html": "hugo/baseof.html",
        "layouts/_default/list.html": "hugo/list.html",
        "layouts/_default/terms.html": "hugo/terms.html",
        "layouts/_default/single.html": "hugo/single.html",
        "layouts/index.html": "hugo/index.html",
        "layouts/partials/row.html": "hugo/row.html",
        "static/style.css": "style.css",
    },
}
_ASKED = re.compile(r"@([A-Z_]+)@")
_NO_CONTACT = "# user_agent:\n#   contact: https://example.org/about-my-archive"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the texts are filled with: absolute paths, an IANA zone, whose folder it is.

    `program` is the command in words; `requirement` is what pip installs this program by, "" if
    nothing tells; `contact` None leaves that line to be filled in.
    """

    folder: str
    program: tuple[str, ...]
    user: str
    zone: str = "UTC"
    requirement: str = ""
    contact: str | None = None

    @property
    def name(self) -> str:
        """The folder's own name: the archive's until somebody says another."""
        return self.folder.rstrip("/").rpartition("/")[2] or "archive"


def files_of(preset: str, facts: Facts, *, site: bool) -> dict[str, str]:
    """Path in the folder, with `/`, to text. `site` only where `SITES` has the preset."""
    generator = SITES[preset] if site else None
    names = _COMMON | (_OF_SITE[generator] if generator else {})
    values = _values(preset, facts, generator)
    texts = {path: _filled(_text(name), values) for path, name in names.items()}
    if generator:
        texts[".gitignore"] += _text(f"{generator}/gitignore")
    return texts


def _values(preset: str, facts: Facts, generator: str | None) -> Mapping[str, str]:
    spread = spelling.minute_of(facts.folder, of=10)
    contact = facts.contact
    return {
        "PRESET": preset,
        "ZONE": facts.zone,
        "TITLE": spelling.quoted(facts.name),
        "HEADING": re.sub(r"([\\`*_\[\]<>#&|])", r"\\\1", facts.name),
        "CONTACT": (
            _NO_CONTACT
            if contact is None
            else f"user_agent:\n  contact: {spelling.quoted(contact)}"
        ),
        "REQUIREMENT": spelling.quoted(facts.requirement),
        "MINUTE": str(spelling.minute_of(facts.name)),
        "CRON_MINUTES": f"{spread}-59/10",
        "CRON_FOLDER": spelling.cron_word(facts.folder),
        "CRON_PROGRAM": " ".join(map(spelling.cron_word, facts.program)),
        "TIMER_MINUTES": f"{spread}/10",
        "UNIT_TITLE": spelling.unit_text(facts.name),
        "UNIT_USER": spelling.unit_text(facts.user),
        "UNIT_FOLDER": spelling.unit_path(facts.folder),
        "UNIT_WRITABLE": spelling.unit_word(facts.folder),
        "UNIT_PROGRAM": spelling.unit_command(facts.program),
        "PAGES": _text(f"{generator}/pages.yml") if generator else "",
        "SITE": _text(f"{generator}/about.md") if generator else "",
    }


def next_steps(folder: str) -> tuple[str, ...]:
    """The three commands after `init`, for a shell; `folder` as it was asked for."""
    steps = ("scrape add https://example.org/", "scrape")
    return (*steps, "scrape status") if folder == "." else (f"cd {shlex.quote(folder)}", *steps)


def _text(name: str) -> str:
    return files("scraper.scaffold").joinpath("files", *name.split("/")).read_text("utf-8")


def _filled(text: str, values: Mapping[str, str]) -> str:
    filled = _ASKED.sub(lambda found: values[found[1]], text)
    return filled.rstrip("\n") + "\n"

"""The two sites and their builds: layouts that give back what a post holds, Jekyll, Hugo."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from lxml.html import HtmlElement

from checks.site.seen import parse

TOOLS = ("jekyll", "hugo", "ruby")
_POST = re.compile(r"_?posts/\d{4}/[^\s\"]+?\.md")
_TROUBLE = re.compile(r"error|conflict|liquid (?:warning|exception)|\bwarn", re.IGNORECASE)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# A title of signs alone leaves nothing for Jekyll's address; the page is made all the same.
_SIGNS = "Empty `slug` generated"
# So many posts that stop a build are told and left out before it is given up.
_STOPS = 8

_PAGE = """<!doctype html><html><head><meta charset="utf-8"></head><body>
<p data-is="url">{url}</p><p data-is="title">{title}</p><p data-is="author">{author}</p>
<p data-is="date">{date}</p><ul>{tags}</ul><main data-is="body">{body}</main></body></html>
"""
_JEKYLL = {
    # As the documentation tells a reader to set it up: Jekyll's defaults.
    "_config.yml": "title: check\n",
    "_layouts/post.html": _PAGE.format(
        url="{{ page.from | escape }}",
        title="{{ page.title | escape }}",
        author="{{ page.author | escape }}",
        date='{{ page.date | date: "%Y-%m-%dT%H:%M:%S" }}',
        tags='{% for tag in page.tags %}<li data-is="tag">{{ tag | escape }}</li>{% endfor %}',
        body="{{ content }}",
    ),
}
_HUGO = {
    # Hugo leaves raw HTML out unless told otherwise.
    "hugo.yaml": "baseURL: https://check.invalid/\ntitle: check\n"
    "disableKinds: [RSS, sitemap, robotsTXT, '404']\n"
    "markup: {goldmark: {renderer: {unsafe: true}}}\n",
    "layouts/_default/single.html": _PAGE.format(
        url="{{ .Params.from }}",
        title="{{ .Title }}",
        author="{{ .Params.author }}",
        date='{{ .Date.UTC.Format "2006-01-02T15:04:05" }}',
        tags='{{ range .Params.tags }}<li data-is="tag">{{ . }}</li>{{ end }}',
        body="{{ .Content }}",
    ),
    "layouts/_default/list.html": "<!doctype html><title>{{ .Title }}</title>{{ len .Pages }}\n",
    "layouts/index.html": "<!doctype html><title>{{ .Title }}</title>{{ len .Site.Pages }}\n",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One built page: what the layout gave back."""

    title: str
    author: str
    date: str  # UTC, to the second
    tags: tuple[str, ...]
    body: HtmlElement


@dataclass(slots=True)
class Built:
    """The pages of one build by their post's address, and all that it complained of."""

    pages: dict[str, list[Shown]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


def missing_tools() -> list[str]:
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def install_tools() -> None:
    """Debian's packages, where we may; what is missing then, `missing_tools` says."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "jekyll", "hugo"]
    for command in (install, ["apt-get", "update", "-qq"], install):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
        if not missing_tools():
            return


def lay(root: Path, generator: str, config: str = "") -> Path:
    """An empty site, with further lines of configuration; the folder that is its archive."""
    for name, text in (_JEKYLL if generator == "jekyll" else _HUGO).items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        further = config if name in ("_config.yml", "hugo.yaml") else ""
        file.write_text(text + further, encoding="utf-8")
    return root if generator == "jekyll" else root / "content"


def build(root: Path, generator: str) -> Built:
    """The site, built; a post that stops it is told, left out, and the rest built."""
    built = Built()
    out = root.with_name(f"{root.name}-built")
    arguments = {
        "jekyll": ["jekyll", "build", "--strict_front_matter", "--disable-disk-cache"],
        "hugo": ["hugo"],
    }[generator] + ["--source", str(root), "--destination", str(out)]
    for _ in range(_STOPS):
        done = subprocess.run(
            arguments,
            cwd=root,
            # Ruby reads files in the locale's encoding.
            env=os.environ | {"LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        said = _COLOURS.sub("", done.stdout).splitlines()
        lines = [line.strip() for line in said if _TROUBLE.search(line) and _SIGNS not in line]
        built.complaints += lines
        if done.returncode == 0:
            built.pages = _pages(out)
            return built
        if not lines:
            built.complaints.append(done.stdout.strip()[-300:] or f"status {done.returncode}")
        if not _leave_out(root, done.stdout):
            break
    return built


def _leave_out(root: Path, output: str) -> bool:
    found = False
    for name in set(_POST.findall(output)):
        for file in (root / name, root / "content" / name):
            if file.is_file():
                file.unlink()
                found = True
    return found


def _pages(out: Path) -> dict[str, list[Shown]]:
    pages: dict[str, list[Shown]] = {}
    for file in sorted(out.rglob("*.html")):
        # A tag may be named so, and have a folder.
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        if 'data-is="body"' in text:
            url, shown = _read(text)
            pages.setdefault(url, []).append(shown)
    return pages


def _read(text: str) -> tuple[str, Shown]:
    root = parse(text)
    names = ("url", "title", "author", "date")
    parts = {name: root.xpath(f"//*[@data-is='{name}']") for name in names}
    (body,) = root.xpath("//main[@data-is='body']")
    tags = tuple(tag.text_content() for tag in root.xpath("//*[@data-is='tag']"))
    url, title, author, date = (parts[name][0].text_content() for name in names)
    return url, Shown(title, author, date, tags, body)

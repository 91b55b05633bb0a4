"""`python -m checks.site.scaffold`: the sample sites of `scrape init`, built by Jekyll and Hugo.

Each is built empty, at its host's root, and with posts, below a folder. Exit status: 0 all holds,
1 something does not, 2 wrong usage, 3 Jekyll or Hugo is missing.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from checks.site.__main__ import EXIT_DIFFERS, EXIT_MISSING, Written, write
from checks.site.builds import install_tools, missing_tools
from checks.site.cases import make_case
from checks.site.seen import parse
from scraper.scaffold import SITES

# As the folder's README has it.
COMMANDS = {
    "jekyll": ["jekyll", "build", "-s", "archive", "-d", "_site"],
    "hugo": ["hugo"],
}
# As the workflow has it, for a site that does not begin at its host's root.
BELOW = {"jekyll": ["--baseurl", "{}"], "hugo": ["--baseURL", "https://example.org{}/"]}
BUILT = {"jekyll": "_site", "hugo": "public"}
ALL = {"jekyll": "all.html", "hugo": "posts/index.html"}
FEEDS = {"jekyll": "feed.xml", "hugo": "index.xml"}
FIRST = 200  # of the front page
IN_FEED = 50
_TROUBLE = re.compile(r"error|conflict|deprecat|liquid (?:warning|exception)|\bwarn", re.IGNORECASE)
_SIGNS = "Empty `slug` generated"  # of a title of signs alone; its page is made all the same
_OF_ARTICLES = "ancestor-or-self::*[@class='body']"


def main(arguments: list[str] | None = None) -> int:
    """Builds them all and tells what does not hold; the exit status."""
    parser = argparse.ArgumentParser(prog="checks.site.scaffold", description=__doc__)
    parser.add_argument("--posts", type=int, default=300, metavar="N", help="how many (300)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the sites there")
    options = parser.parse_args(arguments)
    install_tools()
    if missing := missing_tools():
        told = f"init-check: {', '.join(missing)} missing: apt-get install jekyll hugo"
        print(told, file=sys.stderr)
        return EXIT_MISSING
    started = time.monotonic()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="init-check-") as folder:
        base = options.keep or Path(folder)
        for preset in SITES:
            for count in (0, options.posts):
                for line in check(base / f"{preset} {count} 档案", preset, count):
                    wrong += 1
                    print(f"{preset}, {count} posts: {line}")
    took = time.monotonic() - started
    found = f"{wrong or 'no'} faults, {took:.0f} s"
    print(f"init-check: {len(SITES)} sites, empty and with posts: {found}")
    return EXIT_DIFFERS if wrong else 0


def check(root: Path, preset: str, count: int) -> Iterator[str]:
    """What does not hold of one site, made by the command and built."""
    command = [sys.executable, "-m", "scraper", "init", str(root), "--preset", preset, "--json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    cases = [make_case(0, number) for number in range(count)]
    posts = write(cases, root / "archive", preset)
    yield from build_faults(root, SITES[preset], posts, "/a/folder" if count else "")


def build_faults(
    root: Path, generator: str, posts: Mapping[str, Written], below: str = ""
) -> Iterator[str]:
    """The site of that folder, built to lie `below` its host's root, and what does not hold."""
    more = [word.format(below) for word in BELOW[generator]] if below else []
    done = subprocess.run(
        COMMANDS[generator] + more,
        cwd=root,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        yield f"the build ended with {done.returncode}: {done.stdout.strip()[-500:]}"
        return
    for line in done.stdout.splitlines():
        if _TROUBLE.search(line) and _SIGNS not in line:
            yield f"the build says: {line.strip()}"
    yield from site_faults(root / BUILT[generator], generator, posts, below)


def site_faults(
    out: Path, generator: str, posts: Mapping[str, Written], below: str = ""
) -> Iterator[str]:
    """What does not hold of a built site."""
    pages = {
        str(path.relative_to(out)): parse(path.read_text("utf-8"))
        for path in sorted(out.rglob("*.html"))
        if path.is_file()
    }
    if "index.html" not in pages:
        yield "there is no front page"
        return
    for name, page in pages.items():
        yield from (f"{name}: {fault}" for fault in _page_faults(out, page, below))
    yield from _post_faults(pages, posts)
    rows = len(pages["index.html"].xpath("//ul[@class='posts']/li"))
    if rows != min(len(posts), FIRST):
        yield f"index.html: {rows} posts, want {min(len(posts), FIRST)}"
    if not posts and "No posts yet" not in pages["index.html"].text_content():
        yield "index.html: an empty site says so"
    every = pages.get(ALL[generator])
    listed = len(every.xpath("//ul[@class='posts']/li")) if every is not None else 0
    if listed != len(posts):
        yield f"{ALL[generator]}: {listed} posts, want {len(posts)}"
    try:
        feed = etree.fromstring((out / FEEDS[generator]).read_bytes())
    except (OSError, etree.XMLSyntaxError) as error:
        yield f"{FEEDS[generator]}: {error}"
        return
    entries = sum(str(each.tag).rpartition("}")[2] in ("entry", "item") for each in feed.iter())
    if entries != min(len(posts), IN_FEED):
        yield f"{FEEDS[generator]}: {entries} entries, want {min(len(posts), IN_FEED)}"


def _page_faults(out: Path, page: HtmlElement, below: str) -> Iterator[str]:
    if not page.xpath("//meta[@name='viewport']"):
        yield "no viewport: a phone would show it small"
    if not page.xpath("string(/html/@lang)"):
        yield "it says no language"
    if (count := len(page.xpath("//h1"))) != 1 and not page.xpath("//*[@class='body']//h1"):
        yield f"{count} headlines"
    for asked in page.xpath(
        f"//*[self::link[@rel='stylesheet'] or self::script][not({_OF_ARTICLES})]"
    ):
        if asked.get("href") != f"{below}/style.css":
            yield f"it asks for {asked.get('href') or asked.tag}"
    for href in page.xpath(f"//a[not({_OF_ARTICLES})]/@href | //link/@href"):
        parts = urlsplit(str(href))
        if parts.scheme and parts.netloc != "example.org":
            continue
        if not parts.path.startswith(f"{below}/"):
            yield f"a link leads out of the site: {href}"
            continue
        target = out / unquote(parts.path.removeprefix(below)).lstrip("/")
        if not (target / "index.html" if target.is_dir() else target).is_file():
            yield f"a link leads nowhere: {href}"


def _post_faults(pages: Mapping[str, HtmlElement], posts: Mapping[str, Written]) -> Iterator[str]:
    shown: dict[str, list[HtmlElement]] = {}
    for page in pages.values():
        for url in page.xpath("//article/h1/a/@href"):
            shown.setdefault(str(url), []).append(page)
    for url in shown.keys() - posts.keys():
        yield f"a post of no article: {url}"
    for url, written in posts.items():
        if len(shown.get(url, [])) != 1:
            yield f"{written.case.name}: {len(shown.get(url, []))} pages of {url}"
            continue
        (page,) = shown[url]
        title = " ".join(page.xpath("string(//article/h1)").split())
        if title != " ".join(written.post.title.split()):
            yield f"{written.case.name}: headline {title!r}, want {written.post.title!r}"
        for head in page.xpath("//*[@class='body']/h2[1]/a/@href"):
            if head == url and not page.xpath("//*[@class='body']/h2[1]/preceding-sibling::*"):
                yield f"{written.case.name}: the headline is shown twice"
        if not page.xpath("//article//time[@datetime]"):
            yield f"{written.case.name}: no date"


if __name__ == "__main__":
    sys.exit(main())

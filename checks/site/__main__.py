"""Posts as Jekyll, Hugo and a CommonMark library show them, held against their articles.

    python -m checks.site --posts 20000 --seed 7

Exit status: 0 all is equal, 1 something differs, 2 wrong usage, 3 a tool is missing.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from lxml.html import HtmlElement
from markdown_it import MarkdownIt

from checks.site import fronts
from checks.site.builds import Built, build, install_tools, lay, missing_tools
from checks.site.cases import Case, make_case
from checks.site.compare import Failure, differences, page_differences
from checks.site.presets import check_presets
from checks.site.seen import Seen, parse, see
from scraper.archive import Archive
from scraper.front_matter import one_line
from scraper.model import Article, Entry, Feed, Post, Source
from scraper.post import make_post
from scraper.presets import BUILT_IN
from scraper.urls import identity

EXIT_DIFFERS = 1
EXIT_MISSING = 3
GENERATORS = ("jekyll", "hugo")
# Hugo's posts spell shortcodes in code as only Hugo reads them.
COMMONMARK = ("jekyll", "plain")
# Jekyll's time grows faster than the number of posts in a site.
BATCH = 2000
FEED_NAME = "Site check"


@dataclass(frozen=True, slots=True)
class Written:
    """One post, and what its page must show."""

    case: Case
    post: Post
    wanted: Seen
    author: str
    tags: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    if missing_tools():
        install_tools()
    if missing := missing_tools():
        print(
            f"site-check: {', '.join(missing)} missing: apt-get install jekyll hugo",
            file=sys.stderr,
        )
        return EXIT_MISSING
    started = time.monotonic()
    numbers = range(options.posts) if options.only is None else [options.only]
    failures: list[Failure] = []
    sites = 0
    if options.only is None:
        with tempfile.TemporaryDirectory(prefix="site-check-") as folder:
            sites, failures = check_presets(Path(options.keep or folder) / "presets")
    for first in range(0, len(numbers), BATCH):
        cases = [make_case(options.seed, number) for number in numbers[first : first + BATCH]]
        with tempfile.TemporaryDirectory(prefix="site-check-") as folder:
            failures += check(cases, Path(options.keep or folder) / str(first))
    for failure in failures[: options.most]:
        print(failure)
    if len(failures) > options.most:
        print(f"… and {len(failures) - options.most} more")
    took = time.monotonic() - started
    print(
        f"site-check: {len(numbers)} posts (seed {options.seed}) by {', '.join(GENERATORS)} and"
        f" CommonMark, {sites} sites of presets: {len(failures) or 'no'} differences, {took:.0f} s"
    )
    return EXIT_DIFFERS if failures else 0


def check(cases: Sequence[Case], folder: Path) -> list[Failure]:
    """Both sites below `folder`, written, built and compared."""
    failures: list[Failure] = []
    sites: dict[str, dict[str, Written]] = {}
    with ThreadPoolExecutor(len(GENERATORS)) as pool:
        builds = {}
        for generator in GENERATORS:
            root = folder / generator
            sites[generator] = write(cases, lay(root, generator), generator)
            builds[generator] = pool.submit(build, root, generator)
        sites["plain"] = write(cases, folder / "plain", "plain")
        for generator in GENERATORS:
            failures += _read_back(sites[generator])
        for preset in COMMONMARK:
            failures += _by_commonmark(preset, sites[preset])
        for generator, done in builds.items():
            failures += _as_built(generator, sites[generator], done.result())
    return failures


def write(cases: Sequence[Case], root: Path, preset: str) -> dict[str, Written]:
    """The posts of an archive, by their addresses."""
    archive = Archive(root)
    archive.prepare()
    posts = {}
    for case in cases:
        feed = Feed(
            FEED_NAME,
            FEED_NAME,
            "https://news.example/feed",
            BUILT_IN[preset],
            tags=case.tags,
            categories=("News",),
        )
        entry = Entry(
            feed.id,
            case.url,
            identity(case.url),
            case.url,
            title=case.title,
            author=case.author,
            published=case.published,
        )
        article = Article(case.url, "", case.body, Source.PAGE)
        post = make_post(entry, article, feed, case.published + timedelta(hours=1))
        if not archive.write(post.path, post.text):
            archive.write(post.second_path, post.text)
        wanted = see(parse(f"<main>{case.body}</main>").find(".//main"), case.url)
        tags = tuple(line for tag in case.tags if (line := one_line(tag))) or (FEED_NAME,)
        author = one_line(case.author) or FEED_NAME
        posts[post.url] = Written(case, post, wanted, author, tags)
    return posts


def _read_back(posts: dict[str, Written]) -> Iterator[Failure]:
    texts = [fronts.front_of(each.post.text) for each in posts.values()]
    by_psych = fronts.by_psych(texts)
    for written, text, psych in zip(posts.values(), texts, by_psych, strict=True):
        wanted = {
            "layout": "post",
            "title": written.post.title,
            "date": round(written.post.published.timestamp() * 1000),
            "author": written.author,
            "from": written.post.url,
            "tags": list(written.tags),
            "categories": ["News"],
        }
        for reader, read in (("PyYAML", fronts.by_pyyaml(text)), ("Psych", psych)):
            if found := fronts.difference(read, wanted):
                yield Failure(written.case.name, reader, *found)


def _by_commonmark(preset: str, posts: dict[str, Written]) -> Iterator[Failure]:
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # Addresses are judged by us: a library that drops some would hide them.
    renderer.validateLink = lambda url: True  # type: ignore[method-assign]
    for written in posts.values():
        markdown = written.post.text.removeprefix("---\n").partition("\n---\n")[2]
        body = parse(f"<main>{renderer.render(markdown)}</main>").find(".//main")
        yield from _body_failures(written, f"CommonMark ({preset})", body)


def _as_built(generator: str, posts: dict[str, Written], built: Built) -> Iterator[Failure]:
    for line in built.complaints:
        yield Failure("-", generator, "build", "no complaint", line)
    for url in built.pages.keys() - posts.keys():
        yield Failure("-", generator, "page", "none", url)
    for url, written in posts.items():
        pages = built.pages.get(url, [])
        if len(pages) != 1:
            yield Failure(written.case.name, generator, "pages", "1", str(len(pages)))
            continue
        post, name = written.post, written.case.name
        for found in page_differences(
            post.title, post.published, written.author, written.tags, pages[0]
        ):
            yield Failure(name, generator, *found)
        yield from _body_failures(written, generator, pages[0].body)


def _body_failures(written: Written, renderer: str, body: HtmlElement) -> Iterator[Failure]:
    found = differences(
        written.wanted,
        written.post.title,
        body,
        written.case.url,
        # Debian's Hugo (0.111) shows escapes in them as they are written: no spelling helps.
        alts=renderer != "hugo",
    )
    # The first alone: what follows mostly follows from it.
    for what in list(found)[:1]:
        yield Failure(written.case.name, renderer, *what)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="checks.site", description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("--posts", type=int, default=2000, metavar="N", help="how many (2000; by night 20000)")
    add("--seed", type=int, default=0, metavar="N", help="another seed, other posts")
    add("--only", type=int, metavar="NUMBER", help="this post alone")
    add("--most", type=int, default=50, metavar="N", help="so many differences are printed")
    add("--keep", type=Path, metavar="DIR", help="leave the sites there, to look at")
    return parser


if __name__ == "__main__":
    sys.exit(main())

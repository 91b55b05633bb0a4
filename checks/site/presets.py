"""A Jekyll and a Hugo site of each preset: built in, and of docs/presets.md."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from checks.site import fronts
from checks.site.builds import Built, build, lay
from checks.site.compare import Failure, page_differences
from checks.site.seen import fold, see
from scraper.archive import Archive
from scraper.config import load_config
from scraper.model import Article, Entry, Feed, Post, Preset, Source
from scraper.post import make_post
from scraper.presets import BUILT_IN, VAULT
from scraper.urls import identity

DOCUMENT = Path(__file__).parents[2] / "docs" / "presets.md"
GENERATORS = ("jekyll", "hugo")
_CONFIG = re.compile(r"^<!-- config -->\n```yaml\n(.*?)^```$", re.M | re.S)
_PUBLISHED = datetime(2026, 5, 4, 23, 30, 59, 987_000, UTC)
_AUTHOR, _TAGS = "Smith: Jr, [AFP] #1", ("Ports and locks", "世界/欧洲", "#1 & more: yes", "1984")
_TITLES = (
    '"At last": the new lock [video] #1 ^x',
    "港口：新闸「开放」",
    "ميناء يفتح بوابة جديدة",
    "{{ site.title }} {% include x %} {{< x >}}",
    "C:\\path | a\\",
    "Yes",
    "1984-01-02",
    "<script>alert(1)</script> & <% x %>",
    "../../above <b>",
    "a title that goes on " * 20,
    "index",
    "index",  # another article on the same path
)
_BODY = (
    "<p>The harbour authority opened the <b>new lock</b> on Tuesday, the {n}th.</p>"
    "<ul><li>120 m long</li></ul><table><tr><th>A</th></tr><tr><td>1</td></tr></table>"
    "<pre><code class='language-python'>if x:\n    y()</code></pre><p>港口局说，ميناء</p>"
)
# What the templates of a site would act on: only where the preset is made for it.
_TEMPLATES = "<p>{{ x }} {% raw %} {{% y %}}</p><pre><code>{{&lt; x >}} {% if %}</code></pre>"


@dataclass(frozen=True, slots=True)
class Pair:
    """A preset, and the generator that makes a site of its posts."""

    preset: Preset
    generator: str

    def __str__(self) -> str:
        return f"{self.preset.name} by {self.generator}"

    @property
    def is_guarded(self) -> bool:
        """Whether templates in an article's text can't run on this site."""
        own = self.preset.dialect == self.generator or self.preset.body == "html"
        # What is broken up for Liquid is so for shortcodes; and Jekyll can leave them alone.
        return own or self.generator == "jekyll" or self.preset.dialect == "jekyll"

    @property
    def config(self) -> str:
        """What docs/presets.md tells a reader to set up."""
        if self.generator == "hugo":
            return "disableAliases: true\n" if self.preset.dialect == VAULT else ""
        if self.preset.dialect == "jekyll":
            return ""
        return (
            "defaults:\n  - scope: {path: ''}\n    values:\n      layout: post\n"
            "      render_with_liquid: false\n"
        )


def check_presets(folder: Path) -> tuple[int, list[Failure]]:
    """How many sites were built below `folder`, and what is wrong with them."""
    pairs = [Pair(preset, name) for preset in every_preset().values() for name in GENERATORS]
    failures: list[Failure] = []
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda pair: list(check_pair(pair, folder)), pairs):
            failures += found
    return len(pairs), failures


def every_preset() -> dict[str, Preset]:
    """Those built in, and those that the document shows, as config reads them."""
    presets = dict(BUILT_IN)
    with tempfile.TemporaryDirectory() as folder:
        for text in _CONFIG.findall(DOCUMENT.read_text("utf-8")):
            file = Path(folder) / "feeds.yaml"
            file.write_text(text, "utf-8")
            presets |= {one.preset.name: one.preset for one in load_config(file, environ={}).feeds}
    return presets


def check_pair(pair: Pair, folder: Path) -> Iterator[Failure]:
    """What is wrong with the site of one preset by one generator."""
    root = folder / f"{pair.preset.name}-{pair.generator}"
    posts = list(write(pair, lay(root, pair.generator, pair.config)))
    yield from shown_differences(pair, posts, build(root, pair.generator))


def write(pair: Pair, root: Path) -> Iterator[Post]:
    """The posts of an archive, a day apart but for the last two."""
    archive = Archive(root)
    archive.prepare()
    name = "Site check"
    feed = Feed(name, name, "https://news.example/feed", pair.preset, tags=_TAGS)
    feed = replace(feed, categories=("World News",))
    for number, title in enumerate(_TITLES):
        url = f"https://news.example/{number}?id={number}"
        published = _PUBLISHED - timedelta(days=min(number, len(_TITLES) - 2))
        entry = Entry(name, url, identity(url), url, title=title, author=_AUTHOR)
        body = _BODY.replace("{n}", str(number)) + (_TEMPLATES if pair.is_guarded else "")
        article = Article(url, "", body, Source.PAGE, language="en")
        seen = published + timedelta(hours=1)
        post = make_post(replace(entry, published=published), article, feed, seen)
        if not archive.write(post.path, post.text):
            archive.write(post.second_path, post.text)
        yield post


def shown_differences(pair: Pair, posts: list[Post], built: Built) -> Iterator[Failure]:
    """What of the posts a site does not show, or shows otherwise."""
    for line in built.complaints:
        yield Failure("-", str(pair), "build", "no complaint", line)
    for url in built.pages.keys() - {post.url for post in posts}:
        yield Failure("-", str(pair), "page", "none", url)
    for number, post in enumerate(posts):
        pages = built.pages.get(post.url, [])
        if len(pages) != 1:
            yield Failure(post.title, str(pair), "pages", "1", str(len(pages)))
            continue
        front = yaml.safe_load(fronts.front_of(post.text))
        author = front.get("author", "")
        tags = tuple(front["tags"])
        for found in page_differences(post.title, post.published, author, tags, pages[0]):
            yield Failure(post.title, str(pair), *found)
        seen = see(pages[0].body, post.url)
        for words in (f"on Tuesday, the {number}th.", "港口局说，ميناء"):
            if fold(words) not in seen.text:
                yield Failure(post.title, str(pair), "text", repr(words), repr(seen.text[:200]))
        if pair.is_guarded and "{% if %}" not in " ".join(seen.code):
            yield Failure(post.title, str(pair), "code", "{% if %}", repr(seen.code))
        if seen.runs:
            yield Failure(post.title, str(pair), "what runs", "nothing", ", ".join(seen.runs))

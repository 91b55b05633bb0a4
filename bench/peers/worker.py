"""One Python extractor or converter over pages: JSON lines in and out, CPU time of each call.

    python worker.py NAME|MODULE:FUNCTION < pages.jsonl

Runs in the scratch environment, where neither `scraper` nor `bench` is installed, and for our own
rows in the project's. A page is {id, url, lang, html}, a reply {id, out, cpu_ms, error}.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

Extract = Callable[[str, str, str], str]
# Some golds have no address, and some peers want one.
SOMEWHERE = "https://example.org/"


def trafilatura(output: str, **options: Any) -> Extract:
    """As a feed writer would call it: all structure on, comments off."""
    import trafilatura as library

    if output != "txt":
        options |= dict.fromkeys(("include_links", "include_images", "include_formatting"), True)

    def extract(html: str, url: str, lang: str) -> str:
        found = library.extract(
            html,
            url=url or None,
            output_format=output,
            include_tables=True,
            include_comments=False,
            **options,
        )
        return found or ""

    return extract


def trafilatura_body() -> Extract:
    """It extracts before it converts, so it is told that all of it is the article."""
    extract = trafilatura("markdown", favor_recall=True)

    def convert(html: str, url: str, lang: str) -> str:
        return extract(f"<html><body><article>{html}</article></body></html>", url, lang)

    return convert


def readability_lxml() -> Extract:
    from readability import Document

    def extract(html: str, url: str, lang: str) -> str:
        return str(Document(html, url=url or None).summary(html_partial=True))

    return extract


def newspaper4k() -> Extract:
    """Told the language where it knows it: without, it cuts no Chinese into words."""
    from newspaper import Article
    from newspaper.languages import get_available_languages

    known = set(get_available_languages())

    def extract(html: str, url: str, lang: str) -> str:
        told = {"language": lang} if lang in known else {}
        article = Article(url or SOMEWHERE, fetch_images=False, **told)
        article.download(input_html=html)
        article.parse()
        return article.text or ""

    return extract


def resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    def extract(html: str, url: str, lang: str) -> str:
        return str(
            extract_plain_text(
                html, main_content=True, preserve_formatting="minimal_html", links=True
            )
        )

    return extract


def markdownify(**options: Any) -> Extract:
    import markdownify as library

    return lambda html, url, lang: str(library.markdownify(html, **options))


def markdownify_best() -> Extract:
    """All that it can be told in favour of what is read back."""

    def language(pre: Any) -> str:
        for tag in (pre, *pre.find_all("code")):
            for name in tag.get("class") or ():
                if name.startswith(("language-", "lang-")):
                    return str(name.partition("-")[2])
        return ""

    return markdownify(
        heading_style="ATX",
        bullets="-",
        newline_style="BACKSLASH",
        escape_misc=True,
        autolinks=False,
        sub_symbol="<sub>",
        sup_symbol="<sup>",
        keep_inline_images_in=["td", "th", "h1", "h2", "h3", "h4", "h5", "h6"],
        code_language_callback=language,
        table_infer_header=True,
    )


def html2text() -> Extract:
    import html2text as library

    def convert(html: str, url: str, lang: str) -> str:
        converter = library.HTML2Text(bodywidth=0)
        converter.unicode_snob = True
        converter.use_automatic_links = False
        return str(converter.handle(html))

    return convert


def html_to_markdown() -> Extract:
    """With escapes: without, text becomes markup."""
    import html_to_markdown as library

    options = library.ConversionOptions(
        escape_asterisks=True, escape_underscores=True, escape_misc=True
    )

    def convert(html: str, url: str, lang: str) -> str:
        return str(library.convert(html, options).content or "")

    return convert


def markitdown() -> Extract:
    from io import BytesIO

    from markitdown import MarkItDown, StreamInfo

    converter = MarkItDown(enable_plugins=False)
    told = StreamInfo(mimetype="text/html", extension=".html", charset="utf-8")

    def convert(html: str, url: str, lang: str) -> str:
        given = BytesIO(html.encode("utf-8", "replace"))
        return str(converter.convert_stream(given, stream_info=told).markdown)

    return convert


def pandoc() -> Extract:
    """A process a page: its time holds the start of one. Without the page's own `<div>`s."""

    def convert(html: str, url: str, lang: str) -> str:
        done = subprocess.run(
            ["pandoc", "-f", "html-native_divs-native_spans", "-t", "gfm", "--wrap=none"],
            input=html,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=True,
        )
        return done.stdout

    return convert


def named(target: str) -> Extract:
    """MODULE:FUNCTION of (html, url)."""
    module, _, name = target.partition(":")
    function = getattr(importlib.import_module(module), name)

    def extract(html: str, url: str, lang: str) -> str:
        return str(function(html, url) or "")

    return extract


def in_markdown(target: str) -> Extract:
    """The same body as it is written to a post."""
    from scraper.markdown import to_markdown

    body = named(target)

    def extract(html: str, url: str, lang: str) -> str:
        return to_markdown(body(html, url, lang), url)

    return extract


MAKERS: dict[str, Callable[[], Extract]] = {
    "trafilatura": lambda: trafilatura("html"),
    "trafilatura-precision": lambda: trafilatura("html", favor_precision=True),
    "trafilatura-recall": lambda: trafilatura("html", favor_recall=True),
    "trafilatura-markdown": lambda: trafilatura("markdown"),
    "trafilatura-text": lambda: trafilatura("txt"),
    "readability-lxml": readability_lxml,
    "newspaper4k": newspaper4k,
    "resiliparse": resiliparse,
    "markdownify": markdownify,
    "markdownify-best": markdownify_best,
    "html2text": html2text,
    "html-to-markdown": html_to_markdown,
    "markitdown": markitdown,
    "trafilatura-body": trafilatura_body,
    "pandoc": pandoc,
}


def make(name: str) -> Extract:
    if name.startswith("markdown="):
        return in_markdown(name.removeprefix("markdown="))
    return named(name) if ":" in name else MAKERS[name]()


def _cpu_s() -> float:
    """Of this process, and of those it called and waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _no_network(*_: object, **__: object) -> NoReturn:
    raise OSError("the bench gives a page; nothing else may be fetched")


def main() -> None:
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no reply
    socket.socket.connect = _no_network  # type: ignore[method-assign]
    socket.getaddrinfo = _no_network
    extract = make(sys.argv[1])
    warm = False
    for line in sys.stdin.buffer:
        page = json.loads(line)
        out = error = ""
        for _ in range(1 if warm else 2):  # the first call pays for tables and late imports
            warm = True
            start = _cpu_s()
            try:
                out = extract(page["html"], page["url"], page["lang"])
            except Exception as failure:  # noqa: BLE001 - a stranger's program: a failure is a result
                error = f"{type(failure).__name__}: {' '.join(str(failure).split())[:200]}"
            spent = 1000 * (_cpu_s() - start)
        reply = {"id": page["id"], "out": out, "cpu_ms": spent, "error": error}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()

"""What of a built page differs from what its post was made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml.html import HtmlElement

from checks.site.builds import Shown
from checks.site.seen import Seen, fold, see

_AROUND = 40


@dataclass(frozen=True, slots=True)
class Failure:
    """One line of the report."""

    post: str
    renderer: str
    what: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.post} {self.renderer} {self.what}: wanted {self.wanted}, got {self.got}"


def differences(
    wanted: Seen, title: str, body: HtmlElement, base: str, *, alts: bool = True
) -> Iterator[tuple[str, str, str]]:
    """What of a rendered body is wrong: what, wanted, got. The heading above it goes with it.

    `alts` is False where the renderer has its own way with what stands for a picture.
    """
    heading = next(iter(body), None)
    if heading is None or heading.tag != "h2":
        yield "heading", repr(fold(title)), "none"
        return
    head = see(heading, base)
    yield from _unless_equal("heading", fold(title), head.text)
    heading.drop_tree()
    got = see(body, base)
    if runs := [*head.runs, *got.runs]:
        yield "what runs", "nothing", ", ".join(runs)
    yield from _unless_equal("text", wanted.text, got.text)
    for kind in sorted({*wanted.counts, *got.counts}):
        if wanted.counts[kind] != got.counts[kind]:
            yield kind, str(wanted.counts[kind]), str(got.counts[kind])
    for index, code in enumerate(wanted.code):
        if index < len(got.code):
            yield from _unless_equal("code", code, got.code[index])
    yield from _unless_equal("links", repr(wanted.links), repr(got.links))
    images = [each.images if alts else [url for url, _ in each.images] for each in (wanted, got)]
    yield from _unless_equal("images", *map(repr, images))


def page_differences(
    title: str, published: datetime, author: str | None, tags: tuple[str, ...], shown: Shown
) -> Iterator[tuple[str, str, str]]:
    """What of a page's front matter is shown otherwise by its layout; no author: not looked at."""
    for what, wanted, got in (
        ("title", title, shown.title),
        ("date", f"{published.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", shown.date),
        ("author", author if author is not None else shown.author, shown.author),
        ("tags", tags, shown.tags),
    ):
        if wanted != got:
            yield what, repr(wanted), repr(got)


def _unless_equal(what: str, wanted: str, got: str) -> Iterator[tuple[str, str, str]]:
    if wanted != got:
        pairs = enumerate(zip(wanted, got, strict=False))
        at = next((at for at, (a, b) in pairs if a != b), min(len(wanted), len(got)))
        start = max(0, at - _AROUND)
        yield what, repr(wanted[start : at + _AROUND]), repr(got[start : at + _AROUND])

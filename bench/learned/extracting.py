"""A page's body as the learned choice has it, cleaned and trimmed like the rules' own."""

from __future__ import annotations

from bench.learned.choosing import choose_body
from bench.learned.features import facts_of
from scraper.errors import ExtractError
from scraper.extract.candidates import squash
from scraper.extract.clean import clean, drop_marks
from scraper.extract.embeds import embeds_to_links
from scraper.extract.formulas import keep_formulas
from scraper.extract.images import resolve_images
from scraper.extract.metadata import base_of, read_metadata
from scraper.extract.tree import Element, inner_html, new, parse
from scraper.extract.trim import trim


def extract_html(html: str, url: str) -> str:
    """The body as clean HTML; "" if there is none."""
    try:
        root = parse(html)
    except ExtractError:
        return ""
    metadata = read_metadata(root, url)
    base = base_of(root, url)
    resolve_images(root, base)
    embeds_to_links(root, base)
    keep_formulas(root)
    chosen = choose_body(root, facts_of(root, metadata))
    if chosen is None:
        return ""
    body = new("div")
    _move(chosen, body)
    clean(body, base, keep_marks=True)
    trim(body, frozenset(squash(title) for title in metadata.titles if title), base)
    drop_marks(body)
    return inner_html(body)


def _move(chosen: Element, body: Element) -> None:
    chosen.tail = None
    if chosen.tag in ("table", "pre", "figure"):
        body.append(chosen)
        return
    body.text, chosen.text = chosen.text, None
    body.extend(list(chosen))

"""The feed's own text as an article body: cleaned, the feed service's promotion taken off."""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.errors import ExtractError
from scraper.extract.bounds import is_too_large
from scraper.extract.clean import clean
from scraper.extract.tree import Element, drop, new, parse, raw_text, tag_of, text_of, weight

# What feed services and blog engines hang below an entry. Held against short blocks only.
_PROMOTION = re.compile(
    r"\W*(?:the post .* (?:appeared|first appeared) (?:first )?on |this (?:post|article"
    r"|entry) (?:appeared|was originally)"
    r"|(?:der beitrag|l.article|el artículo|la entrada|o post|il post|inlägget) .{1,200} "
    r"(?:erschien|est apparu|apareció|aparece|apareceu|proviene|dök)"
    r"|continue reading|read (?:more|the (?:full|rest|original))|weiterlesen"
    r"|lire la suite|leer más"
    r"|(?:email|share|tweet|digg|save|add to|bookmark) (?:this|it|to)\b|like this\W*(?:$|:)"
    r"|(?:comments?|permalink|filed under|related stories|more)\W*(?:$|:|\|)"
    r"|view (?:full|the full|entire) |you can leave a response|both comments and pings"
    r"|阅读全文|閱讀全文|查看原文|原文链接|本文链接|阅读原文)",
    re.IGNORECASE,
)
_SERVICE_LINK = re.compile(
    r"/~(?:ff|r|f|4)/|[/.](?:share|sharer|intent|addtoany|bookmark|submit)(?:[/.?]|$)"
    r"|/rc/\d|/a2t|/mf\.gif|[?&](?:share|u|url)=https?(?::|%3a)",
    re.IGNORECASE,
)


@lru_cache(maxsize=2)  # an article asks for its entry's two texts again and again
def feed_body(html: str, base_url: str) -> Element | None:
    """The text of an entry as a clean body, to be read only; None if nothing is left of it."""
    if not html.strip() or is_too_large(html):
        return None
    try:
        root = parse(html if "<" in html else _paragraphs(html))
    except ExtractError:
        return None
    body = new("div")
    source = root.find("body")
    for child in list(source if source is not None else root):
        body.append(child)
    if source is not None and (source.text or "").strip():
        body.text = source.text
    _drop_promotion(body)
    clean(body, base_url)
    _drop_promotion(body)
    if not text_of(body) and next(body.iter("img"), None) is None:
        return None
    return body


def _paragraphs(text: str) -> str:
    parts = [p for p in text.split("\n\n") if p.strip()]
    return "".join(f"<p>{p.replace('&', '&amp;') if '&' not in text else p}</p>" for p in parts)


def _drop_promotion(body: Element) -> None:
    """Share rows, "appeared first on" and counters, wherever they stand last."""
    for link in list(body.iter("a")):
        if _SERVICE_LINK.search(link.get("href") or "") and weight(raw_text(link)) < 60:
            drop(link)
    for element in reversed(list(body)):
        text = text_of(element)
        size = weight(text)
        if tag_of(element) == "img" or (next(element.iter("img"), None) is not None and size < 10):
            if size == 0 and tag_of(element) in ("img", "p", "div", "a"):
                return
        elif size < 300 and (not size or _PROMOTION.match(text[:200])):
            if (element.tail or "").strip():
                return
            drop(element)
        else:
            return

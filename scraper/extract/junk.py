"""What on a page is no text for readers: machinery, navigation, boxes named for what they are."""

from __future__ import annotations

import re
from itertools import pairwise

from scraper.extract.tree import (
    HEADINGS,
    Element,
    below,
    drop,
    inside,
    raw_text,
    tag_of,
    unwrap,
    weight,
)

_MACHINERY = frozenset(
    """
    script style template link meta base title noscript svg canvas button input select textarea
    option datalist output progress meter menu map area dialog nav param track frame frameset
    noframes applet
    """.split()
)
_SHARE = frozenset("share sharing shares sharebar sharethis addtoany addthis sharedaddy".split())
# Words of class names and ids. One is enough, so none may occur in the name of a body's wrapper.
_JUNK_WORDS = _SHARE | frozenset(
    """
    advert adverts advertisement advertising advertorial ad ads adbox adslot adsense adunit dfp
    banner breadcrumb breadcrumbs comment comments commentlist disqus respond replies
    cookie cookies consent gdpr footer footnav masthead navbar navigation nav submenu menu
    newsletter newsletters subscribe subscription signup mailinglist optin
    outbrain taboola popup modal overlay lightbox toast paywall piano pagination pager
    promo promos promotion promoted promobox recirc recirculation recommend recommended
    recommendation recommendations related relatedposts relatedarticles relateds sidebar skip
    skiplink social socials sociallinks sponsor sponsored sponsors toolbar trending mostread
    mostpopular upnext readnext readmore alsoread seealso teaser teasers login
    widgetarea syndication printonly noprint rating ratings vote poll
    """.split()
)
# Words that no body is named by, so that more of the page may go with them.
_NEVER_BODY = frozenset(
    """
    comment comments commentlist disqus respond replies related relatedposts relatedarticles
    recommend recommendations cookie cookies consent gdpr newsletter newsletters
    """.split()
)
_JUNK_PAIRS = frozenset(
    """
    most-read most-popular read-more read-also also-read also-like see-also more-stories more-news
    more-articles more-from next-article prev-article previous-article post-navigation author-bio
    author-box author-card about-author author-info related-content follow-us social-media
    tag-list article-tags post-tags entry-tags tags-links article-actions no-print screen-reader
    visually-hidden sr-only reader-text article-footer post-footer entry-footer print-only
    back-top jump-to table-of-contents
    """.split()
)
_KEEP_TAGS = frozenset("html body article main pre code table tbody tr td th a p figure".split())
_KEEP_TAGS = _KEEP_TAGS | frozenset(
    "h1 h2 h3 h4 h5 h6 blockquote cite sup sub em strong b i".split()
)
_JUNK_ROLES = frozenset(
    "navigation banner contentinfo complementary search menu menubar dialog alertdialog toolbar "
    "form tablist button".split()
)
_HIDDEN_STYLE = re.compile(r"display:none|visibility:hidden")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z0-9]+")


def drop_machinery(root: Element) -> None:
    """Scripts, styles, controls, navigation gone; a form is unwrapped where it holds the text."""
    total = weight(raw_text(root))
    for element in below(root):
        tag = tag_of(element)
        if tag in _MACHINERY:
            drop(element)
        elif tag in ("form", "fieldset", "label", "legend"):
            # Old .NET pages are one <form> from <body> to </body>.
            if tag == "form" and weight(raw_text(element)) * 3 < total:
                drop(element)
            else:
                unwrap(element)


def drop_hidden(root: Element) -> None:
    """What a browser does not show gone, unless it is most of what there is.

    Bodies wait under `display:none` for a script to show them.
    """
    hidden = [e for e in below(root) if _is_hidden(e)]
    sizes = {e: weight(raw_text(e)) for e in hidden}
    outer = {e for e in hidden if not any(parent in sizes for parent in e.iterancestors())}
    total = weight(raw_text(root))
    # Streamed pages hold all they have in hidden parts that a script puts in place.
    if 3 * sum(sizes[e] for e in outer) > 2 * total:
        return
    for element in hidden:
        if sizes[element] * 2 <= total:
            drop(element)


def drop_share_bars(root: Element) -> None:
    """Rows of buttons for sharing gone, by their names."""
    for element in below(root):
        if (
            tag_of(element) in ("div", "ul", "section", "aside", "span", "p")
            and words_of(element) & _SHARE
            and weight(raw_text(element)) < 200
        ):
            drop(element)


def drop_named_junk(root: Element, good: dict[Element, float]) -> None:
    """Boxes gone whose tag, role or class names say that they are not the article.

    `good` is how much running text stands below each element; a box that holds a third of the
    page's is the article, whatever its name.
    """
    total = good.get(root, 0.0)
    named = [element for element in below(root) if _is_named_junk(element)]
    # A body in several parts is still one: parts of the same name are weighed together.
    shares: dict[str, float] = {}
    for element in named:
        if not any(_name(parent) == _name(element) for parent in element.iterancestors()):
            shares[_name(element)] = shares.get(_name(element), 0.0) + good.get(element, 0.0)
    for element in named:
        limit = 0.7 if _is_never_body(element) else 0.5
        if shares.get(_name(element), 0.0) > limit * total or _holds_body(element):
            continue
        drop(element)


def _is_never_body(element: Element) -> bool:
    return (
        tag_of(element) == "aside"
        or element.get("role") == "complementary"
        or bool(words_of(element) & _NEVER_BODY)
    )


def _name(element: Element) -> str:
    return f"{tag_of(element)} {element.get('class') or element.get('id') or ''}"


def words_of(element: Element) -> frozenset[str]:
    """The words, and pairs of words, that class and id are made of, in lower case."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    found: set[str] = set()
    for name in names[:500].split():
        words = [w for w in _SPLIT.split(_CAMEL.sub("-", name).lower()) if w]
        found.update(words)
        found.update(f"{a}-{b}" for a, b in pairwise(words))
    return frozenset(found)


def _is_named_junk(element: Element) -> bool:
    tag = tag_of(element)
    if tag in _KEEP_TAGS:
        return False
    if tag in ("footer", "aside"):
        return True
    if tag == "span" and inside(element, HEADINGS):
        return False  # a heading's jump mark: <span id="See_also">
    if (element.get("role") or "").lower() in _JUNK_ROLES:
        return True
    if element.get("class") is None and element.get("id") is None:
        return False
    words = words_of(element)
    return bool(words & _JUNK_WORDS or words & _JUNK_PAIRS)


def _holds_body(element: Element) -> bool:
    return any("articleBody" in (e.get("itemprop") or "") for e in element.iter())


def _is_hidden(element: Element) -> bool:
    hidden = element.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style.replace(" ", "").lower()):
        return True
    if (element.get("aria-hidden") or "").lower() == "true":
        # Decoration is hidden from readers' aids too; pictures and long texts are no decoration.
        return next(element.iter("img"), None) is None and weight(raw_text(element)) < 100
    classes = (element.get("class") or "").split()
    return any(c in ("sr-only", "visually-hidden", "screen-reader-text") for c in classes)

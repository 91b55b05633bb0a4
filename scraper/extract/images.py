"""Pictures as a reader would have seen them: lazy ones resolved, copies and pixels gone."""

from __future__ import annotations

import re

from lxml import etree

from scraper.extract.addresses import resolved
from scraper.extract.tree import Element, drop, new, to_drop, to_unwrap, unwrap_marked

# Where scripts look for the picture that replaces the placeholder, most telling first.
_LAZY = (
    "data-src data-original data-lazy-src data-original-src data-lazy data-actualsrc data-url "
    "data-hi-res-src data-full-src data-image data-image-src data-img-url data-echo datasrc "
    "file zoomfile"
).split()
_LAZY_SETS = "data-srcset data-lazy-srcset data-original-set srcset".split()
_PLACEHOLDER = re.compile(
    r"^data:|^about:|^$|(?:^|[/_.-])(?:blank|placeholder|spacer|transparent|transparant|lazyload"
    r"|lazy|loading|grey|gray|pixel|empty|dot|1x1|clear|trans|none)"
    r"[\w-]{0,12}\.(?:gif|png|svg|jpe?g|webp)",
    re.IGNORECASE,
)
# Counters: what feed services and statistics hang below a text. Shapes of addresses, not names.
_COUNTER = re.compile(
    r"/~(?:ff|r|4)/|/mf\.gif|/(?:pixel|beacon|tracking|counter)(?:[/?]|$)"
    r"|/(?:b|c|p|hit|stats?|count|track|tracker|pixel|beacon|counter)\.(?:gif|php)",
    re.IGNORECASE,
)

# The address of a picture, and of nothing but.
_PICTURE = re.compile(
    r"(?:https?:/|/)?/[^\s\"'<>{}]{1,1000}\.(?:jpe?g|png|gif|webp|avif)(?:\?[^\s\"'<>{}]{0,1000})?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"https?://[^\s\[\]]+")
_SETTLED = frozenset(("src", "alt", "title"))
_WORDS = frozenset(("src", "alt", "title", "class", "id", "style"))


def resolve_images(root: Element, base_url: str) -> None:
    """Every picture below `root` an `<img>` with one absolute http(s) `src`; the rest dropped.

    Runs before anything else is removed: the only real address is often in a `<noscript>` or a
    `<source>` that later steps take away.
    """
    sources = False
    for element in list(root.iter("amp-img", "picture", "noscript", "source")):
        match element.tag:
            case "amp-img":
                element.tag = "img"
            case "picture":
                _from_sources(element)
                sources = True
            case "source":
                sources = True
            case _:
                _from_noscript(element)
    if sources:
        for element in list(root.iter("picture", "source")):
            # libxml2 nests the <img> in the <source> before it.
            if element is not root and (element.tag == "picture" or not _in_media(element)):
                to_unwrap(element)
    unwrap_marked(root)
    for element in list(root.iter("img")):
        if element is not root and element.getparent() is not None:
            _resolve(element, base_url)
    unwrap_marked(root)


def biggest(srcset: str) -> str:
    """The address of a srcset's largest candidate; "" if it names none."""
    best, best_size = "", -1.0
    # Candidates are split by ", " or a comma before an address; commas inside addresses are legal.
    for candidate in re.split(r",\s+|,(?=https?:|//|/)", srcset.strip().strip(",")):
        address, _, descriptor = candidate.strip().partition(" ")
        descriptor = descriptor.strip()
        try:
            size = float(descriptor[:-1]) if descriptor[-1:] in ("w", "x", "h") else 1.0
        except ValueError:
            size = 0.0
        if address and not address.startswith("data:") and size > best_size:
            best, best_size = address.rstrip(","), size
    return best


def _resolve(img: Element, base_url: str) -> None:
    attributes = img.attrib
    if _is_resolved(attributes):
        return
    if _is_pixel(img):
        to_drop(img)
        return
    address = _address(img)
    src = resolved(address, base_url) if address else ""
    if not src.startswith(("http://", "https://")) or _COUNTER.search(src):
        to_drop(img)
        return
    kept = [(name, attributes[name]) for name in ("alt", "title") if name in attributes]
    attributes.clear()
    for name, value in kept:
        attributes[name] = value
    attributes["src"] = src


def _is_resolved(attributes: etree._Attrib) -> bool:
    """Whether the picture was here before."""
    if len(attributes) > 3 or not _SETTLED.issuperset(attributes):
        return False
    src = attributes.get("src") or ""
    return _PLAIN.fullmatch(src) is not None and not _COUNTER.search(src)


def _address(img: Element) -> str:
    attributes = {str(name): str(value).strip() for name, value in img.attrib.items()}
    for name in _LAZY:
        value = attributes.get(name)
        if value and not _PLACEHOLDER.search(value) and ("/" in value or "." in value):
            return value
    src = attributes.get("src", "")
    if not _PLACEHOLDER.search(src):
        return src
    for name in _LAZY_SETS:
        if found := biggest(attributes.get(name, "")):
            return found
    # Every script has its own name for the attribute; what it holds looks like a picture.
    for name, value in attributes.items():
        if name not in _WORDS and _PICTURE.fullmatch(value):
            return value
    return "" if src.startswith("data:") else src


def _is_pixel(img: Element) -> bool:
    sizes = [(img.get(side) or "").strip().removesuffix("px") for side in ("width", "height")]
    if any(size in ("0", "1") for size in sizes):
        return True
    style = (img.get("style") or "").replace(" ", "").lower()
    return "width:1px" in style and "max-width:1px" not in style


def _from_sources(picture: Element) -> None:
    img = next(picture.iter("img"), None)
    sources = [
        biggest(s.get("srcset") or s.get("data-srcset") or "") for s in picture.iter("source")
    ]
    first = next((s for s in sources if s), "")
    if img is None:
        img = new("img")
        picture.append(img)
    if first and not _address(img):
        img.set("data-src", first)


def _from_noscript(noscript: Element) -> None:
    images = list(noscript.iter("img"))
    shown = _neighbour(noscript)
    if images and shown is not None:
        if _PLACEHOLDER.search(_address(shown)):
            shown.set("data-src", _address(images[0]))
    elif images:
        for image in images:
            if not _is_pixel(image):
                image.tail = None
                noscript.addprevious(image)
    drop(noscript)


def _neighbour(noscript: Element) -> Element | None:
    """The picture that the noscript stands in for: beside it, or inside its neighbour."""
    for other in (noscript.getprevious(), noscript.getnext()):
        if other is not None and (found := next(other.iter("img"), None)) is not None:
            return found
    return None


def _in_media(source: Element) -> bool:
    return any(parent.tag in ("video", "audio") for parent in source.iterancestors())

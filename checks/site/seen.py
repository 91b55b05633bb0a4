"""HTML as a reader sees it: text, counts of structure, addresses; and what a browser could run."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt figcaption figure h1 h2 h3"
    " h4 h5 h6 header hr li main ol p pre section summary table tbody td tfoot th thead tr ul"
    " br iframe".split()
)
_UNSEEN = frozenset(
    "script style template noscript iframe object embed svg head rp base link meta".split()
)
_RUNS = frozenset(
    "script style object embed applet base meta link form frame frameset iframe svg input".split()
)
_LEADING = frozenset(
    "href src srcset action formaction data poster background xlink:href content".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACES = re.compile(r"\s+")
# What no tree can hold, and what shows nothing.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]")
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_BARE = re.compile(r"^(?:https?://|mailto:)")
# What smart quotes and the typographer make of plain characters, undone on both sides.
_TYPOGRAPHY = str.maketrans("“”„‘’‚–—…", "\"\"\"'''--.")
_DASHES = re.compile(r"-{2,}")
_DOTS = re.compile(r"\.{2,}")


@dataclass(slots=True)
class Seen:
    """What is compared; `runs` is what nobody may find."""

    text: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    code: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[tuple[str, str]] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)


def parse(html: str) -> HtmlElement:
    """The document as a browser's tree, near enough."""
    parser = HTMLParser(huge_tree=True, remove_comments=True, encoding="utf-8")
    return document_fromstring(_CONTROLS.sub("", html).encode("utf-8", "replace"), parser=parser)


def fold(text: str) -> str:
    """White space folded, typographic characters made plain."""
    text = _DASHES.sub("-", _INVISIBLE.sub("", text).translate(_TYPOGRAPHY))
    return _SPACES.sub(" ", _DOTS.sub(".", text)).strip()


def see(root: HtmlElement, base: str = "") -> Seen:
    """What is seen of an element; addresses are read against `base`."""
    seen = Seen()
    text: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        tag = node.tag
        if not isinstance(tag, str):
            continue
        if event == "start":
            _note_runs(node, seen)
            if tag in _UNSEEN:
                walk.skip_subtree()
                if tag == "iframe" and _address(node.get("src"), base):
                    # A frame is worth a link that says what it was.
                    seen.counts["links"] += 1
                    seen.links.append(_address(node.get("src"), base))
                    text.append(f" {node.get('title') or ''} ")
                continue
            _count(node, seen, base)
            text.append(" " * (tag in _BLOCKS) + (node.text or ""))
        else:
            text.append(" " * (tag in _BLOCKS))
            # The tail of the root stands outside of it.
            text.append((node.tail or "") if node is not root else "")
    seen.text = fold("".join(text))
    seen.links.sort()
    seen.images.sort()
    return seen


def _count(node: HtmlElement, seen: Seen, base: str) -> None:
    tag = str(node.tag)
    if tag == "img":
        if address := _address(node.get("src"), base):
            seen.images.append((address, fold(node.get("alt") or "")))
        return
    if tag not in ("a", "pre", "code", "table", "ul", "ol", "li") and tag not in _HEADINGS:
        return
    content = node.text_content()
    if not content.strip() and node.find(".//img") is None:
        return
    if tag == "a":
        address = _address(node.get("href"), base)
        # A bare address may become a link where a renderer does so by itself.
        if address and not _says_itself(node, content):
            seen.counts["links"] += 1
            seen.links.append(address)
    elif tag == "pre":
        seen.counts["code blocks"] += 1
        seen.code.append(_INVISIBLE.sub("", content).strip("\n"))
    elif tag == "code":
        parent = node.getparent()
        seen.counts["code spans"] += parent is None or parent.tag != "pre"
    elif tag == "li":
        seen.counts["items"] += 1
    elif tag == "table":
        seen.counts["tables"] += 1
    else:
        seen.counts["lists" if tag in ("ul", "ol") else "headings"] += 1


def _says_itself(node: HtmlElement, content: str) -> bool:
    said, address = (_BARE.sub("", fold(unquote(url))) for url in (content, node.get("href") or ""))
    return said == address


def _address(url: str | None, base: str) -> str:
    """The address in one spelling; "" if nothing may lead there."""
    if not url:
        return ""
    found = _SCHEME.match(url)
    if found is not None and found[1].lower() not in ("http", "https", "mailto", "tel"):
        return ""
    if re.match(r"[\x00-\x20]*[a-z]+\s*script:", url, re.IGNORECASE):
        return ""
    for _ in range(2):  # "%20" as it was written, and " " as "%20"
        url = unquote(url)
    return unicodedata.normalize("NFC", urljoin(base, url) if base else url)


def _note_runs(node: HtmlElement, seen: Seen) -> None:
    # A box to tick that can't be ticked is how renderers show a task.
    if node.tag in _RUNS and not (node.get("type") == "checkbox" and "disabled" in node.attrib):
        seen.runs.append(f"<{node.tag}>")
    for name, value in node.attrib.items():
        packed = re.sub(r"[\x00-\x20]", "", value).lower()
        if name.lower().startswith("on") or name.lower() == "srcdoc":
            seen.runs.append(f"{name}=")
        elif name.lower() in _LEADING and packed.startswith(("javascript:", "vbscript:", "data:")):
            seen.runs.append(f"{name}={packed[:20]}")

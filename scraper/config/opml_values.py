"""How our settings stand in OPML: the namespace, and each value as an attribute's text.

A text is written as it is; all else, and a text that would be read as such, as JSON.
"""

from __future__ import annotations

import json
import re

NAMESPACE = "urn:scraper:opml:1"
PREFIX = "scraper"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def attribute(value: object) -> str:
    """A value of the configuration as the text of an attribute."""
    if isinstance(value, str) and value == value.strip() and value_of(value) == value:
        return value if is_xml(value) else json.dumps(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if is_xml(text) else json.dumps(value)


def value_of(text: str) -> object:
    """The value that an attribute's text stands for."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def is_xml(text: str) -> bool:
    """Whether XML can hold all of a text's characters."""
    return _NOT_XML.search(text) is None


def xml_text(text: str) -> str:
    """`text` with U+FFFD where XML has no such character."""
    return _NOT_XML.sub("\ufffd", text)

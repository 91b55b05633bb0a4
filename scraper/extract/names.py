"""Class names and ids as words: `post-body__text` and `postBodyText` are post, body, text."""

from __future__ import annotations

import re
from itertools import pairwise

from scraper.extract.tree import Element

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]{2,}")
# Machines write names without end.
_MAX_NAMES, _MAX_ELEMENT = 300, 500


def split_names(names: str) -> list[str]:
    """The words of class names and ids in order."""
    if not names.islower():
        names = _CAMEL.sub("-", names).lower()
    return _WORD.findall(names[:_MAX_NAMES])


def words_of(names: str) -> frozenset[str]:
    """The words of class names and ids, alone and by twos: `post-body__text` gives `post-body`.

    So do two names in a row, `post body`: the weights were learned from these.
    """
    words = split_names(names)
    return frozenset(words).union(f"{a}-{b}" for a, b in pairwise(words))


def element_words(element: Element) -> frozenset[str]:
    """The words of each of an element's names, alone and by twos."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return frozenset().union(*map(words_of, names[:_MAX_ELEMENT].split()))

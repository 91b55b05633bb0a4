"""Which of a thousand phrases a text may hold, without looking for each of them.

A phrase of several words can only be there if a word of the text begins as one of its later words
does; one in another script, only if its rarest character is there. What is left is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

Named = TypeVar("Named")
# So much of a word tells enough: longer keys are rarer, but shorter words have none.
_KEY = 4


class Lookup(Generic[Named]):
    """A table of phrases, each with what it stands for."""

    def __init__(self, table: Iterable[tuple[str, Named]]) -> None:
        self._by_word: dict[str, list[tuple[int, str, Named]]] = {}
        self._by_char: dict[str, list[tuple[int, str, Named]]] = {}
        self._others: dict[str, list[tuple[int, str, Named]]] = {}
        for number, (phrase, named) in enumerate(table):
            row = (number, phrase, named)
            if key := _word_of(phrase):
                self._by_word.setdefault(key, []).append(row)
            elif not phrase.isascii():
                self._by_char.setdefault(max(phrase), []).append(row)
            else:
                self._others.setdefault(phrase, []).append(row)

    def find(self, text: str) -> list[Named]:
        """What the phrases in the text stand for, once each, in the table's order."""
        hits: list[tuple[int, str, Named]] = []
        words = set(text.split())
        once = "\n".join(words)
        for phrase, rows in self._others.items():
            if phrase in (text if " " in phrase else once):
                hits += rows
        starts = {word[:_KEY] for word in words}
        for key in self._by_word.keys() & starts:
            hits += [row for row in self._by_word[key] if row[1] in text]
        if not text.isascii():
            for char in self._by_char.keys() & set(text):
                hits += [row for row in self._by_char[char] if row[1] in text]
        hits.sort(key=lambda row: row[0])
        return list(dict.fromkeys(named for _, _, named in hits))


def _word_of(phrase: str) -> str:
    """How a word begins that stands behind a space in the phrase; the longest, "" if none can.

    A phrase may end within a word of the text: its last word counts only if the key is all there.
    """
    _, *later = phrase.split(" ")
    if later and len(later[-1]) < _KEY:
        later.pop()
    return max(later, key=len, default="")[:_KEY]

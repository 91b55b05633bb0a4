"""Which blocks of a page are its article's, told from the page's known body."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scraper.extract.tree import squash

Label = bool | None
Tokens = Callable[[str], Sequence[str]]

# Shares of a block's shingles (four tokens in a row) that are the known body's.
_SURELY = 0.6
_HARDLY = 0.35
_SHINGLE = 4
# Fewer tokens say little by themselves: a label may be in the body by chance.
_FEW = 6


def label(gold: str, texts: Sequence[str], tokens: Tokens) -> list[Label]:
    """For each block's text whether `gold`, the body's text, holds it; None where that is open."""
    wanted = [token.lower() for token in tokens(gold)]
    known = set(_shingles(wanted))
    lines = {squash(line) for line in gold.split("\n")}
    flat = f" {' '.join(wanted)} "
    labels: list[Label] = []
    unsure: list[int] = []
    for text in texts:
        found = [token.lower() for token in tokens(text)]
        if len(found) >= _FEW:
            shingles = _shingles(found)
            share = sum(shingle in known for shingle in shingles) / len(shingles)
            labels.append(True if share >= _SURELY else False if share <= _HARDLY else None)
        elif not found:
            labels.append(None)
        elif squash(text) in lines:
            labels.append(True)
        else:
            if f" {' '.join(found)} " in flat:
                unsure.append(len(labels))
                labels.append(None)
            else:
                labels.append(False)
    return _settled(labels, unsure)


def _settled(labels: list[Label], unsure: Sequence[int]) -> list[Label]:
    """The labels, with words that the body says somewhere going with their neighbours."""
    for n in unsure:
        before = next((known for known in reversed(labels[:n]) if known is not None), False)
        after = next((known for known in labels[n + 1 :] if known is not None), False)
        labels[n] = before if before == after else None
    return labels


def _shingles(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[n : n + _SHINGLE]) for n in range(len(tokens) - _SHINGLE + 1)]


def label_by_snippets(
    wanted: Sequence[str], unwanted: Sequence[str], texts: Sequence[str]
) -> list[Label]:
    """The same from snippets that the body has and has not; most blocks stay open."""
    inside = [snippet for text in wanted if len(snippet := squash(text)) > 5]
    outside = [snippet for text in unwanted if len(snippet := squash(text)) > 1]
    labels: list[Label] = []
    for text in texts:
        own = squash(text)
        if any(snippet in own or (len(own) > 20 and own in snippet) for snippet in inside):
            labels.append(True)
        # A long block around an unwanted word may be the article that happens to say it.
        elif any(
            (snippet in own and len(own) < 4 * len(snippet) + 40)
            or (len(own) > 10 and own in snippet)
            for snippet in outside
        ):
            labels.append(False)
        else:
            labels.append(None)
    return labels


def agreed(golds: Sequence[Sequence[Label]]) -> list[Label]:
    """What all known bodies of a page say of each block; None where they differ."""
    return [
        first if all(each == first for each in rest) else None
        for first, *rest in zip(*golds, strict=True)
    ]

"""Bytes made worse by chance: the same seed, the same inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

_BYTES = b"\x00\x01\x09\x0a\x0d\x1b\x1e\x20\"#%&'()*+,-./:;<=>?@[\\]`{|}~\x7f\x80\x85\xc2\xed\xff"
_MANY = (2, 3, 9, 40, 300)


def mutated(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """`data` after a few changes, by words of the format and by pieces of other inputs."""
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        _change(made, random, words, others)
    return bytes(made)


def _change(
    made: bytearray, random: Random, words: Sequence[bytes], others: Sequence[bytes]
) -> None:
    start, end = _span(made, random)
    match random.randrange(9):
        case 0:  # a byte is another
            made[start : start + 1] = bytes([random.choice(_BYTES)])
        case 1:
            made[start:start] = random.choice(words)
        case 2:
            made[start:end] = random.choice(words)
        case 3:
            del made[start:end]
        case 4:
            made[start:start] = made[start:end] * random.choice(_MANY[:3])
        case 5:  # a word, over and over
            made[start:start] = random.choice(words) * random.choice(_MANY)
        case 6:
            other = random.choice(others)
            first, last = _span(other, random)
            made[start:end] = other[first:last]
        case 7:  # a piece elsewhere
            piece = made[start:end]
            del made[start:end]
            at = random.randint(0, len(made))
            made[at:at] = piece
        case _:  # cut short
            if random.random() < 0.3:
                del made[end:]
            else:
                made[start:start] = bytes(random.choices(range(256), k=random.randint(1, 4)))


def _span(data: Sequence[int], random: Random) -> tuple[int, int]:
    start = random.randint(0, len(data))
    length = min(len(data) - start, random.choice((1, 2, 8, 60, 400)))
    return start, start + random.randint(0, length)


def smaller(data: bytes, fails: Callable[[bytes], bool], tries: int = 400) -> bytes:
    """The least of `data` that still fails: pieces are left out, halves first, then less."""
    size = max(len(data) // 2, 1)
    while size and tries > 0:
        at = 0
        while at < len(data) and tries > 0:
            shorter = data[:at] + data[at + size :]
            tries -= 1
            if fails(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data

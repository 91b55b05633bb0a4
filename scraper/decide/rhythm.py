"""How long a feed may be silent, by the days on which it was not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

# A week of silence may be a holiday, and fewer pauses than this are no rhythm.
_LEAST_DAYS = 7
_LEAST_PAUSES = 7
# Four times what is usual: of weekdays twelve days, which is how long offices close for Christmas.
_USUAL = 0.95
_TIMES_USUAL = 4
_TIMES_LONGEST = 1.5
# How much is added where little is known: double of seven pauses, a tenth of sixty.
_UNSURE = 7


def longest_silence(days: Sequence[int]) -> int | None:
    """After how many days without anything new a feed is too silent; None: nobody can say.

    `days` are those on which something new appeared, in order.
    """
    pauses = sorted(later - day for day, later in pairwise(days))
    if len(pauses) < _LEAST_PAUSES:
        return None
    usual = pauses[ceil(_USUAL * len(pauses)) - 1]
    limit = max(_LEAST_DAYS, _TIMES_USUAL * usual, _TIMES_LONGEST * pauses[-1])
    return ceil(limit * (1 + _UNSURE / len(pauses)))

"""Which addresses of a site are a feed's articles: those that look like the ones it shows. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.model import Entry


class Scope:
    """The shape of a feed's own links, or the patterns that a person gave in their place."""

    def __init__(self, entries: Sequence[Entry], include: Sequence[str] = ()) -> None:
        self._include = [re.compile(pattern) for pattern in include]

    def fits(self, url: str) -> bool:
        """Whether an address looks like one of the feed's, for judging a guess."""
        return True

    def accepts(self, url: str) -> bool:
        """Whether an address of a source for the whole site is taken for one of the feed's."""
        return True

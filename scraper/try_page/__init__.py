"""`scrape try`: one page, read as a run would read it, and why; nothing is archived.

`command` is the door; `setting` what is configured for the page; `source` gets its bytes; `result`
prints what became of them, `explain` why, `case` keeps it all as a golden case.
"""

from __future__ import annotations

from scraper.try_page.command import DEFAULT_CONFIG, try_page

__all__ = ["DEFAULT_CONFIG", "try_page"]

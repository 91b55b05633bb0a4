"""Where entries older than the feed's window are found, for `--since`. Pure decisions.

`sources` says what a place is asked and answers, `walking` when to stop, `scope` which addresses
are the feed's; each place has a module of its own.
"""

from scraper.history.window import covers, oldest

__all__ = ["covers", "oldest"]

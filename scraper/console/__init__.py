"""Words out: lines on stdout, summary and trouble on stderr, a progress bar where one is watched.

Every value that strangers wrote goes through `shown`, so that no title can move a cursor or forge
a log line.
"""

from scraper.console.console import Console
from scraper.console.log import set_up_logging
from scraper.console.words import print_line, shown

__all__ = ["Console", "print_line", "set_up_logging", "shown"]

"""The log: one clean line each on stderr."""

from __future__ import annotations

import logging
import sys

from scraper.console.words import print_line, shown


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        record.message = shown(record.getMessage())
        line = f"{record.levelname.lower()}: {record.message}"
        if record.exc_info:  # only bugs get here with one
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return line


def set_up_logging(verbose: int, level_name: str) -> None:
    """Logs to stderr: warnings, with -v what is done, with -vv everything; LOG_LEVEL wins."""
    names = {"debug", "info", "warning", "error", "critical"}
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    if level_name.lower() in names:
        level = logging.getLevelNamesMapping()[level_name.upper()]
    elif level_name:
        wanted = ", ".join(sorted(names))
        print_line(
            f"scrape: LOG_LEVEL: want one of {wanted}; got {shown(level_name)!r}", sys.stderr
        )
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level > logging.DEBUG:
        for noisy in ("httpx", "httpcore", "charset_normalizer"):
            logging.getLogger(noisy).setLevel(logging.WARNING)

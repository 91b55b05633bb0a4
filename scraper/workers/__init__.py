"""Pure work beside the event loop: in processes of its own, where much of it waits."""

from __future__ import annotations

from scraper.workers.child import JobFailedError
from scraper.workers.pool import Workers, cores
from scraper.workers.process import WorkerDiedError

__all__ = ["JobFailedError", "WorkerDiedError", "Workers", "cores"]

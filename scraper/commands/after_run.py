"""What follows a run while its state is open: a person is told of trouble, figures are taken."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.commands.asking import now
from scraper.fetch.proxies import proxies_of

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.model import Figures, Notify, RunReport, Trouble
    from scraper.pipeline.delivery import Outgoing
    from scraper.pipeline.notice_words import Origin
    from scraper.store import Store


class AfterRun:
    """`metrics` is the file for figures, or None; `warn` says what went wrong.

    `is_ours` is False while another run may hold the archive: then nothing is written.
    """

    def __init__(self, config: Config, metrics: Path | None, warn: Callable[[str], None]) -> None:
        self._config = config
        self._feeds = tuple(feed for feed in config.feeds if feed.enabled)
        self._places = {"archive": config.archive, "state": config.state.parent}
        self._metrics = metrics
        self._warn = warn
        self._started = now()
        self._troubles: Sequence[Trouble] | None = None
        self._figures: Figures | None = None
        self.is_ours = True

    async def tell(self, report: RunReport, store: Store) -> None:
        """Notices go out, if any way for them is configured."""
        notify = self._config.notify
        if notify is None:
            return
        from scraper.pipeline.notices import tell

        told = await tell(
            report,
            self._feeds,
            store,
            notify,
            deliverer(notify, self._config),
            folders=tuple(self._places.values()),
            origin=origin_of_notices(self._config),
            now=now(),
        )
        self._troubles = told.troubles
        for line in told.failed:
            self._warn(line)

    async def measure(self, store: Store) -> None:
        """Takes the figures, also of a run that failed."""
        if self._metrics is not None:
            from scraper.pipeline.measuring import measure

            self._figures = await measure(self._feeds, self._troubles, store, now(), self._places)

    def write_metrics(self, report: RunReport | None, status: int) -> None:
        """Writes the file, if one was asked for."""
        if self._metrics is None or not self.is_ours:
            return
        from scraper.commands.metrics import write_metrics
        from scraper.console.metrics import metrics_text
        from scraper.model import RunFigures

        time: datetime = now()
        run = RunFigures(str(self._config.archive), time, time - self._started, status, report)
        if complaint := write_metrics(self._metrics, metrics_text(run, self._figures)):
            self._warn(complaint)


def origin_of_notices(config: Config) -> Origin:
    """Who tells, as notices say it."""
    import platform

    from scraper.pipeline.notice_words import Origin

    return Origin(platform.node(), str(config.archive))


def deliverer(
    notify: Notify, config: Config
) -> Callable[[Outgoing], Coroutine[None, None, Mapping[str, str | None]]]:
    """What sends a notice by all ways that are configured."""

    async def send(outgoing: Outgoing) -> Mapping[str, str | None]:
        from scraper.pipeline.delivery import deliver

        return await deliver(
            outgoing,
            notify,
            user_agent=config.user_agent,
            environ=os.environ,
            proxies=proxies_of(os.environ),
        )

    return send

"""The path: feeds polled, entries admitted, articles archived.

`run` is the whole, `poll` a feed's poll and admission, `article` one entry's way to its file,
`tools` what they work with. Only here are our own errors caught (law 5): each becomes an outcome
in the store and a line in the report. ArchiveError and StoreError stop the run.
"""

from scraper.pipeline.run import run
from scraper.pipeline.tools import Job, Reporter, Tools

__all__ = ["Job", "Reporter", "Tools", "run"]

"""The report: how an archive grows and how its feeds do, as text and as one page of HTML.

`gathering` reads, `storage` looks at the disk; all else makes words of what they found.
"""

from scraper.report.facts import FeedFacts, Period, Report, Storage
from scraper.report.gathering import gather
from scraper.report.page import page
from scraper.report.storage import measure

__all__ = ["FeedFacts", "Period", "Report", "Storage", "gather", "measure", "page"]

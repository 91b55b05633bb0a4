"""An experiment: which blocks of a page are its body, learned from pages with known bodies.

Not what `scrape` runs. Out of fold it beats the rules of scraper/extract on news in many languages
(docs/performance.md says by how much) and loses lists, tables and last pictures on small pages;
it moves into scraper/extract when it loses nothing there.

    make bench-extract DATA=… ARGS='--only scraper --ours bench.learned:extract_html'
"""

from bench.learned.extracting import extract_html

__all__ = ["extract_html"]

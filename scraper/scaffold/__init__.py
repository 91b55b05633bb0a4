"""The files of a new folder, for `scrape init`: config, a sample site, ways to run it by itself.

`folder` says which there are and fills them in; `spelling` writes names as each kind of file wants
them; `here` is what this machine tells: zone, program, where it was installed from. The texts lie
in `files/`, with `@NAMES@` for what is filled in.
"""

from __future__ import annotations

from scraper.scaffold.folder import PRESETS, SITES, Facts, files_of
from scraper.scaffold.here import facts_of

__all__ = ["PRESETS", "SITES", "Facts", "facts_of", "files_of"]

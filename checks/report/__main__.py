"""The report's page in a real headless Chromium: no error, no request, nothing too wide or mute.

    python -m checks.report --only hostile

Exit status: 0 nothing is wrong, 1 something is, or a planted fault was not found, 2 wrong usage,
3 a tool is missing.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from checks.report.browser import Browser, BrowserError
from checks.report.judging import Finding, judge
from checks.report.planted import FAULTS, FREE, freed, planted
from checks.report.tools import AXE_VERSION, MissingError, axe, install_tools, missing_packages
from checks.report.worlds import QUICK, WORLDS
from scraper.report import page

EXIT_WRONG = 1
EXIT_MISSING = 3
FOLDER = Path(".report")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    if missing_packages():
        install_tools()
    if missing := missing_packages():
        print(f"report-check: missing: apt-get install {' '.join(missing)}", file=sys.stderr)
        return EXIT_MISSING
    started = time.monotonic()
    try:
        script = axe(options.folder)
        with Browser() as browser:
            version = browser.call("Browser.getVersion")["product"]
            unseen = list(unnoticed(browser, script)) if options.only is None else []
            findings = list(look(browser, script, options.folder / "pages", options.only))
    except MissingError as error:
        print(f"report-check: {error}", file=sys.stderr)
        return EXIT_MISSING
    except BrowserError as error:
        print(f"report-check: {error}", file=sys.stderr)
        return EXIT_WRONG
    for line in (*unseen, *findings):
        print(line)
    took = time.monotonic() - started
    faults = (
        f"{len(unseen) or 'no'} planted faults unnoticed" if not options.only else "none planted"
    )
    print(
        f"report-check: {1 if options.only else len(WORLDS)} pages by {version} and axe-core"
        f" {AXE_VERSION}: {len(findings) or 'nothing'} wrong,"
        f" {faults}, {took:.0f} s;"
        f" screenshots in {options.folder / 'pages'}"
    )
    return EXIT_WRONG if findings or unseen else 0


def look(browser: Browser, script: str, folder: Path, only: str | None) -> Iterator[Finding]:
    """The pages of all worlds, written and photographed into `folder`: what is wrong with them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in WORLDS.items():
        if only in (None, name):
            file = folder / f"{name}.html"
            file.write_text(page(make()), encoding="utf-8")
            yield from judge(browser, file.resolve(), script, shots=folder, quick=name in QUICK)


def unnoticed(browser: Browser, script: str) -> Iterator[str]:
    """The planted faults that were not found, and what was."""
    sound = page(WORLDS["one"]())
    cases = {
        planted(sound, *FAULTS.values()): list(FAULTS.items()),
        freed(sound): [("free", FREE)],
    }
    with tempfile.TemporaryDirectory(prefix="report-check-") as folder:
        file = Path(folder) / "planted.html"
        for text, faults in cases.items():
            file.write_text(text, encoding="utf-8")
            found = list(judge(browser, file, script, once=True))
            for name, fault in faults:
                if not any(each.what == fault.what and fault.said in each.said for each in found):
                    told = "; ".join(str(each) for each in found if each.what == fault.what)
                    yield f"planted {name}: wanted {fault.what}: {fault.said}, got {told or 'none'}"


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="checks.report", description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("--only", choices=list(WORLDS), help="this page alone, and no planted faults")
    add("--folder", type=Path, default=FOLDER, metavar="DIR", help="pages and pictures (.report)")
    return parser


if __name__ == "__main__":
    sys.exit(main())

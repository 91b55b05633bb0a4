"""The check of the report's page finds what is wrong with one, and says what it needs itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.report import browser as driver
from checks.report import tools
from checks.report.__main__ import EXIT_MISSING, main
from checks.report.browser import Browser, BrowserError
from checks.report.judging import judge
from checks.report.planted import FAULTS, freed, planted
from checks.report.tools import MissingError, axe, missing_packages
from checks.report.worlds import WORLDS
from scraper.report import page

NO_AXE = "axe = {run: async () => ({violations: [{id: 'a-rule', nodes: [{html: ''}], help: 'h'}]})}"
needs_chromium = pytest.mark.skipif(driver.command() is None, reason="no Chromium here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as running:
        yield running


def judged(browser: Browser, folder: Path, text: str) -> list[tuple[str, str]]:
    file = folder / "page.html"
    file.write_text(text, "utf-8")
    return [(each.what, each.said) for each in judge(browser, file, NO_AXE, once=True)]


@needs_chromium
def test_a_sound_page_has_nothing_but_what_axe_says(browser: Browser, tmp_path: Path) -> None:
    assert judged(browser, tmp_path, page(WORLDS["hostile"]())) == [("axe", "a-rule (1): h: ")]


@needs_chromium
def test_each_planted_fault_is_found(browser: Browser, tmp_path: Path) -> None:
    found = judged(browser, tmp_path, planted(page(WORLDS["one"]()), *FAULTS.values()))
    for fault in FAULTS.values():
        if fault.what != "axe":
            assert any(what == fault.what and fault.said in said for what, said in found), fault
    freely = judged(browser, tmp_path, freed(page(WORLDS["one"]())))
    assert ("request", "http://127.0.0.1:9/x.png") in freely


@needs_chromium
def test_trouble_of_the_browser_is_told(browser: Browser) -> None:
    with pytest.raises(BrowserError, match="JavaScript: ReferenceError: nothing is not"):
        browser.evaluate("nothing")
    with pytest.raises(BrowserError, match=r"No\.such"):
        browser.call("No.such")


def test_missing_tools_are_named_with_status_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main([]) == EXIT_MISSING == 3
    assert "missing: apt-get install chromium npm" in capsys.readouterr().err
    with pytest.raises(BrowserError, match="chromium is missing"):
        Browser()


def test_root_lets_apt_install_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text(
        f"#!/bin/sh\nfor tool in chromium npm; do printf '' > {tmp_path}/$tool;"
        f" /bin/chmod +x {tmp_path}/$tool; done\n",
        "utf-8",
    )
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert missing_packages() == ["chromium", "npm"]
    tools.install_tools()
    assert missing_packages() == []


@pytest.mark.parametrize(
    ("script", "words"),
    [
        pytest.param("echo no network >&2; exit 1", "reachable once: no network", id="no registry"),
        pytest.param("echo x > axe-core-1.tgz", "another hash than the one", id="something else"),
    ],
)
def test_an_axe_that_is_not_the_pinned_one_is_not_run(
    script: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(npm.parent))
    kept = tmp_path / f"axe-core-{tools.AXE_VERSION}.tgz"
    kept.write_bytes(b"changed by somebody")
    with pytest.raises(MissingError, match=words):
        axe(tmp_path)

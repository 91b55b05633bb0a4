"""docs/presets.md shows what is written."""

from __future__ import annotations

import re
from pathlib import Path

from preset_samples import PAGE, documented_presets, every_preset, post_of
from scraper.presets import BUILT_IN

_POST = re.compile(r"(<!-- post: (\w+) -->\n)(.*?)(<!-- /post -->\n)", re.S)


def test_each_preset_is_shown_with_a_post_as_it_is_written(
    tmp_path: Path, update_golden: bool
) -> None:
    presets = every_preset(tmp_path)

    def written(match: re.Match[str]) -> str:
        post = post_of(presets[match[2]])
        return f"{match[1]}`archive/{post.path}`\n\n````markdown\n{post.text}````\n\n{match[4]}"

    text = PAGE.read_text("utf-8")
    fresh = _POST.sub(written, text)
    if update_golden:
        PAGE.write_text(fresh, "utf-8")
    else:
        assert text == fresh
    assert [match[2] for match in _POST.finditer(text)] == list(presets)


def test_own_presets_are_shown_and_are_what_config_makes_of_them(tmp_path: Path) -> None:
    shown = documented_presets(tmp_path)
    assert list(shown) == ["vault", "blog"]
    assert shown["vault"].dialect == "obsidian"
    assert shown["vault"].link
    assert dict(shown["vault"].front_matter)["tags"] == ("clippings", "{tags}")


def test_the_table_names_the_paths_that_hold() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| [`")]
    assert len(rows) == len(BUILT_IN)
    for row, preset in zip(rows, BUILT_IN.values(), strict=True):
        assert f"[`{preset.name}`](#{preset.name})" in row
        assert f"`{preset.path}`" in row or "as `jekyll`" in row
        assert ("heading" in row) == (preset.heading and preset.name != "seed")

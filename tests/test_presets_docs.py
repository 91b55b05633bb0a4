"""docs/presets.md shows what is written."""

from __future__ import annotations

import re

from checks.site.presets import DOCUMENT, every_preset
from preset_samples import post_of
from scraper.presets import BUILT_IN

_POST = re.compile(r"(<!-- post: (\w+) -->\n)(.*?)(<!-- /post -->\n)", re.S)


def test_each_preset_is_shown_with_a_post_as_it_is_written(update_golden: bool) -> None:
    presets = every_preset()

    def written(match: re.Match[str]) -> str:
        post = post_of(presets[match[2]])
        return f"{match[1]}`archive/{post.path}`\n\n````markdown\n{post.text}````\n\n{match[4]}"

    text = DOCUMENT.read_text("utf-8")
    fresh = _POST.sub(written, text)
    if update_golden:
        DOCUMENT.write_text(fresh, "utf-8")
    else:
        assert text == fresh
    assert [match[2] for match in _POST.finditer(text)] == list(presets)


def test_own_presets_are_shown_and_are_what_config_makes_of_them() -> None:
    shown = every_preset()
    assert list(shown) == [*BUILT_IN, "vault", "blog"]
    assert shown["vault"].dialect == "obsidian"
    assert shown["vault"].link
    assert dict(shown["vault"].front_matter)["tags"] == ("clippings", "{tags}")


def test_the_table_names_the_paths_that_hold() -> None:
    rows = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| [`")]
    assert len(rows) == len(BUILT_IN)
    for row, preset in zip(rows, BUILT_IN.values(), strict=True):
        assert f"[`{preset.name}`](#{preset.name})" in row
        assert f"`{preset.path}`" in row or "as `jekyll`" in row
        assert ("heading" in row) == (preset.heading and preset.name != "seed")

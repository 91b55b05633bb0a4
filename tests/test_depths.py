"""Pages deeper than a parser goes lose no word."""

from __future__ import annotations

import re
import time

import pytest

from scraper.depths import shallow
from scraper.extract.tree import parse, text_of


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("<div><p>Part {}.</p>", id="divs that nobody closed"),
        pytest.param("<p><font size=2>Part {}.", id="fonts in paragraphs that nobody closed"),
        pytest.param("<blockquote>Part {}.", id="quotes in quotes"),
        pytest.param("<ul><li>Part {}.", id="lists in lists"),
        pytest.param("<table><tr><td>Part {}.", id="tables in tables"),
        pytest.param("<b><p>Part {}.", id="paragraphs in bold"),
        pytest.param("<a href=x><x-y>Part {}.", id="links and unknown elements"),
        pytest.param("<div a='>'><script>'<div>'</script>Part {}.", id="scripts that write tags"),
        pytest.param("<div></b></i>Part {}.", id="ends of what was never begun"),
    ],
)
def test_every_part_of_a_deep_page_is_read_in_order(unit: str) -> None:
    page = "<body>" + "".join(unit.format(n) for n in range(3000))
    start = time.process_time()
    found = [int(n) for n in re.findall(r"Part (\d+)\.", text_of(parse(page)))]
    assert time.process_time() - start < 3
    assert found == list(range(3000))


def test_text_after_what_was_too_deep_is_whole() -> None:
    page = "<div>" * 3000 + "deep" + "</div>" * 3000 + "<h2>Next</h2><p>after"
    root = parse(page)
    assert text_of(root) == "deep Next after"
    assert [p.text for p in root.iter("h2")] == ["Next"]


def test_a_shallow_page_is_left_as_it_is() -> None:
    page = b"<div><p>a<br/><b>b</b></p></div>" * 400
    assert shallow(page) == page


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["<div ", "<div a='", "</div ", "<script>", "<div>", "<b></i>"])
def test_cost_grows_with_length(unit: str) -> None:
    def cost(times: int) -> float:
        page = unit.encode() * times
        tries = []
        for _ in range(3):
            start = time.process_time()
            shallow(page)
            tries.append(time.process_time() - start)
        return min(tries)

    # Eight times as long is eight times as much, not sixty-four.
    assert cost(80_000) < 24 * max(cost(10_000), 0.001)


@pytest.mark.slow
def test_flattening_costs_no_more_than_linear() -> None:
    start = time.process_time()
    parse("<table><tr><td>" * 12_000 + "x")
    assert time.process_time() - start < 1.2

"""From how likely each block is the article's to what stays: surroundings, doubts, wholes."""

from __future__ import annotations

import pytest

from scraper.extract.blocks import Block, read_blocks
from scraper.extract.choosing import decide, keep_notes, one_story
from scraper.extract.doubts import doubted
from scraper.extract.measures import Facts, measure
from scraper.extract.surroundings import COLUMNS, surroundings
from scraper.extract.tree import parse, squash
from scraper.extract.wording import phrase_of

LONG = "The harbour authority opened the new lock on Tuesday, two months ahead of its schedule."
TEXT = f"<p>{LONG}</p>"


def blocks(html: str) -> list[Block]:
    return read_blocks(parse(html))


# -- surroundings


def looked_at(alone: list[float]) -> list[bool]:
    """Which of a row of paragraphs the trees are asked about."""
    row = blocks(TEXT * len(alone))
    return [found is not None for found in surroundings(row, measure(row, Facts()), alone)]


@pytest.mark.parametrize(
    ("alone", "want"),
    [
        pytest.param([0.5], [True], id="one with hope"),
        pytest.param([0.03], [True], id="one with little hope"),
        pytest.param([0.01] * 3, [False] * 3, id="hopeless ones"),
        pytest.param(
            [0.9, *[0.01] * 4], [True] * 4 + [False], id="hopeless ones beside one that has hope"
        ),
        pytest.param([0.1, 0.01, 0.01], [True, False, False], id="little hope helps no neighbours"),
    ],
)
def test_what_is_hopeless_is_not_looked_at_again(alone: list[float], want: list[bool]) -> None:
    assert looked_at(alone) == want


def test_a_block_s_surroundings_are_plain_numbers_by_name() -> None:
    row = blocks(f"<div>{TEXT}<p>Short.</p>{TEXT}</div><aside><p>By the way.</p></aside>")
    found = list(surroundings(row, measure(row, Facts()), [0.9, 0.4, 0.9, 0.1]))
    columns = [dict(zip(COLUMNS, each or (), strict=True)) for each in found]
    assert {type(value) for each in columns for value in each.values()} == {float}
    short, aside = columns[1], columns[3]
    assert short["page_blocks"] == 4
    assert (short["paragraphs_before"], short["paragraphs_after"]) == (1, 1)
    assert (short["since"], short["until"]) == (0, 0)
    assert short["parent_rest"] == pytest.approx(0.9)
    assert (short["aside"], aside["aside"]) == (0, 1)
    assert short["before"] == short["after"] > 0 > aside["alone"]
    assert aside["stretch"] > 0 == short["stretch"]


def test_a_page_without_a_block_has_no_surroundings() -> None:
    assert list(surroundings([], measure([], Facts()), [])) == []


# -- doubts

SURE, LIKELY = 0.99, 0.8


def turned(html: str, odds: float = LIKELY, surely: str = LONG) -> list[str]:
    """The texts that second thoughts turn round, where all but `surely` is as likely as `odds`."""
    row = blocks(html)
    before = [SURE if surely in block.text else odds for block in row]
    after = doubted(row, [phrase_of(block) for block in row], before)
    for old, new in zip(before, after, strict=True):
        assert new in (old, pytest.approx(1 - old))
    return [
        block.text
        for block, old, new in zip(row, before, after, strict=True)
        if (old > 0.5) != (new > 0.5)
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param(f"{TEXT}<p>Read also: ten other locks</p>", "Read also: ten other locks",
                     id="a line that leads away"),
        pytest.param(f"{TEXT}<p>责任编辑：李明</p>", "责任编辑：李明", id="a credit"),
        pytest.param(f"<p>By Ada Brook</p>{TEXT}", "By Ada Brook", id="a byline above the text"),
        pytest.param(f"{TEXT}<p>Anzeige</p>", "Anzeige", id="the label of an advert"),
        pytest.param(f"{TEXT}<p>All rights reserved.</p>", "All rights reserved.",
                     id="whose the page is"),
        pytest.param(f"<p><a href=/1>News</a> <a href=/2>Ships</a></p>{TEXT}", "News Ships",
                     id="a menu above the text"),
        pytest.param(f"{TEXT}<p>And then the ship…</p><p><a href=/x>Go on here</a></p>",
                     "Go on here", id="the link to the rest of a text that breaks off"),
        pytest.param(f"{TEXT}<div class=comments><p>I was there.</p></div>", "I was there.",
                     id="a box of comments"),
        pytest.param(f"{TEXT}<div class=author-bio><p>Ada likes dogs.</p></div>", "Ada likes dogs.",
                     id="a box about the author"),
    ],
)  # fmt: skip
def test_what_says_itself_that_it_is_no_text_must_be_certain(html: str, text: str) -> None:
    assert turned(html) == [text]
    assert turned(html, odds=0.98) == [], "what is all but certain stays"
    assert turned(html, odds=0.4) == [], "what is not likely is not turned to it"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"{TEXT}<p>By Ada Brook</p>", id="a byline below the text's start"),
        pytest.param(
            f"{TEXT}<p><a href=/1>News</a> <a href=/2>Ships</a></p>", id="links below its start"
        ),
        pytest.param(f"<p><a href=/1>The harbour</a></p>{TEXT}", id="one link above"),
        pytest.param(
            f"{TEXT}<p>Read also what the harbour's keeper wrote in <a href=/x>1950</a>, when all"
            " of this was still marsh and meadow and nobody thought of ships.</p>",
            id="a long sentence that leads away with few links",
        ),
        pytest.param(
            f"{TEXT}<p>And then it sank.</p><p><a href=/x>Go on here</a></p>",
            id="a link after a text that ends",
        ),
        pytest.param(f"{TEXT}<p>It was raining on that day.</p>", id="a sentence"),
    ],
)
def test_what_does_not_say_so_is_left(html: str) -> None:
    assert turned(html) == []


def test_a_box_that_is_most_of_the_body_is_believed() -> None:
    box = "<div class=comments><p>I was there.</p></div>"
    assert turned(f"{TEXT}{box}") == ["I was there."]
    thread = f"<div class=comments>{TEXT * 3}<p>I was there.</p></div>"
    assert turned(f"{TEXT}{thread}") == []


# -- wholes


def kept(html: str, odds: dict[str, float], known: str = "") -> list[str]:
    """The texts that stay; all that `odds` does not name by a part of it is surely the body's."""
    row = blocks(html)
    judged = [
        next((odd for part, odd in odds.items() if part in block.text), SURE) for block in row
    ]
    are_known = [bool(known) and known in block.text for block in row] if known else None
    stay = decide(row, judged, are_known)
    return [block.text for block, yes in zip(row, stay, strict=True) if yes and block.text != LONG]


ROWS = "".join(f"<tr><td>year {n}</td><td>sum {n}</td></tr>" for n in range(3))
LINKS = "".join(f"<li><a href=/{n}>item {n}</a></li>" for n in range(3))
ITEMS = "".join(f"<li>item {n}</li>" for n in range(3))
LISTED = "".join(f"<div>item {n}</div>" for n in range(3))


@pytest.mark.parametrize(
    ("html", "odds", "whole"),
    [
        pytest.param(f"{TEXT}<table>{ROWS}</table>{TEXT}", {"year": 0.1, "sum": 0.3}, True,
                     id="a table between paragraphs"),
        pytest.param(f"{TEXT}<table>{ROWS}</table>{TEXT}", {"year": 0.1, "sum": 0.1}, False,
                     id="not one that reads like nothing"),
        pytest.param(f"{TEXT}<table>{ROWS}</table>", {"year": 0.1, "sum": 0.4}, False,
                     id="right after the text it must be likelier"),
        pytest.param(f"{TEXT}<table>{ROWS}</table>", {"year": 0.1, "sum": 0.6}, True,
                     id="and stays whole if it is"),
        pytest.param(f"{TEXT}<ul>{ITEMS}</ul>{TEXT}", {"item": 0.3}, True, id="a list between"),
        pytest.param(
            f"<div>{LISTED}</div>{TEXT}<ul>{ITEMS}</ul>{TEXT}", {"item": 0.3}, False,
            id="not one that the page says twice",
        ),
        pytest.param(f"{TEXT}<ul>{LINKS}</ul>{TEXT}", {"item": 0.45}, False,
                     id="a list of links must be likelier than not"),
        pytest.param(f"{TEXT}<ul>{LINKS}</ul>{TEXT}", {"item 0": 0.9, "item": 0.45}, True,
                     id="and stays whole if it is, links and all"),
        pytest.param(f"{TEXT}<ul>{ITEMS}</ul>", {"item 0": 0.1, "item": 0.3}, False,
                     id="a list that goes goes whole"),
        pytest.param(f"{TEXT}<pre>a = 1\n\nb = 2</pre>{TEXT}", {"a =": 0.11}, True, id="code"),
        pytest.param(f"{TEXT}<pre>a = 1\n\nb = 2</pre>{TEXT}", {"a =": 0.05}, False,
                     id="not what surely is none"),
    ],
)  # fmt: skip
def test_tables_lists_and_code_stay_or_go_whole(
    html: str, odds: dict[str, float], whole: bool
) -> None:
    row = blocks(html)
    assert kept(html, odds) == [b.text for b in row if b.text != LONG and whole]


def test_of_a_table_that_holds_the_page_each_block_is_judged() -> None:
    html = f"<table><tr><td>menu here</td><td>{TEXT * 3}<p>by the way</p></td></tr></table>"
    assert kept(html, {"menu": 0.1, "by the way": 0.1}) == []


def test_the_page_s_main_list_is_whole_too() -> None:
    html = f"<ol><li>{LONG}</li><li>one more</li><li>{LONG}</li></ol>"
    assert kept(html, {"one more": 0.2}) == ["one more"]


@pytest.mark.parametrize(
    ("html", "odd", "stays"),
    [
        pytest.param("{}<figcaption>the thing</figcaption>{}", 0.4, True, id="a caption"),
        pytest.param("{}<figcaption>the thing</figcaption>{}", 0.3, False,
                     id="not one that hardly belongs"),
        pytest.param("{0}{1}<figcaption>the thing</figcaption>", 0.4, True,
                     id="one right below the text, too"),
        pytest.param("{0}{1}<p>gone</p><p>gone</p><p>gone</p><figcaption>the thing</figcaption>",
                     0.4, False, id="nor one far below the text"),
        pytest.param("{}<h2>the thing</h2>{}", 0.2, True, id="a heading above text"),
        pytest.param("{}<h2>the thing</h2>{}", 0.1, False, id="not one that surely is none's"),
        pytest.param("{0}{1}<h2>the thing</h2><p>gone</p>", 0.2, False,
                     id="nor one above what goes"),
        pytest.param("{}<p>the thing</p>{}", 0.49, False, id="a line is neither"),
    ],
)  # fmt: skip
def test_captions_and_headings_go_with_what_they_belong_to(
    html: str, odd: float, stays: bool
) -> None:
    found = kept(html.format(TEXT, TEXT), {"the thing": odd, "gone": 0.1})
    assert found == (["the thing"] if stays else [])


def test_text_that_is_known_stays_unless_it_stands_in_a_menu() -> None:
    html = f"{TEXT}<p>the thing</p>{TEXT}"
    assert kept(html, {"the thing": 0.1}) == []
    assert kept(html, {"the thing": 0.1}, known="the thing") == ["the thing"]
    assert kept(html, {"the thing": 0.04}, known="the thing") == []


def test_of_a_page_that_says_hardly_anything_the_best_stays() -> None:
    html = "<h1>Lock</h1><p>It is open.</p><p>Come in.</p><p>Home</p>"
    odds = {"Lock": 0.45, "It is": 0.4, "Come": 0.3, "Home": 0.1}
    assert kept(html, odds) == ["It is open.", "Come in."]
    assert kept(html, dict.fromkeys(odds, 0.09)) == [], "unless all of it surely is nothing"


def test_of_such_a_page_nothing_that_it_hides_stays() -> None:
    html = "<p>It is open.</p><p hidden>You need a script.</p>"
    assert kept(html, {"It is": 0.6, "You": 0.9}) == ["It is open."]
    assert kept(html, {"It is": 0.3, "You": 0.4}) == ["It is open."]


STORIES = "".join(
    f"<article><h1>Story {n} of the day</h1>{TEXT * 6}</article>" for n in ("one", "two", "three")
)


@pytest.mark.parametrize(
    ("html", "title", "heads"),
    [
        pytest.param(STORIES, "Story two of the day", ["two"], id="that of the page's title"),
        pytest.param(STORIES, "The paper", ["one"], id="else the first"),
        pytest.param(
            f"<article><h1>Story one of it</h1>{TEXT * 6}</article><article><h1>Story two of it"
            f"</h1>{TEXT}</article>",
            "",
            ["one", "two"],
            id="what is no story by its length stays",
        ),
        pytest.param(
            f"<article><h1>Story one of it</h1>{TEXT * 6}<h1>Story two of it</h1>{TEXT * 6}"
            "</article>",
            "",
            ["one", "two"],
            id="parts of one article stay",
        ),
    ],
)
def test_of_several_stories_one_stays(html: str, title: str, heads: list[str]) -> None:
    row = blocks(html)
    stay = one_story(row, [True] * len(row), frozenset([squash(title)]))
    found = [block.text for block, yes in zip(row, stay, strict=True) if yes and block.tag == "h1"]
    assert [text.split()[1] for text in found] == heads
    assert sum(stay) >= 7


def test_a_list_that_a_line_announces_stays_at_the_end() -> None:
    html = f"<div>{TEXT * 3}<p>What was used:</p><ul>{ITEMS}</ul></div>"
    items = ["item 0", "item 1", "item 2"]
    assert kept(html, {"What": 0.9, "item": 0.1}) == ["What was used:", *items]
    assert kept(html.replace("used:", "used"), {"What": 0.9, "item": 0.04}) == ["What was used"]


def test_a_short_quote_beside_the_paragraphs_is_the_text_s() -> None:
    quote = "<blockquote><p>Seals leak.</p></blockquote>"
    assert kept(f"<div>{TEXT * 3}{quote}</div>", {"Seals": 0.1}) == ["Seals leak."]
    assert kept(f"<div>{TEXT * 3}</div>{quote}", {"Seals": 0.1}) == []


def test_a_list_of_links_under_a_heading_that_goes_goes_too() -> None:
    odds = {"Most": 0.1, "item": 0.7}
    assert kept(f"{TEXT}<h4>Most read</h4><ul>{LINKS}</ul>", odds) == []
    assert kept(f"{TEXT}<ul>{LINKS}</ul>", odds) == ["item 0", "item 1", "item 2"]


def test_notes_that_the_text_leads_to_stay() -> None:
    note = "<ol><li id=n1>The note. <a href=#r1>back</a></li><li id=x>Other.</li></ol>"
    row = blocks(f"<p>{LONG}<a id=r1 href=#n1>1</a></p>{note}")
    stay = keep_notes(row, [True, False, False])
    assert [b.text for b, yes in zip(row, stay, strict=True) if yes][1:] == ["The note. back"]
    assert keep_notes(row, [False, False, False]) == [False, False, False]


def test_notes_of_a_word_processor_that_the_text_leads_to_stay() -> None:
    note = "<div id=ftn1><p><a href=#r1 name=n1>[1]</a> Ibid.</p></div>"
    row = blocks(f"<p>{LONG}<a name=r1 href=#n1>[1]</a></p>{note}")
    assert keep_notes(row, [True, False]) == [True, True]

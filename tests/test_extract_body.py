"""The element that holds the article, thinned to what is the article's.

How likely each block is the body's is given in most tests, so that nothing depends on the weights.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import ExtractError
from scraper.extract import body as body_module
from scraper.extract import extract_html
from scraper.extract.blocks import Block, read_blocks
from scraper.extract.body import choose_body, prepare
from scraper.extract.measures import Facts
from scraper.extract.page import take_apart
from scraper.extract.tree import Element, parse, squash, text_of
from world import LOREM

TEXT = f"<p>{LOREM}</p>"
LORE = "Storm leaves thousands without power"
TEASER = "Another article of this very paper, about ships and what they carry."
PICTURE = "<img src=/a.jpg>"


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """How likely blocks that hold a text are the body's; others surely are."""
    odds: dict[str, float] = {}

    def judge(blocks: Sequence[Block], facts: Facts) -> list[float]:
        return [
            next((odd for part, odd in odds.items() if part in block.text), 0.99)
            for block in blocks
        ]

    monkeypatch.setattr(body_module, "judge", judge)
    return odds


def chosen(html: str, known: str = "") -> Element:
    room = choose_body(parse(html), Facts(), known)
    assert room is not None
    return room


@pytest.mark.parametrize(
    ("html", "tag"),
    [
        pytest.param(f"<article>{TEXT}{TEXT}</article>gone", "article", id="around paragraphs"),
        pytest.param(f"<section><div>{TEXT}</div><div>{TEXT}</div></section>gone", "section",
                     id="around boxes"),
        pytest.param(f"<section>{TEXT}</section>gone", "section", id="one paragraph is no body"),
        pytest.param(f"<table><tr><td>{TEXT}{TEXT}</td><td>gone</td></tr></table>", "td",
                     id="a cell of the table that places all things"),
        pytest.param(f"<ul><li>{TEXT}{TEXT}</li></ul><p>gone</p>", "li", id="a list's item"),
        pytest.param(f"<main><ul><li>{LOREM}</li><li>{LOREM}</li></ul></main>gone", "main",
                     id="a list is no body"),
        pytest.param(f"<table><tr><td>{LOREM}</td></tr><tr><td>{LOREM}</td></tr></table>gone",
                     "table", id="rows belong to their table"),
        pytest.param(f"<div><span>{LOREM}<br><br>{LOREM}</span></div>gone", "div", id="a span"),
    ],
)  # fmt: skip
def test_the_smallest_element_that_can_stand_for_a_body(
    html: str, tag: str, judged: dict[str, float]
) -> None:
    judged["gone"] = 0.01
    room = chosen(html)
    assert room.tag == tag
    assert "gone" not in text_of(room)


def test_what_goes_leaves_the_elements_around_it(judged: dict[str, float]) -> None:
    judged["gone"] = 0.01
    html = f"<article>{TEXT}<div>gone <b>gone</b> gone<p>Stays.</p>gone</div>{TEXT}</article>"
    room = chosen(html)
    assert text_of(room).split("Stays.") == [f"{LOREM.strip()} ", f" {LOREM.strip()}"]
    assert [child.tag for child in room] == ["p", "div", "p"]


def test_menus_in_the_body_go_with_all_that_is_in_them(judged: dict[str, float]) -> None:
    room = chosen(f"<div>{TEXT}<nav><img src=/x><a href=/>Home</a></nav>after{TEXT}</div>")
    assert next(room.iter("nav", "img"), None) is None
    assert "after" in text_of(room)


def test_nothing_that_reads_like_an_article_is_no_body(judged: dict[str, float]) -> None:
    judged[""] = 0.01
    assert choose_body(parse(TEXT), Facts()) is None
    assert choose_body(parse("<div></div>"), Facts()) is None


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        pytest.param(f"<article>{TEXT}{PICTURE}{TEXT}</article>", True, id="between paragraphs"),
        pytest.param(f"<article><p>{PICTURE}{LOREM}</p>{TEXT}</article>", True, id="in one"),
        pytest.param(f"<article>{PICTURE}{TEXT}</article>", True, id="above the text"),
        pytest.param(f"<article>{TEXT}<figure>{PICTURE}</figure></article>", True,
                     id="right after the text"),
        pytest.param(f"<article>{TEXT}<a href=/a-large.jpg>{PICTURE}</a></article>", True,
                     id="after it, linked to a large one"),
        pytest.param(f"<article>{TEXT}<a href=/other>{PICTURE}</a></article>", False,
                     id="not after it, if it leads away"),
        pytest.param(f"<article>{TEXT}<a href=/other>{PICTURE}</a>{TEXT}</article>", True,
                     id="though amid the text it may"),
        pytest.param(f"<article>{TEXT}<div>{PICTURE}<p>{TEASER}</p></div>{TEXT}</article>", False,
                     id="not in the box of a teaser"),
        pytest.param(
            f"<article>{TEXT}<figure>{PICTURE}<figcaption>{TEASER}</figcaption></figure>{TEXT}"
            "</article>", True, id="though its caption may go"),
        pytest.param(f"<article>{TEXT}<div>{PICTURE}<p>another</p></div>{TEXT}</article>", True,
                     id="beside a word that goes"),
        pytest.param(f"<article>{TEXT}<div>{PICTURE}<p>another</p></div></article>", False,
                     id="not so below the text"),
        pytest.param(f"<article>{TEXT}{'<div></div>' * 12}{PICTURE}</article>", False,
                     id="not far below the text"),
        pytest.param(f"<article>{PICTURE}{'<div></div>' * 50}{TEXT}</article>", False,
                     id="not far above it"),
    ],
)  # fmt: skip
def test_which_pictures_are_the_article_s(html: str, kept: bool, judged: dict[str, float]) -> None:
    judged |= {"nother": 0.01}
    assert (next(chosen(f"<main>{html}</main>").iter("img"), None) is not None) == kept


def test_text_that_the_feed_tells_stays(judged: dict[str, float]) -> None:
    line = "What nobody would take for a part of it"
    html = f"<article>{TEXT}<p>{line}</p>{TEXT}</article>"
    judged[line] = 0.2
    assert line not in text_of(chosen(html))
    assert line in text_of(chosen(html, known=squash(f"before {line} after")))
    assert line not in text_of(chosen(html, known=squash("something else that is as long as it")))


def test_a_word_that_the_feed_says_too_proves_nothing(judged: dict[str, float]) -> None:
    judged["Barges"] = 0.2
    html = f"<article>{TEXT}<p>Barges</p>{TEXT}</article>"
    assert "Barges" not in text_of(chosen(html, known="bargesandmore"))


def test_code_is_in_one_piece_before_it_is_judged() -> None:
    root = parse("<pre><div>a = 1</div><div>b = 2</div></pre>")
    assert len(read_blocks(root)) == 2
    prepare(root)
    (block,) = read_blocks(root)
    assert (block.tag, block.text) == ("pre", "a = 1 b = 2")


# -- whatever is written

TAGS = "p div span b a br nav header footer h1 h2 ul li table tr td article section pre em".split()
NAMES = ["", " class=content", " class=comments", " hidden", " class='related box'", " id=main"]
PARTS = (
    st.tuples(st.sampled_from(TAGS), st.sampled_from(NAMES)).map(lambda t: f"<{t[0]}{t[1]}>")
    | st.sampled_from(TAGS).map(lambda tag: f"</{tag}>")
    | st.sampled_from(["<img src=/a.jpg>", "<hr>", "<script>x</script>", "&nbsp;", "\n", "<"])
    | st.integers(1, 60)
)


def numbered(parts: Sequence[str | int]) -> str:
    """The parts, with as many words for a number, each word another: w1, w2, w3…"""
    out: list[str] = []
    count = 0
    for part in parts:
        if isinstance(part, int):
            out.append(" ".join(f"w{count + n}," for n in range(part)) + ". ")
            count += part
        else:
            out.append(part)
    return " ".join(out)


@settings(deadline=None)
@given(st.lists(PARTS, max_size=60).map(numbered))
def test_the_body_s_words_are_the_page_s_in_order_each_once(html: str) -> None:
    found = extract_html(html, "https://a.example/x")
    if found:
        words = [int(word) for word in re.findall(r"w(\d+)", text_of(parse(found)))]
        assert words == sorted(set(words))


@settings(deadline=None)
@given(st.lists(PARTS | st.text(max_size=20), max_size=60).map(numbered), st.text(max_size=40))
def test_whatever_is_written_there_is_a_body_or_an_extract_error(html: str, known: str) -> None:
    with contextlib.suppress(ExtractError):
        found = take_apart(parse(html), "https://a.example/x", known=known, title=known)
        assert text_of(found.body) or next(found.body.iter("img"), None) is not None


def test_pictures_that_are_buttons_for_sharing_go() -> None:
    html = (
        f"<article>{TEXT}<p><a href='mailto:?body=x'><img src=/a/mail.png></a>"
        "<img src=/icons/social-media-icons/f.png><a href='https://x.example/share?url=/y'>"
        f"<img src=/b.png></a><a href='/proxy?url=https://c.example/c.jpg'><img src=/c.jpg></a></p>"
        f"{TEXT}</article>"
    )
    body = extract_html(html, "https://www.news.example/story")
    assert re.findall(r'src="([^"]+)', body) == ["https://www.news.example/c.jpg"]


def test_an_icon_that_leads_away_goes_and_one_that_is_shown_stays() -> None:
    html = (
        f"<article>{TEXT}<ul><li><a href='https://www.net.example/us'>"
        f"<img src=/Custom/Icons/net.svg alt=Net></a></li></ul>{TEXT}<p>The new mark of the town: "
        f"<img src=/news/town-icon.png> was drawn by a pupil.</p>{TEXT}</article>"
    )
    body = extract_html(html, "https://www.news.example/story")
    assert re.findall(r'src="([^"]+)', body) == ["https://www.news.example/news/town-icon.png"]


def test_of_a_page_with_a_picture_and_links_the_picture_stays() -> None:
    links = "".join(f"<li><a href=/{n}>{LORE} {n}</a></li>" for n in range(4))
    html = (
        "<article><h1>Fog</h1><figure><img src=/fog.jpg>"
        "<figcaption>Fog over the lock on Monday morning.</figcaption></figure></article>"
        f"<div><h4>Most read</h4><ul>{links}</ul></div>"
    )
    body = extract_html(html, "https://www.news.example/story")
    assert "https://www.news.example/fog.jpg" in body
    assert "Fog over the lock" in body
    assert LORE not in body

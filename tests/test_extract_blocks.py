"""A page as a row of blocks: where one begins, what is not read, where each stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.extract.blocks import (
    ARTICLE,
    ASIDE,
    BODY,
    CAPTION,
    HEADING,
    HIDDEN,
    LIST,
    NAV,
    Block,
    read_blocks,
)
from scraper.extract.tree import Element, parse, raw_text

PARAGRAPHS = "<p>One of four.</p><p>Two of four.</p><p>Three.</p><p>Four.</p>"


def blocks(html: str) -> list[Block]:
    return read_blocks(parse(html))


def only(html: str) -> Block:
    (block,) = blocks(html)
    return block


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        pytest.param("<p>a</p><p>b</p>", ["a", "b"], id="an element"),
        pytest.param("<div>a<p>b</p>c</div>", ["a", "b", "c"], id="text between elements"),
        pytest.param("<p>a<br>b</p>", ["a b"], id="one break is a space"),
        pytest.param("<p>a<br><br>b</p>", ["a", "b"], id="two begin a block"),
        pytest.param("<p>a<br> \n<br/>b</p>", ["a", "b"], id="with white space between them, too"),
        pytest.param("<p>a<br>x<br>b</p>", ["a x b"], id="with a word between them they do not"),
        pytest.param("<p>a <b>b</b> <i>c</i></p>", ["a b c"], id="inline elements do not"),
        pytest.param("<p>a<span hidden>b</span>c</p>", ["a", "b", "c"], id="what is hidden does"),
        pytest.param("<p>a<script>b</script>c</p>", ["ac"], id="scripts are silent"),
        pytest.param(
            "<p>a</p><style>b</style><select><option>c</select><textarea>d</textarea>",
            ["a"],
            id="so are styles and controls",
        ),
        pytest.param(
            "<p>a</p><noscript><p>b</p></noscript>c", ["a", "c"], id="and their text after"
        ),
        pytest.param("<p> \n </p><p>&nbsp;</p>", [], id="white space alone is none"),
        pytest.param("<ul><li>a<ul><li>b</ul>c</ul>", ["a", "b", "c"], id="lists in lists"),
    ],
)
def test_where_a_block_begins(html: str, texts: list[str]) -> None:
    assert [block.text for block in blocks(html)] == texts


@pytest.mark.parametrize(
    ("html", "bits"),
    [
        pytest.param("<article><p>a</p></article>", ARTICLE, id="an article"),
        pytest.param("<div role=article><p>a</p></div>", ARTICLE, id="an article by its role"),
        pytest.param("<div itemprop=articleBody><p>a</p></div>", BODY, id="microdata"),
        pytest.param("<aside><div>a</div></aside>", ASIDE, id="an aside"),
        pytest.param("<div role=navigation>a</div>", NAV, id="a menu by its role"),
        pytest.param("<h2>a</h2>", HEADING, id="a heading"),
        pytest.param("<ul><li>a</ul>", LIST, id="a list"),
        pytest.param("<figcaption>a</figcaption>", CAPTION, id="a caption"),
        pytest.param("<p hidden>a</p>", HIDDEN, id="hidden"),
        pytest.param("<p style='color:red; display : none'>a</p>", HIDDEN, id="by its style"),
        pytest.param("<div aria-hidden=TRUE><p>a</p></div>", HIDDEN, id="for readers' aids"),
        pytest.param("<div role=dialog><p>a</p></div>", HIDDEN, id="until a script shows it"),
        pytest.param("<p hidden=until-found>a</p>", 0, id="not hidden: until it is found"),
        pytest.param("<p aria-hidden=false>a</p>", 0, id="not hidden: it says so"),
        pytest.param("<aside>a</aside><p>a</p>", 0, id="an aside ends where it ends"),
    ],
)
def test_where_it_stands(html: str, bits: int) -> None:
    assert blocks(html)[-1].bits == bits


@pytest.mark.parametrize(
    ("html", "linked", "links"),
    [
        pytest.param("<p>a <a href=/x>bc</a> d <a href=/y>e</a></p>", 3, 2, id="two"),
        pytest.param("<a href=/x><p>ab</p><p>c</p></a>", 1, 1, id="a link around blocks"),
        pytest.param("<h2>The lock <a href='#lock'>#</a></h2>", 0, 0, id="a heading's to itself"),
        pytest.param("<h2><a href=/lock>The lock</a></h2>", 8, 1, id="a heading's to elsewhere"),
        pytest.param("<p>So <a href='#n1'>1</a></p>", 1, 1, id="a paragraph's to its note"),
    ],
)
def test_how_much_of_it_is_links(html: str, linked: int, links: int) -> None:
    last = blocks(html)[-1]
    assert (last.link_weight, last.links) == (linked, links)


def test_a_block_is_weighed_in_latin_letters() -> None:
    assert only("<p>船闸 a</p>").weight == 6


@pytest.mark.parametrize(
    ("html", "passed"),
    [
        pytest.param("<nav>a</nav>", True, id="a menu"),
        pytest.param("<div role=menu>a</div>", True, id="a menu by its role"),
        pytest.param("<header>a</header>", True, id="the page's head"),
        pytest.param("<footer>a</footer>", True, id="its foot"),
        pytest.param("<header><h1>a</h1></header>", False, id="not a head with the headline"),
        pytest.param("<article><footer>a</footer></article>", False, id="not an article's foot"),
        pytest.param("<main><nav>a</nav></main>", False, id="not a menu in the page's main part"),
        pytest.param("<nav><article>a</article></nav>", True, id="a menu with one teaser"),
        pytest.param(f"<nav>{PARAGRAPHS}</nav>", False, id="not one that was left open"),
        pytest.param(
            "<nav><article><p>a<p>b<p>c</article></nav>", False, id="not one with an article in it"
        ),
    ],
)
def test_menus_heads_and_feet_are_passed_over(html: str, passed: bool) -> None:
    found: list[Element] = []
    read = read_blocks(parse(f"{html}<p>after"), passed=found)
    assert (len(found), len(read) == 1) == ((1, True) if passed else (0, False))
    assert read[-1].text == "after"


def test_text_after_a_menu_that_is_passed_over_is_read_and_none_of_the_menu_s() -> None:
    read = read_blocks(parse("<div>a <nav><a href=/>b</a></nav> c</div>"), passed=[])
    assert " ".join(block.text for block in read) == "a c"
    assert sum(block.link_weight for block in read) == 0


def test_names_are_handed_down_and_told_from_the_block_s_own() -> None:
    block = only("<div class=storyBody><section id=x-wide><a class=card><p class=lead>a")
    assert block.near == {"lead", "card"}
    assert block.above >= {"story", "body", "story-body", "wide"}


TAGS = "p div span b br a nav header ul li table tr td h2 article pre".split()


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(TAGS).flatmap(lambda tag: st.sampled_from([f"<{tag}>", f"</{tag}>"]))
        | st.integers(0, 99).map(lambda n: f" w{n} "),
        max_size=30,
    )
)
def test_all_text_is_in_the_blocks_once_and_in_order(parts: list[str]) -> None:
    root = parse("<p>w</p>" + "".join(parts))
    read = read_blocks(root)
    assert (
        " ".join(block.text for block in read).split() == " ".join(raw_text(root).split()).split()
    )
    nodes = [(node, is_tail) for block in read for node, is_tail in block.nodes]
    assert len(nodes) == len(set(nodes)), "each can be taken out alone"

"""Links within a page: notes keep their marks, headings lose what only links to themselves."""

from __future__ import annotations

import re

import pytest

from scraper.extract.clean import clean
from scraper.extract.tree import inner_html, parse

BASE = "https://news.example/story.html"


def cleaned(html: str) -> str:
    body = parse(f"<div>{html}</div>").find("body/div")
    assert body is not None
    clean(body, BASE)
    return inner_html(body)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<h2 id=x>One <a href='#x'>#</a></h2>", id="a hash"),
        pytest.param(f"<h2 id=x>One <a href='{BASE}#x'>¶</a></h2>", id="the page's address"),
        pytest.param("<h2>One <a title='Permalink' href='/find?x'>🔗</a></h2>", id="a chain"),
        pytest.param("<h2><a class=anchor href='#x'></a>One</h2>", id="nothing to see"),
        pytest.param("<h2 id=x><a href='#x'>One</a></h2>", id="the heading itself"),
        pytest.param("<a href='#x'><div><h2 id=x>One</h2></div></a>", id="around the heading"),
        pytest.param(
            "<section id=x><h2>One <a href='#x'>Permalink</a></h2></section>", id="the word for it"
        ),
    ],
)
def test_a_heading_does_not_link_to_itself(html: str) -> None:
    got = cleaned(f"{html}<p>Text.</p>")
    assert re.fullmatch(r"<h2>One ?</h2><p>Text\.</p>", got), got


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<h2>On C<a href='/sharp'>#</a></h2>", id="a sign that leads elsewhere"),
        pytest.param("<h2>One<a href='#n1'>[1]</a></h2><p id=n1>Note.</p>", id="a note's mark"),
        pytest.param("<h2><a href='/one'>One</a></h2>", id="another page"),
        pytest.param("<h2>One <a href='#x'><img src='/a.png'></a></h2>", id="a picture"),
    ],
)
def test_other_links_of_a_heading_stay(html: str) -> None:
    assert "<a href=" in cleaned(html)


def test_a_link_to_nowhere_is_no_link_but_keeps_its_words_and_pictures() -> None:
    got = cleaned("<p>See <a href='#'>more</a> <a href='#'><img src='/a.png'></a></p>")
    assert got == '<p>See more <img src="https://news.example/a.png"></p>'


def test_a_button_that_goes_back_goes() -> None:
    assert cleaned("<p>Note. <a href='#' onclick='back()'>↩</a></p>").strip() == "<p>Note. </p>"


NAME = re.compile(r'id="([^"]*)"')


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("<ol><li id=n1>One.</li><li id=n2>Two.</li></ol>", id="items"),
        pytest.param(
            "<p><a name=n1><sup>1</sup></a> One.<br><br><a name=n2><sup>2</sup></a> Two.</p>",
            id="anchors in one paragraph",
        ),
        pytest.param(
            "<p><a name=n1>1</a> One.<br><br><a name=n2>2</a> Two.</p>",
            id="anchors in one paragraph that hold words alone",
        ),
        pytest.param(
            "<div id=n1><sup>1</sup><p>One.</p></div><div id=n2><sup>2</sup><p>Two.</p></div>",
            id="boxes",
        ),
        pytest.param(
            "<div><a id=n1>1.</a><div>One.</div></div><div><a id=n2>2.</a><div>Two.</div></div>",
            id="anchors in boxes",
        ),
        pytest.param("<dl><dt id=n1>1<dd>One.<dt id=n2>2<dd>Two.</dl>", id="a list of terms"),
    ],
)
def test_the_names_of_notes_survive_however_they_are_written(note: str) -> None:
    got = cleaned(f"<p>a<sup><a href='#n1'>1</a></sup> b<a href='#n2'>2</a></p>{note}")
    assert NAME.findall(got) == ["n1", "n2"]
    assert f'href="{BASE}#n1"' in got
    assert f'href="{BASE}#n2"' in got
    before, after = got.split('id="n2"')
    assert "One." in before
    assert "Two." in after


@pytest.mark.parametrize("tag", ["span", "small", "aside"])
def test_notes_in_the_margin_keep_their_class_and_lose_their_switch(tag: str) -> None:
    switch = "<label class='margin-toggle'>⊕</label><input type=checkbox>"
    got = cleaned(f"<p>a{switch}<{tag} class='big sidenote'>note</{tag}> b</p>")
    assert '<span class="sidenote">note</span>' in got
    assert "⊕" not in got


def test_cells_keep_how_they_are_set() -> None:
    got = cleaned("<table><tr><td style='text-align: right'>1<td>2<tr><td>3<td>4</table>")
    assert '<td align="right">1' in got


def test_a_name_that_nothing_leads_to_goes() -> None:
    assert "id=" not in cleaned("<p id=a>One.</p><a name=b>two</a><div id=c><p>x</p></div>")

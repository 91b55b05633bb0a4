"""Clean bodies: what may stand in one, and that words, addresses and structure survive."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.collecting import uncollected
from scraper.extract.clean import clean
from scraper.extract.images import biggest
from scraper.extract.tree import inner_html, parse, text_of

BASE = "https://news.example/2026/story.html"


def cleaned(html: str) -> str:
    body = parse(f"<div>{html}</div>").find("body/div")
    assert body is not None
    clean(body, BASE)
    return inner_html(body)


@pytest.mark.parametrize(
    ("html", "want"),
    [
        pytest.param("<p>a<script>x()</script>b</p>", "<p>ab</p>", id="scripts go, the tail stays"),
        pytest.param("<p>a</p><!-- x --><p>b</p>", "<p>a</p><p>b</p>", id="comments go"),
        pytest.param(
            "<h3><button id=q>Is it <b>so</b>?<svg></svg></button></h3><p>It is.</p>",
            "<h3>Is it <b>so</b>?</h3><p>It is.</p>",
            id="a button that is a whole heading stays as its text",
        ),
        pytest.param(
            "<details><summary><button>Is it?</button></summary><p>It is.</p></details>",
            "<details><summary>Is it?</summary><p>It is.</p></details>",
            id="so does one that is a summary",
        ),
        pytest.param(
            "<h3>Is it?<button>Copy</button></h3><p>It is.</p>",
            "<h3>Is it?</h3><p>It is.</p>",
            id="a button beside a heading's words goes",
        ),
        pytest.param("<p>a<button>x</button> b</p>", "<p>a b</p>", id="buttons go"),
        pytest.param(
            "<p>The long part that everyone sees.</p><p style='display: none'>x</p>tail",
            "<p>The long part that everyone sees.</p><p>tail</p>",
            id="hidden things go, the text after them stays",
        ),
        pytest.param(
            "<div class='post-share'>Share</div><p>The share price fell.</p>",
            "<p>The share price fell.</p>",
            id="share bars go, shares on the stock exchange stay",
        ),
        pytest.param(
            '<p onclick="x()" class="y" id="z" style="w">a</p>', "<p>a</p>", id="attributes go"
        ),
        pytest.param("<p><a href='javascript:x()'>a</a></p>", "<p>a</p>", id="script links go"),
        pytest.param("<p><a href='data:text/html,x'>a</a></p>", "<p>a</p>", id="data links go"),
        pytest.param(
            "<p><a href='//a.example/x'>a</a> <a href='../b'>b</a></p>",
            '<p><a href="https://a.example/x">a</a> <a href="https://news.example/b">b</a></p>',
            id="links become absolute",
        ),
        pytest.param(
            "<p><a href='mailto:a@b.example'>m</a></p>",
            '<p><a href="mailto:a@b.example">m</a></p>',
            id="mail addresses stay links",
        ),
        pytest.param("<p>a</p><p> </p><div><span></span></div>", "<p>a</p>", id="nothing empty"),
        pytest.param(
            "one<br><br>two<br>still two<br><br><b>three</b>",
            "<p>one</p><p>two<br>still two</p><p><b>three</b></p>",
            id="two line breaks make a paragraph",
        ),
        pytest.param(
            "<div>one<div>two</div>three</div>",
            "<p>one</p><p>two</p><p>three</p>",
            id="loose text beside blocks gets its own paragraph",
        ),
        pytest.param(
            "<a href='/x'><h3>head</h3><p>text</p></a>",
            '<h3><a href="https://news.example/x">head</a></h3>'
            '<p><a href="https://news.example/x">text</a></p>',
            id="a link around blocks moves into them",
        ),
        pytest.param(
            "<iframe src='//v.example/42' title='A film'></iframe>",
            '<p><a href="https://v.example/42">A film</a></p>',
            id="a player becomes a link",
        ),
        pytest.param(
            "<video><source src='/f.mp4'>no video</video>",
            '<p><a href="https://news.example/f.mp4">news.example/f.mp4</a></p>',
            id="a film becomes a link with a readable text",
        ),
        pytest.param(
            "<video poster='/x.jpg' title='A film'><source src='/f.mp4'>no video</video>",
            '<p><a href="https://news.example/f.mp4">'
            '<img src="https://news.example/x.jpg" alt="A film"></a></p>',
            id="a film with a picture is a link by it",
        ),
        pytest.param(
            "<iframe src='//www.youtube.com/embed/abcdefghijk' title='A film'></iframe>",
            '<p><a href="https://www.youtube.com/watch?v=abcdefghijk">'
            '<img src="https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg" alt="A film"></a></p>',
            id="a player whose picture is known is a link to where it is watched",
        ),
        pytest.param(
            "<video src='blob:https://news.example/1-2' title='A film'></video>",
            f'<p><a href="{BASE}">A film</a></p>',
            id="a film that only the page's script has is watched on the page",
        ),
        pytest.param("<video></video>", "", id="a player of nothing goes"),
        pytest.param(
            "<pre>  a\n\tb   c\n</pre>", "<pre>  a\n\tb   c\n</pre>", id="pre keeps white space"
        ),
        pytest.param(
            "<pre class='brush: js'>a<br>b</pre>",
            '<pre class="language-js">a\nb</pre>',
            id="code keeps its language and its lines",
        ),
        pytest.param(
            "<p>H<sub>2</sub>O x<sup>2</sup> <q cite='/q'>q</q></p>",
            '<p>H<sub>2</sub>O x<sup>2</sup> <q cite="https://news.example/q">q</q></p>',
            id="small marks stay",
        ),
        pytest.param(
            "<table><tr><th>a</th><th>b</th></tr>"
            "<tr><td colspan=2>1<script></script></td></tr></table>",
            '<table><tr><th>a</th><th>b</th></tr><tr><td colspan="2">1</td></tr></table>',
            id="tables stay",
        ),
        pytest.param(
            "<table><tr><td><p>one</p></td></tr><tr><td>two</td></tr></table>",
            "<p>one</p><p>two</p>",
            id="tables for layout do not",
        ),
        pytest.param(
            "<details open><summary>s</summary><p>d</p></details>",
            "<details open><summary>s</summary><p>d</p></details>",
            id="details stay",
        ),
        pytest.param(
            "<div class='admonition tip'><p class=title>Tip</p><p>Rest.</p></div>"
            "<aside class=callout>Go.</aside><div class='callout-free'>On.</div>",
            "<blockquote><p>Tip</p><p>Rest.</p></blockquote><blockquote>Go.</blockquote><p>On.</p>",
            id="notes and warnings in boxes are set apart",
        ),
        pytest.param(
            "<p>a<a href='#n1'>1</a></p><ol><li id=n1>note</li><li id=x>b</li></ol>",
            '<p>a<a href="https://news.example/2026/story.html#n1">1</a></p>'
            '<ol><li id="n1">note</li><li>b</li></ol>',
            id="names that the text leads to stay",
        ),
        pytest.param(
            "<p>so <math alttext='b_1'><mi>b</mi></math> <script type='math/tex'>a^2</script></p>",
            '<p>so <span class="math inline">\\(b_1\\)</span> '
            '<span class="math inline">\\(a^2\\)</span></p>',
            id="formulas keep their TeX",
        ),
        pytest.param(
            "<p>so <span class='MathJax_Preview'>a2</span><span class='MathJax'>a2</span>"
            "<script type='math/tex'>a^2</script></p>",
            '<p>so <span class="math inline">\\(a^2\\)</span></p>',
            id="a formula comes once, whatever was drawn beside its script",
        ),
        pytest.param(
            "<p>so <span data-math='a^2'><span class='katex'><span class='katex-html' "
            "aria-hidden='true'>a2</span></span></span></p>",
            '<p>so <span class="math inline">\\(a^2\\)</span></p>',
            id="a formula whose TeX stands in an attribute",
        ),
        pytest.param(
            "<p>so <span class='katex'><span class='katex-html' aria-hidden='true'>a2</span></span>"
            "</p>",
            "<p>so a2</p>",
            id="a formula with no copy but the drawn one",
        ),
    ],
)
def test_a_clean_body(html: str, want: str) -> None:
    assert cleaned(html) == want


@pytest.mark.parametrize(
    ("html", "src"),
    [
        pytest.param(
            "<img data-src='/a.jpg' src='data:image/gif;base64,x'>", "/a.jpg", id="data-src"
        ),
        pytest.param("<img data-original='/a.jpg' src='/blank.gif'>", "/a.jpg", id="data-original"),
        pytest.param("<img srcset='/s.jpg 1x, /l.jpg 2x'>", "/l.jpg", id="srcset, the biggest"),
        pytest.param("<img data-srcset='/s.jpg 100w, /l.jpg 900w'>", "/l.jpg", id="data-srcset"),
        pytest.param(
            "<img src='data:image/svg+xml,x' alt='x.png' data-my-loader='/a.png'>",
            "/a.png",
            id="an attribute of any name that holds a picture's address",
        ),
        pytest.param(
            "<img src='/a.jpg' data-my-loader='/b.png'>", "/a.jpg", id="but a real src is believed"
        ),
        pytest.param(
            "<img src='/a.jpg' srcset='/b.jpg 2x'>", "/a.jpg", id="a real src is believed"
        ),
        pytest.param(
            "<picture><source srcset='/p.webp 2x'><img alt=''></picture>", "/p.webp", id="a source"
        ),
        pytest.param(
            "<img src='data:image/gif;base64,x'><noscript><img src='/n.jpg'></noscript>",
            "/n.jpg",
            id="the noscript beside a placeholder",
        ),
        pytest.param("<noscript><img src='/n.jpg'></noscript>", "/n.jpg", id="a lone noscript"),
        pytest.param("<amp-img src='/a.jpg' width=3 height=2></amp-img>", "/a.jpg", id="amp-img"),
    ],
)
def test_a_lazy_picture_gets_its_real_address_once(html: str, src: str) -> None:
    found = re.findall(r'src="([^"]*)"', cleaned(f"<p>{html}</p>"))
    assert found == [f"https://news.example{src}"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<img src='https://c.example/x.gif' width=1 height=1>", id="one pixel"),
        pytest.param("<img src='https://feeds.example/~r/feed/~4/abc'>", id="a feed's counter"),
        pytest.param("<img src='data:image/png;base64,AAAA'>", id="a placeholder with nothing"),
        pytest.param("<img src='javascript:x()'>", id="a script"),
        pytest.param("<img alt='x'>", id="no address"),
    ],
)
def test_what_is_no_picture_goes(html: str) -> None:
    assert cleaned(f"<p>a{html}b</p>") == "<p>ab</p>"


def test_commas_inside_an_address_do_not_split_a_srcset() -> None:
    assert biggest("/c_fill,w_400/a.jpg 400w, /c_fill,w_800/a.jpg 800w") == "/c_fill,w_800/a.jpg"


def test_deep_nesting_cuts_nothing_short() -> None:
    root = parse("<body>" + "<font>" * 600 + "<p>inside</p>" + "</font>" * 600 + "<p>after</p>")
    assert text_of(root) == "inside after"
    assert max(len(list(e.iterancestors())) for e in root.iter()) < 200


_PARTS = st.sampled_from(
    "<p> </p> <div> </div> <br> <br><br> <b> </b> <a href='/x'> </a> <ul><li> </ul>"
    " <img src=/a.png>"
    " <pre> </pre> <table><tr><td> </table> <span hidden> </span> <iframe src=//v.example> <figure>"
    " </figure> <a href='javascript:1'> word 漢字 <script> </script> <blockquote> </blockquote>"
    " <details> <noscript> </noscript> <h2> </h2> &amp; &lt; <form> </form>".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PARTS, max_size=40))
def test_whatever_comes_a_clean_body_is_clean(parts: list[str]) -> None:
    got = cleaned(" ".join(parts))
    tree = parse(f"<div>{got}</div>")
    allowed = set("href src alt title class cite colspan rowspan dir".split())
    for element in tree.iter():
        assert element.tag not in ("script", "iframe", "form", "noscript", "div") or (
            element is tree.find("body/div")
        )
        assert set(map(str, element.attrib)) <= allowed
        for name in ("href", "src"):
            if (value := element.get(name)) is not None:
                assert value.startswith(("https://", "http://", "mailto:"))


@settings(max_examples=100, deadline=None)
@given(st.lists(_PARTS, max_size=30))
def test_cleaning_a_clean_body_changes_no_word(parts: list[str]) -> None:
    once = cleaned(" ".join(parts))
    assert text_of(parse(f"<p>{cleaned(once)}</p>")) == text_of(parse(f"<p>{once}</p>"))


CROWDS = {
    "spans in a paragraph": ("<p>{}</p>", "<span>word</span> "),
    "unknown elements": ("<div>{}</div>", "<x-p>Some words of a text.</x-p>"),
    "labels": ("<div>{}</div>", "<label>Some words of a text.</label>"),
    "boxes in an item": ("<ul><li>{}</li></ul>", "<div>Some words of a text.</div>"),
    "jump marks": ("<p>{}</p>", "<a name=x>word</a> "),
    "buttons between words": ("<p>{}</p>", "some words <button>x</button>"),
    "empty elements": ("<p>{}</p>", "some words <b></b>"),
    "pictures without an address": ("<p>{}</p>", "some words <img src=''>"),
    "blocks of code": ("<div>{}</div>", "<pre>x</pre>"),
    "sources of a picture": ("<picture>{}</picture>", "<source srcset=x>"),
    "nested inline elements": ("<p>{}</p>", "<span>a<span>b<span>c</span></span></span>"),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("around", "unit"),
    [pytest.param(*c, id=f"{name} cost no more than linear") for name, c in CROWDS.items()],
)
def test_cost_grows_with_length(around: str, unit: str) -> None:
    def cost(count: int) -> float:
        body = parse(around.format(unit * count))
        with uncollected():  # as it is called: else what other tests left behind is searched
            start = time.process_time()
            clean(body, BASE)
            return time.process_time() - start

    small = min(cost(4000) for _ in range(2))
    assert cost(32_000) < 24 * max(small, 0.01)


def test_text_and_elements_stay_in_order_where_much_is_unwrapped() -> None:
    html = "a<x-y>b<x-z>c<b>d</b>e</x-z><x-z></x-z>f<i>g</i></x-y>h<u>i</u>j<x-y>k</x-y>l"
    want = "<p>abc<b>d</b>ef<i>g</i>h<u>i</u>jkl</p>"
    assert cleaned(f"<p>{html}</p>") == want


def test_a_name_within_what_is_unwrapped_stays_where_a_link_leads() -> None:
    html = "<p>See <a href='#n'>there</a>.</p><p>x <x-y><x-z id=n>y</x-z></x-y></p>"
    assert cleaned(html).endswith('<p id="n">x y</p>')

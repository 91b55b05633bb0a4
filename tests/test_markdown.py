"""The body's Markdown: golden cases, what no input may do, and what rendering it back must show."""

from __future__ import annotations

import re
import time
from html import escape
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

from scraper.front_matter import one_line
from scraper.markdown import Converter, linked_line, to_markdown

GOLDEN = Path(__file__).parent / "golden" / "markdown"
BASE = "https://news.example/2026/a.html"
PRESETS = ("jekyll", "hugo", "obsidian", "plain")
RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
FAST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shown(html: str) -> str:
    """What a reader sees, white space folded."""
    soup = BeautifulSoup(f"<body>{html}", "lxml")
    for tag in soup.find_all(
        ["p", "div", "li", "td", "th", "h2", "h3", "pre", "blockquote", "br", "hr"]
    ):
        tag.insert_before(" ")
        tag.insert_after(" ")
    return " ".join(soup.get_text().split())


# ── golden cases ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", sorted(p.name for p in GOLDEN.iterdir() if p.is_dir()))
def test_golden(case: str, request: pytest.FixtureRequest) -> None:
    folder = GOLDEN / case
    about = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    body = (folder / "body.html").read_text(encoding="utf-8")
    got = to_markdown(body, BASE, about["preset"])
    expected = folder / "expected.md"
    if request.config.getoption("--update-golden", default=False):
        expected.write_text(got, encoding="utf-8")
    assert about["shows"]
    assert expected.exists(), f"no expectation: run pytest --update-golden and read {expected}"
    assert got == expected.read_text(encoding="utf-8")


# ── what comes out, whatever goes in ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    ["", " \n", "<p></p>", "<div><!-- c --></div>", "<script>x()</script>", "<ul><li></li></ul>"],
    ids=["nothing", "white space", "an empty paragraph", "a comment", "a script", "an empty list"],
)
def test_an_empty_body_gives_nothing(body: str) -> None:
    assert to_markdown(body) == ""


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        pytest.param("just words", "just words\n", id="words without a tag"),
        pytest.param("notes.html", "notes.html\n", id="words that look like a file's name"),
        pytest.param("a\x00\x0b\x85b\ud800c\ufeff", "a bc\n", id="controls and half characters"),
        pytest.param("<p>a<p>b", "a\n\nb\n", id="open paragraphs"),
        pytest.param("&#0;&#128;x&#xD800;y", "\ufffd€x\ufffdy\n", id="odd references"),
    ],
)
def test_rough_input(body: str, markdown: str) -> None:
    assert to_markdown(body) == markdown


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        pytest.param(
            "<h1>a</h1><h2>b</h2><h6>c</h6>", "## a\n\n### b\n\n###### c\n", id="too high"
        ),
        pytest.param("<h2>a</h2><h3>b</h3>", "## a\n\n### b\n", id="low enough"),
    ],
)
def test_headings_go_down_together_below_a_title(body: str, markdown: str) -> None:
    assert to_markdown(body, BASE, "jekyll", 2) == markdown


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        pytest.param("<h2>a <b>b <s>c</s></b></h2>", "## a **b <del>c</del>**\n", id="in bold"),
        pytest.param(
            "<h2><a href='/x'>a <s>b</s></a></h2>",
            "## [a <del>b</del>](https://news.example/x)\n",
            id="struck, in a link",
        ),
        pytest.param("<h2><s>a <b>b</b></s></h2>", "## ~~a **b**~~\n", id="bold, in struck"),
        pytest.param(
            "<h2>a <b>b<sup><a id=r href='#n'>1</a></sup></b></h2>"
            "<ol><li id=n>N <a href='#r'>↩</a></ol>",
            "## a <strong>b[^1]</strong>\n\n[^1]: N\n",
            id="a note, in bold",
        ),
    ],
)
def test_no_heading_stops_hugo(body: str, markdown: str) -> None:
    assert to_markdown(body, BASE, "hugo") == markdown


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        pytest.param(
            "<p><b><a href='/q'><img src='/i.png' alt=p></a> b</b></p>",
            "<strong>[![p](https://news.example/i.png)](https://news.example/q) b</strong>\n",
            id="a linked picture, in bold",
        ),
        pytest.param(
            "<p><a href='/q'><b><img src='/i.png' alt=p> b</b></a></p>",
            "[**![p](https://news.example/i.png) b**](https://news.example/q)\n",
            id="a bold picture, in a link",
        ),
        pytest.param(
            "<p><code><a href='/a'>A</a> or <b>B</b></code></p>",
            "[`A`](https://news.example/a) `or` **`B`**\n",
            id="spaces at the edge of code",
        ),
    ],
)
def test_marks_that_goldmark_reads_too(body: str, markdown: str) -> None:
    assert to_markdown(body, BASE) == markdown


def test_an_empty_item_stays_an_item_of_its_list() -> None:
    assert to_markdown("<ul><li>a</li><li></li></ul>") == "- a\n- &nbsp;\n"


def test_an_unknown_preset_is_a_bug() -> None:
    with pytest.raises(KeyError):
        to_markdown("<p>x</p>", preset="nope")


def test_markdownify_stays_the_front_door() -> None:
    converter = Converter(BASE)
    assert isinstance(converter, MarkdownConverter)
    assert converter.convert("<p><a href='/x'>y</a></p>") == "[y](https://news.example/x)\n"


@pytest.mark.parametrize(
    ("href", "link"),
    [
        pytest.param("/x", "[t](/x)", id="relative stays relative"),
        pytest.param("https://e.example/", "[t](https://e.example/)", id="absolute stays"),
        pytest.param("#x", "t", id="a jump to nowhere is no link"),
        pytest.param("JavaScript:x", "t", id="a script is no link"),
        pytest.param(" \x01javascript:x", "t", id="nor one behind a control character"),
        pytest.param("http://[bad", "t", id="nor what is no URL"),
    ],
)
def test_links_without_a_base(href: str, link: str) -> None:
    assert to_markdown(f"<a href='{href}'>t</a>") == f"{link}\n"


@pytest.mark.parametrize(
    ("href", "link"),
    [
        pytest.param("https://e.example/a.b?c=1&d=%20#e", "https://e.example/a.b?c=1&d=%20#e"),
        pytest.param("HTTPS://e.example/a", "https://e.example/a", id="the scheme in small"),
        pytest.param("https://e.example/a?", "https://e.example/a", id="nothing asked"),
        pytest.param("https://e.example/a;", "https://e.example/a", id="no parameter"),
        pytest.param("https://e.example/a?b&copy;c", "https://e.example/a?b©c", id="a reference"),
        pytest.param("https://e.example/a?b&amp;copy;", "https://e.example/a?b&amp;copy;"),
        pytest.param("https://e.example/a(b)", "https://e.example/a%28b%29", id="what ends it"),
    ],
)
def test_addresses_are_spelt_one_way(href: str, link: str) -> None:
    assert to_markdown(f"<a href='{href}'>t</a>", BASE) == f"[t]({link})\n"


@FAST
@given(
    st.one_of(st.text(), st.text("[]()*_`|$&<>\"'~^{}%:=!#-+\\. xX1\u00a0\u3000\u200d字“a")),
    st.sampled_from(("https://e.example/a_(b)?c&copy;=1", "http://e.example/ä#!x", "urn:x", "")),
    st.sampled_from(PRESETS),
)
def test_a_line_that_leads_somewhere_is_what_the_link_alone_gives(
    text: str, url: str, preset: str
) -> None:
    words = one_line(text)
    link = f'<p><a href="{escape(url)}">{escape(words)}</a></p>'
    assert linked_line(words, url, preset) == to_markdown(link, "", preset).strip("\n")


@pytest.mark.parametrize(
    "opening",
    [
        *(
            f"<{tag}>"
            for tag in "div blockquote ul table b a h2 dl details pre code figure".split()
        ),
        "<ul><li>",
        "<table><tr><td>",
        "<dl><dd>",
        "<a href='#x'><div id='x'>",
        "<span class='katex'>",
        "<pre><span class='lineno'>",
    ],
)
def test_ten_thousand_nested_elements_keep_their_words(opening: str) -> None:
    markdown = to_markdown(opening * 10_000 + "<b>deep words</b>")
    assert "deep words" in markdown
    assert len(markdown) < 2_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("<p>x *y*</p>", id="paragraphs"),
        pytest.param("<b>a</b><i>b</i>", id="styles side by side"),
        pytest.param("x<br>", id="breaks"),
        pytest.param("*_`[&lt;", id="escapes"),
        pytest.param("<a href='/x'>a</a> b ", id="links"),
        pytest.param("www.http://a*", id="addresses in text"),
        pytest.param(" ", id="spaces"),
    ],
)
def test_time_grows_as_the_body_does(unit: str) -> None:
    def cost(times: int) -> float:
        body = f"<div>a{unit * times}z</div>"
        start = time.process_time()
        to_markdown(body)
        return time.process_time() - start

    cost(10)
    small = min(cost(400) for _ in range(3))
    assert cost(4_000) < 40 * small + 0.2  # quadratic would be 100


# ── properties ───────────────────────────────────────────────────────────────────────────────

SIGNS = st.sampled_from(
    [
        "\u00a0",
        "\u3000",
        *r"""
        * ** _ ` ``` ~ ~~ [ ] ( ) ! # - + > 1. 2) : | $ $$ { {{ {% }} {: < & &amp; \ ^ = --- " ' / .
        http://e.example/a_b www.e.example word b 9 。 “强调” 字 ， ✅ é [^1] <b>
        """.split(),
    ]
)
WORDS = st.lists(st.one_of(SIGNS, st.just(" ")), min_size=1, max_size=6).map("".join)
TEXT = WORDS.map(lambda s: s.replace("&", "&amp;").replace("<", "&lt;"))


def wrapped(tags: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(tags.split()), inner).map(lambda x: f"<{x[0]}>{x[1]}</{x[0]}>")


INLINE = st.recursive(
    TEXT,
    lambda inner: st.lists(
        st.one_of(
            inner,
            wrapped("b i em strong s sup sub mark u code kbd span", inner),
            inner.map(lambda x: f"<a href='/u_(x)'>{re.sub('</?a[^>]*>', '', x)}</a>"),
            st.just("<br>"),
        ),
        min_size=1,
        max_size=4,
    ).map("".join),
    max_leaves=6,
)
BLOCKS = st.recursive(
    st.one_of(
        wrapped("p div h2 h3", INLINE),
        TEXT.map(lambda x: f"<pre><code>{x}\n\n  {x}</code></pre>"),
        INLINE.map(
            lambda x: (
                f"<table><tr><th>{x}</th><th>b</th></tr><tr><td>c</td><td>{x}</td></tr></table>"
            )
        ),
    ),
    lambda inner: st.lists(
        st.one_of(
            inner,
            wrapped("blockquote", inner),
            inner.map(lambda x: f"<ul><li>i</li><li>{x}</li></ul>"),
            inner.map(lambda x: f"<ol><li>{x}</li><li>i{x}</li></ol>"),
        ),
        min_size=1,
        max_size=3,
    ).map("".join),
    max_leaves=5,
)


@FAST
@given(BLOCKS)
def test_rendered_back_it_shows_the_same_words(body: str) -> None:
    markdown = to_markdown(body)
    assert shown(RENDERER.render(markdown)) == shown(body)


@FAST
@given(INLINE, st.sampled_from(PRESETS))
def test_a_paragraph_is_one_line_but_for_its_breaks(body: str, preset: str) -> None:
    markdown = to_markdown(f"<p>{re.sub('<br>', ' ', body)}</p>", preset=preset)
    assert markdown.count("\n") <= 1
    assert markdown in ("", markdown.strip("\n") + "\n")


ROUGH = [
    piece.strip()
    for piece in """
    <p> | </p> | <li> | <ul> | </ul> | <table> | <tr> | <td colspan=9> | </table> | <b> | </i>
    | <pre> | <a href='javascript:x'> | <img src='data:x' onerror=x> | <script> | </script> | <br>
    | <svg> | <math> | &#0; | &#x202e; | <!-- | --> | <h1> | <details> | <dl> | <dd> | <ruby> | <rt>
    | <iframe src='/x'> | <input type=checkbox> | <a id=x href='#x'> | ]]> | <?x | {{ | {%
    | &lt;% x %> | <code>&lt;% x %></code> | <pre>&lt;% x
    | <script type='math/tex'>a<% b</script>
    """.split("|")
]


@FAST
@given(
    st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(ROUGH),
        ),
        max_size=20,
    ).map("".join),
    st.sampled_from(PRESETS),
)
def test_any_text_gives_clean_markdown(body: str, preset: str) -> None:
    markdown = to_markdown(body, BASE, preset)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", markdown)
    assert "\n\n\n" not in re.sub(r"(?s)`{3,}.*?`{3,}|<pre>.*?</pre>", "code", markdown)
    rendered = BeautifulSoup(RENDERER.render(markdown), "lxml")
    assert not rendered.find(["script", "style", "iframe", "svg", "form", "object"])
    for tag in rendered.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        for name in ("href", "src"):
            assert not re.match(r"\s*(?:javascript|data|vbscript):", str(tag.get(name, "")), re.I)
    if preset == "jekyll":
        assert "{{" not in markdown
        assert "{%" not in markdown
    if preset == "obsidian":  # Templater's commands, in a new file
        assert "<%" not in markdown


def test_a_formula_of_obsidian_is_no_tag_and_no_link_to_others() -> None:
    def formula(tex: str) -> str:
        html = f"<script type='math/tex'>{tex}</script>"
        return to_markdown(html, "", "obsidian").strip()

    assert formula("a<b \\le [c](d)") == "$a< b \\le [c] (d)$"
    assert formula("a < b_1 * [c]") == "$a < b_1 * [c]$"
    assert formula("x$ *y* $z").count("\\$") == 2


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        ("<msup><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></msup>", "{a + b}^2"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>",
            r"\sum_{i = 1}^n",
        ),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", r"\overline{x}"),
        ("<munder><mi>x</mi><mo>~</mo></munder>", r"\underset{\sim}{x}"),
        ("<mi>sin</mi><mo>&#8289;</mo><mi>Var</mi>", r"\sin \mathrm{Var}"),
        ("<msqrt><mi>x</mi></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>", r"\sqrt{x} \sqrt[3]{x}"),
        ("<mfrac linethickness=0><mi>n</mi><mi>k</mi></mfrac>", r"{n \atop k}"),
        ("<mfenced open='[' close=''><mi>a</mi><mi>b</mi></mfenced>", r"\left[ a , b \right."),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>"
            "<mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>",
            r"\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}",
        ),
        (
            "<mmultiscripts><mi>X</mi><mn>1</mn><mn>2</mn><mprescripts/><mn>3</mn><none/>"
            "</mmultiscripts>",
            "{}_3 X_1^2",
        ),
        ("<mtext>if 5%</mtext><mo>{</mo>", r"\text{if 5\%} \{"),
        ("<semantics><mi>x</mi><annotation-xml><mi>x</mi></annotation-xml></semantics>", "x"),
        ("<mmultiscripts></mmultiscripts><mi>y</mi>", "y"),
    ],
)
def test_mathml_without_tex_is_written_as_tex(mathml: str, tex: str) -> None:
    assert to_markdown(f"<p>a <math>{mathml}</math></p>", preset="obsidian") == f"a ${tex}$\n"


def test_a_formula_as_large_as_a_page_is_its_words() -> None:
    body = f"<p><math>{'<mi>x</mi>' * 5000}</math></p>"
    assert to_markdown(body, preset="obsidian") == f"${'x' * 5000}$\n"


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        pytest.param("<p>a #tag, C# #1 b#c</p>", "a \\#tag, C# #1 b#c\n", id="tags"),
        pytest.param("<p>x^2 ^abc</p>", "x^2 \\^abc\n", id="names of blocks"),
        pytest.param(
            "<pre>&lt;% x %></pre>",
            "<pre><code>&lt;% x %&gt;\n</code></pre>\n",
            id="commands of Templater",
        ),
        pytest.param(
            "<code>&lt;% x %></code>", "<code>&lt;% x %&gt;</code>\n", id="in a line, too"
        ),
    ],
)
def test_what_only_obsidian_reads_is_escaped_for_it(body: str, markdown: str) -> None:
    assert to_markdown(body, preset="obsidian") == markdown


RUN = "dataviewjs DataviewJS dataview datacorejsx js-engine templater run-python query base tasks"
READ = "js python mermaid sql runes tasksel base64 database"


@pytest.mark.parametrize("language", [*RUN.split(), "button", "meta-bind", "meta-bind-js-view"])
def test_no_block_of_an_article_is_run_by_obsidian(language: str) -> None:
    block = f'<pre><code class="language-{language}">x = 1</code></pre>'
    for body in (block, f"<ul><li>a<p>b</p>{block}</li></ul>", f"<blockquote>{block}</blockquote>"):
        assert "```\n" in to_markdown(body, preset="obsidian").replace(" ", "").replace(">", "")
        assert language.lower() not in to_markdown(body, preset="obsidian").lower()
        assert language.lower() in to_markdown(body, preset="plain").lower()
    cell = f"<table><tr><td rowspan=2>a</td><td>{block}</td></tr><tr><td>b</td></tr></table>"
    assert "<pre><code>x = 1" in to_markdown(cell, preset="obsidian")


@pytest.mark.parametrize("language", READ.split())
def test_other_blocks_keep_their_language_in_obsidian(language: str) -> None:
    body = f'<pre><code class="language-{language}">x</code></pre>'
    assert to_markdown(body, preset="obsidian") == f"```{language}\nx\n```\n"


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        pytest.param("<p>a <code>= 1 + 1</code></p>", "a <samp>= 1 + 1</samp>\n", id="a query"),
        pytest.param(
            "<code>$=f(`*`)</code>", "<samp>&#36;=f(&#96;&#42;&#96;)</samp>\n", id="a script"
        ),
        pytest.param("<code> <span>=</span> x</code>", "<samp>= x</samp>\n", id="in pieces"),
        pytest.param("<code>a = 1</code>", "`a = 1`\n", id="not at the begin"),
        pytest.param("<code>$x</code>", "`$x`\n", id="a variable"),
        pytest.param("<code>==</code>", "<samp>==</samp>\n", id="an operator"),
        pytest.param("<mark><code>=x</code></mark>", "<mark><samp>=x</samp></mark>\n", id="marked"),
        pytest.param(
            "<details><summary><code>=a</code></summary><p><code>$=x</code> <code>b=</code></p>"
            "<pre>= c</pre></details>",
            "<details>\n<summary><samp>=a</samp></summary>\n"
            "<p><samp>$=x</samp> <code>b=</code></p>\n"
            "<pre><code>= c\n</code></pre>\n</details>\n",
            id="in HTML",
        ),
    ],
)
def test_no_code_in_a_line_of_an_article_is_asked_by_obsidian(body: str, markdown: str) -> None:
    assert to_markdown(body, preset="obsidian") == markdown
    assert "samp" not in to_markdown(body)


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        pytest.param(
            "<ul><li><pre>a\n- b\n1. c</pre></li></ul>",
            "- <pre><code>a\n  &#45; b\n  1&#46; c\n  </code></pre>\n",
            id="items of a list",
        ),
        pytest.param(
            "<ul><li>t<pre>a:\n\n---\nb</pre></li></ul>",
            "- t\n\n  <pre><code>a:\n  &#10;&#45;--\n  b\n  </code></pre>\n",
            id="a rule",
        ),
    ],
)
def test_kramdown_finds_no_lines_of_its_own_in_code_of_an_item(body: str, markdown: str) -> None:
    assert to_markdown(body) == markdown


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        pytest.param(
            "<p><code>&lt;!--more--&gt;</code></p>",
            "<code>&lt;&#33;--more--&gt;</code>\n",
            id="span",
        ),
        pytest.param(
            "<pre>&lt;!--more--&gt;</pre>",
            "<pre><code>&lt;!--more--&gt;\n</code></pre>\n",
            id="block",
        ),
    ],
)
def test_hugos_divider_in_code_is_code(body: str, markdown: str) -> None:
    assert to_markdown(body, preset="hugo") == markdown


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("<div class='highlight-python notranslate'><pre>x</pre></div>", "python"),
        ("<div class='mw-highlight mw-highlight-lang-lua'><pre>x</pre></div>", "lua"),
        ("<pre><code class='hljs rust'>x</code></pre>", "rust"),
        ("<figure class='highlight js'><table><tr><td><pre>x</pre></table></figure>", "js"),
        ("<pre><code class='language-c++'>x</code></pre>", "c++"),
        ("<pre class='brush: php'>x</pre>", "php"),
        ("<div class='highlight-box'><pre class='none'>x</pre></div>", ""),
    ],
)
def test_the_language_of_code_by_the_names_that_highlighters_give(body: str, language: str) -> None:
    assert to_markdown(body) == f"```{language}\nx\n```\n"


def test_numbers_that_cannot_be_selected_and_buttons_are_no_code() -> None:
    body = (
        "<div><div><button>Copy</button></div><pre><span style='user-select: none'>1</span>a\n"
        "<span aria-hidden=true>2</span>b<button>wrap</button></pre></div>"
    )
    assert to_markdown(body) == "```\na\nb\n```\n"


def test_cells_below_a_row_span_keep_their_column_for_hugo() -> None:
    body = (
        "<table><tr><th>a</th><th>b</th><th>c</th></tr>"
        "<tr><td rowspan=2>1</td><td>2</td><td rowspan=3>3</td></tr>"
        "<tr><td>4</td></tr><tr><td colspan=2>5</td></tr></table>"
    )
    assert to_markdown(body, preset="hugo") == (
        "| a | b | c |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n|  | 4 |  |\n| 5 |  |  |\n"
    )


def test_columns_stay_as_they_are_set() -> None:
    body = (
        "<table><tr><th>a</th><th style='text-align:center'>b</th><th>c</th></tr>"
        "<tr><td>1</td><td style='text-align: center'>2</td><td align=right>3</td></tr>"
        "<tr><td align=right>1</td><td></td><td align=right>3</td></tr></table>"
    )
    assert to_markdown(body).splitlines()[1] == "| --- | :---: | ---: |"
    spanned = to_markdown(body.replace("<td align=right>1", "<td align=right colspan=2>1"))
    assert '<td align="right">3</td>' in spanned


_SIDE = "<label class=margin-toggle>⊕</label><input class=margin-toggle>"


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        pytest.param(
            f"<p>One{_SIDE}<span class=sidenote>A <i>note</i>.</span>, two"
            f"{_SIDE}<span class=marginnote>Another.</span>.</p>",
            "One[^1], two[^2].\n\n[^1]: A *note*.\n\n[^2]: Another.\n",
            id="in the margin",
        ),
        pytest.param(
            "<p>One<a id=a1 href='#n1'>1</a>.</p><div><a id=n1 href='#a1'>1</a><div><p>Said he.</p>"
            "<p>And she.</p></div></div>",
            "One[^1].\n\n[^1]: Said he.\n\n    And she.\n",
            id="in a box",
        ),
        pytest.param(
            "<p>One<a id=a1 href='#n1'>1</a> two<a href='#n2'>2</a>.</p>"
            "<p><a id=n1 href='#a1'>1</a></p>"
            "<p>Said he.</p><p>And she.</p><p id=n2>2</p><p>No.</p>",
            "One[^1] two[^2].\n\n[^1]: Said he.\n\n    And she.\n\n[^2]: No.\n",
            id="numbers in paragraphs of their own",
        ),
        pytest.param(
            "<p>One<a href='#_ftn1' name=_ftnref1>[1]</a>.</p><hr><div><div id=ftn1><p>"
            "<a href='#_ftnref1' name=_ftn1><span>[1]</span></a> Ibid.</p></div></div>",
            "One[^1].\n\n[^1]: Ibid.\n",
            id="of a word processor",
        ),
        pytest.param(
            "<p>One<sup><a href='#n1'>1</a></sup>.</p><p id=n1>1. Ibid.</p>",
            "One[^1].\n\n[^1]: Ibid.\n",
            id="a paragraph",
        ),
        pytest.param(
            "<p>One<a href='#n1'>1</a>.</p><p id=n1>1. Ibid.</p><p>On.</p>",
            'One[1](#n1).\n\n<a id="n1"></a>1. Ibid.\n\nOn.\n',
            id="not at the end",
        ),
        pytest.param(
            "<p>See <a href='#n1'>1</a>.</p><p id=n1>Chapter one.</p>",
            'See [1](#n1).\n\n<a id="n1"></a>Chapter one.\n',
            id="no number",
        ),
        pytest.param(
            "<p>See <a href='#n2'>2</a>.</p><p id=n2>2 Two</p>",
            'See [2](#n2).\n\n<a id="n2"></a>2 Two\n',
            id="not from one on",
        ),
    ],
)
def test_notes_in_the_forms_of_sites(body: str, markdown: str) -> None:
    assert to_markdown(body) == markdown


def test_a_key_is_one_key_whatever_is_written_on_it() -> None:
    assert to_markdown("<p><kbd>a &lt; b</kbd></p>") == "<kbd>a &lt; b</kbd>\n"


@pytest.mark.parametrize("body", ["<ruby>漢<rt>a<script>1</script></rt></ruby>"])
def test_scripts_within_are_not_read_as_words(body: str) -> None:
    assert "1" not in to_markdown(body)


def test_dollars_of_pictures_are_no_formula_for_kramdown() -> None:
    body = "<p><img src='/c.png' alt='$$' title='$$'></p>"
    assert to_markdown(body, BASE) == '![\\$\\$](https://news.example/c.png "$$")\n'


@pytest.mark.slow
def test_unclosed_tags_with_stray_ends_cost_linear_time() -> None:
    def cost(times: int) -> float:
        start = time.process_time()
        to_markdown(f"<p>a{'<b></p>' * times}</p>")
        return time.process_time() - start

    assert min(cost(100_000) for _ in range(2)) < 2  # was 10 s

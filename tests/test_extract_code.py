"""Code blocks: one `<pre>` each, the lines as a reader saw them, and the language."""

from __future__ import annotations

import pytest

from scraper.extract.clean import clean
from scraper.extract.tree import inner_html, parse

BASE = "https://docs.example/guide.html"


def cleaned(html: str) -> str:
    body = parse(f"<div><p>Before.</p>{html}<p>After.</p></div>").find("body/div")
    assert body is not None
    clean(body, BASE)
    got = inner_html(body)
    assert got.startswith("<p>Before.</p>"), got
    assert got.endswith("<p>After.</p>"), got
    return got.removeprefix("<p>Before.</p>").removesuffix("<p>After.</p>")


AB = "<pre>a = 1\nb = 2</pre>"


@pytest.mark.parametrize(
    ("html", "want"),
    [
        pytest.param(
            "<pre><code><div class=row>a = 1</div><div class=row>b = 2</div></code></pre>",
            "<pre><code>a = 1\nb = 2</code></pre>",
            id="lines in boxes",
        ),
        pytest.param(
            "<pre><div><div><div>a = 1</div></div></div>\n<div>b = 2</div></pre>",
            AB,
            id="boxes in boxes end one line",
        ),
        pytest.param(
            "<pre><span class=line>a = 1</span><span class=line>b = 2</span></pre>",
            AB,
            id="lines in spans named so, without a line feed",
        ),
        pytest.param(
            "<pre><span class=line>a = 1</span>\n<span class=line>b = 2</span></pre>",
            AB,
            id="lines in spans named so, with one",
        ),
        pytest.param(
            "<pre><span class=line>a = 1</span><br><span class=line></span><br>"
            "<span class=line>b = 2</span><br></pre>",
            "<pre>a = 1\n\nb = 2\n</pre>",
            id="an empty line stays, with breaks",
        ),
        pytest.param(
            "<pre><div>a = 1</div><div></div><div>b = 2</div></pre>",
            "<pre>a = 1\n\nb = 2</pre>",
            id="an empty line stays, in boxes",
        ),
        pytest.param("<pre><ol><li>a = 1</li><li>b = 2</li></ol></pre>", AB, id="lines in a list"),
        pytest.param(
            "<pre>a&nbsp;=&nbsp;1\n<b>b</b>&#8203; = 2</pre>",
            AB,
            id="spaces that don't break are spaces, characters without width are none",
        ),
        pytest.param(
            "<pre>see <a href='/x'><span>the</span> page</a>, then\n  <i>go</i></pre>",
            '<pre>see <a href="https://docs.example/x">the page</a>, then\n  go</pre>',
            id="links stay",
        ),
        pytest.param(
            "<pre>a = 1\n<span style='display: none'>no</span>b = 2</pre>", AB, id="hidden parts go"
        ),
        pytest.param("<pre>a = <span class=tooltip>an int</span>1\nb = 2</pre>", AB, id="hints go"),
    ],
)
def test_the_lines_are_those_on_the_screen(html: str, want: str) -> None:
    assert cleaned(html) == want


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            "<table><tr><td class=gutter><pre>1\n2</pre></td><td class=code><pre>a = 1\nb = 2</pre>"
            "</td></tr></table>",
            id="a gutter's cell",
        ),
        pytest.param(
            "<table class=lntable><tr><td class=lntd><pre><span class=lnt>1\n</span>"
            "<span class=lnt>2\n</span></pre></td><td class=lntd><pre>a = 1\nb = 2</pre></td></tr>"
            "</table>",
            id="numbers in spans of a cell",
        ),
        pytest.param(
            "<table><tr><td data-line-number=1></td><td>a = 1</td></tr>"
            "<tr><td data-line-number=2></td><td>b = 2</td></tr></table>",
            id="a row a line",
        ),
        pytest.param(
            "<pre><span class=lineno>1 </span>a = 1\n<span class=lineno>2 </span>b = 2</pre>",
            id="numbers before each line",
        ),
        pytest.param(
            "<pre><span style='user-select: none'>1</span>a = 1\n"
            "<span style='user-select: none'>2</span>b = 2</pre>",
            id="what can't be selected",
        ),
        pytest.param(
            "<pre><table><tr><td class=gutter>1\n2\n</td><td>a = 1\nb = 2</td></tr></table></pre>",
            id="a table inside",
        ),
    ],
)
def test_line_numbers_go(html: str) -> None:
    assert cleaned(html) == AB


def test_a_cell_named_for_a_gutter_that_holds_words_stays() -> None:
    html = "<pre><span class=gutter>def</span> f(): ...</pre>"
    assert cleaned(html) == "<pre>def f(): ...</pre>"


def test_a_table_of_numbers_is_no_code() -> None:
    html = "<table><tr><td class=year>1</td><td>a</td></tr><tr><td>2</td><td>b</td></tr></table>"
    assert cleaned(html) == (
        "<table><tr><td>1</td><td>a</td></tr><tr><td>2</td><td>b</td></tr></table>"
    )


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            "<pre><div class=head><span>Python</span><button>Copy</button></div>"
            "<code>a = 1\nb = 2</code></pre>",
            id="a bar inside, with a button",
        ),
        pytest.param(
            "<pre><div class=code-header>python</div>a = 1\nb = 2</pre>",
            id="a bar inside, by its name",
        ),
        pytest.param(
            "<div class=box><div><span>Python</span><button>Copy</button></div>"
            "<div><pre>a = 1\nb = 2</pre></div></div>",
            id="a bar before",
        ),
        pytest.param(
            "<div><pre class='lang-python'>a = 1\nb = 2</pre><span>Copied!</span></div>",
            id="the answer of a copy button after",
        ),
    ],
)
def test_a_bar_goes_and_its_language_stays(html: str) -> None:
    got = cleaned(html)
    assert 'class="language-python"' in got
    assert "a = 1\nb = 2" in got
    assert not any(word in got for word in ("Copy", "Copied", "Python"))


def test_a_file_name_above_a_block_is_content() -> None:
    got = cleaned("<figure><figcaption>src/a.py</figcaption><pre>a = 1</pre></figure>")
    assert got == "<figure><figcaption>src/a.py</figcaption><pre>a = 1</pre></figure>"


def test_a_paragraph_of_one_word_above_a_block_is_content() -> None:
    assert cleaned("<div><p>Python</p><pre>a = 1</pre></div>") == "<p>Python</p><pre>a = 1</pre>"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<code class=block>a = 1\nb = 2</code>", id="named a block"),
        pytest.param("<code style='white-space: pre'>a = 1\nb = 2</code>", id="styled as one"),
        pytest.param("<p><code>a = 1<br>b = 2</code></p>", id="alone in a paragraph, with breaks"),
        pytest.param("<div class=code-block>a = 1\nb = 2</div>", id="a box named for code"),
        pytest.param(
            "<div class=cm-editor><div class=cm-gutters>1 2</div><div class=cm-content>"
            "<div class=cm-line>a = 1</div><div class=cm-line>b = 2</div></div></div>",
            id="an editor's lines",
        ),
        pytest.param(
            "<div class=CodeMirror><pre>x</pre><div class=CodeMirror-code>"
            "<div><div class=CodeMirror-gutter-wrapper>1</div><pre>a = 1</pre></div>"
            "<div><div class=CodeMirror-gutter-wrapper>2</div><pre>b = 2</pre></div></div></div>",
            id="an editor with a pre for each line",
        ),
    ],
)
def test_code_that_is_no_pre_becomes_one(html: str) -> None:
    assert cleaned(html) == AB


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Call <code>a\nb</code> now.</p>", id="a line feed of the source"),
        pytest.param("<p>Call <code>a<b>b</b></code> now.</p>", id="marks inside"),
        pytest.param("<p><code>a</code></p>", id="alone in a paragraph"),
    ],
)
def test_code_in_a_line_stays_in_the_line(html: str) -> None:
    assert "<pre" not in cleaned(html)


def test_one_listing_in_pieces_is_one_block() -> None:
    html = "<div><code class=block>a = 1</code> <pre>1</pre> <code class=block>b = 2</code></div>"
    assert cleaned(html) == "<pre>a = 1\n1\nb = 2</pre>"


def test_a_pre_after_a_pre_is_another_block() -> None:
    assert cleaned("<pre>a</pre><pre>b</pre>") == "<pre>a</pre><pre>b</pre>"


@pytest.mark.parametrize(
    ("html", "language"),
    [
        pytest.param("<pre class='language-rust'>x</pre>", "rust", id="language-x"),
        pytest.param("<pre><code class='hljs ruby'>x</code></pre>", "ruby", id="a known name"),
        pytest.param("<pre class='src src-lisp'>x</pre>", "lisp", id="src-x"),
        pytest.param("<pre data-lang='zz9'>x</pre>", "zz9", id="data-lang, any name"),
        pytest.param("<div data-lang='bash'><pre>x</pre></div>", "bash", id="a box, a known name"),
        pytest.param(
            "<figure class='highlight sh'><pre>x</pre></figure>", "sh", id="a figure's class"
        ),
        pytest.param(
            "<div data-lang='de'><pre>x</pre></div>", "", id="people's languages are none"
        ),
        pytest.param("<pre class='language-plaintext'>x</pre>", "", id="plain text is none"),
        pytest.param("<div class='go'><pre>x</pre></div>", "", id="a class of any box is none"),
    ],
)
def test_the_language(html: str, language: str) -> None:
    got = cleaned(html)
    assert ("class=" in got) == bool(language)
    assert not language or f'class="language-{language}"' in got


def test_many_lines_take_no_longer_than_their_number() -> None:
    lines = "".join(f"<span class=line><i>{n}</i> = x</span>\n" for n in range(20_000))
    got = cleaned(f"<pre><code>{lines}</code></pre>")
    assert got.count("\n") == 20_000

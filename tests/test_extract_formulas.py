"""Each formula once, whatever drew it."""

from __future__ import annotations

import pytest

from scraper.extract.clean import clean
from scraper.extract.tree import inner_html, parse

NOTE = "<annotation encoding='application/x-tex'>x^2</annotation>"
PLAIN = "<math><msup><mi>x</mi><mn>2</mn></msup></math>"
MATH = f"<math><semantics><mi>x</mi>{NOTE}</semantics></math>"
DRAWN = "<span class=katex-html aria-hidden=true><span class=mord>x</span>2</span>"
KATEX = f"<span class=katex><span class=katex-mathml>{MATH}</span>{DRAWN}</span>"
BIG = DRAWN.replace("2", "2" * 200)
JAX = (
    "<span class=MathJax_Preview>x2</span><span class={}>x2{}</span><script type='{}'>x^2</script>"
)
ASSISTIVE = f"<mjx-assistive-mml>{MATH}</mjx-assistive-mml>"
STYLED = "{\\displaystyle x^2}"
WIKI = (
    "<{0} class=mwe-math-element><{0} class=mwe-math-mathml-{1} style='display: none'>{2}</{0}>{3}"
    "</{0}>"
)
IMAGE = f"<img src=/x.svg aria-hidden=true alt='{STYLED}'>"


def cleaned(html: str) -> str:
    room = next(parse(f"<body><section>{html}</section>").iter("section"))
    clean(room, "https://news.example/a")
    return inner_html(room)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(KATEX, id="KaTeX"),
        pytest.param(f"<span class=katex>{MATH}</span>", id="KaTeX without the drawn copy"),
        pytest.param(f"<span class='math inline'>{KATEX}</span>", id="KaTeX in pandoc's span"),
        pytest.param(JAX.format("MathJax", PLAIN, "math/tex"), id="MathJax 2"),
        pytest.param(JAX.format("mjx-chtml", PLAIN, "math/tex"), id="MathJax 2 by style sheets"),
        pytest.param(JAX.format("MathJax", MATH, "math/tex"), id="MathJax 2 told twice"),
        pytest.param(
            f"<mjx-container class=MathJax><mjx-math aria-hidden=true>x2</mjx-math>{ASSISTIVE}"
            "</mjx-container>",
            id="MathJax 3",
        ),
        pytest.param(
            "<mjx-container><mjx-math data-latex='x^2'>x2</mjx-math></mjx-container>",
            id="MathJax 4",
        ),
        pytest.param(
            WIKI.format("span", "inline", MATH.replace("x^2", STYLED), IMAGE), id="MediaWiki"
        ),
    ],
)
def test_a_formula_amid_text(html: str) -> None:
    want = '<p>so <span class="math inline">\\(x^2\\)</span>, too</p>'
    assert cleaned(f"<p>so {html}, too</p>") == want


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<span class=katex-display>{KATEX}</span>", id="KaTeX"),
        pytest.param(
            f"<span class='math display'><span class=katex-display>{KATEX}</span></span>",
            id="KaTeX in pandoc's span",
        ),
        pytest.param(JAX.format("MathJax", PLAIN, "math/tex; mode=display"), id="MathJax 2"),
        pytest.param(
            "<mjx-container display=true><mjx-math aria-hidden=true>x2</mjx-math>"
            f"{ASSISTIVE.replace('<math', '<math display=block')}</mjx-container>",
            id="MathJax 3",
        ),
        pytest.param(WIKI.format("div", "display", MATH, IMAGE), id="MediaWiki"),
    ],
)
def test_a_formula_on_its_own_line(html: str) -> None:
    assert cleaned(html) == '<p><span class="math display">\\[x^2\\]</span></p>'


def test_formulas_in_one_span_stay_apart() -> None:
    assert cleaned(f"<p><span class=katex>{MATH}, {MATH}</span></p>").count("x^2") == 2


def test_words_beside_a_formula_in_its_span_stay() -> None:
    assert "see" in cleaned(f"<p>a <span>see {KATEX}</span></p>")


@pytest.mark.parametrize("drawn", [DRAWN, BIG], ids=["a short copy goes", "so does a long one"])
def test_mathml_without_tex_comes_once(drawn: str) -> None:
    html = f"<p>so <span class=katex><span class=katex-mathml>{PLAIN}</span>{drawn}</span></p>"
    assert cleaned(html) == "<p>so <math>x2</math></p>"

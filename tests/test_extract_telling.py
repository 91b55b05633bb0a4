"""Why each piece of text stayed or went, as `scrape try --explain` tells it.

How likely each is the article's is given here, so that nothing depends on the weights.
"""

from __future__ import annotations

import pytest

from scraper.extract import telling
from scraper.extract.blocks import read_blocks
from scraper.extract.choose import extract_article
from scraper.extract.clean import clean
from scraper.extract.measures import Facts
from scraper.extract.page import take_apart
from scraper.extract.telling import explain, explain_media
from scraper.extract.trace import Step, Trace
from scraper.extract.tree import Element, parse, squash
from scraper.model import Page
from world import LOREM, page

MENU = "<nav class=top><a href=/>Home</a> <a href=/w>World news</a></nav>"
FOOT = "<footer>Copyright 2026 Example Media. All rights reserved.</footer>"
LINKS = "".join(
    f"<li><a href=/{n}>What the harbour did in the year {n}</a></li>" for n in range(1990, 1996)
)
COMMENTS = "".join(
    f"<div class=one><b>Reader number {n}</b><p>I was there on day {n} and saw nothing.</p></div>"
    for n in range(5)
)
BIO = "<div class=author-bio><p>Ada Brook writes about harbours for the paper.</p></div>"
GONE = 0.04
CLOSE = 0.45


def story(inside: str = "", before: str = "", after: str = "") -> str:
    """A page whose article is three paragraphs, with more in and around it."""
    text = f"<p>{LOREM}</p>"
    article = f"<article>{text}{inside}{text}{text}</article>"
    return f"<body>{before}<div class=page>{article}{after}</div></body>"


def told(
    html: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    keep: str = LOREM[:40],
    odds: float = GONE,
    first: float | None = None,
    stays: bool = False,
    known: bool = False,
    title: str = "",
) -> list[Step]:
    """What is told where all but what holds `keep` reads like an article by `odds`.

    `first`: before second thoughts; with `stays` it is kept all the same, with `known` by the feed.
    """
    root = parse(html)
    passed: list[Element] = []
    blocks = read_blocks(root, passed=passed)
    body = [keep in block.text for block in blocks]
    judged = [0.99 if is_body else odds for is_body in body]
    before = [0.99 if is_body else odds if first is None else first for is_body in body]
    monkeypatch.setattr(telling, "first_odds", lambda *_: before)
    kept = [is_body or stays for is_body in body]
    room = next(root.iter("article"), None) if any(kept) else None
    facts = Facts(frozenset([squash(title)]) if title else frozenset())
    trace = Trace()
    is_known = [not is_body for is_body in body] if known else None
    explain(trace, room, blocks, facts, judged, kept, is_known, passed)
    return trace.steps


def test_what_was_kept_is_the_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    only, gone = told(story(before=MENU), monkeypatch)
    assert (only.step, only.selector) == ("body", "body > div.page > article")
    share = 3 * len(LOREM.strip()) / (3 * len(LOREM.strip()) + len("Home World news"))
    assert only.reason == f"kept 3 of 3 pieces, {share:.0%} of the page's text"
    assert only.text.startswith(LOREM[:40])
    assert gone.step == "pass"


@pytest.mark.parametrize(
    ("html", "step", "says", "times"),
    [
        pytest.param(story(before=MENU), "pass", "a menu: not read", 1, id="a menu"),
        pytest.param(story(after=FOOT), "pass", "a footer: not read", 1, id="a footer"),
        pytest.param(
            story(before="<header><p>The paper of the harbour</p></header>"),
            "pass",
            "a header: not read",
            1,
            id="a header",
        ),
        pytest.param(
            story(after=f"<ul class=related>{LINKS}</ul>"),
            "drop",
            "4% body: in “related”; a link; below the text",
            6,
            id="a box with a telling name is one row",
        ),
        pytest.param(
            story(inside=f"<ul class=x>{LINKS}</ul>"),
            "drop",
            "4% body: in a row of boxes alike; a link; a few words",
            6,
            id="cards without a name are one row",
        ),
        pytest.param(
            story(after=f"<section id=comments>{COMMENTS}</section>"),
            "drop",
            "4% body: in “comments”; below the text; no text near it",
            5,
            id="of what differs in a box only the common is said",
        ),
        pytest.param(
            story(inside="<aside>Ships of the week that we liked.</aside>"),
            "drop",
            "4% body: in an aside",
            1,
            id="an aside",
        ),
        pytest.param(
            story(inside="<p><a href=/a>Read also: ten other locks of the country</a>.</p>"),
            "drop",
            "4% body: leads to other texts; a link",
            1,
            id="a line that leads away",
        ),
        pytest.param(
            story(before="<div><a href=/1>One of it all</a> <a href=/2>Two of all</a></div>"),
            "drop",
            "4% body: mostly links; above the text; a few words",
            1,
            id="links above the text",
        ),
        pytest.param(
            story(after="<p>责任编辑：李明，王小明</p>"),
            "drop",
            "4% body: a credit or notice; below the text; a few words",
            1,
            id="a credit",
        ),
        pytest.param(
            story(inside="<p>By Ada Brook, who was there</p>"),
            "drop",
            "4% body: says who or when; a few words",
            1,
            id="a byline",
        ),
        pytest.param(
            story(inside="<p>The whole text is in the printed edition; © Example Media.</p>"),
            "drop",
            "4% body: says whose the page is",
            1,
            id="whose it is",
        ),
        pytest.param(
            story(before="<h1>Harbour opens its new lock today</h1>"),
            "drop",
            "4% body: the title; above the text; a few words",
            1,
            id="the title",
        ),
        pytest.param(
            story(inside="<p hidden>We are words that nobody is shown on this page.</p>"),
            "drop",
            "4% body: hidden",
            1,
            id="what is hidden",
        ),
        pytest.param(
            story(inside="<p>It is a text like any other in the whole wide world.</p>"),
            "drop",
            "4% body: many small signs",
            1,
            id="nothing to be seen",
        ),
    ],
)
def test_each_removal_is_told_in_plain_words(
    html: str, step: str, says: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, found = told(html, monkeypatch, title="Harbour opens its new lock today")
    assert (found.step, found.reason, found.times) == (step, says, times)


def test_the_texts_of_a_row_stand_in_order_each_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    box = (
        f"<div class=related><p>{'One two. ' * 20}</p><p>Second of the two, and its last.</p></div>"
    )
    _, found = told(story(after=box), monkeypatch)
    one, other = found.text.split(" · ")
    assert one.endswith("…")
    assert other == "Second of the two, and its last."


def test_a_paragraph_that_all_but_stayed_has_a_row_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "<p>{} I was there on that day, and saw nothing.</p>"
    comments = (
        f"<div class=one>{text.format('By me.')}<b>Reader number 2</b>{text.format('I say.')}</div>"
    )
    html = story(after=f"<section id=comments>{comments}</section>")
    far, near = (told(html, monkeypatch, odds=odds)[1:] for odds in (GONE, CLOSE))
    assert [row.selector for row in far] == ["section#comments"]
    assert [row.selector for row in near if "short" not in row.reason] == [
        "section#comments > div.one > p"
    ] * 2


def test_neighbours_with_one_reason_are_one_row_between_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = "<p>It is a text like any other in the whole wide world.</p>"
    odd = "<p>By Ada Brook, who was there and wrote it down.</p>"
    rows = told(story(inside=line + line + odd + line), monkeypatch)[1:]
    assert [row.times for row in rows] == [2, 1, 1]


def test_boxes_of_one_name_side_by_side_are_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = "".join(f"<div class=popup id=n{n}>Please allow number {n} now.</div>" for n in (1, 2))
    _, found = told(story(after=f"<div>{boxes}</div>"), monkeypatch)
    assert (found.times, found.selector) == (2, "div#n1")


def test_what_the_body_shares_is_no_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "<p>It is a text like any other in the whole wide world.</p>"
    outside = told(story(before=f"<form>{line}</form>"), monkeypatch)[1]
    inside = told(f"<form>{story(before=line)}</form>", monkeypatch)[1]
    assert "in a form" in outside.reason
    assert "in a form" not in inside.reason


def test_short_texts_that_go_are_told_in_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    items = "<ul><li>Flour</li><li>Two eggs</li><li>&middot;</li><li>Salt</li></ul>"
    related = f"<div class=related><p>More</p>{LINKS}</div>"
    rows = told(story(inside=items, after=f"{related}<p>Share</p>"), monkeypatch)[1:]
    assert [(row.reason, row.text) for row in rows if "short" in row.reason] == [
        ("3 short pieces", "Flour · Two eggs · Salt"),
        ("a short piece", "Share"),
    ]
    assert rows[0].selector.endswith("article > ul")


def test_the_rows_are_in_the_page_s_order(monkeypatch: pytest.MonkeyPatch) -> None:
    html = story(
        inside=f"<ul class=related>{LINKS}</ul>",
        before=f"{MENU}<div><a href=/b>Somewhere, sometime, someone</a></div>",
        after=f"some text after all that is in no box{FOOT}",
    )
    rows = told(html, monkeypatch)[1:]
    assert [row.text[:4] for row in rows] == ["Home", "Some", "What", "some", "Copy"]


def test_a_head_in_a_box_that_goes_is_no_row_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    box = f"<div class=related><ul>{LINKS}</ul><header>More of this</header><ul>{LINKS}</ul></div>"
    (found,) = told(story(after=box), monkeypatch)[1:]
    assert found.times == 12


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        pytest.param(
            "<table><tr><td>Tonnage of the year</td></tr></table>",
            "its table stays whole",
            id="a table",
        ),
        pytest.param("<ul><li>Tonnage of the year</li></ul>", "its list stays whole", id="a list"),
        pytest.param("<pre>tonnage = of_the_year</pre>", "its code stays whole", id="code"),
        pytest.param("<h2>Tonnage of the year</h2>", "a heading of what is kept", id="a heading"),
        pytest.param(
            "<figure><img src=a><figcaption>Tonnage of the year</figcaption></figure>",
            "a caption",
            id="a caption",
        ),
    ],
)
def test_what_stays_against_the_odds_says_with_what(
    inside: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, found = told(story(inside=inside), monkeypatch, odds=0.3, stays=True)
    assert (found.step, found.reason) == ("keep", f"30% body, but {says}")


def test_text_that_the_feed_tells_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    html = story(inside="<p>Ten other locks of the country</p>")
    _, found = told(html, monkeypatch, odds=0.3, stays=True, known=True)
    assert (found.step, found.reason) == ("keep", "30% body, but the feed tells it")


def test_what_second_thoughts_turned_round_is_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    _, found = told(story(after=BIO), monkeypatch, odds=0.12, first=0.88)
    assert (found.step, found.reason) == (
        "doubt",
        "88% body, but in “author-bio”; below the text",
    )


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        pytest.param("<ul><li>Tonnage of the year</li></ul>", "its list goes whole", id="a list"),
        pytest.param("<p hidden>Tonnage of the year</p>", "it is hidden", id="what is hidden"),
    ],
)
def test_what_goes_against_the_odds_says_with_what(
    inside: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, found = told(story(inside=inside), monkeypatch, odds=0.7)
    assert (found.step, found.reason) == ("drop", f"70% body, but {says}")


def test_another_story_of_the_page_is_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    other = "<article><h1>Something else</h1><p>It is another text altogether.</p></article>"
    _, found, head = told(story(after=other), monkeypatch, odds=0.9)
    assert head.text == "Something else"
    assert (found.reason, found.times) == ("90% body, but another story", 1)


def test_a_page_of_which_nothing_is_kept_tells_why(monkeypatch: pytest.MonkeyPatch) -> None:
    head, found = told(f"<body><ul>{LINKS}</ul></body>", monkeypatch)
    assert head.reason == "none of 6 pieces of text reads like an article's"
    assert found.reason == "4% body: in a row of boxes alike; a link; no text near it"


@pytest.mark.parametrize(
    ("beside", "before", "says"),
    [
        pytest.param(80, False, "beside text that went", id="in a teaser"),
        pytest.param(0, True, "far above the text", id="above"),
        pytest.param(0, False, "below the text", id="below"),
    ],
)
def test_pictures_that_go_say_where_they_stand(beside: int, before: bool, says: str) -> None:
    trace = Trace()
    root = parse("<div><figure><img src=/a.jpg></figure></div>")
    explain_media(trace, next(root.iter("figure")), beside=beside, before=before)
    assert trace.steps == [Step("picture", "body > div > figure", says, "/a.jpg")]


def test_what_cleaning_takes_out_of_the_body_is_told() -> None:
    trace = Trace()
    hidden = f"<p>{LOREM} And <span hidden>of a fleet</span> home.</p>"
    share = "<div class=share-bar>Share it</div><script>x()</script><button>Press</button>"
    clean(parse(hidden + share), "https://a.example/", trace=trace)
    assert [(step.step, step.reason, step.text) for step in trace.steps] == [
        ("clean", "machinery: menu, control, script", "Press"),
        ("clean", "browsers hide it", "of a fleet"),
        ("clean", "a row for sharing, by its name", "Share it"),
    ]


def test_a_title_that_the_post_has_itself_is_told() -> None:
    trace = Trace()
    html = page("Harbour opens new lock", LOREM, LOREM, LOREM)
    body = take_apart(parse(html), "https://a.example/x", trace=trace).body
    told_ = [step.text for step in trace.steps if "the title" in step.reason]
    assert told_ == ["Harbour opens new lock"]
    assert next(body.iter("h1"), None) is None


def test_text_for_machines_that_replaces_a_thin_body_is_told() -> None:
    script = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A",'
        f' "articleBody": "{LOREM} {LOREM} {LOREM}"}}</script>'
    )
    trace = Trace()
    html = f"<head>{script}</head><body><p>The harbour authority said on Monday.</p></body>"
    take_apart(parse(html), "https://a.example/x", trace=trace)
    assert any("articleBody" in step.reason for step in trace.steps)


def test_telling_changes_nothing() -> None:
    html = story(inside=f"<ul class=related>{LINKS}</ul>", before=MENU, after=BIO + FOOT)
    given = Page("https://a.example/x", html.encode())
    assert extract_article(given, trace=Trace()) == extract_article(given)

"""Site rules: what each key does, what happens where it fails, and which patterns are refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local_site import LocalSite
from scraper.config.patterns import MAX_PATTERN, pattern_complaint
from scraper.extract import choose_article, extract_article, tree
from scraper.extract.rules import (
    drop_by_rule,
    metadata_by_rule,
    strip_by_rule,
)
from scraper.extract.selectors import select
from scraper.extract.tree import inner_html, parse
from scraper.model import BodyFrom, Entry, Feed, Page, Picker, SiteRule, Source
from scraper.post import build_post
from scraper.presets import BUILT_IN
from scraper.site_rules import rule_for, rules_for
from world import LOREM, Item, World, at, page, rss

HOST = "news.example"
URL = f"https://{HOST}/2026/story.html"
ENTRY = Entry("f", URL, f"{HOST}/2026/story.html", URL, title="Lock opens", author="The desk",
              published=datetime(2026, 10, 2, tzinfo=UTC))  # fmt: skip
FEED = Feed("f", "F", f"https://{HOST}/feed", BUILT_IN["jekyll"])
SEEN = datetime(2026, 11, 1, tzinfo=UTC)
HEAD = (
    "<div class=kicker>The new lock is <i>open</i></div>"
    "<meta name=by id=2031-01-01 content='Ann Li'><i class=slash>/</i><b class=by>By Ann Li</b>"
    "<u class=pilcrow>¶</u>"
    "<time class=on datetime='2026-09-30T10:00:00Z'>yesterday</time><time class=off>soon</time>"
)
HTML = page("Lock opens").replace("<main>", f"<main>{HEAD}")
PAGE = Page(URL, HTML.encode(), "text/html; charset=utf-8", at=SEEN)


# ── title, author, date ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "field", "value"),
    [
        pytest.param(SiteRule(HOST, title=Picker(".kicker")), "title", "The new lock is open",
                     id="the text of an element"),
        pytest.param(SiteRule(HOST, author=Picker("meta[name=by]", "content")), "byline", "Ann Li",
                     id="an attribute"),
        pytest.param(SiteRule(HOST, author=Picker("b.by")), "byline", "Ann Li",
                     id="a name behind its By"),
        pytest.param(SiteRule(HOST, date=Picker("time.on", "datetime")), "published",
                     datetime(2026, 9, 30, 10, tzinfo=UTC), id="a date in an attribute"),
        pytest.param(SiteRule(HOST, date=Picker("time.on")), "published",
                     datetime(2026, 9, 30, 10, tzinfo=UTC), id="a date machines are told"),
    ],
)  # fmt: skip
def test_a_rule_says_where_the_metadata_is(rule: SiteRule, field: str, value: object) -> None:
    told = metadata_by_rule(parse(HTML), rule)
    assert getattr(told, field) == value
    assert told.names == {field}
    assert getattr(extract_article(PAGE, ENTRY, [rule]), field) == value


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        pytest.param(SiteRule(HOST, title=Picker(".gone")), "title: matches nothing on this page",
                     id="nothing there"),
        pytest.param(SiteRule(HOST, title=Picker("meta[name=by]")), "title: matches nothing",
                     id="nothing in it"),
        pytest.param(SiteRule(HOST, author=Picker("p[")), "author: the selector 'p[' is not",
                     id="a selector that is none"),
        pytest.param(SiteRule(HOST, date=Picker("time.off")),
                     "date: what it matches is no date: 'soon'", id="no date"),
        pytest.param(SiteRule(HOST, date=Picker("meta[name=by]", "id")),
                     "date: what it matches is of the future: '2031-01-01'", id="a date to come"),
        pytest.param(SiteRule(HOST, author=Picker(".slash")),
                     "author: what it matches is no author: '/'", id="no name"),
        pytest.param(SiteRule(HOST, title=Picker(".pilcrow")),
                     "title: what it matches is no title: '¶'", id="no title"),
    ],
)  # fmt: skip
def test_where_a_rule_fails_the_page_is_read_as_any_other(rule: SiteRule, complaint: str) -> None:
    plain = extract_article(PAGE, ENTRY)
    made = extract_article(PAGE, ENTRY, [rule])
    assert made.warnings[0].startswith(f"sites.yaml: {HOST}: {complaint}")
    assert replace(made, warnings=()) == plain


def test_what_a_rule_reads_it_may_drop() -> None:
    keys = {"title": Picker(".kicker"), "author": Picker("b.by"), "date": Picker("time.on")}
    rule = SiteRule(HOST, **keys, drop=(".kicker", "b.by", "time"), keep=("article",))
    made = extract_article(PAGE, ENTRY, [rule])
    assert (made.title, made.byline) == ("The new lock is open", "Ann Li")
    assert made.published == datetime(2026, 9, 30, 10, tzinfo=UTC)


def test_a_title_by_rule_is_not_repeated_at_the_start_of_the_body() -> None:
    page_ = replace(PAGE, body=page("x").replace("<h1>x</h1>", "<h2>Open!</h2>").encode())
    named = extract_article(page_, ENTRY, [SiteRule(HOST, title=Picker("h2"), keep=("main",))])
    assert "Open!" in extract_article(page_, ENTRY, [SiteRule(HOST, keep=("main",))]).body
    assert "Open!" not in named.body


def test_a_page_with_a_rule_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    parse_ = tree._parse

    def counting(data: bytes, *, huge: bool) -> object:
        parsed.append(data)
        return parse_(data, huge=huge)

    monkeypatch.setattr(tree, "_parse", counting)
    rule = SiteRule(HOST, title=Picker(".kicker"), keep=("main",))
    assert extract_article(PAGE, None, [rule]).title == "The new lock is open"
    assert len(parsed) == 1


def test_what_a_rule_says_beats_the_feed() -> None:
    rule = SiteRule(
        HOST,
        title=Picker(".kicker"),
        author=Picker("meta[name=by]", "content"),
        date=Picker("time.on"),
    )
    post = build_post(ENTRY, PAGE, FEED, (rule,), SEEN)
    assert post.title == "The new lock is open"
    assert post.published == datetime(2026, 9, 30, 10, tzinfo=UTC)
    assert "author: Ann Li\n" in post.text
    fuller = replace(ENTRY, content_html=f"<p>{LOREM}</p>" * 9)
    post = build_post(fuller, PAGE, FEED, (rule,), SEEN)
    assert (post.source, post.title) == (Source.FEED, "The new lock is open")
    assert build_post(ENTRY, PAGE, FEED, (), SEEN).title == "Lock opens"


# ── strip_text ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("patterns", "body", "left"),
    [
        pytest.param(["Read more: .*"], "<p>A</p><p>Read more: <a href='/'>B</a></p>", "<p>A</p>",
                     id="a paragraph"),
        pytest.param(["Read"], "<p>A</p><p>Read more</p>", "<p>A</p><p>Read more</p>",
                     id="not in part"),
        pytest.param(["(?i)read more", "B"], "<p>A</p><p>READ\n more</p><p>B</p>", "<p>A</p>",
                     id="white space is one space, one of several"),
        pytest.param(["B"], "<p>A</p><ul><li><p>B</p></li></ul>", "<p>A</p>", id="an only item"),
        pytest.param(["B"], "<ul><li>A</li><li>B</li></ul>", "<ul><li>A</li></ul>", id="an item"),
        pytest.param(["B"], "<div>A<p>B</p>C</div>", "<div>A C</div>", id="between bare text"),
        pytest.param(["B"], "<table><tr><td>A</td><td>B</td></tr></table>",
                     "<table><tr><td>A</td><td></td></tr></table>", id="a cell keeps its place"),
        pytest.param(["B"], "<table><tr><td>A</td></tr><tr><td>B</td></tr></table>",
                     "<table><tr><td>A</td></tr></table>", id="a row"),
        pytest.param(["B"], "<figure><img src='x'><figcaption>B</figcaption></figure>",
                     '<figure><img src="x"></figure>', id="a caption without its picture"),
        pytest.param(["责任编辑[：:].*"], "<p>正文。</p><p>责任编辑：王小明</p>", "<p>正文。</p>",
                     id="Chinese"),
    ],
)  # fmt: skip
def test_blocks_of_text_are_stripped(patterns: list[str], body: str, left: str) -> None:
    root = parse(f"<div>{body}</div>").find("body/div")
    assert root is not None
    assert strip_by_rule(root, SiteRule(HOST, strip_text=tuple(patterns))) == []
    assert inner_html(root) == left


def test_what_would_leave_nothing_is_not_stripped() -> None:
    rule = SiteRule(HOST, strip_text=(".*",))
    made = extract_article(PAGE, ENTRY, [rule])
    assert made.body == extract_article(PAGE, ENTRY).body
    told = "sites.yaml: news.example: strip_text: matches all there is on this page"
    assert made.warnings == (told,)


def test_a_pattern_that_is_none_is_told() -> None:
    root = parse("<p>A</p>")
    (told,) = strip_by_rule(root, SiteRule(HOST, strip_text=("(",)))
    assert "strip_text: '(' is not understood" in told


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        pytest.param("Read more: .*", None, id="a plain one"),
        pytest.param(r"(?i)\d{4}-\d{2} (?:foo|bar).*", None, id="flags, counts, a choice"),
        pytest.param(r"[]*+(]{1,2}\(+", None, id="signs that are none"),
        pytest.param("(?:ab)*c", None, id="a group of fixed length"),
        pytest.param("(?:a.*|b.*)c.*", None, id="branches are counted apart"),
        pytest.param("(?P<n>a)(?=b)(?<!c)d*?e*+", None, id="looking around, lazy, possessive"),
        pytest.param("(a+)+b", "a repeat within a repeat", id="nested"),
        pytest.param("(?:(?:a|ab)c)*", "a repeat within a repeat", id="a choice within a repeat"),
        pytest.param("(?i:a{2,})*", "a repeat within a repeat", id="nested, with a flag"),
        pytest.param(".*a.*b.*c", "more than 2 repeats", id="in a row"),
        pytest.param("(?:a.*|b).*.*", "more than 2 repeats", id="in a row, one in a branch"),
        pytest.param("a?" * 9, "more than 8 of ?", id="choices in a row"),
        pytest.param("(?:a|b)" * 9, "more than 8 of ?", id="branches in a row"),
        pytest.param(r"(a)\1", "can't be referred to", id="a reference"),
        pytest.param("(?P<n>a)(?P=n)", "can't be referred to", id="a reference by name"),
        pytest.param("(?x) a", "flag x", id="verbose"),
        pytest.param("(", "missing )", id="none at all"),
        pytest.param("[[a]", "nested set", id="one that changes its meaning some day"),
        pytest.param("a" * (MAX_PATTERN + 1), "longer than 300", id="too long"),
    ],
)  # fmt: skip
def test_patterns_that_could_take_for_ever_are_refused(pattern: str, complaint: str | None) -> None:
    found = pattern_complaint(pattern)
    assert found is None if complaint is None else complaint in (found or "")


@pytest.mark.slow
def test_the_worst_pattern_that_passes_is_done_soon() -> None:
    assert pattern_complaint(".*a.*b") is None
    root = parse("<div>" + f"<p>{'a' * 2000}</p>" * 20 + "</div>")
    started = time.process_time()
    strip_by_rule(root, SiteRule(HOST, strip_text=(".*a.*b",)))
    assert time.process_time() - started < 10


# ── feed_only ────────────────────────────────────────────────────────────────────────────────


def test_feed_only_takes_the_feeds_text_whatever_it_is() -> None:
    rule = SiteRule(HOST, feed_only=True)
    short = replace(ENTRY, summary_html="<p>Closed today.</p>")
    made = choose_article(short, PAGE, FEED, (rule,))
    assert (made.body, made.source) == ("<p>Closed today.</p>", Source.SUMMARY)
    assert choose_article(short, None, replace(FEED, body_from=BodyFrom.FEED), ()).body == made.body


# ── end to end ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = World(tmp_path, site)
    made.configure(made.feed())
    item = Item(
        title="Lock opens",
        link=site.url("/s"),
        published=at("2026-10-01T12:00:00"),
        summary="Closed today.",
    )
    site.reply("/feed", rss(item))
    return made


def rules(world: World, text: str) -> None:
    (world.folder / "sites.yaml").write_text(f"127.0.0.1:\n{text}\n", encoding="utf-8")


def test_no_page_of_a_feed_only_site_is_fetched(world: World, site: LocalSite) -> None:
    rules(world, "  feed_only: true")
    site.reply("/s", page("Lock opens"))
    assert world.scrape().status == 0
    assert world.only_post().endswith("Closed today.\n")
    assert site.count("/s") == 0


def test_all_keys_of_a_rule_together(world: World, site: LocalSite) -> None:
    rules(
        world,
        "  title: .head\n"
        "  author: meta[name=by]@content\n"
        "  date: time@datetime\n"
        "  strip_text: ['Read more: .*']\n"
        "  next_page: a.on\n",
    )
    head = "<meta name=by id=2031-01-01 content='Ann Li'>"
    "<i class=slash>/</i><b class=by>By Ann Li</b>"
    "<u class=pilcrow>¶</u>"
    more = ("<time datetime='2026-09-30'>x</time><i class=head>Open!</i>", "Read more: that")
    site.reply("/s", page("Lock", LOREM, LOREM, *more, "<a class=on href='/t'>~</a>", head=head))
    site.reply("/t", page("Lock", "Page two. " + LOREM, "And its end. " + LOREM))
    ran = world.scrape()
    assert "sites.yaml" not in ran.err, "title, author and date are the first page's"
    assert ran.paths == ["archive/_posts/2026/2026-09-30-Open!.md"]
    post = world.only_post()
    assert "author: Ann Li\n" in post
    assert "Page two." in post
    assert "Read more" not in post


def test_a_pattern_that_could_take_for_ever_stops_the_run(world: World) -> None:
    rules(world, "  strip_text: ['(a+)+b']")
    ran = world.scrape()
    assert ran.status == 2
    assert "sites.yaml:2: 127.0.0.1.strip_text[0]: want a regular expression" in ran.err
    assert "a repeat within a repeat" in ran.err


# ── drop and keep that would take the article ────────────────────────────────────────────────

PROSE = "".join(f"<p>{LOREM} And that was number {n}.</p>" for n in range(4))
READ = "".join(f"<li><a href=/{n}>The story that most of you read {n}</a></li>" for n in range(9))
REPLIES = "".join(
    f"<div class=comment><b>Reader {n}</b><p>I was there on day {n} and saw nothing.</p></div>"
    for n in range(60)
)
WHOLE = (
    f"<title>Lock opens</title><body><main><h1>Lock opens</h1><div class=story>{PROSE}</div></main>"
    f"<div class=most><h2>Most read</h2><ul>{READ}</ul></div>"
    f"<section class=comments>{REPLIES}</section></body>"
)


@pytest.mark.parametrize(
    ("drop", "keep", "complaint"),
    [
        pytest.param(["main"], [], "'main' is not followed: it takes most of", id="the article"),
        pytest.param([".comments", ".story"], [], "'.story' is not followed: it takes most of",
                     id="its text alone"),
        pytest.param([".comments", "p"], [], "'p' is not followed: it takes most of",
                     id="its paragraphs"),
        pytest.param(["body"], [], "'body' is not followed: it is all of", id="the whole body"),
        pytest.param(["html"], [], "'html' is not followed: it is all of", id="the whole page"),
        pytest.param([".story"], [".story"], "'.story' is not followed: it takes all that keep",
                     id="what keep names"),
        pytest.param(["main"], [".story"], "'main' is not followed: it takes all that keep",
                     id="what holds all that keep names"),
        pytest.param([], ["html"], "keep: 'html' is all of the page: name", id="keep all"),
    ],
)  # fmt: skip
def test_what_would_take_the_article_is_not_followed(
    drop: list[str], keep: list[str], complaint: str
) -> None:
    rule = SiteRule(HOST, drop=tuple(drop), keep=tuple(keep))
    article = extract_article(Page(URL, WHOLE.encode()), None, [rule])
    (warning,) = article.warnings
    assert complaint in warning
    assert warning.startswith(f"sites.yaml: {HOST}: ")
    assert article.body.count("And that was number") == 4
    assert "most of you read" not in article.body


@pytest.mark.parametrize(
    ("drop", "left"),
    [
        pytest.param(".comments", 4, id="comments longer than the article"),
        pytest.param("main p:first-child", 3, id="a part of the article"),
        pytest.param(".most", 4, id="a list of links"),
    ],
)
def test_what_is_too_much_is_dropped(drop: str, left: int) -> None:
    rule = SiteRule(HOST, drop=(drop,), keep=("main",))
    article = extract_article(Page(URL, WHOLE.encode()), None, [rule])
    assert article.warnings == ()
    assert article.body.count("And that was number") == left
    root = parse(WHOLE)
    drop_by_rule(root, rule)
    assert select(root, drop) in ([], [next(root.iter("p"))])


def test_of_many_rules_those_of_the_pages_are_told_apart() -> None:
    known = [SiteRule(f"site{number}.example") for number in range(50)]
    known += [SiteRule("news.example"), SiteRule("example"), SiteRule("www.news.example")]
    urls = (
        "https://m.news.example/1",
        "https://other.example/",
        "https://nobody.test/",
        "http://[",
    )
    assert [rule.host for rule in rules_for(urls, known)] == ["news.example", "example"]
    for url in urls:
        assert rule_for(url, rules_for(urls, known)) == rule_for(url, known)
    assert rules_for(urls, ()) == ()

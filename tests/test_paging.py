"""Articles in several pages: which link is the next, how they are joined, what is left out."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local_site import LocalSite
from scraper.errors import ExtractError, FetchError
from scraper.extract import choose_article, further, is_fuller, other_form
from scraper.extract.joining import join
from scraper.extract.numbering import may_be_linked
from scraper.extract.paging import next_page, single_page
from scraper.extract.tree import parse
from scraper.model import Access, Article, Entry, Feed, Page, SiteRule, Source
from scraper.pipeline import Tools
from scraper.post import build_post
from scraper.presets import BUILT_IN
from world import Item, World, at, page, rss

URL = "https://news.example/2026/lock-opens.html"
ENTRY = Entry("f", URL, "news.example/2026/lock-opens.html", URL, title="Lock opens")
FEED = Feed("f", "F", "https://news.example/feed", BUILT_IN["jekyll"])


def text(number: int, count: int = 4) -> str:
    """Paragraphs that no other page has."""
    return "".join(
        f"<p>On page {number} the harbour authority told reporters in part {index} of its statement"
        f" how the lock number {number * 10 + index} had been built, and by whom it was paid.</p>"
        for index in range(count)
    )


def html(body: str, *, title: str = "Lock opens", head: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title} - The Daily</title>{head}</head><body>"
        f"<main><article><h1>{title}</h1>{body}</article></main></body></html>"
    )


def as_page(body: str, url: str = URL, *, title: str = "Lock opens", whole: bool = False) -> Page:
    return Page(url, html(body, title=title).encode(), "text/html; charset=utf-8", whole)


# ── the next page ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "link", "target"),
    [
        pytest.param("/a/story", '<link rel=next href="/a/story?page=2">', "/a/story?page=2",
                     id="rel=next of the head, a parameter"),
        pytest.param("/a/story", '<a rel="nofollow next" href="?page=2">more</a>',
                     "/a/story?page=2", id="rel=next of a link, relative"),
        pytest.param("/a/story/", '<p class=pages>1 <a href="/a/story/2/">2</a></p>',
                     "/a/story/2/", id="a folder with the number"),
        pytest.param("/a/story/", '<a href="/a/story/page/2/">Next page</a>', "/a/story/page/2/",
                     id="page/2"),
        pytest.param("/a/story.html", '<p>Seite <b>1</b> <a href="story_2.html">2</a></p>',
                     "/a/story_2.html", id="_2.html beside the page's own number"),
        pytest.param("/a/story.html", '<nav class=pagination><a href="story-2.html">2</a></nav>',
                     "/a/story-2.html", id="-2.html among page numbers"),
        pytest.param("/a/story", '<a href="/a/story/seite-2">Seite 2: Wie es weiterging</a>',
                     "/a/story/seite-2", id="seite-2"),
        pytest.param("/a/t1_55.htm", '<a href="t1_55_1.htm">下一页</a>', "/a/t1_55_1.htm",
                     id="counted from nought"),
        pytest.param("/a/55.html", '<a href="55_2.html">下一页 &gt;</a>', "/a/55_2.html",
                     id="Chinese"),
        pytest.param("/a/55", '<a href="/a/55?p=2">次のページへ</a>', "/a/55?p=2", id="Japanese"),
        pytest.param("/a/55", '<a href="/a/55?page=2">다음</a>', "/a/55?page=2", id="Korean"),
        pytest.param("/a/55", '<a href="/a/55?page=2">التالي</a>', "/a/55?page=2", id="Arabic"),
        pytest.param("/a/55", '<a href="/a/55/2">Weiter »</a>', "/a/55/2", id="German"),
        pytest.param("/a/55", '<a href="/a/55,2">Suivant</a>', "/a/55,2", id="French"),
        pytest.param("/a/55", '<a href="/a/55?pagina=2">Siguiente</a>', "/a/55?pagina=2",
                     id="Spanish"),
        pytest.param("/a/中国", '<p>1 <a href="/a/%E4%B8%AD%E5%9B%BD/2">2</a>',
                     "/a/%E4%B8%AD%E5%9B%BD/2", id="an address with Chinese in it"),
        pytest.param("/v?id=7", '<a href="/v?id=7&amp;page=2">Next</a>', "/v?id=7&page=2",
                     id="a parameter beside another"),
        pytest.param("/a/story", '<a href="/a/story?page=2"><img alt="Next page"></a>',
                     "/a/story?page=2", id="a picture with a name"),
    ],
)  # fmt: skip
def test_a_page_of_the_same_article_is_found(url: str, link: str, target: str) -> None:
    url, target = f"https://news.example{url}", f"https://news.example{target}"
    body = html(text(1) + link)
    assert next_page(parse(body), url) == target
    assert may_be_linked(body.encode(), url, 2), "the quick look must not miss it"
    assert further(Page(url, body.encode()), (), first=url, number=1).next == target


@pytest.mark.parametrize(
    ("url", "link"),
    [
        pytest.param("/a/story", '<a rel=next href="/a/other-story">Next</a>', id="next article"),
        pytest.param("/a/story", '<a rel=next href="/a/story-2">The next article</a>',
                     id="an article whose address is another's with a number"),
        pytest.param("/news/1", '<a href="/news/2">Next</a>', id="the next number of the news"),
        pytest.param("/?p=1", '<a href="/?p=2">Next</a>', id="the next post"),
        pytest.param("/", '<nav class=pagination><a href="/page/2">2</a></nav>', id="front page"),
        pytest.param("/a/story", '<a href="https://other.example/a/story?page=2">Next</a>',
                     id="another host"),
        pytest.param("/a/story", '<div id=comments><a href="/a/story?page=2">Next</a></div>',
                     id="pages of comments"),
        pytest.param("/a/story", '<a href="/a/story?page=2#comments">2</a> 1', id="at comments"),
        pytest.param("/a/story", '<a href="/a/story?cpage=2">Next</a>', id="comments by address"),
        pytest.param("/a/story", '<a href="/a/story?page=2">Photo gallery</a>', id="no such word"),
        pytest.param("/a/story", '<a class=next-article href="/a/story/2">Next</a>', id="by class"),
        pytest.param("/a/story", '<a href="/a/story?page=3">3</a> 2', id="the page after that"),
        pytest.param("/a/story", '<a href="/a/story?id=2">Next</a>', id="not a page's number"),
        pytest.param("/a/story", '<a href="/a/story2">Next</a>', id="nothing before the number"),
        pytest.param("/a/story", '<a href="javascript:go(2)">Next</a>', id="a script"),
        pytest.param("/a/story", '<a href="http://[/a/story/2">Next</a>', id="no address"),
    ],
)  # fmt: skip
def test_when_in_doubt_there_is_no_next_page(url: str, link: str) -> None:
    assert next_page(parse(html(text(1) + link)), f"https://news.example{url}") is None


def test_the_way_goes_on_from_page_to_page_and_ends() -> None:
    links = '<p class=pager><a href="?page=1">1</a> <a href="?page=2">2</a> <a href="?page=3">3</a>'
    root = parse(html(text(2) + links))
    first = "https://news.example/a/story"
    assert next_page(root, f"{first}?page=2", first=first, number=2) == f"{first}?page=3"
    assert next_page(root, f"{first}?page=3", first=first, number=3) is None


def test_a_page_without_a_sign_of_more_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.extract.paging.parse", None)
    body = html(text(1) + '<a href="/style.css?v=2">2</a> <a href="/b/other_2.html">2</a>')
    assert further(Page(URL, body.encode()), (), first=URL, number=1).next is None


def test_a_later_page_that_is_a_wall_is_no_page() -> None:
    wall = b"<title>Just a moment...</title><p>Checking your browser</p>"
    with pytest.raises(ExtractError) as caught:
        further(Page(URL, wall), (), first=URL, number=2)
    assert caught.value.verdict == "challenge"


@pytest.mark.parametrize(
    ("selector", "link", "target"),
    [
        pytest.param(".on", '<a class=on href="/x/9">go</a>', "/x/9", id="whatever its address"),
        pytest.param(".on", '<p class=on><a href="/x/9">go</a>', "/x/9", id="a link within"),
        pytest.param(".on", '<a class=on href="//other.example/9">go</a>', None, id="but its host"),
        pytest.param(".off", '<a href="?page=2">Next</a>', "/2026/lock-opens.html?page=2",
                     id="and where it fails, as on any page"),
        pytest.param("p[", '<a href="?page=2">Next</a>', "/2026/lock-opens.html?page=2",
                     id="also if it is none"),
    ],
)  # fmt: skip
def test_a_rule_names_the_next_page(selector: str, link: str, target: str | None) -> None:
    rule = SiteRule("news.example", next_page=selector)
    found = further(Page(URL, html(text(1) + link).encode()), (rule,), first=URL, number=1).next
    assert found == (target and f"https://news.example{target}")


# ── all on one page ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("link", "target"),
    [
        pytest.param('<a href="?page=all">View all</a>', "?page=all", id="View all"),
        pytest.param('<a href="?single=1">Auf einer Seite lesen</a>', "?single=1", id="German"),
        pytest.param('<a href="?all=1">阅读全文</a>', "?all=1", id="Chinese"),
        pytest.param('<a href="?all=1">全文を読む</a>', "?all=1", id="Japanese"),
        pytest.param('<a href="/2026/other.html">View all</a>', None, id="all of something else"),
        pytest.param('<a href="?comments=all">View all</a>', None, id="all comments"),
        pytest.param('<a href="?page=all">View all our offers</a>', None, id="offers"),
        pytest.param('<a href="#all">View all</a>', None, id="a place on this page"),
    ],
)
def test_the_page_with_all_of_the_article(link: str, target: str | None) -> None:
    assert single_page(parse(html(text(1) + link)), URL) == (target and URL + target)


@pytest.mark.parametrize(
    ("link", "target"),
    [
        pytest.param('<link rel=amphtml href="/2026/lock-opens.amp.html">',
                     "https://news.example/2026/lock-opens.amp.html", id="AMP"),
        pytest.param('<link rel=amphtml href="https://amp.news.example/lock">',
                     "https://amp.news.example/lock", id="AMP on a host of its own"),
        pytest.param('<link rel=amphtml href="https://other.example/lock">', None,
                     id="AMP of somebody else"),
        pytest.param('<a href="/print/2026/lock-opens.html">Print</a>',
                     "https://news.example/print/2026/lock-opens.html", id="print"),
        pytest.param('<a href="?print=1">打印本页</a>', f"{URL}?print=1", id="print, Chinese"),
        pytest.param('<link rel=alternate media=print href="?drucken=1">', f"{URL}?drucken=1",
                     id="print, for machines"),
        pytest.param('<a href="javascript:print()">Print</a>', None, id="the browser's own"),
        pytest.param('<a href="/subscribe">Print</a>', None, id="the paper"),
    ],
)  # fmt: skip
def test_other_forms_of_the_article(link: str, target: str | None) -> None:
    assert other_form(Page(URL, html(text(1, 1) + link).encode()), ()) == target


# ── joined ───────────────────────────────────────────────────────────────────────────────────


def article(body: str, *, title: str = "Lock opens", access: Access = Access.FULL) -> Article:
    return Article(URL, title, body, Source.PAGE, access=access)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        pytest.param("<p>One.</p>", "<p>Two.</p>", "<p>One.</p><p>Two.</p>", id="in order"),
        pytest.param("<h2>Lock</h2><p>One.</p>", "<h2>Lock</h2><p>Two.</p>",
                     "<h2>Lock</h2><p>One.</p><p>Two.</p>", id="what stands above each page, once"),
        pytest.param("<p>One.</p><p>* * *</p>", "<p>Two.</p><p>Three.</p><p>One.</p>",
                     "<p>One.</p><p>* * *</p><p>Two.</p><p>Three.</p><p>One.</p>",
                     id="short words may be said twice"),
        pytest.param("<p>One.</p><p>The credits are the same on each of the pages.</p>",
                     "<p>Two.</p><ul><li>The credits are the same on each of the pages.</li></ul>",
                     "<p>One.</p><p>The credits are the same on each of the pages.</p><p>Two.</p>",
                     id="long ones not, and no empty list is left"),
        pytest.param('<figure><img src="https://a/1.jpg"></figure><p>One.</p>',
                     '<figure><img src="https://a/1.jpg"><figcaption>C</figcaption></figure>'
                     '<p>Two.</p><img src="https://a/2.jpg">',
                     '<figure><img src="https://a/1.jpg"></figure><p>One.</p><p>Two.</p>'
                     '<img src="https://a/2.jpg">', id="a picture once, with its caption"),
        pytest.param("<p>One.</p>", "<p>One.</p>", "<p>One.</p>", id="the same page again"),
        pytest.param("<p>One.</p>", "", "<p>One.</p>", id="nothing"),
    ],
)  # fmt: skip
def test_pages_are_joined_without_repeats(first: str, second: str, joined: str) -> None:
    assert join([article(first), article(second)]).body == joined


def test_an_article_of_which_one_page_is_partial_is_partial() -> None:
    parts = [article("<p>1</p>"), article("<p>2</p>", access=Access.PARTIAL)]
    assert join(parts).access is Access.PARTIAL
    assert join([article("<p>1</p>"), article("<p>2</p>")]).access is Access.FULL


def test_the_pages_of_an_article_become_one_post() -> None:
    pages = (as_page(text(1)), as_page(text(2), URL + "?page=2", title="Lock opens - page 2"))
    post = build_post(ENTRY, pages, FEED, (), datetime(2026, 1, 1, tzinfo=UTC))
    assert post.url == URL
    assert post.text.index("On page 1") < post.text.index("On page 2")
    assert pickle.loads(pickle.dumps(pages)) == pages


@pytest.mark.parametrize(
    ("second", "told"),
    [
        pytest.param(Page(URL + "?page=2", b""), "is missing", id="gone"),
        pytest.param(as_page(text(2), URL + "?page=2", title="Quite another story"), "another's",
                     id="of another article"),
    ],
)  # fmt: skip
def test_what_lacks_a_page_is_partial_and_says_so(second: Page, told: str) -> None:
    made = choose_article(ENTRY, (as_page(text(1)), second), FEED, ())
    assert made.access is Access.PARTIAL
    assert "On page 1" in made.body
    assert "On page 2" not in made.body
    assert told in made.warnings[-1]


def test_a_page_that_breaks_off_is_a_teaser_unless_it_goes_on() -> None:
    short = "<p>The harbour authority opened the new lock on Tuesday…</p>"
    pages = as_page(short), as_page(text(2), URL + "?page=2")
    assert "On page 2" in choose_article(ENTRY, pages, FEED, ()).body
    with pytest.raises(ExtractError):
        choose_article(ENTRY, (pages[0], Page(URL + "?page=2", b"")), FEED, ())


def test_another_form_is_taken_if_it_has_more_of_the_same_article() -> None:
    first, whole = as_page(text(1)), as_page(text(1) + text(2), URL + "?all=1", whole=True)
    made = choose_article(ENTRY, (first, whole), FEED, ())
    assert "On page 2" in made.body
    assert made.url == URL
    less = replace(whole, body=html(text(1, 2)).encode())
    other = replace(whole, body=html(text(1) + text(2), title="Something else").encode())
    for form in (less, other):
        assert choose_article(ENTRY, (first, form), FEED, ()).body.count("<p>") == 4
        assert not is_fuller(form, first, ENTRY, ())
    assert is_fuller(whole, first, ENTRY, ())


def test_a_page_that_says_no_more_than_its_description_is_thin() -> None:
    short = text(1, 3)
    told = short.replace("<p>", "").replace("</p>", " ")
    head = f'<meta property="og:description" content="{told}">'
    thin = choose_article(ENTRY, Page(URL, html(short, head=head).encode()), FEED, ())
    assert thin.thin
    assert not choose_article(ENTRY, Page(URL, html(short).encode()), FEED, ()).thin
    promised = replace(ENTRY, content_html=text(1, 9))
    assert choose_article(promised, Page(URL, html(short).encode()), FEED, ()).thin
    assert not choose_article(promised, None, FEED, ()).thin


# ── end to end ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = World(tmp_path, site)
    made.configure(made.feed(preset="mine"), presets={"mine": {"extra": ["access"]}})
    item = Item(title="Lock opens", link=site.url("/s"), published=at("2026-10-01T12:00:00"))
    site.reply("/feed", rss(item))
    return made


def part(number: int, *links: str) -> str:
    body = (*text(number).split("<p>")[1:], *links)
    return page("Lock opens", *body)


def test_all_pages_of_an_article_are_fetched_and_joined(world: World, site: LocalSite) -> None:
    pager = '<a href="/s?page=2">2</a> <a href="/s?page=3">3</a>'
    site.reply("/s", part(1, f"1 {pager}"))
    site.reply("/s?page=2", part(2, f"1 {pager}"))
    site.reply("/s?page=3", part(3, f"1 {pager}"))
    ran = world.scrape()
    assert ran.status == 0, ran.err
    post = world.only_post()
    assert [post.count(f"On page {number}") for number in (1, 2, 3)] == [4, 4, 4]
    assert f"from: {site.url('/s')}\n" in post
    assert "access: full" in post
    assert site.count("/s?page=2") == site.count("/s?page=3") == 1


def test_a_later_page_that_does_not_come_makes_the_entry_wait(
    world: World, site: LocalSite
) -> None:
    site.reply("/s", part(1, '<a href="/s?page=2">Next</a>'))
    site.reply("/s?page=2", status=503, times=1)
    site.reply("/s?page=2", part(2))
    assert world.scrape().paths == []
    assert world.posts() == {}
    assert len(world.scrape("--since", "2026-09-01").paths) == 1
    assert "On page 2" in world.only_post()


def test_articles_that_wait_for_pages_hold_so_much_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scraper.pipeline.tools.MAX_WAITING_BYTES", 100)
    tools = Tools(*(None,) * 6)  # type: ignore[arg-type]
    with tools.waiting_pages() as hold, pytest.raises(FetchError) as caught:
        hold(Page("http://a.example/s", b"x" * 101))
    assert caught.value.asked  # it alone: no other run has more room for it
    with tools.waiting_pages() as hold, tools.waiting_pages() as other:
        hold(Page("http://a.example/s", b"x" * 60))
        with pytest.raises(FetchError) as caught:
            other(Page("http://a.example/t", b"x" * 60))
    assert not caught.value.asked
    with tools.waiting_pages() as hold:  # what was held is let go of
        hold(Page("http://a.example/s", b"x" * 100))


def test_a_later_page_that_is_gone_leaves_a_part_and_says_so(world: World, site: LocalSite) -> None:
    site.reply("/s", part(1, '<a href="/s?page=2">Next</a>'))
    site.reply("/s?page=2", status=404)
    ran = world.scrape()
    assert len(ran.paths) == 1
    assert "access: partial" in world.only_post()
    assert "this page of an article is missing" in ran.err


def test_a_page_that_leads_back_is_no_page(world: World, site: LocalSite) -> None:
    site.reply("/s", part(1, '<a href="/s?page=2">Next</a>'))
    site.redirect("/s?page=2", "/s")
    world.scrape()
    assert "access: full" in world.only_post()
    assert world.only_post().count("On page 1") == 4


def test_an_article_ends_after_twenty_pages(world: World, site: LocalSite) -> None:
    site.reply("/s", part(1, '<a href="/s?page=2">Next</a>'))
    for number in range(2, 30):
        site.reply(f"/s?page={number}", part(number, f'<a href="/s?page={number + 1}">Next</a>'))
    world.scrape()
    assert "On page 20 " in world.only_post()
    assert "access: partial" in world.only_post()
    assert site.count("/s?page=21") == 0


def test_robots_are_asked_for_later_pages_too(world: World, site: LocalSite) -> None:
    site.reply("/robots.txt", "User-agent: *\nDisallow: /s?page\n", content_type="text/plain")
    site.reply("/s", part(1, '<a href="/s?page=2">Next</a>'))
    site.reply("/s?page=2", part(2))
    world.scrape()
    assert site.count("/s?page=2") == 0
    assert "access: partial" in world.only_post()


def test_the_page_with_all_of_it_spares_the_others(world: World, site: LocalSite) -> None:
    more = '<a href="/s?page=2">Next</a> <a href="/s?page=all">Single page</a>'
    site.reply("/s", part(1, more))
    site.reply("/s?page=all", page("Lock opens", text(1), text(2)))
    world.scrape()
    assert "On page 2" in world.only_post()
    assert site.count("/s?page=2") == 0


def test_where_the_page_with_all_of_it_has_no_more_the_others_are_joined(
    world: World, site: LocalSite
) -> None:
    more = '<a href="/s?page=2">Next</a> <a href="/s?page=all">Single page</a>'
    site.reply("/s", part(1, more))
    site.reply("/s?page=all", part(1, more))
    site.reply("/s?page=2", part(2))
    world.scrape()
    assert "On page 2" in world.only_post()


def test_a_thin_page_is_made_good_by_its_print_form(world: World, site: LocalSite) -> None:
    teaser = "The harbour authority opened the new lock on Tuesday… Read more"
    head = '<link rel="alternate" media="print" href="/s?print=1">'
    site.reply("/s", page("Lock opens", teaser, head=head))
    site.reply("/s?print=1", page("Lock opens", text(1)))
    world.scrape()
    assert "On page 1" in world.only_post()
    assert f"from: {site.url('/s')}\n" in world.only_post()


def test_a_full_page_is_not_asked_for_its_other_forms(world: World, site: LocalSite) -> None:
    site.reply("/s", page("Lock opens", text(1), head='<link rel="amphtml" href="/s/amp">'))
    world.scrape()
    assert "On page 1" in world.only_post()
    assert site.count("/s/amp") == 0

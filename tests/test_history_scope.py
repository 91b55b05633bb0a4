"""Which addresses are taken for a feed's own: the guard of sources for the whole site."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.history.scope import Scope
from scraper.history.static_words import NO_ARTICLES, names_section
from scraper.model import Entry

TITLES = "long-way-home cup-final-lost who-wins-now rain-again two-for-one a-new-hope".split()


def scope(*urls: str, include: tuple[str, ...] = ()) -> Scope:
    return Scope([entry(url) for url in urls], include)


def entry(url: str, *, linked: bool = True) -> Entry:
    return Entry(feed_id="f", key=url, identity=url, url=url, linked=linked)


def many(pattern: str, count: int = 20) -> list[str]:
    """Addresses of November 2026: {n} counts, {d} is the day, {t} a title."""
    return [
        pattern.format(n=4001 + n, d=n % 28 + 1, t=f"{TITLES[n % len(TITLES)]}-{n}")
        for n in range(count)
    ]


SITE = "https://www.a.example"
# The feed's links; an old address that is its own; some that are not.
STYLES = [
    pytest.param(
        "/2026/11/{d:02d}/{t}/",
        ["/2021/03/09/an-old-title/", "/1999/12/31/word", "/2021/3/9/unpadded-day"],
        ["/2021/03/09/", "/2021/03/", "/tag/football/", "/an-old-title/", "/category/a/b/c",
         "/2021/03/09/feed/", "/2021/03/09/title/page/", "/about/"],
        id="WordPress by day",
    ),
    pytest.param(
        "/2026/11/{t}/",
        ["/2021/03/an-old-title/"],
        ["/2021/03/09/", "/category/sport/football/", "/author/jane/page/", "/tag/a/b/"],
        id="WordPress by month",
    ),
    pytest.param(
        "/{t}/",
        ["/an-old-title/", "/word/"],
        ["/about/", "/contact/", "/privacy-policy/", "/impressum/", "/datenschutz/", "/shop/",
         "/kontakt/", "/2021/", "/contact-2/", "/news/", "/our-team/", "/page-3", "/a/b/", "/",
         "/feed/", "/%E5%85%B3%E4%BA%8E/"],
        id="WordPress by title",
    ),
    pytest.param(
        "/2026/11/{t}.html",
        ["/2021/03/an-old-title.html", "/2021/03/blog-post_9.html"],
        ["/2021/03/an-old-title", "/2021/03/", "/p/about.html", "/search/label/x.html",
         "/2021/03/file.pdf", "/2021_03_01_archive.html"],
        id="Blogger",
    ),
    pytest.param(
        "/@jane/{t}-8f2c{n}ab",
        ["/@jane/an-old-title-0a1b2c3d4e5f"],
        ["/@john/an-old-title-0a1b2c3d4e5f", "/@jane", "/tag/writing", "/@jane/about"],
        id="as on Medium",
    ),
    pytest.param(
        "/news/articles/c{n}xyzo",
        ["/news/articles/cx2k3l9p4m5o"],
        ["/news/world-1234567", "/sport/articles/cx2k3l9p4m5o", "/news/topics/cx2k3l9p4m5o"],
        id="codes",
    ),
    pytest.param(
        "/news/{n}",
        ["/news/17", "/news/123456", "/news/2021"],
        ["/sport/17", "/news/list", "/news", "/news/17/comments"],
        id="numbers",
    ),
    pytest.param(
        "/a/{n}_1.html",
        ["/a/123456_1.html", "/a/99.html"],
        ["/b/123456_1.html", "/a/123456_1", "/a/index.html"],
        id="numbers of pages",
    ),
    pytest.param(
        "/n1/2026/11{d:02d}/c1001-{n}.html",
        ["/n1/2021/0309/c1001-123.html"],
        ["/n2/2021/0309/c1001-123.html", "/n1/2021/c1001-123.html", "/GB/2021/0309/x.html"],
        id="month and day in one",
    ),
    pytest.param(
        "/202611/{d:02d}/t202611{d:02d}_{n}.shtml",
        ["/202103/09/t20210309_123.shtml"],
        ["/202103/09/t20210309_123.html", "/202103/t20210309_123.shtml", "/index.shtml"],
        id="dated names",
    ),
    pytest.param(
        "/sport/2026/nov/{d:02d}/{t}",
        ["/sport/2021/mar/09/an-old-title", "/sport/1998/dec/01/x-y"],
        ["/politics/2021/mar/09/an-old-title", "/sport/2021/mar/09", "/sport/all/mar/09/x-y"],
        id="months by name",
    ),
    pytest.param(
        "/?p={n}",
        ["/?p=12", "/?p=12345"],
        ["/?page_id=12", "/?cat=3", "/?p=about", "/", "/?m=202103", "/?paged=2", "/x/?p=12"],
        id="WordPress by number",
    ),
    pytest.param(
        "/news.php?id={n}",
        ["/news.php?id=12"],
        ["/news.php", "/list.php?id=12", "/news.php?cat=12", "/news?id=12"],
        id="a script",
    ),
    pytest.param(
        "/index.php?option=content&view=article&id={n}",
        ["/index.php?option=content&view=article&id=12",
         "/index.php?id=12&view=article&option=content"],
        ["/index.php?option=content&view=category&id=12", "/index.php?id=12"],
        id="a script told what to show",
    ),
    pytest.param(
        "/{t}-{n}.html?from=front",
        ["/an-old-title-12.html"],
        ["/an-old-title-12.html?page=2", "/an-old-title-12"],
        id="a parameter that names nothing",
    ),
    pytest.param(
        "/de/{t}/a-{n}",
        ["/de/ein-alter-titel/a-12"],
        ["/en/an-old-title/a-12", "/de/a-12"],
        id="a language",
    ),
    pytest.param(
        "/posts/{t}/index.html",
        ["/posts/an-old-title/index.html"],
        ["/tags/an-old-title/index.html", "/posts/an-old-title/", "/posts/an-old-title/x.html"],
        id="a page of the same name each",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "own", "others"), STYLES)
def test_addresses_of_the_shape_of_the_feed_s_links(
    pattern: str, own: list[str], others: list[str]
) -> None:
    links = [SITE + one for one in many(pattern)]
    one = scope(*links)
    assert [url for url in links if not one.accepts(url)] == []
    assert [url for url in own if not one.accepts(SITE + url)] == []
    assert [url for url in others if one.accepts(SITE + url)] == []
    assert [url for url in links + [SITE + url for url in own] if not one.fits(url)] == []


@pytest.mark.parametrize(("pattern", "own", "others"), STYLES)
def test_www_and_scheme_are_of_no_matter_but_the_host_is(
    pattern: str, own: list[str], others: list[str]
) -> None:
    one = scope(*[SITE + url for url in many(pattern)])
    assert all(one.accepts(f"http://a.example{url}") for url in own)
    assert not any(one.accepts(f"https://sport.a.example{url}") for url in own)
    assert not any(one.accepts(f"https://b.example{url}") for url in own)
    assert not any(one.accepts(f"https://a.example{url}") for url in others)


def test_chinese_titles() -> None:
    titles = ["秋天的第一场雨来得太晚", "我们去年夏天在北京", "城市的声音与光", "一个人的旅行"]
    one = scope(*[f"{SITE}/{quote(title)}/" for title in titles])
    assert one.accepts(f"{SITE}/{quote('很久以前的一篇文章')}/")
    assert one.accepts(f"{SITE}/很久以前的一篇文章/")
    assert not one.accepts(f"{SITE}/{quote('关于')}/")
    assert not one.accepts(f"{SITE}/{quote('标签')}/{quote('旅行')}/")


NEWSPAPER = [
    f"{SITE}/{section}/{title}-{number}"
    for section in "politics world economy culture science local opinion".split()
    for number, title in enumerate(TITLES)
]


@pytest.mark.parametrize(
    "links",
    [
        pytest.param(many("/sport/{t}"), id="one section"),
        pytest.param(many("/sport/{t}", 18) + many("/news/{t}", 2), id="one in ten of another"),
        pytest.param([*many("/sport/{t}", 29), "/politics/election"], id="one stray link"),
        pytest.param(
            many("/football/{t}", 8) + many("/tennis/{t}", 6) + many("/rugby/{t}", 6),
            id="three kinds of sport",
        ),
        pytest.param(
            many("/tennis-and-table-tennis/{t}", 9) + many("/formula-one-and-two/{t}", 9),
            id="sections with long names",
        ),
        pytest.param(many("/sport/{t}", 2), id="two links"),
        pytest.param(many("/sport/{t}", 1), id="one link"),
        pytest.param(many("/football/{t}", 1) + many("/tennis/{t}", 1), id="two, apart"),
        pytest.param([*many("/sport/{n}", 20), "/world/{n}"], id="numbers"),
        pytest.param([*many("/sport/football/{t}"), "/news-extra"], id="a stray page"),
        pytest.param([], id="no link"),
    ],
)
def test_a_sports_feed_never_takes_the_whole_newspaper(links: list[str]) -> None:
    one = scope(*[SITE + link for link in links])
    assert [url for url in NEWSPAPER if one.accepts(url)] == []


@given(
    st.sampled_from(["sport", "fussball", "us-news", "spielberichte", "体育", "n1"]),
    st.sampled_from(["/{s}/{t}", "/{s}/2026/11/{d:02d}/{t}", "/{s}/{n}", "/x/{s}/{t}.html"]),
    st.integers(1, 40),
    st.sampled_from(["politics", "kultur", "world-news", "政治", "n2", "2021", "17", ""]),
)
def test_no_word_is_taken_for_the_section_of_all_links(
    section: str, pattern: str, count: int, other: str
) -> None:
    written = pattern.replace("{s}", quote(section))
    one = scope(*[SITE + url for url in many(written, count)])
    assert one.accepts(SITE + many(written.replace("2026", "2019"), 50)[-1])
    elsewhere = pattern.replace("{s}", quote(other))
    assert not any(one.accepts(SITE + url) for url in many(elsewhere, 50))


def test_a_newspaper_s_main_feed_takes_the_sections_that_it_shows() -> None:
    links = [url for url in NEWSPAPER if not url.endswith("-5")]
    one = scope(*links)
    assert all(one.accepts(url) for url in NEWSPAPER)
    assert one.accepts(f"{SITE}/world/an-old-title")
    assert not one.accepts(f"{SITE}/games/crossword-of-today")


def test_where_every_link_has_another_section_any_is_taken() -> None:
    one = scope(*[f"{SITE}/{word}/{word}-title" for word in "a b c d e f g h i j".split()])
    assert one.accepts(f"{SITE}/k/an-old-title")
    assert not one.accepts(f"{SITE}/tag/an-old-title")
    assert not one.accepts(f"{SITE}/category/an-old-title")


def test_a_list_s_word_is_taken_where_the_feed_s_links_have_it() -> None:
    one = scope(*[SITE + url for url in many("/tag/{t}")])
    assert one.accepts(f"{SITE}/tag/an-old-title")
    assert not one.accepts(f"{SITE}/category/an-old-title")


def test_few_links_fix_all_but_the_last_part() -> None:
    one = scope(f"{SITE}/2026/11/news/first-title", f"{SITE}/2026/11/news/second-title")
    assert one.accepts(f"{SITE}/2021/03/news/another")
    assert not one.accepts(f"{SITE}/2021/03/sport/another")
    assert not one.accepts(f"{SITE}/news/another")


def test_links_of_several_hosts() -> None:
    links = many("https://a.example/{t}", 10) + many("https://blog.a.example/{n}", 9)
    one = scope(*links, "https://b.example/an-advert")
    assert one.accepts("https://a.example/an-old-title")
    assert one.accepts("https://blog.a.example/12")
    assert not one.accepts("https://blog.a.example/an-old-title")
    assert not one.accepts("https://b.example/an-advert")


def test_entries_without_a_page_of_their_own_do_not_count() -> None:
    one = Scope([entry("https://proxy.example/feed#1", linked=False), entry(f"{SITE}/a-b-c")])
    assert one.accepts(f"{SITE}/d-e-f")
    assert not one.accepts("https://proxy.example/feed")
    assert Scope([entry("https://proxy.example/feed#1", linked=False)]).is_blank


def test_what_a_person_gave_replaces_all_of_it() -> None:
    one = scope(f"{SITE}/a-b-c", include=(r"/sport/", r"[?&]id=\d+$"))
    assert one.accepts("https://b.example/sport/about")
    assert one.accepts("https://b.example/x?id=1")
    assert not one.accepts(f"{SITE}/a-b-c")
    assert one.shows_section
    assert scope(include=("x",)).accepts("https://x.example/")


def test_a_feed_without_links_takes_nothing_but_speaks_against_nothing() -> None:
    assert scope().is_blank
    assert not scope().accepts(f"{SITE}/a-b-c")
    assert scope().fits(f"{SITE}/a-b-c")


def test_where_each_article_has_its_number_a_page_without_one_is_none() -> None:
    one = scope(*[SITE + url for url in many("/sport/{t}-{n}01234.html", 12)])
    assert one.accepts(f"{SITE}/sport/an-old-title-987.html")
    assert not one.accepts(f"{SITE}/sport/table-of-the-league.html")
    assert not one.accepts(f"{SITE}/sport/seite-2.html")
    few = scope(*[SITE + url for url in many("/sport/{t}-{n}01234.html", 4)])
    assert few.accepts(f"{SITE}/sport/an-old-title.html")


def test_a_guess_is_judged_by_form_and_not_by_word() -> None:
    one = scope(*[SITE + url for url in many("/sport/{t}")])
    assert one.fits(f"{SITE}/politics/an-old-title")
    assert not one.fits(f"{SITE}/2021/17")
    assert not one.fits("https://b.example/sport/an-old-title")


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("/sport/{t}", True),
        ("/sport/2026/11/{d:02d}/{t}", True),
        ("/{t}", False),
        ("/2026/11/{t}", False),
        ("/blog/{t}", False),
        ("/?p={n}", False),
        ("/watch?v={n}", False),
        ("/viewtopic.php?t={n}", False),
    ],
)
def test_whether_links_show_their_section(pattern: str, shown: bool) -> None:
    assert scope(*[SITE + url for url in many(pattern)]).shows_section is shown


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("/feed", False),
        ("/rss.xml", False),
        ("/blog/index.xml", False),
        ("/category/tennis/feed/", True),
        ("/tag/tennis/feed", True),
        ("/author/jane/feed", True),
        ("/?feed=rss2&cat=3", True),
        ("/?s=rain&feed=rss2", True),
        ("/rss/sport.xml", True),
        ("/rss/cs.LG", True),
        ("/feeds/berlin.xml", True),
        ("/feeds/12345.xml", False),
        ("/rss/all.xml", False),
        ("/feed/rss2/", False),
        ("https://berlin.example/rss/berlin.xml", False),
        ("/c/announcements/6.rss", True),
        ("/app.php/feed?f=12", True),
        ("/feeds/videos.xml?channel_id=UC1", True),
        ("/?type=9818", False),
        ("/feed.php?f=rss&t=1764570000", False),
        ("/index.php?format=feed&type=rss", False),
        ("/feeds/posts/default/-/Tennis", True),
        ("/feeds/posts/default", False),
        ("http://[bad", False),
    ],
)
def test_whether_a_feed_s_address_names_a_section(url: str, named: bool) -> None:
    assert names_section(url if "://" in url else SITE + url) is named


def test_no_word_of_the_list_is_misspelled() -> None:
    assert all(word == word.casefold() and "/" not in word for word in NO_ARTICLES)


@given(st.lists(st.text(max_size=60), max_size=12), st.text(max_size=60))
def test_no_address_is_too_odd(links: list[str], url: str) -> None:
    urls = [f"{SITE}/{link}" for link in links]
    one = scope(*urls, *links)
    assert one.accepts(f"{SITE}/{url}") in (True, False)
    assert one.fits(url) in (True, False)


@pytest.mark.slow
def test_fifty_thousand_addresses_are_judged_in_a_second() -> None:
    one = scope(*[SITE + url for url in many("/sport/2026/nov/{d:02d}/{t}", 100)])
    began = time.process_time()
    taken = sum(one.accepts(f"{SITE}/sport/2021/mar/09/title-{n}") for n in range(50_000))
    assert taken == 50_000
    assert time.process_time() - began < 3  # half a second on an idle machine


@pytest.mark.parametrize(
    ("feed_url", "taken"),
    [
        pytest.param(f"{SITE}/feed/", True, id="the site's own"),
        pytest.param(f"{SITE}/rss.xml", True, id="the same"),
        pytest.param("https://a.example/index.xml", True, id="without www"),
        pytest.param("https://feeds.a.example/rss", True, id="a host of the site's"),
        pytest.param(f"{SITE}/sport/feed", False, id="a section's"),
        pytest.param(f"{SITE}/feed?tag=sport", False, id="a tag's"),
        pytest.param("https://proxy.example/feed", False, id="another's"),
        pytest.param("", False, id="not known"),
    ],
)
def test_the_feed_of_a_whole_site_is_of_sections_it_does_not_show_today(
    feed_url: str, taken: bool
) -> None:
    shown = [f"{SITE}/{name}/{title}" for name in ("sport", "world") for title in TITLES]
    guard = Scope([entry(url) for url in shown], feed_url=feed_url)
    assert guard.accepts(f"{SITE}/sport/an-old-story")
    assert guard.accepts(f"{SITE}/science/an-old-story") is taken
    assert not guard.accepts(f"{SITE}/tag/an-old-story")
    assert not guard.accepts(f"{SITE}/science")


def test_the_feed_of_a_whole_site_with_one_section_is_of_that_one() -> None:
    guard = Scope([entry(f"{SITE}/sport/{title}") for title in TITLES], feed_url=f"{SITE}/feed")
    assert not guard.accepts(f"{SITE}/science/an-old-story")

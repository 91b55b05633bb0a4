"""From entry and page to the whole file: the seed post, byte for byte, and the faults of old."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from scraper.errors import ExtractError
from scraper.model import Article, AuthorFrom, Entry, Feed, Page, Source
from scraper.post import build_post, make_post
from scraper.presets import BUILT_IN
from scraper.urls import identity

SEED = Path(__file__).parent / "golden" / "seed" / "seed-post.md"
SEED_URL = "https://www.zaobao.com/realtime/china/story20211123-1216388"
SEED_TITLE = "阿里云、百度云被约谈 要求落实防治电信网络诈骗"
SEEN = datetime(2021, 11, 23, 14, 35, 56, 871_000, UTC)
CALLED = datetime(2021, 11, 23, 21, 36, tzinfo=UTC)  # local Singapore time, labelled UTC

TEXT = (
    "<p>The harbour authority opened the new lock on Tuesday, two months ahead of schedule.</p>"
    "<p>Ships of up to four thousand tonnes can now pass at any tide, it said in a statement.</p>"
    "<p>Residents had asked for it for thirty years, and some of them watched the first ship.</p>"
)


def seed_text() -> str:
    return SEED.read_text(encoding="utf-8")


def seed_expected() -> str:
    """The seed post without the promotional markup that followed the article's last paragraph."""
    head, _, rest = seed_text().partition('<section id="imu">')
    return head + rest[rest.index("\n</div>") :]


def seed_page() -> bytes:
    """A page as the seed's site served it: the article and its adverts between page furniture."""
    body = seed_text().partition("<div>\n")[2].rpartition("\n</div>")[0]
    return (
        f"<!DOCTYPE html><html lang='zh-Hans'><head><meta charset='utf-8'><title>{SEED_TITLE} |"
        f" 联合早报网</title><meta property='og:title' content='{SEED_TITLE}'></head><body>"
        "<nav><ul><li><a href='/'>首页</a></li><li><a href='/realtime'>即时</a></li></ul></nav>"
        f"<article><h1>{SEED_TITLE}</h1><div class='article-content'>{body}</div></article>"
        "<footer>版权所有</footer></body></html>"
    ).encode()


def feed(preset: str = "jekyll", **more: object) -> Feed:
    made = Feed("联合早报", "联合早报", "https://feeds.example/zb", BUILT_IN[preset])
    return dataclasses.replace(made, tags=("联合早报",), categories=("联合早报",), **more)


def entry(url: str = SEED_URL, **more: object) -> Entry:
    made = Entry("联合早报", url, identity(url), url, title=SEED_TITLE)
    return dataclasses.replace(made, **more)


def seed_entry() -> Entry:
    return entry(published=CALLED, published_raw=CALLED, summary_html="中国工业和信息化部……")


def page(body: str, url: str = SEED_URL, head: str = "") -> Page:
    html = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    return Page(url, html.encode(), "text/html; charset=utf-8")


def front_matter(text: str) -> dict[str, object]:
    loaded = yaml.safe_load(text.split("---\n")[1])
    assert isinstance(loaded, dict)
    return loaded


def test_the_seed_preset_writes_the_seed_post_byte_for_byte() -> None:
    page = Page(SEED_URL, seed_page(), "text/html; charset=utf-8")

    post = build_post(seed_entry(), page, feed("seed"), (), SEEN)

    assert post.text == seed_expected()


def test_the_default_preset_has_the_seeds_front_matter_and_a_markdown_body() -> None:
    page = Page(SEED_URL, seed_page(), "text/html; charset=utf-8")

    post = build_post(seed_entry(), page, feed(), (), SEEN)

    front, _, rest = post.text.partition("<!--")
    assert front == seed_text().partition("<!--")[0]
    assert rest.startswith(f"1637703360000-->\n\n[{SEED_TITLE}]({SEED_URL})\n------\n\n中国工业")
    assert rest.rstrip().endswith("更好维护人民群众财产安全与合法权益。")
    assert "subscribe" not in rest
    assert post.path == ("_posts/2021/2021-11-23-阿里云、百度云被约谈-要求落实防治电信网络诈骗.md")


def test_the_day_of_the_file_is_the_configured_zones() -> None:
    late = datetime(2021, 11, 23, 17, 0, tzinfo=UTC)
    preset = dataclasses.replace(BUILT_IN["jekyll"], zone="Asia/Shanghai")
    made = dataclasses.replace(feed(), preset=preset)
    post = build_post(entry(published=late), page(TEXT), made, (), late + timedelta(hours=1))
    assert post.path.startswith("_posts/2021/2021-11-24-")
    assert "\ndate: 2021-11-23T17:00:00.000Z\n" in post.text


def test_the_same_input_gives_the_same_bytes() -> None:
    first = build_post(entry(), page(TEXT), feed(), (), SEEN)
    assert build_post(entry(), page(TEXT), feed(), (), SEEN) == first


@pytest.mark.parametrize(
    ("entry_author", "feed_author", "author_from", "want"),
    [
        pytest.param("Ada", None, AuthorFrom.ENTRY, "Ada", id="the entry's"),
        pytest.param(None, None, AuthorFrom.ENTRY, "联合早报", id="else the feed's name"),
        pytest.param(None, "Desk", AuthorFrom.ENTRY, "Desk", id="else the feed's author"),
        pytest.param("Ada", None, AuthorFrom.FEED, "联合早报", id="the feed's, if config says so"),
    ],
)
def test_author_is(
    entry_author: str | None, feed_author: str | None, author_from: AuthorFrom, want: str
) -> None:
    made = feed(author=feed_author, author_from=author_from)
    post = build_post(entry(author=entry_author), page(TEXT), made, (), SEEN)
    assert front_matter(post.text)["author"] == want


def test_further_front_matter_only_where_asked_for() -> None:
    preset = dataclasses.replace(
        BUILT_IN["jekyll"], extra=("lang", "image", "updated", "guid", "body_source", "access")
    )
    made = dataclasses.replace(feed(), preset=preset)
    told = entry(language="zh", image="https://x.org/a.jpg", guid="tag:1", updated=CALLED)
    loaded = front_matter(build_post(told, page(TEXT), made, (), SEEN).text)
    assert list(loaded)[7:] == ["lang", "image", "updated", "guid", "body_source", "access"]
    assert loaded["guid"] == "tag:1"
    assert loaded["body_source"] == "page"


def test_a_missing_title_comes_from_the_page_or_the_first_words() -> None:
    named = build_post(
        entry(title=""),
        page("<h1>A headline</h1>" + TEXT, head="<title>A headline</title>"),
        feed(),
        (),
        SEEN,
    )
    assert front_matter(named.text)["title"] == "A headline"
    bare = build_post(entry(title=""), page(TEXT), feed(), (), SEEN)
    assert str(front_matter(bare.text)["title"]).startswith("The harbour authority")


def test_a_redirected_article_names_its_real_address_without_tracking() -> None:
    final = "https://www.example.org/a/1?utm_source=rss"
    post = build_post(entry("https://feedproxy.example/x"), page(TEXT, final), feed(), (), SEEN)
    assert front_matter(post.text)["from"] == "https://www.example.org/a/1"


# ── the predecessor's faults (post-format.md), one test a row where a post shows it ──────────


def test_fault_a_teaser_is_not_an_article() -> None:
    teaser = entry(summary_html="The harbour authority opened the new lock on Tuesday… …more")
    with pytest.raises(ExtractError):
        build_post(teaser, None, feed(), (), SEEN)
    with pytest.raises(ExtractError):
        build_post(teaser, page("<p>The harbour authority opened… …more</p>"), feed(), (), SEEN)


def test_fault_the_promotional_line_of_a_feed_service_is_left_out() -> None:
    promo = (
        '<p>The post <a href="https://x.org/a">A lock</a> appeared first on'
        ' <a href="https://x.org">X</a>.</p><img src="http://feeds.feedburner.com/~r/x/~4/abc"'
        ' height="1" width="1" alt=""/>'
    )
    post = build_post(entry(content_html=TEXT * 3 + promo), None, feed(), (), SEEN)
    assert "appeared first" not in post.text
    assert "feedburner" not in post.text


def test_fault_relative_and_protocol_relative_addresses_are_made_absolute() -> None:
    body = TEXT + (
        '<p>See <a href="/b?x=1">this</a>, <a href="//other.example/c">that</a>.</p>'
        '<p><img src="../img/d.jpg" alt="a lock"></p>'
    )
    text = build_post(
        entry("https://x.org/news/1"), page(body, "https://x.org/news/1"), feed(), (), SEEN
    ).text
    assert "(https://x.org/b?x=1)" in text
    assert "(https://other.example/c)" in text
    assert "https://x.org/img/d.jpg" in text
    assert "](/" not in text


def test_fault_an_empty_body_is_never_a_post() -> None:
    for body in ("", "<p> </p>", "<p>&nbsp;</p><script>x()</script>", "<div hidden>text</div>"):
        with pytest.raises(ExtractError):
            build_post(entry(content_html=body), page(body), feed(), (), SEEN)


def test_fault_a_wrong_zone_can_be_repaired_later() -> None:
    post = build_post(seed_entry(), page(TEXT), feed(), (), SEEN)
    assert "\ndate: 2021-11-23T14:35:56.871Z\n" in post.text  # not in the future: Jekyll hides it
    assert "<!--1637703360000-->" in post.text  # what the feed said, as it said it


@pytest.mark.parametrize(
    "title",
    [
        "C:\\path",
        "ends with \\",
        'says "no"',
        "# not a comment",
        "a: b",
        "{{ x }}",
        "{% raw %}",
        "- a",
        "1. a",
        "*a* _b_ `c`",
        "[x](y)",
        "<script>alert(1)</script>",
        "x\u202egnp.exe",
    ],
)
def test_fault_no_title_breaks_front_matter_or_heading(title: str) -> None:
    text = build_post(entry(title=title), page(TEXT), feed(), (), SEEN).text
    assert front_matter(text)["title"] == title.replace("\u202e", "")
    assert "<script" not in text.split("---\n", 2)[2]
    after = text.split("---\n", 2)[2]
    assert "{{" not in after
    assert "{%" not in after


def test_no_heading_of_a_body_ranks_with_the_title() -> None:
    body = f"<h1>Part one</h1>{TEXT}<h2>Its locks</h2>{TEXT}"
    article = Article("https://a.example/1", "A title", body, Source.PAGE)
    text = make_post(entry(), article, feed(), SEEN).text
    assert "\n## Part one\n" in text
    assert "\n### Its locks\n" in text


def test_a_bar_in_a_title_makes_no_table_of_the_heading() -> None:
    text = build_post(entry(title="a | b \\| c"), page(TEXT), feed(), (), SEEN).text
    markdown = text.split("---\n", 2)[2]
    shown = MarkdownIt("commonmark").enable("table").render(markdown)
    assert "<table>" not in shown
    assert "a | b \\| c</a></h2>" in shown


@pytest.mark.parametrize(
    "author", ["@jane", "Smith: Jr", "Yes", "1984", "A #1", "[AFP]", "BBC, World", "~", "null"]
)
def test_fault_no_author_or_tag_changes_its_meaning(author: str) -> None:
    made = dataclasses.replace(feed(), tags=(author, "b"), categories=(author,))
    loaded = front_matter(build_post(entry(author=author), page(TEXT), made, (), SEEN).text)
    assert loaded["author"] == author
    assert loaded["tags"] == [author, "b"]
    assert loaded["categories"] == [author]


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        pytest.param("..", "36氪", id="a tag that leads out is none"),
        pytest.param("/../..", "36氪", id="nor is one of several steps"),
        pytest.param('"..!"', "36氪", id="nor is one whose other signs a site leaves out"),
        pytest.param("a/../b", "a/b", id="steps within a tag go"),
        pytest.param("AC/DC ...", "AC/DC ...", id="slashes and dots alone lead nowhere"),
        pytest.param("税" * 100, "税" * 80, id="a long one ends at a whole character"),
    ],
)
def test_of_each_tag_a_site_can_make_a_folder(tag: str, written: str) -> None:
    made = dataclasses.replace(feed(), name="36氪", tags=(tag,), categories=(tag,))
    loaded = front_matter(build_post(entry(), page(TEXT), made, (), SEEN).text)
    assert loaded["tags"] == [written]
    assert loaded["categories"] == [written]


def test_fault_a_stray_liquid_tag_cannot_run() -> None:
    body = TEXT + "<p>Use {% include x %} and {{ site.x }}.</p><pre><code>{% for %}</code></pre>"
    text = build_post(entry(), page(body), feed(), (), SEEN).text
    assert "{%" not in text
    assert "{{" not in text
    assert "include x" in text


@pytest.mark.parametrize("title", ["a:b?", 'x*y|z"', "line\nbreak", "a/b\\c", "con", "..", " "])
def test_fault_every_file_name_can_be_checked_out_on_windows(title: str) -> None:
    path = build_post(entry(title=title), page(TEXT), feed(), (), SEEN).path
    assert not set(path) & set('\\:*?"<>|\n\r\t')
    assert path.count("/") == 2


def test_fault_addresses_are_encoded_once_and_lose_their_tracking() -> None:
    url = "https://x.org/%E7%AD%96?source=rss&id=1"
    text = build_post(entry(url), page(TEXT, url), feed(), (), SEEN).text
    assert "\nfrom: https://x.org/%E7%AD%96?id=1\n" in text
    assert "%25E7" not in text


def test_fault_a_second_article_of_the_same_title_and_day_has_a_path_of_its_own() -> None:
    one = build_post(entry("https://x.org/1"), page(TEXT, "https://x.org/1"), feed(), (), SEEN)
    two = build_post(entry("https://x.org/2"), page(TEXT, "https://x.org/2"), feed(), (), SEEN)
    assert one.path == two.path
    assert one.second_path != two.second_path


def test_fault_code_keeps_its_lines() -> None:
    code = "<pre><code class='language-python'>def f():\n    return 1\n\n\nf()</code></pre>"
    text = build_post(entry(), page(TEXT + code), feed(), (), SEEN).text
    assert "```python\ndef f():\n    return 1\n\n\nf()\n```" in text


def test_the_built_in_front_matter_is_the_seeds_but_for_obsidian() -> None:
    for name in BUILT_IN:
        front = front_matter(build_post(entry(author="Ada"), page(TEXT), feed(name), (), SEEN).text)
        if name == "obsidian":
            wanted = ["title", "aliases", "date", "author", "from", "tags", "categories"]
        else:
            wanted = ["layout", "title", "date", "author", "from", "tags", "categories"]
        assert list(front) == wanted


def test_for_obsidian_the_text_alone_follows_the_properties() -> None:
    text = build_post(entry(published=CALLED), page(TEXT), feed("obsidian"), (), SEEN).text
    assert text.split("---\n", 2)[2].startswith("\nThe harbour authority")
    assert "\ndate: 2021-11-23T14:35:56\n" in text
    assert "<!--" not in text


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_a_link_at_the_end_is_a_paragraph_of_its_own(name: str) -> None:
    made = dataclasses.replace(feed(), preset=dataclasses.replace(BUILT_IN[name], link=True))
    bodies = (TEXT, "<ul><li>a</li></ul>", "<pre>a</pre>", "<table><tr><td>a<td>b</table>")
    for body in (*bodies, "<dl><dt>a<dd>b</dl>", "<details><summary>a</summary>b</details>"):
        article = Article("https://a.example/1", "", body, Source.PAGE)
        text = make_post(entry(), article, made, SEEN).text
        shown = MarkdownIt("commonmark").enable("table").render(text.split("---\n", 2)[2])
        assert shown.endswith('\n<p><a href="https://a.example/1">a.example</a></p>\n')


def test_front_matter_is_the_presets() -> None:
    own = (
        ("from", "{url}"),
        ("title", "{title}"),
        ("day", "{year}/{month}"),
        ("lang", "{language}"),
    )
    preset = dataclasses.replace(BUILT_IN["jekyll"], front_matter=own, zone="Asia/Shanghai")
    late = datetime(2021, 10, 31, 17, 0, tzinfo=UTC)
    made = dataclasses.replace(feed(), preset=preset)
    text = build_post(entry(published=late), page(TEXT), made, (), SEEN).text
    assert front_matter(text) == {"from": SEED_URL, "title": SEED_TITLE, "day": "2021/11"}


def test_a_page_read_from_a_capture_is_told_with_its_address() -> None:
    copy = "https://web.archive.org/web/20211201000000id_/" + SEED_URL
    page = Page(SEED_URL, seed_page(), "text/html")
    plain = build_post(entry(), page, feed(), (), SEEN)
    post = build_post(entry(memento=copy), page, feed(), (), SEEN)
    front = yaml.safe_load(post.text.split("---")[1])
    assert front["archived_from"] == "wayback"
    assert front["memento"] == copy
    assert front["from"] == SEED_URL
    added = f"archived_from: wayback\nmemento: {copy}\n"
    assert post.text.replace(added, "") == plain.text
    assert post.path == plain.path


def test_the_feeds_own_text_is_not_told_to_come_from_a_capture() -> None:
    copy = "https://web.archive.org/web/20211201000000id_/" + SEED_URL
    post = build_post(entry(memento=copy, content_html=TEXT), None, feed(), (), SEEN)
    assert "wayback" not in post.text

"""What extraction leaves out because it can change nothing: each short way against the long one."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.charset import decode
from scraper.extract import crowds
from scraper.extract.blocks import read_blocks
from scraper.extract.choose import _says_plainly
from scraper.extract.feed_text import feed_body
from scraper.extract.judging import _KNOWN_WORDS, known_words
from scraper.extract.measures import _count_signs
from scraper.extract.names import words_of
from scraper.extract.numbering import common_word, may_be_linked, numbered
from scraper.extract.paging import next_page
from scraper.extract.tree import BLOCKS, Element, parse, says_more, squash, text_of, weight
from scraper.urls import absolute, canonical

_MARKUP = st.lists(
    st.sampled_from(
        [
            *("<", ">", "=", '"', "'", "/", " ", "\n", "a", "<a", "<b>", "</b>", "text", "a=1 "),
            *('="x"', "='y>'", '= "<p>"', '=">', "='", "<a href", "=x ", "<a " + "b=c " * 1100),
            *("<p " + "d " * 2100, ' title="' + "long " * 900 + '" ', "<!-- -->", "e='f' " * 40),
        ]
    ),
    max_size=40,
).map(lambda parts: "".join(parts).encode())


@given(_MARKUP)
def test_only_tags_that_are_none_of_the_usual_are_looked_at_for_crowds(data: bytes) -> None:
    assert crowds.without_crowds(data) == crowds._TAG.sub(crowds._bare_crowd, data)


@given(st.text(alphabet="aé語😀", max_size=40))
def test_what_is_utf8_is_told_by_how_many_characters_are_not_ascii(text: str) -> None:
    body = text.encode()
    foreign = sum(not char.isascii() for char in text)
    said = decode(body, "text/html; charset=windows-1252").charset
    assert said == ("utf-8" if foreign else "windows-1252")
    said = decode(body, "text/html; charset=gb18030").charset
    assert said == "utf-8" or foreign < 8


@given(st.text(alphabet="ab/?#:.;% \t\n\u2028\u00e9\x7f[]", max_size=20))
def test_addresses_without_white_space_need_no_cleaning(url: str) -> None:
    clean = re.sub(r"[\x00-\x20\x7f-\x9f]+", " ", re.sub(r"[\t\n\r\u2028\u2029\ufeff]+", "", url))
    clean = clean.strip().replace(" ", "%20")
    try:
        urlsplit(joined := urljoin("http://example.org/b", clean))
    except ValueError:
        joined = ""
    assert absolute(url, "http://example.org/b") == joined


_FIRST = ("https://example.org/news/the-mayor.html", "https://example.org/story/1/", "http://a.b/")
_HREF = st.lists(
    st.sampled_from(
        [
            *("https://example.org", "//example.org", "/", "?", "&", "page=2", "#", ".", "..", "2"),
            *("news/", "the-mayor", "the-m%61yor", "the-may\nor", ".html", "story", "1", "-", "_"),
            *("http:", "page", ";", "utm_source=x", "www.", "other", "=2"),
        ]
    ),
    max_size=7,
).map("".join)


@given(st.sampled_from(_FIRST), st.sampled_from((*_FIRST, "/story/2/", "x")), _HREF)
def test_links_without_a_word_of_the_article_lead_to_none_of_its_pages(
    first: str, base: str, href: str
) -> None:
    root = parse('<base><a rel="next" title="Next page"></a>')
    (link,), (top,) = root.iter("a"), root.iter("base")
    link.set("href", href)
    top.set("href", base)
    target = absolute(href.strip(), absolute(base, first)).partition("#")[0]
    found = numbered(first, target) if target else None
    wanted = (
        found is not None
        and found.number in (1, 2)
        and not found.plain
        and not href.strip().startswith(("#", "javascript:", "mailto:"))
        and target.startswith(("http://", "https://"))
        and canonical(target) != canonical(first)
    )
    assert next_page(root, first) == (target if wanted else None)


def test_the_word_of_an_article_is_in_its_own_address() -> None:
    assert [common_word(first) for first in _FIRST] == ["mayor", "story", ""]


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        *(("?page=2", True), ("?p=1&", True), ("?page=21", False), ("?page=3", False)),
        *(("? =2", False), ("?page=2.5", False), ("?page=1-10", False), ("news_2.html", True)),
        *(("news/2/", True), ("news-2.%68tml", True), ("news_2.jpg", False), ("news_2a", False)),
        *(("news-2-1024x576", False), ("news-2.PHP?x", True), ("/index_2.shtml", True)),
    ],
)
def test_the_number_of_a_page_stands_alone(html: str, linked: bool) -> None:
    assert may_be_linked(f'<a href="{html}">'.encode(), "https://example.org/news", 2) is linked


@given(st.text(max_size=100))
def test_letters_and_digits_alone_are_what_is_neither_sign_nor_space(text: str) -> None:
    assert squash(text) == re.sub(r"[\W_]+", "", text).lower()


@given(st.text(max_size=100) | st.text(alphabet=st.characters(max_codepoint=127), max_size=100))
def test_capitals_and_digits_are_counted_alike_in_every_script(text: str) -> None:
    capitals = re.findall(r"[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]", text)
    assert _count_signs(text) == (len(capitals), len(re.findall(r"\d", text)))
    assert not (text.islower() and capitals)


@given(st.text(alphabet="ae ’é中か한\u2e7f\u2e80\u3000\U0001f600\U00020000", max_size=40))
def test_what_a_text_says_is_its_length_and_once_more_what_is_chinese_japanese_or_korean(
    text: str,
) -> None:
    assert weight(text) == len(text) + sum(char in "中か한\u2e80\u3000\U00020000" for char in text)


_PAGE = st.lists(
    st.sampled_from(
        [
            *("<div>", "</div>", "<p>", "</p>", "<div class='post body'>", "<ul id=menu>", "<li>"),
            *("<span class=post>", "</span>", "<b id='byline x'>", "</b>", "</ul>", "<br>", "\n"),
            *(
                "a word",
                "两个字",
                " of it ",
                "<a class=more href=x>",
                "</a>",
                "<section class=body>",
            ),
        ]
    ),
    max_size=25,
).map(lambda parts: parse("<p>x" + "".join(parts)))


@given(_PAGE)
def test_the_words_above_a_block_are_those_of_all_boxes_around_it(root: Element) -> None:
    for block in read_blocks(root):
        boxes = [box for box in block.owner.iterancestors() if box.tag in BLOCKS]
        assert block.above == frozenset().union(*map(_names_of, boxes))
        assert _names_of(block.owner) <= block.near


def _names_of(element: Element) -> frozenset[str]:
    names = [value for key, value in element.items() if key in ("class", "id")]
    return words_of(" ".join(names))


@given(_PAGE, st.integers(0, 60))
def test_what_surely_says_more_does(root: Element, than: int) -> None:
    assert not says_more(root, than) or weight(text_of(root)) > than


@given(st.lists(st.sampled_from(["most-read", "postBody", "ad", "slot", "x", "most", "read"])))
def test_the_known_words_are_those_of_all_words_that_have_a_weight(names: list[str]) -> None:
    assert known_words(" ".join(names)) == words_of(" ".join(names)) & _KNOWN_WORDS


@given(
    st.tuples(
        st.sampled_from(("/", "_", "-", ",", ".", "~", "/index_", "?page=", "?pageNo=")),
        st.sampled_from(("", "page", "seite-", "p_")),
        st.sampled_from(("1", "2", "12", "2a", "2x.", "2.5")),
        st.sampled_from(("", ".html", ".PHP", "/", ".jpg", "-b")),
        st.sampled_from(('"', "'", " ", "#top", "&amp;a", ">", "\n", "?utm_source=x", "</a>")),
    )
)
def test_a_page_whose_number_is_read_off_its_address_may_be_linked(parts: tuple[str, ...]) -> None:
    *address, behind = parts
    url = "https://example.org/news/the-mayor" + "".join(address)
    found = numbered("https://example.org/news/the-mayor", url)
    if found is not None and found.number in (1, 2):
        link = f'<a href="{url}{behind}'.encode()
        assert may_be_linked(link, "https://example.org/news/the-mayor", 2)


_PIECES = st.sampled_from(
    [
        f"<p>{'The harbour opened. ' * 20}</p>",
        f"<p>{'港口星期二开放了。' * 40}</p>",
        f"<p>{'Continue reading ' * 30}</p>",
        "<p>Continue reading</p>",
        f"<p>The post {'word ' * 80} appeared first on A Site</p>",
        "<p>" + "spaces  and   lines \n" * 30 + "</p>",
        f"<p>{'A &amp; B ' * 60}</p>",
        f"<p>{'text ' * 70}<a href='https://example.org/share?u=1'>Share</a></p>",
        f"<blockquote><p>{'quoted ' * 60}</p></blockquote>",
        "<p><img src='https://example.org/a.jpg'></p>",
    ]
)


@given(st.lists(_PIECES, max_size=6))
def test_what_plain_paragraphs_weigh_is_no_more_than_the_whole_text_does(parts: list[str]) -> None:
    body = "".join(parts)
    found = feed_body(body, "https://example.org/")
    whole = weight(text_of(found)) if found is not None else 0
    assert _says_plainly(body) <= whole

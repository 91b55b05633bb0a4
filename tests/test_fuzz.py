"""Every door for foreign bytes, given anything: only its own errors come out, its promises hold.

By default the same inputs each time, so that no change is red by chance. By night, others and more:

    pytest tests/test_fuzz.py --hypothesis-profile=nightly
"""

from __future__ import annotations

import json
from random import Random

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from checks.fuzz import targets
from checks.fuzz.mutate import mutated
from checks.fuzz.seeds import seeds
from checks.fuzz.targets import SEPARATOR, TARGETS
from checks.fuzz.words import WORDS

BY_NIGHT = settings().max_examples > 1000
FUZZ = settings(
    deadline=None,
    derandomize=not BY_NIGHT,
    max_examples=settings().max_examples if BY_NIGHT else 40,
    suppress_health_check=list(HealthCheck),
    phases=[phase for phase in Phase if phase is not Phase.explain],
)

TEXTS = st.text(max_size=40)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
HEADERS = st.sampled_from(
    ["", "text/xml", "text/html; charset=gbk", "application/json", "x; charset=utf-16", "\xff"]
)
_FEED_TAGS = """
    rss channel item title link guid pubDate description author category enclosure image source
    feed entry id updated published content summary name email rdf:RDF dc:creator dc:date
    content:encoded media:content media:thumbnail media:group itunes:image feedburner:origLink
    textInput cloud generator atom:link xhtml:div psc:chapter georss:point
""".split()
_FEED_ATTRIBUTES = """
    rel href type url medium width isPermaLink xml:lang xml:base term label scheme src version
    domain start mode
""".split()
_FEED_VALUES = """
    alternate enclosure next text html xhtml text/html image/png true false base64 0 -1 http://[
    //x/y ?q #f javascript:1 2021-11-23T24:00:00Z en_US 99999999999999999999 &#x110000; &bad;
""".split()
_JSON_KEYS = """
    version title home_page_url feed_url next_url items id url external_url content_html
    content_text summary image banner_image date_published date_modified author authors name tags
    attachments mime_type language
""".split()
_LD_KEYS = """
    @type @id @graph @value @context name url headline author datePublished dateModified
    articleBody image keywords mainEntityOfPage articleSection isAccessibleForFree
""".split()
_CONFIG_KEYS = """
    feeds name url tags defaults presets base path body zone extra robots ignore first_run since
    max_entries headers network allow_private pause per_host user_agent contact timezone
    timezone_override poll_every from archive state sites enabled preset author
""".split()
_HTML_TAGS = """
    html head body title meta link article main section div p span a b em h1 h2 ul ol li dl dt dd
    table tr td th pre code img figure figcaption picture source iframe video svg math script
    style template noscript details summary blockquote br hr sup q time form input amp-img x-y
""".split()


def _foreign(target: str) -> SearchStrategy[bytes]:
    """Any bytes, any text, words of the format in any order, and known inputs made worse."""
    given_, words = seeds(target), WORDS[target]
    soup = st.lists(st.sampled_from(words) | TEXTS.map(str.encode), max_size=40).map(b" ".join)
    worse = st.builds(
        lambda data, seed: mutated(data, Random(seed), words, given_),
        st.sampled_from(given_),
        st.integers(0, 2**32),
    )
    return st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode), soup, worse)


@st.composite
def _trees(draw: st.DrawFn, tags: list[str], attributes: list[str], values: list[str]) -> str:
    """Markup in which every element ends."""
    inner = "".join(draw(st.lists(_LEAVES | st.deferred(
        lambda: _trees(tags, attributes, values)), max_size=4)))  # fmt: skip
    tag = draw(st.sampled_from(tags))
    named = draw(st.dictionaries(st.sampled_from(attributes), st.sampled_from(values), max_size=3))
    return f"<{tag}{''.join(f' {n}={v!r}' for n, v in named.items())}>{inner}</{tag}>"


_LEAVES = st.sampled_from(
    ["", "text", "a &amp; b", "<![CDATA[<p>x]]>", "<!--c-->", "2021-11-23", "漢字", "&nbsp;", "\n"]
) | TEXTS.map(lambda text: text.replace("<", "&lt;"))


def _values(keys: list[str]) -> SearchStrategy[object]:
    """JSON or YAML of known keys with any values."""
    return st.recursive(
        SCALARS | st.sampled_from(_FEED_VALUES),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(keys) | TEXTS, inner, max_size=6)
        ),
        max_leaves=20,
    )


FEED_TREES = _trees(_FEED_TAGS, _FEED_ATTRIBUTES, _FEED_VALUES)
AROUND = [
    "{}",
    "<rss version='2.0'><channel>{}</channel></rss>",
    "<rss><channel><item><title>x</title>{}</item>",
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry>{}</entry></feed>",
]
_PAGE_ATTRIBUTES = "href src class style hidden lang id alt srcset role".split()
_PAGE_VALUES = ["/a", "x", "display:none", "javascript:1", "", "a 2x, b 3x", "{{x}}"]
PAGE_TREES = _trees(_HTML_TAGS, _PAGE_ATTRIBUTES, _PAGE_VALUES)


@pytest.mark.parametrize("target", TARGETS)
def test_any_bytes_end_in_what_was_promised(target: str) -> None:
    @FUZZ
    @given(_foreign(target))
    def tried(data: bytes) -> None:
        TARGETS[target](data)

    tried()


@FUZZ
@given(HEADERS, FEED_TREES, st.sampled_from(AROUND))
def test_any_tree_of_xml_is_a_feed_or_a_parse_error(header: str, tree: str, around: str) -> None:
    data = around.replace("{}", tree).encode("utf-8", "replace")
    targets.feeds(header.encode("latin-1") + b"\n" + data)


@FUZZ
@given(HEADERS, st.lists(_values(_JSON_KEYS), max_size=4), _values(_JSON_KEYS))
def test_any_json_is_a_feed_or_a_parse_error(header: str, items: list[object], top: object) -> None:
    document = {"version": "https://jsonfeed.org/version/1.1", "title": top, "items": items}
    for value in (document, top):
        targets.feeds(header.encode("latin-1") + b"\n" + json.dumps(value).encode())


@FUZZ
@given(st.lists(_values(_LD_KEYS), min_size=1, max_size=3))
def test_any_json_ld_is_read_or_passed_over(values: list[object]) -> None:
    script = json.dumps({"@type": "NewsArticle", "@graph": values, "author": values[0]})
    targets.scripts(script.encode())
    page = f"<script type='application/ld+json'>{script}</script><article>{'<p>A text.</p>' * 9}"
    targets.pages(b"text/html; charset=utf-8\n" + page.encode())


@FUZZ
@given(PAGE_TREES)
def test_any_tree_of_html_is_an_article_or_an_extract_error(tree: str) -> None:
    data = tree.encode("utf-8", "replace")
    targets.pages(b"text/html; charset=utf-8\n" + data)
    targets.posts(SEPARATOR.join([b"T", b"A", b"g", b"en", b"/a", b"t", data]))
    targets.markdown(data)


@FUZZ
@given(_values(_CONFIG_KEYS), _values(_CONFIG_KEYS))
def test_any_values_in_a_config_are_a_config_or_a_config_error(one: object, two: object) -> None:
    feed = {"name": "A", "url": "https://a.example/", "first_run": one, "headers": two, "tags": one}
    for config in ({"feeds": [feed]}, {"feeds": one, "network": two, "presets": {"x": one}}, one):
        targets.configs(yaml.safe_dump(config, allow_unicode=True).encode("utf-8", "replace"))

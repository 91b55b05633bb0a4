"""A large feed read in portions is the feed that it is when read at once."""

from __future__ import annotations

import json

import pytest

from scraper.errors import ParseError
from scraper.feeds import portions
from scraper.feeds.jsonfeed import read_json
from scraper.feeds.portions import MAX_PORTION, MAX_TAGS, MAX_TAGS_AT_ONCE, PORTION
from scraper.feeds.rss_atom import read_xml

FILL = "A sentence of some length that fills the entry. " * 40
RSS = '<rss version="2.0"><channel><title>T</title>'
END = "<language>en</language></channel></rss>"


def entry(n: int, more: str = "") -> str:
    return f"<item><title>Entry {n}</title><link>http://e.org/{n}</link>{more}</item>"


def texts(count: int) -> str:
    return "".join(entry(n, f"<description>{n} {FILL}</description>") for n in range(count))


def test_every_entry_comes_once_in_order_with_its_whole_text() -> None:
    read = read_xml(RSS + texts(2000) + END)
    assert [draft.title for draft in read.drafts] == [f"Entry {n}" for n in range(2000)]
    assert all(d.summary_html.split() == f"{n} {FILL}".split() for n, d in enumerate(read.drafts))
    assert (read.title, read.language, read.complete, read.warnings) == ("T", "en", True, ())


def test_atom_and_rdf_come_the_same_way() -> None:
    body = "".join(
        f"<entry><id>{n}</id><title>Entry {n}</title><content>{FILL}</content></entry>\n"
        for n in range(1500)
    )
    atom = read_xml(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{body}</feed>')
    assert [draft.guid for draft in atom.drafts] == [str(n) for n in range(1500)]
    rdf = read_xml(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns="http://purl.org/rss/1.0/"><channel><title>T</title></channel>{texts(1500)}'
        "</rdf:RDF>"
    )
    assert len(rdf.drafts) == 1500
    assert rdf.form == "RSS 1.0"


@pytest.mark.parametrize(
    "hidden", ["<![CDATA[</item><item>]]>", "<!-- </item><item> -->", "<?x </item><item> ?>"]
)
def test_what_only_looks_like_the_end_of_an_entry_is_none(hidden: str) -> None:
    more = f"<description>{FILL}{hidden}</description>"
    items = "".join(entry(n, more) for n in range(1500))
    assert len(read_xml(RSS + items + END).drafts) == 1500


def test_a_large_document_that_is_cut_gives_its_whole_entries() -> None:
    read = read_xml((RSS + texts(2000))[:-100])
    assert len(read.drafts) == 1999
    assert not read.complete
    assert "cut short: 1999 whole entries" in read.warnings[-1]


def test_a_fault_in_one_portion_is_told_once_and_harms_no_other() -> None:
    bad = entry(0, "<a></b>")
    read = read_xml(RSS + bad + texts(1000) + bad + texts(1000) + END)
    assert len(read.drafts) == 2002
    assert len(read.warnings) == 1


def test_of_an_entry_larger_than_any_article_title_and_link_are_read() -> None:
    huge = f"<description><![CDATA[{'x' * MAX_PORTION}]]></description>"
    plain = f"<description>{'y' * MAX_PORTION}</description>"
    read = read_xml(RSS + entry(1) + entry(2, huge) + entry(3, plain) + entry(4) + END)
    assert [draft.title for draft in read.drafts] == [f"Entry {n}" for n in (1, 2, 3, 4)]
    assert [draft.links for draft in read.drafts] == [(f"http://e.org/{n}",) for n in (1, 2, 3, 4)]
    assert not any(draft.summary_html for draft in read.drafts)


def test_no_document_is_given_to_the_parser_that_is_much_larger_than_a_portion() -> None:
    made = list(portions.portions(RSS + texts(2000) + END))
    assert len(made) > 5
    assert max(map(len, made)) < PORTION + 10_000


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(RSS + "<a>" * (MAX_TAGS_AT_ONCE + 1), id="deep"),
        pytest.param(RSS + entry(1) + "<a/>" * (MAX_TAGS_AT_ONCE + 1) + END, id="flat"),
        pytest.param(RSS + entry(1, "<b>" * (MAX_TAGS_AT_ONCE + 1)) + END, id="in an entry"),
        pytest.param(
            RSS + entry(1, "<b>x----</b>" * 500) * (MAX_TAGS // 500 + 1) + END, id="in all"
        ),
    ],
)
def test_mark_up_without_measure_is_refused(document: str) -> None:
    with pytest.raises(ParseError, match="tags"):
        read_xml(document)


def test_of_a_json_text_larger_than_any_article_title_and_link_are_read() -> None:
    item = {"title": "T", "url": "http://a.example/1", "content_text": "a" * (MAX_PORTION + 1)}
    (draft,) = read_json(json.dumps({"items": [item]})).drafts
    assert (draft.title, draft.content_html) == ("T", "")


@pytest.mark.parametrize("section", ["<?a?>", "<!--a-->", "<![CDATA[]]>", "</a></a></a>"])
def test_instructions_and_comments_without_measure_are_refused(section: str) -> None:
    document = section * 200_001 + "<rss><channel></channel></rss>"
    with pytest.raises(ParseError, match=r"more than [0-9,]+ (?:comm|CDATA|ends)"):
        read_xml(document)


def test_tags_within_cdata_are_not_counted() -> None:
    html = f"<description><![CDATA[{'<b>x</b>' * (MAX_TAGS_AT_ONCE + 1)}]]></description>"
    assert len(read_xml(RSS + entry(1, html) + END).drafts) == 1


def test_of_very_many_entries_the_beginning_and_the_end_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portions, "MAX_AT_EACH_END", 300)
    titles = [draft.title for draft in read_xml(RSS + texts(1000) + END).drafts]
    assert titles == [f"Entry {n}" for n in (*range(300), *range(700, 1000))]


@pytest.mark.parametrize("value", ["{},", "[],", "1,"])
def test_json_of_values_without_measure_is_refused(value: str) -> None:
    with pytest.raises(ParseError, match="more values"):
        read_json('{"version":"https://jsonfeed.org/version/1.1","items":[' + value * 1_000_001)

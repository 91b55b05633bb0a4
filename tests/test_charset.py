"""Charsets: what pages and feeds of the last thirty years say of themselves, and what is true."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.charset import Decoded, Kind, decode, what_else

CHINESE = (
    "工业和信息化部网络安全管理局就近期诈骗网站接入问题约谈两家企业,要求其切实履行主体责任,"
    "认真落实有关法律法规,加强接入网站的管理。"
)
TAIWANESE = (
    "臺灣行政院長今日表示,政府將持續推動經濟轉型,並加強與各國的合作關係。記者會上,"
    "他強調新的政策將在下個月開始實施,希望民眾能夠支持與配合。"
)
JAPANESE = (
    "政府は二十三日、新しい経済対策を発表した。首相は記者会見で「国民の生活を守るために必要な"
    "措置だ」と述べ、来月から実施する方針を示した。"
)
KOREAN = (
    "정부는 오늘 새로운 경제 대책을 발표했다. 대통령은 기자회견에서 국민의 삶을 지키기 위해 "
    "필요한 조치라고 말하며 다음 달부터 시행하겠다고 밝혔다."
)
RUSSIAN = (
    "Правительство объявило о новых мерах поддержки экономики. Премьер-министр заявил, что они "
    "необходимы для защиты граждан и начнут действовать в следующем месяце."
)
FRENCH = (
    "Le président a déclaré à la presse qu’elles étaient nécessaires pour protéger les Français "
    "et entreraient en vigueur l’été prochain, après le débat à l’Assemblée."
)
POLISH = (
    "Rząd ogłosił we wtorek nowe środki gospodarcze. Premier powiedział na konferencji, że są one "
    "niezbędne, aby chronić życie obywateli, i wejdą w życie w przyszłym miesiącu."
)
GREEK = (
    "Η κυβέρνηση ανακοίνωσε την Τρίτη νέα οικονομικά μέτρα. Ο πρωθυπουργός δήλωσε στη συνέντευξη "
    "τύπου ότι είναι απαραίτητα για την προστασία των πολιτών."
)
TURKISH = (
    "Hükümet salı günü yeni ekonomik önlemleri açıkladı. Başbakan bunların vatandaşları korumak "
    "için gerekli olduğunu söyledi; gelecek ay yürürlüğe girecek. İstanbul, Şişli."
)
THAI = "รัฐบาลประกาศมาตรการเศรษฐกิจใหม่เมื่อวันอังคาร นายกรัฐมนตรีกล่าวว่าจำเป็นต่อการปกป้องประชาชน"

# text, Python codec it is written in, label it is declared by, our name for it
LANGUAGES = [
    pytest.param(CHINESE, "gb18030", "gb2312", "gb18030", id="GB2312"),
    pytest.param(CHINESE + "镕", "gbk", "GBK", "gb18030", id="GBK"),
    pytest.param(TAIWANESE, "big5", "big5", "big5", id="Big5"),
    pytest.param(JAPANESE, "cp932", "Shift_JIS", "shift_jis", id="Shift_JIS"),
    pytest.param(JAPANESE, "euc_jp", "EUC-JP", "euc-jp", id="EUC-JP"),
    pytest.param(KOREAN, "cp949", "ks_c_5601-1987", "euc-kr", id="EUC-KR"),
    pytest.param(RUSSIAN, "cp1251", "windows-1251", "windows-1251", id="windows-1251"),
    pytest.param(RUSSIAN, "koi8_r", "KOI8-R", "koi8-r", id="KOI8-R"),
    pytest.param(FRENCH, "cp1252", "ISO-8859-1", "windows-1252", id="ISO-8859-1 as windows-1252"),
    pytest.param(POLISH, "cp1250", "windows-1250", "windows-1250", id="windows-1250"),
    pytest.param(POLISH, "iso8859_2", "ISO-8859-2", "iso-8859-2", id="ISO-8859-2"),
    pytest.param(GREEK, "cp1253", "windows-1253", "windows-1253", id="windows-1253"),
    pytest.param(TURKISH, "cp1254", "iso-8859-9", "windows-1254", id="ISO-8859-9 as windows-1254"),
    pytest.param(THAI, "cp874", "tis-620", "windows-874", id="TIS-620"),
]


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>x</title></head><body><p class='a'>{text}</p></body></html>"


@pytest.mark.parametrize(("text", "codec", "label", "name"), LANGUAGES)
def test_a_charset_named_by_the_header(text: str, codec: str, label: str, name: str) -> None:
    decoded = decode(page(text).encode(codec), f'text/html; charset="{label}"')
    assert decoded == Decoded(page(text), name)


@pytest.mark.parametrize(("text", "codec", "label", "name"), LANGUAGES)
@pytest.mark.parametrize(
    "form",
    ['<meta charset="{}">', "<META HTTP-EQUIV='Content-Type' content='text/html; charset={}' />"],
    ids=["meta charset", "http-equiv"],
)
def test_a_charset_named_by_the_page(
    form: str, text: str, codec: str, label: str, name: str
) -> None:
    written = page(text, form.format(label))
    assert decode(written.encode(codec), "text/html") == Decoded(written, name)


@pytest.mark.parametrize(("text", "codec", "label", "name"), LANGUAGES)
def test_a_charset_nobody_names(text: str, codec: str, label: str, name: str) -> None:
    assert decode(page(text).encode(codec)) == Decoded(page(text), name)


@pytest.mark.parametrize(("text", "codec", "label", "name"), LANGUAGES)
def test_a_charset_named_by_an_xml_prolog(text: str, codec: str, label: str, name: str) -> None:
    written = f"<?xml version='1.0' encoding='{label}'?>\n<rss><title>{text}</title></rss>"
    assert decode(written.encode(codec), "text/xml", "xml") == Decoded(written, name)


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        pytest.param("utf-8-sig", "utf-8", id="UTF-8"),
        pytest.param("utf-16", "utf-16le", id="UTF-16"),
        pytest.param("utf-32", "utf-32le", id="UTF-32"),
    ],
)
def test_a_bom_beats_every_label(codec: str, name: str) -> None:
    decoded = decode(page(CHINESE).encode(codec), "text/html; charset=gbk")
    assert decoded == Decoded(page(CHINESE), name)


def test_a_big_endian_bom() -> None:
    body = b"\xfe\xff" + page(CHINESE).encode("utf-16-be")
    assert decode(body) == Decoded(page(CHINESE), "utf-16be")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("content_type", ["", "text/html; charset=utf-16"], ids=["silent", "named"])
def test_utf16_without_a_bom_shows_by_its_zeros(codec: str, content_type: str) -> None:
    decoded = decode(page(CHINESE).encode(codec), content_type)
    assert decoded == Decoded(page(CHINESE), codec.replace("-le", "le").replace("-be", "be"))


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param(
            page("café").encode(), "text/html; charset=iso-8859-1", page("café"),
            id="UTF-8 under a server's default of ISO-8859-1",
        ),
        pytest.param(
            page(CHINESE).encode(), "text/html; charset=gb2312", page(CHINESE),
            id="UTF-8 under a label of GB2312",
        ),
        pytest.param(
            page(RUSSIAN).encode(), "text/html; charset=windows-1251", page(RUSSIAN),
            id="UTF-8 under a label of windows-1251, which fits any bytes",
        ),
        pytest.param(
            page(CHINESE).encode("gbk"), "text/html; charset=utf-8", page(CHINESE),
            id="GBK under a label of UTF-8",
        ),
        pytest.param(
            page(CHINESE, "<meta charset=gb2312>").encode("gbk"), "text/html; charset=utf-8",
            page(CHINESE, "<meta charset=gb2312>"),
            id="the page is right and the header wrong",
        ),
        pytest.param(
            page(CHINESE, "<meta charset=utf-8>").encode("gbk"), "text/html; charset=gbk",
            page(CHINESE, "<meta charset=utf-8>"),
            id="the header is right and the page wrong",
        ),
        pytest.param(
            page(CHINESE, "<meta charset=gbk>").encode("gbk"), "text/html; charset=iso-8859-1",
            page(CHINESE, "<meta charset=gbk>"),
            id="a server's default over a page that says GBK and is",
        ),
        pytest.param(
            page(CHINESE, "<meta charset=utf-16>").encode(), "",
            page(CHINESE, "<meta charset=utf-16>"),
            id="a page that calls itself UTF-16 in ASCII letters",
        ),
        pytest.param(
            page(CHINESE).encode(), "text/html; charset=rot13", page(CHINESE),
            id="a Python codec that is no charset",
        ),
    ],
)  # fmt: skip
def test_lying_labels(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type).text == text


@pytest.mark.parametrize(
    ("body", "content_type", "wanted"),
    [
        pytest.param(
            page(CHINESE * 2).encode()[:-60], "", CHINESE, id="UTF-8 cut within a character"
        ),
        pytest.param(
            page(FRENCH).encode("cp1252") + b"\x81", "text/html; charset=windows-1252", FRENCH,
            id="a byte that windows-1252 does not have",
        ),
        pytest.param(
            page(CHINESE).encode("gbk") + b"\xff", "text/html; charset=gbk", CHINESE,
            id="one stray byte in GBK",
        ),
        pytest.param(
            page(CHINESE).encode() + b"\xff\xfe", "", CHINESE, id="stray bytes in undeclared UTF-8"
        ),
    ],
)  # fmt: skip
def test_damage_costs_only_the_damaged_character(
    body: bytes, content_type: str, wanted: str
) -> None:
    decoded = decode(body, content_type)
    assert wanted in decoded.text
    assert decoded.text.count("\ufffd") <= 2


def test_a_lone_letter_with_an_accent_is_read_as_the_web_does() -> None:
    assert decode(b"caf\xe9").text == "caf\u00e9"


def test_zero_bytes_are_gone() -> None:
    assert decode(b"<p>a\x00b is a longer text</p>").text == "<p>ab is a longer text</p>"


def test_text_is_not_normalised_here() -> None:
    assert decode("<p>cafe\u0301</p>".encode()).text == "<p>cafe\u0301</p>"


def test_json_is_not_searched_for_meta_elements() -> None:
    text = '{"content_html": "<meta charset=gbk>中文"}'
    assert decode(text.encode(), "application/json", "json") == Decoded(text, "utf-8")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=120).map(lambda t: t.encode("utf-16"))),
    st.sampled_from(["", "text/html; charset=gbk", "text/html; charset=utf-16", "x; charset=\x00"]),
    st.sampled_from(["html", "xml", "json"]),
)
def test_never_raises_and_never_leaves_a_zero(body: bytes, content_type: str, kind: Kind) -> None:
    assert "\x00" not in decode(body, content_type, kind).text


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "text/plain; charset=utf-8").text == text


@pytest.mark.parametrize(
    ("what", "body"),
    [
        pytest.param("JSON", b'{"title": "x", "content": "<p>Text</p>"}', id="an object"),
        pytest.param("JSON", b'\xef\xbb\xbf\n [{"title": "x"}]\n', id="a list behind a mark"),
        pytest.param(None, b'{"ok": true}\n<html><p>Text</p>', id="a page that begins as one"),
        pytest.param(None, b"[" * 100_000, id="a page that opens a hundred thousand brackets"),
        pytest.param(None, b"<script>{}</script>", id="a page with a script"),
    ],
)
def test_json_is_no_page(what: str | None, body: bytes) -> None:
    assert what_else(body) == what


@pytest.mark.parametrize("codec", ["utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [CHINESE, FRENCH, "<p>\U0001f600</p>" * 3])
def test_utf32_without_a_bom_shows_by_its_zeros(codec: str, text: str) -> None:
    name = codec.replace("-le", "le").replace("-be", "be")
    assert decode(page(text).encode(codec)) == Decoded(page(text), name)


def test_iso_2022_jp_shows_by_its_escapes_where_anything_names_it() -> None:
    written = f"<?xml version='1.0' encoding='ISO-2022-JP'?>\n<rss><title>{JAPANESE}</title></rss>"
    body = written.encode("iso2022_jp")
    for header in ("text/xml", "text/xml; charset=utf-8", "text/xml; charset=ISO-2022-JP"):
        assert decode(body, header, "xml") == Decoded(written, "iso-2022-jp")

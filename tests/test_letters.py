"""Labels that fit any bytes: what the letters say against them, and what they never say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.charset import Decoded, decode
from scraper.letters import likely_charset

# language: a text, and the Python codecs it is written in with WHATWG's names for them
FAR = {
    "zh": (
        "港口管理局周二提前两个月开放了新船闸。四千吨以下的船只现在可以在任何潮位通过,居民们为此.",
        {"gb18030": "gb18030", "gbk": "gb18030"},
    ),
    "zh-TW": (
        "港口管理局週二提前兩個月開放了新船閘。四千噸以下的船隻現在可以在任何潮位通過，居民們等待.",
        {"cp950": "big5", "gbk": "gb18030"},
    ),
    "ja": (
        "港湾局は火曜日に新しい水門を予定より二か月早く開いたと発表した。住民は三十年待っていたと.",
        {"cp932": "shift_jis", "euc_jp": "euc-jp"},
    ),
    "ko": (
        "항만청은 화요일 예정보다 두 달 앞서 새 갑문을 열었다고 발표했다. 주민들은 삼십 년을.",
        {"cp949": "euc-kr", "euc_kr": "euc-kr"},
    ),
    "ru": (
        "Портовое управление открыло новый шлюз во вторник, на два месяца раньше срока. Жители.",
        {
            "cp1251": "windows-1251",
            "koi8_r": "koi8-r",
            "iso8859_5": "iso-8859-5",
            "cp866": "ibm866",
        },
    ),
    "uk": (
        "Портове управління відкрило новий шлюз у вівторок, на два місяці раніше. Їхні мешканці.",
        {"cp1251": "windows-1251", "koi8_u": "koi8-u"},
    ),
    "bg": (
        "Пристанищната управа откри новия шлюз във вторник, два месеца по-рано от предвиденото.",
        {"cp1251": "windows-1251"},
    ),
    "el": (
        "Η λιμενική αρχή άνοιξε τη νέα δεξαμενή την Τρίτη, δύο μήνες νωρίτερα. Άρχισε η κίνηση.",
        {"cp1253": "windows-1253", "iso8859_7": "iso-8859-7"},
    ),
    "he": (
        "רשות הנמל פתחה ביום שלישי את הסכר החדש, חודשיים לפני המועד. התושבים חיכו לו שלושים שנה.",
        {"cp1255": "windows-1255", "iso8859_8": "windows-1255"},
    ),
    "ar": (
        "افتتحت هيئة الميناء يوم الثلاثاء القفل الجديد قبل شهرين من الموعد المحدد. وانتظره السكان.",
        {"cp1256": "windows-1256", "iso8859_6": "iso-8859-6"},
    ),
    "th": (
        "การท่าเรือเปิดประตูน้ำใหม่เมื่อวันอังคาร เร็วกว่ากำหนดสองเดือน ชาวบ้านรอมาสามสิบปีแล้ว",
        {"cp874": "windows-874"},
    ),
}
NEAR = {
    "tr": (
        "Liman idaresi yeni havuzu salı günü açtı; İstanbul’da şimdi değişiklik var, çok güzel.",
        {"cp1254": "windows-1254"},
    ),
    "pl": (
        "Zarząd portu otworzył we wtorek nową śluzę; mieszkańcy czekali na nią trzydzieści lat.",
        {"cp1250": "windows-1250", "iso8859_2": "iso-8859-2"},
    ),
    "cs": (
        "Správa přístavu otevřela v úterý novou zdymadlovou komoru; obyvatelé na ni čekali třicet.",
        {"cp1250": "windows-1250", "iso8859_2": "windows-1250 iso-8859-2"},
    ),
    "hu": (
        "A kikötői hatóság kedden megnyitotta az új zsilipet; a lakók erről beszélő fűzfák.",
        {"cp1250": "windows-1250", "iso8859_2": "windows-1250"},
    ),
    "lt": (
        "Uosto valdžia antradienį atidarė naują šliuzą; gyventojai jo laukė trisdešimt metų.",
        {"cp1257": "windows-1257"},
    ),
}
WESTERN = {
    "fr": "Le président a déclaré qu’elles étaient créées « à l’été » ; où est-ce ? À Noël, ça.",
    "de": "Für die Größe der Schleuse zählt jeder Zentimeter, erklärte die Behörde: „Öde – ähm …“.",
    "is": "Hafnaryfirvöld opnuðu skipastigann á þriðjudag. Þýðing óþýðra ljóða, íþróttir, ÞÝÐIÐ.",
    "fo": "Havnarmyndugleikin læt nýggju slúsuna upp týsdagin; øll høvdu bíðað í tríati ár.",
    "et": "Jäääär, töööö, õueõunapuu ja kuuuurijate öötöö; sadam avas uue lüüsi. Öö äär, ÜÖÖÖ.",
    "fi": "Satama avasi uuden sulun tiistaina; hääyöaie, työtä, öljyä, äänestäjät päättivät.",
    "es": "¿Por qué? ¡Así! «Mañana», dijo, será más rápido; los años, señores, la acción ¡¿cómo?!",
    "pt": "A autoridade portuária abriu a eclusa: não há razão. Corações, informações, às três.",
    "it": "L’autorità portuale aprì la chiusa: perché più città? Così è, già; virtù, caffè, «là».",
    "ca": "La col·lecció de l’Ajuntament, paral·lel; ço és més fàcil. Això és així, qüestió, à.",
    "sv": "Hamnmyndigheten öppnade slussen på tisdagen. Åå, ååå, ÅÄÖ! Öarna är sköna, så här års.",
    "da": "Havnen åbnede slusen. Øen ærø, åål, øøø: få år før; »næsten« på én gang, også i år.",
    "nl": "Financiële ruïne, coördinatie, reünie, café, één, vóór, ideeën, België, Oekraïne.",
    "signs": "— • © ® ™ “””” « » …………… ¤¤¤¤ »»»» "
    + "—" * 40
    + "\xa0" * 50
    + " 23°C ±½ ¼ §§ £5 €6 ¥7",
}
LABELS = [
    pytest.param("text/html; charset=iso-8859-1", "", id="header"),
    pytest.param("text/html; charset=Windows-1252", "", id="header of windows-1252"),
    pytest.param("text/html", "<meta charset=iso-8859-1>", id="meta"),
    pytest.param("text/html; charset=latin1", "<meta charset=iso-8859-15>", id="both"),
    pytest.param("text/html", "", id="no label"),
]


def page(text: str, head: str = "", language: str = "") -> str:
    lang = f' lang="{language}"' if language else ""
    return f"<html{lang}><head>{head}<title>x</title></head><body><p>{text}</p></body></html>"


def cases(texts: dict[str, tuple[str, dict[str, str]]]) -> list[object]:
    return [
        pytest.param(language, text, codec, name, id=f"{language} in {codec}")
        for language, (text, codecs) in texts.items()
        for codec, name in codecs.items()
    ]


@pytest.mark.parametrize(("content_type", "head"), LABELS)
@pytest.mark.parametrize(("language", "text", "codec", "name"), cases(FAR))
def test_letters_overrule_a_label_that_fits_any_bytes(
    language: str, text: str, codec: str, name: str, content_type: str, head: str
) -> None:
    for told in ("", language):
        written = page(text, head, told)
        assert decode(written.encode(codec), content_type) == Decoded(written, name)


@pytest.mark.parametrize(("language", "text", "codec", "name"), cases(NEAR))
def test_near_languages_are_believed_where_the_page_names_them(
    language: str, text: str, codec: str, name: str
) -> None:
    written = page(text, "", language)
    decoded = decode(written.encode(codec), "text/html; charset=iso-8859-1")
    assert decoded.text == written
    assert decoded.charset in name.split()


@pytest.mark.parametrize(("content_type", "head"), LABELS[:3])
@pytest.mark.parametrize("text", WESTERN.values(), ids=WESTERN)
def test_texts_of_western_europe_stay_as_they_are(text: str, content_type: str, head: str) -> None:
    for told in ("", "en", "zh", "ru", "tr", "pl"):
        written = page(text, head, told)
        decoded = decode(written.encode("cp1252"), content_type)
        assert decoded == Decoded(written, "windows-1252")


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        pytest.param(NEAR["tr"][0], "cp1254", "windows-1254", id="Turkish"),
        pytest.param(NEAR["pl"][0], "iso8859_2", "iso-8859-2", id="Polish"),
        pytest.param(
            "Co quan ca\u0309ng mo\u031b\u0309 cu\u031b\u0309a ðã" * 9,
            "cp1258",
            "windows-1258",
            id="Vietnamese",
        ),
    ],
)
def test_a_label_that_says_more_is_not_doubted(text: str, codec: str, label: str) -> None:
    text = text.encode(codec, "ignore").decode(codec)
    assert decode(page(text).encode(codec), f"text/html; charset={label}").text == page(text)


LETTERS = "àâäåãáæçéèêëíìîïñóòôöøõßúùûüýÿþðœšžÀÄÅÆÇÉÈÑÖØÜÞÐ"
WORDS = st.tuples(
    st.text("abcdefghijklmnoprstuvw", min_size=1, max_size=5),
    st.text(LETTERS, min_size=1, max_size=2),
    st.text("abcdefghijklmnoprstuvw", max_size=5),
).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=60), st.sampled_from([" ", ", ", " – ", ".\xa0", "’"]))
def test_foreign_letters_among_those_of_ascii_are_never_doubted(words: list[str], by: str) -> None:
    body = page(by.join(words)).encode("cp1252")
    assert likely_charset(body) is None


def test_utf8_with_a_stray_byte_under_a_label_that_fits_any_is_utf8() -> None:
    body = page(WESTERN["fr"] * 3).encode() + b"\xe9"
    decoded = decode(body, "text/html; charset=iso-8859-1")
    assert decoded == Decoded(page(WESTERN["fr"] * 3) + "\ufffd", "utf-8")


def test_a_feed_in_another_charset_than_it_says() -> None:
    text, _ = FAR["ru"]
    for more in ("", "<language>ru-ru</language>"):
        written = (
            f"<?xml version='1.0' encoding='ISO-8859-1'?>\n<rss>{more}<title>{text}</title></rss>"
        )
        assert decode(written.encode("cp1251"), "text/xml", "xml").text == written


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda b: bytes(x | 0x80 for x in b)))
def test_any_bytes_have_a_charset_or_none(body: bytes) -> None:
    name = likely_charset(b"<html lang=ja>" + body)
    assert name is None or re.fullmatch(r"[a-z0-9_-]+", name)


@pytest.mark.parametrize("ornament", ["«»", "\xa0•", "—–", "¼½¾", "æðøþ", "ñ", "©®™"])
def test_rows_of_ornaments_are_no_foreign_text(ornament: str) -> None:
    body = f"<p>Plain English words. {ornament * 40} And some more of them.</p>".encode("cp1252")
    assert likely_charset(body) is None

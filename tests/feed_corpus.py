"""Feeds of every format, written from one list of entries, in every encoding that is in use."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

SITE = "https://news.example/"


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says; `at` is not told by formats older than RSS 0.93."""

    title: str
    link: str
    text: str
    at: datetime


def told(text: str) -> tuple[Told, Told]:
    """Two entries in the language of `text`, their titles and texts parts of it."""
    at = datetime(2026, 10, 3, 12, 0, tzinfo=UTC)
    return (
        Told(f"{text[:20]} & 1 < 2", f"{SITE}a?x=1&y=2", f"<p>{text}</p>", at),
        Told(text[10:30].strip(), f"{SITE}b", f"<p>{text[::-1]}</p><p>{text}</p>", at),
    )


Write = Callable[[Sequence[Told], str], str]


def _xml(label: str, root: str) -> str:
    return f"<?xml version='1.0'{f' encoding={label!r}' if label else ''}?>\n{root}"


def _items(entries: Sequence[Told], date: str = "", guid: bool = False, about: bool = False) -> str:
    parts = []
    for entry in entries:
        link, at = escape(entry.link), entry.at
        when = format_datetime(at) if date == "pubDate" else at.isoformat()
        parts.append(
            (f'<item rdf:about="{link}">' if about else "<item>")
            + f"<title>{escape(entry.title)}</title><link>{link}</link>"
            + f"<description>{escape(entry.text)}</description>"
            + (f"<guid>{link}</guid>" if guid else "")
            + (f"<{date}>{when}</{date}>" if date else "")
            + "</item>"
        )
    return "".join(parts)


_HEAD = f"<title>News</title><link>{SITE}</link><description>All</description>"
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


def rss_090(entries: Sequence[Told], label: str) -> str:
    ns = "http://my.netscape.com/rdf/simple/0.9/"
    body = f'<rdf:RDF {_RDF} xmlns="{ns}"><channel>{_HEAD}</channel>{_items(entries)}</rdf:RDF>'
    return _xml(label, body)


def rss_091(entries: Sequence[Told], label: str) -> str:
    dtd = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    body = f'<rss version="0.91"><channel>{_HEAD}{_items(entries)}</channel></rss>'
    return _xml(label, dtd + body)


def rss_092(entries: Sequence[Told], label: str) -> str:
    return _xml(label, f'<rss version="0.92"><channel>{_HEAD}{_items(entries)}</channel></rss>')


def rss_10(entries: Sequence[Told], label: str) -> str:
    body = (
        f'<rdf:RDF {_RDF} xmlns="http://purl.org/rss/1.0/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{SITE}">{_HEAD}'
        f"</channel>{_items(entries, 'dc:date', about=True)}</rdf:RDF>"
    )
    return _xml(label, body)


def rss_20(entries: Sequence[Told], label: str) -> str:
    items = _items(entries, "pubDate", guid=True)
    return _xml(label, f'<rss version="2.0"><channel>{_HEAD}{items}</channel></rss>')


def atom_03(entries: Sequence[Told], label: str) -> str:
    parts = "".join(
        f'<entry><title>{escape(e.title)}</title><link rel="alternate" type="text/html"'
        f' href="{escape(e.link)}"/><id>{escape(e.link)}</id><issued>{e.at.isoformat()}</issued>'
        f'<content type="text/html" mode="escaped">{escape(e.text)}</content></entry>'
        for e in entries
    )
    head = f'<title>News</title><link rel="alternate" type="text/html" href="{SITE}"/>'
    return _xml(label, f'<feed version="0.3" xmlns="http://purl.org/atom/ns#">{head}{parts}</feed>')


def atom_10(entries: Sequence[Told], label: str) -> str:
    parts = "".join(
        f'<entry><title>{escape(e.title)}</title><link href="{escape(e.link)}"/>'
        f"<id>{escape(e.link)}</id><published>{e.at.isoformat()}</published>"
        f'<content type="html">{escape(e.text)}</content></entry>'
        for e in entries
    )
    head = f'<title>News</title><link href="{SITE}"/><id>{SITE}</id>'
    return _xml(label, f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{parts}</feed>')


def _json_feed(version: str, entries: Sequence[Told]) -> str:
    document = {
        "version": f"https://jsonfeed.org/version/{version}",
        "title": "News",
        "home_page_url": SITE,
        "items": [
            {
                "id": e.link,
                "url": e.link,
                "title": e.title,
                "content_html": e.text,
                "date_published": e.at.isoformat(),
            }
            for e in entries
        ],
    }
    return json.dumps(document, ensure_ascii=False)


def json_10(entries: Sequence[Told], label: str) -> str:
    return _json_feed("1", entries)


def json_11(entries: Sequence[Told], label: str) -> str:
    return _json_feed("1.1", entries)


# The name that `form` must say -> how it is written. JSON can't name a charset.
FORMATS: dict[str, Write] = {
    "RSS 0.90": rss_090,
    "RSS 0.91": rss_091,
    "RSS 0.92": rss_092,
    "RSS 1.0": rss_10,
    "RSS 2.0": rss_20,
    "Atom 0.3": atom_03,
    "Atom 1.0": atom_10,
    "JSON Feed 1.0": json_10,
    "JSON Feed 1.1": json_11,
}
DATED = frozenset(FORMATS) - {"RSS 0.90", "RSS 0.91", "RSS 0.92"}

ZH = (
    "工业和信息化部网络安全管理局就近期诈骗网站接入问题约谈"
    "两家企业,要求其切实履行主体责任,认真落实有关法律法规。"
)
TW = (
    "臺灣行政院長今日表示,政府將持續推動經濟轉型,並加強與各"
    "國的合作關係。記者會上,他強調新的政策將在下個月開始實施。"
)
JA = (
    "政府は二十三日、新しい経済対策を発表した。首相は記者"
    "会見で「国民の生活を守るために必要な措置だ」と述べた。"
)
KO = (
    "정부는 오늘 새로운 경제 대책을 발표했다. 대통령은 기자"
    "회견에서 국민의 삶을 지키기 위해 필요한 조치라고 말했다."
)
RU = (
    "Правительство объявило о новых мерах поддержки эко"
    "номики. Премьер-министр заявил, что они необходимы."
)
UK = (
    "Уряд оголосив про нові заходи підтримки економіки. Пр"
    "ем'єр-міністр заявив, що вони потрібні її громадянам."
)
FR = (
    "Le président a déclaré à la presse qu'elles étaient n"
    "écessaires pour protéger les Français, l'été prochain."
)
DE = (
    "Die Regierung kündigte am Dienstag neue Maßnahmen an. "
    "Übermäßige Kosten fürchtet die Opposition; öffentlich."
)
PL = (
    "Rząd ogłosił we wtorek nowe środki gospodarcze. Premi"
    "er powiedział, że są one niezbędne, aby chronić życie."
)
CS = (
    "Vláda v úterý oznámila nová hospodářská opatření. Prem"
    "iér řekl, že jsou nezbytná, aby chránila životy občanů."
)
EL = (
    "Η κυβέρνηση ανακοίνωσε την Τρίτη νέα οικονομικά μ"
    "έτρα. Ο πρωθυπουργός δήλωσε ότι είναι απαραίτητα."
)
TR = (
    "Hükümet salı günü yeni ekonomik önlemleri açıkladı. Başbakan"
    " bunların vatandaşları korumak için gerekli olduğunu söyledi."
)
HE = "הממשלה הודיעה ביום שלישי על צעדים כלכליים חדשים. ראש הממשלה אמר שהם הכרחיים להגנה על האזרחים."
AR = (
    "أعلنت الحكومة يوم الثلاثاء عن تدابير اقتصادية جديد"
    "ة. وقال رئيس الوزراء إنها ضرورية لحماية المواطنين."
)
LT = (
    "Vyriausybė antradienį paskelbė naujas ekonomines priemon"
    "es. Ministras pirmininkas sakė, kad jos būtinos žmonėms."
)
VI = "Trong năm nay, chúng tôi đưa ra các biên pháp moi và không tăng thêm"
TH = "รัฐบาลประกาศมาตรการเศรษฐกิจใหม่เมื่อวันอังคาร นายกรัฐมนตรีกล่าวว่าจำเป็นต่อการปกป้องประชาชน"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a document is written (`codec`), what it calls that (`label`), and in what language."""

    codec: str
    label: str
    text: str
    # Whether the bytes alone tell the charset, where neither header nor document names one.
    alone: bool = False


ENCODINGS = (
    Encoding("utf-8", "UTF-8", ZH, alone=True),
    Encoding("utf-8-sig", "UTF-8", FR, alone=True),
    Encoding("utf-16", "UTF-16", JA, alone=True),
    Encoding("utf-16-le", "UTF-16LE", RU, alone=True),
    Encoding("utf-16-be", "UTF-16BE", ZH, alone=True),
    Encoding("utf-32", "UTF-32", KO, alone=True),
    Encoding("utf-32-le", "UTF-32LE", DE, alone=True),
    Encoding("utf-32-be", "UTF-32BE", ZH, alone=True),
    Encoding("gb18030", "GB18030", ZH + "镕𠀀", alone=True),
    Encoding("gbk", "GBK", ZH, alone=True),
    Encoding("gb2312", "gb2312", ZH, alone=True),
    Encoding("big5", "Big5", TW, alone=True),
    Encoding("cp932", "Shift_JIS", JA, alone=True),
    Encoding("euc_jp", "EUC-JP", JA, alone=True),
    Encoding("iso2022_jp", "ISO-2022-JP", JA),
    Encoding("cp949", "EUC-KR", KO, alone=True),
    Encoding("cp1250", "windows-1250", PL),
    Encoding("cp1251", "windows-1251", RU, alone=True),
    Encoding("cp1252", "windows-1252", FR, alone=True),
    Encoding("cp1253", "windows-1253", EL),
    Encoding("cp1254", "windows-1254", TR),
    Encoding("cp1255", "windows-1255", HE),
    Encoding("cp1256", "windows-1256", AR),
    Encoding("cp1257", "windows-1257", LT),
    Encoding("cp1258", "windows-1258", VI),
    Encoding("cp874", "windows-874", TH),
    Encoding("koi8_r", "KOI8-R", RU, alone=True),
    Encoding("koi8_u", "KOI8-U", UK),
    Encoding("iso8859_1", "ISO-8859-1", DE, alone=True),
    Encoding("iso8859_2", "ISO-8859-2", CS),
    Encoding("iso8859_4", "ISO-8859-4", LT),
    Encoding("iso8859_5", "ISO-8859-5", RU),
    Encoding("iso8859_6", "ISO-8859-6", AR),
    Encoding("iso8859_7", "ISO-8859-7", EL),
    Encoding("iso8859_8", "ISO-8859-8", HE),
    Encoding("iso8859_9", "ISO-8859-9", TR),
    Encoding("iso8859_13", "ISO-8859-13", LT),
    Encoding("iso8859_15", "ISO-8859-15", FR),
    Encoding("iso8859_16", "ISO-8859-16", PL),
)

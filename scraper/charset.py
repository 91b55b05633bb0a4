"""Bytes of strangers -> text: byte order mark, header, the document's own word, then a look at it.

A label is believed only if the bytes agree with it: lying labels are common (a server's default
of ISO-8859-1 over whatever there is, a template copied from a GBK site). The text is not
NFC-normalised: code samples need exactness, so that happens where a value is made.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import Literal

from scraper.letters import likely_charset, sample_of

Kind = Literal["html", "xml", "json"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text (no BOM, no NUL), and the WHATWG name of the charset it was read in."""

    text: str
    charset: str


# WHATWG Encoding Standard: name -> Python codecs to try in order, and further labels. The name is a
# label too. Browsers read these labels as the wider charset, so that is what pages are written for.
_CHARSETS: dict[str, tuple[str, str]] = {
    "utf-8": ("utf-8", "utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8"),
    "utf-16le": ("utf-16-le", "utf-16 utf16 ucs-2 unicode csunicode iso-10646-ucs-2 unicodefeff"),
    "utf-16be": ("utf-16-be", "unicodefffe"),
    "utf-32le": ("utf-32-le", "utf-32 utf32"),
    "utf-32be": ("utf-32-be", ""),
    "gb18030": (
        "gb18030",
        "gbk gb2312 gb_2312 gb_2312-80 gb2312-80 csgb2312 csiso58gb231280 iso-ir-58 chinese x-gbk "
        "cp936 ms936 windows-936 euc-cn",
    ),
    "big5": (
        "big5hkscs cp950",
        "big5-hkscs big5hkscs cn-big5 csbig5 x-x-big5 cp950 windows-950 big-5 big5-tw",
    ),
    "shift_jis": ("cp932", "shift-jis sjis csshiftjis ms932 ms_kanji windows-31j x-sjis cp932"),
    "euc-jp": ("euc_jp euc_jis_2004", "eucjp x-euc-jp cseucpkdfmtjapanese euc_jp"),
    "iso-2022-jp": ("iso2022_jp_ext iso2022_jp_2004", "csiso2022jp"),
    "euc-kr": (
        "cp949",
        "euckr ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 cseuckr csksc56011987 "
        "iso-ir-149 korean windows-949 cp949 uhc",
    ),
    "windows-1250": ("cp1250", "cp1250 x-cp1250"),
    "windows-1251": ("cp1251", "cp1251 x-cp1251 win-1251"),
    "windows-1252": (
        "cp1252",
        "cp1252 x-cp1252 iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 ascii us-ascii "
        "ansi_x3.4-1968 csisolatin1 ibm819 cp819 iso-ir-100",
    ),
    "windows-1253": ("cp1253", "cp1253 x-cp1253"),
    "windows-1254": (
        "cp1254",
        "cp1254 x-cp1254 iso-8859-9 iso8859-9 iso_8859-9 iso88599 latin5 l5 csisolatin5",
    ),
    "windows-1255": ("cp1255", "cp1255 x-cp1255"),
    "windows-1256": ("cp1256", "cp1256 x-cp1256"),
    "windows-1257": ("cp1257", "cp1257 x-cp1257"),
    "windows-1258": ("cp1258", "cp1258 x-cp1258"),
    "windows-874": ("cp874", "cp874 dos-874 tis-620 tis620 iso-8859-11 iso8859-11 iso885911"),
    "ibm866": ("cp866", "866 cp866 csibm866"),
    "koi8-r": ("koi8_r", "koi8 koi koi8_r cskoi8r"),
    "koi8-u": ("koi8_u", "koi8-ru"),
    "macintosh": ("mac_roman", "mac x-mac-roman csmacintosh"),
    "x-mac-cyrillic": ("mac_cyrillic", "x-mac-ukrainian"),
} | {
    f"iso-8859-{n}": (f"iso8859_{n}", f"iso8859-{n} iso_8859-{n} iso8859{n} {alias}".rstrip())
    for n, alias in {
        2: "latin2 l2",
        3: "latin3 l3",
        4: "latin4 l4",
        5: "cyrillic",
        6: "arabic",
        7: "greek greek8",
        8: "hebrew visual iso-8859-8-i logical",
        10: "latin6 l6",
        13: "",
        14: "",
        15: "latin9 latin-9 l9",
        16: "",
    }.items()
}
_BY_LABEL = {
    label: name
    for name, (_, labels) in _CHARSETS.items()
    for label in (name, *labels.split())
}  # fmt: skip
_MULTI_BYTE = {"gb18030", "big5", "shift_jis", "euc-jp", "iso-2022-jp", "euc-kr"}
_FITS_ALL = {"windows-1252", "iso-8859-15"}  # what is said by default, and decodes anything
_WIDE = {"utf-16le", "utf-16be", "utf-32le", "utf-32be"}
_BOMS = (  # UTF-32LE begins like UTF-16LE, so it goes first
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# What detection may answer. Narrow on purpose: the open list has EBCDIC and DOS pages in it, which
# fit any short text and which no site of today sends.
_DETECTABLE = {
    "gb18030": "gb18030",
    "big5hkscs": "big5",
    "big5": "big5",
    "cp950": "big5",
    "cp932": "shift_jis",
    "euc_jp": "euc-jp",
    "cp949": "euc-kr",
    "koi8_r": "koi8-r",
    "cp874": "windows-874",
    "iso8859_2": "iso-8859-2",
    **{f"cp{n}": f"windows-{n}" for n in range(1250, 1259)},
}

_HEAD = 4096  # bytes searched for a declaration; browsers stop at 1024, some sites do not
# From here on, valid UTF-8 is no accident: a GBK pair passes for UTF-8 about one time in five.
_NO_ACCIDENT = 8

_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\s[^<>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_PROLOG = re.compile(
    rb"\s{0,200}<\?xml\s[^<>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:+-]+)", re.IGNORECASE
)
_ASCII = bytes(range(128))
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[¡-©«-¶¸¹»-¿×÷](?=[^\W\d_])")
_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")


def decode(body: bytes, content_type: str = "", kind: Kind = "html") -> Decoded:
    """The text of a document; unreadable bytes become U+FFFD.

    Order: BOM, HTTP header, `<meta>` or XML prolog (first 4 KB), strict UTF-8, detection; of two
    labels in conflict the one that decodes strictly wins. Never raises.
    """
    marked = next(((bom, name) for bom, name in _BOMS if body.startswith(bom)), None)
    if marked is not None:
        body = body.removeprefix(marked[0])
    wide = marked[1] if marked is not None and marked[1] in _WIDE else _wide_by_zeros(body)
    if wide is not None:
        return _decoded(_replaced(body, wide), wide)
    labels = [] if marked is None else [marked[1]]
    labels += _declared(body, content_type, kind)

    as_utf8 = _strict(body, "utf-8")
    sequences = 0 if as_utf8 is None else _count_sequences(body, as_utf8)
    for name in labels:
        if as_utf8 is not None and _is_really_utf8(name, sequences):
            break
        text = as_utf8 if name == "utf-8" else _strict(body, name)
        if text is not None:
            return _unless_doubted(body, text, name)
    if as_utf8 is not None:
        return _decoded(as_utf8, "utf-8")
    return _damaged(body, labels)


def _declared(body: bytes, content_type: str, kind: Kind) -> list[str]:
    """The known charsets that header and document name, the header's first.

    UTF-16 and UTF-32 are left out: whoever can read such a label in the bytes is not reading that
    charset (HTML 4.12.1.3), and a header that says so was believed only with zero bytes to show.
    """
    found = [match[1] for match in [_HEADER.search(content_type)] if match]
    head = body[:_HEAD]
    patterns = {"html": (_META, _PROLOG), "xml": (_PROLOG,), "json": ()}[kind]
    for pattern in patterns:
        match = pattern.match(head) if pattern is _PROLOG else pattern.search(head)
        if match:
            found.append(match[1].decode("ascii", "replace"))
    names = [_BY_LABEL.get(label.strip().lower()) for label in found]
    known = dict.fromkeys(name for name in names if name and name not in _WIDE)
    # ISO-2022-JP is all ASCII, so it passes for anything; but nothing else has its escapes.
    escapes = "iso-2022-jp" in known and b"\x1b" in body
    return ["iso-2022-jp"] if escapes else sorted(known, key=_proof)


def _proof(name: str) -> int:
    """How little a strict decode proves: a multi-byte charset refuses most bytes, windows-1252 next
    to none, and as ISO-8859-1 it is what servers say who were told nothing."""
    return 0 if name in _MULTI_BYTE or name == "utf-8" else 2 if name == "windows-1252" else 1


def _wide_by_zeros(body: bytes) -> str | None:
    """UTF-16 and UTF-32 without a BOM show by zeros.

    In UTF-16 those of its ASCII stand all on one side of each pair; in UTF-32 one end of every four
    bytes is zero, and what is beside it no more than 16.
    """
    head = body[:_HEAD]
    zeros = head.count(0)
    if len(head) < 4 or zeros * 10 < len(head):
        return None
    fours = head[: len(head) // 4 * 4]
    for name, end, beside in (("utf-32be", 0, 1), ("utf-32le", 3, 2)):
        if not any(fours[end::4]) and max(fours[beside::4]) <= 16:
            return name
    first, second = head[0::2].count(0), head[1::2].count(0)
    if first > 20 * second:
        return "utf-16be"
    if second > 20 * first:
        return "utf-16le"
    return None


def _is_really_utf8(label: str, sequences: int) -> bool:
    """Whether bytes that are valid UTF-8 are so in spite of this label.

    A single-byte charset decodes anything, so it proves nothing; but no language writes "Ã©".
    """
    return sequences >= _NO_ACCIDENT or (sequences > 0 and label not in _MULTI_BYTE)


def _count_sequences(body: bytes, as_utf8: str) -> int:
    """How many characters of the text are several bytes, counted as far as it matters."""
    beyond = len(body) - len(as_utf8)  # of the bytes of each, one to three
    if not beyond or beyond >= 3 * _NO_ACCIDENT:
        return min(beyond, _NO_ACCIDENT)
    count = 0
    for count, _ in enumerate(_SEQUENCE.finditer(body), 1):
        if count >= _NO_ACCIDENT:
            break
    return count


def _unless_doubted(body: bytes, text: str, name: str) -> Decoded:
    """`text`, unless its letters are plainly those of another charset."""
    other = likely_charset(body) if name in _FITS_ALL else None
    return _decoded(text, name) if other is None else _decoded(_replaced(body, other), other)


def _damaged(body: bytes, labels: list[str]) -> Decoded:
    """No charset fits to the last byte: the one that nearly does, else a guess."""
    tried = ((_replaced(body, name), name) for name in dict.fromkeys([*labels, "utf-8"]))
    text, name = min(tried, key=lambda pair: pair[0].count("\ufffd"))
    # One character cut in the middle, a stray byte or two in a long text: that is damage. More is
    # a wrong charset.
    foreign = len(body.translate(None, _ASCII))
    if text.count("\ufffd") * 20 <= foreign:
        return _unless_doubted(body, text, name)
    detected = likely_charset(body) or _detected(body)
    if detected is None:
        detected = labels[0] if labels else "windows-1252"
    return _decoded(_replaced(body, detected), detected)


def _detected(body: bytes) -> str | None:
    # Late: 30 ms of import that only undeclared legacy pages pay.
    from charset_normalizer import from_bytes

    sample = sample_of(body)
    for cut in range(4):  # the end of the sample may lie within a character
        matches = from_bytes(
            sample[: len(sample) - cut], cp_isolation=[*_DETECTABLE], enable_fallback=False
        )
        close = [match for match in matches if match.chaos <= matches[0].chaos + 0.1]
        if close:
            # Its order is by letter frequency, a coin's toss between neighbours such as
            # windows-1250 and -1252. But "Rz¹d" is not a word.
            likely = min(close, key=lambda match: len(_SIGN_IN_WORD.findall(str(match))))
            return _DETECTABLE.get(likely.encoding)
    return None


def _strict(body: bytes, name: str) -> str | None:
    for codec in _CHARSETS[name][0].split():
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _replaced(body: bytes, name: str) -> str:
    text = _strict(body, name)
    if text is not None:
        return text
    codecs_ = _CHARSETS[name][0].split()
    texts = [body.decode(codec, "replace") for codec in codecs_]
    return min(texts, key=lambda text: text.count("\ufffd"))


def _decoded(text: str, name: str) -> Decoded:
    text = text.removeprefix("\ufeff")
    # A character is looked for faster than all of its kind are.
    return Decoded(text.replace("\x00", "") if "\x00" in text else text, name)


# How files begin that are sent as pages now and then.
FILES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed data"),
)
_FEED_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF)[\s>]", re.DOTALL
)
_NO_TEXT = bytes(set(range(32)) - set(b"\t\n\f\r\x1b")) + b"\x7f"


def what_else(body: bytes) -> str | None:
    """What a body is that is no page, whatever its header says; None if it may be one.

    Binary data show control characters, which no encoding of text uses but UTF-16 and UTF-32.
    """
    for magic, name in FILES:
        if body.startswith(magic):
            return name
    start = body[:4096]
    if _FEED_START.match(start[:1000]):
        return "a feed"
    if _is_json(body):
        return "JSON"
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return None
    controls = len(start) - len(start.translate(None, _NO_TEXT))
    utf16 = start.count(0) * 3 > len(start)  # without a byte order mark
    return "binary data" if controls * 20 > len(start) and not utf16 else None


def _is_json(body: bytes) -> bool:
    """Whether all of it is a JSON object or list: a page may begin with a brace, too."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True

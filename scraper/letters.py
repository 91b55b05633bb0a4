"""Which charset bytes are in by the letters they make: for labels that fit any bytes.

As ISO-8859-1 goes out whatever a server was told nothing about, and windows-1252 decodes nearly all
of it: only the letters show that no language is written so. An answer needs a clear winner, and a
text of Western Europe never has one: its foreign letters stand alone among those of ASCII.
"""

from __future__ import annotations

import re
from functools import cache

_SAMPLE = 32_768  # bytes that are looked at
_FEWEST = 24  # foreign bytes that say anything
_VARIETY = 8  # different ones: a text has many, rows of ornaments and fractions have few
_FEWEST_TOLD = 8  # where the document itself names such a language

_TAG = re.compile(rb"<[^<>]*>")
_FOREIGN = re.compile(rb"[\x80-\xff]")
_NOT_FOREIGN = bytes(range(128))
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# Lines of dashes, indents of no-break spaces, "éééé": of one byte again and again nothing follows.
_AGAIN = re.compile(rb"([\x80-\xff])\1+")
_RUN = re.compile(rb"[\x80-\xff]{4,}")
_LANGUAGE = re.compile(
    rb"<html\s[^<>]{0,400}?\blang\s{0,9}=\s{0,9}[\"']?([a-z]{2})|<language>\s{0,99}([a-z]{2})",
    re.IGNORECASE,
)
_HEAD = 4096

_HANGUL = "\uac00-\ud7a3"
_KANA = "\u3041-\u30fe"
_MARKS = "\u3001-\u3011\u2018-\u201d\u2026\uff01-\uff5e\u00b7\u2014\u3000"


_HIGH = range(0xA1, 0xFF)
_LOW = range(0x40, 0x7F)
# WHATWG name, codec, of which characters nearly all must be; of which some, and how many. In this
# order: Chinese charsets make usual characters of Korean syllables, and have the kana, too.
_EAST = (
    ("shift_jis", "cp932", "japanese", _KANA, 0.2),
    ("euc-jp", "euc_jp", "japanese", _KANA, 0.2),
    ("euc-kr", "cp949", "korean", _HANGUL, 0.75),
    ("gb18030", "gb18030", "simplified", "", 0),
    ("big5", "cp950", "traditional", "", 0),
    ("gb18030", "gb18030", "traditional", "", 0),
)
_NEARLY = 0.88
# WHATWG name, codec, its usual letters: two of three letters of a text are among them.
_CYRILLIC = "оаеинтсрвлкі"
_GREEK = "αοιετσνηυρπκς"
_HEBREW = "יוהלאתרבשנמ"
_ARABIC = "اليمنوترعبةد"
_THAI = "านรกอเงมยลวดทสต่้ัี"
_ALONE = (
    ("windows-1251", "cp1251", _CYRILLIC),
    ("koi8-r", "koi8_r", _CYRILLIC),
    ("iso-8859-5", "iso8859_5", _CYRILLIC),
    ("ibm866", "cp866", _CYRILLIC),
    ("windows-1253", "cp1253", _GREEK),
    ("windows-1255", "cp1255", _HEBREW),
    ("windows-1256", "cp1256", _ARABIC),
    ("iso-8859-6", "iso8859_6", _ARABIC),
    ("windows-874", "cp874", _THAI),
)
_CODEC_OF = {name: codec for name, codec, _ in _ALONE}
# The same but for a few letters.
_TWINS = {"koi8-r": ("koi8-u", "koi8_u"), "windows-1253": ("iso-8859-7", "iso8859_7")}
_LIKELY = 0.52
_AHEAD = 0.06
_FAR = frozenset("zh ja ko ru uk bg be sr mk el he iw ar fa ur th".split())
# Of languages nearer by only the document's own word tells: its letters, and where they are.
_NEAR = {
    "tr": ("çğıöşüâîû", "windows-1254"),
    "az": ("çğıöşüə", "windows-1254"),
    "pl": ("ąćęłńóśźż", "windows-1250 iso-8859-2"),
    "cs": ("áčďéěíňóřšťúůýž", "windows-1250 iso-8859-2"),
    "sk": ("áäčďéíĺľňóôŕšťúýž", "windows-1250 iso-8859-2"),
    "hu": ("áéíóöőúüű", "windows-1250 iso-8859-2"),
    "ro": ("ăâîşţ", "windows-1250 iso-8859-2"),
    "hr": ("čćđšž", "windows-1250 iso-8859-2"),
    "sl": ("čšžćđ", "windows-1250 iso-8859-2"),
    "lt": ("ąčęėįšųūž", "windows-1257"),
    "lv": ("āčēģīķļņšūž", "windows-1257"),
}
_CODECS = {
    "windows-1250": "cp1250",
    "windows-1254": "cp1254",
    "windows-1257": "cp1257",
    "iso-8859-2": "iso8859_2",
}


def sample_of(body: bytes) -> bytes:
    """The text from its first foreign byte on: mark-up is ASCII, and dilutes what is to be seen."""
    first = _FOREIGN.search(body)
    if first is None:
        return b""
    near = body[max(0, first.start() - 1000) :][: 16 * _SAMPLE]
    for part in (near, body):
        text = _TAG.sub(b" ", part)
        if found := _FOREIGN.search(text):
            return text[found.start() : found.start() + _SAMPLE]
    return b""


def likely_charset(body: bytes) -> str | None:
    """The WHATWG name of the charset whose letters these bytes are beyond doubt, or None.

    None for what windows-1252 has letters for. Never raises; reads 32 KB of the text.
    """
    told = _LANGUAGE.search(body[:_HEAD])
    language = (told[1] or told[2]).decode("ascii").lower() if told else ""
    sample = sample_of(body)
    foreign = len(sample.translate(None, _NOT_FOREIGN))
    if foreign < (_FEWEST_TOLD if language in _FAR else _FEWEST):
        return _near(sample, language) if foreign else None
    if sum(map(len, _SEQUENCE.findall(sample))) * 20 >= foreign * 19:
        return "utf-8"  # damaged, or cut
    if len(set(sample.translate(None, _NOT_FOREIGN))) < _VARIETY:
        return _near(sample, language)
    once = _AGAIN.sub(rb"\1", sample)
    in_runs = sum(map(len, _RUN.findall(once)))
    if in_runs * 3 < len(once.translate(None, _NOT_FOREIGN)):
        return _near(sample, language)
    return _east(sample) or _alone(sample)


def _east(sample: bytes) -> str | None:
    for name, codec, usual, some, least in _EAST:
        text = sample.decode(codec, "replace")
        foreign = "".join(char for char in text if char > "\x7f")
        # The sample may end in the middle of a character.
        if text.count("\ufffd") > 1 + len(foreign) // 100:
            continue
        if some and _count(some, foreign) < least * len(foreign):
            continue
        if _count(_usual_of(usual), foreign) >= _NEARLY * len(foreign):
            return name
    return None


@cache  # late: a run that never doubts does not pay for it
def _usual_of(kind: str) -> str:
    match kind:
        case "simplified":
            return _MARKS + _level_one("gb18030", range(0xB0, 0xD8), (_HIGH,))
        case "traditional":
            return _MARKS + _level_one("cp950", range(0xA4, 0xC7), (_LOW, _HIGH))
        case "japanese":
            trails = (_LOW, range(0x80, 0xFD))
            return _MARKS + _KANA + _level_one("cp932", range(0x88, 0x98), trails)
    return _MARKS + _HANGUL


def _level_one(codec: str, leads: range, trails: tuple[range, ...]) -> str:
    """The characters that a charset itself puts first: the usual ones."""
    pairs = (bytes((lead, trail)) for lead in leads for span in trails for trail in span)
    found = sorted(ord(char) for pair in pairs for char in pair.decode(codec, "ignore"))
    return "".join(f"\\U{code:08x}" for code in found)


def _count(characters: str, text: str) -> int:
    return len(re.findall(f"[{characters}]", text))


def _alone(sample: bytes) -> str | None:
    """The charset of a byte a letter; its usual letters are the usual ones of the text."""
    ranked: list[tuple[float, str]] = []
    for name, codec, usual in _ALONE:
        text = sample.decode(codec, "replace")
        foreign = [char for char in text if char > "\x7f" and (char.isalpha() or char == "\ufffd")]
        marks = sum(char > "\x7f" for char in text) - len(foreign)
        if foreign and marks * 3 <= len(foreign):
            letters = frozenset(usual)
            ranked.append((sum(char in letters for char in foreign) / len(foreign), name))
    ranked.sort(reverse=True)
    if not ranked or ranked[0][0] < _LIKELY:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _AHEAD:
        return None
    name, twin = ranked[0][1], _TWINS.get(ranked[0][1])
    if twin and _count_letters(sample, twin[1]) > _count_letters(sample, _CODEC_OF[name]):
        return twin[0]
    return name


def _count_letters(sample: bytes, codec: str) -> int:
    return sum(map(str.isalpha, sample.decode(codec, "replace")))


def _near(sample: bytes, language: str) -> str | None:
    if language not in _NEAR:
        return None
    letters, names = _NEAR[language]
    fits = {name: _fit(sample, _CODECS[name], letters) for name in names.split()}
    best = max(fits, key=fits.__getitem__)
    return best if fits[best] >= 0.9 and fits[best] > _fit(sample, "cp1252", letters) else None


def _fit(sample: bytes, codec: str, letters: str) -> float:
    """How much of what is foreign are these letters; marks that are no word's count for nothing."""
    text = sample.decode(codec, "replace")
    foreign = [char for char in text.lower() if char > "\x7f" and not char.isspace()]
    marks = frozenset("“”„‘’‚–—…«»•·§©®°")
    counted = [char for char in foreign if char not in marks]
    return sum(char in letters for char in counted) / len(counted) if counted else 0.0

"""Front matter as a preset says it: checked when config is read, filled in for each post.

A template is data, not text: keys with texts that may hold {fields}, or lists of such. Each value
becomes one clean line and is written by the rules of `front_matter`, so none can break the YAML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from scraper.front_matter import WORDS, flow_list, one_line, quoted, scalar
from scraper.model import FrontMatter
from scraper.presets import MAX_PART_BYTES, pieces

LISTS = ("tags", "categories")
INSTANTS = ("date", "updated")  # written plain, so that YAML reads a time
_OURS = ("feed", "year", "month", "day", "body_source", "access")  # nothing of strangers in them
FIELDS = (
    *("title", "url", "date", "author", *LISTS, "language", "image", "updated", "guid"),
    *_OURS,
)
# What a lost state is rebuilt from (`front_matter.peek`).
ADOPTED = {"from": "{url}", "title": "{title}", "date": "{date}"}
EXTRA = {
    "lang": "{language}",
    "image": "{image}",
    "updated": "{updated}",
    "guid": "{guid}",
    "body_source": "{body_source}",
    "access": "{access}",
}
_OF_COPIES = ("archived_from", "memento")  # `post` adds them itself
# Where Jekyll or Hugo put a page, or what they make of it.
_STEERING = frozenset(
    "aliases cascade collection kind layout markup outputs path permalink redirect_from redirect_to"
    " slug type url".split()
)
_VAULT_LISTS = {"alias": "aliases", "tag": "tags", "cssclass": "cssclasses"}
MAX_KEYS, MAX_TEXTS = 40, 50
_MAX_KEY = 60
_MAX_VALUE = 4_000  # characters; so that all of them are still read back by `archive`
_KEY = re.compile(r"[^\W\d][\w-]*(?: [\w-]+)*")
# What an own text means where no field is in it: a switch, a number.
_PLAIN = re.compile(r"true|false|-?(?:0|[1-9][0-9]{0,14})")

Values = Mapping[str, str | Sequence[str]]


def front_lines(template: FrontMatter, values: Values, *, vault: bool) -> list[str]:
    """The lines between the dashes. A key whose fields are all empty is left out.

    `values` are clean lines by field, lists for those of LISTS; with `vault`, `tags` are made such
    as Obsidian takes, and nothing is a command to its plug-ins.
    """
    lines = []
    for key, value in template:
        many = isinstance(value, tuple) or _alone(value) in LISTS
        texts = (value,) if isinstance(value, str) else value
        written = _list(key, texts, values, vault) if many else _text(key, texts[0], values, vault)
        if written:
            lines.append(f"{key}: {written}")
    return lines


def _text(key: str, template: str, values: Values, vault: bool) -> str:
    text, alone = _filled(template, values), _alone(template)
    if not text or alone in INSTANTS or (not _fields(template) and _PLAIN.fullmatch(text)):
        return text
    if ADOPTED.get(key) != template:
        text = text[:_MAX_VALUE].rstrip()
    return _harmless(quoted(text) if key == "title" else scalar(text), text, vault)


def _list(key: str, templates: Sequence[str], values: Values, vault: bool) -> str:
    items: list[str] = []
    for template in templates:
        alone = _alone(template)
        items += values[alone] if alone in LISTS else [_filled(template, values)[:_MAX_VALUE]]
    if not vault:
        items = site_terms(items)
    elif key == "tags":
        items = list({tag.casefold(): tag for item in items if (tag := vault_tag(item))}.values())
    else:
        items = [item for item in items if item]
    if vault and any("<%" in item for item in items):
        written = [_harmless(scalar(item, flow=True), item, vault) for item in items]
        return "[ " + ", ".join(written) + " ]"
    return flow_list(items) if items else ""


def _harmless(written: str, text: str, vault: bool) -> str:
    # Obsidian's Templater runs `<% … %>` of a new file, front matter and all.
    return quoted(text).replace("<%", "\\u003c%") if vault and "<%" in text else written


def _filled(template: str, values: Values) -> str:
    read = pieces(template, FIELDS)
    names = [name for _, name in read if name is not None]
    if names and not any(values[name] for name in names):
        return ""
    if _alone(template) is not None:
        return str(values[names[0]])
    return one_line("".join(text + (str(values[name]) if name else "") for text, name in read))


def _fields(template: str) -> list[str]:
    return [name for _, name in pieces(template, FIELDS) if name is not None]


def _alone(template: str) -> str | None:
    """The field that is all of a template."""
    name = template[1:-1]
    return name if name in FIELDS and template == "{" + name + "}" else None


def site_terms(items: Sequence[str]) -> list[str]:
    """Tags or categories, of each of which a site makes a folder: none leads out of it, by a `..`
    between slashes, or has a longer name than file systems take; Hugo would stop.
    """
    return [term for item in items if (term := _term(one_line(item)))]


def _leads_up(part: str) -> bool:
    # Hugo leaves punctuation out, but for a few signs: `"..!"` is `..`, too.
    kept = (char for char in part if char in "._#+~-\\" or unicodedata.category(char)[0] in "LMN")
    return "".join(kept) in (".", "..")


def _term(text: str) -> str:
    parts = [part for part in text.split("/") if not _leads_up(part)]
    if len(parts) <= text.count("/"):
        text = "/".join(parts).strip("/ ")
    return text.encode()[:MAX_PART_BYTES].decode(errors="ignore").rstrip()


def vault_tag(text: str) -> str:
    """A tag such as Obsidian takes: letters, digits, `_`, `-`, with `/` between a tag and those
    below it; not of digits alone. "" if nothing is left.
    """
    parts = []
    for part in text.split("/"):
        kept = "".join(char if _in_tag(char) else "-" for char in part)
        parts.append(re.sub("-+", "-", kept).strip("-"))
    tag = "/".join(part for part in parts if part)
    lettered = any(unicodedata.category(char)[0] == "L" for char in tag)
    return f"_{tag}" if tag and not lettered and "_" not in tag else tag


def _in_tag(char: str) -> bool:
    kind = unicodedata.category(char)
    return char in "_-" or kind[0] in "LM" or kind == "Nd"


def complaints(
    template: Mapping[str, str | Sequence[str]], extra: Sequence[str], *, vault: bool
) -> Iterator[tuple[str, str]]:
    """What is wrong with a template of config: where below it ("" for all of it), and what."""
    for key, wanted in ADOPTED.items():
        if template.get(key) != wanted:
            yield (
                key if key in template else "",
                f'want {key}: "{wanted}": if the state is lost, posts are known again by their '
                "from, title and date, and would be written twice (keys of your own can say the "
                "same)",
            )
    texts = sum(1 if isinstance(value, str) else len(value) for value in template.values())
    if len(template) > MAX_KEYS or texts > MAX_TEXTS:
        yield "", f"want at most {MAX_KEYS} keys, {MAX_TEXTS} texts; got {len(template)}, {texts}"
    seen: dict[str, str] = {}
    for key, value in template.items():
        if (other := seen.setdefault(key.casefold(), key)) != key:
            yield key, f"{other!r} is the same key for Hugo and Obsidian; remove one"
        if complaint := _key_complaint(key, extra, vault=vault):
            yield key, complaint
        if isinstance(value, str):
            if complaint := _value_complaint(key, value, vault=vault):
                yield key, complaint
            continue
        if not value:
            yield key, "want at least one text in the list"
        for number, item in enumerate(value):
            if complaint := _item_complaint(key, item, vault=vault):
                yield f"{key}[{number}]", complaint


def _key_complaint(key: str, extra: Sequence[str], *, vault: bool) -> str | None:
    if len(key) > _MAX_KEY or not _KEY.fullmatch(key) or key.casefold() in WORDS:
        return (
            "want a key of letters, digits, _ and -, that begins with a letter, is no word such as "
            f"yes or null, and has at most {_MAX_KEY} characters"
        )
    if key in extra:
        return "stands in `extra`, too; remove it there"
    if key in _OF_COPIES:
        return "is written by the program itself, for copies from an archive; take another name"
    if vault and key.casefold() in _VAULT_LISTS:
        return f"Obsidian no longer reads it; write {_VAULT_LISTS[key.casefold()]}"
    return None


def _value_complaint(key: str, value: str, *, vault: bool) -> str | None:
    lists = sorted(_VAULT_LISTS.values())
    if vault and key.casefold() in lists and _alone(value) not in LISTS:
        return f"Obsidian wants a list; write [{value!r}]"
    return _item_complaint(key, value, vault=vault)


def _item_complaint(key: str, text: str, *, vault: bool) -> str | None:
    try:
        fields = _fields(text)
    except ValueError as error:
        return str(error)
    if (spread := [field for field in fields if field in LISTS]) and _alone(text) is None:
        return f"{{{spread[0]}}} is a list; let it stand alone"
    if not vault and key.casefold() in _STEERING:
        for field in fields:
            if field not in _OURS:
                return (
                    f"{{{field}}} is written by strangers, and this key tells Jekyll or Hugo where "
                    f"a page goes; known here are {', '.join('{' + name + '}' for name in _OURS)}"
                )
    return None

"""feeds.yaml with a feed more or less: every byte that is not the feed's own stays.

The text is cut and pasted where the parser says that pieces begin and end (ADR 11); then it is
read again, and must say exactly what it said before, with these feeds more or less.

What is a feed's own, and goes with it:

- its lines, from the one with its `-` to the last one of its values, comments among them too;
- comment lines directly below that are indented deeper than its `-`;
- comment lines directly above, no blank line between, whose `#` stands exactly over its `-`; but
  not a banner (a comment with a rule of three of `-=~*_#`, two of `─━═—`) nor what is above it,
  nor a feed that is commented out (`# - …` and what is indented below);
- the blank lines above that, where another feed stands before it; for the first feed, and for one
  directly below a comment that stays, those below it.

So what `with_feeds` added, `without_feeds` takes out to the same bytes, but for: an empty list,
which comes back as ` []` behind `feeds:`, however it was written; `feeds:` itself, where there was
none; a file that named no feed and did not end in a newline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import yaml
from msgspec.structs import replace

from scraper.config.appending import Written, appended
from scraper.config.definition import ConfigKeys
from scraper.config.feed_keys import FeedKeys
from scraper.config.files import changing, read_config_text, write_config
from scraper.config.kinds import one_line
from scraper.config.load import keys_of
from scraper.config.nodes import nodes_of
from scraper.config.pieces import STRING, Piece, Pieces, pieces_of
from scraper.config.removing import removed
from scraper.config.splicing import Lines, Splice, is_kept, spliced, untouched
from scraper.config.words import shown
from scraper.config.writing import inline
from scraper.errors import ConfigError

__all__ = [
    "changing",
    "feed_names",
    "keys_so_far",
    "read_config_text",
    "with_feeds",
    "with_pairs",
    "without_feeds",
    "write_config",
]

_BOM = "\ufeff"
_FRESH = """\
# The feeds, and what to do with them. `scrape add URL` adds one, `scrape rm NAME` removes one;
# what else can be said, of each and of all: docs/configuration.md.
"""


def with_feeds(
    text: str,
    feeds: Sequence[Mapping[str, object]],
    *,
    named: str = "feeds.yaml",
    presets: Mapping[str, Mapping[str, object]] | None = None,
) -> str:
    """The file's text with these feeds (keys as in feeds.yaml) at the end of `feeds:`.

    With `presets`, forms of posts that they use, in `presets:`. Of "" a new file.

    ConfigError, one line, where that can't be done: a name or address that is there already, a key
    that says what it can't, a file that is wrong before, or one that is written so that it can't
    be cut safely: then it says what to write by hand, and where.
    """
    if not feeds:
        return text
    mark, text = _parted(text)
    if not text.strip():
        text += _FRESH
    new = with_pairs(text, "presets", presets or {}, named=named)
    new = _with(new, "feeds", [("", feed) for feed in feeds], named)
    keys_of(new, named)
    return mark + new


def with_pairs(
    text: str, within: str | None, pairs: Mapping[str, Mapping[str, object]], *, named: str
) -> str:
    """The text with these keys more in its mapping `within`, or at its top where that is None.

    For the hosts of sites.yaml, and presets. ConfigError as above, but what the keys say is not
    looked at; none of them may be there.
    """
    mark, text = _parted(text)
    return mark + _with(text, within, list(pairs.items()), named) if pairs else mark + text


def without_feeds(text: str, names: Sequence[str], *, named: str = "feeds.yaml") -> str:
    """The file's text without the feeds of these names; of all feeds, `feeds: []` stays.

    See above for what goes with a feed. ConfigError, one line: no feed of that name; another part
    of the file uses (`*name`) what a feed defines (`&name`); or the text can't be cut safely.
    """
    mark, text = _parted(text)
    pieces = _read(text, named)
    items = _items(pieces)
    known = [_name(item) for item in items]
    for name in names:
        if pieces.count("feeds") > 1:
            raise ConfigError(f"{named}: feeds: is given twice; make it one list")
        if name not in known:
            raise ConfigError(f"{named}: no feed is named {shown(name)}")
    chosen = [number for number, name in enumerate(known) if name in set(names)]
    if not chosen:
        return mark + text
    lines = Lines(text)
    _refuse_shared(pieces, [items[number] for number in chosen], lines, named)
    rest = [item for number, item in enumerate(items) if number not in set(chosen)]
    _put(pieces, "feeds", rest, "list")
    new = _first_right(text, pieces, removed(lines, pieces_of(text), chosen))
    if new is None:
        where = ", ".join(str(lines.number(items[number].start) + 1) for number in chosen)
        raise ConfigError(
            f"{named}: can't be changed safely, so it was not; take out by hand what is in line"
            f"{'s' if len(chosen) > 1 else ''} {where} ({', '.join(map(shown, names))})"
        )
    return mark + new


def keys_so_far(text: str, *, named: str = "feeds.yaml") -> ConfigKeys:
    """What a file says to which feeds are to be added: it may have none yet, or say nothing.

    ConfigError as of load.keys_of, where that is wrong.
    """
    name, url = "(scrape import)", "https://feed.invalid/"  # never written
    try:
        return keys_of(text, named, also=[FeedKeys(name=name, url=url)])
    except ConfigError as refused:  # perhaps for want of `feeds:`
        try:
            longer = with_feeds(text, [{"name": name, "url": url}], named=named)
            return replace(keys_of(longer, named), feeds=[])
        except ConfigError:
            raise refused from None


def feed_names(text: str, *, named: str = "feeds.yaml") -> list[str]:
    """The feeds' names, in the file's order; also of a file whose feeds have other faults."""
    found = (_name(item) for item in _items(_read(_parted(text)[1], named)))
    return [name for name in found if name is not None]


def _parted(text: str) -> tuple[str, str]:
    """The byte order mark, if there is one, and the rest."""
    return (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)


def _read(text: str, named: str) -> Pieces:
    nodes_of(text, named)
    return pieces_of(text)


def _with(text: str, within: str | None, written: Sequence[Written], named: str) -> str:
    wanted = _read(text, named)
    holder = wanted.root if within is None else wanted.at(within)
    new = None
    kinds = ("map",) if written[0][0] else ("list",)
    can_be = holder is None or holder.is_nothing or holder.said[:1] == kinds
    if can_be and (within is None or wanted.count(within) < 2):
        fresh = [part for each in written for part in _fresh(each)]
        _put(
            wanted,
            within,
            [*(holder.parts if holder else ()), *fresh],
            kinds[0],
        )
        new = _first_right(text, wanted, appended(Lines(text), pieces_of(text), within, written))
    if new is not None:
        return new
    where = "at its end" if within is None else f"at the end of {within}:"
    if holder is not None:
        where += f" (line {Lines(text).number(max(holder.end - 1, 0)) + 1})"
    what = "; ".join(_by_hand(*each) for each in written)
    raise ConfigError(
        f"{named}: can't be changed safely, so it was not; write by hand {where}: {what}"
    )


def _by_hand(key: str, value: Mapping[str, object]) -> str:
    """What a person is told to write: of a feed, which may hold secrets, name and address."""
    if key:
        return inline({key: value})[1:-1]
    told = {name: each for name, each in value.items() if name in ("name", "url", "tags")}
    return f"- {inline(told)}" + (" and its other keys" if len(told) < len(value) else "")


def _fresh(written: Written) -> list[Piece]:
    """A feed, or a key and its value, as pieces of another writing than the one that is pasted."""
    key, value = written
    root = pieces_of(inline({key or "-": value}, as_json=True)).root
    assert root is not None
    return root.parts if key else root.parts[1:]


def _put(pieces: Pieces, within: str | None, parts: list[Piece], kind: str) -> None:
    """Makes pieces say what is wanted: these parts at that place."""
    holder = pieces.root if within is None else pieces.at(within)
    if holder is not None and (holder.is_nothing or holder.said[0] == kind):
        holder.said = (kind, None) if holder.is_nothing else holder.said
        holder.parts = parts
        return
    new = Piece(0, 0, (kind, None), parts=parts)
    if within is None:
        pieces.root = new
    elif pieces.root is None:
        key = Piece(0, 0, ("text", STRING, within))
        pieces.root = Piece(0, 0, ("map", None), parts=[key, new])
    else:
        pieces.root.parts += [Piece(0, 0, ("text", STRING, within)), new]


def _first_right(text: str, wanted: Pieces, choices: Iterable[Sequence[Splice]]) -> str | None:
    """The text changed by the first choice that makes it say what is wanted, and loses no line."""
    assert wanted.root is not None
    for splices in choices:
        new = spliced(text, splices)
        try:
            root = _read(new, "").root
        except (ConfigError, yaml.YAMLError):
            continue
        says = root is not None and root.meaning() == wanted.root.meaning()
        if says and is_kept(untouched(text, splices), new):
            return new
    return None


def _items(pieces: Pieces) -> list[Piece]:
    feeds = pieces.at("feeds")
    return feeds.parts if feeds is not None and feeds.is_list else []


def _name(item: Piece) -> str | None:
    """A feed's name as load_config reads it; None if it has none."""
    found = item.meant.value("name")
    if found is None or found.meant.said[0] != "text":
        return None
    try:
        return one_line(str(found.meant.said[2]))
    except ValueError:
        return None


def _refuse_shared(pieces: Pieces, chosen: Sequence[Piece], lines: Lines, named: str) -> None:
    inner = {id(piece) for item in chosen for piece in item.all()}
    for piece in pieces.root.all() if pieces.root else ():
        if piece.target is not None and id(piece) not in inner and id(piece.target) in inner:
            here, there = lines.number(piece.start) + 1, lines.number(piece.target.start) + 1
            anchor = piece.target.anchor
            raise ConfigError(
                f"{named}:{here}: *{anchor} stands for what the feed to be removed says in line"
                f" {there} (&{anchor}); write it out here first"
            )

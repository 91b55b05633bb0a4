"""The JSON Schemas for editors and docs/configuration.md, from the definition.

`python -m scraper.config.reference` (or `make docs`) writes them; a test says when that is due.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct, inspect
from msgspec import json as schemas

from scraper.config.definition import (
    ConfigKeys,
    NetworkKeys,
    PresetKeys,
    SiteKeys,
    Sites,
    UserAgentKeys,
)
from scraper.config.feed_keys import FeedKeys, FirstRunKeys, HistoryKeys, RobotsIgnored
from scraper.config.filter_keys import FilterKeys, PatternKeys, RuleKeys
from scraper.config.notify_keys import NotifyKeys
from scraper.config.words import unwrap, words

FEEDS_SCHEMA = "scraper/config/feeds.schema.json"
SITES_SCHEMA = "scraper/config/sites.schema.json"
PAGE = "docs/configuration.md"

_HEAD = """\
# Configuration

*Written by `make docs` from `scraper/config/definition.py`; don't edit it here.*

`scrape` reads the file given with `-c FILE`, else the one that `$SCRAPE_CONFIG` names, else
`config/feeds.yaml`. The smallest one that works:

```yaml
feeds:
  - name: Example News
    url: https://example.org/feed.xml
```

- A **text** is taken as it is written: `name: 1984`, `name: Yes` and `tags: [2021-11-20]` need no
  quotes. Quotes are needed where YAML gives a character a meaning: `"BBC: World"`, `"A #1"`,
  `"[AFP]"`, `"@jane"`.
- A **duration** is a number with a unit, `s`, `m`, `h`, `d` or `w`: `90s`, `30m`, `1h30m`, `7d`.
- A **size** is a number of bytes, or has a unit: `500kB`, `20MB`, `10MiB`.
- A **relative path** starts at the folder of the configuration file, or at the folder above it
  where that folder is called `config`.
- **`${NAME}`** in `headers`, `cookie` and `notify.url` is taken from the environment of the run;
  nowhere else.
- A key that is unknown, given twice, or says something that can't be used stops the run before
  it begins (exit status 2), with one line for each: file, line, key, what was wanted, what came.

Editors that speak the YAML language server's protocol complete and check the files: their first
line names the JSON Schema (`scraper/config/feeds.schema.json`, `scraper/config/sites.schema.json`).
"""

_SECTIONS: tuple[tuple[str, type[Struct], str], ...] = (
    ("The file", ConfigKeys, ""),
    (
        "`feeds`",
        FeedKeys,
        "A list. `defaults` knows the same keys, but for `name` and `url`; a feed's own value "
        "replaces the whole default, also of lists and mappings (but for `filters`). `author`, "
        "`timezone_override`, `cookie` and `filters` can be `null`, to be without the default.",
    ),
    ("`robots`", RobotsIgnored, ""),
    ("`first_run`", FirstRunKeys, ""),
    (
        "`history`",
        HistoryKeys,
        "What is reached without any of it, and what each key is for: [history](history.md).",
    ),
    (
        "`filters`",
        FilterKeys,
        "A feed's own do not replace all of the defaults': see each key.",
    ),
    ("`filters`: a rule", RuleKeys, "A rule that says nothing is refused."),
    ("`filters`: `regex`", PatternKeys, ""),
    ("`presets`", PresetKeys, "A mapping of names to forms; a feed's `preset` names one."),
    ("`user_agent`", UserAgentKeys, ""),
    ("`network`", NetworkKeys, ""),
    (
        "`notify`",
        NotifyKeys,
        "What is told, when, and examples: [notifications](health.md#notifications).",
    ),
    (
        "`sites.yaml`",
        SiteKeys,
        "A file of its own (see `sites`): a mapping of hosts to rules. `example.com` stands for "
        "its subdomains too.\n\n"
        "```yaml\nexample.com:\n  keep: [article .text]\n  drop: [.newsletter]\n"
        "  date: time.published@datetime\n```\n\n"
        "What no longer matches is told in a warning, and the article is found as on any other "
        "site. (For `drop`, `strip_text`, `next_page` and `single_page` it is no news that a page "
        "has nothing of the kind.)",
    ),
)


def documents() -> dict[str, str]:
    """What is generated: path within the project -> text."""
    return {
        FEEDS_SCHEMA: _schema(ConfigKeys, "config/feeds.yaml of scraper"),
        SITES_SCHEMA: _schema(Sites, "config/sites.yaml of scraper"),
        PAGE: _page(),
    }


def _schema(root: Any, title: str) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_for_editors(schemas.schema(root)),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _for_editors(part: Any) -> Any:
    """A schema as the reader means it: our durations and sizes, no names of classes."""
    if isinstance(part, list):
        return [_for_editors(item) for item in part]
    if not isinstance(part, dict):
        return part
    out = {
        key: value if key == "examples" else _for_editors(value)
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "format" and value == "duration")  # ISO 8601's, and not ours
    }
    if out.get("type") == "integer" and isinstance(out.get("default"), str):
        out["type"] = ["integer", "string"]  # a size
    return out


def _page() -> str:
    parts = [_HEAD]
    for heading, struct, text in _SECTIONS:
        info = inspect.type_info(struct)
        assert isinstance(info, inspect.StructType)
        parts.append(f"## {heading}\n\n{_about(struct)}\n")
        if text:
            parts.append(f"{text}\n")
        rows = ["| Key | Wanted | Default | Meaning | Example |", "|---|---|---|---|---|"]
        fields = sorted(info.fields, key=lambda field: not field.required)
        rows += [_row(field) for field in fields]
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _about(struct: type[Struct]) -> str:
    return " ".join((struct.__doc__ or "").split())


def _row(field: inspect.Field) -> str:
    said: dict[str, Any] = {}
    if isinstance(field.type, inspect.Metadata):
        said = field.type.extra_json_schema or {}
    default = "**required**" if field.required else ""
    if "default" in said:
        default = f"`{_flow(said['default'])}`"
    example = "".join(f"`{_flow(value)}`" for value in said.get("examples", ()))
    meaning = said.get("description", "")
    nullable = isinstance(bare := unwrap(field.type)[0], inspect.UnionType) and any(
        isinstance(one, inspect.NoneType) for one in bare.types
    )
    wanted = words(field.type) + (" or null" if nullable else "")
    return f"| `{field.encode_name}` | {wanted} | {default} | {meaning} | {example} |"


def _flow(value: object) -> str:
    """A value as YAML on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, width=10_000, sort_keys=False)
    return text.removesuffix("...\n").strip()


def write(root: Path) -> None:
    """Writes all that is generated below a checkout of the project."""
    for name, text in documents().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).resolve().parents[2])

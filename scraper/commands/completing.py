"""What a Tab is answered: the names of the config's feeds, files. Quick, and never an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.try_page import DEFAULT_CONFIG

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

_MAX_BYTES = 5_000_000


def feed_names(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """The names that begin so, case aside, in the config's order."""
    from click.shell_completion import CompletionItem

    path = ctx.params.get("config_path") or DEFAULT_CONFIG
    begun = incomplete.casefold()
    names = dict.fromkeys(names_in(Path(path)))
    return [CompletionItem(name) for name in names if name.casefold().startswith(begun)]


def paths(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Leaves it to the shell, which knows files and folders best."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def names_in(path: Path) -> list[str]:
    """The feeds' names as a config has them; those that can't be read are none."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        with path.open("rb") as file:
            root = yaml.compose(file.read(_MAX_BYTES), Loader=loader)
        return [name for name in _names(root) if name.isprintable()]
    except Exception:  # noqa: BLE001 - whatever a half-written config is, a Tab tells no error
        return []


def _names(root: object) -> Iterator[str]:
    import yaml

    for key, feeds in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "feeds" and isinstance(feeds, yaml.SequenceNode):
            for feed in feeds.value:
                for entry, name in feed.value if isinstance(feed, yaml.MappingNode) else ():
                    if entry.value == "name" and isinstance(name, yaml.ScalarNode):
                        yield name.value

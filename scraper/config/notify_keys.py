"""The definition of how a person is told of trouble. See definition.py."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from scraper.config.keys import Argument, HeaderName, HeaderValue, HookUrl, says

Occasion = Literal["trouble", "recovery"]


class NotifyKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who is told of trouble that will not mend itself, and of its end: a command, an address, or
    both.
    """

    command: Annotated[
        Annotated[list[Argument], Meta(min_length=1)] | UnsetType,
        says(
            "A command and its arguments, run without a shell. It gets a line of text in "
            "`$SCRAPE_NOTICE`, a JSON object on its standard input, and 30 s.",
            example=["sh", "-c", 'curl -fsS -d "$SCRAPE_NOTICE" https://ntfy.sh/our-archive'],
        ),
    ] = UNSET
    url: Annotated[
        HookUrl | UnsetType,
        says(
            "An address that the JSON object is posted to. `${NAME}` is taken from the "
            "environment.",
            example="https://hooks.example.org/${HOOK_TOKEN}",
        ),
    ] = UNSET
    headers: Annotated[
        dict[HeaderName, HeaderValue] | UnsetType,
        says(
            "Sent with it. `${NAME}` is taken from the environment.",
            example={"Authorization": "Bearer ${HOOK_TOKEN}"},
        ),
    ] = UNSET
    on: Annotated[
        list[Occasion] | UnsetType,
        says("What is told of.", default=["trouble", "recovery"], example=["trouble"]),
    ] = UNSET

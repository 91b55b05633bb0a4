"""Front matter read back by those who will read it: PyYAML, and Ruby's Psych as Jekyll calls it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import yaml

_PSYCH = r"""
require 'date'
require 'json'
require 'yaml'
STDIN.set_encoding('UTF-8')
STDOUT.set_encoding('UTF-8')
STDIN.each_line do |line|
  begin
    read = YAML.safe_load(JSON.parse(line), permitted_classes: [Date, Time])
    read['date'] = (read['date'].to_r * 1000).to_i if read['date'].is_a?(Time)
  rescue StandardError => e
    read = { 'error' => e.message }
  end
  puts JSON.generate(read)
end
"""


def front_of(post: str) -> str:
    """What stands between the first two lines of dashes."""
    return post.removeprefix("---\n").partition("\n---\n")[0] + "\n"


def by_pyyaml(front: str) -> dict[str, Any]:
    """As PyYAML reads it; an instant as milliseconds since 1970, in UTC where it names no zone."""
    try:
        read: dict[str, Any] = yaml.safe_load(front)
    except yaml.YAMLError as error:
        return {"error": " ".join(str(error).split())}
    if isinstance(read.get("date"), datetime):
        moment = read["date"] if read["date"].tzinfo else read["date"].replace(tzinfo=UTC)
        read["date"] = round(moment.timestamp() * 1000)
    return read


def by_psych(fronts: Sequence[str]) -> list[dict[str, Any]]:
    """As Psych reads each, in one process."""
    given = "".join(json.dumps(front) + "\n" for front in fronts)
    done = subprocess.run(
        ["ruby", "-e", _PSYCH],
        input=given,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def difference(read: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """The first key that reads back otherwise: key, wanted, got."""
    if "error" in read:
        return "front matter", "what YAML reads", str(read["error"])
    for key, value in wanted.items():
        if read.get(key) != value:
            return key, repr(value), repr(read.get(key))
    return None

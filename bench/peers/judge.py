"""Markdown judged by the data's own scorer: one JSON object in, one out.

    python judge.py DATA < {"cases": […], "md": {id: [markdown or null, cpu ms, error]}}

Runs in the scratch environment, where what the scorer imports is installed. The reply is
{report, failures}: the scorer's report, and per case and renderer what differs.
"""

from __future__ import annotations

import importlib
import json
import os
import sys

RENDERERS = ("cmark", "kramdown", "goldmark")


def main() -> None:
    reply = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a renderer prints is no reply
    sys.path.insert(0, sys.argv[1])
    score = importlib.import_module("score")
    given = json.load(sys.stdin)
    report, judged, _ = score.score(given["cases"], given["md"], RENDERERS)
    failures: dict[str, dict[str, object]] = {}
    for renderer, verdicts in judged.items():
        for name, verdict in verdicts.items():
            if verdict["bad"] or verdict["unsafe"]:
                failures.setdefault(name, {})[renderer] = [
                    *verdict["bad"],
                    *verdict["unsafe"],
                    *verdict.get("diff", ()),
                ]
    json.dump({"report": report, "failures": failures}, reply)
    reply.close()


if __name__ == "__main__":
    main()

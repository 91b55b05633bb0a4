"""What language a code block is written in, by the names that pages and highlighters give it."""

from __future__ import annotations

import re
from collections.abc import Callable

_CLASS = re.compile(
    r"(?:^|\s)(?:language-|lang-|lang:|highlight-source-|highlight-text-|mw-highlight-lang-|src-"
    r"|brush:\s{0,9})([\w+#.-]{1,40})",
    re.IGNORECASE,
)
_BOX = re.compile(r"(?:^|\s)highlight-([\w+#.-]{1,40})")
_NAME = re.compile(r"[\w+#.-]{1,40}")
_ATTRIBUTES = (
    "data-lang",
    "data-language",
    "data-enlighter-language",
    "data-code-lang",
    "data-code-language",
    "language",
    "lang",
)
_NONE = frozenset(
    "none text txt plain plaintext plain-text nohighlight no-highlight raw source code".split()
)
# Boxes whose class names may be a language alone: <figure class="highlight sh">.
_BOXES = frozenset("highlight sourceCode hljs prettyprint src code hl code-block codeblock".split())
_KNOWN = frozenset(
    """
    ada apache applescript arduino asm assembly awk bash basic batch bat c clojure cmake cobol
    coffeescript console cpp crystal csharp cs css csv cuda dart diff dockerfile docker dot elixir
    elm erlang fish fortran fsharp gdscript glsl gleam go golang gradle graphql groovy haml
    handlebars haskell hcl html http idris ini java javascript jinja js json json5 jsonc jsx julia
    kotlin kt latex lean less lisp lua makefile markdown matlab mdx mermaid mysql nasm nginx nim
    nix objectivec objc ocaml odin pascal perl php plsql postgresql powershell ps1 prisma prolog
    properties proto protobuf pug purescript python py qml r racket rb regex rst ruby rust rs sass
    scala scheme scss sh shell shellsession sml solidity sql stylus svelte swift tcl terraform tex
    toml ts tsx twig typescript vb vbnet verilog vhdl vim vue wasm wgsl xml yaml yml zig zsh
    """.split()
)
_SPELLED = {
    "c++": "cpp",
    "c#": "csharp",
    "f#": "fsharp",
    "objective-c": "objectivec",
    "visual basic": "vb",
    "shell session": "console",
    "terminal": "console",
    "node.js": "javascript",
    "plain text": "",
    "text": "",
    "code": "",
}


def spoken_language(label: str) -> str | None:
    """The language that a label above a block names; None if it names none."""
    name = " ".join(label.split()).lower()
    if name in _SPELLED:
        return _SPELLED[name]
    return name if name in _KNOWN else None


def told_language(tag: str, get: Callable[[str], str | None], *, own: bool) -> str:
    """The language that an element of that name and these attributes is named for; "" if none.

    `own`: it is the block itself or inside; what stands around it is believed known names only.
    """
    for attribute in _ATTRIBUTES:
        value = (get(attribute) or "").strip().lower()
        # lang="de" is what people speak; on boxes around code only known names are believed.
        known = value in _KNOWN or value in _SPELLED
        if value and (known or (own and attribute.startswith("data-") and _NAME.fullmatch(value))):
            return _real(value)
    names = get("class") or ""
    if match := _CLASS.search(names):
        return _real(match[1].lower())
    if (match := _BOX.search(names)) and match[1].lower() in _KNOWN:
        return match[1].lower()
    words = names.split()
    if words and (tag in ("pre", "code") or not _BOXES.isdisjoint(words)):
        for word in words:
            if word.lower() in _KNOWN:
                return word.lower()
    return ""


def spelled(name: str) -> str:
    """The spelling that highlighters know: `cpp` for `c++`."""
    return _SPELLED.get(name, name)


def _real(name: str) -> str:
    return "" if name in _NONE or not name.strip("-.") else name

"""What language a code block is written in, by the names that pages and highlighters give it."""

from __future__ import annotations

import re

from scraper.extract.tree import Element, is_crowded

_CLASS = re.compile(
    r"(?:^|\s)(?:language-|lang-|lang:|highlight-source-|highlight-text-|src-|brush:\s*)"
    r"([\w+#.-]{1,40})",
    re.IGNORECASE,
)
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


def named_language(pre: Element) -> str:
    """The language that a block or a box close around it is named for; "" if none is."""
    inner = next(pre.iter("code"), None)
    near = [pre] if inner is None or inner is pre else [pre, inner]
    near += [child for child in pre if child.attrib and child is not inner][:2]
    for element in near:
        if found := _of(element, own=True):
            return found
    parent = pre.getparent()
    for _ in range(3):
        if parent is None or is_crowded(parent, 3) or parent.tag in ("body", "html"):
            break
        if found := _of(parent, own=False):
            return found
        parent = parent.getparent()
    return ""


def spoken_language(label: str) -> str | None:
    """The language that a label above a block names; None if it names none."""
    name = " ".join(label.split()).lower()
    if name in _SPELLED:
        return _SPELLED[name]
    return name if name in _KNOWN else None


def _of(element: Element, *, own: bool) -> str:
    for attribute in _ATTRIBUTES:
        value = (element.get(attribute) or "").strip().lower()
        # lang="de" is what people speak; on boxes around code only known names are believed.
        known = value in _KNOWN or value in _SPELLED
        if value and (known or (own and attribute.startswith("data-") and _NAME.fullmatch(value))):
            return _spelled(value)
    names = element.get("class") or ""
    if match := _CLASS.search(names):
        return _spelled(match[1].lower())
    words = names.split()
    if words and (element.tag in ("pre", "code") or not _BOXES.isdisjoint(words)):
        for word in words:
            if word.lower() in _KNOWN:
                return word.lower()
    return ""


def _spelled(name: str) -> str:
    name = _SPELLED.get(name, name)
    return "" if name in _NONE else name

"""The few points in which one spelling can't serve all readers of an archive."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What Obsidian (query, base) and its plug-ins take from a fence, not a language of theirs among
# them that a page could mean: searches of the vault (Dataview, Datacore, Tasks), its scripts (those
# of dataviewjs, Datacore and JS Engine reach files and the network), commands (Templater, Execute
# Code's run-…), buttons for them (Buttons, Meta Bind).
_RUN_BLOCK = re.compile(
    r"(?:query|base|dataview(?:js)?|datacore(?:js|jsx|ts|tsx)?|js-engine.*|templater.*|run-.*"
    r"|tasks|buttons?|meta-bind.*)",
    re.IGNORECASE,
)
# Code in HTML of ours: a query in a line, or a block with its language.
_CODE = re.compile(
    r"(?<!<pre>)<code>(\s{0,99}(?:\$|&#36;)?(?:=|&#61;)[^<]*)</code>"
    r'|<code class="language-([^"]*)">'
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the site generator does to a post besides reading Markdown.

    `templates` are what its template pass would act on, inside code too; `attributes`
    says that `{: …}` gives attributes (kramdown); `raw_blocks` that HTML blocks are shown (Hugo
    drops them unless told otherwise); `raw_lists` that a list starting elsewhere than at 1 must be
    HTML (kramdown starts at 1); `raw_tex` that `$$…$$` is not read as Markdown (kramdown); `tex`
    that `$…$` holds raw TeX; `marks` that `==`, `%%`, `#tag` and a last `^name` mean
    something; `queries` that plug-ins run code: blocks by their language, and what stands between
    backticks by its first sign.
    """

    templates: tuple[str, ...] = ()
    attributes: bool = True
    raw_blocks: bool = True
    raw_lists: bool = False
    raw_tex: bool = False
    tex: bool = False
    marks: bool = False
    queries: bool = False

    def is_acted_on(self, code: str) -> bool:
        """Whether the template pass would change this code, or stop on it: Templater's, too, which
        runs `<% … %>` of each new file.
        """
        return any(opener in code for opener in self.templates) or (self.queries and "<%" in code)

    def is_run(self, language: str) -> bool:
        """Whether a block of this language is no text to read, but something to be done."""
        return self.queries and _RUN_BLOCK.fullmatch(language) is not None

    def is_query(self, code: str) -> bool:
        """Whether code within a line is asked for its value: Dataview's `= …` and `$= …`."""
        return self.queries and code.lstrip().startswith(("=", "$="))

    def unasked(self, tags: str) -> str:
        """Our own HTML without code that is run: Dataview searches the page for `<code>`, too."""
        return _CODE.sub(self._unasked, tags) if self.queries else tags

    def _unasked(self, code: re.Match[str]) -> str:
        if code[1] is not None:
            return f"<samp>{code[1]}</samp>"
        return "<code>" if self.is_run(code[2]) else code[0]


DIALECTS: dict[str, Dialect] = {
    "jekyll": Dialect(templates=("{{", "{%"), raw_lists=True, raw_tex=True),
    "hugo": Dialect(templates=("{{<", "{{%", "<!--more-->"), raw_blocks=False),
    "obsidian": Dialect(attributes=False, tex=True, marks=True, queries=True),
    "plain": Dialect(attributes=False),
}

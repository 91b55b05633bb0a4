"""The few points in which one spelling can't serve all readers of an archive."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the site generator does to a post besides reading Markdown.

    `templates` are what its template pass would act on, inside code too; `attributes`
    says that `{: …}` gives attributes (kramdown); `raw_blocks` that HTML blocks are shown (Hugo
    drops them unless told otherwise); `raw_lists` that a list starting elsewhere than at 1 must be
    HTML (kramdown starts at 1); `raw_tex` that `$$…$$` is not read as Markdown (kramdown); `tex`
    that `$…$` holds raw TeX; `marks` that `==`, `%%`, `#tag` and a last `^name` mean
    something.
    """

    templates: tuple[str, ...] = ()
    attributes: bool = True
    raw_blocks: bool = True
    raw_lists: bool = False
    raw_tex: bool = False
    tex: bool = False
    marks: bool = False

    def is_acted_on(self, code: str) -> bool:
        """Whether the template pass would change this code, or stop on it."""
        return any(opener in code for opener in self.templates)


DIALECTS: dict[str, Dialect] = {
    "jekyll": Dialect(templates=("{{", "{%"), raw_lists=True, raw_tex=True),
    "hugo": Dialect(templates=("{{<", "{{%", "<!--more-->"), raw_blocks=False),
    "obsidian": Dialect(attributes=False, tex=True, marks=True),
    "plain": Dialect(attributes=False),
}

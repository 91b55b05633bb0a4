"""Words, and pieces of text that mean something to a renderer, a template language or YAML."""

from __future__ import annotations

import random

_WORDS = (
    "harbour lock Tuesday the a of council river opened 2026 three ships tide 港口 新闻 水闸 "
    "公開した 발표했다 Überfall café naïve Ёлка שלום مرحبا हिन्दी 👍🏽 🇩🇪 said, it's "
    "well-known e.g. (again) 3.14"
).split()
# One in each piece is enough to turn a text into markup somewhere.
_HOSTILE = (
    "*", "**", "***", "_", "__", "#", "##", ">", "|", "||", "`", "``", "```", "~", "~~", "~~~",
    "$", "$$", "<", "&", "^", ":", ";", "!", "[", "]", "(", ")", "{", "}", "\\", "/", "=", "==",
    "-", "--", "---", "+", "+++", "===", "...", "1.", "1)", "12.", "7)", "**bold**", "__bold__",
    "*em*", "_em_", "`code`", "~~gone~~", "~sub~", "^sup^", "==mark==", "%%note%%", "$x_1$",
    "$$y^2$$", "snake_case_name", "a*b*c", "2*3*4", "f(x)[0]", "C#", "C++", "R&D", "AT&T",
    "&copy;", "&amp;", "&lt;", "&#42;", "&nbsp", "&x;", "<b>", "{{x}}", "{%y%}", "{{<z>}}",
    "{{%z%}}", "{{}}", "{%%}", "{{", "}}", "{{-x-}}", "{%-raw-%}", "{{<", "{{%", "{%", "%}",
    ">}}", "{% raw %}", "{% endraw %}", "{% include x.html %}", "{{ page.title }}",
    "{{ x | y: 'z' }}", "{{< figure src='x' >}}", "{{% notice %}}", "{{</* x */>}}",
    "{%- comment -%}", "{#x}", "{:.x}", "{: .x}", "{: onclick='x()'}", "{:toc}", "{::comment}",
    "{:/}", "{::nomarkdown}", "{:x: y}", "[x]", "[ ]", "[^1]", "[^1]: note", "[a]: /u", "[a](b)",
    "![a](b)", "[a][b]", "[[wiki]]", "*[HTML]: Hyper", "- [ ] task", "- item", "+ item", "* item",
    "# head", "head #", "> quote", "1. one", "2) two", ": definition", ":: x", "::: note",
    "| a | b |", "a|b", "|---|---|", "- - -", "```sh", "    indented", "\tx", "\\\\", "\\*",
    "\\&", "\\(x\\)", "\\[y\\]", "\\begin{a}", "<!-- x -->", "<!--", "-->", "<div>", "</div>",
    "<?php", "<![CDATA[", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "javascript:alert(1)", "<a href=x>", "https://example.org/a_b_c", "www.example.org",
    "a@example.org", "<https://example.org/>", "“强调”", "（注）", "「引用」", "。", "，", "：",
    "你好*世界*", "é", "\xa0", "\u3000", "\u200b", "\xad", "\u200d", "«x»", "<<x>>", "'x'",
    "\"x\"", "it's", "'90s", "a -- b", "a --- b", ":smile:", "#tag", "@name", "x  y", "a\nb",
    "a\n# b", "a\n- b", "a\n1. b", "a\n> b", "a\n: b", "a\n===", "a\n---", "a\n| b | c |",
    "a\n```", "a  \nb", "a\\\nb", "ends with \\", "ends with *",
)  # fmt: skip
# For lines alone: what YAML trips over, and what no line may hold.
BROKEN = (
    "\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\u202e", "\u2066",
    "\ud800", "\ufffe", "\U0001ffff", "\r\n", "\n---\n", "\n...\n", "\n%YAML 1.1\n", "\t", ": ",
    " #", "!!python", "!ruby/object:X", "&a", "*a", "<<: x", "- ", "? ", "yes", "null", "~",
    "1_000", "0x1f", "12:30:45", "2026-01-01", ".inf", ":sym", "\"", "'", "\\", "\\n", "\\u0041",
    "[", "]", "{", "}", ",", "@", "`", "%", "|", ">", "=", "key: value", "\"}", "{{ site }}",
    "{% x", "/../..", "CON", ".", "..", ".html", "#", "?", "a" * 120, "字" * 90,
)  # fmt: skip
_SCRAPS = "*_`[]()<>{}|~^$#:!\\&-+=.'\"/ %1a中\n"


class Texts:
    """Plain text by the dice: words alone, or with hostile pieces in between."""

    def __init__(self, dice: random.Random, *, hostile: bool) -> None:
        self.hostile = hostile
        self._dice = dice

    def word(self) -> str:
        return self._dice.choice(("harbour", "council", "river", "tide", "lock"))

    def text(self, most: int = 6) -> str:
        """Never blank; line breaks, blanks and invisible characters may be anywhere in it."""
        dice = self._dice
        pieces: list[str] = []
        for _ in range(dice.randint(1, most)):
            pieces += [self._piece(), dice.choice(("", " ", " ", " ")) if self.hostile else " "]
        text = "".join(pieces[:-1])
        return text if any(char.isalnum() for char in text) else f"{text}{self.word()}"

    def code(self) -> str:
        """Lines of code: indentation, tabs and blank lines count."""
        dice = self._dice
        lines = []
        for _ in range(dice.randint(1, 4)):
            indent = dice.choice(("", "", "  ", "    ", "\t"))
            lines.append(indent + self.text(2).replace("\n", " ").strip())
            lines += [""] * (dice.random() < 0.2)
        return "\n".join(lines)

    def _piece(self) -> str:
        dice = self._dice
        if not self.hostile or dice.random() < 0.35:
            return dice.choice(_WORDS)
        if dice.random() < 0.15:
            return "".join(dice.choices(_SCRAPS, k=dice.randint(1, 6)))
        return dice.choice(_HOSTILE)

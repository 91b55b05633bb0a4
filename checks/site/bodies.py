"""Bodies of articles as HTML, by the dice: all that an article is made of, nested."""

from __future__ import annotations

import html
import random

from checks.site.texts import Texts

_BASE = "https://example.org"
# Nothing of these may be seen, but for what stands between their tags as text.
_NASTY = (
    "<script>alert('x')</script>",
    "<script type='module'>import 'x'</script>",
    "<style>p { color: red }</style>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='data:text/html,<script>alert(1)</script>'>",
    "<img src=x:x onerror='alert(1)'>",
    "<img src='javascript:alert(1)' alt=''>",
    "<svg onload='alert(1)'><script>alert(1)</script></svg>",
    "<p><a href='javascript:alert(1)'>press here</a></p>",
    "<p><a href=' java&#10;script:alert(1)' onclick='x()'>or here</a></p>",
    "<p><a href='data:text/html,<script>alert(1)</script>'>data here</a></p>",
    "<p><a href='vbscript:x'>old here</a></p>",
    "<p onclick='alert(1)' style='background:url(javascript:x)'>a line with handlers</p>",
    "<form action='https://evil.example/'><input onfocus=x autofocus></form>",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<!-- a comment --><!--[if IE]><script>x</script><![endif]-->",
)
_PATHS = (
    "/a", "/A_(b)", "/x(y", "/a*b*c_d_|e", "/my file.pdf", "/q?a=1&copy=2&lt=3", "/新闻/水闸",
    "/{{x}}", "/{%y%}", "/a%20b%2Fc", "/<x>", "/\"q\"", "/it's", "/a\\b", "/[x]",
    "/~u/#frag_ment", "/{{<x>}}", "/{: .x}", "/`a`", "/$x$", "/^1", "/a,b;c=d",
    "/?q=%7B%7Bx%7D%7D",
)  # fmt: skip
_LANGUAGES = ("python", "sh", "c++", "html", "")
_STYLES = ("strong", "b", "em", "i", "del", "sup", "sub", "mark", "kbd")


class Bodies:
    """HTML by the dice; every link and picture has an address of its own."""

    def __init__(self, texts: Texts, dice: random.Random) -> None:
        self._texts = texts
        self._dice = dice
        self._links = 0

    def body(self) -> str:
        blocks = [self._block(0) for _ in range(self._dice.randint(1, 6))]
        if self._texts.hostile:
            for _ in range(self._dice.randint(0, 2)):
                blocks.insert(self._dice.randint(0, len(blocks)), self._dice.choice(_NASTY))
        return "\n".join([f"<p>{self._words()}</p>", *blocks])

    def _block(self, depth: int) -> str:
        kinds = [self._paragraph] * 5
        kinds += [self._code, self._figure, self._heading]
        if depth == 0:
            kinds += [
                self._rule,
                self._table,
                self._spanned,
                self._details,
                self._terms,
                self._frame,
            ]
        if depth < 3:
            return self._dice.choice([*kinds, *[self._list, self._quote] * 2])(depth)
        return self._paragraph(depth)

    def _paragraph(self, depth: int) -> str:
        text = self._inline()
        if self._dice.random() < 0.25:
            text += f"<br>{self._inline()}"
        return f"<div>{text}</div>" if self._dice.random() < 0.1 else f"<p>{text}</p>"

    def _heading(self, depth: int) -> str:
        if depth:
            return self._paragraph(depth)
        level = self._dice.randint(2, 4)
        return f"<h{level}>{self._inline(2)}</h{level}>"

    def _list(self, depth: int) -> str:
        tag = self._dice.choice(("ul", "ol"))
        start = f" start={self._dice.randint(2, 99)}" if self._dice.random() < 0.2 else ""
        items = [f"<li>{self._item(depth)}</li>" for _ in range(self._dice.randint(1, 4))]
        return f"<{tag}{start if tag == 'ol' else ''}>{''.join(items)}</{tag}>"

    def _item(self, depth: int) -> str:
        text = self._inline()
        if self._dice.random() < 0.4:
            text = f"<p>{text}</p>"
        return text + (self._block(depth + 1) if self._dice.random() < 0.25 else "")

    def _quote(self, depth: int) -> str:
        blocks = [self._paragraph(depth)]
        blocks += [self._block(depth + 1) for _ in range(self._dice.randint(0, 2))]
        return f"<blockquote>{''.join(blocks)}</blockquote>"

    def _code(self, depth: int) -> str:
        language = self._dice.choice(_LANGUAGES)
        told = f" class='language-{language}'" if language else ""
        code = html.escape(self._texts.code())
        return f"<pre><code{told}>{code}\n</code></pre>"

    def _table(self, depth: int) -> str:
        width = self._dice.randint(2, 3)
        rows = "".join(
            f"<tr>{''.join(f'<td>{self._inline(2)}</td>' for _ in range(width))}</tr>"
            for _ in range(self._dice.randint(1, 3))
        )
        head = "".join(f"<th>{self._words()}</th>" for _ in range(width))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _spanned(self, depth: int) -> str:
        cells = "".join(f"<td>{self._inline(2)}</td>" for _ in range(2))
        row = f"<tr><td colspan=2>{self._words()}</td></tr>"
        head = f"<tr><th>{self._words()}</th><th>{self._words()}</th></tr>"
        return f"<table>{head}{row}<tr>{cells}</tr></table>"

    def _figure(self, depth: int) -> str:
        return f"<figure>{self._image()}<figcaption>{self._words()}</figcaption></figure>"

    def _rule(self, depth: int) -> str:
        return "<hr>"

    def _details(self, depth: int) -> str:
        return f"<details><summary>{self._words()}</summary><p>{self._inline()}</p></details>"

    def _terms(self, depth: int) -> str:
        pair = f"<dt>{self._words()}</dt><dd>{self._inline()}</dd>"
        return f"<dl>{pair * 2}</dl>" if self._dice.random() < 0.1 else f"<dl>{pair}</dl>"

    def _frame(self, depth: int) -> str:
        return f'<iframe src="{self._address("/embed")}" title="{self._words()}"></iframe>'

    def _words(self) -> str:
        return html.escape(self._texts.text(4))

    def _inline(self, most: int = 4) -> str:
        runs = [self._run()]
        for _ in range(self._dice.randint(0, most - 1)):
            runs += [self._dice.choice((" ", " ", self._words())), self._run()]
        return "".join(runs)

    def _run(self) -> str:
        roll = self._dice.random()
        if roll < 0.55:
            return self._words()
        if roll < 0.75:
            return self._styled()
        if roll < 0.85:
            # Between words: two that touch are one.
            return f"{self._words()} <code>{html.escape(self._code_span())}</code> {self._words()}"
        if roll < 0.96:
            words = self._styled() if self._dice.random() < 0.2 else self._words()
            return f'<a href="{self._address()}">{words}</a>'
        return self._image()

    def _styled(self) -> str:
        tag = self._dice.choice(_STYLES)
        words = self._words()
        if tag != "kbd" and self._dice.random() < 0.3:
            words = f"{words} {self._styled()}" if self._dice.random() < 0.5 else self._styled()
        return f"<{tag}>{words}</{tag}>"

    def _code_span(self) -> str:
        return " ".join(self._texts.text(2).split())

    def _image(self) -> str:
        return f'<img src="{self._address()}.png" alt="{self._words()}">'

    def _address(self, path: str = "") -> str:
        self._links += 1
        path = path or self._dice.choice(_PATHS if self._texts.hostile else _PATHS[:1])
        return html.escape(f"{_BASE}/{self._links}{path}")

"""The demo's article pages, dressed like real ones: an article somewhere inside a web page."""

from __future__ import annotations

import json
import struct
import zlib
from datetime import datetime, timedelta
from html import escape
from string import Template

from scraper.demo.content import Newspaper, Story

_PAGE = Template("""\
<!DOCTYPE html>
<html lang="$language">
<head>
$charset_meta<title>$title - $name</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="$teaser">
<meta property="og:type" content="article">
<meta property="og:title" content="$title">
<meta property="og:site_name" content="$name">
<meta property="og:image" content="/img/share-card.png">
<link rel="canonical" href="$url">
<script type="application/ld+json">$linked_data</script>
<style>.lazy { opacity: 0 } .sr-only { position: absolute; left: -9999px }</style>
<script>window.dataLayer = window.dataLayer || []; dataLayer.push({"page": "article"});</script>
</head>
<body class="article-page">
<a class="sr-only skip-link" href="#main">#</a>
<header class="site-header">
<div class="logo"><a href="/$id/"><img src="/img/logo.png" alt="$name" width="120"></a></div>
<nav class="main-nav"><ul>$navigation</ul></nav>
<form class="search" action="/search"><input name="q" type="search"><button>Go</button></form>
</header>
<div class="ad ad-leaderboard">$advert</div>
<div class="layout">
<main id="main">
<article class="story">
<h1 class="headline">$title</h1>
<div class="byline"><span class="author" rel="author">$author</span>
<time datetime="$published" class="published">$published_text</time></div>
<div class="share-bar social-share"><ul>$share</ul></div>
<div class="article-body">
$body
</div>
<div class="share-bar social-share bottom"><ul>$share</ul></div>
<section class="related related-articles"><h3>$related</h3><ul>$headlines</ul></section>
</article>
</main>
<aside class="sidebar">
<div class="widget ad">$advert</div>
<div class="widget most-read"><ol>$headlines</ol></div>
</aside>
</div>
<footer class="site-footer"><ul>$navigation</ul><p>$footer</p></footer>
<div id="cookie-banner" class="cookie-consent" role="dialog">
<p>$cookies</p><button>OK</button>
</div>
<script src="/js/app.js" defer></script>
</body>
</html>
""")

_WALL = Template("""\
<!DOCTYPE html>
<html lang="$language">
<head>
$charset_meta<title>$name: Ihre Einwilligung</title>
<meta name="robots" content="noindex">
</head>
<body class="consent-page">
<div id="consent-wall" class="cmp-container" role="dialog" aria-modal="true">
<h1>Willkommen bei $name</h1>
<p>Wir und unsere 214 Partner speichern Cookies und andere Informationen auf Ihrem Gerät und greifen
darauf zu, um Anzeigen und Inhalte zu personalisieren und deren Leistung zu messen.</p>
<p>Mit einem Klick auf „Alle akzeptieren“ stimmen Sie der Verarbeitung Ihrer Daten durch uns und
unsere Partner zu. Ihre Einwilligung können Sie jederzeit in den Einstellungen widerrufen.</p>
<form method="post" action="/consent">
<button name="choice" value="all">Alle akzeptieren</button>
<button name="choice" value="none">Ablehnen</button>
<button name="choice" value="more">Einstellungen verwalten</button>
</form>
<p><a href="/datenschutz">Datenschutzerklärung</a> <a href="/impressum">Impressum</a></p>
</div>
</body>
</html>
""")

#: What the wall says; none of it may be in a post.
WALL_WORDS = ("214 Partner", "Alle akzeptieren", "Einwilligung")


def content_type(newspaper: Newspaper) -> str:
    """What the header says of a newspaper's pages: half of them leave the charset to `meta`."""
    in_header = newspaper.declared == "header"
    return f"text/html; charset={newspaper.charset}" if in_header else "text/html"


def write_page(story: Story, url: str, now: datetime) -> bytes:
    """A story's page in its newspaper's charset; a consent wall where the story lies behind one."""
    paper = story.newspaper
    published = now - timedelta(hours=story.hours_ago)
    linked_data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": published.isoformat(),
        "author": {"@type": "Person", "name": story.author},
        "inLanguage": paper.language,
    }
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={paper.charset}">\n'
    text = (_WALL if story.kind == "consent" else _PAGE).substitute(
        {
            "language": paper.language,
            "charset_meta": meta if paper.declared == "meta" else "",
            "id": paper.id,
            "name": escape(paper.name),
            "title": escape(story.title),
            "teaser": escape(story.teaser),
            "author": escape(story.author),
            "url": escape(url),
            "linked_data": json.dumps(linked_data, ensure_ascii=False),
            "published": published.isoformat(),
            "published_text": f"{published:%Y-%m-%d %H:%M}",
            "navigation": _list(paper.navigation),
            "advert": escape(paper.advert),
            "share": _list(paper.share),
            "related": escape(paper.related),
            "headlines": _list(paper.headlines),
            "footer": escape(paper.footer),
            "cookies": escape(paper.cookies),
            "body": _with_interruptions(story.body, paper),
        }
    )
    return text.encode(paper.charset)


def _list(words: tuple[str, ...]) -> str:
    return "".join(f'<li><a href="/p/{n}">{escape(word)}</a></li>' for n, word in enumerate(words))


def _with_interruptions(body: str, paper: Newspaper) -> str:
    """The body with an advert after its second paragraph and a newsletter box before its last."""
    advert = f'<div class="ad ad-inline" data-ad-slot="mid">{escape(paper.advert)}</div>'
    box = (
        f'<aside class="newsletter-signup"><p>{escape(paper.newsletter)}</p>'
        '<form action="/subscribe"><input type="email"><button>OK</button></form></aside>'
    )
    lines = body.split("\n")
    paragraphs = [at for at, line in enumerate(lines) if line.startswith("<p>")]
    lines.insert(paragraphs[-1], box)
    lines.insert(paragraphs[:2][-1] + 1, advert)
    return "\n".join(lines)


def write_image(width: int = 64, height: int = 36) -> bytes:
    """A small grey-blue PNG: nobody should ask for it."""
    rows = (b"\x00" + bytes((90, 120, 140)) * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )

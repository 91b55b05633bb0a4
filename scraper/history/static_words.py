"""Words in addresses of pages that are no articles, in the languages that news is written in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# What a site has besides articles: lists by subject, author, place in a list; own pages;
# files.
_WORDS = """
tag tags category categories cat topic topics author authors user users profile profiles member
members page pages archive archives archiv archivo archivio arquivo search suche recherche buscar
busca ricerca zoeken sok haku szukaj hledat arama poisk feed feeds rss atom comments comment amp
label labels section sections rubric rubrik keyword keywords stichwort schlagwort schlagworte
thema
themen autor autoren autores autore auteur auteurs auteures redaktion kategorie kategorien
categoria
categorias categorie rubrique rubriques etiqueta etiquetas etiquette etiquettes tema temas
kategori
kategoria etiket yazar avtor avtory temy rubriki onderwerp onderwerpen dossier dossiers series
about about-us aboutus about-me contact contact-us contactus contacts privacy privacy-policy
cookie cookies cookie-policy terms terms-of-service terms-of-use terms-and-conditions tos legal
imprint impressum datenschutz datenschutzerklaerung agb kontakt ueber-uns uber-uns a-propos
mentions-legales confidentialite cgu cgv politique-de-confidentialite nous-contacter
qui-sommes-nous
contacto acerca acerca-de aviso-legal privacidad politica-de-privacidad politica-de-cookies
quienes-somos nosotros contato contatos sobre sobre-nos quem-somos privacidade
politica-de-privacidade termos termos-de-uso contatti chi-siamo note-legali informativa-privacy
over over-ons om om-oss om-os kontakta-oss tietoa yhteystiedot o-nas o-nama o-webu kontakty
polityka-prywatnosci regulamin hakkimizda iletisim gizlilik gizlilik-politikasi o-nas-2
tentang tentang-kami hubungi-kami kebijakan-privasi gioi-thieu lien-he
login log-in logout signin sign-in signup sign-up register registration anmelden anmeldung
registrieren connexion inscription iniciar-sesion registro entrar cadastro accedi inloggen
logga-in account accounts my-account konto mein-konto password subscribe subscription
subscriptions
subscriber abo abonnement abonnements abonner suscripcion suscribete assinatura assine abbonamento
abbonati newsletter newsletters unsubscribe donate donation spenden support support-us shop store
cart checkout basket warenkorb panier carrito carrinho carrello advertise advertising werbung
mediadaten media-kit publicite publicidad publicidade pubblicita jobs careers career karriere
stellenangebote empleo vagas team staff masthead redaction press presse faq faqs help hilfe aide
ayuda ajuda sitemap sitemaps site-map plan-du-site mapa-del-sitio mapa-do-site home homepage index
start startseite inicio accueil main welcome blog blogs all latest most-read trending calendar
gallery galleries image images photo photos video videos attachment wp-content wp-admin wp-json
wp-includes cdn-cgi static assets files file uploads upload download downloads print share embed
accessibility accessibility-statement barrierefreiheit disclaimer copyright rss-feeds apps app
editorial-policy corrections ethics-policy guidelines code-of-conduct legal-notice
seite pagina strona sida side main_page main-page sample-page hello-world thank-you thanks
news articles article posts stories writing writings notes events event services service
our-services portfolio product products pricing project projects our-team our-story our-work
work clients
partners testimonials resume cv links blogroll colophon bookmarks books talks speaking consulting
now uses
offline list lists more next previous prev resources podcast podcasts
关于 关于我们 关于本站 联系 联系我们 联系方式 标签 分类 归档 搜索 登录 注册 作者 专题 版权声明
隐私 隐私政策
友情链接 首页 關於 關於我們 聯絡 聯絡我們 聯繫我們 標籤 分類 彙整 歸檔 搜尋 登入 註冊 隱私權政策
首頁
タグ カテゴリ カテゴリー お問い合わせ 会社概要 プライバシーポリシー 利用規約 検索 ログイン
アーカイブ 著者
태그 카테고리 검색 로그인 소개 문의 개인정보처리방침
тег теги метка метки категория категории рубрика рубрики автор авторы поиск контакты архив о-нас
о-проекте о-сайте реклама вход регистрация политика-конфиденциальности теги-2 про-нас контакти
وسم تصنيف كاتب بحث اتصل-بنا من-نحن سياسة-الخصوصية
o-kompanii o-proekte o-sajte kontakty reklama poisk arhiv vhod registratsiya
"""

NO_ARTICLES = frozenset(_WORDS.split())
_NUMBERED = re.compile(r"[-_][0-9]{1,2}$")


def is_no_article(name: str) -> bool:
    """Whether a page of that name is none, nor of that name with a number: `page-2`, `about-2`."""
    return name in NO_ARTICLES or _NUMBERED.sub("", name) in NO_ARTICLES


# Words in a feed's address that say what it is about, or whose it is.
_SECTIONS = frozenset(
    """
    category categories cat tag tags topic topics label labels author authors section sections
    c u user users channel channels playlist
    search suche
    rubrik rubrique kategorie categoria tema themen
    sport sports football soccer fussball futbol deportes esportes politics politik politique
    politica business wirtschaft economie economia economy finance culture kultur cultura arts
    tech technology technik technologie tecnologia science wissenschaft sciences ciencia health
    gesundheit sante salud travel reise opinion meinung world welt monde mundo local lokales
    entertainment lifestyle
    """.split()
)
# Parameters that ask for a part of a site.
_PARTS = frozenset(
    "s q search query keyword keywords post_type category_name author_name tag_id fid tid cid"
    " catid forum board node channel_id playlist_id user_id author_id topic_id section_id".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_BEHIND = re.compile(r"/(?:rss|feeds?)/(.+)")
_FORUM = re.compile(r"(?:^|&)f=[0-9]")  # phpBB's; `f=rss` asks for a form


# An address of no more than these is that of a site's one feed.
_WHOLE = frozenset(
    "feed feeds rss rss2 rdf atom xml json index all full main site home latest recent new default"
    " posts entries articles blog weblog syndication php aspx jsp html htm".split()
)


def is_of_whole_site(feed_url: str) -> bool:
    """Whether a feed's address looks like that of all that its site publishes."""
    try:
        parts = urlsplit(feed_url.lower())
    except ValueError:
        return False
    words = _WORD.findall(parts.path)
    return bool(words) and not parts.query and _WHOLE.issuperset(words)


def names_section(feed_url: str) -> bool:
    """Whether a feed's address says that it is about one section, subject or person of a site.

    By a word for such, or by what stands behind `/rss/` or `/feeds/`: sites have one for each.
    """
    try:
        parts = urlsplit(feed_url.lower())
    except ValueError:
        return False
    asked = {pair.partition("=")[0] for pair in parts.query.split("&") if pair}
    named = asked | set(_WORD.findall(parts.path))
    is_label = "/-/" in parts.path  # Blogger's way to ask for one
    is_forum = _FORUM.search(parts.query) is not None
    if is_label or is_forum or named & _SECTIONS or asked & _PARTS:
        return True
    behind = _BEHIND.search(parts.path)
    own = _WHOLE | set(_WORD.findall(parts.netloc))
    return behind is not None and not own.issuperset(_WORD.findall(behind[1]))

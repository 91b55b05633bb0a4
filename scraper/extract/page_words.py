"""What links of an article in several pages are called, in the languages of the web."""

from __future__ import annotations

import re


def _phrases(text: str) -> frozenset[str]:
    return frozenset(one.strip() for one in text.replace("\n", ";").split(";") if one.strip())


# Names of the number in an address: /seite/2, story_page2.html, ?pageNo=2.
PAGE = (
    "page pagenum pageno page_no page_num paged pages pg p pn pp part seite seiten teil pagina"
    " pag pagine partie parte sida sidan side sivu strona str stranka strana oldal sayfa halaman"
    " trang stranica"
).split()

# "Next page", whole: what is told by the link, lower case, without arrows and points around it.
NEXT = _phrases(
    """
    next;next page;continue;continued;continue reading;continued on next page;read on;go on
    weiter;nächste;nächste seite;weiterlesen;weiter lesen;auf der nächsten seite;zur nächsten seite
    nächster teil;suivant;suivante;page suivante;la suite;lire la suite;suite
    siguiente;página siguiente;siguiente página;continuar leyendo;próxima;próxima página;seguinte
    página seguinte;continuar lendo;avanti;successiva;pagina successiva;prossima pagina;continua
    volgende;volgende pagina;verder lezen;nästa;nästa sida;neste;neste side;næste;næste side
    seuraava;seuraava sivu;następna;następna strona;dalej;czytaj dalej;další;další strana
    další stránka;ďalšia;ďalšia strana;következő;következő oldal;următoarea;pagina următoare
    sljedeća;sljedeća stranica;naslednja stran;sonraki;sonraki sayfa;berikutnya;selanjutnya
    halaman berikutnya;halaman selanjutnya;trang sau;trang tiếp;trang tiếp theo;tiếp theo
    следующая;следующая страница;далее;вперед;вперёд;читать далее;наступна;наступна сторінка
    следваща;следваща страница;επόμενη;επόμενη σελίδα;הבא;לעמוד הבא;העמוד הבא;التالي;التالية
    الصفحة التالية;صفحه بعد;صفحه بعدی;بعدی;अगला;अगला पृष्ठ;अगला पेज;ถัดไป;หน้าถัดไป;หน้าต่อไป
    下一页;下一頁;下页;下頁;后一页;后页;次へ;次ページ;次のページ;次のページへ;次頁;続きを読む
    다음;다음 페이지;다음페이지;다음 쪽;继续阅读;繼續閱讀
    """
)

# "Page 2", "Seite 2: how it went on", "第2页": the number is the first group.
NUMBERED = re.compile(
    r"(?:(?:weiter|continue|go|read on|next)\W{1,3})?(?:(?:to|auf|zu|on|with|mit)\W{1,3})?"
    r"(?:page|seite|teil|part|página|pagina|partie|parte|sida|side|sivu|strona|strana|stránka|oldal"
    r"|sayfa|halaman|trang|страница|стр|сторінка|σελίδα|עמוד|صفحة|صفحه|पृष्ठ|หน้า|第|ページ|페이지)"
    r"[\s.:]{0,3}(\d{1,3})(?!\d)"
)

# What leads on to something else, whatever its address looks like.
ELSEWHERE = re.compile(
    r"article|story|post\b|artikel|beitrag|artículo|artigo|articolo|gallery|galerie|slide|foto"
    r"|photo|comment|kommentar|статья|новость|篇|文章|新闻|新聞|記事|기사|评论|評論"
)

# "All on one page", whole, as NEXT.
ONE_PAGE = _phrases(
    """
    view all;show all;view as one page;view on one page;view as a single page;single page
    single page view;one page;all on one page;all pages;full article;full text;full story
    read full article;view full article;read the full article;show full article;entire article
    auf einer seite;alles auf einer seite;auf einer seite lesen;artikel auf einer seite lesen
    artikel auf einer seite;ganzer artikel;ganzen artikel lesen;komplettansicht;gesamter artikel
    auf einer seite anzeigen;vollständiger artikel;sur une page;sur une seule page
    afficher sur une page;afficher sur une seule page;article complet;article entier
    en una página;en una sola página;ver en una sola página;artículo completo;ver todo
    em uma página;numa só página;artigo completo;ver tudo;in una pagina;tutto in una pagina
    articolo completo;op één pagina;alles op één pagina;volledig artikel;hela artikeln
    på en sida;hele artikkelen;hele artiklen;på én side;yhdellä sivulla;koko artikkeli
    na jednej stronie;cały artykuł;na jedné stránce;celý článek;egy oldalon;tek sayfada göster
    tek sayfa;tümünü göster;tampilkan semua;halaman penuh;xem tất cả;xem toàn bộ
    на одной странице;показать всё;показать все;вся статья;весь текст;на одній сторінці
    σε μία σελίδα;عرض الكل;المقال كاملا;ดูทั้งหมด;全文阅读;阅读全文;閱讀全文;全文閱讀;查看全文
    显示全文;顯示全文;展开全文;余下全文;在本页阅读全文;在本页阅读余下全文;单页阅读;全文显示
    全文を読む;全文表示;全文を表示;1ページで表示;1ページで読む;全ページ表示;すべて表示;전체보기
    전체 보기;전문 보기;전문보기;한 페이지로 보기
    """
)

PRINT = _phrases(
    """
    print;print version;printer friendly;printer-friendly;print this article;print article
    print page;print this page;printable version;drucken;druckversion;druckansicht;artikel drucken
    seite drucken;imprimer;version imprimable;imprimer l'article;imprimir;versión para imprimir
    versão para impressão;stampa;versione stampabile;afdrukken;printen;skriv ut;udskriv;print ut
    tulosta;drukuj;wersja do druku;tisk;tisknout;vytisknout;nyomtatás;yazdır;cetak;in bài viết
    печать;версия для печати;распечатать;друк;εκτύπωση;הדפסה;طباعة;چاپ;พิมพ์;打印;打印本页
    打印本文;列印;友善列印;印刷;印刷する;印刷用ページ;인쇄;인쇄하기
    """
)

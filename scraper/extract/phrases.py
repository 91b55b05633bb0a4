"""What boilerplate says, in the languages that feeds are read in. Lower case, as a start or whole.

Short lines only are ever held against these lists: an article may quote any of them. What `_any`
makes is for `lowered` text: patterns that ignore case are two to five times as slow.
"""

from __future__ import annotations

import re


def lowered(text: str) -> str:
    """The text in lower case; the dot of a Turkish İ does not stay behind as a letter."""
    low = text.lower()
    return low.replace("\u0307", "") if "\u0307" in low else low


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


# A line that leads away: "read also", "related", "see also". Matched at its start.
READ_ALSO = _any(
    r"\W*(?:read (?:more|also|next|the full)|also read|more on this|related(?:$|:| )"
    r"|see also|don[’']t miss|you (?:may|might) (?:also )?(?:like|be interested)|recommended"
    r"|more from|most (?:read|popular)|trending|up next|what to read next|more stories)",
    r"\W*(?:lesen sie (?:auch|mehr)|mehr zum thema|mehr dazu|auch interessant|das könnte sie)",
    r"\W*(?:à lire|lire aussi|lire la suite|à voir aussi|sur le même sujet|a lire aussi)",
    r"\W*(?:lea también|lee también|leer más|te puede interesar|más información"
    r"|noticias relacionad)",
    r"\W*(?:leia (?:também|mais)|veja também|leggi anche|potrebbe interessarti)",
    r"\W*(?:les også|læs også|les mer|læs mere|läs (?:också|mer|även)|lue myös)",
    r"\W*(?:lees ook|lees meer|czytaj (?:też|także|więcej)|zobacz (?:też|także)|čtěte také)",
    r"\W*(?:читайте также|подробнее|смотрите также|читайте також|ilgili haber|bunlar da ilgini)",
    r"\W*(?:اقرأ (?:أيضا|المزيد)|طالع أيضا|مواضيع ذات صلة|بیشتر بخوانید|קראו (?:גם|עוד))",
    r"[\s【\[（(》>▶■]*(?:相关(?:阅读|新闻|报道|文章|链接|推荐)|延伸(?:阅读|閱讀)|推荐阅读|推薦閱讀|更多(?:新闻|阅读|精彩)"
    r"|相關(?:新聞|文章|報導|閱讀)|热门(?:推荐|新闻)|熱門|精彩推荐|点击(?:查看|阅读)"
    r"|阅读全文|閱讀更多|看更多)",
    r"[\s【\[（(》>▶■]*(?:関連(?:記事|ニュース|リンク)|あわせて読み|おすすめ記事|こちらも|続きを読む|人気記事)",
    r"[\s【\[（(》>▶■]*(?:관련\s?(?:기사|뉴스)|많이 본|추천 기사)",
)

# A line about the text, not of it: credits, notices, requests. Matched at its start.
CREDIT = _any(
    r"[\s（(【\[]*(?:责任编辑|責任編輯|责编|編輯|编辑|校对|审核|监制|原标题|原標題|文章来源|本文来源|来源|來源"
    r"|作者|记者|撰文|编译|编辑人员|免责声明|版权声明|版權|声明|特别声明|微信编辑|值班"
    r"|网络编辑|本文编辑|转载|转自)\s*"
    r"(?:[:：丨|/]|为|\s)",
    r"[\s]*(?:扫码|扫一扫|长按(?:识别|二维码)|关注(?:我们|微信|公众号)|点击下方"
    r"|下载(?:app|客户端)|打开(?:app|客户端))",
    r"\W*(?:©|copyright|\(c\)|all rights reserved|alle rechte|tous droits|無断転載|版权所有)",
    r"\W*(?:share this|share on|teilen|partager|compartir|condividi|dela|del på|シェア"
    r"|ツイート|分享(?:到|至)|공유)",
    r"\W*(?:follow us|follow .{0,40} on (?:twitter|facebook|x|instagram)|folge uns"
    r"|suivez-nous|síguenos)",
    r"\W*(?:subscribe|sign up (?:for|to|now)|newsletter|abonnieren|abonnez|suscríbete|assine"
    r"|get (?:the|our) .{0,40}newsletter|iscriviti|メルマガ|订阅|訂閱)",
    r"\W*(?:tags?|topics?|filed under|schlagw[oö]rte|themen|mots[- ]clés|etiquetas|标签"
    r"|標籤|タグ|keywords?)\s*(?:[:：]|$)",
    r"\W*(?:advertisement|anzeige|werbung|publicité|publicidad|pubblicità|annonse?|reklam[ae]?"
    r"|广告|廣告|広告|реклама|إعلان)\W*$",
    r"\W*(?:comments?|leave a (?:comment|reply)|kommentare?|commentaires?|comentarios"
    r"|评论|評論|コメント)\W*\d*\W*$",
    r"\W*(?:send (?:your )?tips|got a tip|contact (?:us|the author)|have a story)",
    r"\W*(?:this article (?:was|is) (?:originally|first) (?:published|appeared)"
    r"|originally published)",
)

# A paragraph that takes no responsibility for those above it. Matched at its start.
DISCLAIMER = _any(
    r"[\s（(【\[*]*(?:(?:免责|版权|特别|郑重|免責|版權|特別|鄭重)[声聲]明|声明[:：]|聲明[:：])",
    r"\W*(?:disclaimers?\b|(?:special )?(?:notice|statement)s?\s*:|haftungsausschluss|hinweis:)",
    r"\W*(?:avertissement\b|clause de non|aviso legal|descargo de|免責事項|면책)",
)

# The label of an advertisement, alone.
ADVERTISEMENT = _any(
    r"\W*(?:advert(?:isement)?s?|sponsored(?: content)?|anzeige|werbung|publicité|publicidad"
    r"|anuncio|pubblicità|annons|annonse|annonce|advertentie|mainos|reklama?|reklame|реклама|إعلان"
    r"|广告|廣告|広告|스폰서|광고|प्रचार|โฆษณา|quảng cáo|iklan)\W*",
)

# What owners and lawyers say at the foot of a page. Matched anywhere in a block.
LEGAL = _any(
    r"all rights reserved|copyright ?(?:©|\(c\)|19|20)|©|terms of (?:use|service)|privacy policy",
    r"alle rechte vorbehalten|tous droits réservés|todos los derechos|tutti i diritti|все права",
    r"版权(?:所有|声明|归)|版權所有|免责声明|郑重声明|特别声明|不良信息举报|举报电话"
    r"|(?:本站|本网|本平台|本文)(?:仅|不|所|系|郑)"
    r"|许可证|备案号|无断转载|無断転載|저작권자|무단 ?전재",
)

# A year or a time of the day near the start.
WHEN = _any(r".{0,40}\d{1,2}[:.h]\d{2}", r".{0,30}(?:19|20)\d{2}")

# A byline, or the name of a date, standing above the text.
BYLINE = _any(
    r"\W*(?:by|von|por|par|di|av|af|door|da|od|автор|текст|written by|photo(?:s)? by"
    r"|fotos?|text)\W+\w",
    r"\W*(?:published|updated|posted|last (?:updated|modified)|aktualisiert"
    r"|veröffentlicht|stand|publié"
    r"|mis à jour|publicado|actualizado|pubblicato|publicerad|publisert|opublikowano"
    r"|опубликовано)\b",
    r".{0,40}\b(?:min(?:ute)?s?|minuten|分) (?:read|lesezeit|lecture)",
)


# The line that a feed or a list page puts where the rest of an article would be.
MORE = re.compile(
    r"(?:\.\.\.|…|\[(?:&#8230;|…|\.\.\.)\]|\((?:more|more…)\)|…more|\.\.\. ?more"
    r"|read more|read on"
    r"|continue reading|read the (?:full|rest)|full (?:story|article)|weiterlesen|mehr lesen"
    r"|lire la suite|lire plus|leer más|seguir leyendo|leia mais|leggi tutto"
    r"|continua a leggere|lees meer"
    r"|les mer|läs mer|læs mere|lue lisää|czytaj (?:dalej|więcej)|читать (?:далее|полностью)"
    r"|devamını oku|اقرأ المزيد|ادامه مطلب|阅读全文|閱讀全文|查看全文|阅读更多|閱讀更多"
    r"|全文|続きを読む|もっと見る|더 보기)"
    r"[\s\])）»>→.…]*$",
    re.IGNORECASE,
)

# What consent walls talk about, a concept a line, in the words of many languages. No single one
# makes a wall; a short text about most of them at once is nothing else.
CONSENT_CONCEPTS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"cookie|куки|クッキー|쿠키|كوكيز|ملفات تعريف",
        r"partner|partenaire|\bsocios\b|parceir|партн|合作伙伴|合作夥伴|パートナー|파트너|شركا|συνεργάτ",
        r"consent|einwillig|zustimm|toestemming|samtyck|samtykke|согласи|\bzgod|同意|동의|موافق|συγκατάθ",
        r"\bstor(?:e|es|ing|age)\b|speicher|stock(?:er|age|ons)|almacen|armazen|memorizz|opsla"
        r"|lagra|lagre|存储|儲存|保存|저장|تخزين",
        r"device|gerät|appareil|terminal|dispositiv|apparaat|enhed|enhet|urządzen|устройств|设备"
        r"|裝置|端末|デバイス|기기|جهاز|συσκευ",
        r"personali[sz]|personnalis|персонализ|个性化|個人化|パーソナライズ|맞춤|مخصص|εξατομικ",
        r"advert|\bads\b|anzeigen|werbung|publicit|publicidad|pubblicit|advertentie|annons"
        r"|annonce|reklam|реклам|广告|廣告|広告|광고|إعلان|διαφημ",
        r"privacy|datenschutz|vie privée|confidentialité|privacidad|privacidade|integritet"
        r"|personvern|prywatno|конфиденц|隐私|隱私|プライバシー|개인정보|خصوصي",
        r"accept|akzeptier|aceptar|aceitar|accett|godkän|godta|zaakceptuj|принять|接受|許可|수락|αποδοχ",
    )
)

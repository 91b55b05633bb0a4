"""What a page is, when it is no article: consent wall, bot challenge, login, not found, teaser.

Conservative: a page is refused on the shape of a wall *and* its words, or on the unmistakable
marks of one. The words alone prove nothing: a long article about cookies is an article.
"""

from __future__ import annotations

import re

from scraper.extract.phrases import CONSENT_CONCEPTS, MORE
from scraper.extract.tree import Element, one_line, raw_text, text_of, weight

# Walls say little. What says more than this is judged by its marks only, not by its words.
_SHORT = 900
_LONG = 2500

_CHALLENGE_TITLE = re.compile(
    r"^\W*(?:just a moment|attention required|one moment,? please|please wait"
    r"|checking your browser"
    r"|access denied|access to this page has been denied|are you a robot|bot verification"
    r"|security check|human verification|verify(?:ing)? (?:you are|that you are|your) |pardon our"
    r"|ddos-guard|robot check|captcha|einen moment|un instant|nur einen augenblick"
    r"|安全验证|安全驗證"
    r"|人机验证|访问验证|请稍候|访问受限|滑动验证|しばらくお待ちください|잠시만"
    r"|ちょっと待って|проверка браузера)",
    re.IGNORECASE,
)
_CHALLENGE_TEXT = re.compile(
    r"checking (?:your browser|if the site connection)|enable javascript and cookies to continue"
    r"|verify (?:that )?you(?:[’']re| are) (?:a )?(?:not a )?(?:human|robot)|complete the captcha"
    r"|unusual traffic|ray id:|you have been blocked|press (?:&|and) hold|are not a robot"
    r"|automated (?:access|requests)|pass the security check|überprüfung ihres browsers"
    r"|bestätigen sie,? dass sie (?:ein mensch|kein roboter)|vérifi(?:er|ez) que vous êtes"
    r"|请(?:完成|输入)?(?:安全)?验证码?|您的访问(?:过于频繁|存在异常)|异常(?:访问|流量)"
    r"|ロボットではない",
    re.IGNORECASE,
)
_CHALLENGE_MARK = re.compile(
    r"challenge-platform|cf-chl|/_incapsula_|px-captcha|captcha-delivery|ddos-guard"
)

_CONSENT_TITLE = re.compile(
    r"^\W*(?:before you continue|(?:cookie|privacy|consent|your privacy|we value your privacy)\b"
    r"|datenschutz|cookies? (?:zustimmen|akzeptieren)|consentement|avant de continuer|bevor sie"
    r"|privacy gate|zustimmung|prima di continuare|antes de continuar|voordat je"
    r"|dpg media privacy)",
    re.IGNORECASE,
)
_CONSENT_TEXT = re.compile(
    r"(?:we|our (?:partners|website)|this (?:site|website)"
    r"|and our \d* ?partners)[^.]{0,60}\b(?:use|store)"
    r"[^.]{0,40}cookies|accept (?:all|cookies)|manage (?:cookies|preferences|choices|consent)"
    r"|(?:alle|cookies) akzeptieren|akzeptieren und weiter|zustimmen und weiter"
    r"|mit werbung weiterlesen"
    r"|(?:tout|accepter les cookies|accepter et) (?:accepter|continuer)"
    r"|nous utilisons des cookies"
    r"|aceptar (?:todo|todas|y continuar|cookies)|accetta (?:tutti|e continua)|usamos cookies"
    r"|alles accepteren|akkoord|godta alle|acceptera alla|zaakceptuj|принять (?:все )?cookie"
    r"|接受(?:所有|全部)?\s?cookie|同意(?:并继续|して続ける)|すべて許可|모두 동의",
    re.IGNORECASE,
)

_LOGIN_TITLE = re.compile(
    r"^\W*(?:log ?in|sign ?in|sign up|register|subscribe|anmelden|einloggen|login"
    r"|connexion|se connecter"
    r"|iniciar sesión|entrar|accedi|inloggen|logga in|logg inn|log ind|войти|вход|登录"
    r"|登錄|登入|用户登录"
    r"|会员登录|ログイン|로그인|تسجيل الدخول|zaloguj)\b",
    re.IGNORECASE,
)
_LOGIN_TEXT = re.compile(
    r"log ?in to (?:continue|read)|sign in to (?:continue|read)|(?:log|sign) in (?:or"
    r"|/) (?:register|sign up|create)"
    r"|already (?:a |have an? )?(?:subscriber|member|account)|subscribe (?:now "
    r"|today )?to (?:continue|read|keep|unlock)"
    r"|(?:this|the full) (?:article|content|story) is (?:for|only"
    r"|available (?:only )?(?:to|for)) "
    r"(?:subscribers|members|premium)|forgot(?:ten)? (?:your )?password|subscribers? only"
    r"|passwort vergessen|bereits (?:abonnent|registriert|kunde)|jetzt (?:anmelden"
    r"|abonnieren) (?:und|um)"
    r"|um (?:weiterzulesen|diesen artikel)|mot de passe oublié|déjà (?:abonné|inscrit)"
    r"|réservé aux abonnés"
    r"|(?:olvid|esquec)\w+ (?:tu|su|a) (?:contraseña|senha)|solo para suscriptores"
    r"|ya (?:eres|es) suscriptor"
    r"|password dimenticata|sei già abbonato|wachtwoord vergeten|glömt lösenord|забыли пароль"
    r"|请(?:先)?登录|請(?:先)?登入|登录后(?:查看|阅读|继续)|忘记密码|忘記密碼|会员专享"
    r"|订阅后阅读|パスワードを(?:お)?忘れ"
    r"|ログインして(?:続き|ください)|有料会員(?:限定|の方)|会員限定|로그인(?:이 필요"
    r"|하세요)|نسيت كلمة",
    re.IGNORECASE,
)

_NOT_FOUND_TITLE = re.compile(
    r"(?:^|\W)(?:404|410)(?:\W|$)|(?:page|article|story|content|file|seite|artikel|beitrag) "
    r"(?:was |is |wurde |konnte )?(?:not found|nicht gefunden|unavailable|no longer)"
    r"|^\W*not found"
    r"|page (?:introuvable|non trouvée)|page n.existe|página no encontrada"
    r"|no encontrad[ao]|não encontrada"
    r"|pagina (?:non trovata|niet gevonden)|(?:sidan|siden) (?:hittades inte|finnes ikke"
    r"|blev ikke fundet)"
    r"|(?:страница|nie znaleziono|strony nie|sayfa bulunamad)(?:\W|$)|页面不存在"
    r"|頁面不存在|找不到(?:该)?(?:页面|頁面|网页)"
    r"|页面(?:找不到|已删除|没有找到)|文章(?:不存在|已(?:被)?删除)|ページが見つかりません"
    r"|お探しのページ|페이지를 찾을 수"
    r"|الصفحة غير موجودة|^\W*(?:error|fehler|erreur|oops)\W*$",
    re.IGNORECASE,
)
_NOT_FOUND_TEXT = re.compile(
    r"(?:page|article|story|content)[^.!?]{0,60}(?:could ?n.t be found|can.?not be found"
    r"|(?:was|were) not found"
    r"|does ?n.t exist|does not exist|no longer (?:available|exists)|has been (?:moved"
    r"|removed|deleted))"
    r"|error 404|404 error|404 not found|seite[^.!?]{0,60}nicht (?:gefunden"
    r"|mehr verfügbar|vorhanden)"
    r"|page (?:que vous|demandée)[^.!?]{0,60}(?:n.existe|introuvable)"
    r"|página[^.!?]{0,60}no (?:existe|se encuentra)"
    r"|(?:页面|网页|文章|内容)[^。]{0,12}(?:不存在|已(?:被)?删除|已下线|找不到)"
    r"|抱歉[^。]{0,20}(?:不存在|找不到|删除)"
    r"|お探しのページ|ページ[^。]{0,20}見つかりません|요청하신 페이지"
    r"|الصفحة[^.]{0,30}غير موجودة|страница[^.]{0,30}не найдена",
    re.IGNORECASE,
)

_TEASER_WEIGHT = 600
_SUMMARY = 600
_CONTENT = 300


def page_verdict(root: Element) -> str:
    """`article`, or what stands in its place: challenge, consent, login, not-found.

    Asked before anything is removed from the tree.
    """
    title = next((one_line(raw_text(t)) for t in root.iter("title")), "")[:200]
    heads = [text_of(h)[:200] for h in root.iter("h1", "h2")][:2]
    text = _visible(root)
    size = weight(text)
    if size > _LONG:
        return "article"
    short = size <= _SHORT
    said = [title, *heads]
    if _CHALLENGE_TITLE.search(title) and (short or _CHALLENGE_TEXT.search(text)):
        return "challenge"
    if _challenges(text, size) or (_CHALLENGE_TEXT.search(text) and _marked(root)):
        return "challenge"
    if size < 200 and _marked(root):
        return "challenge"
    if any(_NOT_FOUND_TITLE.search(t) for t in said) and (
        short or _NOT_FOUND_TEXT.search(text) is not None
    ):
        return "not-found"
    if size <= 400 and _NOT_FOUND_TEXT.search(text):
        return "not-found"
    has_password = any((i.get("type") or "").lower() == "password" for i in root.iter("input"))
    if any(_LOGIN_TITLE.search(t) for t in said) and (has_password or _LOGIN_TEXT.search(text)):
        return "login"
    consents = len({m[0].lower() for m in _CONSENT_TEXT.finditer(text)})
    if any(_CONSENT_TITLE.search(t) for t in said) and consents:
        return "consent"
    if (consents >= 2 or is_about_consent(text)) and short and not _has_running_text(root):
        return "consent"
    return "article"


def body_verdict(body: Element, *, free: bool = True) -> str:
    """What an extracted body is: article, empty, or one of the walls where it says little else."""
    text = text_of(body)
    size = weight(text)
    if not size and next(body.iter("img", "table", "pre"), None) is None:
        return "empty"
    if size > _SHORT:
        return "article"
    if is_about_consent(text):
        return "consent"
    dense = size <= 500
    if dense and _challenges(text, size):
        return "challenge"
    if dense and len({m[0].lower() for m in _CONSENT_TEXT.finditer(text)}) >= 2:
        return "consent"
    if _LOGIN_TEXT.search(text) and (dense or not free):
        return "login"
    if dense and _NOT_FOUND_TEXT.search(text[:200]):
        return "not-found"
    if is_cut_off(text) and size < _TEASER_WEIGHT:
        return "teaser"
    return "article"


def is_about_consent(text: str) -> bool:
    """Whether a short text speaks of cookies and most of what else a consent wall speaks of."""
    cookies, *others = CONSENT_CONCEPTS
    if not cookies.search(text):
        return False
    return sum(concept.search(text) is not None for concept in others) >= len(others) // 2


def _challenges(text: str, size: int) -> bool:
    """Whether so short a text asks for proof of a human: once is enough if it says no more."""
    asked = {match[0].lower() for match in _CHALLENGE_TEXT.finditer(text)}
    return bool(asked) and (size <= 350 or (size <= _SHORT and len(asked) > 1))


def is_teaser(body: Element, *, summary: bool) -> bool:
    """Whether a feed's text only leads to an article: short, or breaking off.

    What a feed calls a summary must say more than what it calls the content.
    """
    text = text_of(body)
    size = weight(text)
    paragraphs = sum(1 for p in body.iter("p") if weight(raw_text(p)) >= 40)
    enough = (_SUMMARY if summary else _CONTENT) // (2 if paragraphs >= 3 else 1)
    return size < enough or is_cut_off(text)


def is_cut_off(text: str) -> bool:
    """Whether the text ends as text does that goes on elsewhere ("…", "read more")."""
    return MORE.search(text[-60:]) is not None


def _visible(root: Element) -> str:
    """The words that a reader may see, with scripts and hidden form values left out."""
    skipped = frozenset("script style noscript template title head".split())
    parts: list[str] = []
    pending = [root]
    while pending:
        element = pending.pop()
        if element.tag in skipped:
            continue
        parts.append(element.text or "")
        parts.extend(child.tail or "" for child in element)
        pending.extend(element)
    return " ".join(" ".join(parts).split())


def _marked(root: Element) -> bool:
    for script in root.iter("script", "form", "div", "iframe"):
        marks = f"{script.get('src') or ''} {script.get('action') or ''} {script.get('id') or ''}"
        if _CHALLENGE_MARK.search(marks):
            return True
        if script.tag == "script" and _CHALLENGE_MARK.search((script.text or "")[:4000]):
            return True
    return False


def _has_running_text(root: Element) -> bool:
    """Whether more is told in paragraphs than a wall has to say."""
    sizes = [weight(raw_text(p)) for p in root.iter("p")]
    return sum(size for size in sizes if size >= 100) > 450

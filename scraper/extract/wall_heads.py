"""How the title or a heading begins of what stands in an article's place, a kind of page a key.

Plain words as in `walls`: lower case, straight apostrophes, a line break or "|" between two.
"""

from __future__ import annotations

HEADS: dict[str, str] = {
    "challenge": """
        just a moment | attention required | one moment, please | please wait | access denied
        checking your browser | access to this page has been denied | are you a robot
        robot check | are you human | bot verification | security check | human verification
        verify you | verifying you | pardon our | ddos-guard | captcha | too many requests
        403 forbidden | request rejected | request blocked | unusual traffic | blocked | forbidden
        einen moment | nur einen augenblick | sicherheitsüberprüfung | sicherheitsprüfung
        zugriff verweigert | sind sie ein mensch | un instant | accès refusé | vérification de
        accès temporairement | êtes-vous un robot | un momento | verificación | acceso denegado
        ¿eres humano | ¿eres un robot | um momento | verificação | acesso negado | você é humano
        verifica di sicurezza | accesso negato | sei un robot | sei umano | een ogenblik
        toegang geweigerd | ben je een mens | beveiligingscontrole | вы не робот | вы робот
        проверка браузера | доступ ограничен | доступ запрещён | подтвердите, что | jeden moment
        czy jesteś człowiekiem | odmowa dostępu | ett ögonblick | åtkomst nekad | vent litt
        bir dakika | erişim engellendi | robot musunuz | 安全验证 | 安全驗證 | 人机验证 | 访问验证
        请稍候 | 访问受限 | 滑动验证 | 身份验证 | 真人驗證 | 访问被拒绝 | しばらくお待ち
        アクセスの確認 | アクセスが拒否 | セキュリティチェック | 잠시만 | 보안 확인 | 접근이 차단
        자동입력 방지 | التحقق من | لحظة من فضلك | تم رفض الوصول | لحظة واحدة | error 1020
        error 1015 | human check | 环境异常 | 安全中心 | 安全检查 | 访问异常 | 网络异常
        restricted access
    """,
    "consent": """
        before you continue | cookie consent | your privacy | we value your privacy | privacy gate
        we care about your privacy | privacy and cookies | cookie notice | privacy settings
        manage your cookie | bevor sie | zustimmung | cookies zustimmen | privatsphäre-einstellung
        cookie-einstellungen | datenschutz-einstellung | ihre privatsphäre | consentement
        avant de continuer | avec votre accord | votre vie privée | vos choix
        gestion des cookies | antes de continuar | tu privacidad | su privacidad
        configuración de cookies | sua privacidade | nós valorizamos sua | valorizamos a sua
        prima di continuare | il tuo consenso | la tua privacy | voordat je | jouw privacy
        cookie-instellingen | szanujemy | twoja prywatność | samtycke | samtykke
        vi bryr oss om din | согласие на | мы используем файлы cookie | gizliliğiniz | 隐私设置
        隱私權設定 | 我們重視您的隱私 | 我们重视您的隐私 | cookie设置 | cookieの使用
        クッキーの使用 | プライバシー設定 | 쿠키 사용 | إعدادات الخصوصية | نحن نهتم بخصوصيتك
        vážíme si vašeho soukromí | vaše soukromí | nastavení cookies | souhlas s
        arvostamme yksityisyyttäsi | yksityisyytesi | evästeasetukset | fontos számunkra az ön
        az ön adatvédelme | süti beállítások | adatvédelmi beállítások
        เราให้ความสำคัญกับความเป็นส่วนตัว | ความเป็นส่วนตัวของคุณ | การตั้งค่าคุกกี้
        chúng tôi tôn trọng quyền | quyền riêng tư của bạn | cài đặt cookie | çerez ayarları
        çerez tercih | σεβόμαστε την ιδιωτικότητ | ρυθμίσεις cookie | confidențialitatea ta
        ми цінуємо вашу
    """,
    "login": """
        log in | login | sign in | sign up | signin | register | create an account
        create your account | anmelden | anmeldung | einloggen | registrieren | connexion
        se connecter | connectez-vous | identifiez-vous | s'identifier | iniciar sesión
        inicia sesión | regístrate | entrar | faça login | fazer login | accedi | accesso
        registrati | inloggen | log in om | logga in | logg inn | log ind | войти | вход
        авторизация | zaloguj | logowanie | giriş yap | üye girişi | 登录 | 登錄 | 登入 | 用户登录
        会员登录 | 會員登入 | 请登录 | 請登入 | 请先登录 | 請先登入 | ログイン | 会員ログイン
        로그인 | 회원 로그인 | تسجيل الدخول | ورود | вход на сайт
        σύνδεση | είσοδος | εγγραφή | přihlášení | přihlásit | kirjaudu | kirjautuminen
        bejelentkezés | belépés | đăng nhập | เข้าสู่ระบบ | लॉग इन | लॉगिन | autentificare
        вхід | увійти | התחברות
    """,
    "paywall": """
        subscribe to continue | subscribe to read | you have reached your limit
        subscribe to keep | you've reached your | you've read | you have read all
        jetzt weiterlesen | weiterlesen mit | abonnez-vous pour | article réservé
        suscríbete para | contenido exclusivo | conteúdo exclusivo | contenuto riservato
        alleen voor abonnees | för prenumeranter | только для подписчиков | 会员专享 | 會員限定
        会員限定
        keep reading this | continue reading this | keep reading | choose your plan
        choose your subscription | choose a plan | wählen sie ihr abo | choisissez votre
        elige tu suscripción | escolha seu plano | scegli il tuo abbonamento | kies je abonnement
    """,
    "not-found": """
        404 | 410 | error 404 | http 404 | not found | page not found | file not found | oops
        article not found | story not found | nothing found | we can't find | we couldn't find
        sorry, we can't find | sorry, we couldn't find | page unavailable | seite nicht gefunden
        artikel nicht gefunden | seite existiert nicht | fehler 404 | nicht gefunden
        page introuvable | page non trouvée | erreur 404 | introuvable | página no encontrada
        no encontrad | página não encontrada | não encontrad | ops! página | pagina non trovata
        errore 404 | pagina niet gevonden | niet gevonden | deze pagina bestaat niet
        sidan hittades inte | siden finnes ikke | siden blev ikke fundet | sivua ei löyt
        страница не найдена | ошибка 404 | nie znaleziono | strona nie | stránka nenalezena
        sayfa bulunamadı | aradığınız sayfa | 页面不存在 | 頁面不存在 | 找不到页面 | 找不到頁面
        找不到该页面 | 页面找不到 | 页面未找到 | 文章不存在 | ページが見つかりません
        お探しのページ | 페이지를 찾을 수 | 페이지가 없 | الصفحة غير موجودة | لم يتم العثور
        صفحه یافت نشد
        không tìm thấy trang | không tìm thấy | lỗi 404 | ไม่พบหน้า | ไม่พบเพจ | ไม่พบบทความ
        पेज नहीं मिला | पृष्ठ नहीं मिला | η σελίδα δεν βρέθηκε | σελίδα δεν βρέθηκε
        η σελίδα δεν υπάρχει | σφάλμα 404 | stránka neexistuje | stránku se nepodařilo | chyba 404
        sivua ei ole | virhe 404 | az oldal nem található | az oldal nem létezik
        a keresett oldal | oldal nem található | pagina nu a fost | pagina nu există
        сторінку не знайдено | сторінка не існує | помилка 404 | halaman tidak ditemukan
        הדף לא נמצא | העמוד לא נמצא
    """,
    "script": """
        javascript is | javascript required | please enable javascript | unsupported browser
        your browser is not supported | browser not supported | enable javascript
        javascript erforderlich | javascript aktivieren | browser wird nicht unterstützt
        javascript requis | javascript requerido
    """,
    "outage": """
        we'll be back | be right back | under maintenance | maintenance mode | site maintenance
        scheduled maintenance | down for maintenance | service unavailable | bad gateway
        500 internal | 502 | 503 | 504 | gateway time | internal server error | database error
        error establishing a database | something went wrong | application error | server error
        temporarily unavailable | wartungsarbeiten | wartungsmodus | maintenance en cours
        site en maintenance | en mantenimiento | em manutenção | in manutenzione | onderhoud
        техническ | ведутся технические | сайт временно | przerwa techniczna | prace konserwacyjne
        bakım çalışması | 系统维护 | 系統維護 | 网站维护 | 服务器错误 | メンテナンスのお知らせ
        ただいまメンテナンス | メンテナンス中 | 서비스 점검 | 점검 중 | 시스템 점검
        الموقع تحت الصيانة | maintenance | mantenimiento | manutenção | manutenzione
        error: the requested url | 520 | 521 | 522 | 523 | 524 | error 502 | error 503
        web server is down | the requested url could not | briefly unavailable | wartung
        estamos en mantenimiento | estamos em manutenção | siamo in manutenzione | 维护中
        网站升级 | 점검중
    """,
    "region": """
        not available in your | unavailable in your | 451 | unavailable due to legal | content not
        nicht verfügbar in ihr | non disponible dans votre | no disponible en tu
    """,
    "parked": """
        domain for sale | this domain is for sale | domain geparkt | domain parked | parked domain
        welcome to nginx | apache2 | it works | iis windows | test page for | account suspended
        website suspended | compte suspendu | ce site a été suspendu | hier entsteht | coming soon
        default web page | index of / | dominio en venta | domena na sprzedaż | domain name parked
        domain parking
    """,
    "adblock": """
        ad blocker | adblock | adblocker | you're using an ad blocker
        it looks like you're using an ad | we noticed you're using an ad | please disable your ad
        werbeblocker | vous utilisez un bloqueur | bloqueur de publicité | bloqueador de
        antiadblock
    """,
    "notice": """
        redirecting | you are being redirected | redirect notice | weiterleitung
        sie werden weitergeleitet | redirection en cours | redirigiendo | redirecionando
        reindirizzamento | doorsturen | перенаправление | przekierowanie | yönlendiriliyor
        页面跳转 | 正在跳转 | age check | age verification | age restricted | are you over
        are you 18 | are you 21 | verify your age | confirm your age | adults only
        altersprüfung | altersverifikation | sind sie über | sind sie volljährig
        vérification de l'âge | avez-vous plus | verificación de edad | ¿eres mayor
        verificação de idade | verifica dell'età | sei maggiorenne | leeftijdscontrole
        подтвердите возраст | вам есть 18 | weryfikacja wieku | 年龄确认 | 年齢確認 | 연령 확인
    """,
}

# The whole of the heading, where a page is about the site itself.
POLICY = """
    cookie policy | cookies policy | cookie statement | cookie notice | use of cookies
    our cookie policy | privacy policy | privacy notice | privacy statement | terms of use
    terms of service | terms and conditions | terms & conditions | privacy & cookies
    privacy and cookie policy | datenschutz | datenschutzerklärung | datenschutzhinweise
    cookie-richtlinie | cookie-richtlinien | cookie-hinweise | nutzungsbedingungen
    politique de cookies | politique de confidentialité | politique relative aux cookies
    conditions générales d'utilisation | protection des données
    gestion des cookies | política de cookies | política de privacidad
    política de privacidade | termos de uso | politica sui cookie | cookie policy estesa
    informativa sulla privacy | informativa privacy | informativa cookie
    cookiebeleid | cookieverklaring | privacybeleid | privacyverklaring | gebruiksvoorwaarden
    polityka prywatności | polityka cookies | regulamin | integritetspolicy | cookiepolicy
    om cookies | personvernerklæring | privatlivspolitik | политика конфиденциальности
    пользовательское соглашение | gizlilik politikası | çerez politikası | 隐私政策 | 隐私条款
    隱私權政策 | 隱私政策 | 用户协议 | 服务条款 | 使用條款 | cookie政策 | プライバシーポリシー
    クッキーポリシー | cookieポリシー | 利用規約 | 개인정보처리방침 | 개인정보 처리방침 | 이용약관
    سياسة الخصوصية | سياسة ملفات تعريف الارتباط | شروط الاستخدام
"""

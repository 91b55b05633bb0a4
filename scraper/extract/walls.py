"""What stands between a reader and an article says so: phrases a kind, in many languages.

Plain words, lower case, straight apostrophes, looked for within one line of a page: a thousand
`in` cost less than one regex with a thousand branches. "a + b" wants both in the line, "a/b" one
of them, "=a" hardly more in the line than that. No phrase decides alone: `verdict` weighs them
against what else the page tells. Each is said of the reader or of the page, as news doesn't speak.
"""

from __future__ import annotations

WALLS: dict[str, str] = {
    "challenge": """
        checking your browser | checking if the site connection
        javascript and cookies to continue | verify you are human | verify that you are human
        verify you are not a | verify you're human | verifying you are human
        needs to review the security of your connection | verify that you are not a
        complete the captcha | solve the captcha | ray id: | detected unusual
        unusual activity + your | unusual traffic from your | you have been blocked
        you've been blocked | press & hold | press and hold to confirm | press and hold the button
        confirm you are a human | you're not a robot | you are not a robot | =i'm not a robot
        made us think you were a bot | think that you are a bot | automated access
        your request has been blocked | your access to this | your ip + blocked
        using a security service to protect itself | pass the security check
        you don't have permission to access | to regain access | javascript in your web browser
        preventing javascript from running | email the site owner to let them know
        überprüfung ihres browsers | ob sie ein mensch sind | dass sie ein mensch sind
        sie kein roboter sind | kein roboter + bestätigen | sicherheit ihrer verbindung
        ungewöhnlich + ihrem netzwerk | ihr zugriff wurde | vous n'êtes pas un robot
        vous êtes un humain | vous êtes humain | activité inhabituelle + votre
        vérification de votre navigateur | sécurité de votre connexion | no eres un robot
        que eres humano | =¿eres humano? | que eres una persona | tráfico inusual + tu
        completa el captcha | seguridad de tu conexión | que no es un robot | se você é humano
        você não é um robô | que não é um robô | segurança da sua conexão | tráfego incomum
        non essere un robot | che non sei un robot | se sei umano | verificando il tuo browser
        traffico insolito | je geen robot bent | je een mens bent | ongebruikelijk + netwerk
        вы не робот | =я не робот | а не робот | проверка вашего браузера
        похожи на автоматические | nie jesteś robotem | jesteś człowiekiem | nietypowy ruch
        inte är en robot | ikke er en robot | robot olmadığınızı | insan olduğunuzu
        请完成安全验证 | 请完成验证 | 完成验证后 | 完成验证 | 请输入验证码 | 拖动滑块
        拖动下方滑块 | 滑块完成 | 访问过于频繁 | 您的访问 + 异常 | 您的网络存在异常
        您的访问被阻断 | 您的访问被 | 访问行为异常 | 检测到异常流量 | 确认您不是机器人 | 您的請求
        請完成驗證 | 請證明您 | 不是機器人 | 证明您是真人 | ロボットではない
        通常とは異なるアクセス | 通常と異なるトラフィック | 表示された文字を入力
        人間であることを確認 | 로봇이 아닙니다 | 로봇이 아님 | 비정상적인 접근 | 비정상적인 트래픽
        자동입력 방지 문자 | 사람인지 확인 | لست روبوت | أنك إنسان | حركة مرور غير عادية
        إكمال التحقق | site owner may have set restrictions | security service to restrict access
        incident id/reference id/request id + blocked/unsuccessful/denied | request unsuccessful
        disable any ad blocker | verify + not a robot/you're human/you are human/not a bot
        请求存在异常/请求异常/访问异常/网络异常/环境异常 + 限制/验证/暂时 | 限制本次访问
        暂时限制 + 访问
        confirm/prove + you're human/you are human/not a robot/not a bot/are a human
        checks to see if it's really you | made us think + bot/robot | solve the puzzle
        veilig + verbinding + verder gaat | controleren + verbinding | 完成以下验证 | 向右拖动
    """,
    "consent": """
        we use cookies | we and our + partners | our partners + cookies | use of cookies + you
        this site uses cookies | this website uses cookies | uses cookies to | accept all cookies
        =accept all | =reject all | =accept cookies | =manage preferences | manage cookies
        manage choices | manage consent | manage privacy settings | change your choices
        use cookies + to | withdraw your consent | you agree to our use | use of all cookies
        =alle akzeptieren | cookies akzeptieren | akzeptieren und weiter | zustimmen und weiter
        mit werbung weiterlesen | werbung und tracking | wir verwenden cookies
        wir nutzen cookies | und unsere + partner | ohne werbetracking | ihre einwilligung
        einwilligung + widerrufen | =tout accepter | =accepter et | accepter les cookies
        continuer sans accepter | =tout refuser | nous utilisons des cookies
        nos + partenaires + cookies | nos partenaires et nous | retirer votre consentement
        =aceptar todo | =aceptar y | aceptar cookies | =rechazar todo | =rechazar y
        usamos cookies | utilizamos cookies | nuestros + socios | aceptando cookies
        nossos parceiros + dados | =aceitar todos | =aceitar todas | aceitar cookies
        =rejeitar todos | uso de todos os cookies | =accetta tutti | accetta e continua
        accetta i cookie | utilizziamo i cookie | noi e i nostri + partner
        nostri partner + dispositivo | =alles accepteren | =akkoord | cookies accepteren
        cookies en vergelijkbare | geef je toestemming | wij gebruiken cookies
        onze partners + cookies | przejdź do serwisu | nasi + partnerzy | wyrażasz zgodę
        =akceptuję | =zaakceptuj | używamy plików cookie | =godkänn alla | =godta alle
        =acceptera alla | =accepter alle | våra + partner | vi använder cookies
        vi bruger cookies | vi bruker cookies | återkalla ditt samtycke | =принять все
        принять cookie | используем файлы cookie | партнёры + cookie | вы даёте согласие
        вы соглашаетесь | tümünü kabul et | çerezleri kullan | çerezleri kabul | =接受所有
        =接受全部 | =全部接受 | 同意并继续 | 使用cookie | 使用 cookie | 合作伙伴 + cookie
        =管理設定 | =管理设置 | 撤回同意 | =すべて許可 | =すべて同意 | 同意して続ける
        クッキーを使用 | cookieを使用 | =拒否する | =모두 동의 | =모두 허용 | 쿠키를 사용
        =قبول الكل | =رفض الكل | نستخدم + ملفات تعريف الارتباط | سحب موافقتك
        naši partneři/naše partnery/našimi partnery/našich partnerů + cookie | používáme cookie
        používáme soubory cookie | =přijmout vše | =odmítnout vše | =souhlasím
        soubory cookie + souhlas | kumppanimme/kumppaniemme + eväste | käytämme evästeitä
        =hyväksy kaikki | =hylkää kaikki | =hyväksy eväste | eväste + suostumu
        partnereink/partnerünk + süti/cookie | sütiket használ | cookie-kat használ | =elfogadom
        =összes elfogadása | =az összes elfogadása | =mindet elfogad | sütik + hozzájárulás
        พันธมิตร/พาร์ทเนอร์ + คุกกี้ | เราใช้คุกกี้ | เว็บไซต์นี้ใช้คุกกี้ | =ยอมรับทั้งหมด | =ปฏิเสธทั้งหมด
        คุกกี้ + ยินยอม | đối tác + cookie | chúng tôi sử dụng cookie | =chấp nhận tất cả
        =từ chối tất cả | cookie + đồng ý | ortaklarımız/iş ortakları + çerez/cerez
        çerez + onay/rıza/kişisel verileri | =hepsini kabul et | =tümünü reddet
        partenerii noștri + cookie | folosim cookie | =acceptă tot | =accept toate
        наші партнери/нашими партнерами + cookie | використовуємо файли cookie | =прийняти всі
        συνεργάτες μας + cookie | χρησιμοποιούμε cookie | =αποδοχή όλων | =συμφωνώ
        השותפים שלנו + cookie/עוגיות | =אישור הכל | mitra kami + cookie | kami menggunakan cookie
        हमारे + कुकीज़/कुकी + सहमति/उपयोग करते | =सभी स्वीकार करें
    """,
    "adblock": """
        ad blocker/ad-blocker/adblocker/adblock/ad block + disable/turn off/turned off/
          turn it off/allowlist/whitelist/pause/allow ads | using an ad blocker
        ad blocker detected | adblocker aktiv
        adblocker/werbeblocker/adblock + deaktivier/ausschalten/abschalten/ausnahme
        bloqueur de pub + désactiv/autoris | adblock + désactiv
        bloqueador de anuncios/bloqueador de publicidad/adblock + desactiv/desactívalo
        bloqueador de anúncios/adblock + desativ
        adblock/blocco della pubblicità/ad blocker + disattiv
        adblocker/advertentieblokker + uitschakel/uitzetten/zet
        блокировщик рекламы/блокировщика рекламы/adblock + отключ
        wyłącz/wyłączyć + adblock/blokowanie reklam/blokadę reklam
        annonsblockerare/annonceblokering/reklameblokker + stäng/slå
        reklam engelleyici + kapat/devre
        广告拦截/广告屏蔽/廣告攔截/廣告封鎖 + 关闭/停用/關閉/禁用 | 広告ブロック + 無効/オフ/解除
        광고 차단 + 해제/끄/중지 | مانع الإعلانات/حاجب الإعلانات + تعطيل/إيقاف
    """,
    "login": """
        log in to continue | log in to read | sign in to continue | sign in to read | log in or
        sign in or | already have an account | already a member? | forgot your password
        forgot password | forgotten your password | forgotten password | create an account
        create a free account | register for free | register to continue | =new here?
        sign in to your account | passwort vergessen | bereits registriert | noch kein konto
        noch nicht registriert | kostenlos registrieren | =jetzt registrieren
        mot de passe oublié | déjà inscrit | pas encore de compte | pas encore inscrit
        créez un compte | inscrivez-vous gratuitement | olvidé mi contraseña
        olvidaste tu contraseña | olvidado tu contraseña | olvidado su contraseña
        ¿no tienes cuenta | regístrate gratis | crea una cuenta | esqueci minha senha
        esqueceu sua senha | esqueceu a senha | não tem conta | password dimenticata
        hai dimenticato la password | non hai un account | registrati gratis | wachtwoord vergeten
        maak gratis een account | nog geen account | log in om verder | log in om te
        glömt lösenord | har du inget konto | glemt passord | glemt adgangskode | забыли пароль
        нет аккаунта | зарегистрируйтесь, чтобы | nie pamiętasz hasła | nie masz konta
        şifremi unuttum | hesabınız yok mu | 请先登录 | 请登录 | 請先登入 | 請登入 | 登录后 + 阅读
        登录后查看 | 登录后继续 | 登入後 + 閱讀 | 登入後繼續 | 忘记密码 | 忘記密碼 | 免费注册
        免費註冊 | 还没有账号 | パスワードを忘れ | パスワードをお忘れ | 新規会員登録
        アカウントをお持ちでない | ログインしてください | 로그인이 필요 | 로그인하세요
        로그인 후 + 이용 | 로그인 후 + 읽 | 비밀번호를 잊 | 비밀번호 찾기 | نسيت كلمة
        ليس لديك حساب | رمز عبور را فراموش
        log in/sign in/register/create an account + to read/to continue/to view/to keep
        anmelden/registrieren + um/und + weiterzulesen/weiterlesen/lesen
        connectez-vous/inscrivez-vous/créez + pour lire/pour continuer/poursuivre
        inicia sesión/regístrate + para + leer/leyendo/continuar/acceder
        exclusivo para usuarios registrados/usuarios registrados + exclusiv
        faça login/cadastre-se + para + ler/continuar/lendo
        accedi/registrati + per + leggere/continuare | войдите/зарегистрируйтесь + чтобы
        zaloguj się/zarejestruj + aby/żeby | logga in/logg inn/log ind + för att/for å/for at
        登录/登入/登錄/注册/註冊 + 后/後/以 + 阅读/閱讀/查看/继续/繼續
        ログイン/会員登録 + 続き/閲覧/ください
        로그인/회원가입 + 후/하시면/필요 + 읽/보실/이용/계속
        سجل الدخول/تسجيل الدخول + لمتابعة/للقراءة/لقراءة
        δεν έχετε λογαριασμό | ξεχάσατε τον κωδικό | συνδεθείτε/εγγραφείτε/σύνδεση + για να
        zapomenuté heslo | zapomněli jste heslo | nemáte účet | ještě nemáte účet
        přihlaste se/zaregistrujte se + abyste/pro čtení/a čtěte | unohditko salasanan
        onko sinulla jo + tili/tunnus | kirjaudu/rekisteröidy + lukeaksesi/jatkaaksesi
        elfelejtett jelszó | elfelejtette a jelszavát | nincs még fiókja | még nincs fiókja
        jelentkezzen be/regisztráljon + folytatás/olvas | quên mật khẩu | chưa có tài khoản
        đăng nhập/đăng ký + để đọc/để tiếp tục/để xem | ลืมรหัสผ่าน | ยังไม่มีบัญชี
        เข้าสู่ระบบ/สมัครสมาชิก + เพื่ออ่าน/เพื่อดำเนินการ | पासवर्ड भूल गए | खाता नहीं है
        लॉग इन/लॉगिन/साइन इन + पढ़ने के लिए/जारी रखने के लिए | ai uitat parola | nu ai cont
        забули пароль | немає облікового запису | увійдіть/зареєструйтеся + щоб | lupa kata sandi
        belum punya akun | masuk/daftar + untuk membaca/untuk melanjutkan | שכחת סיסמה
    """,
    "paywall": """
        choose the plan/plan/subscription/offer + suits you/right for you/works for you
        =choose your plan | =choose a plan | =choose your subscription | =select a plan
        =already a subscriber | cancel whenever you | cancel anytime | cancel any time
        all articles on + month/year/week/app | unlimited access to + month/year/week
        wählen sie ihr abo | =wählen sie ihr | jederzeit kündbar | =sie sind bereits abonnent
        choisissez votre abonnement | choisissez votre offre | sans engagement + mois/semaine
        elige tu suscripción | elige tu plan | cancela cuando | escolha seu plano
        escolha sua assinatura | cancele quando | scegli il tuo abbonamento | scegli il tuo piano
        disdici quando | kies je abonnement | kies uw abonnement | maandelijks opzegbaar
        wybierz plan | wybierz subskrypcję | выберите подписку | выберите тариф | =选择套餐
        プランを選択 | プランをお選び | いつでも解約 | 구독 상품 선택 | 언제든지 해지
    """,
}

"""What stands where an article was, or never was, says so. Written as `walls` is."""

from __future__ import annotations

DEAD_ENDS: dict[str, str] = {
    "not-found": """
        page not found | page was not found | page is not found | page has not been found
        page you + not found
        page + could not be found | page + couldn't be found | error 404
        page + can't be found | page + cannot be found | page you + doesn't exist | 404 error
        page you + does not exist | page you + no longer exists | page you're looking for
        page you are looking for | page you were looking for | page you requested
        story you are looking for | article you are looking for | article you requested
        can't find that page | couldn't find that page | can't find the page
        article is no longer available | story is no longer available
        page is no longer available | this content is no longer available | this page is no longer
        this page has been removed | this article has been removed | may have been moved or
        expired and can't be | has expired + longer | link you followed + out of date
        back to the front page | return to the homepage | seite + nicht gefunden
        seite + existiert nicht | seite + nicht mehr | artikel + nicht gefunden
        artikel + nicht mehr verfügbar | beitrag + nicht gefunden | inhalt + nicht mehr verfügbar
        angeforderte seite | gewünschte seite | gesuchte seite | page que vous | page demandée
        cette page n'existe | cet article n'est plus disponible | est introuvable
        a peut-être été déplacée | página que buscas | página que busca | página solicitada
        página + no existe | página + no se encuentra | artículo ya no está disponible
        página não encontrada | página que você | conteúdo que você | página não existe
        não está mais disponível | pagina che stai cercando | pagina che cerchi | pagina richiesta
        pagina non trovata | contenuto non è più disponibile | pagina bestaat niet
        pagina die je zoekt | artikel dat je zoekt | pagina niet gevonden | pagina kon niet
        sidan du söker | sidan + hittades inte | siden du leter etter | siden + finnes ikke
        siden du leder efter | sivua ei löydy | страница не найдена | страница + не существует
        запрашиваемая страница | материал был удал | strona, której szukasz | strona nie istnieje
        nie została znaleziona | aradığınız sayfa | sayfa bulunamadı | içerik kaldırılmış
        页面不存在 | 网页不存在 | 文章不存在 | 内容不存在 | 该内容已被 | 此内容已被 | 您访问的内容
        内容已删除 | 文章已被删除 | 文章已删除 | 已被发布者删除 | 页面已删除 | 页面找不到
        访问的页面 | 访问的文章 | 您查看的 + 不存在 | 您要找的 | 您要查看的 | 頁面不存在
        抱歉 + 已被移除 | 頁面 + 已被移除 | 可能已被移除 | 抱歉 + 已下架 | 该内容已下架
        抱歉 + 不存在 | 抱歉 + 删除 | 抱歉 + 找不到 | お探しのページ | ページ + 見つかりません
        ページは存在しない | 記事は存在しません | 掲載期間が終了 | 公開を終了しました
        配信期間が終了 | 요청하신 페이지 | 페이지를 찾을 수 없 | 삭제된 기사 | 존재하지 않거나
        존재하지 않는 페이지 | 삭제되었거나 | الصفحة غير موجودة | الصفحة التي تبحث
        الصفحة المطلوبة | تم حذف المقال | صفحه مورد نظر
        requested/this + page/article/story/content/item/post/video/url + no longer available/
          no longer exists/been removed/been deleted/does not exist/doesn't exist/not be found/
          not found/is unavailable/has expired
        seite/artikel/beitrag/inhalt/dieses video + leider/gewünscht/angefordert/
          gesucht + nicht mehr/nicht gefunden/existiert nicht/nicht verfügbar/gelöscht
        beitrag + nicht mehr verfügbar
        cette page/cet article/ce contenu/la page + n'existe/plus disponible/introuvable/
          été supprimé/pas été trouvé
        esta página/este artículo/este contenido/la página/la noticia + no existe/ya no está/
          ha sido eliminad/no se ha encontrado/no encontrad/no está disponible
        esta página/este conteúdo/a página/esta matéria/o artigo + não existe/não está mais/
          foi removid/não foi encontrad/não encontrad
        questa pagina/questo contenuto/la pagina/l'articolo + non esiste/non è più/stata rimossa/
          stato rimosso/non è stata trovata/non trovat
        deze pagina/dit artikel/de pagina + niet gevonden/bestaat niet/niet meer/verwijderd
        страница/материал/статья/запись + не найден/не существует/удалён/удален/больше недоступ
        strona/artykuł/podana + nie istnieje/nie została znaleziona/nie znaleziono/usunięt
        sidan/artikeln/siden/artikkelen/artiklen + hittades inte/finns inte/finnes ikke/
          findes ikke/er fjernet/ble ikke funnet/tagits bort
        页面/頁面/网页/網頁/文章/内容/內容/新闻/新聞/链接 + 抱歉/对不起/對不起/您 + 不存在/已删除/
          已刪除/找不到/失效/下架/下线/已过期
        指定された/お探しの/該当する + ページ/記事/url + 存在しま/見つかりま/ありません/削除
        記事 + 掲載期間/公開期間/削除されました
        기사/페이지/게시물 + 존재하지/삭제되었/삭제된/찾을 수 없
        المقال/الصفحة/المحتوى + غير موجود/لم يعد متاح/تم حذف/تعذر العثور
        no longer exists/isn't here any more/is no longer here + page/link/story/unfortunately/
          sorry | story has been taken down | content has been taken down
        taken down by the publisher | lien/page + rompu/supprimée/n'existe | không tìm thấy trang
        trang bạn/trang này/bài viết này/nội dung này + không tồn tại/đã bị xóa/không còn
        không tìm thấy trang | không tìm thấy bài | ไม่พบหน้า + คุณ/ลบ/ย้าย/ค้นหา/ต้องการ
        หน้าที่คุณ/หน้านี้/บทความนี้/เนื้อหานี้ + ไม่พบ/ถูกลบ/ไม่มีอยู่/ถูกย้าย
        पेज/पृष्ठ + मौजूद नहीं/हटा दिया/हटा दी/नहीं मिला/उपलब्ध नहीं + क्षमा/आप/अब/यह
        σελίδα που + ζητήσατε/αναζητάτε/ψάχνετε/αναζητήσατε
        η σελίδα/το άρθρο που/αυτό το άρθρο/αυτό το περιεχόμενο + δεν υπάρχει/
          δεν βρέθηκε/δεν είναι πλέον/έχει αφαιρεθεί
        stránka/článek + nebyla nalezena/nebyl nalezen/neexistuje/byla odstraněna/
          byl odstraněn/byla přesunuta
        stránku + kterou hledáte/se nepodařilo najít | stránka, kterou
        sivua/sivu/artikkelia/hakemaasi + ei löydy/ei löytynyt/ei ole olemassa/on poistettu
        keresett oldal | kért oldal | az oldal/ez az oldal/a cikk/ez a cikk + nem található/
          nem létezik/már nem érhető el
        pagina pe care o/pagina solicitată/această pagină + nu există/nu a fost găsit/nu mai
        сторінк/матеріал + не знайден/не існує/видален | halaman yang anda/halaman ini + tidak
        הדף/העמוד/הכתבה + לא נמצא/אינו קיים/לא קיים/הוסר
    """,
    "script": """
        enable javascript | javascript to run this app | javascript is disabled
        activate javascript | javascript is not available | turn on javascript
        requires javascript | javascript is required | browser is not supported
        update your browser | supported browser to continue | javascript aktivieren
        aktivieren sie javascript | javascript ist deaktiviert | aktivieren sie bitte javascript
        javascript muss | activer javascript | activez javascript | javascript est désactivé
        habilita javascript | habilitar javascript | activar javascript | activa javascript
        habilite o javascript | ative o javascript | abilita javascript | abilitare javascript
        attiva javascript | schakel javascript | javascript inschakelen | включите javascript
        включить javascript | włącz javascript | javascript'i etkinleştir | aktivera javascript
        aktiver javascript | 启用javascript | 启用 javascript | 开启javascript | 啟用javascript
        啟用 javascript | javascriptを有効 | javascript を有効 | 자바스크립트를
        javascript를 활성화 | تفعيل جافا | تفعيل javascript
        browser/application/app/site/page + requires/needs/without + javascript + enable/activate/
          turn | javascript + désactivé/activer | javascript + 有効/無効
    """,
    "outage": """
        we'll be back | scheduled maintenance + we | performing + maintenance
        undergoing maintenance | we will be back | site is down for maintenance
        website is under maintenance | sorry for the inconvenience | unexpected error has occurred
        an error occurred + again later | please try again later | try again in a few minutes
        error establishing a database | 502 bad gateway | 503 service | 504 gateway
        500 internal server | backend fetch failed | server is temporarily
        temporarily unable to service | guru meditation | wegen wartungsarbeiten
        wartungsarbeiten durch | sind in kürze wieder | vorübergehend nicht erreichbar
        versuchen sie es später | site est en maintenance | est actuellement en maintenance
        de retour très vite | réessayer plus tard | veuillez réessayer | sitio en mantenimiento
        estamos realizando tareas de | =volveremos pronto | inténtalo más tarde
        inténtelo más tarde | site em manutenção | voltaremos em breve
        tente novamente mais tarde | sito in manutenzione | torneremo presto | torniamo presto
        riprova più tardi | we zijn zo terug | probeer het later | ведутся технические работы
        сайт временно недоступен | зайдите позже | попробуйте позже | trwają prace
        spróbuj ponownie później | vi är snart tillbaka | försök igen senare | lütfen daha sonra
        bakımdayız | 正在升级维护 | 系统正在维护 | 网站正在维护 | 系统维护 | 系統維護 | 系统维护中
        网站维护中 | 系統維護中 | 網站維護中 | 请稍后再试 | 請稍後再試 | 服务器开小差 | 系统繁忙
        メンテナンス中 | メンテナンスを実施 | 時間をおいて | 점검 중입니다 | 서비스 점검
        잠시 후 다시 | تحت الصيانة | حاول مرة أخرى لاحق | سنعود قريب | unavailable for scheduled
        check back in a minute/check back soon/check back later | could not be served
        web server is down | the requested url could not be retrieved
        connection timed out + host/origin/server
        site/website/service/page + maintenance + currently/we are/we're/sorry/patience/shortly/
          back | under construction + site/website/page
        seite/website/portal + wartung/gewartet/überarbeitet + derzeit/zurzeit/gerade/aktuell/
          moment/wieder/verständnis
        site + maintenance + actuellement/patience/revenons/retour/bientôt
        nous revenons très vite
        sitio/página/web/estamos + mantenimiento + minutos/pronto/disculp/momento/volver
        site/página/estamos + manutenção + breve/minutos/desculp/momento
        sito/pagina/siamo + manutenzione + presto/breve/minuti/scus/moment
        site/website/pagina + onderhoud + momenteel/even/terug/straks
        сайт/сервис + временно/технически/обслуживани + недоступ/работы/скоро/позже
        strona/serwis/portal + prace/przerwa/konserwac + techniczn/chwilowo/wkrótce
        site + bakım + şu anda/kısa/yakında
        系统/网站/系統/網站/服务/服務 + 维护/維護/升级/升級 + 抱歉/谅解/諒解/稍后/稍後/暂停/暫停
        メンテナンス + ご迷惑/しばらく/ただいま/お待ち | 점검 + 죄송/양해/잠시/이용이
        صيانة/الصيانة + نعتذر/قريبا/الموقع
        experiencing + heavy load/high traffic/technical difficult + our/we | torneremo online
        stiamo lavorando per migliorare il sito | estamos mejorando el sitio
        error was encountered + url/page/request | remote host or network may be down
    """,
    "region": """
        not available in your region | not available in your country
        not available in your location | unavailable in your region | unavailable in your country
        unavailable in your location | not available in your area | isn't available in your
        website from a country belonging to | unavailable due to legal reasons | 451: unavailable
        unavailable in most european | currently unavailable in + europe
        access cannot be granted | outside of the european | in ihrem land + nicht verfügbar
        in ihrer region nicht | in deinem land nicht | in ihrem land nicht | in ihrem land leider
        non disponible dans votre | pas disponible dans votre | no está disponible en tu
        no está disponible en su | não está disponível em seu | não está disponível no seu
        não disponível na sua | non è disponibile nel tuo | non disponibile nel tuo
        niet beschikbaar in jouw | niet beschikbaar in uw | недоступен в вашем
        недоступно в вашем | недоступен в вашей | niedostępna w twoim | niedostępny w twoim
        inte tillgänglig i ditt | ikke tilgængelig i dit | ülkenizde + kullanılamıyor
        bölgenizde + kullanılamıyor | 您所在的地区 | 你所在的地区 | 您所在地区 | 您所在的地區
        您所在地區 | お住まいの地域では + ご利用 | お住まいの国では + ご利用 | ご利用の地域
        해당 지역에서는 | 해당 국가에서는 이용 | غير متاح في بلدك | غير متوفر في منطقتك
        غير متاح في منطقتك
        not/n't/unavailable + available + your region/your country/your location/your area/
          your territory
        nicht/nur + verfügbar/abrufbar/zugänglich + ihrem land/ihrer region/deinem land/
          deiner region/ihrem standort
        pas/plus/non + disponible/accessible + votre pays/votre région/votre zone
        no/solo + disponible/accesible + tu país/su país/tu región/su región/tu zona/su ubicación
        não + disponível/acessível + seu país/sua região/sua localização/teu país
        non + disponibile/accessibile + tuo paese/tua regione/tua area/suo paese
        niet + beschikbaar/toegankelijk + jouw land/uw land/jouw regio/uw regio
        не/недоступ + доступ + вашей стране/вашем регионе/вашего региона
        inte/ikke + ditt land/dit land/din region/landet ditt | currently unavailable in most
        您所在/你所在 + 地区/地區/国家/國家 + 无法/無法/不可/不支持/暂不/不提供/限制
        お住まいの国/お住まいの地域/ご利用の国 + 再生できません/ご覧いただけません/視聴できません/
          利用できません
    """,
    "parked": """
        this domain is for sale | domain is for sale | domain may be for sale | buy this domain
        offering it for sale | using domain parking | domain is parked | this domain has expired
        domain name has expired | domain has recently been registered | =related searches
        no relationship with the advertisers | web server is successfully installed
        further configuration is required | default web page for this server | =default page
        thank you for using nginx | commercial support is available
        this account has been suspended | account has been suspended
        contact your hosting provider | site not published | domain steht zum verkauf
        =domain kaufen | diese domain wurde | domain ist geparkt | neue internetpräsenz
        ce domaine est à vendre | site a été suspendu | compte d'hébergement
        dominio está en venta | este dominio + venta | cuenta suspendida | domínio está à venda
        dominio è in vendita | domein is te koop | deze domeinnaam | домен продаётся
        домен продается | домен припаркован | domena jest na sprzedaż | domänen är till salu
        域名出售 | 此域名 + 出售 | 该域名 + 出售 | このドメインは + 販売 | 도메인 판매
        النطاق للبيع | domain + parked + registrar/nameservers/our/courtesy/free
        parked free, courtesy | your domain is active | search for domains similar
        domain + zu verkaufen/steht zum verkauf/zum kauf
        nom de domaine/ce domaine + à vendre/enregistré/réservé
        dominio/domínio + en venta/à venda/registrado/in vendita/parcheggiato
        домен + продаётся/продается/зарегистрирован/припаркован | domein + te koop/geregistreerd
        domena + sprzedaż/zaparkowana | 域名/網域 + 出售/转让/轉讓/停放 + 此/该/本/您
        our new website is | website coming soon | new site is coming
        owner of this domain | make an offer + this domain/this name/domain name
        this domain/domain name + up for sale/brokers/make an offer
    """,
    "notice": """
        sorry/unfortunately/please/oops/apologi + page/website/browser/server/refresh/reload/link/
          url/connection/device/your account/puzzle/loading/this content/this video/the app
        leider/bitte/entschuldig/hoppla + seite/webseite/browser/server/neu laden/link/verbindung/
          netzwerk/dieser inhalt/dieses video
        désolé/malheureusement/veuillez/oups/aïe/merci de + page/site/navigateur/serveur/recharg/
          actualis/lien/connexion/ce contenu/cette vidéo
        lo sentimos/por favor/disculp/vaya/desafortunadamente + página/sitio/navegador/servidor/
          recarg/actualiz/enlace/conexión/este contenido/este vídeo
        desculp/infelizmente/por favor/ops + página/site/navegador/servidor/recarreg/atualiz/link/
          conexão/este conteúdo/este vídeo
        ci dispiace/spiacenti/purtroppo/per favore/si prega + pagina/sito/browser/server/ricaric/
          aggiorn/link/connessione/questo contenuto/questo video
        helaas/sorry/excuses/alsjeblieft/alstublieft/even geduld + pagina/site/website/browser/
          server/ververs/link/verbinding/deze inhoud/deze video
        к сожалению/пожалуйста/извинит/извиняемся/приносим извинения + страниц/сайт/браузер/
          сервер/обновит/ссылк/соединени/это видео
        niestety/przepraszamy/prosimy/proszę + stron/witryn/przeglądark/serwer/odśwież/link/
          połączeni
        tyvärr/dessverre/desværre/beklager/vänligen/vennligst/venligst + sida/side/webb/nett/
          webbläsar/server/ladda om/länk/lenk/anslutning
        üzgünüz/maalesef/lütfen/özür + sayfa/site/tarayıcı/sunucu/bağlantı/yenile
        抱歉/对不起/對不起/请/請 + 页面/頁面/网页/網頁/浏览器/瀏覽器/服务器/伺服器/刷新/重新加载/
          链接/連結/网络/網路/该内容/此内容/该视频
        申し訳/ください/恐れ入りますが + ページ/サイト/ブラウザ/サーバ/再読み込み/リンク/接続/
          この動画/このコンテンツ
        죄송/주세요/바랍니다/양해 + 페이지/사이트/브라우저/서버/새로고침/링크/연결/이 콘텐츠/
          이 동영상
        عذرا/نأسف/يرجى/للأسف + الصفحة/الموقع/المتصفح/الخادم/تحديث/الرابط/الاتصال/هذا المحتوى
        you are being redirected | you're being redirected | you will be redirected
        you'll be redirected | if you are not redirected | if you're not redirected
        redirect + click here/if nothing happens/to the page/to the site
        if nothing happens + click
        sie werden + weitergeleitet + seite/klick/sekunde/automatisch/in kürze
        vous allez être redirigé | vous êtes redirigé
        vous serez redirigé | está siendo redirigid | será redirigid | serás redirigid
        está sendo redirecionad | será redirecionad | stai per essere reindirizzat
        verrai reindirizzat | sarai reindirizzat | je wordt doorgestuurd | u wordt doorgestuurd
        вы будете перенаправлены | сейчас вы будете | zostaniesz przekierowan
        za chwilę nastąpi przekierowanie | yönlendiriliyorsunuz | 正在跳转 | 正在为您跳转
        即将跳转 | 即将离开 | 即將前往 | ページに移動します | 自動的に移動 | 자동으로 이동
        you are + over 18/over 21/18 or older/21 or older/of legal age
        you must be + 18/21/legal age + enter/view/continue/visit
        confirm/verify/enter + your age/your date of birth/you are over/you're over
        not suitable for minors + this site/this page/enter/confirm your
        adult content + this site/enter/confirm your | =i am over 18 | =i am 18 | =i'm over 18
        sind sie/dass sie/bestätigen sie + über 18/mindestens 18/volljährig/ihr alter
        avez-vous/vous avez/avoir + plus de 18 ans | êtes-vous majeur/êtes majeur
        eres mayor de edad/soy mayor de edad/ser mayor de edad + sitio/entrar/confirm/¿
        você é maior de/sou maior de/tem mais de 18 anos? | sei maggiorenne/essere maggiorenne
        мне есть 18 | вам есть 18 | masz ukończone 18 lat
        已满18 | 已年满18 | 年满18周岁 + 进入/确认 | 18歳以上ですか | 18歳未満 + 閲覧/アクセス
        18세 이상 + 확인/입장
        =add to cart | =add to basket | =add to bag | =in den warenkorb | =ajouter au panier
        =añadir al carrito | =agregar al carrito | =añadir a la cesta | =adicionar ao carrinho
        =aggiungi al carrello | =in winkelwagen | =in winkelmand | =dodaj do koszyka
        =do koszyka | =в корзину | =добавить в корзину | =sepete ekle | =přidat do košíku
        =do košíku | =lisää ostoskoriin | =kosárba | =lägg i varukorg | =legg i handlekurv
        =προσθήκη στο καλάθι | =加入购物车 | =加入購物車 | =カートに入れる | =カートに追加
        =장바구니 | =หยิบใส่ตะกร้า | =เพิ่มลงตะกร้า | =thêm vào giỏ | =أضف إلى السلة
    """,
}

"""Notices that the rest of an article is not for every reader, in many languages.

By the stem that a notice turns on: most pages name no more than one of them. Plain words as in
`walls`; an offer alone ("subscribe now") is no notice, for it stands below free articles too.
"""

from __future__ import annotations

PAYWALL: dict[str, str] = {
    "subscri": """
        subscribe to continue | subscribe to read | subscribe to keep | subscribe to unlock
        subscribe now to continue | subscribe now to read | subscribe today to read
        article is for subscribers | article is only available to subscribers
        for subscribers only | story is for subscribers | article is available to subscribers
        exclusive to subscribers | exclusively for subscribers | content is for subscribers
        available only to subscribers | subscription is required | subscribe for full access
        free articles + subscri | subscriber-only | become a subscriber to
        to continue reading + subscri | keep reading with a + subscription
        subscribers can read the
    """,
    "article": """
        free articles this month | free articles left | limit of free articles | last free article
        your free article | members-only article | this article is for members
        of 3 free articles | register to continue reading this article | to read the full article
        rest of this article | the full article is available to | unlock this article
        unlock the full article | continue reading this article + subscri/trial/plan
        this article is exclusive | article is reserved for
    """,
    "continue reading": """
        to continue reading | sign up to continue reading | register to continue reading
        keep reading for free | create a free account to continue reading
    """,
    "keep reading": "to keep reading | for free to keep reading",
    "stor": """
        =to read the full story | to read this story | this story is for members
        to read the full story + account/sign up/sign in/log in/register/join/trial/plan
    """,
    "abonn": """
        exklusiv für abonnenten | nur für abonnenten | exklusiv für unsere abonnenten
        abonnieren + weiterlesen | abonnieren + weiterzulesen | bereits abonnent
        réservé aux abonnés | réservée aux abonnés | réservés aux abonnés | réservé à nos abonnés
        abonnez-vous pour lire | abonnez-vous pour continuer | déjà abonné | abonné·e
        alleen voor abonnees | exclusief voor abonnees | alleen toegankelijk voor abonnees
        voor abonnees + lezen | for abonnenter | kun for abonnenter | bli abonnent
    """,
    "weiterlesen": """
        weiterlesen mit | jetzt weiterlesen | weiterlesen + abo | weiterlesen + testen
        artikel weiterlesen mit | mit + weiterlesen + kündbar
    """,
    "weiterzulesen": "um weiterzulesen | um den artikel weiterzulesen",
    "cet article": "de cet article à lire | lire la suite de cet article + abonn",
    "suscri": """
        para suscriptores | exclusivo para suscriptor | solo para suscriptor | ya eres suscriptor
        suscríbete para seguir | suscríbete para leer | suscríbete para continuar
        ya es suscriptor | exclusiva para suscriptor
    """,
    "suscríbete": "suscríbete para",
    "assinant": """
        exclusivo para assinantes | só para assinantes | apenas para assinantes | já é assinante
    """,
    "assine": "assine para continuar | assine para ler | assine e continue",
    "abbona": """
        riservato agli abbonati | riservata agli abbonati | riservati agli abbonati
        abbonati per continuare | abbonati per leggere | sei già abbonato
        solo per abbonati
    """,
    "prenumer": """
        för prenumeranter | är prenumerant | bli prenumerant | enbart för prenumeranter
        prenumerera för att | redan prenumerant
        dla prenumeratorów
    """,
    "abonent": "tylko dla abonentów | dla subskrybentów",
    "подпис": """
        только по подписке | доступен по подписке | доступно по подписке | только для подписчиков
        оформите подписку | подпишитесь, чтобы читать | подпишитесь, чтобы продолжить
    """,
    "abone": "sadece aboneler | abonelere özel | okumak için abone",
    "会员": """
        会员专享 | 会员可读 | 会员专属 | 开通会员 | 成为会员后 | 会员可阅读 | 付费会员 | 仅限会员
    """,
    "會員": "會員限定 | 會員專屬 | 僅限會員 | 加入會員 | 成為會員 | 訂閱會員",
    "订阅": "订阅后阅读 | 订阅后可 | 订阅以继续 | 订阅后继续 | 付费订阅",
    "訂閱": "訂閱後 | 訂閱以繼續 | 付費訂閱 | 訂閱用戶",
    "付费": "付费阅读 | 付费内容 | 付费后阅读 | 支付后阅读",
    "会員": """
        有料会員限定 | 会員限定 | 有料会員になる | 有料会員に登録 | 有料会員の方
        会員登録すると続き | 会員の方は + 続き | 会員登録が必要
    """,
    "残り": "残り + 文字 | 記事の残り",
    "구독": "구독자 전용 | 구독하고 계속 | 유료 구독 | 구독 후 | 구독자만",
    "회원": "회원 전용 | 유료 회원 | 유료회원 | 회원만",
    "مشترك": "للمشتركين فقط | حصري للمشتركين | خاص بالمشتركين",
    "اشترك": "اشترك لمتابعة | اشترك للقراءة | اشترك لقراءة | اشترك الآن لقراءة",
    "登録": "登録すると続き | 登録して続き",
    "read the full story": "to read the full story + member/subscri",
    "premium": "premium article | premium content | premium-artikel | contenu premium",
    "abonnement": "bereits ein abonnement | al een abonnement",
}

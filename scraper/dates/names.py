"""Words in dates: months in some thirty languages, zone abbreviations, halves of the day.

All keys are folded: lower case, without accents (`fold`).
"""

from __future__ import annotations

import unicodedata

_MONTH_NAMES = """
january february march april may june july august september october november december
januar februar marz april mai juni juli august september oktober november dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
январь февраль март апрель маи июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
janner feber maerz avril mai juin juil aout set octobre novembro desember
ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου
    νοεμβριου δεκεμβριου
januar februar mrt april maj juni juli august setiembre oktober november desember
"""  # German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Russian, Turkish;
# the last rows are variants (Austrian, Norwegian, Danish, Dutch "mrt") and Greek.

# Of these only the whole word counts: their beginnings would make "mar" or "lis" mean two months.
_WHOLE_NAMES = """
ledna února března dubna května června července srpna září října listopadu prosince
leden únor březen duben květen červen červenec srpen září říjen listopad prosinec
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
január február március április május június július augusztus szeptember október november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta
    lokakuuta marraskuuta joulukuuta
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu
    joulukuu
januar februar marts april maj juni juli august september oktober november december
jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember
januari februari maret april mei juni juli agustus september oktober november desember
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
януари февруари март април май юни юли август септември октомври ноември декември
ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος
    νοέμβριος δεκέμβριος
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน
    ธันวาคม
"""  # Czech, Slovak, Hungarian, Romanian, Finnish, Danish, Estonian, Indonesian, Catalan,
# Ukrainian, Bulgarian, Greek, Arabic, Hebrew, Thai.

# Years that begin elsewhere: the name before the number, and the year before its first.
ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
BUDDHIST = 543  # Thai years are so many ahead

# Hours east of UTC. Where a name has several owners, news is written by the first: IST is India,
# BST is Britain. CST is America's, unless the feed is at home eight hours east: see `written`.
ZONES: dict[str, float] = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1,
    "met": 1, "cest": 2, "mesz": 2, "mest": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "trt": 3,
    "sast": 2, "cat": 2, "wat": 1, "eat": 3, "irst": 3.5, "gst": 4, "pkt": 5, "ist": 5.5,
    "npt": 5.75, "bdt": 6, "ict": 7, "wib": 7, "wita": 8, "wit": 9, "hkt": 8, "sgt": 8, "myt": 8,
    "pht": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "nst": -3.5, "ndt": -2.5, "ast": -4, "adt": -3, "est": -5, "edt": -4,
    "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8,
    "hst": -10, "brt": -3, "art": -3, "clt": -4,
}  # fmt: skip

BEFORE_NOON = ("上午", "凌晨", "早上", "清晨", "午前", "오전")
AFTER_NOON = ("下午", "晚上", "傍晚", "午後", "午后", "오후")

# Words that may stand in a date and say nothing.
FILLERS = frozenset(
    """
    a al alle am at av bei das de del den der di do dia do du e el em er feira g god goda il klo kl
    la las le les lo los o of on om op os r st nd rd th the um uhr un ur ve w à г года в о р року
    ore v thu hai ba tu nam sau bay chu nhat ngay luc
    """.split()
)  # the last row is mostly Vietnamese, whose days of the week are two words


def fold(text: str) -> str:
    """Lower case, full-width forms narrowed, accents gone, white space single."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKD", text.translate(_ODD)).lower()
    bare = "".join(char for char in text if unicodedata.category(char) != "Mn")
    return " ".join(unicodedata.normalize("NFC", bare).split())


_ODD = str.maketrans({"−": "-", "\u2010": "-", "\u2011": "-", "–": "-", "ı": "i", "ł": "l"})


def _months() -> dict[str, int]:
    """Every name, and of most every beginning (three letters or more) that means one month only."""
    words = _MONTH_NAMES.split()
    full = {word: number % 12 + 1 for number, word in enumerate(words)}
    short: dict[str, int] = {}
    for word, month in full.items():
        for end in range(3, len(word)):
            known = short.setdefault(word[:end], month)
            if known != month:
                short[word[:end]] = 0
    whole = {fold(word): n % 12 + 1 for n, word in enumerate(_WHOLE_NAMES.split())}
    return {word: month for word, month in (short | whole | full).items() if month}


MONTHS = _months()

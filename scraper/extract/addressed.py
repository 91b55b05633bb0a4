"""Whom a text speaks to: a wall to its reader and of its page, an article of the world.

What an article about walls says in their words is told by what else it says. Only in languages
whose words are here: elsewhere a wall's words stay a wall's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

# What a sentence begins with that asks its reader; elsewhere news speaks so, too.
_ASKING = frozenset(
    """
    subscribe register log sign join start try get choose click create continue unlock keep
    support cancel become read enjoy buy pay
    """.split()
)
# A clause shorter than this may be anybody's.
_CLAUSE = 25
# So much must be told of the world, and so many times what is said to the reader.
_ENOUGH = 90
_TIMES = 2

_CLAUSES = re.compile(r"[.!?:;…–—]\s|[.!?:;…]$")
_WORDS = re.compile(r"[^\W\d_]+")

# By language: words that hold sentences together, by which it is known; and those by which a site
# speaks to its reader, of itself, or of what it can't show.
_LANGUAGES = {
    "en": (
        """
        the of and that in to a was is were had who by for on at it they he she are as has have
        but than since did would with from after
        """,
        """
        you your yours you're you've we we're our ours us my i please sorry oops here page
        article content site website server request url browser javascript cookies link account
        app login reload refresh hosting maintenance device connection network ip
        """,
    ),
    "de": (
        "der die das und von den dem ein eine ist war hat so heißt er es im auf mit nicht",
        """
        sie ihr ihre ihrem ihren ihrer ihnen du dein deine dir wir uns unser unsere unseren ich
        bitte leider diese dieser dieses hier seite seiten artikel beitrag inhalt webseite website
        server anfrage url fehler browser javascript link konto app abo abonnement anmelden
        klicken neu wartung gerät verbindung netzwerk domain ip
        """,
    ),
    "fr": (
        "le la les des du de et un une est a dans sur qui il elle au par pour",
        """
        vous votre vos tu ton ta tes nous notre nos je veuillez désolé merci cette cet ici page
        pages article contenu site serveur requête url erreur navigateur javascript lien compte
        abonnez abonnement connectez cliquez réessayer maintenance appareil connexion domaine ip
        """,
    ),
    "es": (
        "el la los las de del y un una es fue en que por con se al",
        """
        usted ustedes su sus tu tus te ti nosotros nuestro nuestra nuestros nos lo sentimos este
        esta aquí página páginas artículo contenido sitio web servidor solicitud url error
        navegador javascript enlace cuenta suscríbete suscripción inicia regístrate haz clic
        mantenimiento dispositivo conexión dominio ip favor
        """,
    ),
    "it": (
        "il lo la i gli le di del della e un una è in che per con si al",
        """
        tu tuo tua tuoi tue ti vi voi noi nostro nostra nostri ci spiacenti questo questa qui
        pagina pagine articolo contenuto sito server richiesta url errore browser javascript link
        account abbonati abbonamento accedi registrati clicca riprova manutenzione dispositivo
        connessione dominio ip favore
        """,
    ),
}


def tells_of_the_world(lines: Iterable[str], said: Sequence[str]) -> bool:
    """Whether lines (lower case) that hold a wall's words say much more, and not to the reader.

    `said`: the wall's words; a clause that says hardly more than one is a wall's.
    """
    world = reader = 0
    for line in lines:
        told, addressed = _weighed(line, said)
        world += told
        reader += addressed
    return world >= _ENOUGH and world >= _TIMES * reader


def reports(line: str, said: Sequence[str]) -> bool:
    """Whether the line has more to tell of the world than to say to its reader."""
    told, addressed = _weighed(line, said)
    return told > addressed


def _weighed(line: str, said: Sequence[str]) -> tuple[int, int]:
    """How much of a line is told of the world, and how much said to its reader."""
    world = reader = 0
    binding, addressing = _words(_language(set(_WORDS.findall(line))))
    for clause in _CLAUSES.split(line):
        text = clause.strip()
        size = len(text)
        if any(words in text and size < len(words) + _CLAUSE for words in said):
            reader += size
            continue
        row = _WORDS.findall(text)
        if not row:
            continue
        if not binding or row[0] in _ASKING or not addressing.isdisjoint(row):
            reader += size
        elif size >= _CLAUSE and len(binding.intersection(row)) >= 2:
            world += size
    return world, reader


def _language(words: set[str]) -> str:
    """The language of which most words are here, "" if hardly one is."""
    found = {name: sum(len(words & some) for some in _words(name)) for name in _LANGUAGES}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= 2 else ""


@cache
def _words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    binding, addressing = _LANGUAGES.get(language, ("", ""))
    return frozenset(binding.split()), frozenset(addressing.split())

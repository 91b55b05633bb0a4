"""What a failing feed's last answer means, and what a person does about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from scraper.decide.trouble import PERSISTENT_FAILURES, PERSISTENT_FOR, is_persistent
from scraper.model import Feed, FeedState, Trouble, TroubleKind

# What no bad hour explains is believed at the second poll.
_SURE = 2
# Who is told to wait once or twice, after other trouble, only waits.
_OFTEN = 2 * PERSISTENT_FAILURES
_NOT_FOUND, _TOO_MANY = 404, 429
_FORBIDDEN = (401, 403, 451)
_WAIT = "nothing yet: such trouble mostly passes by itself"
_NEW_ADDRESS = "look on the site for the feed's new address and put it into the config as its `url`"
_OUT = "take the feed out"
_REFUSED = (
    "the site refuses us: if the feed needs a login, give it by `headers`; else ask the site, or"
    " look for another feed of it"
)
_NO_FEED = (
    f"look at the address in a browser: a notice or an error passes; if the feed is gone from it,"
    f" {_NEW_ADDRESS}, or {_OUT}"
)
_BUG = "a bug of this program: report it with the log (`scrape -v`)"
_ANY = f"look at the address in a browser; if it works there, the site shuts us out; if not, {_OUT}"
_BY_PHASE = {
    "address": "mend the address in the config; private ones need `network.allow_private`",
    "dns": f"no such host: is the network up? If the site moved, {_NEW_ADDRESS}, or {_OUT}",
    "connect": f"the site does not answer: is it up in a browser? If it is gone for good, {_OUT}",
    "redirect": f"its redirects lead nowhere: {_NEW_ADDRESS}, or {_OUT}",
    "robots": "robots.txt forbids it: ask the site; if it lets you, set `robots: {ignore: …}`",
}
# What OpenSSL says of a certificate -> what to do; the first that fits.
_TLS = "bad certificate or TLS"
_CERTIFICATES = (
    (
        "expired",
        "the site must renew it: wait some days, or tell it; if other sites fail, too, set this"
        " machine's clock right",
    ),
    ("not yet valid", "wait a day; if other sites fail, too, set this machine's clock right"),
    ("mismatch", f"it is another host's: {_NEW_ADDRESS}"),
    (
        "self-signed",
        "nobody vouches for it: tell the site; if it is your own, name its authority in the"
        " environment (SSL_CERT_FILE)",
    ),
    (
        "issuer",
        "its chain is not whole: tell the site; if other sites fail, too, this machine lacks an"
        " authority (SSL_CERT_FILE)",
    ),
)


def failure_of(
    feed: Feed, state: FeedState, now: datetime, silent_until: datetime | None
) -> Trouble | None:
    """Why a feed can't be had, if it can't; `silent_until`: its host wants to be left alone."""
    if state.gone_since is not None:
        return Trouble(
            TroubleKind.GONE,
            why=state.error or "HTTP 410",
            remedy="put its new address into the config, or take it out; to ask"
            f" once more: scrape retry --feed {feed.name!r}",
            since=state.gone_since,
        )
    if not state.failures:
        return _left_alone(feed, state, now, silent_until)
    kind, remedy, at_once = _meaning(feed, state)
    # A feed that fails now in this way and now in that does not come either.
    needs = is_persistent(state.failures, state.failing_since, now)
    if kind is TroubleKind.THROTTLED:
        often = state.failures >= _OFTEN and needs
        needs = often or _for_long(state, now, silent_until)
    elif at_once:
        needs = needs or state.signs.same_polls >= _SURE
    return Trouble(
        kind,
        why=state.error or "unknown",
        # An address is as it is configured; all else may pass.
        remedy=remedy if needs or state.signs.phase == "address" else _WAIT,
        since=state.failing_since,
        needs_person=needs,
    )


def _left_alone(
    feed: Feed, state: FeedState, now: datetime, silent_until: datetime | None
) -> Trouble | None:
    """The trouble of a feed that is not asked, as its host asked to be left alone."""
    polled = state.last_poll
    if silent_until is None or polled is None:
        return None
    if now - polled < PERSISTENT_FOR + max(feed.poll_every, timedelta(0)):
        return None
    return Trouble(
        TroubleKind.THROTTLED,
        why="the host asks again and again to be left alone (HTTP 429), so the feed is not polled",
        remedy=_slower(feed),
        since=polled,
        next_try=silent_until,
    )


def _for_long(state: FeedState, now: datetime, silent_until: datetime | None) -> bool:
    """Whether a server has said no for more than a day, and not only once before a long break."""
    since = state.signs.same_since
    asked_again = state.signs.same_polls >= _SURE or silent_until is not None
    return asked_again and since is not None and now - since >= PERSISTENT_FOR


def _slower(feed: Feed) -> str:
    minutes = max(60, int(feed.poll_every / timedelta(minutes=1)) * 4)
    longer = f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"
    return (
        f"ask more seldom: a longer `poll_every` ({longer}) for the feeds of this host; and let"
        " `user_agent` say who asks (`contact`: an address the site can write to)"
    )


def _meaning(feed: Feed, state: FeedState) -> tuple[TroubleKind, str, bool]:
    """Kind, remedy, and whether the second failure is enough to believe it."""
    signs = state.signs
    if signs.status == _TOO_MANY:
        return TroubleKind.THROTTLED, _slower(feed), False
    if signs.status == _NOT_FOUND:
        return TroubleKind.NOT_FOUND, f"{_NEW_ADDRESS}, or {_OUT}", True
    if signs.status in _FORBIDDEN:
        return TroubleKind.FAILING, _REFUSED, False
    said = (state.error or "").partition(_TLS)[2]
    if signs.phase == "tls" and "certificate" in said:
        remedy = next((words for mark, words in _CERTIFICATES if mark in said), _ANY)
        return TroubleKind.CERTIFICATE, remedy, True
    if signs.phase == "parse":
        return TroubleKind.NOT_A_FEED, _NO_FEED, True
    if signs.phase == "internal":
        return TroubleKind.FAILING, _BUG, False
    return TroubleKind.FAILING, _BY_PHASE.get(signs.phase or "", _ANY), False

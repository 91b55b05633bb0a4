"""What a URL is: may it be fetched, how is it written, which article does it name.

Pure: names are not resolved here. The address guard judges addresses that a resolver gave; it is
called where the connection is made (fetch/guard.py), on every hop.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_SCHEMES = ("http", "https")
_DEFAULT_PORT = {"http": 80, "https": 443}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# RFC 3986: what may stand raw in a path or query, besides the unreserved; "%" is handled apart.
_PATH_SAFE = "!$&'()*+,;=:@/%"
_QUERY_SAFE = "!$&'()*+,;=:@/?%[]"
_PLAIN = re.compile(r"[A-Za-z0-9/._~=&-]*")  # safe in both: most paths and queries
# What joining leaves as it is. A lonely `;` is lost there, as is a `?` or `#` with nothing behind.
_WHOLE = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~!$+,=@%&:/-]*)?"
    r"(?:\?[A-Za-z0-9._~!$+,=@%&:/?-]+)?(?:#[A-Za-z0-9._~!$+,=@%&:/?-]+)?"
)
# Line breaks and tabs fold long links in feeds; browsers take them out (WHATWG URL, 4.4).
_BREAKS = re.compile(r"[\t\n\r\u2028\u2029\ufeff]+")
_STRAY = re.compile(r"[\x00-\x20\x7f-\x9f]+")
_PORT = re.compile(r":[0-9]*$")
_NOT_IN_HOST = re.compile(r"[^a-z0-9.:_-]")

# Parameters that name a campaign or a reader, never an article. From the public lists of the
# tracking-protection projects (ClearURLs, AdGuard, Brave), 2026.
_TRACKING_PREFIXES = ("utm_", "at_custom", "pk_", "piwik_", "matomo_", "mtm_", "hsa_", "__s_")
_TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid
    igsh mc_cid mc_eid _hsenc _hsmi __hssc __hstc __hsfp hsctatracking mkt_tok oly_anon_id
    oly_enc_id vero_id vero_conv wickedid rb_clickid s_cid s_kwcid cvid epik _openstat
    at_medium at_campaign at_link_id at_link_origin at_link_type at_ptr_name at_format at_bbc_team
    ns_mchannel ns_source ns_campaign ns_linkname ns_fee wt_mc wt_zmc wt.mc_id wt.mc_ev xtor
    ref_src ref_url __twitter_impression spm scm srsltid _ga _gl ga_source ga_medium ga_campaign
    trk_contact trk_msg trk_module trk_sid mkcid mkevt mkrid campid guccounter guce_referrer
    ito maca taid wtmc rssfeed _rss guce_referrer_sig cmpid cmp_id ftag ocid smid smtyp
    """.split()
)
# `?source=rss`: a parameter of a common name whose value says no more than "came by the feed".
_CHANNEL_NAMES = frozenset(
    "source src from ref referrer referer via origin medium channel feed cmp cid partner emc mod "
    "feedtype traffic_source campaign".split()
)
_CHANNEL_VALUES = re.compile(
    r"(?:rss|atom|feeds?|feedburner|feedly|newsreader)(?:(?:[-_+]|%20)?(?:feeds?|reader|1\.0|2\.0|2))?"
    r"|rss-{1,4}[0-9a-z]{1,32}-{2,6}[0-9]",  # with whose feed it was
    re.IGNORECASE,
)


# What asks for another form of the same page: AMP copies, Blogger's pages for phones.
_OTHER_FORMS = frozenset("amp amp=1 amp=true outputtype=amp output=amp m=1".split())


def absolute(url: str, base: str = "") -> str:
    """`url` against `base`, white space around and line breaks inside gone; "" if it is no URL.

    Any scheme passes: what may be *fetched* or linked is for the caller to ask.
    """
    if _WHOLE.fullmatch(url) and (not base or _WHOLE.fullmatch(base)):
        return url
    if not (url.isascii() and url.isprintable()) or " " in url:
        url = _STRAY.sub(" ", _BREAKS.sub("", url)).strip().replace(" ", "%20")
    try:
        joined = urljoin(base, url) if base else url
        urlsplit(joined)
    except ValueError:  # "http://[bad": strangers write these
        return ""
    return joined


@lru_cache(256)  # of an article's own address it is asked some times
def canonical(url: str, base: str = "") -> str | None:
    """The one spelling of an http(s) URL that is stored and compared; None if it is none.

    Lower-case scheme and host, no default port, no dot segments, percent-encoded exactly once
    (RFC 3986, 6.2.2), tracking parameters and fragment gone (`#!…` and `#/…` name pages and stay).
    None for other schemes, without a host, or with credentials in it.
    canonical(canonical(u)) == canonical(u).
    """
    joined = absolute(url, base)
    try:
        parts = urlsplit(joined)
        port = parts.port
        host = parts.hostname
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _SCHEMES or not host or parts.username is not None:
        return None
    host = _ascii_host(host)
    if host is None:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORT[scheme]:
        netloc = f"{netloc}:{port}"
    path = _without_dot_segments(_encode_once(parts.path or "/", _PATH_SAFE))
    # Encoded first: `utm%5Fsource` is a tracking parameter, too.
    query = _without_tracking(_encode_once(parts.query, _QUERY_SAFE))
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit((scheme, netloc, path, query, _encode_once(fragment, _QUERY_SAFE)))


def identity(url: str) -> str:
    """The name of the article behind a canonical URL, for comparing only.

    Without scheme, `www.`, trailing slash and the marks of an AMP copy, so that all of these
    spellings are one article.
    """
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.").removeprefix("amp.")
    path = parts.path.rstrip("/")
    if "amp" in path.lower():
        path = re.sub(r"(?i)/amp$|^/amp(?=/)", "", path)
        path = re.sub(r"(?i)\.amp(?=\.html?$|$)", "", path).rstrip("/")
    pairs = [pair for pair in parts.query.split("&") if pair and pair.lower() not in _OTHER_FORMS]
    query = "?" + "&".join(pairs) if pairs else ""
    fragment = "#" + parts.fragment if parts.fragment else ""
    return f"{host}{path}{query}{fragment}"


def same_path(one: str, other: str) -> bool:
    """Whether two URLs of one identity are so for sure: by no `/amp` that may be a word."""
    marks = []
    for url in (one, other):
        path = urlsplit(url).path.casefold().rstrip("/")
        marks.append((path.endswith("/amp"), path.startswith("/amp/")))
    return marks[0] == marks[1]


@lru_cache(256)  # an address is looked at some times while it is asked
def host_of(url: str) -> str:
    """Host and port, lower case: what one politeness limit covers. "" if there is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


@lru_cache(256)
def origin_of(url: str) -> str:
    """Scheme, host and port (RFC 6454): what credentials never leave. "" if it is no URL."""
    try:
        return f"{urlsplit(url).scheme.lower()}://{host_of(url)}"
    except ValueError:
        return ""


def is_same_site(one: str, other: str) -> bool:
    """Whether two URLs are of one site, as far as their hosts tell: alike in their last parts.

    Without the list of public suffixes: two parts, or three where the last but one is as short as
    in `co.uk`. An IP address is a site of its own.
    """
    first, second = (_PORT.sub("", host_of(url)) for url in (one, other))
    is_address = first.startswith("[") or first.replace(".", "").isdigit()
    return first == second or (not is_address and _site_of(first) == _site_of(second))


def _site_of(host: str) -> list[str]:
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2
    return labels[-3:] if short else labels[-2:]


def is_public_address(address: str) -> bool:
    """Whether an IP address belongs to the public internet, and may be connected to by default.

    False for loopback, private, link-local, CGNAT, multicast, reserved and documentation ranges
    (IANA special-purpose registries), and for IPv6 forms that wrap such an IPv4 address.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _wrapped_ipv4(ip)
        if inner is not None:
            ip = inner
    if any(ip in net for net in _NEVER_PUBLIC if net.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


# `ipaddress` of 3.11 misjudges some of these, and of others releases differ.
_NEVER_PUBLIC = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)


def _wrapped_ipv4(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    number = int(ip)
    if number >> 32 in (0, 0x64FF9B << 64):  # IPv4-compatible, NAT64 (RFC 6052)
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    return None


def _ascii_host(host: str) -> str | None:
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    # After IDNA, which turns a wide `％` or `。` into what no host has, or has at its end.
    host = host.lower().rstrip(".")
    return host if host and not _NOT_IN_HOST.search(host) else None


def _without_dot_segments(path: str) -> str:
    if "/." not in path:
        return path if path.startswith("/") else "/" + path
    out: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(out) > 1:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    joined = "/".join(out)
    return joined if joined.startswith("/") else "/" + joined


def _encode_once(text: str, safe: str) -> str:
    """Percent-encodes what must be, leaves `%XX` as it is, undoes it where it never had to be."""
    if _PLAIN.fullmatch(text):
        return text
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    text = re.sub(r"%[0-9A-Fa-f]{2}", _normal_escape, text)
    return quote(text, safe=safe + "~", encoding="utf-8", errors="replace")


def _normal_escape(match: re.Match[str]) -> str:
    char = chr(int(match[0][1:], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _without_tracking(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if pair and not _is_tracking(pair))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name.startswith(_TRACKING_PREFIXES) or name in _TRACKING:
        return True
    return name in _CHANNEL_NAMES and _CHANNEL_VALUES.fullmatch(value) is not None

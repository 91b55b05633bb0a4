"""What a URL is: one spelling, one article, and whether its address may be asked."""

from __future__ import annotations

import string
from urllib.parse import urljoin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper.urls import (
    absolute,
    canonical,
    host_of,
    identity,
    is_public_address,
    is_same_site,
    origin_of,
)

BASE = "https://news.example/world/index.html"


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        pytest.param("/a/b", BASE, "https://news.example/a/b", id="a path of the base's host"),
        pytest.param("c.html", BASE, "https://news.example/world/c.html", id="beside the base"),
        pytest.param("../x", BASE, "https://news.example/x", id="up from the base"),
        pytest.param("//cdn.example/i.png", BASE, "https://cdn.example/i.png", id="no scheme"),
        pytest.param("?p=2", BASE, f"{BASE}?p=2", id="only a query"),
        pytest.param("mailto:a@b.example", BASE, "mailto:a@b.example", id="any scheme passes"),
        pytest.param(" \n/a \t", BASE, "https://news.example/a", id="blanks around are gone"),
        pytest.param("/a\n\tb/\r\nc", BASE, "https://news.example/ab/c", id="breaks inside too"),
        pytest.param("/a b", BASE, "https://news.example/a%20b", id="a blank inside is kept"),
        pytest.param("\ufeffhttps://a.example/", "", "https://a.example/", id="no byte order mark"),
        pytest.param("http://[bad", BASE, "", id="no URL at all"),
        pytest.param("/a", "http://[bad", "", id="no base at all"),
        pytest.param("/a", "", "/a", id="without a base it stays as it is"),
    ],
)
def test_absolute(url: str, base: str, expected: str) -> None:
    assert absolute(url, base) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("HTTP://News.Example/A", "http://news.example/A", id="host in lower case"),
        pytest.param("http://a.example", "http://a.example/", id="an empty path is a slash"),
        pytest.param("http://a.example:80/", "http://a.example/", id="no default port of http"),
        pytest.param("https://a.example:443/", "https://a.example/", id="nor of https"),
        pytest.param("http://a.example:443/", "http://a.example:443/", id="another port stays"),
        pytest.param("http://a.example./x", "http://a.example/x", id="no dot after the host"),
        pytest.param("http://a.example/b/../c/./d", "http://a.example/c/d", id="no dot segments"),
        pytest.param("http://a.example/../../x", "http://a.example/x", id="not above the root"),
        pytest.param("http://a.example/b/..", "http://a.example/", id="a last .. is a folder"),
        pytest.param("http://a.example/%2e%2e/x", "http://a.example/x", id="nor hidden ones"),
        pytest.param("http://a.example//b//c", "http://a.example//b//c", id="double slashes stay"),
        pytest.param("http://a.example/新闻", "http://a.example/%E6%96%B0%E9%97%BB", id="UTF-8"),
        pytest.param(
            "http://a.example/%e6%96%b0", "http://a.example/%E6%96%B0", id="escapes in upper case"
        ),
        pytest.param(
            "http://a.example/%E6%96%B0", "http://a.example/%E6%96%B0", id="encoded once, not twice"
        ),
        pytest.param(
            "http://a.example/%7Eme", "http://a.example/~me", id="needless escapes undone"
        ),
        pytest.param("http://a.example/100%", "http://a.example/100%25", id="a stray percent sign"),
        pytest.param(
            "http://a.example/a%2Fb", "http://a.example/a%2Fb", id="an escaped slash stays"
        ),
        pytest.param("http://a.example/a?x=1#top", "http://a.example/a?x=1", id="no fragment"),
        pytest.param("http://a.example/#!/a/1", "http://a.example/#!/a/1", id="but a hash-bang"),
        pytest.param("http://a.example/#/a/1", "http://a.example/#/a/1", id="and a hash route"),
        pytest.param("http://a.example/a?", "http://a.example/a", id="no empty query"),
        pytest.param("http://a.example/a?&x=1&&y=2&", "http://a.example/a?x=1&y=2", id="no gaps"),
        pytest.param("http://a.example/a?b=2&a=1", "http://a.example/a?b=2&a=1", id="order stays"),
        pytest.param(
            "http://a.example/?a[]=1", "http://a.example/?a[]=1", id="query brackets stay"
        ),
        pytest.param("http://bücher.example/", "http://xn--bcher-kva.example/", id="IDNA host"),
        pytest.param(
            "http://新闻。example。/x", "http://xn--efvy88h.example/x", id="IDNA full stops"
        ),
        pytest.param("http://[::1]:8080/x", "http://[::1]:8080/x", id="an IPv6 host"),
        pytest.param(" http://a.example/\n", "http://a.example/", id="blanks around"),
        # no URL of an article
        pytest.param("ftp://a.example/", None, id="not ftp"),
        pytest.param("javascript:alert(1)", None, id="not javascript"),
        pytest.param("mailto:a@b.example", None, id="not mailto"),
        pytest.param("data:text/html,x", None, id="not data"),
        pytest.param("file:///etc/passwd", None, id="not a file"),
        pytest.param("http://", None, id="not without a host"),
        pytest.param("http:///path", None, id="not with an empty host"),
        pytest.param("/path", None, id="not a path alone"),
        pytest.param("", None, id="not nothing"),
        pytest.param("http://me:secret@a.example/", None, id="not with credentials"),
        pytest.param("http://@a.example/", None, id="not with empty credentials"),
        pytest.param("http://a.example:99999/", None, id="not with such a port"),
        pytest.param("http://a.example:http/", None, id="not with a port that is a word"),
        pytest.param("http://[bad/", None, id="not with half a bracket"),
        pytest.param("http://a%2eb/", None, id="not with an escaped host"),
        pytest.param("http://a\u2100b/", None, id="not with a slash that hides in a letter"),
        pytest.param("http://a％41.example/", None, id="nor a wide percent sign"),
        pytest.param(f"http://{'ä' * 70}.example/", None, id="not with an endless label"),
        pytest.param("http://\ud800.example/", None, id="not with half a character"),
    ],
)
def test_canonical(url: str, expected: str | None) -> None:
    assert canonical(url) == expected


def test_canonical_reads_relative_links_against_a_base() -> None:
    assert canonical("../a?utm_source=x", BASE) == "https://news.example/a"


@pytest.mark.parametrize(
    "query",
    """
    utm_source=rss utm_medium=feed UTM_Campaign=x utm%5Fsource=x %75tm_source=x
    fbclid=1 gclid=1 mc_cid=1 ref_src=tw at_medium=RSS at_campaign=64 ns_mchannel=rss cmpid=x
    source=rss Source=RSS src=feed from=rss ref=atom ref=feedly via=feedburner
    source=rss-feed source=rss_feed source=rss+feed source=rss%20feed feedtype=rss2 ref=rss2.0
    source=rss----7b722bfd1b8d---4 source=rss-7b722bfd1b8d------2
    """.split(),
)
def test_tracking_parameters_are_gone(query: str) -> None:
    assert canonical(f"https://a.example/x?{query}&id=7") == "https://a.example/x?id=7"


@pytest.mark.parametrize(
    "query",
    """
    id=1 p=123 a=1&b=2 source=bbc from=2021 ref=42 feed=12 page=rss rss=1 story=rss
    source=rss-politics source=rss-2021-11 q=utm_source channel=politics v=fbclid
    """.split(),
)
def test_parameters_that_may_name_an_article_stay(query: str) -> None:
    url = f"https://a.example/x?{query}"
    assert canonical(url) == url


_URLISH = st.builds(
    "{}://{}{}/{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "ftp", ""]),
    st.sampled_from(["a.example", "A.Example.", "bücher.example", "[::1]", "a。b", "x_y", "1.2.3"]),
    st.sampled_from(["", ":80", ":443", ":8080", ":"]),
    st.text(st.sampled_from("ab/.%2eE5F~ é新\\;:@[]|^\"'<>"), max_size=25),
    st.just("")
    | st.text(st.sampled_from("ut%5Ff_m=s&?;+[]rsource 新"), max_size=25).map("?{}".format),
    st.just("") | st.text(st.sampled_from("!/ab#%2e é"), max_size=10).map("#{}".format),
)


@settings(max_examples=1500, deadline=None)
@given(
    _URLISH | st.text() | st.text().map("https://{}".format) | st.text().map("http://a.b/{}".format)
)
@example("http://a.b/?utm%5Fsource=x")
@example("http://a.b/?%73ource=rss")
@example("http://a。/")
@example("http://a％41/")
@example("http://a.b/%%32%35")
@example("http://a.b/..//x/..")
def test_canonical_never_raises_and_is_the_same_done_twice(url: str) -> None:
    once = canonical(url)
    if once is None:
        return
    assert canonical(once) == once
    assert once.isascii()
    assert set(once) <= set(string.ascii_letters + string.digits + "-._~:/?#[]@!$&'()*+,;=%")
    assert identity(once)
    assert host_of(once)


@settings(max_examples=300, deadline=None)
@given(st.text(), st.text() | st.just(BASE))
def test_strangers_links_never_raise(url: str, base: str) -> None:
    assert isinstance(absolute(url, base), str)
    assert isinstance(host_of(url), str)
    found = canonical(url, base)
    assert found is None or found.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://a.example/news/1", id="http"),
        pytest.param("https://www.a.example/news/1", id="www"),
        pytest.param("https://a.example/news/1/", id="a slash at the end"),
        pytest.param("https://a.example:443/news/1", id="the default port"),
        pytest.param("https://a.example/news/1#comments", id="a place in the page"),
        pytest.param("https://a.example/news/1?utm_source=rss", id="tracking"),
        pytest.param("https://a.example/news/1?source=rss", id="came by the feed"),
        pytest.param("https://a.example/news/1/amp", id="AMP at the end"),
        pytest.param("https://a.example/news/1/amp/", id="AMP at the end with a slash"),
        pytest.param("https://a.example/amp/news/1", id="AMP in front"),
        pytest.param("https://amp.a.example/news/1", id="AMP host"),
        pytest.param("https://www.amp.a.example/news/1", id="AMP host below www"),
        pytest.param("https://a.example/news/1?amp", id="AMP switch"),
        pytest.param("https://a.example/news/1?amp=1", id="AMP parameter"),
        pytest.param("https://a.example/news/1?outputType=amp", id="AMP output"),
        pytest.param("https://A.EXAMPLE/n%65ws/1", id="another spelling"),
        pytest.param("https://a.example/news/1.amp", id="AMP as an ending"),
        pytest.param("https://a.example/news/1?output=amp", id="AMP as an output"),
        pytest.param("https://a.example/news/1?m=1", id="for phones"),
    ],
)
def test_one_article_has_one_identity(url: str) -> None:
    found = canonical(url)
    assert found is not None
    assert identity(found) == identity("https://a.example/news/1")


def test_amp_html_is_the_html_page() -> None:
    assert identity("https://a.example/x.amp.html") == identity("https://a.example/x.html")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("/a?id=1", "/a?id=2", id="another parameter"),
        pytest.param("/a", "/a?id=1", id="a parameter more"),
        pytest.param("/a?x=1&y=2", "/a?x=1&y=3", id="the second parameter"),
        pytest.param("/a/1", "/a/2", id="another path"),
        pytest.param("/a", "/A", id="paths know case"),
        pytest.param("/amplifier", "/lifier", id="amp is a whole word"),
        pytest.param("/revamp", "/rev", id="at the end, too"),
        pytest.param("/champ/x", "/x", id="and in front"),
        pytest.param("/a?amp=2", "/a", id="amp with a value of its own"),
        pytest.param("/#!/a", "/#!/b", id="another hash-bang page"),
        pytest.param("/#/a", "/", id="a hash route is a page"),
        pytest.param("/a%2Fb", "/a/b", id="an escaped slash"),
    ],
)
def test_two_articles_have_two_identities(one: str, other: str) -> None:
    first, second = (canonical(f"https://a.example{path}") for path in (one, other))
    assert first is not None
    assert second is not None
    assert identity(first) != identity(second)


def test_hosts_and_ports_are_part_of_the_identity() -> None:
    names = {"https://a.example/x", "https://b.example/x", "https://a.example:8443/x"}
    assert len({identity(name) for name in names}) == 3


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.Example/x", "a.example"),
        ("https://a.example:8080/x", "a.example:8080"),
        ("https://me:pw@a.example/x", "a.example"),
        ("http://[::1]:80/", "[::1]:80"),
        ("http://[bad", ""),
        ("/x", ""),
    ],
)
def test_host_of(url: str, host: str) -> None:
    assert host_of(url) == host


def test_origin_has_scheme_and_port_and_no_credentials() -> None:
    assert origin_of("HTTPS://me:pw@A.example:8443/x?y") == "https://a.example:8443"


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
    169.254.0.1 0.0.0.0 0.1.2.3 100.64.0.1 100.127.255.255 192.0.0.8 192.0.0.170 192.0.2.1
    198.51.100.7 203.0.113.9 198.18.0.1 198.19.255.255 192.88.99.1 224.0.0.1 239.255.255.250
    240.0.0.1 255.255.255.255
    :: ::1 fe80::1 fe80::1%eth0 febf::1 fc00::1 fd12:3456::1 fd00:ec2::254 fec0::1 ff02::1 ff0e::1
    2001:db8::1 3fff::1 100::1 5f00::1 4000::1 8000::1 2001::1 2001:10::1 2001:20::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 ::127.0.0.1
    ::10.0.0.1 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::8.8.8.8 64:ff9b:1::1
    2002:7f00:1:: 2002:a00:1::1 2002:a9fe:a9fe::1
    2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:0:808:808::1
    """.split(),
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize(
    "address",
    """
    8.8.8.8 1.1.1.1 93.184.216.34 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 11.0.0.1
    126.255.255.255 128.0.0.1 169.253.255.255 192.0.1.1 192.167.1.1 198.17.1.1 198.20.0.1
    223.255.255.254
    2606:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888 2001:200::1 240e::1
    ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1
    """.split(),
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost",
        "127.1",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "1.2.3",
        "8.8.8.8/32",
        "[::1]",
    ],
)
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public_address(text)


@given(st.ip_addresses(v=4).map(str))
def test_an_ipv4_address_is_judged_the_same_in_every_ipv6_wrapping(address: str) -> None:
    packed = [int(part) for part in address.split(".")]
    tail = f"{packed[0]:02x}{packed[1]:02x}:{packed[2]:02x}{packed[3]:02x}"
    public = is_public_address(address)
    for wrapped in (f"::ffff:{tail}", f"64:ff9b::{tail}", f"2002:{tail}::1"):
        assert is_public_address(wrapped) == public, wrapped


@given(st.text())
def test_the_guard_never_raises(text: str) -> None:
    assert is_public_address(text) in (True, False)


@given(st.text(alphabet="ab/.:?#=&;%-@", max_size=12))
@example("/a/../b")
@example("?")
@example("#")
@example("/a;")
def test_what_is_absolute_already_joins_to_what_the_standard_library_says(rest: str) -> None:
    url = f"https://e.example{rest}"
    try:
        joined = urljoin(BASE, url)
    except ValueError:
        joined = ""
    assert absolute(url, BASE) == joined


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "http://www.a.example:8080/y", True),
        ("https://feeds.a.co.uk/", "https://www.a.co.uk/", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("https://a.example/", "https://b.example/", False),
        ("http://127.0.0.1:80/", "http://127.0.0.1:81/", True),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]:81/", True),
        ("http://[2001:db8::1]/", "http://[2001:db8::2]/", False),
    ],
)
def test_whether_two_addresses_are_of_one_site(one: str, other: str, same: bool) -> None:
    assert is_same_site(one, other) is same
    assert is_same_site(other, one) is same

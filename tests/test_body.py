"""A body comes whole, decoded within its bound, or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetch.body import BodyError, read_body

CAP = 10_000
TEXT = "新闻".encode() * 500


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def read(
    chunks: Iterable[bytes], coding: str = "", cap: int = CAP, *, head_will_do: bool = False
) -> bytes:
    async def stream() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return asyncio.run(read_body(stream(), coding, cap, head_will_do=head_will_do))


def refused(chunks: Iterable[bytes], coding: str = "", cap: int = CAP) -> BodyError:
    with pytest.raises(BodyError) as caught:
        read(chunks, coding, cap)
    return caught.value


def in_chunks(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        pytest.param("", TEXT, id="as it is"),
        pytest.param("identity", TEXT, id="identity"),
        pytest.param("gzip", gzip.compress(TEXT), id="gzip"),
        pytest.param(" GZip ", gzip.compress(TEXT), id="gzip in any case"),
        pytest.param("x-gzip", gzip.compress(TEXT), id="gzip by its old name"),
        pytest.param("deflate", zlib.compress(TEXT), id="deflate as zlib"),
        pytest.param("deflate", raw_deflate(TEXT), id="deflate as the raw stream"),
        pytest.param(
            "gzip", gzip.compress(TEXT[:900]) + gzip.compress(TEXT[900:]), id="two gzip members"
        ),
        pytest.param("gzip", gzip.compress(TEXT) + b"\0" * 500, id="padding after gzip"),
        pytest.param("deflate", zlib.compress(TEXT) + b"\r\n", id="padding after deflate"),
    ],
)
def test_every_coding_asked_for_is_undone(coding: str, packed: bytes, size: int) -> None:
    assert read(in_chunks(packed, size), coding) == TEXT


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_an_empty_body_is_empty_only_if_it_says_so(coding: str) -> None:
    if coding:
        assert "cut short" in str(refused([], coding))
    else:
        assert read([]) == b""


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        pytest.param("gzip", gzip.compress(TEXT)[:-1], id="gzip without its last byte"),
        pytest.param("gzip", gzip.compress(TEXT)[:30], id="half a gzip"),
        pytest.param("gzip", b"\x1f", id="one byte of gzip"),
        pytest.param("gzip", gzip.compress(TEXT) + gzip.compress(TEXT)[:20], id="half a member"),
        pytest.param("gzip", gzip.compress(TEXT) + b"\x1f", id="one byte of a member"),
        pytest.param("deflate", zlib.compress(TEXT)[:-2], id="deflate without its end"),
        pytest.param("gzip", TEXT, id="text called gzip"),
        pytest.param("deflate", b"\xff" * 50, id="noise called deflate"),
        pytest.param("gzip", gzip.compress(TEXT)[:-8] + b"\0" * 8, id="a wrong checksum"),
    ],
)
@pytest.mark.parametrize("size", [1, 100_000])
def test_a_broken_or_cut_body_is_asked_for_again(coding: str, packed: bytes, size: int) -> None:
    assert refused(in_chunks(packed, size), coding).again


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "gzip,deflate", "\x1b[31m" * 20])
def test_other_codings_and_chains_are_refused_for_good(coding: str) -> None:
    error = refused([gzip.compress(gzip.compress(TEXT))], coding)
    assert not error.again
    assert "\x1b" not in str(error)


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_the_cap_is_the_last_size_that_passes(coding: str) -> None:
    pack = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[coding]
    assert len(read([pack(b"a" * CAP)], coding)) == CAP
    error = refused([pack(b"a" * (CAP + 1))], coding)
    assert not error.again
    assert "10,000" in str(error)


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_of_a_body_whose_head_will_do_the_rest_is_not_read(coding: str) -> None:
    def chunks() -> Iterable[bytes]:
        data = b"Disallow: /\n" * 3_000
        yield gzip.compress(data) if coding else data
        raise AssertionError("read on")

    assert len(read(chunks(), coding, head_will_do=True)) == CAP
    assert read([b"short"], head_will_do=True) == b"short"


@pytest.mark.slow
@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_stops_at_the_cap_and_takes_no_more_memory(coding: str) -> None:
    packer = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(100)) + packer.flush()
    assert len(bomb) < 110_000
    cap = 10_000_000
    tracemalloc.start()
    try:
        refused([bomb], coding, cap)
        assert tracemalloc.get_traced_memory()[1] < cap + 4_000_000
    finally:
        tracemalloc.stop()


@given(
    members=st.lists(st.binary(max_size=3_000) | st.just(b"\0" * 200_000), min_size=1, max_size=3),
    size=st.integers(1, 5_000),
)
def test_gzip_comes_back_however_it_was_cut(members: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(member, mtime=0) for member in members)
    assert read(in_chunks(packed, size), "gzip", 1_000_000) == b"".join(members)


@given(data=st.binary(max_size=300), coding=st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_at_all_end_in_a_body_or_a_body_error(data: bytes, coding: str) -> None:
    with contextlib.suppress(BodyError):
        assert len(read([data], coding)) <= CAP

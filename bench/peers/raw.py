"""The raw bound: asks for every address of a list and writes what comes, as it comes.

    python raw.py LIST FOLDER CONNECTIONS

A line of LIST is an address, and the ETag to ask with behind a tab. Nothing is parsed or unpacked.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from urllib.parse import urlsplit


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str, etag: str
) -> bytes:
    """The body of one answer on a kept connection."""
    known = f"If-None-Match: {etag}\r\n" if etag else ""
    head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n{known}\r\n"
    writer.write(head.encode())
    told = await reader.readuntil(b"\r\n\r\n")
    length = told.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length)) if length else b""


async def work(queue: list[tuple[int, str, str]], folder: Path) -> None:
    """Takes addresses until there are none left; keeps one connection to the host it is at."""
    at, writer = "", None
    while queue:
        number, url, etag = queue.pop()
        parts = urlsplit(url)
        if writer is None or parts.netloc != at:
            if writer is not None:
                writer.close()
            at = parts.netloc
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
        body = await ask(reader, writer, parts.netloc, parts.path, etag)
        if body:
            (folder / str(number)).write_bytes(body)
    if writer is not None:
        writer.close()


async def main(listed: Path, folder: Path, connections: int) -> None:
    lines = listed.read_text("utf-8").splitlines()
    split = [line.partition("\t") for line in lines]
    queue = [(number, url, etag) for number, (url, _, etag) in enumerate(split)]
    queue.sort(key=lambda each: urlsplit(each[1]).netloc)
    await asyncio.gather(*(work(queue, folder) for _ in range(connections)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))

"""A head that gives its length more than once, alike: read as if it had given it once.

RFC 9110, 8.6 lets a client take that; servers behind others send it, and llhttp takes none of it.
"""

from __future__ import annotations

import re

_BLANK_LINE = re.compile(rb"\n\r?\n")
_INFORMATIONAL = re.compile(rb"HTTP/1\.[01] 1(?!01)[0-9]{2}[ \r\n]")
_LENGTH = re.compile(rb"\n(?i:content-length):([^\r\n]*)(?=\r?\n(?![ \t]))\r?")


def length_once(data: bytes) -> bytes | None:
    """What came, its answer's head with one length; None while that head is not whole.

    Where the lengths differ, or are none, nothing is changed.
    """
    start = 0
    while (blank := _BLANK_LINE.search(data, start)) is not None:
        head, end = data[start : blank.end()], blank.end()
        if _INFORMATIONAL.match(head):
            start = end
            continue
        said = {value.strip() for line in _LENGTH.findall(head) for value in line.split(b",")}
        if len(said) != 1 or not (length := said.pop()).isdigit():
            return data
        status, _, lines = _LENGTH.sub(b"", head).partition(b"\n")
        one = b"%b\nContent-Length: %b\r\n%b" % (status, length, lines)
        return data[:start] + one + data[end:]
    return None

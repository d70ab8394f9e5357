"""Rows of a SQLite file read off its pages one by one, without the tree that leads to them.

A file that is cut off loses the pages that say where others are, and SQLite finds nothing beyond
them. The rows themselves stand on pages that can be told by their form (SQLite's documentation,
"Database File Format"). What is found here may be rubbish, or an older copy: to be checked.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

Value = int | float | str | bytes | None

_LEAF_OF_A_TABLE = 0x0D
_FILE_HEADER, _PAGE_HEADER = 100, 8
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Kind of a whole number -> its bytes."""
_RUBBISH = (IndexError, ValueError, struct.error)


def rows_on_pages(path: Path) -> Iterator[tuple[int, list[Value]]]:
    """Number and columns of each row of any table, page by page."""
    with path.open("rb") as file:
        header = file.read(_FILE_HEADER)
        if len(header) < _FILE_HEADER:
            return
        size = int.from_bytes(header[16:18], "big")
        size = 65536 if size == 1 else size
        if size < 512 or size & (size - 1):
            return
        pages = _Pages(file, size, size - header[20])
        for number in range(1, path.stat().st_size // size + 1):
            yield from pages.rows(number)


class _Pages:
    """Pages by number, from 1. ``usable``: bytes of a page that hold content."""

    def __init__(self, file: BinaryIO, size: int, usable: int) -> None:
        self._file = file
        self._size = size
        self._usable = usable

    def rows(self, number: int) -> Iterator[tuple[int, list[Value]]]:
        page = self._read(number)
        begin = _FILE_HEADER if number == 1 else 0
        if page[begin] != _LEAF_OF_A_TABLE:
            return
        first = begin + _PAGE_HEADER
        cells = int.from_bytes(page[begin + 3 : begin + 5], "big")
        for at in range(first, min(first + 2 * cells, self._size - 1), 2):
            try:
                yield self._row(page, int.from_bytes(page[at : at + 2], "big"))
            except _RUBBISH:
                continue

    def _row(self, page: bytes, at: int) -> tuple[int, list[Value]]:
        length, at = _varint(page, at)
        number, at = _varint(page, at)
        here = self._here(length)
        content = page[at : at + here]
        following = int.from_bytes(page[at + here : at + here + 4], "big")
        parts = [content]
        left = length - here
        while left > 0:
            more = self._read(following)
            following = int.from_bytes(more[:4], "big")
            parts.append(more[4 : 4 + min(left, self._usable - 4)])
            left -= self._usable - 4
        return number, _columns(b"".join(parts))

    def _here(self, length: int) -> int:
        """How much of a row stands on its own page; the rest follows on others."""
        usable = self._usable
        if length <= usable - 35:
            return length
        least = (usable - 12) * 32 // 255 - 23
        wanted = least + (length - least) % (usable - 4)
        return wanted if wanted <= usable - 35 else least

    def _read(self, number: int) -> bytes:
        if number < 1:
            raise ValueError("no page")
        self._file.seek((number - 1) * self._size)
        page = self._file.read(self._size)
        if len(page) < self._size:
            raise ValueError("beyond the end")
        return page


def _columns(content: bytes) -> list[Value]:
    end, at = _varint(content, 0)
    kinds = []
    while at < end:
        kind, at = _varint(content, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(content, at, kind)
        values.append(value)
    return values


def _value(content: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in (0, 8, 9):
        return (None, 0, 1)[(0, 8, 9).index(kind)], at
    if kind < 12:
        size = 8 if kind == 7 else _INTEGERS.get(kind, 0)
    else:
        size = (kind - 12) // 2
    raw: Any = content[at : at + size]
    if (not size and kind < 12) or len(raw) < size:
        raise ValueError("no column")
    if kind == 7:
        return float(struct.unpack(">d", raw)[0]), at + size
    if kind < 12:
        return int.from_bytes(raw, "big", signed=True), at + size
    return (raw.decode() if kind % 2 else raw), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for _ in range(8):
        value = value << 7 | data[at] & 0x7F
        at += 1
        if data[at - 1] < 0x80:
            return value, at
    return value << 8 | data[at], at + 1

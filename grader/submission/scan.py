"""Finds the cells in a notebook's JSON without holding what is not graded: outputs, metadata, whatever else a file may carry.

Memory grows with what is kept, and never with what is in the file: a file of brackets makes a parser hold thirty times its size.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

_BLANK = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\]}\[{\"]++")
_FLAT = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)  # up to the next bracket


class Malformed(ValueError):
    """This is no JSON, or ends too early; the message says which, and at which byte."""


class TooManyParts(ValueError):
    """The text has more parts than are looked at."""


class Json:
    """A JSON text, of which parts are found by their place. most: parts and brackets that are looked at; more are TooManyParts."""

    def __init__(self, data: bytes, most: int):
        self.data, self._left = data, most

    def members(self, start: int) -> Iterator[tuple[str, int, int]]:
        """The key of each member of the object that starts here, and where its value begins and ends."""
        return self._parts(start, b"{", b"}", self._member)

    def items(self, start: int) -> Iterator[tuple[int, int]]:
        """Where each item of the array that starts here begins and ends."""
        return self._parts(start, b"[", b"]", lambda place: (place, self._end(place)))

    def _member(self, place: int) -> tuple[str, int, int]:
        key = self._end(place)
        colon = self._blank(key)
        if self.data[place : place + 1] != b'"' or self.data[colon : colon + 1] != b":":
            raise Malformed(f"a name is expected at byte {place}")
        value = self._blank(colon + 1)
        return self.data[place + 1 : key - 1].decode("utf-8", "replace"), value, self._end(value)

    def value(self, start: int, end: int):
        """What stands there, as Python's objects. ValueError, RecursionError."""
        return json.loads(self.data[start:end])

    def starts(self, start: int, bracket: bytes) -> bool:
        """Whether an object or an array starts here."""
        return self.data[start : start + 1] == bracket

    def first(self) -> int:
        """Where the text begins."""
        return self._blank(0)

    def _parts(self, start: int, opening: bytes, closing: bytes, read: Callable[[int], Any]) -> Iterator[Any]:
        if not self.starts(start, opening):
            raise Malformed(f"{opening.decode()} is expected at byte {start}")
        place = self._blank(start + 1)
        mark = self.data[place : place + 1]
        while mark != closing:
            self._look()
            part = read(place)
            yield part
            place = self._blank(part[-1])
            mark = self.data[place : place + 1]
            if mark == b",":
                place = self._blank(place + 1)
            elif mark != closing:
                raise Malformed("it ends in the middle" if not mark else f"a comma is expected at byte {place}")

    def _blank(self, place: int) -> int:
        return _BLANK.match(self.data, place).end()  # type: ignore[union-attr]  # matches everywhere

    def _end(self, start: int) -> int:
        """Where the value that starts here ends."""
        mark = self.data[start : start + 1]
        if mark not in (b"{", b"["):
            found = (_STRING if mark == b'"' else _SCALAR).match(self.data, start)
            if found is None:
                raise Malformed(
                    "it ends in the middle" if mark in (b"", b'"') else f"a value is expected at byte {start}"
                )
            return found.end()
        depth, place = 0, start
        while True:
            mark = self.data[place : place + 1]
            if mark not in (b"{", b"[", b"}", b"]"):
                raise Malformed("it ends in the middle")
            self._look()
            depth += 1 if mark in b"{[" else -1
            place += 1
            if depth == 0:
                return place
            place = _FLAT.match(self.data, place).end()  # type: ignore[union-attr]  # matches everywhere

    def _look(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooManyParts

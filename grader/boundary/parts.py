"""How many parts a message has, counted before it is decoded: 40 MB of empty lists would become gigabytes of objects."""

from __future__ import annotations

SMALL = 2**15  # bytes: what is smaller cannot grow to much

_FIXED = {0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
_SIZED = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}  # binary data and text, by the width of their length
_NESTED = {0xDC: (2, 1), 0xDD: (4, 1), 0xDE: (2, 2), 0xDF: (4, 2)}  # arrays and maps: width of the count, parts to each


def too_many_parts(data: bytes, most: int) -> bool:
    """True for msgpack data of more than `most` values. What is malformed is left to the decoder."""
    if len(data) <= SMALL:
        return False
    place, left, end = 0, 1, len(data)
    total = 1
    while left and place < end and total <= most:
        place, inner = _next(data, place)
        left += inner - 1
        total += inner
    return total > most


def _next(data: bytes, place: int) -> tuple[int, int]:
    """Where the value after the one at `place` begins, and how many values that one says are inside it."""
    kind = data[place]
    place += 1
    if kind < 0x80 or kind >= 0xE0:
        return place, 0
    if kind < 0xA0:
        return place, (kind & 0x0F) * (2 if kind < 0x90 else 1)
    if kind < 0xC0:
        return place + (kind & 0x1F), 0
    if kind in _SIZED:
        width = _SIZED[kind]
        return place + width + int.from_bytes(data[place : place + width]), 0
    if kind in _NESTED:
        width, each = _NESTED[kind]
        return place + width, each * int.from_bytes(data[place : place + width])
    return place + _FIXED.get(kind, 0), 0

"""The course's own prose, as a text that a small network can learn to imitate."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PROSE = Path(__file__).with_name("prose.txt")
ALPHABET = " ',-.:;?abcdefghijklmnopqrstuvwxyz"


@cache
def prose() -> str:
    """About 74,000 characters of the course's English, on one line; needs no network.

    Whole sentences without numbers and formulas, in small letters: every character is one of the 34 of `ALPHABET`.
    It is a copy made in 2026, and it stays as it is when a chapter is rewritten: what a network learns from it stays too.
    """
    return " ".join(PROSE.read_text(encoding="utf-8").split())

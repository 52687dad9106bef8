"""Joins two versions of a text that have changed it in different lines."""

from __future__ import annotations

from difflib import SequenceMatcher

Edit = tuple[int, int, list[str]]  # the lines of the earlier text that were replaced, and what by


def joined(before: str, one: str, other: str) -> str | None:
    """The text with the changes of both; None where they touch the same lines, or lines side by side."""
    first, second = _edits(before, one), _edits(before, other)
    for start, end, lines in first:
        for s, e, other_lines in second:
            if start <= e and s <= end and (start, end, lines) != (s, e, other_lines):
                return None
    result = before.splitlines()
    both = {(start, end, tuple(lines)) for start, end, lines in [*first, *second]}
    for start, end, added in sorted(both, reverse=True):
        result[start:end] = added
    return "\n".join(result)


def _edits(before: str, after: str) -> list[Edit]:
    old, new = before.splitlines(), after.splitlines()
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(start, end, new[s:e]) for kind, start, end, s, e in codes if kind != "equal"]

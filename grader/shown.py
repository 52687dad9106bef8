"""Text that somebody else has chosen, made fit for a terminal's line or a page."""

from __future__ import annotations

LONGEST_NAME = 100  # characters
MARKUP = "`<>&"


def one_line(text: str) -> str:
    """The text with "?" for everything that a terminal would obey or that cannot be written."""
    return "".join(c if c.isprintable() else "?" for c in text)


def file_name(name: str) -> str:
    """The beginning of a file's name, with "?" also for what a page would take for markup."""
    return "".join("?" if c in MARKUP else c for c in one_line(name[:LONGEST_NAME]))

"""What the class predicted: how many guessed, how many were right, and which wrong guess was the most common.

Questions and results are those of the solved chapter. Of a submission only the answers are taken, and only those that could
be given: one of the choices, or a number.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_utils.plain_file import MEGABYTE, read_plain
from course_utils.widgets import memory
from grader.sandbox.policy import SandboxPolicy

# In JSON a quotation mark within a text has a backslash before it: so this is a key.
RECORD = re.compile(rb'(?<!\\)"' + re.escape(memory.MIME.encode()) + rb'"\s*:\s*')
MOST_RECORDS, LONGEST_RECORD = 500, 8_000


@dataclass
class PredictionTally:
    """A question of the chapter, its result, and the answers: how many were right, and how often each wrong one came."""

    question: str
    result: float | str
    within: float
    choices: tuple[str, ...]
    unit: str
    right: int = 0
    shown: int = 0
    wrong: Counter = field(default_factory=Counter)

    @property
    def guessed(self) -> int:
        return self.right + self.wrong.total()

    @property
    def common(self) -> str:
        """The most common wrong answer and how often it came; "" where none was wrong."""
        if not self.wrong:
            return ""
        answer, times = min(self.wrong.items(), key=lambda item: (-item[1], str(item[0])))
        return f"{self.in_words(answer)} ({times})"

    def in_words(self, answer: float | str) -> str:
        """An answer with its unit."""
        return answer if isinstance(answer, str) else f"{answer:.4g} {self.unit}".rstrip()

    def add(self, record: dict) -> None:
        """Count the answer in a record of a submission, of which nothing is assumed."""
        guess: Any = record.get("guess")
        if self._possible(guess):
            if self._right(guess):
                self.right += 1
            else:
                self.wrong[guess] += 1
        elif record.get("shown") is True:
            self.shown += 1

    def _possible(self, guess: object) -> bool:
        if self.choices:
            return isinstance(guess, str) and guess in self.choices
        return isinstance(guess, int | float) and not isinstance(guess, bool) and abs(guess) < 1e30

    def _right(self, guess: float | str) -> bool:
        if isinstance(guess, str) or isinstance(self.result, str):
            return guess == self.result
        return abs(guess - self.result) <= self.within + 1e-9 * abs(self.result)


def asked(solved: Path) -> dict[str, PredictionTally]:
    """The predictions of a solved chapter, in the order in which they are asked; none where it has no notebook of ours."""
    try:
        cells = json.loads(solved.read_bytes())["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    told: dict[str, dict] = {}
    for cell in cells:
        for output in cell.get("outputs", []):
            if record := output.get("data", {}).get(memory.MIME):
                told.setdefault(record["question"], {}).update(record)
    return {
        question: PredictionTally(
            question, record["result"], record["within"], tuple(record["choices"]), record["unit"]
        )
        for question, record in told.items()
        if {"result", "choices"} <= set(record)
    }


def count(tallies: dict[str, PredictionTally], submitted: Path, policy: SandboxPolicy) -> None:
    """Add what a submitted notebook records of the predictions; what is no record of one is passed over."""
    try:
        data = read_plain(submitted, policy.notebook_megabytes * MEGABYTE)
    except OSError:
        return
    for question, record in _records(data).items():
        if question in tallies:
            tallies[question].add(record)


def _records(data: bytes) -> dict[str, dict]:
    """The last record of each question. The file is not parsed as a whole: a few short places in it are."""
    found = {}
    for number, match in enumerate(RECORD.finditer(data)):
        if number == MOST_RECORDS:
            break
        piece = data[match.end() : match.end() + LONGEST_RECORD].decode("utf-8", "replace")
        try:
            record, _ = json.JSONDecoder(parse_constant=lambda _: math.nan).raw_decode(piece)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and isinstance(record.get("question"), str):
            found[record["question"]] = record
    return found

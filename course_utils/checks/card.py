"""The view of a report: semantic HTML that stays readable without any style sheet, and one line of text.

JupyterLab drops `<style>` from untrusted notebooks, so the card relies on table, mark and details alone, uses no random
ids, and puts a sign and a word wherever a colour would be tempting. What to do next comes first, the cases after it.
"""

from __future__ import annotations

import re
from html import escape

from .diagnosis import Diagnosis
from .runner import FAILED, NOT_ATTEMPTED, PASSED, Outcome, Report

SIGNS = {PASSED: "✓", FAILED: "✗", NOT_ATTEMPTED: "○"}
_CELL = 'style="text-align: left; padding: 0.2em 1em 0.2em 0.4em"'  # feedback pages pad no cells


def headline(report: Report) -> str:
    """One line: exercise, what came out, points."""
    got = f"{_points(report.points)} of {report.max_points} points"
    if not report.attempted:
        return f"{report.exercise.id}: not attempted yet, {got}."
    passed = sum(o.outcome == PASSED for o in report.outcomes)
    return f"{report.exercise.id}: {passed} of {len(report.outcomes)} cases passed, {got}."


def html(report: Report) -> str:
    """The card as HTML."""
    outcome = NOT_ATTEMPTED if not report.attempted else PASSED if report.passed else FAILED
    title = f"<strong>{SIGNS[outcome]} {escape(headline(report))}</strong>"
    if not report.attempted:
        title += " Fill in the cell above, run it, then run this one again."
    parts = [f"<div><p>{title}</p>"]
    parts += [_told(diagnosis) for diagnosis in report.diagnoses]
    if report.attempted:
        parts.append(_table(report))
    parts += [f"<p>{_prose(note)}</p>" for note in report.notes]
    if report.printed.strip():
        parts.append(
            f"<details><summary>What your code printed during the check</summary><pre>{escape(report.printed)}</pre></details>"
        )
    return "".join(parts) + "</div>"


def _told(diagnosis: Diagnosis) -> str:
    known = diagnosis.misconception
    share = (
        f" This explains {len(diagnosis.explained)} of the {diagnosis.failed} failures." if diagnosis.partial else ""
    )
    return f"<p><mark>It looks as if your function {_prose(known.name)}.</mark>{share}<br>{_prose(known.hint)}</p>"


def _table(report: Report) -> str:
    titles = ["Outcome", "Case", "Points", *([] if report.passed else ["What was found"])]
    head = "".join(f'<th scope="col" {_CELL}>{title}</th>' for title in titles)
    rows, above = [], ""
    for outcome in report.outcomes:
        told = _same_error(outcome.message)
        rows.append(_row(report, outcome, "the same as above" if told and told == above else outcome.message))
        above = told
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(report: Report, outcome: Outcome, message: str) -> str:
    got, worth = report.points_of(outcome)
    points = f"{_points(got)} of {_points(worth)}".replace(" ", "&nbsp;")
    cells = [f"{SIGNS[outcome.outcome]}&nbsp;{outcome.outcome}", escape(outcome.case.name), points]
    if not report.passed:
        cells.append(_prose(message))
    return "<tr>" + "".join(f"<td {_CELL}>{cell}</td>" for cell in cells) + "</tr>"


def _same_error(message: str) -> str:
    """A message by which rows are compared: an error at one line is one error, whatever the sizes of its call were."""
    _, raised, error = message.partition(" raised ")
    return re.sub(r"\d+", "0", error) if raised else message


def _points(number: float) -> str:
    """Points to two decimals, without idle zeros."""
    return f"{round(number, 2):g}"


def _prose(text: str) -> str:
    """Escaped text, with `code` between backquotes."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def one_line(report: Report) -> str:
    """The failures in one line, what matters most first: nbgrader's Validate cuts long lines at the edge of its window."""
    if not report.attempted:
        return headline(report)
    points = f"{report.exercise.id}: {_points(report.points)} of {report.max_points} points."
    told = "".join(f" It looks as if your function {found.misconception.name}." for found in report.diagnoses)
    reasons = [f"{o.case.name} ({o.message or o.outcome})" for o in report.outcomes if o.outcome != PASSED]
    return f"{points}{told} Not passed: {'; '.join(reasons)}."

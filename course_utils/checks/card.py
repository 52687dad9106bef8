"""The view of a report: semantic HTML that stays readable without any style sheet, and one line of text.

JupyterLab drops `<style>` from untrusted notebooks, so the card relies on table, mark and details alone, uses no random
ids, and puts a sign and a word wherever a colour would be tempting.
"""

from __future__ import annotations

import re
from html import escape

from .runner import FAILED, NOT_ATTEMPTED, PASSED, Outcome, Report

SIGNS = {PASSED: "✓", FAILED: "✗", NOT_ATTEMPTED: "○"}
_LEFT = 'style="text-align: left"'


def headline(report: Report) -> str:
    """One line: exercise, points, what to do next."""
    got = f"{report.points:g} of {report.max_points} points"
    if not report.attempted:
        return f"{report.exercise.id}: not attempted yet, {got}. Fill in the cell above, run it, and run this one again."
    passed = sum(o.outcome == PASSED for o in report.outcomes)
    return f"{report.exercise.id}: {passed} of {len(report.outcomes)} cases passed, {got}."


def html(report: Report) -> str:
    """The card as HTML."""
    parts = [f"<div><p><strong>{escape(headline(report))}</strong></p>"]
    if report.attempted:
        parts.append(_table(report))
    if report.misconception:
        name, hint = report.misconception.name, report.misconception.hint
        parts.append(f"<p><mark>It looks as if your function {_prose(name)}.</mark> {_prose(hint)}</p>")
    parts += [f"<p>{_prose(note)}</p>" for note in report.notes]
    if report.printed.strip():
        parts.append(f"<details><summary>What your code printed during the check</summary><pre>{escape(report.printed)}</pre></details>")
    return "".join(parts) + "</div>"


def _table(report: Report) -> str:
    titles = ["Outcome", "Case", "Points", *([] if report.passed else ["What was found"])]
    head = "".join(f'<th scope="col" {_LEFT}>{title}</th>' for title in titles)
    rows = "".join(_row(report, outcome) for outcome in report.outcomes)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(report: Report, outcome: Outcome) -> str:
    got, worth = report.points_of(outcome)
    cells = [f"{SIGNS[outcome.outcome]} {outcome.outcome}", escape(outcome.case.name), f"{got:.3g} of {worth:.3g}"]
    if not report.passed:
        cells.append(_prose(outcome.message))
    return "<tr>" + "".join(f"<td {_LEFT}>{cell}</td>" for cell in cells) + "</tr>"


def _prose(text: str) -> str:
    """Escaped text, with `code` between backquotes."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def one_line(report: Report) -> str:
    """The failures in one line, for nbgrader's Validate and for logs."""
    reasons = [f"{o.case.name} ({o.message or o.outcome})" for o in report.outcomes if o.outcome != PASSED]
    told = f" It looks as if your function {report.misconception.name}." if report.misconception else ""
    return f"{headline(report)} Not passed: {'; '.join(reasons)}.{told}" if report.attempted else headline(report)

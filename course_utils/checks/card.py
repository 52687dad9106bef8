"""The view of a report: HTML that carries its own design, and the same as plain text.

JupyterLab drops `<style>` from untrusted notebooks and keeps inline styles, so each element has its own. They take the
colour of the text around them and tint it, which is right on a light ground and on a dark one. An outcome is a sign and
a word, and an edge that differs in its line, too; no random ids. What to do next comes first, what has passed last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from ..checked import FAILED, NOT_ATTEMPTED, PARTLY, PASSED
from .diagnosis import Diagnosis
from .failures import Found
from .runner import Outcome, Report

SIGNS = {PASSED: "✓", PARTLY: "◐", FAILED: "✗", NOT_ATTEMPTED: "○"}
WORDS = {PASSED: "Passed", PARTLY: "Partly passed", FAILED: "Not passed", NOT_ATTEMPTED: "Not attempted yet"}
# Hues that stand out on white and on black, and a line of another kind for each.
EDGES = {
    PASSED: "6px solid #2c9a5c",
    PARTLY: "6px dashed #b7791f",
    FAILED: "6px double #d55e00",
    NOT_ATTEMPTED: "6px dotted #808080",
}
BOX = "border-left: {}; background-color: rgba(128, 128, 128, 0.09); padding: 8px 14px; max-width: 920px"
QUIET, LINE = "opacity: 0.8", "border-top: 1px solid rgba(128, 128, 128, 0.4)"
CODE = "white-space: pre-wrap; margin: 4px 0px; padding: 6px 8px; background-color: rgba(128, 128, 128, 0.12); color: inherit"
CODE += "; max-height: 320px; overflow: auto"
IN_SIGHT = 3  # failures that are not folded
STEPS = ("A question", "The idea", "Nearly the solution")


def state(report: Report) -> str:
    """Which of the four states the whole exercise is in."""
    if not report.attempted:
        return NOT_ATTEMPTED
    if report.passed:
        return PASSED
    return PARTLY if any(outcome.outcome == PASSED for outcome in report.outcomes) else FAILED


def points_of(report: Report) -> tuple[str, str]:
    """(points that count, points that grading adds), to one decimal; together they are those of the exercise."""
    run = sum(outcome.case.weight for outcome in report.outcomes)
    whole = run + (report.exercise.hidden_weight if report.to_come else 0.0)
    return _points(report.counted), _points(report.max_points - round(report.max_points * run / whole, 1))


def headline(report: Report) -> str:
    """What came out, without the name of the exercise."""
    passed, ran = sum(o.outcome == PASSED for o in report.outcomes), len(report.outcomes)
    if not report.attempted:
        return WORDS[NOT_ATTEMPTED]
    checks = f"all {ran} checks pass" if report.passed and ran > 1 else f"{passed} of {ran} checks pass"
    return f"{WORDS[state(report)]}: {checks}"


def tally(report: Report) -> str:
    """What counts now, and what grading adds."""
    counted, more = points_of(report)
    of = f"{counted} of {report.max_points} points"
    if not report.to_come:
        return of
    checks = f"{report.to_come} more check" + ("s" if report.to_come > 1 else "")
    return f"{of} so far; grading adds {checks} for {_count(more, 'point')}"


def html(report: Report, *, final: bool = False, offered: bool = False) -> str:
    """The card. final: it tells a grade, and gives no work to do; offered: the steps of hints, folded."""
    parts = [_title(report), *(_paragraph(_prose(note)) for note in report.notes)]
    if not report.attempted and not final:
        parts.append(_paragraph("Write the function in the cell above, run that cell, then run this one again."))
    parts += [_told(diagnosis, final) for diagnosis in report.diagnoses]
    if report.attempted:
        parts.append(_cases(report))
    if offered and report.exercise.steps:
        parts.append(_offer(report.exercise.steps))
    elif report.exercise.steps and report.attempted and not (final or report.passed):
        parts.append(_row(f'<div style="{QUIET}">Hints come with the next attempt that does not pass.</div>'))
    if report.printed.strip():
        parts.append(_folded("What your code printed during the check", _pre(report.printed)))
    return f'<div style="{BOX.format(EDGES[state(report)])}">{"".join(parts)}</div>'


def _title(report: Report) -> str:
    name = f"<code>{escape(report.exercise.id)}</code>"
    first = f'<strong style="font-size: 110%">{SIGNS[state(report)]} {escape(headline(report))}</strong> &nbsp; {name}'
    return f'<div>{first}</div><div style="{QUIET}">{escape(tally(report))}</div>'


def _told(diagnosis: Diagnosis, final: bool) -> str:
    known = diagnosis.misconception
    share = (
        f" This explains {len(diagnosis.explained)} of the {diagnosis.failed} failures." if diagnosis.partial else ""
    )
    named = f"<strong>It looks as if your function {_prose(known.name)}.</strong>{share}"
    if final:
        return _paragraph(f"{named}<br>{_prose(known.hint)}")
    return _paragraph(named, _folded("Show what to change", _paragraph(_prose(known.hint))))


def _cases(report: Report) -> str:
    """What failed, each with what was found, the first few in sight; then what passed in one fold."""
    numbered = list(enumerate(report.outcomes, 1))
    rows, above = [], ""
    for number, outcome in numbered:
        if outcome.outcome != PASSED:
            told = same_error(outcome.message)
            rows.append(_again(number, outcome) if told and told == above else _failed(number, outcome))
            above = told
    more = len(rows) - IN_SIGHT
    if more > 1:
        rows[IN_SIGHT:] = [_row(_folded(f"{more} more checks that did not pass", "".join(rows[IN_SIGHT:])))]
    passed = [f"<li>{SIGNS[PASSED]} {n}. {_prose(o.case.name)}</li>" for n, o in numbered if o.outcome == PASSED]
    if passed:
        names = f'<ul style="list-style-type: none; padding-left: 18px">{"".join(passed)}</ul>'
        rows.append(_row(_folded(f"{SIGNS[PASSED]} {_count(str(len(passed)), 'check')} passed", names)))
    return "".join(rows)


def _again(number: int, outcome: Outcome) -> str:
    return f"<div>{SIGNS[FAILED]} the same in check {number}: {_prose(outcome.case.name)}</div>"


def _failed(number: int, outcome: Outcome) -> str:
    sign, name = SIGNS[outcome.outcome], f"check {number}: {_prose(outcome.case.name)}"
    if outcome.outcome == NOT_ATTEMPTED:
        return _row(f"<div><strong>{sign} not attempted:</strong> {name}</div>")
    found = outcome.found or Found(outcome.message)
    parts = [f"<div><strong>{sign} failed: {_prose(found.what)}</strong></div>"]
    sides = (("expected", found.expected), ("got" if found.expected else "", found.got))
    parts += [_side(label, text) for label, text in sides if text]
    parts += [f'<div style="{QUIET}">{_prose(found.where)}</div>'] if found.where else []
    parts.append(f'<div style="{QUIET}">in {name}</div>')
    if outcome.call:
        parts.append(_folded("Repeat this call in a cell of your own", _pre(outcome.call)))
    return _row("".join(parts))


def _side(label: str, text: str) -> str:
    """One side of a comparison, below the other."""
    word = f'<span style="display: inline-block; min-width: 76px; {QUIET}">{label}</span>' if label else ""
    code = text if "`" in text else f"`{text}`"
    return f"<div>{word}{_prose(code)}</div>"


def _offer(steps: tuple[str, ...]) -> str:
    """The steps inside one another: each click goes one on."""
    inner = ""
    for number in range(len(steps), 0, -1):
        title = f"Hint {number} of {len(steps)}: {STEPS[number - 1].lower()}"
        inner = _folded(title, _paragraph(_prose(steps[number - 1])) + inner)
    return _row(inner)


def hint_html(name: str, steps: tuple[str, ...], shown: int) -> str:
    """The steps of an exercise up to the one that is shown."""
    title = f"<div><strong>Hints for</strong> <code>{escape(name)}</code></div>"
    rows = [
        f"<div><strong>{number}. {STEPS[number - 1]}.</strong> {_prose(step)}</div>"
        for number, step in enumerate(steps[:shown], 1)
    ]
    more = f'<div style="{QUIET}">{escape(_more(steps, shown))}</div>'
    return f'<div style="{BOX.format("6px solid #808080")}">{title}{"".join(rows)}{more}</div>'


def hint_text(name: str, steps: tuple[str, ...], shown: int) -> str:
    """The same as plain text."""
    rows = [f"{number}. {STEPS[number - 1]}. {_words(step)}" for number, step in enumerate(steps[:shown], 1)]
    return "\n".join([f"Hints for {name}", *rows, _more(steps, shown)])


def _more(steps: tuple[str, ...], shown: int) -> str:
    if not steps:
        return "There are none for this exercise."
    return "Run this cell again for the next step." if shown < len(steps) else "That was the last step."


def plain(notes: Iterable[str]) -> list[str]:
    """Notes without marks of code."""
    return [_words(note) for note in notes]


def text(report: Report) -> str:
    """The card as plain text, for where no HTML is shown."""
    lines = [f"{SIGNS[state(report)]} {report.exercise.id}: {headline(report)}", f"  {tally(report)}"]
    lines += [f"  {note}" for note in plain(report.notes)]
    lines += [f"  It looks as if your function {_words(found.misconception.name)}." for found in report.diagnoses]
    for outcome in report.outcomes if report.attempted and not report.passed else []:
        told = f"\n      {_words(outcome.message)}" if outcome.message else ""
        lines.append(f"  {SIGNS[outcome.outcome]} {outcome.outcome}: {_words(outcome.case.name)}{told}")
    return "\n".join(lines)


def one_line(report: Report) -> str:
    """The failures in one line, what matters most first: nbgrader's Validate cuts long lines at the edge of its window."""
    if not report.attempted:
        return f"{report.exercise.id}: {NOT_ATTEMPTED} yet, 0 of {report.max_points} points."
    points = f"{report.exercise.id}: {points_of(report)[0]} of {report.max_points} points."
    told = "".join(f" It looks as if your function {_words(found.misconception.name)}." for found in report.diagnoses)
    reasons = [f"{o.case.name} ({_words(o.message) or o.outcome})" for o in report.outcomes if o.outcome != PASSED]
    return f"{points}{told} Not passed: {'; '.join(reasons)}."


def _row(inner: str) -> str:
    return f'<div style="{LINE}; margin-top: 8px; padding-top: 6px">{inner}</div>'


def _paragraph(*inner: str) -> str:
    return f'<div style="margin: 6px 0px">{"".join(inner)}</div>'


def _folded(title: str, inner: str) -> str:
    return f'<details><summary style="cursor: pointer">{escape(title)}</summary>{inner}</details>'


def _pre(code: str) -> str:
    return f'<pre style="{CODE}">{escape(code)}</pre>'


def same_error(message: str) -> str:
    """A message by which failures are compared: an error at one line is one error, whatever the sizes of its call were."""
    _, raised, error = message.partition(" raised ")
    return re.sub(r"\d+", "0", error) if raised else message


def _points(number: float) -> str:
    """Points to one decimal, without idle zeros."""
    return f"{round(number, 1):g}"


def _count(number: str, thing: str) -> str:
    return f"{number} {thing}" if number == "1" else f"{number} {thing}s"


def _prose(text: str) -> str:
    """Escaped text, with `code` between backquotes."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _words(text: str) -> str:
    """The same for where nothing can be set off: no backquotes."""
    return re.sub(r"`([^`]+)`", r"\1", text)

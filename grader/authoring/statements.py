"""The statement ledger: every statement of a chapter stands in it, is certified, and its common slip is shown failing.

`python -m grader ledger` reads tests/statements/ledger.toml, the chapter sources and the syntax trees of the tests
(nothing is run), prints one line per chapter and one line per gap, and returns 0 only without gaps.
"""

import argparse
import ast
import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.chapters import topic_of

ROOT = Path(__file__).resolve().parents[2]
LEDGER, CHAPTERS, TESTS = "tests/statements/ledger.toml", "solutions", "tests/statements"
KINDS = ("statement", "erratum", "number", "definition")
REQUIRED = ("id", "chapter", "kind", "text", "source")
OPTIONAL = {"supplement", "erratum", "severity", "slip", "misprint"}
NEVER_RUN = {"skip", "skipif", "xfail"}
ANCHOR = re.compile(r"""<a\s+(?:id|name)=["']([^"']+)["']""")


class LedgerError(Exception):
    """The ledger cannot be read at all; the message is one line."""


@dataclass(frozen=True)
class Row:
    """One line of the ledger, keys as in ledger.toml.

    misprint: a slip that no student makes; its test shows it failing, and the chapter does not mention it.
    """

    id: str
    chapter: str
    kind: str
    text: str
    source: str
    supplement: bool = False
    erratum: str = ""
    severity: str = ""
    slip: str = ""
    misprint: bool = False

    @property
    def anchor(self) -> str:
        """The id that the chapter's anchor has."""
        return re.sub(r"[._]", "-", self.id)

    @property
    def needs_test(self) -> bool:
        return self.kind != "definition"

    @property
    def needs_slip(self) -> bool:
        return bool({"M", "C"} & set(self.severity)) and not self.misprint


Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Anchors:
    """What a chapter's source offers: how often each anchor stands in a markdown cell, and before a code cell."""

    counts: Counter
    before_code: frozenset


def read_ledger(path: Path) -> tuple[dict[str, int], list[Row], list[str]]:
    """Return the chapters with their syllabus counts, the well-formed rows, and one line per malformed row.

    Raises LedgerError if the file is missing, is not TOML, or has no table of chapters.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LedgerError(f"{path}: cannot be read ({error.strerror}); give the project's folder with --root") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LedgerError(f"{path}: not a TOML file: {error}") from None
    chapters = document.get("chapters")
    if not isinstance(chapters, dict) or not all(type(count) is int for count in chapters.values()):
        raise LedgerError(f"{path}: needs a table [chapters] with the number of statements of each chapter")
    entries = document.get("row", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise LedgerError(f"{path}: rows are written as [[row]]")
    rows: list[Row] = []
    gaps: list[str] = []
    for number, entry in enumerate(entries, start=1):
        problem = malformed(entry, chapters, rows)
        if problem:
            gaps.append(f"{entry.get('id', f'row {number}')}: {problem}")
        else:
            rows.append(Row(**entry))
    return chapters, rows, gaps


def malformed(entry: dict, chapters: dict[str, int], earlier: list[Row]) -> str:
    """Say what is wrong with one [[row]], or return an empty string."""
    missing = [key for key in REQUIRED if not isinstance(entry.get(key), str) or not entry[key].strip()]
    if missing:
        return f"the ledger row needs {', '.join(missing)}"
    unknown = sorted(set(entry) - set(REQUIRED) - OPTIONAL)
    if unknown:
        return f"the ledger row has an unknown key {unknown[0]}"
    if entry["kind"] not in KINDS:
        return f"kind {entry['kind']!r} is none of {', '.join(KINDS)}"
    if entry["chapter"] not in chapters:
        return f"chapter {entry['chapter']!r} is not in the table [chapters]"
    if not entry["id"].startswith(topic_of(entry["chapter"]) + "."):
        return f"the id of a row of {entry['chapter']} starts with {topic_of(entry['chapter'])}."
    if any(row.id == entry["id"] for row in earlier):
        return "stands twice in the ledger"
    if entry["kind"] == "erratum" and not set(entry.get("severity", "")) & set("MCOT"):
        return "an erratum needs its severity (M, C, O or T)"
    return ""


def source_of(chapter: str) -> str:
    """The chapter's text source, relative to the project's folder."""
    return f"{CHAPTERS}/{chapter}/{topic_of(chapter)}.py"


def read_anchors(source: Path) -> Anchors:
    """Collect the anchors of a percent-format chapter; those in code cells do not count."""
    cells = re.split(r"^# %%", source.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    is_code = [not re.match(r"[^\n]*\[(markdown|md|raw)\]", cell) for cell in cells]
    counts: Counter[str] = Counter()
    before_code: set[str] = set()
    for cell, code, next_is_code in zip(cells, is_code, [*is_code[1:], False], strict=True):
        if code:
            continue
        found = ANCHOR.findall(cell)
        counts.update(found)
        if next_is_code:
            before_code.update(found)
    return Anchors(counts, frozenset(before_code))


def named(node: ast.expr) -> str:
    """The last name of a decorator: certifies for @certify.certifies(...), skip for @pytest.mark.skip."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def read_certificates(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Scan the tests for @certifies("row.id", ...) without running them.

    Returns the certified ids, each with the place of a test, and one line for each decorator that counts for nothing.
    """
    certified: dict[str, str] = {}
    gaps: list[str] = []
    for path in sorted(folder.rglob("test_*.py")):
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            gaps.append(f"{path.relative_to(folder)}:{error.lineno}: not valid Python: {error.msg}")
            continue
        for function in ast.walk(tree):
            if not isinstance(function, Function):
                continue
            never_run = bool({named(decorator) for decorator in function.decorator_list} & NEVER_RUN)
            for decorator in function.decorator_list:
                if named(decorator) != "certifies":
                    continue
                place = f"{path.relative_to(folder)}:{function.lineno} ({function.name})"
                row, problem = certified_row(decorator, function, never_run)
                if problem:
                    gaps.append(f"{place}: {problem}")
                else:
                    certified.setdefault(row, place)
    return certified, gaps


def certified_row(decorator: ast.expr, function: Function, never_run: bool) -> tuple[str, str]:
    """Return the id that a decorator names and an empty string, or an empty id and what is wrong."""
    first = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return "", "the first argument of certifies must be the row's id as a plain string"
    if not function.name.startswith("test"):
        return "", f"certifies {first.value}, but pytest collects only functions named test_*"
    if never_run:
        return "", f"certifies {first.value}, but is marked as skipped or as failing"
    return first.value, ""


def chapter_gaps(chapter: str, listed: int, rows: list[Row], anchors: Anchors, certified: dict[str, str]) -> list[str]:
    """One line for each gap of a chapter that is written. `listed` is the syllabus's number of statements."""
    place, gaps = source_of(chapter), []
    counted = sum(row.kind in ("statement", "definition") and not row.supplement for row in rows)
    if counted != listed:
        gaps.append(f"{chapter}: the syllabus lists {listed} statements, the ledger has rows for {counted}")
    for row in rows:
        if row.misprint:
            if row.slip or row.kind != "erratum":
                gaps.append(f"{row.id}: a misprint is an erratum and stands in no chapter: leave slip out")
        elif not anchors.counts[row.anchor]:
            gaps.append(f'{row.id}: not stated, {place} has no markdown cell with <a id="{row.anchor}"></a>')
        elif anchors.counts[row.anchor] > 1:
            gaps.append(f"{row.id}: the anchor {row.anchor} stands {anchors.counts[row.anchor]} times in {place}")
        if row.needs_test and row.id not in certified:
            gaps.append(f'{row.id}: not certified, no test carries @certifies("{row.id}", ...)')
        if not row.slip:
            if row.needs_slip:
                gaps.append(f"{row.id}: severity {row.severity} needs the anchor of a cell that fails, slip = ...")
        elif not anchors.counts[row.slip]:
            gaps.append(f'{row.id}: not shown failing, {place} has no markdown cell with <a id="{row.slip}"></a>')
        elif row.slip not in anchors.before_code:
            gaps.append(f"{row.id}: not shown failing, no code cell follows the anchor {row.slip} in {place}")
    return gaps


def table_line(rows: list[Row], anchors: Anchors, certified: dict[str, str]) -> str:
    """The counts of one written chapter: listed, stated, certified, shown failing."""

    def share(flags: list[bool]) -> str:
        return f"{sum(flags)}/{len(flags)}"

    stated = share([anchors.counts[row.anchor] > 0 for row in rows if not row.misprint])
    tested = share([row.id in certified for row in rows if row.needs_test])
    failing = share([row.slip in anchors.before_code for row in rows if row.needs_slip or row.slip])
    return f"{len(rows):>6}  {stated:>7}  {tested:>9}  {failing:>13}"


def report(root: Path) -> tuple[list[str], list[str]]:
    """Return the table's lines and the gaps of the project in `root`. Raises LedgerError."""
    chapters, rows, gaps = read_ledger(root / LEDGER)
    certified, unusable = read_certificates(root / TESTS)
    gaps += unusable
    known = {row.id for row in rows}
    gaps += [
        f"{place}: certifies {row}, which is no row of the ledger"
        for row, place in certified.items()
        if row not in known
    ]
    lines = [f"{'chapter':<24}{'listed':>6}  {'stated':>7}  {'certified':>9}  {'shown failing':>13}"]
    for chapter, listed in chapters.items():
        source = root / source_of(chapter)
        if not source.is_file():
            lines.append(f"{chapter:<24}{listed:>6}  not written yet")
            continue
        own = [row for row in rows if row.chapter == chapter]
        anchors = read_anchors(source)
        gaps += chapter_gaps(chapter, listed, own, anchors, certified)
        lines.append(f"{chapter:<24}{table_line(own, anchors, certified)}")
    return lines, gaps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `python -m grader ledger`."""
    parser.add_argument("--root", type=Path, default=ROOT, help="the project's folder (default: this one)")


def run(args: argparse.Namespace) -> int:
    """Print the table and the gaps. Returns 0 without gaps, 1 with gaps, 2 if the ledger cannot be read."""
    try:
        lines, gaps = report(args.root)
    except LedgerError as error:
        print(f"ledger: {error}", file=sys.stderr)
        return 2
    print("\n".join(lines))
    for gap in gaps:
        print(f"gap: {gap}")
    print(f"{len(gaps)} gap{'' if len(gaps) == 1 else 's'}")
    return 1 if gaps else 0

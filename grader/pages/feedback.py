"""Feedback pages that say what the gradebook says: nbgrader leaves a page alone that is there, whatever has changed since."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbgrader.converters import GenerateFeedback

from grader.course import Course, load_course
from grader.gradebook.late import refresh
from grader.gradebook.layout import open_gradebook

from .facts import Facts, read_facts
from .summary import cells_of, summary

MARK = '<meta name="gradebook" content="{}">'
_MARKED = re.compile(MARK.format("([0-9a-f]{64})").encode())
_SAID = """SELECT b.name, w.max_score, g.auto_score, g.manual_score, g.extra_credit, c.auto_comment, c.manual_comment
    FROM base_cell b LEFT JOIN grade g ON g.cell_id = b.id AND g.notebook_id = :row
    LEFT JOIN comment c ON c.cell_id = b.id AND c.notebook_id = :row
    LEFT JOIN (SELECT id, max_score FROM grade_cells UNION ALL SELECT id, max_score FROM task_cells) w ON w.id = b.id
    WHERE b.notebook_id = :notebook ORDER BY b.name"""
_ROW = """SELECT x.id, x.notebook_id FROM submitted_notebook x JOIN notebook n ON n.id = x.notebook_id
    JOIN submitted_assignment s ON s.id = x.assignment_id JOIN assignment a ON a.id = s.assignment_id
    WHERE s.student_id = ? AND a.name = ? AND n.name = ?"""


class FeedbackExporter(HTMLExporter):
    """nbgrader's exporter of feedback. It is made before any page is, and takes those out of the way that would stay old: after a
    regrade, points or a comment by hand, an extension. Each page carries a digest of what it was made from."""

    def __init__(self, config=None, **kw):
        super().__init__(config=config, **kw)
        self._digests: dict[tuple, str] = {}
        self._facts: dict[tuple, Facts] = {}
        if isinstance(self.parent, GenerateFeedback):
            self._remove_old(self.parent)

    def from_notebook_node(self, nb, resources=None, **kw):
        """The page, marked."""
        self.register_filter("summary", self._summary)
        output, resources = super().from_notebook_node(nb, resources=resources, **kw)
        digest = self._digests.get(_key(resources))
        return (output.replace("</head>", f"{MARK.format(digest)}\n</head>", 1) if digest else output), resources

    def _summary(self, nb, resources) -> str:
        """What stands above the notebook: a filter, for the template has the notebook with its grades."""
        key = _key(resources)
        facts = self._facts.get(key) or Facts(key[0], key[1])
        return summary(nb, resources.get("nbgrader", {}), facts)

    def _remove_old(self, converter: GenerateFeedback) -> None:
        address = converter.coursedir.db_url
        if not address.startswith("sqlite:///"):
            return
        with closing(open_gradebook(Path(address.removeprefix("sqlite:///")))) as gradebook:
            course = load_course(Path(converter.coursedir.root))
            refresh(gradebook, course)
            for notebooks in converter.assignments.values():
                self._remove_of_one(converter, gradebook, course, [Path(name) for name in sorted(notebooks)])

    def _remove_of_one(
        self, converter: GenerateFeedback, gradebook: sqlite3.Connection, course: Course, notebooks: list[Path]
    ) -> None:
        wanted, keys = {}, []
        for path in notebooks:
            about = converter.init_single_notebook_resources(str(path))["nbgrader"]
            keys.append((about["student"], about["assignment"], about["notebook"]))
            facts = self._facts[keys[-1]] = _facts(gradebook, course, *keys[-1])
            wanted[path.stem] = self._digests[keys[-1]] = _digest(gradebook, path, facts, keys[-1])
        student, assignment, _ = keys[0]
        folder = Path(converter._format_dest(assignment, student))
        old = {path.stem: _mark_of(path) for path in folder.glob("*.html")}
        stale = [name for name in wanted if name in old and old[name] != wanted[name]]
        if converter.coursedir.notebook_id == "*":
            if stale or (folder.is_dir() and old.keys() != wanted.keys()):
                self.log.info("%s: the page no longer says what the gradebook says: it is made anew", student)
                shutil.rmtree(folder)
        else:
            for name in stale:
                (folder / f"{name}.html").unlink()


def _key(resources) -> tuple[str, ...]:
    about = resources.get("nbgrader", {})
    return tuple(str(about.get(name, "")) for name in ("student", "assignment", "notebook"))


def _facts(gradebook: sqlite3.Connection, course: Course, student: str, assignment: str, notebook: str) -> Facts:
    source = course.folder("source", ".", assignment) / f"{notebook}.ipynb"
    return replace(read_facts(gradebook, course, student, assignment, notebook), cells=cells_of(source))


def _digest(gradebook: sqlite3.Connection, path: Path, facts: Facts, key: tuple[str, str, str]) -> str:
    """Of everything that a page shows."""
    total = hashlib.sha256(f"{_version()}\0{facts}".encode() + path.read_bytes())
    found = gradebook.execute(_ROW, key).fetchone()
    if found:
        row, identity = found
        total.update(repr(gradebook.execute(_SAID, {"row": row, "notebook": identity}).fetchall()).encode())
    return total.hexdigest()


def _version() -> str:
    """Changes when pages are made otherwise."""
    own = sorted(path for path in Path(__file__).parent.rglob("*") if path.suffix in (".py", ".j2", ".css"))
    code = hashlib.sha256(b"".join(path.read_bytes() for path in own))
    return f"{version('nbgrader')} {version('nbconvert')} {code.hexdigest()}"


def _mark_of(page: Path) -> str:
    found = _MARKED.search(page.read_bytes())
    return found.group(1).decode() if found else ""

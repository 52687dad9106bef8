"""What an attack is, and how a hostile notebook is made from the released one and graded."""

from __future__ import annotations

import html
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from grader.exercises import secrets
from grader.submission.grade import grade_submission
from grader.submission.records import GradedSubmission, Job

COURSE = Path(__file__).parents[2]
CHAPTER, NOTEBOOK = "11_vae", "vae"
TARGET, LATER = "vae-log_px_importance", "vae-vae_loss"  # where the attack stands, and an honest answer below it
SEED = 5

RIGHT = secrets()["vae.log_px_importance"].reference.source
WRONG = next(m for m in secrets()["vae.log_px_importance"].misconceptions if "averages" in m.name).source
LATER_RIGHT = secrets()["vae.vae_loss"].reference.source

#: For code that talks to the grader behind the back of the loop that serves it.
CHANNEL = """
import os, stat, struct
def _sockets():
    for fd in range(3, 128):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode): yield fd
        except OSError: pass
CHANNEL = next(_sockets(), None)
def send(data):
    view = memoryview(struct.pack("!i", len(data)) + data)
    while view: view = view[os.write(CHANNEL, view):]
"""


@dataclass(frozen=True)
class Attack:
    """A hostile submission.

    name: its effect. code: the source of the answer cell. honest: the same answer without the attack, or its points; the
    attack must earn no more and no less. evidence: a pattern that must be found in what the autograded notebook shows: that
    the attack took place, or which limit it hit. stock: whether stock nbgrader gives the points away; None where it is not
    tried. later: points of the honest answer below; less only where the attack is on the submission's own process.
    never: a pattern that must be nowhere in the outputs, notes and verdicts, as they are stored.
    """

    name: str
    code: str
    evidence: str
    honest: str | float = WRONG
    change: Callable[[dict], None] | None = None
    raw: Callable[[dict], bytes] | None = None
    plant: Callable[[Path], None] | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    stock: bool | None = None
    later: float = 2.0
    never: str = ""
    limits: dict[str, float] = field(default_factory=dict)


ATTACKS: dict[str, Attack] = {}


def attack(name: str, code: str, evidence: str, **more) -> Attack:
    """Add an attack to the suite."""
    assert name not in ATTACKS, f"there is an attack {name!r} already"
    ATTACKS[name] = Attack(name, code, evidence, **more)
    return ATTACKS[name]


@lru_cache(maxsize=1)
def _released() -> str:
    return (COURSE / "notebooks" / CHAPTER / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8")


def released() -> dict:
    """The released notebook, its sources joined."""
    notebook = json.loads(_released())
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def cell(notebook: dict, grade_id: str) -> dict:
    """The cell with this grade id."""
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def code_cell(source: str, **more) -> dict:
    """A cell of the student's own."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None} | more


def after(grade_id: str, *sources: str) -> Callable[[dict], None]:
    """A change: cells of the student's own behind one of ours."""

    def change(notebook: dict) -> None:
        place = notebook["cells"].index(cell(notebook, grade_id)) + 1
        notebook["cells"][place:place] = [code_cell(source) for source in sources]

    return change


def submission(found: Attack) -> bytes:
    """The notebook that is handed in."""
    notebook = released()
    cell(notebook, TARGET)["source"] = found.code
    cell(notebook, LATER)["source"] = LATER_RIGHT
    if found.change:
        found.change(notebook)
    return found.raw(notebook) if found.raw else json.dumps(notebook).encode()


def hand_in(found: Attack, folder: Path) -> None:
    """Put the submission in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NOTEBOOK}.ipynb").write_bytes(submission(found))
    for name, content in found.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    if found.plant:
        found.plant(folder)


@lru_cache(maxsize=1)
def _stubs() -> dict:
    cells = released()["cells"]
    return {c["metadata"]["nbgrader"]["grade_id"]: c["source"] for c in cells if "nbgrader" in c["metadata"]}


@dataclass(frozen=True)
class Result:
    """What came of a submission."""

    graded: GradedSubmission

    @property
    def notebook(self) -> dict:
        assert not self.graded.failure, self.graded.failure
        return json.loads(self.graded.notebooks[0].text.encode())  # as it will be written

    @property
    def verdicts(self) -> dict[str, dict]:
        return {v["grade_id"].removesuffix("-check"): v for v in self.notebook["metadata"]["grading"]["verdicts"]}

    def points(self, grade_id: str = TARGET) -> float:
        return self.verdicts[grade_id]["points"]

    @property
    def stored(self) -> str:
        """Outputs, notes and verdicts as JSON."""
        outputs = [o for c in self.notebook["cells"] for o in c.get("outputs", [])]
        return json.dumps([outputs, self.notebook["metadata"]["grading"]], ensure_ascii=False)

    @property
    def shown(self) -> str:
        """The same as a reader sees it: texts, one below the other."""
        return html.unescape("\n".join(_texts(json.loads(self.stored))))


def grade(found: Attack, fork, by: Callable = grade_submission) -> Result:
    """Grade the submission as the class is graded, or by another function."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "handed-in")
        hand_in(found, folder)
        source = str(COURSE / "solutions" / CHAPTER)
        job = Job("mallory", CHAPTER, str(folder), source, [NOTEBOOK], {NOTEBOOK: _stubs()}, {NOTEBOOK: {}}, SEED)
        try:
            return Result(by(job, fork))
        finally:
            os.system(f"rm -rf {folder}")  # also what is too deep for Python


def _texts(part) -> Iterator[str]:
    if isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list) and part and all(isinstance(line, str) for line in part):
        yield "".join(part)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
    else:
        yield str(part)


@lru_cache(maxsize=64)
def honest_points(source: str, fork) -> float:
    """What an answer earns without any attack."""
    return grade(Attack("honest", source, ""), fork).points()

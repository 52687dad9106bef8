"""What grading a submission produces, as plain data: it crosses process boundaries and is kept in the autograded notebook."""

from __future__ import annotations

from msgspec import Struct


class NeedsHuman(str):
    """A note on a submission that lost points, or may have, to something that is no answer: a file, a name, a time.

    It is told on the student's own page like any note; also on stderr of `grader autograde`, whose exit status it changes,
    and in `grader report` under "What needs a human".
    """


class CaseRecord(Struct, frozen=True):
    """What became of one case. `message` never holds anything that could show a hidden input."""

    name: str
    outcome: str  # "passed", "failed" or "not attempted"
    points: float
    max_points: float
    message: str
    hidden: bool


class ExerciseVerdict(Struct, frozen=True):
    """What became of one exercise. `grade_id` is that of its graded cell."""

    exercise: str
    grade_id: str
    points: float
    max_points: float
    misconception: str | None
    hint: str
    cases: list[CaseRecord]
    second: tuple[str, str] | None = None  # name and hint of another misconception that shows at once


class Rules(Struct, frozen=True):
    """Settings of nbgrader's, from the course's configuration, that bear on a submission's outputs and files."""

    kept_back: list[
        str
    ] = []  # patterns and names of the instructor's files that are not laid over the submission's own
    ignored_stderr: str = ""  # pattern of text on stderr that is left out: IgnorePattern
    max_lines: int = 1000  # of a cell's streams, -1 for any number: LimitOutput
    max_traceback: int = 100  # lines of an error's


class CellScore(Struct, frozen=True):
    """What nbgrader's gradebook stores of a cell that it knows by this grade id."""

    grade_id: str
    graded: bool  # whether it is a cell with a score
    score: float | None  # None where a person has to grade
    unchanged: bool  # it is as it was handed out


class Job(Struct, frozen=True):
    """One submission to grade. `notebooks`: names (without .ipynb) of the assignment's notebooks, in the gradebook's order."""

    student: str
    assignment: str
    folder: str  # the submission's folder
    source: str  # the assignment's folder with the instructor's own notebooks
    notebooks: list[str]
    stubs: dict[str, dict[str, str]]  # notebook -> grade id -> released text of the cell
    checksums: dict[str, dict[str, str]]  # notebook -> grade id -> nbgrader's checksum of the cell as it was released
    seed: int
    rules: Rules = Rules()


class GradedNotebook(Struct, frozen=True):
    """One autograded notebook. `metadata.grading` of the notebook holds `notes` (what was mended or went wrong, one line
    each), `needs_human` (those of them that a person has to look into), `graded`, `verdicts` (a list of ExerciseVerdict as JSON) and `plain` (grade ids of test cells that ran as plain code in the child:
    isolated, not tamper-proof)."""

    name: str
    text: str  # as nbformat writes it
    cells: list[CellScore] = []
    missing: bool = False  # the submission has no such notebook: nothing is written, every cell scores 0
    needs_human: list[str] = []  # why a person has to look into it
    graded: bool = True  # False where there was nothing to grade: its points are none, and not 0


class GradedSubmission(Struct, frozen=True):
    """One graded submission. `failure` is not empty where the grader itself failed; then there are no notebooks."""

    @property
    def needs_human(self) -> list[str]:
        """Why a person has to look into it; with the notebook's name, where there are several."""
        named = len(self.notebooks) > 1
        reasons = [f"{n.name}: {reason}" if named else reason for n in self.notebooks for reason in n.needs_human]
        return [f"not graded: {self.failure}"] if self.failure else reasons

    student: str
    assignment: str
    notebooks: list[GradedNotebook]
    seconds: float = 0.0  # wall time
    child_seconds: float = 0.0  # CPU of the student's code
    failure: str = ""
    set_aside: bool = False  # it has been at work for long, and others wait: to be graded behind them
    doubtful: bool = False  # something from outside may have had a hand in it: to be graded again, alone
    phases: dict[str, tuple[float, float]] = {}  # where the time went: seconds of this process, seconds of waiting

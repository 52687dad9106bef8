"""Runs the cases of an exercise against a student and collects the outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..checked import FAILED, NOT_ATTEMPTED, PASSED
from .calls import failing_call
from .diagnosis import Diagnosis, diagnose
from .draw import Draw
from .exercises import Case, Exercise, Misconception
from .expect import false_fail
from .failures import Ended, Failure, Found, NotAttempted, TimeLimit
from .limits import CappedText, captured, random_states_kept

MAX_MESSAGE = 1000  # characters
# Cases that end their process, after which the rest of an exercise is not run: the other exercises need one, too.
DEATHS = 3


@dataclass(frozen=True)
class Outcome:
    """What became of one case. found: a failure in parts; answer: what was found wrong there; call: the code that repeats it."""

    case: Case
    outcome: str
    message: str = ""
    drew: bool = False
    false_fail: float = 0.0
    late: bool = False
    ended: bool = False  # the process that ran it
    found: Found | None = None
    answer: object = None
    call: str = ""


@dataclass
class Report:
    """The outcomes of one exercise and what they add up to."""

    exercise: Exercise
    outcomes: list[Outcome]
    diagnoses: list[Diagnosis] = field(default_factory=list)
    looked: bool = False  # for misconceptions
    printed: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def misconception(self) -> Misconception | None:
        """The misconception that explains most of the failures, if there is one."""
        return self.diagnoses[0].misconception if self.diagnoses else None

    @property
    def points(self) -> float:
        """Cell points x weight of cases passed / weight of cases run."""
        passed = sum(o.case.weight for o in self.outcomes if o.outcome == PASSED)
        return self.exercise.points * passed / sum(o.case.weight for o in self.outcomes)

    @property
    def max_points(self) -> int:
        return self.exercise.points

    @property
    def to_come(self) -> int:
        """How many cases grading adds to those that were run."""
        return 0 if any(outcome.case.hidden for outcome in self.outcomes) else self.exercise.hidden_cases

    @property
    def counted(self) -> float:
        """The points that the passed cases have in grading, where all cases count."""
        run = sum(outcome.case.weight for outcome in self.outcomes)
        return self.points * run / (run + (self.exercise.hidden_weight if self.to_come else 0.0))

    @property
    def attempted(self) -> bool:
        return any(o.outcome != NOT_ATTEMPTED for o in self.outcomes)

    @property
    def passed(self) -> bool:
        return all(o.outcome == PASSED for o in self.outcomes)

    def points_of(self, outcome: Outcome) -> tuple[float, float]:
        """(points, maximum) of one outcome."""
        worth = self.exercise.points * outcome.case.weight / sum(o.case.weight for o in self.outcomes)
        return (worth if outcome.outcome == PASSED else 0.0), worth


def run_case(case: Case, student, draw: Draw, seconds: float | None = None) -> Outcome:
    """Run one case. Whatever the student's code does ends as one of three outcomes."""
    level = false_fail.set(0.0)
    outcome, message, late, ended = PASSED, "", False, False
    found, answer = None, None
    try:
        student.begin(draw.state)
        with student.limited(seconds or case.seconds):
            case.run(student, draw)
    except NotAttempted:
        outcome = NOT_ATTEMPTED
    except Failure as failure:
        outcome, message = FAILED, failure.bare if case.hidden else str(failure)
        ended = isinstance(failure, Ended)
        found, answer = (None, None) if case.hidden else (failure.found, failure.answer)
    except TimeLimit as limit:
        outcome, message, late = FAILED, str(limit), True
    except Exception as error:  # an answer of a kind that the case did not foresee
        outcome, message = FAILED, f"the answer cannot be compared with what is expected ({type(error).__name__})"
    finally:
        stated = false_fail.get()
        false_fail.reset(level)
    return Outcome(case, outcome, _capped(message), draw.used, stated, late, ended, found, answer)


def _capped(message: str) -> str:
    return message if len(message) <= MAX_MESSAGE else message[:MAX_MESSAGE] + "..."


def run_exercise(
    exercise: Exercise,
    cases: Iterable[Case],
    student,
    *,
    seed: int = 0,
    seconds: float | None = None,
) -> Report:
    """Run the cases, each on a random stream of its own, and match a failure with the known misconceptions.

    seconds: of CPU for each case, in place of the case's own limit.
    """
    report = Report(exercise, [])
    run_cases(report, cases, student, seed=seed, seconds=seconds)
    recognise(report, student)
    return report


def run_cases(
    report: Report,
    cases: Iterable[Case],
    student,
    *,
    seed: int = 0,
    seconds: float | None = None,
) -> None:
    """Run cases and add their outcomes to a report, and what the student's code prints in public ones."""
    kept, unseen = CappedText(), CappedText()
    with random_states_kept():
        for case in cases:
            with captured(unseen if case.hidden else kept):
                report.outcomes.append(_next_outcome(report, case, student, seed, seconds))
    report.printed += kept.text()


def recognise(report: Report, student) -> None:
    """Match a failed attempt with the known misconceptions, once. A function that ends its process is not asked again."""
    stopped = _too_late(report) or any(outcome.ended for outcome in report.outcomes)
    if not report.attempted or report.passed or report.looked or stopped:
        return
    report.looked = True
    with random_states_kept(), captured():
        report.diagnoses = diagnose(report.exercise, student)


def _next_outcome(report: Report, case: Case, student, seed: int, seconds: float | None) -> Outcome:
    if _too_late(report):
        return Outcome(case, FAILED, "not run, because other cases ran out of time")
    if sum(outcome.ended for outcome in report.outcomes) >= DEATHS:
        return Outcome(case, FAILED, "not run, because other cases ended the process", ended=True)
    outcome = run_case(case, student, Draw(seed, report.exercise.id, case.name), seconds)
    if outcome.outcome != FAILED or case.hidden:
        return outcome
    return replace(outcome, call=failing_call(report.exercise, case, student, outcome.answer))


def _too_late(report: Report) -> bool:
    """Two cases out of time are enough: the rest of an endless loop would only keep the reader waiting."""
    return sum(outcome.late for outcome in report.outcomes) >= 2

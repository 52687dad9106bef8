"""Every limit that grading puts on a submission, in one place.

A course sets its own in nbgrader_config.py, for instance `c.SandboxPolicy.notebook_seconds = 300`. They hold for
`grader autograde`, `check` and `replay`, for Dask workers, and for nbgrader's own autograde and Formgrader.
"""

from __future__ import annotations

import difflib
import math
from functools import cached_property

from traitlets import Float, Integer, TraitError, TraitType
from traitlets.config import Config, Configurable

from grader.inside.limits import Limits

MOST_SECONDS = 86_400  # seconds: a day


class PolicyError(ValueError):
    """The course sets a limit that does not exist, or to a value that it cannot have; the message is one line."""


def _seconds(default: float, text: str, **about) -> Float:
    return Float(default, min=0.05, max=float(MOST_SECONDS), help=text).tag(config=True, **about)


def _count(default: int, text: str, *, least: int = 1, most: int = 10**9, **about) -> Integer:
    return Integer(default, min=least, max=most, help=text).tag(config=True, **about)


class SandboxPolicy(Configurable):
    """The limits. Those tagged `decides=False` change how long grading takes or how often it is tried, and no verdict."""

    # Time: seconds of the child's CPU, all threads together, so that a busy machine costs nobody points
    notebook_seconds = _seconds(
        180.0, "Seconds of CPU that one notebook has for its cells, and as many again for its cases."
    )
    cell_seconds = _seconds(
        30.0,
        "Seconds of CPU that one cell, or one file of `grader check`, may take; then it is stopped with a CellTimeout.",
    )
    late_cell_seconds = _seconds(
        1.0,
        "Seconds of CPU that each further cell has, from the time of the cases, when a notebook has used up that of its cells.",
    )
    waiting = Float(
        4.0,  # as in course_utils/checks/limits.py, which costs more to import
        min=2.0,
        max=1000.0,
        help="Times a limit of CPU that the clock may go on while the code waits, the time that it stands in the queue for a "
        "processor not counted; what is stopped by it is graded again, alone, before that counts.",
    ).tag(config=True)
    set_aside_seconds = _seconds(
        30.0,
        "Seconds on the clock after which a notebook is set aside until all others are graded; then it begins anew.",
        decides=False,
    )
    grace_seconds = _seconds(
        2.0, "Seconds beyond a limit of time after which a child that cannot be interrupted is killed."
    )
    cpu_seconds = _count(
        600,
        "Seconds of CPU that one child may use before the system kills it; at least as many as the notebook has.",
        most=MOST_SECONDS,
    )
    start_seconds = _seconds(
        120.0, "Seconds that the fork server may take to import everything; then grading ends.", decides=False
    )
    lock_seconds = _seconds(
        1800.0, "Seconds that a grader waits for another one of the same course; then it gives up.", decides=False
    )
    scheduler_seconds = _seconds(
        10.0, "Seconds that a Dask scheduler may take to answer; then grading ends.", decides=False
    )

    # Processes
    children = _count(8, "Children that one notebook gets, as each dies; after the last, nothing more of it is run.")
    tries = _count(
        2,
        "Times that a submission is graded anew when the grading process or the fork server dies; then it is not graded.",
        most=100,
        decides=False,
    )

    # What a child may use
    memory_megabytes = _count(
        2048, "MB of memory beyond what the fork server uses; then allocating raises MemoryError.", least=64
    )
    stack_megabytes = _count(8, "MB of stack; a child that needs more crashes.")
    threads = _count(
        512, "Threads; then no new one starts, or, run as root, the process is ended behind the cell that started them."
    )
    open_files = _count(128, "Files open at once; then opening one raises OSError.", least=16)
    file_megabytes = _count(32, "MB of one file that a child writes; then writing raises OSError.")
    scratch_megabytes = _count(64, "MB of all files in the scratch folder; then writing raises OSError.")
    scratch_files = _count(4096, "Files and folders in the scratch folder; then making one raises OSError.", least=64)

    # What a child may say
    message_megabytes = _count(48, "MB of one answer; a larger one fails its case.", most=1024)
    text_characters = _count(
        4000, "Characters of one text: an error's message, a displayed value, what a case prints; the rest is cut."
    )
    answer_parts = _count(100_000, "Values in one answer, an array being one; one with more fails its case.")
    answer_depth = _count(32, "Lists within lists in an answer; a deeper one fails its case.", most=200)
    array_dimensions = _count(16, "Dimensions of an array in an answer; one with more fails its case.", most=32)
    integer_digits = _count(4000, "Hexadecimal digits of an integer in an answer; a longer one fails its case.")
    outputs_per_cell = _count(50, "Outputs of one cell; of those beyond, only the first that decides a score is kept.")
    printed_characters = _count(20_000, "Characters that one cell may print; the rest is cut.")
    stderr_characters = _count(
        200, "Characters on stderr that are kept of a cell that has printed all it may; the rest is cut."
    )
    picture_kilobytes = _count(1024, "KB of one picture; a larger one is left out.")
    shown_megabytes = _count(
        16, "MB that all outputs of a notebook may have; those beyond are left out, with an error."
    )

    # What is handed in
    notebook_megabytes = _count(
        256, "MB of a submitted notebook, its outputs included; a larger one is taken for no notebook."
    )
    notebook_cells = _count(2000, "Cells of a submitted notebook; those beyond are left out.")
    notebook_characters = _count(
        2_000_000, "Characters of all cells of a submitted notebook; the cells beyond are left out."
    )
    notebook_parts = _count(
        5_000_000,
        "Lists, objects and their parts that are looked at in a large notebook; one with more is no notebook.",
    )
    cell_characters = _count(200_000, "Characters of a submitted cell; a longer one is left out, with an error.")
    submitted_files = _count(200, "Files beside the notebooks; those beyond are left out.")
    submitted_file_megabytes = _count(8, "MB of one file beside the notebooks; a larger one is left out.")
    submitted_megabytes = _count(24, "MB of all files beside the notebooks; those beyond are left out.")
    folder_depth = _count(20, "Folders within folders; what lies deeper is left out.", most=100)
    source_kilobytes = _count(1024, "KB of a file of `grader check`; a larger one is not run.")

    @classmethod
    def of(cls, config: Config) -> SandboxPolicy:
        """The policy that a course's configuration sets. PolicyError says which limit is wrong, and what it may be."""
        known = cls.class_traits(config=True)
        given = config.get(cls.__name__, {})
        for name, value in given.items():
            if name not in known:
                close = difflib.get_close_matches(name, known, 1)
                hint = f"did you mean {close[0]}?" if close else "`python -m grader doctor --limits` prints them all"
                raise PolicyError(f"nbgrader_config.py: there is no limit SandboxPolicy.{name}: {hint}")
            try:
                cls(**{name: value})
            except TraitError:
                raise PolicyError(f"nbgrader_config.py: {_refusal(name, known[name], value)}") from None
        return cls(**given)

    @property
    def numbers(self) -> dict[str, float]:
        """Every limit by name, in the order above; `SandboxPolicy(**numbers)` is the same policy in another process."""
        known = self.traits(config=True)
        return {name: getattr(self, name) for name in vars(SandboxPolicy) if name in known}

    @property
    def deciding(self) -> dict[str, float]:
        """The limits on which a verdict may depend."""
        return {name: value for name, value in self.numbers.items() if self.trait_metadata(name, "decides", True)}

    @cached_property
    def inside(self) -> Limits:
        """What a child is told."""
        limits = {name: getattr(self, name) for name in Limits.__struct_fields__}
        return Limits(**limits | {"cpu_seconds": max(self.cpu_seconds, math.ceil(2 * self.notebook_seconds))})


def _refusal(name: str, limit: TraitType, value: object) -> str:
    kind = "a whole number" if isinstance(limit, Integer) else "a number"
    least, most = (f"{getattr(limit, edge):.10g}" for edge in ("min", "max"))
    return f"SandboxPolicy.{name} must be {kind} from {least} to {most}, not {value!r}: {limit.help}"


def table(policy: SandboxPolicy) -> str:
    """The limits as a markdown table: docs/grading.md holds it with the defaults."""
    traits = policy.traits(config=True)
    rows = [f"| `{name}` | {value:.10g} | {traits[name].help} |" for name, value in policy.numbers.items()]
    return "\n".join(["| limit | value | what it bounds, and what happens beyond it |", "| --- | --- | --- |", *rows])

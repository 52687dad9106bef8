"""The limits: each documented, each used, each set by the course; and each one that a child keeps, met by going beyond it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from traitlets.config import Config

from course_utils.checks.failures import Failure
from grader.boundary.remote import RemoteStudent
from grader.boundary.session import Session
from grader.course import CourseError, load_course, load_policy
from grader.gradebook.regrading import release_digest
from grader.inside.limits import Limits
from grader.sandbox.policy import PolicyError, SandboxPolicy, table
from grader.submission.intake import read_files
from grader.submission.notebook_file import Unreadable, read_submitted
from grader.submission.records import Rules

ROOT = Path(__file__).parents[2]
NAMES = list(SandboxPolicy().numbers)


def test_the_documentation_lists_every_limit_as_it_is():
    text = (ROOT / "docs/grading.md").read_text(encoding="utf-8")
    assert table(SandboxPolicy()) in text, "docs/grading.md: put in what `python -m grader doctor --limits` prints"


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_says_its_unit_and_what_happens_beyond_it_and_is_asked_for_somewhere(name):
    assert SandboxPolicy.class_traits()[name].help.endswith(".")
    own = {ROOT / "grader/sandbox/policy.py", ROOT / "grader/inside/limits.py"}
    code = "".join(path.read_text() for path in (ROOT / "grader").rglob("*.py") if path not in own)
    inner = (ROOT / "grader/inside/limits.py").read_text().partition("@property")[2]
    assert f".{name}" in code + inner or f'"{name}"' in code


def test_what_a_child_is_told_is_part_of_the_policy():
    policy = SandboxPolicy(answer_parts=7, notebook_seconds=900.5)
    assert set(Limits.__struct_fields__) <= set(NAMES)
    assert (policy.inside.answer_parts, policy.inside.memory_megabytes) == (7, policy.memory_megabytes)
    assert policy.inside.cpu_seconds == 1801 > policy.cpu_seconds  # never less than the notebook has


def test_a_course_sets_its_limits_in_nbgraders_configuration(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.SandboxPolicy.notebook_seconds = 300\n")
    assert load_policy(tmp_path).numbers == SandboxPolicy().numbers | {"notebook_seconds": 300.0}
    assert load_course(tmp_path).policy.notebook_seconds == 300.0
    assert load_policy(tmp_path / "elsewhere").numbers == SandboxPolicy().numbers


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("notebok_seconds", 9, "there is no limit SandboxPolicy.notebok_seconds: did you mean notebook_seconds?"),
        ("walls", 9, "there is no limit SandboxPolicy.walls: `python -m grader doctor --limits` prints them all"),
        (
            "cell_seconds",
            "30",
            "SandboxPolicy.cell_seconds must be a number from 0.05 to 86400, not '30': Seconds of CPU",
        ),
        ("cell_seconds", float("inf"), "SandboxPolicy.cell_seconds must be a number from 0.05 to 86400, not inf"),
        ("children", 0, "SandboxPolicy.children must be a whole number from 1 to 1000000000, not 0: Children that"),
        ("threads", 2.5, "SandboxPolicy.threads must be a whole number from 1 to 1000000000, not 2.5: Threads;"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_in_one_line_that_says_what_it_may_be(name, value, said, tmp_path):
    with pytest.raises(PolicyError) as refused:
        SandboxPolicy.of(Config(SandboxPolicy={name: value}))
    assert str(refused.value).startswith(f"nbgrader_config.py: {said}") and "\n" not in str(refused.value)
    (tmp_path / "nbgrader_config.py").write_text(f"inf = 1e999\nget_config().SandboxPolicy.{name} = {value!r}\n")
    with pytest.raises(CourseError, match="nbgrader_config.py: "):
        load_policy(tmp_path)


def _grader(folder: Path, *arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, text=True, check=False)


@pytest.mark.sandbox
def test_the_course_that_one_stands_in_sets_the_limits_of_a_check(tmp_path):
    (tmp_path / "answer.py").write_text("while True: pass\n")
    (tmp_path / "nbgrader_config.py").write_text("get_config().SandboxPolicy.cell_seconds = 0.5\n")
    done = _grader(tmp_path, "check", "vae.log_px_importance", "answer.py")
    assert done.returncode == 0 and "took longer than 0.5 s" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("command", [("check", "vae.log_px_importance", "answer.py"), ("doctor",)])
def test_a_command_with_wrong_limits_ends_with_one_line(command, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("get_config().SandboxPolicy.cell_seconds = 0\n")
    done = _grader(tmp_path, *command)
    assert (done.returncode, done.stdout) == (2, "") and len(done.stderr.splitlines()) == 1
    assert f"grader {command[0]}: nbgrader_config.py: SandboxPolicy.cell_seconds must be" in done.stderr


def test_the_doctor_prints_the_limits_of_the_course(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("get_config().SandboxPolicy.cell_seconds = 77\n")
    done = _grader(tmp_path, "doctor", "--limits")
    assert done.stdout == table(SandboxPolicy(cell_seconds=77.0)) + "\n" and done.returncode == 0


def test_a_limit_that_can_change_a_verdict_grades_everything_again(tmp_path):
    def digest(**limits):
        return release_digest(tmp_path, set(), {}, 1, Rules(), SandboxPolicy(**limits))

    assert digest(cell_seconds=31.0) != digest() != digest(children=7)
    assert digest(start_seconds=60.0, scheduler_seconds=3.0, tries=5) == digest()


# --- what is handed in -------------------------------------------------------------------------------------------


def test_a_notebook_and_a_cell_have_a_largest_size(tmp_path):
    path = tmp_path / "one.ipynb"
    path.write_text('{"cells": [{"cell_type": "code", "source": "' + "x" * 400 + '"}]}')
    (cell,) = read_submitted(path, SandboxPolicy(cell_characters=300)).cells
    assert "left out: it is longer than 300 characters" in cell["source"]
    path.write_bytes(path.read_bytes() + b" " * 2**20)
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        read_submitted(path, SandboxPolicy(notebook_megabytes=1))


@pytest.mark.parametrize(
    ("limits", "kept"),
    [
        ({}, {"a", "b", "c", "deep/deeper/d"}),
        ({"submitted_files": 2}, {"a", "b"}),
        ({"folder_depth": 1}, {"a", "b", "c"}),
        ({"submitted_file_megabytes": 1}, {"b", "c", "deep/deeper/d"}),
        ({"submitted_megabytes": 1}, set()),
    ],
)
def test_files_beyond_a_limit_are_left_out(limits, kept, tmp_path):
    folder = tmp_path / "submitted"
    (folder / "deep/deeper").mkdir(parents=True)
    for name in ("b", "c", "deep/deeper/d"):
        (folder / name).write_text("mine")
    (folder / "a").write_bytes(bytes(2**20 + 1))
    files, _ = read_files(str(folder), str(tmp_path / "source"), SandboxPolicy(**limits))
    assert set(files) == kept


# --- what a child keeps ------------------------------------------------------------------------------------------


@pytest.fixture
def session_under(fork_under):
    """Opens sessions under limits of their own, and closes them."""
    opened = []

    def session(**limits) -> Session:
        opened.append(Session(fork_under(**limits)))
        return opened[-1]

    yield session
    for one in opened:
        one.close()


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("limits", "code", "raised"),
    [
        ({"memory_megabytes": 64}, "bytearray(100 << 20)", "MemoryError"),
        ({"file_megabytes": 1}, "open('a', 'wb').write(bytes(2 << 20))", "OSError"),
        ({"scratch_megabytes": 1}, "open('a', 'wb').write(bytes(2 << 20))", "OSError"),
        ({"scratch_files": 64}, "for i in range(64): open(f'{i}', 'w')", "OSError"),
        ({"open_files": 16}, "all_ = [open('/dev/null') for _ in range(16)]", "OSError"),
        (
            {"stack_megabytes": 1},
            "import resource\nassert resource.getrlimit(resource.RLIMIT_STACK)[0] > 2**20",
            "Asser",
        ),
        ({"threads": 7}, "import resource\nassert resource.getrlimit(resource.RLIMIT_NPROC)[0] > 7", "Asser"),
        (
            {"cpu_seconds": 2, "notebook_seconds": 1.0},
            "import resource\nassert resource.getrlimit(resource.RLIMIT_CPU)[0] > 2",
            "Asser",
        ),
        ({"cell_seconds": 0.3}, "while True: pass", "CellTimeout"),
        ({"shown_megabytes": 1, "printed_characters": 2**21}, "print('x' * (2**20 + 1))", "TooMuchOutput"),
    ],
)
def test_a_cell_that_goes_beyond_a_limit_ends_in_an_error(limits, code, raised, session_under):
    def errors(session):
        return [output.ename for output in session.run("a", code).outputs if output.kind == "error"]

    assert [name[: len(raised)] for name in errors(session_under(**limits))] == [raised]
    if "cell_seconds" not in limits:
        assert errors(session_under()) == []


@pytest.mark.sandbox
def test_what_a_cell_puts_out_is_cut_at_the_limits(session_under):
    session = session_under(printed_characters=10, stderr_characters=3, text_characters=5, outputs_per_cell=2)
    ran = session.run("a", "import sys\nprint('x' * 99)\nprint('y' * 99, file=sys.stderr)")
    assert [(o.kind, o.text) for o in ran.outputs] == [("stdout", "x" * 10), ("stderr", "yyy")]
    ran = session.run("b", "for i in range(5): display(i)\n'z' * 99")
    assert [(o.kind, o.text) for o in ran.outputs] == [("display", "0"), ("display", "1"), ("result", "'zzzz")]
    figure = "import matplotlib.pyplot as plt\nplt.plot([0, 1]); plt.show()"
    assert any(o.png for o in session_under().run("c", figure).outputs)
    assert not any(o.png for o in session_under(picture_kilobytes=1).run("c", figure).outputs)


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("limits", "answer", "said"),
    [
        ({"answer_parts": 50}, "[0] * 60", "too many parts"),
        ({"answer_depth": 3}, "[[[[[1]]]]]", "nests them too deeply"),
        ({"array_dimensions": 2}, "np.zeros((1, 1, 1))", "an impossible shape"),
        ({"integer_digits": 30}, "16**40", "too many digits"),
        ({"message_megabytes": 1}, "np.zeros(2**18)", "larger than 1 MB"),
    ],
)
def test_an_answer_that_goes_beyond_a_limit_fails_its_case(limits, answer, said, session_under):
    def ask(session):
        session.run("a", f"import numpy as np\ndef f():\n    return {answer}")
        session.take("f")
        student = RemoteStudent(session, "f")
        with student.limited(10):
            return student()

    ask(session_under())
    with pytest.raises(Failure, match=said):
        ask(session_under(**limits))

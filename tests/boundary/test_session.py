"""A submission's child may die, hang or lie: the session goes on, and says what happened."""

import contextlib

import pytest

from course_utils.checks.failures import Failure, TimeLimit
from grader.boundary.remote import RemoteStudent
from grader.boundary.session import CELLS_OVER, WAITED
from grader.inside import wire

IMPATIENT = {"grace_seconds": 0.5}


def errors(ran):
    return [(o.ename, o.evalue) for o in ran.outputs if o.kind == "error"]


def test_an_error_in_a_cell_does_not_stop_the_next(session):
    assert errors(session.run("a", "x = 1\n1 / 0"))[0][0] == "ZeroDivisionError"
    assert session.run("b", "x").outputs[0].text == "1"


def test_magics_shell_escapes_and_await_do_no_harm(session):
    ran = session.run("a", "%matplotlib inline\n!pip install nothing\nimport asyncio\nawait asyncio.sleep(0)\nx = 2")
    assert errors(ran) == [] and "not run in grading" in ran.outputs[0].text
    assert session.run("b", "x").outputs[0].text == "2"


@pytest.mark.parametrize(
    "death, said",
    [
        ("import os; os._exit(0)", "ended itself"),
        ("import ctypes; ctypes.string_at(0)", "crashed (SIGSEGV)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGABRT)", ""),
    ],
)
def test_a_cell_that_ends_the_process_is_left_out_when_the_others_run_again(death, said, session):
    session.run("a", "x = 41")
    ran = session.run("b", death)
    if errors(ran):  # process 1 of a namespace shrugs signals off
        assert errors(ran)[0][0] == "KernelDied" and said in errors(ran)[0][1]
        assert len(session.incidents) == 1
    assert session.run("c", "x + 1").outputs[0].text == "42"


def test_a_function_that_ends_the_process_loses_that_case_alone(session):
    session.run("a", "import os\ndef f(x):\n    return x if x < 2 else os._exit(3)")
    session.take("f")
    student = RemoteStudent(session, "f")
    for x, outcome in ((1, 1), (2, None), (0, 0)):
        student.begin(0)
        with student.limited(5):
            if outcome is None:
                with pytest.raises(Failure, match="ended itself"):
                    student(x)
                with pytest.raises(Failure, match="not run"):
                    student(0)
            else:
                assert student(x) == outcome


@pytest.mark.parametrize("session", [IMPATIENT], indirect=True)
def test_a_loop_is_interrupted_and_one_that_cannot_be_is_killed(session):
    ran = session.run("a", "y = 5\nwhile True: pass", 0.3)
    assert ran.late and session.incidents == []
    assert session.run("b", "y").outputs[0].text == "5"
    ran = session.run("c", "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass", 0.3)
    assert errors(ran)[0][0] == "CellTimeout" and session.cpu < 4
    assert "could not be interrupted" in session.incidents[0]
    assert session.run("d", "y").outputs[0].text == "5"


@pytest.mark.parametrize("session", [IMPATIENT], indirect=True)
def test_half_an_answer_does_not_hang_the_grader(session):
    session.run(
        "a",
        "import os, time\ndef f():\n    for fd in range(3, 128):\n        try: os.write(fd, b'\\x00\\x00\\x10\\x00abc')\n"
        "        except OSError: pass\n    time.sleep(60)\n",
    )
    session.take("f")
    student = RemoteStudent(session, "f")
    with pytest.raises((TimeLimit, Failure)), student.limited(0.2):
        student()
    assert session.doubtful


@pytest.mark.parametrize("reply", [b"", b"\xc1", wire.encode(wire.Taken(True, True)), wire.encode({"type": "told"})])
def test_what_is_no_answer_ends_the_child(reply, session):
    session.run(
        "a",
        f"import os, struct\ndef f():\n    data = {reply!r}\n    for fd in range(3, 128):\n"
        "        try: os.write(fd, struct.pack('!i', len(data)) + data)\n        except OSError: pass\n",
    )
    session.take("f")
    student = RemoteStudent(session, "f")
    with pytest.raises(Failure, match="no answer"), student.limited(5):
        student()


BURN = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass\n"
BRIEF = {"notebook_seconds": 0.4, "late_cell_seconds": 0.1}


@pytest.mark.parametrize("session", [BRIEF], indirect=True)
def test_cells_that_use_up_their_time_take_none_from_the_cases_and_what_is_below_is_still_defined(session):
    assert session.run("a", "while True: pass").late
    assert session.run("b", BURN.format(0.2)).late
    assert errors(session.run("c", "def f(x): return x")) == []
    assert session.take("f").callable
    student = RemoteStudent(session, "f")
    student.begin(0)
    with student.limited(5):
        assert student(3) == 3
    assert session.incidents == [CELLS_OVER.format(0.4)] and not session.doubtful


@pytest.mark.parametrize("session", [BRIEF], indirect=True)
def test_cases_have_one_budget_of_time(session):
    session.run("a", f"def f():\n    {BURN.replace(chr(10), chr(10) + '    ').format(0.25)}\n    return 1")
    session.take("f")
    student = RemoteStudent(session, "f")
    for _ in range(2):
        student.begin(0)
        with contextlib.suppress(TimeLimit), student.limited(5):
            student()
    student.begin(0)
    with pytest.raises(Failure, match="not run: the notebook has used its 0.4 s"), student.limited(5):
        student()


@pytest.mark.parametrize("session", [{"waiting": 2.0}], indirect=True)
def test_code_that_waits_is_stopped_by_the_clock_and_is_to_be_graded_again(session):
    ran = session.run("a", "import time\nx = 1\ntime.sleep(60)", 0.3)
    assert ran.late and "waits more than it computes" in errors(ran)[0][1]
    assert session.doubtful and session.incidents == [WAITED]
    assert session.run("b", "x").outputs[0].text == "1"


class Slept:
    """A child on a machine whose processors others have: the clock runs, and it stands in the queue."""

    def __init__(self, child, seconds):
        self._child, self._seconds = child, seconds

    def __getattr__(self, name):
        return getattr(self._child, name)

    def queued(self):
        return self._seconds


@pytest.mark.parametrize("session", [{"waiting": 2.0}], indirect=True)
def test_time_in_the_queue_for_a_processor_is_nobodys(session):
    session.run("a", "import time")
    session._child = queued = Slept(session._child, 0.7)
    session._meter.follow(queued)
    assert not session.run("b", "time.sleep(0.6)", 0.2).late  # 1.1 s of the clock
    assert not session.doubtful


def test_all_threads_of_a_child_count(session):
    code = "import threading, hashlib\nt = [threading.Thread(target=lambda: [hashlib.sha256(bytes(10**7)) for _ in range(10**4)], daemon=True) for _ in range(2)]\n"
    ran = session.run("a", code + "[s.start() for s in t]\n[s.join() for s in t]", 0.3)
    assert ran.late and session.cpu < 2.0 and not session.doubtful


def test_a_child_that_is_killed_from_outside_makes_its_submission_doubtful(session):
    session.run("a", "x = 1")
    session._child.kill()
    assert errors(session.run("b", "x"))[0][0] == "KernelDied" and session.doubtful


@pytest.mark.parametrize("session", [{"children": 3}], indirect=True)
def test_a_process_that_dies_again_and_again_is_not_made_for_ever(session):
    said = [errors(session.run(f"{i}", "import os; os._exit(0)"))[0][1] for i in range(5)]
    assert "ended itself" in said[2] and said[3] == said[4] == "not run: the process has died too often"


def test_output_is_kept_up_to_a_limit(session):
    ran = session.run("a", "for i in range(10**5): print('x' * 100)\nimport sys; print('e', file=sys.stderr)\n'value'")
    assert sum(len(o.text) for o in ran.outputs) < 30_000
    ran = session.run("b", "import sys\nprint('out')\nprint('err', file=sys.stderr)\n'value'")
    assert [(o.kind, o.text) for o in ran.outputs] == [("stdout", "out\n"), ("stderr", "err\n"), ("result", "'value'")]


def test_a_figure_becomes_a_picture(session):
    ran = session.run("a", "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()")
    assert any(o.png.startswith(b"\x89PNG") for o in ran.outputs)

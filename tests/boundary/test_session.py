"""A submission's child may die, hang or lie: the session goes on, and says what happened."""

import time

import pytest

from course_utils.checks.failures import Failure, TimeLimit
from grader.boundary.remote import RemoteStudent
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
    started = time.monotonic()
    ran = session.run("c", "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass", 0.3)
    assert errors(ran)[0][0] == "CellTimeout" and time.monotonic() - started < 5
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
    started = time.monotonic()
    with pytest.raises((TimeLimit, Failure)), student.limited(0.5):
        student()
    assert time.monotonic() - started < 5


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


def test_the_notebook_has_one_budget_of_time(session):
    session.run("a", "z = 1")
    session._deadline = time.monotonic() + 0.4
    assert session.run("b", "while True: pass").late
    assert "used its" in errors(session.run("c", "import os; os._exit(0)"))[0][1] or session.run("d", "z")


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

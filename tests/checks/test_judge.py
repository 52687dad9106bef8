"""`python -m grader check` and `list`: one JSON verdict a line in file order, whatever the files do."""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course_utils.plain_file import NotPlain
from grader.exercises import secrets
from grader.judging.judge import judge

pytestmark = pytest.mark.sandbox

ROOT = Path(__file__).parents[2]
ID = "vae.elbo_linear_gaussian"
SECRET = secrets()[ID]
RIGHT = SECRET.reference.source
KEYS = ["schema", "file", "exercise", "points", "max_points", "cases", "misconception", "misconceptions"]


def grader(*arguments, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


#: what a file does that is wrong -> (its source, what every message says)
HOSTILE = {
    "syntax": (
        "def elbo_linear_gaussian(x, a, t, m, s)\n    return 1\n",
        "does not parse: expected ':' (line 1: `def elbo",
    ),
    "null bytes": ("x = 1\0", "does not parse"),
    "indentation": ("def f():\nreturn 1\n", "does not parse"),
    "deep nesting": ("x = " + "(" * 5000 + ")" * 5000, "does not parse"),
    "empty": ("", "defines no function or class `elbo_linear_gaussian`"),
    "another name": ("def elbo(x, a, t, m, s):\n    return {}\n", "defines no function or class"),
    "no function": ("elbo_linear_gaussian = 3\n", "defines no function or class"),
    "raises on import": (RIGHT + "1 / 0\n", "raised ZeroDivisionError when it was run: division by zero (line"),
    "exits on import": (RIGHT + "raise SystemExit(0)\n", "raised SystemExit when it was run"),
    "long message on import": ("raise ValueError('x' * 10**6)\n", "raised ValueError when it was run"),
    "ends on import": (RIGHT + "import os\nos._exit(0)\n", "did not run to its end: the process ended itself"),
    "ends when called": (
        "import os\ndef elbo_linear_gaussian(*a):\n    os._exit(0)\n",
        "the process ended itself|ended the process",
    ),
    "kills itself": ("import os, signal\ndef elbo_linear_gaussian(*a):\n    os.kill(os.getpid(), 11)\n", ""),
    "segfaults": (
        "import ctypes\ndef elbo_linear_gaussian(*a):\n    ctypes.string_at(0)\n",
        "the process crashed (SIGSEGV)|ended the process",
    ),
    "interrupts": ("def elbo_linear_gaussian(*a):\n    raise KeyboardInterrupt\n", "raised KeyboardInterrupt"),
    "exits when called": ("def elbo_linear_gaussian(*a):\n    raise SystemExit\n", "raised SystemExit"),
    "long message": ("def elbo_linear_gaussian(*a):\n    raise ValueError('x' * 10**7)\n", "raised ValueError"),
    "recursion": ("def elbo_linear_gaussian(*a):\n    return elbo_linear_gaussian(*a)\n", "raised RecursionError"),
    "too few arguments": ("def elbo_linear_gaussian(x, a):\n    return {}\n", "raised TypeError"),
    "reads stdin": ("def elbo_linear_gaussian(*a):\n    return float(input())\n", "raised EOFError"),
    "stub": ("def elbo_linear_gaussian(x, a, t, m, s):\n    raise NotImplementedError\n", ""),
    "huge answer": (
        "def elbo_linear_gaussian(*a):\n    return {str(i): 0 for i in range(10**5)}\n",
        "too many parts|expected a dict",
    ),
    "forks": (RIGHT + "import os\nos.fork()\n", "raised PermissionError when it was run"),
    "endless": ("def elbo_linear_gaussian(*a):\n    while True: pass\n", "s and was stopped|not run"),
    "endless printing": (
        "def elbo_linear_gaussian(*a):\n    while True: print('x' * 10**4)\n",
        "s and was stopped|not run",
    ),
    "endless on import": ("while True: pass\n", "did not run to its end: took longer than 1 s"),
}

#: what a right file does besides
NOISY = {
    "prints": "print('hello')\nimport sys\nprint('to stderr', file=sys.stderr)\n",
    "writes to descriptors": "import os\nos.write(1, b'{}')\nos.write(2, b'{}')\nos.system('echo from a shell')\n",
    "prints from C": "import ctypes\nctypes.CDLL(None).puts(b'from C')\nctypes.CDLL(None).fflush(None)\n",
    "prints when called": "_right = elbo_linear_gaussian\ndef elbo_linear_gaussian(*a):\n    print(a)\n    return _right(*a)\n",
    "replaces stdout": "import sys\nsys.stdout = sys.__stdout__\nprint('direct', flush=True)\n",
    "starts a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\n",
    "warns": "import warnings\nwarnings.warn('old')\n",
    "annotates": "def _helper(x: 'torch.Tensor') -> None: ...\n",
    "seeds": "import random\nrandom.seed(0)\nnp.random.seed(0)\ntorch.manual_seed(0)\n",
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """The run on all these files and its verdicts by file name."""
    folder = tmp_path_factory.mktemp("files")
    sources = {name: source for name, (source, _) in HOSTILE.items()} | {
        name: RIGHT + extra for name, extra in NOISY.items()
    }
    paths = []
    for name, source in sources.items():
        paths.append(folder / f"{name}.py")
        paths[-1].write_text(source)
    paths.append(folder / "latin 1.py")
    paths[-1].write_bytes(b"# caf\xe9\n" + RIGHT.encode())
    started = time.monotonic()
    ran = grader("check", ID, *paths, "--timeout", "1")
    return (
        ran,
        paths,
        {Path(v["file"]).stem: v for v in map(json.loads, ran.stdout.splitlines())},
        time.monotonic() - started,
    )


def test_one_verdict_a_line_in_file_order_and_nothing_else(judged):
    ran, paths, _, seconds = judged
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [json.loads(line)["file"] for line in ran.stdout.splitlines()] == [str(path) for path in paths]
    assert seconds < 60


def test_every_verdict_has_the_stated_keys(judged):
    for verdict in judged[2].values():
        assert list(verdict) == KEYS
        assert (verdict["schema"], verdict["exercise"], verdict["max_points"]) == (1, ID, 4)
        assert [case["name"] for case in verdict["cases"]] == [case.name for case in SECRET.all_cases]
        for case in verdict["cases"]:
            assert list(case) == ["name", "outcome", "points", "max_points", "message"]
            assert case["outcome"] in ("passed", "failed", "not attempted")
            assert case["points"] == (case["max_points"] if case["outcome"] == "passed" else 0)
            assert len(case["message"]) <= 1100
        assert sum(case["max_points"] for case in verdict["cases"]) == pytest.approx(4)
        assert sum(case["points"] for case in verdict["cases"]) == pytest.approx(verdict["points"])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_answer_earns_nothing_and_is_told_why(name, judged):
    verdict, said = judged[2][name], HOSTILE[name][1]
    assert verdict["points"] == 0 and verdict["misconception"] is None
    for case in verdict["cases"]:
        assert any(part in case["message"] for part in said.split("|")), case
    assert {case["outcome"] for case in verdict["cases"]} == ({"not attempted"} if name == "stub" else {"failed"})


@pytest.mark.parametrize("name", NOISY)
def test_a_right_file_earns_all_points_whatever_else_it_does(name, judged):
    assert judged[2][name]["points"] == 4, judged[2][name]


def test_a_file_in_another_encoding_does_not_parse(judged):
    assert "does not parse" in judged[2]["latin 1"]["cases"][0]["message"]


def test_what_a_file_started_ends_with_its_verdict(judged):
    mark = str(judged[1][0]).encode()
    left = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            left += [process] if mark in process.read_bytes() else []
    assert left == []


def test_a_misconception_is_named(tmp_path):
    wrong = SECRET.misconceptions[0]
    (tmp_path / "wrong.py").write_text(wrong.source)
    (tmp_path / "right.py").write_text(RIGHT)
    ran = grader("check", ID, tmp_path / "wrong.py", tmp_path / "right.py")
    first, second = map(json.loads, ran.stdout.splitlines())
    assert first["misconception"] == wrong.name and 0 <= first["points"] < 4
    assert second["misconception"] is None and second["points"] == 4


def test_missing_files_are_named_in_one_line_and_good_ones_judged(tmp_path):
    good = tmp_path / "good.py"
    good.write_text(RIGHT)
    ran = grader("check", ID, tmp_path / "none.py", good, tmp_path, good)
    assert ran.returncode == 2
    assert [json.loads(line)["points"] for line in ran.stdout.splitlines()] == [4, 4]
    assert len(ran.stderr.splitlines()) == 1
    assert str(tmp_path / "none.py") in ran.stderr and "directory" in ran.stderr.lower()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("vae.nothing", "a.py"), "there is no exercise 'vae.nothing'"),
        (("elbo_linear_gaussian", "a.py"), "there is no exercise"),
        ((ID, "a.py", "--timeout", "0"), "--timeout must be more than 0"),
        ((ID, "a.py", "--timeout", "nan"), "--timeout must be"),
        ((ID, "a.py", "--timeout", "inf"), "--timeout must be"),
        ((ID, "a.py", "--seed", "-1"), "--seed must be 0 or more"),
    ],
)
def test_a_wrong_command_says_so_in_one_line(arguments, said, tmp_path):
    (tmp_path / "a.py").write_text(RIGHT)
    name, _, *rest = arguments
    ran = grader("check", name, tmp_path / "a.py", *rest)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr and len(ran.stderr.splitlines()) == 1


def test_the_seed_draws_other_inputs(tmp_path, fork):
    path = tmp_path / "a.py"
    path.write_text("def elbo_linear_gaussian(*a):\n    return {'elbo': a[0], 'logpx': a[1], 'gap': a[2]}\n")

    def messages(line):
        return [case["message"] for case in json.loads(line)["cases"]]

    by_seed = [messages(judge(SECRET, path, fork, seed=seed).as_json()) for seed in (0, 0, 1)]
    assert by_seed[0] == by_seed[1] != by_seed[2]
    assert messages(grader("check", ID, path, "--seed", "1").stdout) == by_seed[2]


def test_the_list_names_every_exercise_with_its_points():
    ran = grader("list")
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = [line.split() for line in ran.stdout.splitlines()]
    assert [(line[0], line[-2:]) for line in lines] == [
        (i, [str(s.exercise.points), "points"]) for i, s in secrets().items()
    ]


DEAF = "import signal\ndef elbo_linear_gaussian(*a):\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n    while True: pass\n"
CATCHER = "def elbo_linear_gaussian(*a):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n"


@pytest.mark.parametrize("on_import", ["", "elbo_linear_gaussian()\n"])
@pytest.mark.parametrize("source", [DEAF, CATCHER])
def test_a_file_that_does_not_heed_the_interruption_is_stopped(source, on_import, tmp_path, fork_under):
    (tmp_path / "a.py").write_text(source + on_import)
    started = time.monotonic()
    verdict = json.loads(judge(SECRET, tmp_path / "a.py", fork_under(grace_seconds=1.0), seconds=0.5).as_json())
    assert time.monotonic() - started < 20
    assert verdict["points"] == 0
    assert "was stopped" in verdict["cases"][0]["message"]


def test_a_class_and_helpers_in_the_file_are_as_good_as_a_function(tmp_path, fork):
    body = RIGHT.replace("def elbo_linear_gaussian(", "def _formula(")
    for tail in (
        "class elbo_linear_gaussian(dict):\n    def __init__(self, *a):\n        super().__init__(_formula(*a))\n",
        "from functools import lru_cache\nelbo_linear_gaussian = lru_cache(_formula)\n",
        "class _C:\n    def go(self, *a):\n        return _formula(*a)\nelbo_linear_gaussian = _C().go\n",
    ):
        (tmp_path / "a.py").write_text(body + tail)
        assert judge(SECRET, tmp_path / "a.py", fork).report.points == pytest.approx(4)


def test_the_chapters_imports_are_at_hand(tmp_path, fork):
    (tmp_path / "a.py").write_text("torch, np, sympy, math, F\n" + RIGHT)
    assert judge(SECRET, tmp_path / "a.py", fork).report.points == pytest.approx(4)


def test_what_is_no_plain_file_gets_no_verdict_and_is_not_waited_for(tmp_path, fork):
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "zero.py").symlink_to("/dev/zero")
    (tmp_path / "folder.py").mkdir()
    for name, reason in (("pipe.py", "a pipe"), ("zero.py", "a link"), ("folder.py", "a folder")):
        with pytest.raises(NotPlain) as refused:
            judge(SECRET, tmp_path / name, fork)
        assert reason in (refused.value.strerror or "")
    with open(tmp_path / "sparse.py", "wb") as empty:
        empty.truncate(1 << 40)
    (tmp_path / "dots.py").write_text("import " + "a." * 100_000 + "a\n")
    for name, reason in (("sparse.py", "larger than 1024 KB"), ("dots.py", "without end")):
        report = judge(SECRET, tmp_path / name, fork).report
        assert report.points == 0 and reason in report.outcomes[0].message

"""What the sandbox holds on this machine, and what is said where there is none."""

import os
import subprocess
import sys

import pytest

from grader.exercises import secrets
from grader.sandbox.isolation import trials
from grader.sandbox.policy import SandboxPolicy

ID = "vae.log_px_importance"


def grader(*arguments, path=None):
    environment = os.environ | ({"PATH": path} if path else {})
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def answer(tmp_path):
    file = tmp_path / "answer.py"
    file.write_text(secrets()[ID].reference.source)
    return file


@pytest.mark.sandbox
def test_the_doctor_finds_every_protection_in_place():
    done = grader("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("holds") == len(trials(SandboxPolicy())) + 1 and "BROKEN" not in done.stdout


def test_without_isolation_grading_stops_with_one_line_that_says_what_to_install(answer, tmp_path):
    done = grader("check", ID, answer, path=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1 and "apt-get install bubblewrap" in done.stderr
    doctor = grader("doctor", path=str(tmp_path))
    assert doctor.returncode == 1 and "MISSING: bubblewrap" in doctor.stdout


def test_without_a_sandbox_a_warning_stands_on_every_run(answer, tmp_path):
    done = grader("check", ID, answer, "--no-sandbox", path=str(tmp_path))
    assert done.returncode == 0 and '"points": 4' in done.stdout
    assert done.stderr.startswith("WARNING: no sandbox")

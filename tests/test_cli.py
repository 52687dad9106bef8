"""The command line as a whole: its list of commands, and the names that it had before."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from pathlib import Path

import pytest

from grader.cli import COMMANDS, RENAMED, main
from tests import newcomer

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_module_that_takes_arguments_and_runs(name):
    module = importlib.import_module(COMMANDS[name][0])
    assert callable(module.add_arguments) and callable(module.run)


@pytest.mark.parametrize(("old", "new"), [("checks", "record"), ("grade", "demo")])
def test_a_command_that_was_renamed_says_its_new_name_in_one_line_and_does_nothing(old, new, capsys):
    assert main([old, "--root", "nowhere"]) == 2
    assert capsys.readouterr() == ("", f"`grader {old}` is now `grader {new}`\n")


def test_no_old_name_hides_a_command():
    assert not RENAMED.keys() & COMMANDS.keys() and set(RENAMED.values()) <= COMMANDS.keys()


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_make_grade_says_its_new_name_in_one_line_and_does_nothing():
    done = subprocess.run(
        ["make", "grade"], cwd=ROOT, env=newcomer.environment(Path.home()), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and done.stdout == ""
    assert "`make grade` is now `make demo`" in done.stderr and len(done.stderr.splitlines()) == 1

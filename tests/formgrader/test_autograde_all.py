"""Formgrader's button for a whole class runs `python -m grader autograde`, and its page comes before nbgrader's own."""

import asyncio
from pathlib import Path

import pytest
from nbgrader.server_extensions.formgrader.handlers import default_handlers

from grader.formgrader import _jupyter_server_extension_points, extension


@pytest.mark.parametrize("status", [0, 1, 3])
def test_a_run_tells_how_it_ended_and_what_was_said(status, tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$PWD $*"; echo careful >&2; exit {status}\n')
    python.chmod(0o755)
    monkeypatch.setattr(extension.sys, "executable", str(python))
    run = extension.Run()
    asyncio.run(extension.autograde(run, "-11_vae; rm", str(tmp_path)))
    assert run == extension.Run(status, f"{tmp_path} -m grader autograde -- -11_vae; rm\ncareful\n")


def test_a_run_that_cannot_start_says_so(tmp_path):
    run = extension.Run()
    asyncio.run(extension.autograde(run, "11_vae", str(tmp_path / "nowhere")))
    assert run.status == 2 and "nowhere" in run.said


def test_the_page_comes_before_nbgraders_own_of_the_same_address():
    (point,) = _jupyter_server_extension_points()
    found = Path(extension.__file__).parents[2] / "course_utils/lab/jupyter_lab_config.py"
    assert point["module"] in found.read_text() and point["module"] < "nbgrader.server_extensions.formgrader"
    assert extension.PAGE in [path for path, *_ in default_handlers]

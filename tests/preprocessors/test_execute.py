"""nbgrader's executing step: never unprotected by accident, and one fork server for as long as it will do."""

from __future__ import annotations

import logging

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.coursedir import CourseDirectory
from traitlets import Dict, Instance
from traitlets.config import Config, LoggingConfigurable

from grader.preprocessors import execute
from grader.preprocessors.execute import ExecuteInSandbox
from grader.sandbox.wall import IsolationError
from grader.sandbox.zygote import NO_SANDBOX, Forker, Zygote

ABOUT = {"grade_id": "t", "grade": True, "solution": False, "locked": True, "points": 2}
HUNGRY = "len(bytearray(100 << 20)) >> 20 == 100 and 1"


class Converter(LoggingConfigurable):
    """What of nbgrader's autograde converter the step looks at."""

    coursedir = Instance(CourseDirectory)
    exclude_overwriting = Dict()


@pytest.fixture
def run(tmp_path):
    """Runs the step on a notebook with one plain test cell, and returns the notebook."""
    source = new_notebook(cells=[new_code_cell(HUNGRY, metadata={"nbgrader": ABOUT})])
    for folder in ("source/a1", "submitted/ada/a1"):
        (tmp_path / folder).mkdir(parents=True)
        nbformat.write(source, tmp_path / folder / "one.ipynb")
    converter = Converter(coursedir=CourseDirectory(root=str(tmp_path)))
    about = {"assignment": "a1", "notebook": "one", "student": "ada", "db_url": "sqlite:///nowhere.db"}

    def once(limits=(), **settings):
        config = Config(ExecuteInSandbox=settings, SandboxPolicy=dict(limits))
        exporter = LoggingConfigurable(parent=converter, config=config)
        return ExecuteInSandbox(parent=exporter).preprocess(source, {"nbgrader": about})[0]

    yield once
    execute._close_last()
    execute._fork_server.cache_clear()


@pytest.fixture
def servers(monkeypatch, fork_under) -> list:
    """Fork servers that the step has asked for. They all lead to the one that is running."""
    made = []

    class Fake(Zygote):
        def __init__(self, policy, **settings):
            self.settings, self.alive, self.policy = settings, True, policy
            made.append(self)

        def forker(self):
            return fork_under(**self.policy.numbers)

        def close(self):
            self.alive = False

        @property
        def running(self):
            return self.alive

    monkeypatch.setattr(execute, "fork_server", Fake)
    return made


@pytest.mark.sandbox
def test_notebooks_share_a_fork_server_until_the_code_changes_or_it_dies(run, servers, monkeypatch, tmp_path):
    assert run().cells[0].outputs[0].data["text/plain"] == "1"
    run()
    assert [server.settings for server in servers] == [{"sandboxed": True, "hidden": (tmp_path,)}]
    monkeypatch.setattr(execute, "age_of_the_code", lambda: -1)
    run()
    assert [server.alive for server in servers] == [False, True]
    servers[-1].close()
    run()
    assert [server.alive for server in servers] == [False, False, True]


@pytest.mark.sandbox
def test_the_courses_limits_hold_and_other_limits_have_a_fork_server_of_their_own(run, servers):
    assert run().cells[0].outputs[0].data["text/plain"] == "1"
    assert run({"memory_megabytes": 64}).cells[-1].outputs[0].ename == "MemoryError"
    assert [server.alive for server in servers] == [False, True]


def test_a_limit_that_cannot_be_ends_the_run_with_one_line(run):
    with pytest.raises(SystemExit) as stopped:
        run({"children": 0})
    assert stopped.value.code.startswith(
        "nbgrader autograde: nbgrader_config.py: SandboxPolicy.children must be a whole"
    )


@pytest.mark.sandbox
def test_without_a_sandbox_every_notebook_is_warned_of(run, servers, caplog):
    caplog.set_level(logging.WARNING)
    for _ in range(2):
        run(sandboxed=False)
    assert caplog.messages == [NO_SANDBOX] * 2
    assert [server.settings["sandboxed"] for server in servers] == [False]


def test_where_nothing_can_be_isolated_the_run_ends_with_one_line(run, monkeypatch):
    def missing(*_, **__):
        raise IsolationError("bubblewrap is missing: install it")

    monkeypatch.setattr(execute, "fork_server", missing)
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == "nbgrader autograde: bubblewrap is missing: install it"


def test_a_child_that_cannot_be_isolated_ends_the_run_too(run, monkeypatch):
    class Refused(Forker):
        def __call__(self):
            raise IsolationError("the sandbox could not be closed")

    monkeypatch.setattr(ExecuteInSandbox, "_fork", lambda self, policy: Refused("nowhere", policy))
    with pytest.raises(SystemExit, match="could not be closed"):
        run()

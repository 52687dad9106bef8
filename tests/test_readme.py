"""The README's commands, run as a newcomer would: in their order, in a fresh clone, with a home folder of their own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from course_utils.checks import topics
from course_utils.lab.chapters import POINTS, TIME
from tests import newcomer
from tests.newcomer import commit, copy, free_port

ROOT = Path(__file__).resolve().parent.parent
LAB = "make lab"


def blocks() -> list[str]:
    """The command blocks of the README, in order."""
    return re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_readme_gives_the_two_commands_first():
    assert [block.strip() for block in blocks()[:2]] == [LAB, "make test"]


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A fresh clone of this tree as it stands, uncommitted changes included."""
    return commit(copy(tmp_path_factory.mktemp("readme") / "course"))


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    """A newcomer's environment: an empty home, no active virtual environment; `make test` only collects, or it would run itself."""
    # Compiling is a third of the work of a set-up, and most modules are never imported here.
    own = {"TEST_ARGS": "--collect-only -q", "PIP_COMPILE": "0"}
    inherited = newcomer.environment(tmp_path_factory.mktemp("home"), **own)
    venv = os.environ.get("VIRTUAL_ENV") or str(ROOT / ".venv")
    path = [folder for folder in inherited["PATH"].split(os.pathsep) if not folder.startswith((venv, str(ROOT)))]
    return inherited | {"PATH": os.pathsep.join(path)}


@pytest.mark.sandbox
def test_the_commands_of_the_readme_run_in_a_fresh_clone(clone, environment):
    _skip_without_packages(environment)
    lab, *rest = blocks()
    _opens(lab, clone, environment)
    script = "set -ex\n" + "\n".join(rest)
    done = subprocess.run(
        ["bash", "-c", script], cwd=clone, env=environment, capture_output=True, text=True, timeout=1200
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    grades = (clone / "classroom" / "grades.csv").read_text(encoding="utf-8")
    assert grades.startswith("Student,ID,") and len(grades.splitlines()) == 6  # the head, the maxima, four students
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout
    assert changed == "", "the commands changed tracked files or left untracked ones behind"


def _skip_without_packages(environment: dict[str, str]) -> None:
    """By hand on a machine without a package index there is nothing to install from; in CI that is a failure."""
    asked = subprocess.run(
        ["python3", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", environment["HOME"], "tqdm"],
        env=environment,
        capture_output=True,
    )
    if asked.returncode and not os.environ.get("CI"):
        pytest.skip("no package index can be reached, so a fresh environment cannot be made")


def _opens(command: str, folder: Path, environment: dict[str, str]) -> None:
    """Start JupyterLab with the command as written, and see it answer."""
    port = free_port()
    environment = environment | {"LAB_ARGS": f"--no-browser --port {port} --IdentityProvider.token=readme"}
    with (folder.parent / "lab.log").open("w+") as log:
        server = subprocess.Popen(
            ["bash", "-ec", command], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            deadline = time.monotonic() + 900
            while not _answers(f"http://127.0.0.1:{port}/lab/tree/notebooks?token=readme"):
                assert server.poll() is None and time.monotonic() < deadline, (folder.parent / "lab.log").read_text()[
                    -3000:
                ]
                time.sleep(1)
        finally:
            os.killpg(server.pid, signal.SIGINT)
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as page:
            return b"JupyterLab" in page.read()
    except (urllib.error.URLError, OSError):
        return False


def test_the_table_of_chapters_says_what_the_chapters_say():
    stated = dict(re.findall(r"^\| (\d\d) .* \| complete: (.*) \|$", (ROOT / "README.md").read_text(), re.MULTILINE))
    found = {}
    for topic in topics().values():
        prose = (ROOT / "solutions" / topic.chapter / f"{topic.name}.py").read_text()
        minutes, points = TIME.search(prose), POINTS.search(prose)
        assert minutes and points
        found[topic.chapter[:2]] = f"{len(topic.order)} exercises, {points[1]} points, {minutes[1]} minutes"
    assert stated == found

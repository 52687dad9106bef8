"""Bad days of the machine, each of which really takes place: make ends in one line that says what to do, and so does the doctor."""

import io
import json
import os
import shutil
import socket

import pytest

from course_utils.doctor.progress import follow
from tests.browser.servers import Lab
from tests.doctor.bad_days import (
    DEAD_INDEX,
    MAKE,
    NEVER,
    NO_INDEX,
    PYTHON,
    ROWS,
    fault,
    lab,
    make,
    notices,
    on_a_small_disk,
    run,
    table,
    wheel,
)
from tests.newcomer import ROOT, free_port

# --- a good day --------------------------------------------------------------------------------------------------------


def test_on_a_good_day_every_row_is_ok_and_lab_says_nothing(ready):
    done = make(ready, "doctor", f"LAB_ARGS=--port {free_port()}")
    rows = table(done)
    assert list(rows) == ROWS
    assert {name: row for name, row in rows.items() if row[0] != "+ ok"} == {}
    assert rows["network"][1] == "not needed: the course is set up and runs offline"
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "The course is ready to use: `make lab`."

    opened = lab(ready)
    assert opened.returncode == 0 and opened.stderr == ""
    assert opened.stdout.endswith("JupyterLab opens\n") and "JUPYTER" not in opened.stdout


def test_an_instructors_copy_also_tries_the_isolation(course):
    (course / "grader").mkdir()
    assert list(table(make(course, "doctor", **DEAD_INDEX))) == [*ROWS, "isolation", "classroom"]


# --- the Python --------------------------------------------------------------------------------------------------------


def test_the_doctor_comes_with_a_python_that_is_too_old(course):
    old = course.parent / "python3.9"
    pretence = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0)\n"
        "if sys.argv[1] == '-c': exec(sys.argv[2])\n"
        "else: sys.argv = sys.argv[2:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    old.write_text(f'#!/bin/sh\nexec {PYTHON} -c "{pretence}" "$@"\n')
    old.chmod(0o755)
    done = make(course, "doctor", f"PYTHON={old}")
    assert done.returncode != 0
    sign, todo = table(done)["Python"]
    assert (sign, "make PYTHON=python3.12 setup" in todo) == ("x fail", True)
    assert "Python 3.9.2 is too old" in done.stdout
    assert list(table(done)) == ROWS
    for target in ("setup", "lab"):
        assert "is Python 3.9, too old" in fault(make(course, target, f"PYTHON={old}"))


def test_the_doctor_comes_without_any_python(course):
    done = make(course, "doctor", "PYTHON=no-such-python")
    assert "no-such-python does not run" in fault(done) and "make PYTHON=python3.12 setup" in fault(done)


def test_the_supported_versions_are_the_same_everywhere():
    source = (ROOT / "course_utils/doctor/machine.py").read_text()
    assert "SUPPORTED = (3, 11), (3, 13)" in source
    assert 'requires-python = ">=3.11,<3.14"' in (ROOT / "pyproject.toml").read_text()
    assert "v < (3, 11)" in (ROOT / "Makefile").read_text() and "v > (3, 13)" in (ROOT / "Makefile").read_text()


def test_an_environment_whose_python_is_gone(ready):
    python = ready / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/usr/bin/python-of-last-year")
    (ready / ".venv/packages").unlink()
    assert "run `make clean`, then `make setup`" in fault(make(ready, "setup")).lower()
    assert table(make(ready, "doctor", **DEAD_INDEX))["environment"][0] == "x fail"


# --- the wait ----------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


PIP = """: 2 of 3: all other packages (usually a minute)
Collecting anyio==4.9.0
  Downloading anyio-4.9.0-py3-none-any.whl (100 kB)
Requirement already satisfied: tqdm in ./lib
Collecting torch
  Using cached torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl.metadata (30 kB)
Installing collected packages: anyio, torch
Successfully installed anyio-4.9.0 torch-2.13.0
""".splitlines(keepends=True)


def test_who_waits_for_set_up_is_told_what_it_does():
    follow(PIP, out := Terminal())
    shown = [line.rpartition(", ")[0].strip() for line in out.getvalue().replace("\n", "").split("\r\x1b[K")]
    pins = sum("==" in line for line in (ROOT / "requirements.lock").read_text().splitlines())
    assert f"package 1 of {pins}: anyio, 100 kB" in shown
    assert any(line.endswith(": tqdm") for line in shown) and any("putting them in place" in line for line in shown)


def test_without_a_terminal_set_up_says_a_line_for_each_part():
    follow(PIP, out := io.StringIO())
    assert out.getvalue().splitlines() == [
        "2 of 3: all other packages (usually a minute)",
        "   fetched; now putting them in place, which says nothing for a while",
    ]


# --- the network -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("retries", ["0", "1"], ids=["pip says nothing of it", "pip says so"])
def test_without_a_network_set_up_ends_in_one_line(ready, retries):
    (ready / "requirements.lock").open("a").write(f"{NEVER}\n")
    done = make(ready, "setup", **DEAD_INDEX | {"PIP_RETRIES": retries})
    assert "no network" in fault(done) and "run `make setup` again" in fault(done)
    assert not (ready / ".venv/packages").exists()
    rows = table(make(ready, "doctor", **DEAD_INDEX))
    assert rows["environment"] == ("x fail", "run `make clean`, then `make setup`")
    assert rows["network"][0] == "x fail" and rows["network"][1].startswith("connect to the network")


def test_another_complaint_of_pip_is_passed_on(ready):
    """The index answers and lacks a package: that is no question of the network."""
    index = ready.parent / "index"
    wheel(index, "tqdm", "1.0")
    (ready / "requirements.lock").open("a").write(f"{NEVER}\n")
    done = make(ready, "setup", **NO_INDEX | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index)})
    assert f"pip stopped (No matching distribution found for {NEVER})" in fault(done)
    assert "ERROR: No matching distribution found" in done.stderr


# --- the disk ----------------------------------------------------------------------------------------------------------


@pytest.mark.sandbox
def test_on_a_full_disk_no_environment_can_be_made(course):
    done = on_a_small_disk(course, 8, f"head -c 8M /dev/zero > all-the-rest; {MAKE} setup; {MAKE} doctor")
    line = next(line for line in done.stderr.splitlines() if "Stop." in line)
    assert "the disk is full (0 MB free" in line and "make room, then run `make setup` again" in line.lower()
    assert table(done)["disk"][0] == "x fail"


@pytest.mark.sandbox
def test_on_a_full_disk_pip_ends_in_one_line(ready):
    (ready / "requirements.lock").open("a").write("bulky==1.0\n")
    wheel(ready.parent / "index", "bulky", "1.0", size=16 << 20)
    index = NO_INDEX | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(ready.parent / "index")}
    assert "the disk is full" in fault(on_a_small_disk(ready, 12, f"{MAKE} setup", **index))


@pytest.mark.sandbox
def test_on_a_full_disk_the_lab_does_not_open(ready):
    """What a student would write there could not be saved."""
    done = on_a_small_disk(ready, 8, f"head -c 8M /dev/zero > all-the-rest; {MAKE} lab LAB_ARGS=--no-browser")
    assert "the disk is full" in fault(done) and "Delete something there" in fault(done)


@pytest.mark.sandbox
def test_a_disk_that_is_nearly_full_is_told_of(ready):
    done = on_a_small_disk(ready, 60, f"{MAKE} lab LAB_ARGS='--port {free_port()}'")
    assert done.returncode == 0
    (notice,) = notices(done)
    assert notice.startswith("Notice: only ") and notice.endswith("Delete something before saving fails.")


def test_a_quota_is_a_full_disk(ready):
    """The file system has room, this account has none."""
    done = run(ready, "sh", "-c", f"ulimit -f 1; {MAKE} lab LAB_ARGS=--no-browser")
    assert "the disk is full" in fault(done)


# --- the home folder ---------------------------------------------------------------------------------------------------


def test_with_a_home_that_cannot_be_written_the_lab_opens_all_the_same(ready):
    """/proc takes no folder from anybody, root included. The same server is then found by whoever wants a second one."""
    nobody = {"HOME": "/proc/nobody"}
    shutil.rmtree(next(ready.glob(".venv/lib/*/site-packages/jupyterlab")))  # the real one
    lab = Lab(ready, nobody)
    try:
        started = lab.log.read_text()
        number = lab.address.rsplit(":", 1)[1]
        doctor = make(ready, "doctor", f"LAB_ARGS=--port {number}", **nobody)
        again = make(ready, "-o", ".venv/ready", "lab", f"LAB_ARGS=--no-browser --port {free_port()}", **nobody)
    finally:
        lab.stop()
    (notice,) = [line for line in started.splitlines() if line.startswith("Notice: ")]
    assert "is not writable" in notice and "Jupyter keeps its files in the course's .jupyter/" in notice
    assert (ready / ".jupyter/runtime/jupyter_cookie_secret").exists()

    rows = table(doctor)
    assert doctor.returncode == 0 and rows["home folder"][0] == "! warn"
    assert f"this course is open already, at http://localhost:{number}/lab" in doctor.stdout
    assert again.returncode == 0, again.stderr
    assert f"This course is open already: http://localhost:{number}/lab\n" in again.stdout
    assert "is running at" not in again.stderr  # one server on one's notebooks, not two


def test_a_file_in_place_of_the_home_folder(ready):
    blocked = ready.parent / "blocked"
    blocked.touch()
    done = lab(ready, HOME=str(blocked))
    assert done.returncode == 0 and len(notices(done)) == 1
    assert f"JUPYTER_CONFIG_PATH={blocked}/.jupyter" in done.stdout  # what could be read there still is


# --- the port ----------------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken(ready):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        number = listener.getsockname()[1]
        done = lab(ready, f"--port {number}")
        assert done.returncode == 0
        (notice,) = notices(done)
        assert notice == (
            f"Notice: port {number} is in use by another program. JupyterLab picks another one by itself: "
            "open the address that it prints."
        )
        runtime = ready.parent / "home/.local/share/jupyter/runtime"
        runtime.mkdir(parents=True)
        told = {"pid": os.getpid(), "port": number, "root_dir": "/another", "url": "http://localhost/", "token": ""}
        (runtime / "jpserver-1.json").write_text(json.dumps(told))
        assert f"port {number} is in use by the JupyterLab of /another." in notices(lab(ready, f"--port {number}"))[0]
        (runtime / "jpserver-1.json").unlink()
        only = fault(lab(ready, f"--port={number} --ServerApp.port_retries=0"))
        assert "is in use by another program. Choose another: `make lab LAB_ARGS=" in only
        assert table(make(ready, "doctor", f"LAB_ARGS=--port {number}"))["port"][0] == "! warn"
        assert table(make(ready, "doctor", JUPYTER_PORT=str(number)))["port"][0] == "! warn"

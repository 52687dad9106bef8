"""The command line: the table of `make doctor`, and the Makefile's other questions."""

import argparse
import os
import re
import shlex
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Callable, List, Optional

from .classroom import classroom
from .course import environment, isolation, notebooks, origin, package
from .finding import ROOT, VENV, Finding, Setting
from .imports import imports
from .machine import (
    FOLDERS,
    NO_SPACE,
    NOTHING,
    OWN_FOLDERS,
    SILENT,
    UNREACHED,
    blocked_folders,
    disk,
    home,
    last_error,
    make_room,
    network,
    port,
    python,
    room,
    runtime_folders,
    unreachable,
    unwritable,
    write,
)
from .running import own

CHECKS = {
    "Python": python,
    "environment": environment,
    "network": network,
    "home folder": home,
    "port": port,
    "notebooks": notebooks,
    "course_utils": package,
    "imports": imports,
    "disk": disk,
}
if (ROOT / "grader").is_dir():
    CHECKS["isolation"] = isolation
    CHECKS["classroom"] = classroom
BEFORE_LAB = (disk, home, port, notebooks, package, imports)
SIGNS = {"ok": "+", "warn": "!", "fail": "x"}
PIP_LOG = VENV / "pip.log"
FULL = re.compile(r"No space left on device|Disk quota exceeded|\[Errno (28|122)\]")


def main() -> int:
    """Print the table, or answer the Makefile's question."""
    better = _environment_python()
    if better:
        return subprocess.call([better, "-B"] + sys.argv)
    for stream in (sys.stdout, sys.stderr):  # a terminal without UTF-8 must not stop the doctor
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args()
    setting = Setting(_installed(), options.lab_args)
    if options.before_lab:
        before_lab(setting)
    elif options.folders:
        folders()
    elif options.after:
        print(after(options.after, setting))
    elif options.running:
        return already_open(setting)
    elif options.progress:
        from .progress import follow

        follow(sys.stdin)
    elif options.stale:
        print("stale" if origin() else "")
    elif options.relocate:
        from .relocate import relocate

        relocate()
    else:
        return table(setting)
    return 0


def table(setting: Setting) -> int:
    """Print what every check saw, one row each. Returns the exit status: 1 if something failed."""
    grades = []
    for name, check in CHECKS.items():
        for finding in _findings(check, setting):
            print(f"{SIGNS[finding.grade]} {finding.grade:6}{name:14}{finding.seen}")
            if finding.todo:
                print(f"{'':22}-> {finding.todo}")
            sys.stdout.flush()
            grades.append(finding.grade)
    if "fail" in grades:
        print(f"Fix what failed ({grades.count('fail')}), starting at the top.")
        return 1
    print("The course is ready to use: `make lab`.")
    return 0


def before_lab(setting: Setting) -> None:
    """Print on stdout what keeps JupyterLab from starting, and on stderr what the reader should know first."""
    findings = [finding for check in BEFORE_LAB for finding in _findings(check, setting)]
    failed = [finding for finding in findings if finding.grade == "fail"]
    if failed:
        print(failed[0].line())
        return
    for finding in findings:
        if finding.grade == "warn":
            print(f"Notice: {finding.line()}.", file=sys.stderr)


def already_open(setting: Setting) -> int:
    """Open this course's JupyterLab where it runs already: two of them would overwrite each other's notebooks.

    Returns 0 if there is one, else 1.
    """
    there = own(runtime_folders())
    if there is None:
        return 1
    print(f"This course is open already: {there.address}")
    print("To end it, press Control-C where it was started.")
    if not re.search(r"--no-browser|open_browser[= ]False", " ".join(setting.lab_args)):
        webbrowser.open(there.address)
    return 0


def folders() -> None:
    """Print the settings that point Jupyter to the course's .jupyter/, for its folders that cannot be written to."""
    blocked = blocked_folders()
    places = {name: str(OWN_FOLDERS / FOLDERS[name][0]) for name in blocked}
    if "JUPYTER_CONFIG_DIR" in blocked:  # what is there is still read
        read = [str(blocked["JUPYTER_CONFIG_DIR"][0]), os.environ.get("JUPYTER_CONFIG_PATH", "")]
        places["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, read))
    print(" ".join(f"{name}={shlex.quote(place)}" for name, place in places.items()))


def after(step: str, setting: Setting) -> str:
    """Why a step of set-up ("venv" or "packages") failed and what to do, in one line; "" if it did not."""
    done = (VENV / {"venv": "bin/pip", "packages": "packages"}[step]).exists()
    if done and setting.installed:
        return ""
    log = PIP_LOG.read_text(encoding="utf-8", errors="replace") if PIP_LOG.exists() else ""
    error = write(ROOT, 1 << 20)
    free, files = room(ROOT)
    if FULL.search(log) or min(free, files) < NOTHING or (error and error.errno in NO_SPACE):
        return Finding("fail", f"the disk is full ({free} MB free in {ROOT})", make_room()).line()
    if error:
        return unwritable(ROOT, error).line()
    if step == "venv" and not done:
        return "Python could not make .venv: its message above says why. Fix that, then run `make setup` again"
    if not setting.installed:
        return environment(setting)[0].line()
    reached = unreachable(SILENT) if UNREACHED.search(log) else network(setting)[0]
    if reached.grade == "fail":
        return reached.line()
    return f"pip stopped ({last_error(log)}). Fix that, then run `make setup` again; it continues where it stopped"


def _findings(check: Callable, setting: Setting) -> List[Finding]:
    """What a check sees; a check that breaks down is a finding, too."""
    try:
        return check(setting)
    except Exception as error:
        seen = f"{check.__name__} could not be checked ({type(error).__name__}: {' '.join(str(error).split())})"
        return [Finding("warn", seen, "send this line to your instructor")]


def _environment_python() -> Optional[str]:
    """The Python of .venv, if it is not this one and it runs."""
    found = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if _inside() or not found.exists():
        return None
    try:
        return None if subprocess.call([str(found), "-c", ""], stderr=subprocess.DEVNULL) else str(found)
    except OSError:
        return None


def _inside() -> bool:
    """Whether this Python is the one in .venv."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def _installed() -> bool:
    """Whether this Python belongs to .venv, or to another environment in which the course is installed (conda)."""
    if _inside() or os.path.lexists(str(VENV)) or sys.version_info < (3, 8):
        return _inside()
    from importlib import metadata

    return any(True for _ in metadata.distributions(name="perceptron-to-policy"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="course_utils/doctor", description="Check what can go wrong with the course on this machine."
    )
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--before-lab", action="store_true", help="print only what stops JupyterLab or should be known")
    asked.add_argument(
        "--folders", action="store_true", help="print Jupyter's settings where its folders are read-only"
    )
    asked.add_argument("--running", action="store_true", help="open the course's JupyterLab if it runs already")
    asked.add_argument("--progress", action="store_true", help="tell in short what pip says on standard input")
    asked.add_argument("--after", choices=["venv", "packages"], help="say why this step of set-up failed")
    asked.add_argument("--stale", action="store_true", help="print 'stale' if course_utils is not this folder's own")
    asked.add_argument("--relocate", action="store_true", help="make a copied or moved .venv work here")
    parser.add_argument("lab_args", nargs="*", metavar="-- LAB_ARGS", help="the options passed to JupyterLab")
    return parser

"""The course: its environment, its notebooks, its package, and on an instructor's machine its sandbox."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import List, Optional, Tuple

from .finding import ROOT, VENV, Finding, Setting

NAMED = 3  # how many of a long list of packages are named


def environment(setting: Setting) -> List[Finding]:
    """Is everything in requirements.lock installed, in the locked versions?"""
    if not setting.installed:
        if os.path.lexists(str(VENV / "bin/python")):
            return [Finding("fail", "the Python that made .venv is gone", "run `make clean`, then `make setup`")]
        return [Finding("fail", "the course is not set up", "run `make setup`")]
    whole = (VENV / "ready").exists()  # set-up finished once, so make would not start it again
    todo = "run `make clean`, then `make setup`" if whole else "run `make setup`; it continues where it stopped"
    try:
        wanted, missing, other = _compared()
    except ImportError:  # even `packaging` is missing
        return [Finding("fail", f"{sys.prefix} is incomplete", todo)]
    if missing:
        seen = f"{len(missing)} of {wanted} packages are missing from {sys.prefix}: {_some(missing)}"
        return [Finding("fail", seen, todo)]
    if other:
        seen = f"{len(other)} of {wanted} packages differ in version from requirements.lock: {_some(other)}"
        return [Finding("warn", seen, "run `make clean`, then `make setup`, if something behaves strangely")]
    return [Finding("ok", f"all {wanted} packages in requirements.lock are in {sys.prefix}")]


def notebooks(setting: Setting) -> List[Finding]:
    """Do the notebooks open without asking which kernel to use?"""
    files = _notebooks()
    found = [finding for finding in map(_notebook, files) if finding]
    return found or [Finding("ok", f"all {len(files)} open with the course's kernel")]


def package(setting: Setting) -> List[Finding]:
    """Does `import course_utils` give this folder's package, and do the notebooks belong to its release?"""
    text = (ROOT / "course_utils/__init__.py").read_text(encoding="utf-8")
    (release,) = re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    elsewhere = origin() if setting.installed else None
    found = [elsewhere] if elsewhere else []
    for file in _notebooks():
        begun = re.search(rb'begin\([^)]*release=\\"([\d.]+)\\"', _bytes(file))
        if begun and begun.group(1).decode() != release:
            seen = f"{file.relative_to(ROOT)} is from release {begun.group(1).decode()}, course_utils from {release}"
            found.append(Finding("warn", seen, "open it in the folder of its own bundle, or take this bundle's copy"))
    same = f"release {release}, the same as the notebooks'"
    return found or [Finding("ok", same + ", from this folder" * setting.installed)]


def isolation(setting: Setting) -> List[Finding]:
    """Can submissions be graded in isolation? Asked only in an instructor's copy."""
    if environment(setting)[0].grade == "fail":
        return [Finding("warn", "not tested: the course is not set up", "run `make setup`")]
    command = [sys.executable, "-m", "grader", "doctor"]
    tells = "`.venv/bin/python -m grader doctor` tells more"
    try:
        done = subprocess.run(
            command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False
        )
    except subprocess.TimeoutExpired:
        return [Finding("warn", "no answer within 120 s", tells)]
    lines = [" ".join(line.split()) for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
    last = (lines or ["`grader doctor` said nothing"])[-1].rstrip(".")
    return [Finding("ok", last) if done.returncode == 0 else Finding("warn", last, f"fix it before you grade; {tells}")]


def origin() -> Optional[Finding]:
    """Where `import course_utils` comes from, if not from this folder."""
    spec = importlib.util.find_spec("course_utils")
    if spec is None or not spec.origin:
        return Finding("fail", "course_utils is not installed, or its folder has moved", "run `make setup` here")
    there = Path(spec.origin).resolve().parents[1]
    if there == ROOT:
        return None
    named = [str(Path(folder).resolve()) for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    todo = "remove that folder from PYTHONPATH" if str(there) in named else "run `make setup` here"
    return Finding("warn", f"course_utils is imported from {there}, not from this folder", todo)


def _notebook(file: Path) -> Optional[Finding]:
    """What is wrong with one notebook."""
    name = file.relative_to(ROOT)
    try:
        kernel = json.loads(file.read_bytes().decode("utf-8"))["metadata"].get("kernelspec", {}).get("name", "python3")
    except OSError as error:
        return Finding("warn", f"{name} cannot be read ({error.strerror})", "make it readable")
    except (ValueError, KeyError, TypeError, AttributeError):
        kept = file.parent / ".ipynb_checkpoints" / f"{file.stem}-checkpoint.ipynb"
        source = f"copy {kept.relative_to(ROOT)} over it" if kept.exists() else "take it from your bundle again"
        return Finding("warn", f"{name} is not a valid notebook", f"keep a copy of it, then {source}")
    if kernel == "python3":
        return None
    todo = "open it, choose Python 3 (ipykernel) if the upper right shows another name, and save it"
    return Finding("warn", f"{name} was saved with another kernel ({kernel})", todo)


def _notebooks() -> List[Path]:
    return [file for file in sorted((ROOT / "notebooks").glob("*/*.ipynb")) if file.is_file()]


def _bytes(file: Path) -> bytes:
    """The content of a file, empty if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _compared() -> Tuple[int, List[str], List[str]]:
    """How many packages are wanted here, which are missing, and which have another version."""
    from importlib import metadata

    from packaging.requirements import Requirement

    there = {re.sub(r"[-_.]+", "-", dist.metadata["Name"]).lower(): dist.version for dist in metadata.distributions()}
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    pins = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    missing = [pin.name for pin in pins if pin.name not in there]
    installed = [pin for pin in pins if pin.name in there]
    other = [pin for pin in installed if not pin.specifier.contains(there[pin.name], prereleases=True)]
    return len(pins), missing, [f"{pin.name} {there[pin.name]}" for pin in other]


def _some(names: List[str]) -> str:
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")

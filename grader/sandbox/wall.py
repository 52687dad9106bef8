"""The outer wall: the command line of bubblewrap, under which nothing of the course but its public half is to be seen."""

from __future__ import annotations

import os
import shutil
import site
import sys
from pathlib import Path

from grader.threads import ONE_THREAD

PACKAGE = Path(__file__).resolve().parents[1]  # grader/
COURSE = PACKAGE.parent
INSIDE = "/course"
DEVICES = ("null", "zero", "full", "random", "urandom")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
FILES = ("/sys/kernel/mm/transparent_hugepage", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")

#: One thread, no caches, nothing of the instructor's own environment.
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/scratch",
    "TMPDIR": "/scratch",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONSAFEPATH": "1",
    **ONE_THREAD,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/scratch/matplotlib",
    "IPYTHONDIR": "/scratch/ipython",
    "CUDA_VISIBLE_DEVICES": "",
    "TORCHDYNAMO_DISABLE": "1",
    "PYTORCH_JIT": "0",
    "COURSE_STATIC": "1",
    "NBGRADER_EXECUTION": "autograde",
    "COURSE_CHECKS_LATER": "1",
    # Huge pages for large arrays, kept when they are freed: page by page, new memory costs more than what is computed in it.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=67108864:glibc.malloc.trim_threshold=536870912",
}


class IsolationError(Exception):
    """This machine cannot isolate submissions; the message says what is missing and how to get it."""


def command(*program: str, keep: tuple[int, ...] = (), hidden: tuple[Path, ...] = ()) -> list[str]:
    """The command that runs `program` behind the wall. keep: descriptors, which stay open. hidden: folders of which nothing
    may be seen but what the interpreter needs, e.g. the course with its solutions and the gradebook."""
    found = shutil.which("bwrap")
    if found is None:
        raise IsolationError(
            "bubblewrap is missing: install it (Debian: apt-get install bubblewrap); `python -m grader doctor` tells more"
        )
    arguments = [
        found, "--unshare-user-try", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
        "--unshare-cgroup-try", "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN", "--die-with-parent", "--new-session",
        "--hostname", "grading", "--proc", "/proc", "--dir", "/dev", "--tmpfs", "/scratch",
    ]  # fmt: skip
    for device in DEVICES:
        arguments += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    arguments += _folders(hidden)
    for fonts in _font_lists():
        arguments += ["--ro-bind", str(fonts), f"{ENVIRONMENT['MPLCONFIGDIR']}/{fonts.name}"]
    arguments += ["--clearenv", *(part for name, value in environment().items() for part in ("--setenv", name, value))]
    return [*arguments, "--remount-ro", "/", "--chdir", "/", *program]


def environment() -> dict[str, str]:
    """What the fork server's environment is, whole."""
    return ENVIRONMENT | {"PYTHONPATH": INSIDE}


def _folders(hidden: tuple[Path, ...]) -> list[str]:
    """Binds in the order of their depth, so that what lies inside a hidden folder comes after the blank that hides it."""
    places = {Path(path): _system_bind(path) for path in (*SYSTEM, *FILES) if os.path.exists(path)}
    for path in _interpreter_folders():
        places.setdefault(path, ["--ro-bind", str(path), str(path)])
    for folder in (COURSE, *hidden):
        folder = Path(folder).resolve()
        if any(folder.is_relative_to(place) for place in places if place.is_dir() and not place.is_symlink()):
            places[folder] = ["--tmpfs", str(folder)]
    for inner in ("__init__.py", "inside"):
        places[Path(INSIDE, "grader", inner)] = ["--ro-bind", str(PACKAGE / inner), f"{INSIDE}/grader/{inner}"]
    places[Path(INSIDE, "course_utils")] = ["--ro-bind", str(COURSE / "course_utils"), f"{INSIDE}/course_utils"]
    if not any(path.is_relative_to("/tmp") for path in places):
        places[Path("/tmp")] = ["--symlink", "/scratch", "/tmp"]
    return [part for path in sorted(places, key=lambda p: len(p.parts)) for part in places[path]]


def _system_bind(path: str) -> list[str]:
    return ["--symlink", os.readlink(path), path] if os.path.islink(path) else ["--ro-bind", path, path]


def _interpreter_folders() -> list[Path]:
    """Where this Python, its virtual environment and the installed packages lie."""
    packages = [*site.getsitepackages(), *([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])]
    folders = {Path(sys.prefix), *(Path(p).resolve() for p in (sys.prefix, sys.base_prefix, *packages))}
    return [folder for folder in folders if folder.is_dir() and not COURSE.is_relative_to(folder)]


def _font_lists() -> list[Path]:
    """What matplotlib has found out about the fonts, which takes it half a second. Only the fork server sees it."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser(), "matplotlib")
    return list(cache.glob("fontlist-*.json"))

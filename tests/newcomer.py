"""What a newcomer has: a fresh copy of the course, and an environment that knows nothing of the tests'."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What an outer make, an active virtual environment and the tests themselves have set.
OURS = ("MAKE", "MFLAGS", "PYTHON", "PYTEST", "JUPYTER", "COURSE_STATIC", "VIRTUAL_ENV", "XDG_CACHE_HOME")


def environment(home: Path, **more: str) -> dict[str, str]:
    """This environment with another home and nothing of ours. more: what to set beside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"HOME": str(home)} | more


def copy(target: Path, *names: str) -> Path:
    """The course's files under `names` (git's path patterns, everything without any) as they stand, in a new folder."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *names]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def commit(folder: Path) -> Path:
    """Make a repository of a folder, everything in it committed."""
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "all"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    return folder


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]

"""`python -m grader bundle`: the students' copy of the course as one zip file."""

from __future__ import annotations

import argparse
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from course_utils import __version__
from course_utils.update.release import MANIFEST
from grader.authoring.manifest import manifest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("notebooks", "course_utils")
SET_UP = ("Makefile", "pyproject.toml", "requirements.lock", "environment.yml", "LICENSE", "LICENSE-TEXT")
README = "docs/students.md"  # is the bundle's README.md
NAME = "perceptron-to-policy"


class BundleError(Exception):
    """The bundle cannot be made; the message is one line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `python -m grader bundle`."""
    default = Path("build", f"{NAME}-{__version__}.zip")
    parser.add_argument(
        "--to", type=Path, default=default, metavar="FILE", help=f"the zip to write (default: {default})"
    )


def run(args: argparse.Namespace) -> int:
    """Write the bundle and say what is in it."""
    try:
        files = bundled(ROOT)
        write(files, args.to, released(ROOT))
    except (BundleError, OSError) as error:
        print(f"grader bundle: {error}", file=sys.stderr)
        return 2
    size = args.to.stat().st_size / 1e6
    print(f"{args.to}: {len(files)} files, {size:.1f} MB. Unpack it anywhere and run `make lab` there.")
    return 0


def bundled(root: Path) -> dict[str, bytes]:
    """The files of a student's copy by their names in it: what git tracks, so that nobody's own work gets in.

    Raises BundleError where a file differs from what is committed, or is missing.
    """
    tracked = _git(root, "ls-files", "-z", "--", *FOLDERS, *SET_UP, README)
    changed = _git(root, "status", "--porcelain", "-z", "--untracked-files=no", "--", *FOLDERS, *SET_UP, README)
    missing = [name for name in (*SET_UP, README) if name not in tracked]
    if changed or missing:
        what = f"{missing[0]} is missing" if missing else f"{changed[0][3:]} is not as committed"
        raise BundleError(f"{what}: restore or commit it first, the bundle holds what is committed")
    if not any(name.startswith("notebooks/") for name in tracked):
        raise BundleError("no chapter is released: run `make release` and commit notebooks/ first")
    files = {"README.md" if name == README else name: (root / name).read_bytes() for name in sorted(tracked)}
    return files | {MANIFEST: manifest(root, files, [*FOLDERS, *SET_UP, README], {README: "README.md"})}


def released(root: Path) -> datetime:
    """The time of the commit that last changed anything in the bundle: the same files make the same zip, whenever it is made."""
    (seconds,) = _git(root, "log", "-1", "--format=%ct", "-z", "--", *FOLDERS, *SET_UP, README)
    return datetime.fromtimestamp(int(seconds), UTC)


def write(files: dict[str, bytes], target: Path, time: datetime) -> None:
    """Write the zip, everything in one folder; a bundle that was there stays until the new one is whole.

    time: of all files. A zip keeps no time zone, and make would build again what seems to come from the future: so the
    clock is that of the zone where it is earliest.
    """
    dated = (time - timedelta(hours=12)).timetuple()[:6]
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{NAME}/{name}", dated)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    unfinished.replace(target)


def _git(root: Path, *command: str) -> list[str]:
    try:
        done = subprocess.run(["git", *command], cwd=root, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise BundleError("git is not installed; it tells which files belong to the course") from None
    except subprocess.CalledProcessError as error:
        raise BundleError(f"git does not know this folder: {error.stderr.strip().splitlines()[0]}") from None
    return [name for name in done.stdout.split("\0") if name]

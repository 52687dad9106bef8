"""`python -m grader register`: the classroom's folders, and every chapter in the gradebook."""

import argparse
import hashlib
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from course_utils.plain_file import write_atomically
from grader.authoring.chapters import AuthoringError, Chapter, find_chapters

FOLDERS = ("submitted", "autograded", "feedback", "exchange")
# Every user hands in there, and nobody may move or remove what is another's; nbgrader refuses an exchange that is not writable.
EXCHANGE_MODE = 0o1777
# Others pass through to the exchange, and read nothing: whoever can read a file can hold a lock on it.
CLASSROOM_MODE, OWN_MODE = 0o711, 0o700


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `register`."""
    parser.add_argument("--root", type=Path, default=Path("."), help="the course's root (default: here)")


def run(args: argparse.Namespace) -> int:
    """Make the classroom and register what is new. Returns 0, or 1 with one line on stderr."""
    try:
        for line in register(args.root):
            print(line)
    except AuthoringError as error:
        print(f"register: {error}", file=sys.stderr)
        return 1
    return 0


def register(root: Path) -> list[str]:
    """Make `classroom/` under `root` and register every built chapter that the gradebook has not in its present form.

    `notebooks/` is not touched. Returns one line per chapter that was registered, or could not be for want of a
    notebook. Raises AuthoringError where nbgrader refuses a chapter: the gradebook's rows of that chapter are then as
    they were, and the other chapters are registered.
    """
    chapters = find_chapters(root)
    classroom = Path(root).resolve() / "classroom"
    make_classroom(classroom)
    wanted = {chapter: _fingerprint(chapter) for chapter in chapters if chapter.notebook.is_file()}
    done = _registered(classroom)
    changed = [chapter for chapter, digest in wanted.items() if done.get(chapter.name) != digest]
    lines = [f"{chapter.name}: not built yet, so not registered" for chapter in chapters if chapter not in wanted]
    if not changed:
        return lines
    registered, refusal = _write_gradebook(changed, classroom / "gradebook.db")
    record = done | {chapter.name: wanted[chapter] for chapter in registered}
    write_atomically(classroom / "registered.json", json.dumps(record, indent=1, sort_keys=True).encode() + b"\n")
    if refusal is not None:
        raise refusal
    return [f"{chapter.name}: registered in the gradebook" for chapter in registered] + lines


def make_classroom(classroom: Path) -> None:
    """The git-ignored folders in which nbgrader works. Those that are there stay as they are."""
    if not classroom.exists():
        classroom.mkdir(parents=True)
        classroom.chmod(CLASSROOM_MODE)
    for name in FOLDERS:
        folder = classroom / name
        if not folder.exists():
            folder.mkdir()
            folder.chmod(EXCHANGE_MODE if name == "exchange" else OWN_MODE)
    exchange = classroom / "exchange"
    if exchange.stat().st_mode & 0o7777 != EXCHANGE_MODE:
        exchange.chmod(EXCHANGE_MODE)


def _write_gradebook(chapters: list[Chapter], gradebook: Path) -> tuple[list[Chapter], AuthoringError | None]:
    """Register those of `chapters` that nbgrader takes; returns them, and its refusal of another one or None.

    nbgrader stops half-way through a chapter that it refuses, so it first shows on a copy that it will not.
    """
    from grader.authoring.assignments import GenerationError, generate  # late: mostly there is nothing to do

    accepted = list(chapters)
    refusal: AuthoringError | None = None
    while accepted:
        with tempfile.TemporaryDirectory(prefix="course-register-") as folder:
            workplace = Path(folder)
            rehearsal = workplace / "gradebook.db"
            if gradebook.is_file():
                _copy_database(gradebook, rehearsal)
            try:
                generate(accepted, workplace / "rehearsal", rehearsal)
            except GenerationError as error:
                accepted = [chapter for chapter in accepted if chapter.name not in error.names]
                refusal = refusal or _explained(error, error.names)
                continue
            if gradebook.is_file():
                generate(accepted, workplace / "performance", gradebook)
            else:
                write_atomically(gradebook, rehearsal.read_bytes())
                gradebook.chmod(0o600)
        break
    return accepted, refusal


def _explained(error: AuthoringError, chapters: list[str]) -> AuthoringError:
    """nbgrader's refusal, with what to do where the reason is known."""
    if "submissions associated" not in str(error):
        return error
    names = " ".join(chapters)
    return AuthoringError(
        f"{names} has other cells than the chapter for which classroom/gradebook.db holds submissions: finish grading "
        f"with the notebook that was handed out, or give these submissions up with `nbgrader db assignment remove "
        f"{names} --force`, then run `make setup` again (the gradebook is as it was)"
    )


def _registered(classroom: Path) -> dict[str, str]:
    """What was registered, by chapter, as far as the gradebook still has it."""
    gradebook, record = classroom / "gradebook.db", classroom / "registered.json"
    if not (gradebook.is_file() and record.is_file()):
        return {}
    query = "SELECT DISTINCT assignment.name FROM assignment JOIN notebook ON notebook.assignment_id = assignment.id"
    try:
        with closing(sqlite3.connect(f"{gradebook.as_uri()}?mode=ro", uri=True)) as connection:
            present = {name for (name,) in connection.execute(query)}
        return {name: digest for name, digest in json.loads(record.read_text()).items() if name in present}
    except (sqlite3.Error, ValueError):
        return {}


def _fingerprint(chapter: Chapter) -> str:
    """Changes whenever registering the chapter could have another result."""
    config = chapter.root / "nbgrader_config.py"
    parts = [
        chapter.notebook.read_bytes(),
        config.read_bytes() if config.is_file() else b"",
        version("nbgrader").encode(),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _copy_database(source: Path, target: Path) -> None:
    """A consistent copy, even while another process writes."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)

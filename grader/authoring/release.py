"""`python -m grader release`: the students' notebooks, never at the price of somebody's work."""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from course_utils.notebook.released import THUMBNAIL
from course_utils.plain_file import write_atomically
from grader.authoring.assignments import generate
from grader.authoring.chapters import AuthoringError, Chapter, find_chapters, read_notebook
from grader.authoring.end_result import thumbnail
from grader.authoring.source import text_difference_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `release`."""
    parser.add_argument(
        "chapters", nargs="*", metavar="CHAPTER", help="a chapter's folder, such as 11_vae; without one, every chapter"
    )
    parser.add_argument("--root", type=Path, default=Path("."), help="the course's root (default: here)")


def run(args: argparse.Namespace) -> int:
    """Release the chapters asked for. Returns 0, or 1 with one line on stderr and nothing changed."""
    try:
        for line in release(find_chapters(args.root, args.chapters)):
            print(line)
    except AuthoringError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    return 0


def release(chapters: list[Chapter]) -> list[str]:
    """Put the students' version of the chapters into `notebooks/`; returns one line per chapter.

    Raises AuthoringError, before anything is changed, where a chapter is not built from its present text or where a
    file in `notebooks/` holds anything that neither git nor an earlier release has.
    """
    if not chapters:
        return ["no chapter to release"]
    for chapter in chapters:
        _must_be_built(chapter)
    with tempfile.TemporaryDirectory(prefix="course-release-") as workplace:
        generated = generate(chapters, Path(workplace))
        planned = {chapter: released_files(generated / chapter.name) for chapter in chapters}
        for chapter, files in planned.items():
            _must_lose_nothing(chapter, files)
    return [_write(chapter, files) for chapter, files in planned.items()]


def released_files(folder: Path) -> dict[str, bytes]:
    """The content of each file of a released chapter, by its path in the chapter's folder."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    for name in files:
        if name.endswith(".py"):
            raise AuthoringError(f"{folder.name}/{name} must not reach students: put code into course_utils")
    return files


def _must_be_built(chapter: Chapter) -> None:
    built = chapter.notebook.is_file()
    if not built or (difference := text_difference_of(chapter, read_notebook(chapter.notebook))):
        reason = difference if built else "it is missing"
        raise AuthoringError(
            f"{chapter.shown(chapter.notebook)} is not built from the present text ({reason}): "
            f"run `make notebooks` first"
        )


def _must_lose_nothing(chapter: Chapter, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        target = chapter.released / name
        if target.is_file() and target.read_bytes() != content and not _is_kept_elsewhere(chapter, target):
            raise AuthoringError(
                f"{chapter.shown(target)} has changes that git does not have: commit it or move it "
                "away, then release again (nothing was changed)"
            )


def _is_kept_elsewhere(chapter: Chapter, target: Path) -> bool:
    """Would replacing `target` lose nothing: is it as the last commit has it, or as an earlier release wrote it?"""
    committed = _git(chapter.root, "rev-parse", "--verify", "--quiet", f"HEAD:./{chapter.shown(target)}")
    if committed is not None and committed == _git(chapter.root, "hash-object", "--", str(target)):
        return True
    if committed is not None and _differs_in_version_only(_git(chapter.root, "cat-file", "blob", committed), target):
        return True
    return _read_record(chapter.root).get(chapter.shown(target)) == _digest(target.read_bytes())


def _differs_in_version_only(committed: str | None, target: Path) -> bool:
    """JupyterLab writes the kernel's version into a notebook when it opens it: a reader who saves that has written nothing."""
    try:
        notebooks = json.loads(committed or ""), json.loads(target.read_text(encoding="utf-8"))
        for notebook in notebooks:
            notebook["metadata"].pop("language_info", None)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return notebooks[0] == notebooks[1]


def _git(root: Path, *arguments: str) -> str | None:
    """What git answers, or None where it does not: no git, no checkout, no such file in the last commit."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], text=True, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _write(chapter: Chapter, files: dict[str, bytes]) -> str:
    written = []
    for name, content in files.items():
        target = chapter.released / name
        if not target.is_file() or target.read_bytes() != content:
            write_atomically(target, content)
            written.append(name)
        if (chapter.root / "course_utils" / "__init__.py").is_file():  # not in a course that only uses the library
            write_atomically(chapter.pristine / name, content)
    _write_thumbnail(chapter)
    record = _read_record(chapter.root) | {
        chapter.shown(chapter.released / name): _digest(content) for name, content in files.items()
    }
    write_atomically(_record_path(chapter.root), json.dumps(record, indent=1, sort_keys=True).encode() + b"\n")
    return f"{chapter.name}: " + (f"released {', '.join(written)}" if written else "nothing differs")


def _write_thumbnail(chapter: Chapter) -> None:
    picture = thumbnail(read_notebook(chapter.notebook))
    if picture and chapter.pristine.is_dir():
        write_atomically(chapter.pristine / THUMBNAIL, picture)
    else:
        (chapter.pristine / THUMBNAIL).unlink(missing_ok=True)


def _record_path(root: Path) -> Path:
    """What earlier releases wrote, by content: so an author may release twice between two commits."""
    return root / "classroom" / "released.json"


def _read_record(root: Path) -> dict[str, str]:
    try:
        return json.loads(_record_path(root).read_text())
    except (OSError, ValueError):
        return {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""A course of one tiny chapter, built once; each test gets a copy of its own."""

import shutil
from pathlib import Path

import pytest

from grader.authoring.build import build
from grader.authoring.chapters import Chapter

SAMPLE = Path(__file__).with_name("sample_chapter.txt")
POINTS = {"sample.double": 4}


def _points(exercise_id: str) -> int:
    return POINTS[exercise_id]


def _write(root: Path, text: str | None = None) -> Chapter:
    chapter = Chapter(root.resolve(), "90_sample")
    chapter.folder.mkdir(parents=True, exist_ok=True)
    chapter.source.write_text(text if text is not None else SAMPLE.read_text())
    return chapter


def _rebuild(chapter: Chapter) -> str:
    return build(chapter, points=_points, release="2026.1")


@pytest.fixture
def points():
    """The sample's stand-in for the real exercises: from an exercise's id to its points."""
    return _points


@pytest.fixture
def write_sample():
    """A function: (course root, text or the sample's own) -> the chapter 90_sample, not built."""
    return _write


@pytest.fixture
def rebuild():
    """A function that builds a chapter with the sample's points and a fixed release, and says what became of it."""
    return _rebuild


@pytest.fixture
def unbuilt(tmp_path) -> Chapter:
    """The sample chapter as text only."""
    return _write(tmp_path)


@pytest.fixture(scope="session")
def _built_once(tmp_path_factory) -> Chapter:
    chapter = _write(tmp_path_factory.mktemp("course"))
    assert _rebuild(chapter) == "notebook written (there was none)"
    return chapter


@pytest.fixture
def built(_built_once, tmp_path) -> Chapter:
    """The sample chapter with its executed notebook."""
    shutil.copytree(_built_once.root, tmp_path, dirs_exist_ok=True)
    return Chapter(tmp_path.resolve(), _built_once.name)

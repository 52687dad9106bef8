"""The chapters as they are committed: text, solved notebook and release agree, and the untouched release runs."""

import shutil
from pathlib import Path

import pytest

from grader.authoring import sanitise
from grader.authoring.assignments import generate
from grader.authoring.build import notebook_difference
from grader.authoring.chapters import Chapter, find_chapters, read_notebook
from grader.authoring.execute import execute
from grader.authoring.release import released_files
from grader.authoring.source import complete_notebook, text_difference_of

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = find_chapters(ROOT) if (ROOT / "solutions").is_dir() else []
pytestmark = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)


def test_text_and_notebook_agree(chapter):
    assert text_difference_of(chapter, read_notebook(chapter.notebook)) is None


def test_building_again_changes_nothing(chapter):
    """Everything but the outputs, which nbval runs afresh and compares by the same rules."""
    stored = read_notebook(chapter.notebook)
    fresh = complete_notebook(chapter)
    fresh.metadata["language_info"] = stored.metadata.language_info
    for new, old in zip(fresh.cells, stored.cells, strict=True):
        if new.cell_type == "code":
            new.execution_count, new.outputs = old.execution_count, old.outputs
    assert "version" not in stored.metadata.language_info
    assert notebook_difference(stored, fresh) is None


def test_no_stored_text_betrays_a_machine(chapter):
    for path in (chapter.notebook, *chapter.released.rglob("*.ipynb")):
        for cell in read_notebook(path).cells:
            pictures = [
                data.pop(kind)
                for output in cell.get("outputs", [])
                if (data := output.get("data"))
                for kind in ("image/png", "image/jpeg")
                if kind in data
            ]
            assert sanitise.machine_trace(repr(cell), chapter.root) is None, (cell.id, len(pictures))


def test_the_committed_release_is_what_a_release_makes(chapter, tmp_path):
    made = released_files(generate([chapter], tmp_path) / chapter.name)
    assert made.keys() <= released_files(chapter.released).keys()
    for name, content in made.items():
        assert (chapter.released / name).read_bytes() == content, name


def test_the_release_shows_no_outputs(chapter):
    for cell in read_notebook(chapter.released / f"{chapter.topic}.ipynb").cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None, cell.id
        assert "BEGIN SOLUTION" not in cell.source and "HIDDEN TESTS" not in cell.source


def test_the_untouched_release_runs_from_top_to_bottom(chapter, tmp_path):
    copy = Chapter(tmp_path, chapter.name)
    shutil.copytree(chapter.released, copy.released)
    execute(read_notebook(copy.released / f"{chapter.topic}.ipynb"), copy, folder=copy.released)

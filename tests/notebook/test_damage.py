"""What a reader's copy has lost is named, one line each; what is theirs to change is no damage; mending loses no word."""

import pytest

from course_utils.notebook.damage import damage
from course_utils.notebook.matching import grade_id
from course_utils.notebook.released import cells_of
from course_utils.notebook.restore import mended, restored

MINE = "def ppca_ml(X, k):\n    return None, 3.0"


def gone(name):
    return lambda copy: copy["cells"].remove(copy[name])


def unmarked(copy):
    copy["vae-ppca_ml"].update(metadata={}, source=MINE)


def a_stranger(copy):
    copy["vae-ppca_ml"].update(metadata={}, id="b1946ac9", source=MINE)


def another_mark(copy):
    copy["vae-ppca_ml-check"]["metadata"]["nbgrader"]["grade_id"] = "cell-123"


def text_now(copy):
    copy["vae-ppca_ml-check"]["cell_type"] = "markdown"


def merged(copy):
    check = copy["vae-ppca_ml-check"]
    copy["cells"].remove(check)
    copy["vae-ppca_ml"]["source"] += "\n\n" + check["source"]


def rewritten(copy):
    copy["the-autoencoder-6"]["source"] = 'DATA = "mine"'


@pytest.mark.parametrize(
    "spoil, what",
    [
        (gone("vae-ppca_ml-check"), "The check of `ppca_ml` is missing."),
        (gone("vae-ppca_ml"), "The answer cell of `ppca_ml` is missing."),
        (gone("vae-written"), "The cell of your written answer is missing."),
        (
            gone("the-autoencoder-6"),
            'The cell that begins with `IMAGES = {"digits": load("digits"), "glyphs": GLYPHS}` is missing.',
        ),
        (gone("the-autoencoder-10"), "A cell of the chapter's text is missing."),
        (unmarked, "The answer cell of `ppca_ml` has lost the mark by which it is known."),
        (a_stranger, "The answer cell of `ppca_ml` has lost the mark by which it is known."),
        (another_mark, "The check of `ppca_ml` has lost the mark by which it is known."),
        (text_now, "The check of `ppca_ml` has become a text cell."),
        (merged, "The check of `ppca_ml` is missing: it was merged into the cell that begins with `def ppca_ml"),
        (
            rewritten,
            'The cell that begins with `IMAGES = {"digits": load("digits"), "glyphs": GLYPHS}` was changed: grading runs the original.',
        ),
    ],
)
def test_damage_is_named_and_mended_and_no_word_is_lost(copy, release, spoil, what):
    spoil(copy)
    (finding,) = damage(copy, release)
    assert finding.what.startswith(what) and "make mend CHAPTER=11_vae" in finding.to_do and finding.mends
    after = mended(copy, release)
    assert damage(after, release) == []
    texts = "\n".join(cell["source"] for cell in after["cells"])
    assert all(cell["source"] in texts for cell in copy["cells"])
    assert len({cell["id"] for cell in after["cells"]}) == len(after["cells"])


def test_a_missing_cell_comes_back_in_its_place(copy, release):
    gone("vae-ppca_ml-check")(copy)
    assert [cell["id"] for cell in mended(copy, release)["cells"]] == [cell["id"] for cell in release["cells"]]


def test_a_second_answer_with_the_same_mark_is_told_and_left_to_the_reader(copy, release):
    copy["cells"].append(copy["vae-ppca_ml"] | {"id": "second", "source": MINE})
    (finding,) = damage(copy, release)
    assert finding.what.startswith("The answer cell of `ppca_ml` is there 2 times") and not finding.mends
    assert mended(copy, release)["cells"] == copy["cells"]


@pytest.mark.parametrize(
    "key, value, told", [("release", "2025.1", "release 2025.1"), ("chapter", "13_gumbel", "13_gumbel")]
)
def test_the_notebook_of_another_release_or_chapter_is_one_finding(copy, release, key, value, told):
    copy["metadata"]["course"][key] = value
    gone("vae-ppca_ml")(copy)
    (finding,) = damage(copy, release)
    assert told in finding.what and not finding.mends


def test_what_readers_may_do_is_no_damage(copy, release):
    copy["vae-ppca_ml"]["source"] = MINE
    copy["vae-written"]["source"] = "Because it is exact."
    copy["the-autoencoder-9"]["source"] = "print('tried')"  # a demonstration
    copy["the-autoencoder-10"]["source"] += "\n\nMy note."
    copy["the-autoencoder-6"]["source"] += "  # formatted"
    copy.own(copy["the-autoencoder-6"]["source"], below="vae-written")
    copy.own('check("vae.ppca_ml", ppca_ml)', below="the-autoencoder-6")
    assert damage(copy, release) == []


@pytest.mark.parametrize("notebook", [None, [], {}, {"cells": 3}, {"cells": [None, {"source": 3, "metadata": []}]}])
def test_a_notebook_of_any_shape_is_judged(notebook, release):
    assert all(str(finding) for finding in damage(notebook, release))
    assert damage(notebook, None) == []


def test_an_answer_is_restored_and_what_was_written_stands_below_as_text(copy, release):
    copy["vae-ppca_ml"]["source"] = MINE
    after = restored(copy, release, "vae-ppca_ml")["cells"]
    place = next(number for number, cell in enumerate(after) if grade_id(cell) == "vae-ppca_ml")
    assert "raise NotImplementedError" in after[place]["source"]
    kept = after[place + 1]
    assert kept["cell_type"] == "markdown" and MINE in kept["source"]
    assert "What stood in the answer cell of `ppca_ml`" in kept["source"]
    again = restored({"cells": after}, release, "vae-ppca_ml")["cells"]
    assert [cell["source"] for cell in again] == [cell["source"] for cell in after]


def test_a_cell_is_restored_by_the_readers_id_too_and_a_strange_one_is_refused(copy, release):
    a_stranger(copy)
    after = restored(copy, release, "b1946ac9")["cells"]
    place = next(number for number, cell in enumerate(after) if grade_id(cell) == "vae-ppca_ml")
    assert "raise NotImplementedError" in after[place]["source"] and MINE in after[place + 1]["source"]
    with pytest.raises(KeyError):
        restored(copy, release, "nowhere")


def test_every_released_chapter_is_whole():
    from pathlib import Path

    from course_utils.notebook.released import released
    from grader.authoring.chapters import find_chapters

    for chapter in find_chapters(Path(__file__).resolve().parents[2]):
        ours = released(chapter.name)
        assert (chapter.released / f"{chapter.topic}.ipynb").read_bytes() == (
            chapter.pristine / f"{chapter.topic}.ipynb"
        ).read_bytes()
        assert damage(ours, ours) == [] and all(cell["metadata"]["deletable"] is False for cell in cells_of(ours))

"""A chapter's end result in small: which figure it is, what the picture bears, and that the release has it."""

import base64
import io

import numpy
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from course_utils import plotting
from course_utils.notebook.released import ALT, end_result
from grader.authoring.chapters import read_notebook
from grader.authoring.end_result import END_RESULT, end_result_breaches, thumbnail
from tests.authoring.test_chapter_rules import every_chapter


def figure(alt: str, size: tuple[float, float] = (8, 4)):
    """The output of a cell that shows one bar in a wide margin."""
    drawing = Figure(figsize=size)
    drawing.subplots().bar([0], [1])
    return new_output("display_data", data=plotting.mimebundle(drawing, alt)[0])


def cell(*outputs, tagged=True, name="cell"):
    return new_code_cell("x", id=name, outputs=list(outputs), metadata={"tags": [END_RESULT] if tagged else []})


def opened(picture: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(picture))
    found.load()
    return found


def test_the_last_figure_of_the_tagged_cell_is_shrunk_and_bears_its_alt_text():
    told = new_output("stream", name="stdout", text="after the figure")
    notebook = new_notebook(
        cells=[cell(figure("not this"), tagged=False, name="other"), cell(figure("nor this"), figure("π"), told)]
    )
    picture = opened(thumbnail(notebook))
    assert picture.info[ALT] == "π"
    assert picture.width <= 360 and picture.height <= 220 and max(picture.width / 360, picture.height / 220) > 0.99
    assert thumbnail(notebook) == thumbnail(notebook)


def test_the_margin_is_cut_away():
    paper = numpy.full((100, 200, 3), 255, dtype=numpy.uint8)
    paper[40:60, 50:150] = 0
    packed = io.BytesIO()
    Image.fromarray(paper).save(packed, format="png")
    data = {"image/png": base64.b64encode(packed.getvalue()).decode(), "text/plain": "a bar"}
    picture = opened(thumbnail(new_notebook(cells=[cell(new_output("display_data", data=data))])))
    assert picture.size == (100, 20)


@pytest.mark.parametrize(
    ("cells", "breaches"),
    [
        ([], []),
        ([cell(figure("one"))], []),
        ([cell(tagged=True)], ["cell is tagged end-result and shows no figure"]),
        (
            [cell(figure("one"), name="a"), cell(figure("two"), name="b")],
            ["b is tagged end-result, as a is: tag one cell"],
        ),
    ],
)
def test_one_cell_is_tagged_and_shows_a_figure(cells, breaches):
    assert end_result_breaches(new_notebook(cells=cells)) == breaches


def test_a_chapter_without_an_end_result_has_no_picture():
    assert thumbnail(new_notebook(cells=[cell(figure("one"), tagged=False)])) is None
    assert end_result("99_nothing") is None and end_result("../11_vae") is None


@every_chapter
def test_the_release_shows_what_the_chapter_ends_with(chapter):
    picture = end_result(chapter.name)
    assert picture is not None, "tag the cell that shows the end result, and run `make release`"
    assert base64.b64decode(picture.address.partition(",")[2]) == thumbnail(read_notebook(chapter.notebook))
    assert picture.alt and len(picture.address) < 40_000

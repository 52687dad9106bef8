"""The pages on which a student's notebook is read, made with the real templates: nothing in it passes for a part of the page."""

from importlib.metadata import distribution

import bs4
import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from grader.hooks import FILTERS, TEMPLATES
from grader.pages.feedback import FeedbackExporter

CONTROL = 'id="vae-written" class="score tabbable full-credit nbgrader_cell" name="score" data-x="y" for="z" form="f"'
HOSTILE = "\n".join(
    f"<{tag} {CONTROL} onclick='x()'>hostile</{tag}>" for tag in ("a", "span", "button", "input", "form", "svg")
)
FORGED = f"\x1b[31m{HOSTILE}\x1b[0m<script>x()</script>"


def notebook() -> nbformat.NotebookNode:
    """Every kind of cell and of output that an autograded notebook can have, each hostile; one answer is graded by hand."""
    new = nbformat.v4
    outputs = [
        new.new_output("stream", name="stdout", text=FORGED),
        new.new_output("stream", name="stderr", text=FORGED),
        new.new_output("execute_result", {"text/plain": FORGED}),
        new.new_output("display_data", {"text/plain": FORGED}),
        new.new_output("error", ename=FORGED, evalue=FORGED, traceback=[FORGED]),
    ]
    about = {"grade": True, "solution": True, "grade_id": "vae-written", "points": 4, "score": 0, "schema_version": 3}
    cells = [
        new.new_markdown_cell(HOSTILE),
        new.new_raw_cell(HOSTILE),
        new.new_code_cell(HOSTILE, outputs=outputs),
        new.new_markdown_cell(
            HOSTILE, metadata={"nbgrader": about | {"cell_type": "markdown", "locked": False, "task": False}}
        ),
    ]
    return new.new_notebook(cells=cells)


@pytest.fixture(scope="module", params=["formgrade", "feedback"])
def pages(request):
    """The page of the hostile notebook and that of one in which every text is a plain word."""
    static = str(
        distribution("nbgrader").locate_file(
            "nbgrader/server_extensions/formgrader/static/node_modules/bootstrap/dist/css"
        )
    )
    settings = {
        "extra_template_paths": [static],
        "filters": FILTERS,
        "extra_template_basedirs": TEMPLATES,
        "template_name": request.param,
    }
    kind = FeedbackExporter if request.param == "feedback" else HTMLExporter
    exporter = kind(config=Config(HTMLExporter=settings))
    about = {
        "index": 0,
        "total": 1,
        "base_url": "",
        "notebook_id": "vae",
        "notebook_name": "vae",
        "nbgrader": {"score": 0, "max_score": 4, "late_penalty": 0, "notebook": "vae"},
    }
    plain = nbformat.from_dict(notebook())
    for cell in plain.cells:
        cell.source = "word"
        cell.get("outputs", []).clear()
    return [
        bs4.BeautifulSoup(exporter.from_notebook_node(nb, dict(about))[0], "html.parser") for nb in (notebook(), plain)
    ]


def test_a_student_s_notebook_adds_no_control_to_the_page(pages):
    hostile, plain = pages
    assert "hostile" in hostile.get_text()
    for selector in ("#vae-written", "#vae-written-comment", ".score", ".tabbable", ".full-credit", ".nbgrader_cell",
                     ".row", ".note", ".total", "section", "header", "button", "input", "form", "svg", "script", "[name]", "[data-x]", "[for]", "[form]", "[onclick]"):  # fmt: skip
        assert len(hostile.select(selector)) == len(plain.select(selector)), selector
    identities = [[found["id"] for found in page.select("[id]:not([id^=cell-id])")] for page in (hostile, plain)]
    assert identities[0] == identities[1]

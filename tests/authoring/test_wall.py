"""The wall between what students get and what instructors have."""

import ast
from pathlib import Path

import jupytext
import pytest

from grader.authoring.chapters import find_chapters, read_notebook
from grader.authoring.rules import code_cells
from grader.authoring.trees import imported_modules, leaked, parse_cell, solution_statements

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = find_chapters(ROOT) if (ROOT / "solutions").is_dir() else []
STUDENTS_MODULES = sorted((ROOT / "course_utils").rglob("*.py"))
STUDENTS_NOTEBOOKS = sorted(
    path for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)
INSTRUCTORS = {"grader", "solutions", "tests"}


def shown(path):
    return path.relative_to(ROOT).as_posix()


def sources_of(path):
    """The pieces of Python in a module, a notebook or a chapter's text."""
    if path.parent.parent.name == "solutions":
        return [cell.source for cell in code_cells(jupytext.read(path, fmt="py:percent"))]
    if path.suffix == ".py":
        return [path.read_text()]
    return [cell.source for cell in code_cells(read_notebook(path))]


@pytest.mark.parametrize("path", STUDENTS_MODULES + STUDENTS_NOTEBOOKS, ids=shown)
def test_nothing_that_students_get_imports_the_instructors_half(path):
    for source in sources_of(path):
        assert not imported_modules(parse_cell(source)) & INSTRUCTORS


@pytest.fixture(scope="module")
def forbidden():
    """The statements of all solutions."""
    return {
        form: text for chapter in CHAPTERS for form, text in solution_statements(sources_of(chapter.source)).items()
    }


@pytest.mark.parametrize("path", STUDENTS_MODULES + STUDENTS_NOTEBOOKS, ids=shown)
def test_nothing_that_students_get_holds_a_statement_of_a_solution(path, forbidden):
    assert leaked(forbidden, sources_of(path)) == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_every_solution_has_statements_that_the_wall_can_see(chapter):
    text = jupytext.read(chapter.source, fmt="py:percent")
    solved = [cell for cell in code_cells(text) if cell.metadata.get("nbgrader", {}).get("solution")]
    assert solved
    for cell in solved:
        assert "### BEGIN SOLUTION" in cell.source and "### END SOLUTION" in cell.source, cell.source


def test_no_text_source_reaches_the_students():
    assert [shown(path) for path in (ROOT / "notebooks").rglob("*.py")] == []


SOLUTION = '''import torch

def reparameterize(mu, logvar):
    """Draw."""
    ### BEGIN SOLUTION
    noise = torch.randn_like(mu)
    if noise.ndim > 4:
        raise ValueError("too deep")
    return mu + torch.exp(0.5 * logvar) * noise
    ### END SOLUTION
'''


@pytest.mark.parametrize(
    "source",
    [
        "import torch\n\ndef draw(mean, s):\n    eps = helper()\n    return mean + torch.exp(0.5 * s) * eps\n",
        "import torch\nclass A:\n    def f(self, a, b, c):\n        if a:\n            return b + torch.exp(0.5 * c) * a\n",
        "x = 1\nif x.ndim > 4:\n    raise ValueError('too deep')\n",
    ],
)
def test_a_solution_under_other_names_is_recognised(source):
    assert len(leaked(solution_statements([SOLUTION]), [source])) >= 1


@pytest.mark.parametrize(
    "source",
    [
        "import torch\nnoise = torch.randn_like(mu)\n",  # under eight nodes: says too little
        "import torch\n\ndef draw(mean, s, eps):\n    return mean + torch.exp(s) * eps\n",
        'def reparameterize(mu, logvar):\n    """Draw."""\n    raise NotImplementedError\n',
    ],
)
def test_other_code_is_not(source):
    assert leaked(solution_statements([SOLUTION]), [source]) == []


def test_only_the_region_counts():
    assert solution_statements(["def f(x):\n    return sum(x) + len(x) + max(x) + min(x)\n"]) == {}


def test_imports_are_found_however_they_are_written():
    source = (
        "import grader.exercises as g\nfrom solutions import x\nimport importlib\n"
        "importlib.import_module('tests.x')\nfrom .grader import y\n"
    )
    assert imported_modules(ast.parse(source)) == {"grader", "solutions", "importlib", "tests"}

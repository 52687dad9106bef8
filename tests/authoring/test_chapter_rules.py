"""The rules that every chapter keeps, and for each rule a sample that breaks it."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.authoring import rules
from grader.authoring.chapters import find_chapters, read_notebook

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = find_chapters(ROOT) if (ROOT / "solutions").is_dir() else []
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)


@every_chapter
@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_chapter_keeps_the_rule(chapter, rule):
    assert rule(read_notebook(chapter.notebook)) == []


def notebook(*sources, **metadata):
    """A notebook of executed code cells; the metadata go to each."""
    return new_notebook(
        cells=[
            new_code_cell(source, id=f"cell-{number}", execution_count=number, metadata=metadata)
            for number, source in enumerate(sources, start=1)
        ]
    )


def test_docstrings_comments_and_blank_lines_are_no_code():
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    # three\n\n    return [1,\n            2]\n'
    assert rules.code_lines(source) == 3
    assert rules.long_cells(notebook("x = 1\n" * 20 + "# a comment\n")) == []
    assert rules.long_cells(notebook("x = 1\n" * 21)) == ["cell-1 has 21 lines of code, 20 are allowed"]
    assert rules.code_lines("%matplotlib inline\nx = '''a\nb'''\n") == 3


@pytest.mark.parametrize(
    "source",
    [
        "scale = 2\ndef f(x):\n    return scale * x",
        "scale = 2\nf = lambda x: scale * x",
        "scale = 2\ndef f(xs):\n    return [scale * x for x in xs]",
        "scale = 2\nclass F:\n    def __call__(self, x):\n        return scale * x",
        "scale = 2\ndef f():\n    def g(x):\n        return scale * x\n    return g",
    ],
)
def test_a_function_that_reads_a_global_is_found(source):
    (breach,) = rules.free_globals(notebook(source))
    assert "reads the global scale" in breach


def test_imports_constants_functions_and_cell_level_code_are_free():
    assert (
        rules.free_globals(
            notebook(
                "import numpy as np\nSCALE = 2\nrate = 3",
                "def g(x):\n    return SCALE * np.abs(x)",
                "def f(x, rate=rate):\n    total = g(x)\n    return [total * rate for _ in range(3)] + [len(str(x))]",
                "class Model:\n    def make(self):\n        return Model()",
                "[rate * x for x in range(3)]",
            )
        )
        == []
    )


@pytest.mark.parametrize(
    "later",
    [
        "print(model)",
        "with needs(vae_loss):\n    model.fit()",
        "f = [model for _ in range(2)]",
        "show(lambda beta: model(beta))",
        "def draw():\n    return model",
        "model += 1",
        "with needs(vae_loss):\n    x = model",
    ],
)
def test_a_name_read_outside_its_needs_is_found(later):
    breaches = rules.unguarded_names(notebook("with needs(reparameterize, vae_loss):\n    model = VAE()", later))
    assert len(breaches) == 1
    assert "cell-2, line" in breaches[0] and "model was bound under needs(reparameterize, vae_loss)" in breaches[0]


@pytest.mark.parametrize(
    "later",
    [
        "with needs(vae_loss, reparameterize):\n    model.fit()",
        "with needs(reparameterize, vae_loss, other):\n    model.fit()",
        "with needs(vae_loss):\n    with needs(reparameterize):\n        model.fit()",
        "model = None\nprint(model)",
        "for model in (1, 2):\n    print(model)",
        "def f(model):\n    return model",
        "[model for model in range(3)]",
    ],
)
def test_a_name_read_under_its_needs_or_bound_anew_is_not(later):
    assert rules.unguarded_names(notebook("with needs(reparameterize, vae_loss):\n    model = VAE()", later)) == []


def test_an_output_is_ignored_for_a_reason_and_at_most_three_times():
    tags = ["nbval-ignore-output"]
    assert rules.ignored_outputs(notebook("1", "2", "3", tags=tags, reason="times differ")) == []
    assert rules.ignored_outputs(notebook("1", tags=tags)) == ["cell-1 carries nbval-ignore-output and no reason"]
    assert len(rules.ignored_outputs(notebook(*"1234", tags=tags, reason="times differ"))) == 1
    assert len(rules.ignored_outputs(notebook("# NBVAL_IGNORE_OUTPUT\n1"))) == 1
    assert len(rules.ignored_outputs(notebook("1", tags=["nbval-skip"]))) == 1


def test_a_cell_that_was_not_run_is_found():
    assert rules.not_executed(new_notebook(cells=[new_code_cell("1", id="x")])) == ["x has no execution count"]


def test_a_device_by_name_is_found():
    assert len(rules.device_names(notebook("model.to('CUDA:0')"))) == 1
    assert len(rules.device_names(new_notebook(cells=[new_markdown_cell("On cuda.")]))) == 1


def test_a_large_notebook_is_found():
    assert len(rules.too_large(notebook("x" * 1_500_000))) == 1


def chapter_of(
    opening="**Time:** 30 minutes. **Points:** 4.", heading="### Exercise 1.1 · `f` (level 2, about 20 minutes)"
):
    """A chapter with one exercise of four points."""
    check = new_code_cell('check("t.f", f)', id="t-f-check", metadata={"nbgrader": {"grade": True, "points": 4}})
    return new_notebook(cells=[new_markdown_cell(opening), new_markdown_cell(heading), check])


@pytest.mark.parametrize(
    "parts, said",
    [
        ({}, []),
        ({"opening": "A chapter."}, ["the opening lacks `**Time:** N minutes. **Points:** N.`"]),
        ({"opening": "**Time:** 30 minutes. **Points:** 6."}, ["the opening says 6 points, its cells add up to 4"]),
        (
            {"opening": "**Time:** 10 minutes. **Points:** 4."},
            ["the opening says 10 minutes, its exercises alone take 20"],
        ),
        (
            {"heading": "### `f`"},
            ["t-f-check: there is no heading `### Exercise N.n · `f` (level 2, about N minutes)`"],
        ),
        (
            {"heading": "### Exercise 1.1 · `f` (level 3, about 20 minutes)"},
            ["t-f-check: the heading says level 3, the exercise is of level 2"],
        ),
    ],
)
def test_totals_that_do_not_add_up_are_found(parts, said):
    assert rules.wrong_totals(chapter_of(**parts)) == said


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("axes = plotting.curves(x, y)", "draws"),
        ("from course_utils import plotting as p\nshow = plotting", "draws"),
        ("asked.reveal(18)", "calls reveal"),
        ("with asked.withheld():\n    print(18)", "calls withheld"),
        ("asked = predict('How many?')", "calls predict"),
        ("widgets.explore(draw, label='Move q')", "calls explore"),
        ("own_figure(x, title='They meet at 51')", "gives a figure its title"),
        ("def draw(k):\n    return own_figure(k, alt=f'after {k} it is over')", "gives a figure its alt"),
    ],
)
def test_what_tells_a_result_stands_in_a_folded_cell(source, what):
    (breach,) = rules.open_drawings(notebook(source))
    assert breach == f"cell-1 {what} in the open: put it into a cell of its own, tagged hide-input"
    assert rules.open_drawings(notebook(source, tags=["demo", "hide-input"])) == []


def test_the_function_that_describes_a_figure_is_folded_with_it():
    describe = "def describe(k):\n    return f'After {k} mistakes it is over.'"
    chapter = notebook(describe, "# Shows it, step by step.\nexplore(draw, alt=describe)")
    chapter.cells[1].metadata["tags"] = ["hide-input"]
    (breach,) = rules.open_drawings(chapter)
    assert breach.startswith("cell-1 describes a figure in describe() in the open")


@pytest.mark.parametrize(
    "source", ["x = 1", "#Draws x.\nx = 1", "# draws the line of score 0.\nx = 1", "# Draws x", '"""Draws the line."""']
)
def test_a_folded_cell_says_in_its_first_line_what_it_does(source):
    (breach,) = rules.silent_folds(notebook(source, tags=["hide-input"]))
    assert "begin it with a comment of one line that says in a sentence what it does" in breach
    assert rules.silent_folds(notebook("# Draws the line of score 0.\n" + source, tags=["hide-input"])) == []


def test_what_the_reader_writes_or_is_graded_by_is_never_folded():
    chapter = notebook("# Computes the bound.\ndef f(): ...", tags=["hide-input"], nbgrader={"solution": True})
    assert "cannot be folded" in rules.silent_folds(chapter)[0]
    chapter.cells.append(new_markdown_cell("text", id="prose", metadata={"tags": ["hide-input"]}))
    assert rules.silent_folds(chapter)[1] == "prose is text: only code is folded"


def test_a_folded_cell_may_be_long():
    assert rules.long_cells(notebook("x = 1\n" * 21, tags=["hide-input"])) == []


@every_chapter
def test_what_is_folded_stays_folded_in_the_release(chapter):
    folded = [
        [cell.id for cell in read_notebook(file).cells if cell.metadata.get("jupyter", {}).get("source_hidden")]
        for file in (chapter.notebook, chapter.released / chapter.notebook.name)
    ]
    assert folded[0] == folded[1] and len(folded[0]) > 5


@pytest.mark.parametrize("mark", ["+", "-", "*", "1."])
def test_a_formula_that_a_list_would_break_is_found(mark):
    inside = new_notebook(cells=[new_markdown_cell(f"So $a\n{mark} b$ it is.", id="text")])
    (breach,) = rules.broken_formulas(inside)
    assert breach.startswith("text: a line in a formula begins with")
    between = f"Twice $a$ and $b$:\n{mark} first $c$\n{mark} second\n\n$$a\n= b$$"
    assert rules.broken_formulas(new_notebook(cells=[new_markdown_cell(between)])) == []

"""Whatever happens in a submission, the notebook comes back, and what worked keeps its outputs."""

from __future__ import annotations

from time import monotonic

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.preprocessors.execute import ExecuteWithinLimits

STUBBORN = "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass"


def run(*sources: str, tags: dict[int, list[str]] | None = None, **limits) -> list:
    """Execute cells with these sources; returns for each the name of its error, or its text, or None for no output."""
    cells = [new_code_cell(source, metadata={"tags": (tags or {}).get(i, [])}) for i, source in enumerate(sources)]
    executor = ExecuteWithinLimits(**({"timeout": 2, "notebook_timeout": 60} | limits))
    notebook, _ = executor.preprocess(new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}), {})
    return [_seen(cell) for cell in notebook.cells]


def _seen(cell):
    errors = [output.ename for output in cell.outputs if output.output_type == "error"]
    values = [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]
    return (errors[-1:] or values[-1:] or [None])[0]


def test_an_error_does_not_stop_the_next_cell():
    assert run("1 / 0", "f(", "1 + 1") == ["ZeroDivisionError", "SyntaxError", "2"]


def test_an_endless_loop_is_stopped_and_the_next_cell_runs():
    assert run("x = 1", "while True:\n    pass", "x + 1") == [None, "CellTimeout", "2"]


def test_a_loop_that_cannot_be_interrupted_ends_the_notebook_and_keeps_what_ran():
    start = monotonic()
    seen = run("40 + 2", STUBBORN, "1 + 1", "2 + 2")
    assert seen[:2] == ["42", "CellTimeout"]
    assert set(seen[2:]) <= {"CellTimeout", "NotRun"}
    assert seen[-1] == "NotRun"
    assert monotonic() - start < 45


@pytest.mark.parametrize("end", ["import os; os._exit(0)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_dead_kernel_ends_the_notebook_and_keeps_what_ran(end):
    assert run("40 + 2", end, "1 + 1") == ["42", "KernelDied", "NotRun"]


def test_leaving_the_interpreter_costs_no_points_of_other_cells():
    assert run("40 + 2", "raise SystemExit", "1 + 1") == ["42", "SystemExit", "2"]


def test_the_notebook_has_a_limit_of_its_own():
    seen = run("import time; time.sleep(1.5)", "time.sleep(1.5)", "time.sleep(1.5)", "1 + 1", timeout=30, notebook_timeout=4)
    assert seen[-1] == "NotRun"


def test_only_demonstrations_are_left_out():
    assert run("1 / 0", "1 + 1", tags={0: ["demo"], 1: ["skip-execution"]}) == [None, "2"]


def test_the_kernel_knows_that_it_is_graded_and_draws_static_figures():
    names = "('NBGRADER_EXECUTION', 'COURSE_STATIC', 'OMP_NUM_THREADS')"
    assert run(f"import os; [os.environ.get(name) for name in {names}]") == ["['autograde', '1', '1']"]

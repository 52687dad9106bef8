"""nbval with the course's tolerances passes what agrees, and fails on one changed number and on one changed figure."""

import base64
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from matplotlib.image import imread, imsave

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def nbval(built):
    """A function: change the stored notebook, run nbval over it, and return (exit status, what it printed)."""

    def run(change):
        notebook = nbformat.read(built.notebook, as_version=4)
        change({cell.id: cell for cell in notebook.cells})
        nbformat.write(notebook, built.notebook)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--nbval",
            "-p",
            "grader.authoring.nbval_plugin",
            "--color=no",
            "-p",
            "no:cacheprovider",
            "-q",
            str(built.folder),
        ]
        done = subprocess.run(
            command,
            cwd=built.root,
            text=True,
            capture_output=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        return done.returncode, done.stdout

    return run


def by(factor, cell):
    """Multiply the measured number that the cell printed."""
    cell.outputs[0].text = re.sub(r"0\.\d+", lambda found: repr(float(found.group()) * factor), cell.outputs[0].text)


def test_an_unchanged_notebook_passes_and_so_does_the_last_digit(nbval):
    status, printed = nbval(lambda cells: by(1.0002, cells["a-sample-2"]))
    assert status == 0, printed
    assert "5 passed" in printed


def test_one_printed_number_changed_by_one_per_cent_fails(nbval):
    status, printed = nbval(lambda cells: by(1.01, cells["a-sample-2"]))
    assert status == 1 and "1 failed, 4 passed" in printed
    assert "cell a-sample-2: stdout: line 1" in printed


def test_one_changed_figure_fails(nbval):
    def redraw(cells):
        data = cells["doubling-2x-2"].outputs[0].data
        pixels = imread(io.BytesIO(base64.b64decode(data["image/png"])), format="png")
        drawn = io.BytesIO()
        imsave(drawn, pixels[:, ::-1], format="png")  # of the same size: the curve falls where it rose
        data["image/png"] = base64.b64encode(drawn.getvalue()).decode()

    status, printed = nbval(redraw)
    assert status == 1 and "1 failed, 4 passed" in printed
    assert "cell doubling-2x-2: output 1: image/png: the figure" in printed

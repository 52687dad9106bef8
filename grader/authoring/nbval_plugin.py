"""A pytest plugin over nbval: stored outputs are compared by `compare_outputs`, the build's own comparison.

nbval takes text character by character and skips figures; here floats have a tolerance and figures count.
"""

import os
from unittest import mock

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from grader.authoring.chapters import kernel_environment
from grader.authoring.compare_outputs import outputs_difference
from grader.authoring.execute import CELL_SECONDS

NBVAL_DEFAULT_SECONDS = 2000


class ChapterCell(IPyNbCell):
    """A cell whose outputs are held against the stored ones with the course's tolerances."""

    def compare_outputs(self, test, ref, skip_compare=None):
        """Do the fresh outputs agree with the stored ones? Says where not in `comparison_traceback`."""
        difference = outputs_difference(ref, test)
        self.comparison_traceback = [] if difference is None else [f"cell {self.cell.get('id')}: {difference}"]
        return difference is None


class ChapterFile(IPyNbFile):
    """A chapter's notebook, run as the build runs it: one thread, static widgets."""

    def setup(self):
        """Start the kernel; nbval hands it this process's environment, so that is set for as long."""
        with mock.patch.dict(os.environ, kernel_environment(), clear=True):
            super().setup()

    def collect(self):
        """One test for each code cell."""
        for cell in super().collect():
            yield ChapterCell.from_parent(
                self,
                name=f"{cell.name} ({cell.cell.get('id')})",
                cell_num=cell.cell_num,
                cell=cell.cell,
                options=cell.options,
            )


def pytest_configure(config):
    """A cell that hangs is stopped long before nbval's own 2000 s, unless the command line says otherwise."""
    if config.getoption("nbval_cell_timeout", None) == NBVAL_DEFAULT_SECONDS:
        config.option.nbval_cell_timeout = float(CELL_SECONDS)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Wherever nbval collects a notebook, collect ours in its place."""
    found = yield
    return [ChapterFile.from_parent(parent, path=file_path) if type(node) is IPyNbFile else node for node in found]

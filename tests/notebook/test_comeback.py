"""After a restart: the cells that another one needs are found, and no others."""

import pytest

from course_utils.kernel.settings import NAME, install
from course_utils.notebook.comeback import cells_needed

SOURCES = [
    "import numpy as np\nfrom course_utils.checks import check",
    "def helper(x):\n    return np.exp(x) * SCALE",
    "%time SCALE = 3\nSCALE = 3",
    "history = train(helper, epochs=100)",
    "def f(x):\n    return helper(x)",
    'check("t.f", f)',
    "plot(history)",
]
CELLS = [{"cell_type": "code", "source": source} for source in SOURCES]


@pytest.mark.parametrize(
    "target, there, needed",
    [
        (5, (), [0, 1, 2, 4]),  # and not the training
        (5, ("np", "check", "helper"), [2, 4]),  # a kernel that has half run
        (4, (), [0, 1, 2]),
        (6, (), [0, 1, 2, 3]),
        (0, (), []),
        (5, ("np", "check", "helper", "SCALE", "f"), []),
    ],
)
def test_what_a_cell_needs_and_has_not_run(target, there, needed):
    assert cells_needed(CELLS, target, there) == needed


def test_the_settings_of_kernels_are_put_into_the_environment_once(tmp_path):
    target = tmp_path / "etc" / "ipython" / NAME
    install(tmp_path)
    before = target.stat().st_mtime_ns
    install(tmp_path)
    assert "course_utils.kernel" in target.read_text() and target.stat().st_mtime_ns == before
    assert [file.name for file in target.parent.iterdir()] == [NAME]
    install(target)  # a file, where nothing can be written

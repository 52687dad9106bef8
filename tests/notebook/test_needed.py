"""Of the provided cells runs what the student's code depends on, and nothing that only shows something."""

import pytest

from course_utils.notebook.needed import names_in, needed

PROVIDED = [
    "import math\nfrom torch import nn\nprint('hello')",
    "GRID = make_grid(4)\ntable = {}\ntable['a'] = GRID\nshow(table)",
    "def make_grid(n):\n    z = n\n    return [z] * SIZE",
    "SIZE = 3",
    "for i in range(10):\n    train(i)\nmodel = fit(GRID)",
    "%matplotlib inline\nX = 1",
]


@pytest.mark.parametrize(
    "own, run",
    [
        ("def f(z):\n    model = z\n    return math.exp(z)", ["import math\nfrom torch import nn", "", "", "", "", ""]),
        ("f = lambda: SIZE", ["import math\nfrom torch import nn", "", "", "SIZE = 3", "", ""]),
        (
            "def f():\n    return table['a']",
            [0, "GRID = make_grid(4)\ntable = {}\ntable['a'] = GRID", 0, "SIZE = 3", "", ""],
        ),
        (
            "class A:\n    def g(self):\n        return model",
            [0, "GRID = make_grid(4)", 0, "SIZE = 3", "model = fit(GRID)", ""],
        ),
        ("!ls GRID", [0, "GRID = make_grid(4)", 0, "SIZE = 3", "", ""]),
        ("SIZE = 7\nprint(SIZE)", [0, "", "", "", "", ""]),
    ],
)
def test_imports_and_what_is_read_however_indirectly(own, run):
    got = needed(PROVIDED, names_in(own))
    for have, want, whole in zip(got, run, PROVIDED, strict=True):
        assert have == (whole.removesuffix("\nprint('hello')") if want == 0 else want)


@pytest.mark.parametrize("source", ["def f(", "x = (" * 500, "\0", "%%time\nSIZE"])
def test_a_cell_that_does_not_parse_asks_for_every_word_in_it(source):
    assert "SIZE" in names_in(source + " SIZE")


@pytest.mark.parametrize(
    "source",
    [
        "SIZE = SIZE",
        "SIZE += 1",
        "SIZE **= 2",
        "for i in range(SIZE):\n    SIZE = i",
        "def f(n=SIZE):\n    return n\nSIZE = 1",
        "SIZE, a = 1, SIZE",
    ],
)
def test_a_name_that_is_read_before_it_is_bound_is_the_provided_one(source):
    assert "SIZE" in names_in(source)


@pytest.mark.parametrize(
    "source", ["SIZE = 1\nSIZE += 1", "import SIZE\nSIZE", "def SIZE(): return SIZE", "f = lambda: SIZE\nSIZE = 2"]
)
def test_a_name_that_is_bound_first_is_the_readers_own(source):
    assert "SIZE" not in names_in(source)

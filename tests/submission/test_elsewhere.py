"""A right answer counts wherever its reader wrote it; a stub and a change to our cells never stand in its way."""

from __future__ import annotations

import pytest

from grader.submission.restore import new_cell, restored
from grader.submission.scoring import auto_score, checksum
from tests.small_course import about

STUB = 'def {0}(x):\n    """What is asked."""\n    raise NotImplementedError'
IMPORTS = "import math\nfrom math import pi\n\nSIZE = 3"


def cell(identity: str, source: str, kind: str = "code", **flags) -> dict:
    named = new_cell(kind, source, identity)
    return named | ({"metadata": about(identity, **flags)} if flags else {})


OURS = [
    cell("imports", IMPORTS),
    cell("text-f", "## Exercise f", "markdown"),
    cell("t-f", STUB.format("f"), solution=True),
    cell("t-f-check", 'check("t.f", f)', grade=True, locked=True, points=2),
    cell("text-g", "## Exercise g", "markdown"),
    cell("t-g", STUB.format("g"), solution=True),
    cell("t-g-check", 'check("t.g", g)', grade=True, locked=True, points=2),
    cell("question", "In your own words?", "markdown"),
    cell("t-written", "YOUR ANSWER HERE", "markdown", grade=True, solution=True, points=4),
    cell("end", "What you have learnt", "markdown"),
]
STUBS = {c["id"]: c["source"] for c in OURS if c["metadata"]}
F, G = "def f(x):\n    return 1", "def g(x):\n    return 2"


def handed_in(**texts: str) -> list[dict]:
    """The released cells, with these texts in the place of theirs; "-" stands for "_" in a name."""
    return [dict(c, source=texts.get(c["id"].replace("-", "_"), c["source"])) for c in OURS]


def own(source: str, kind: str = "code") -> dict:
    return {"cell_type": kind, "metadata": {}, "source": source}


def behind(identity: str, cells: list[dict], *more: dict) -> list[dict]:
    place = next(i for i, c in enumerate(cells) if c["id"] == identity) + 1
    return [*cells[:place], *more, *cells[place:]]


def without_names(cells: list[dict]) -> list[dict]:
    return [own(c["source"], c["cell_type"]) for c in cells]


def answered(cells: list[dict]) -> dict[str, object]:
    """What f and g are when the code cells have run, a check excepted: their value, or "stub"."""
    names: dict = {}
    for c in cells:
        if c["cell_type"] == "code" and not c["source"].startswith("check("):
            exec(c["source"], names)
    found = {}
    for name in ("f", "g"):
        try:
            found[name] = names[name](0)
        except NotImplementedError:
            found[name] = "stub"
    return found


SOLVED = handed_in(t_f=F, t_g=G)
WRITTEN = "The gap is a divergence."


@pytest.mark.parametrize(
    "submitted",
    [
        without_names(SOLVED),
        without_names([c for c in SOLVED if c["cell_type"] == "code"]),
        without_names(SOLVED[:1]) + [own(F + "\n\n" + G)],
        [own("\n\n".join(c["source"] for c in SOLVED if c["cell_type"] == "code" and "check" not in c["source"]))],
        handed_in(t_f=F + "\n\n" + G),
        handed_in(t_g=F + "\n\n" + G),
        behind("text-f", handed_in(t_g=G), own(F)),
        behind("imports", handed_in(t_g=G, t_f=STUB.format("f") + "\n# later"), own(F)),
        behind("t-g-check", SOLVED, own(STUB.format("f") + "\n\n" + STUB.format("g"))),
        behind("t-f-check", SOLVED, own("y = 3\n\n\n" + STUB.format("f"))),
        behind("end", SOLVED, dict(OURS[2])),
        behind("t-f", handed_in(t_g=G), dict(OURS[2], source=F)),
        behind(
            "imports",
            handed_in(t_g=G),
            own("from functools import partial\n" + G.replace("g", "h") + "\nf = lambda x: 1"),
        ),
        handed_in(t_g=G, imports=IMPORTS + "\n\n" + F),
        handed_in(t_g=G, t_f_check=F + '\ncheck("t.f", f)'),
        [c for c in SOLVED if c["id"] != "t-f"] + [own("class f:\n    def __new__(cls, x):\n        return 1")],
    ],
    ids=lambda cells: f"{len(cells)} cells",
)
def test_an_answer_counts_wherever_it_stands_and_no_stub_overrides_it(submitted):
    cells, _ = restored(submitted, OURS, STUBS)
    assert answered(cells) == {"f": 1, "g": 2}
    assert [c["id"] for c in cells if c["metadata"]] == [c["id"] for c in OURS if c["metadata"]]


def test_a_stub_alone_stays_a_stub_and_what_is_made_of_it_is_no_answer():
    for more in ([], [own("f = print and f")], [own("h = f")], [dict(OURS[2])]):
        cells, notes = restored(behind("t-f", handed_in(t_g=G), *more), OURS, STUBS)
        assert answered(cells) == {"f": "stub", "g": 2}
        assert not any("another one" in note for note in notes)


def test_an_answer_in_its_cell_is_not_touched_whatever_stands_below():
    cells, notes = restored(behind("t-f-check", SOLVED, own("f = None")), OURS, STUBS)
    assert [c["source"] for c in cells[:4]] == [c["source"] for c in SOLVED[:4]] and notes == []


@pytest.mark.parametrize(
    ("identity", "text", "added"),
    [
        ("imports", "import math\nfrom math import pi, log\n\nSIZE = 3", "from math import log"),
        ("imports", IMPORTS + "\nimport torch as t, math", "import torch as t"),
        ("imports", "EPS = 1e-9\n" + IMPORTS, "EPS = 1e-09"),
        ("imports", IMPORTS + "\ndef helper(x):\n    return x", "def helper(x):\n    return x"),
        ("imports", "import math; from math import pi; SIZE = 3  # tidied up", ""),
        ("imports", IMPORTS + "\nprint(SIZE)\nmath.tau", ""),
        ("imports", IMPORTS + "\n%load_ext autoreload\nfrom math import *", "from math import *"),
        ("t_f_check", 'import time\ncheck("t.f", f)', "import time"),
        ("t_f_check", "check('t.f', f)  # mine", ""),
    ],
)
def test_what_is_added_to_a_cell_of_ours_runs_after_it(identity, text, added):
    cells, notes = restored(handed_in(t_f=F, t_g=G, **{identity: text}), OURS, STUBS)
    extra = [c["source"] for c in cells if c["id"].startswith("added-by")]
    assert extra == ([added] if added else [])
    assert [c["source"] for c in cells if c["id"] == identity.replace("_", "-")] == [
        c["source"] for c in OURS if c["id"] == identity.replace("_", "-")
    ]
    assert len(notes) == bool(added) and not any("was changed" in note for note in notes)


@pytest.mark.parametrize(
    ("identity", "text"),
    [
        ("imports", IMPORTS.replace("3", "4")),
        ("imports", "import math"),
        ("imports", IMPORTS + "\nmath = None"),
        ("imports", IMPORTS + "\nSIZE += 1"),
        ("imports", IMPORTS + "\ndef broken(:"),
        ("t_f_check", "2"),
    ],
)
def test_what_changes_ours_is_said_and_not_run(identity, text):
    cells, notes = restored(handed_in(t_f=F, t_g=G, **{identity: text}), OURS, STUBS)
    names: dict = {"check": lambda *_: None}
    exec("\n".join(c["source"] for c in cells if c["cell_type"] == "code"), names)
    assert names["SIZE"] == 3 and names["math"].pi == names["pi"] and names["f"](0) == 1
    assert ["was changed: the original has been run" in note for note in notes] == [True]


def score(cells: list[dict]) -> float | None:
    written = next(c for c in cells if c["id"] == "t-written")
    return auto_score(written, checksum(OURS[8]))


@pytest.mark.parametrize(
    "submitted",
    [
        behind("t-written", SOLVED, own(WRITTEN, "markdown")),
        behind("t-g-check", SOLVED, own(WRITTEN, "raw")),
        behind("end", SOLVED, own(f"# {WRITTEN}")),
        behind("end", SOLVED, own(f'"""{WRITTEN}"""')),
        behind("end", SOLVED, own("![my answer](attachment:a.png)", "markdown")),
        handed_in(question="In your own words?\n\n" + WRITTEN),
        handed_in(end=WRITTEN),
        [c for c in SOLVED if c["id"] != "t-written"] + [own(WRITTEN, "markdown")],
        without_names(handed_in(t_written=WRITTEN)),
        handed_in(t_written=WRITTEN),
    ],
)
def test_a_written_answer_beside_its_place_reaches_a_person(submitted):
    assert score(restored(submitted, OURS, STUBS)[0]) is None


@pytest.mark.parametrize(
    "submitted",
    [
        SOLVED,
        behind("imports", SOLVED, own("My notes.", "markdown")),
        behind("t-written", SOLVED, own("YOUR ANSWER HERE", "markdown"), own("plot = 3")),
        handed_in(t_written="YOUR ANSWER HERE\n"),
        [c for c in SOLVED if c["id"] != "t-written"],
    ],
)
def test_where_nothing_is_written_no_person_is_asked(submitted):
    assert score(restored(submitted, OURS, STUBS)[0]) == (
        None if submitted[8:9] and submitted[8]["source"].endswith("\n") else 0.0
    )


def test_notes_name_cells_as_their_reader_sees_them():
    changed = handed_in(imports="import math", t_f_check="2")
    notes = restored([c for c in changed if c["id"] != "t-g-check"], OURS, STUBS)[1]
    assert notes == [
        "the cell that begins with `import math` was changed: the original has been run",
        "the check of `f` was changed: the original has been run",
        "the check of `g` was missing and has been put back",
    ]

"""Attacks on the notebook's structure: cells, ids, tags, metadata, files beside it."""

from __future__ import annotations

import base64
import json
import os
import pickle

from .harness import RIGHT, TARGET, WRONG, attack, cell, code_cell

CHECK = f"{TARGET}-check"


def _edited(notebook):
    cell(notebook, CHECK)["source"] = "print('edited')\n4"


attack("an edited test cell is not run", WRONG, r"the check of `log_px_importance` was changed", change=_edited)


def _tagged(*tags):
    def change(notebook):
        cell(notebook, CHECK)["metadata"]["tags"] = list(tags)
        cell(notebook, TARGET)["metadata"]["tags"] = list(tags)

    return change


attack("a skip-execution tag skips nothing", "print('ran')\n" + WRONG, r"ran\n", change=_tagged("skip-execution"))
attack(
    "a raises-exception tag does not make an error a pass",
    "print('ran')\ndef log_px_importance(logw): raise ZeroDivisionError",
    r"raised ZeroDivisionError",
    change=_tagged("raises-exception"),
    honest="def log_px_importance(logw): raise ZeroDivisionError",
)


def _duplicated(notebook):
    copies = [dict(cell(notebook, CHECK)), dict(cell(notebook, TARGET), source="print('twice')\n" + WRONG)]
    notebook["cells"] += [*copies, dict(copies[1])]


attack("duplicated ids count once", WRONG, r"is there more than once", change=_duplicated)


def _deleted(notebook):
    notebook["cells"].remove(cell(notebook, CHECK))


attack(
    "a deleted test is put back",
    WRONG,
    r"the check of `log_px_importance` was missing and has been put back",
    change=_deleted,
)


def _relabelled(notebook):
    cell(notebook, "vae-ppca_ml-check")["metadata"]["nbgrader"] |= {"points": 1000, "grade": False}
    cell(notebook, CHECK)["metadata"]["nbgrader"] |= {"grade_id": "vae-reparameterize", "points": 100}


attack("changed grade ids, grades and points change nothing", WRONG, r"of 4 points", change=_relabelled)


def _retyped(notebook):
    cell(notebook, CHECK)["cell_type"] = "markdown"
    cell(notebook, TARGET)["cell_type"] = "raw"


attack("changed cell types are changed back", "print('ran')\n" + RIGHT, r"ran\n", honest=RIGHT, change=_retyped)
attack(
    "reordered cells are put in order",
    "print('ran')\n" + RIGHT,
    r"ran\n",
    honest=RIGHT,
    change=lambda notebook: notebook["cells"].reverse(),
)


def _helpers(notebook):
    source = "print('redefined')\ncheck = lambda *a: 4\nneeds = begin = check\nimport course_utils.checks\ncourse_utils.checks.check = check"
    notebook["cells"].insert(0, code_cell(source))


attack("extra cells that redefine helpers decide nothing", WRONG, r"redefined", change=_helpers)

attack(
    "malformed JSON is a note and no points",
    WRONG,
    r"the submitted file is no notebook",
    later=0.0,
    raw=lambda notebook: json.dumps(notebook).encode()[:-500],
    honest=0.0,
)
attack(
    "deeply nested JSON is a note and no points",
    WRONG,
    r"the submitted file is no notebook \(it nests lists",
    later=0.0,
    raw=lambda notebook: b'{"cells": ' + b"[" * 100_000,
    honest=0.0,
)


def _odd(notebook):
    notebook["metadata"] = {"kernelspec": [1], "execution": "x", "nbgrader": 7}
    for odd in (
        None,
        3,
        "x",
        [],
        {"source": 5},
        {"source": [1]},
        {"metadata": 3, "cell_type": {}, "source": "print('odd')"},
    ):
        notebook["cells"].append(odd)
    cell(notebook, TARGET)["metadata"] |= {"execution": {"iopub.status.busy": 3}, "collapsed": "x"}


def _with_odd(notebook):
    cells = list(notebook["cells"])
    _odd(notebook)
    notebook["cells"] = [*notebook["cells"][len(cells) :], *cells]


attack(
    "malformed metadata does not lose the submission",
    "print('ran')\n" + RIGHT,
    r"ran\n",
    honest=RIGHT,
    change=_with_odd,
)
attack(
    "a giant notebook is a note",
    WRONG,
    r"larger than 1 MB",
    later=0.0,
    honest=0.0,
    raw=lambda notebook: json.dumps(notebook).encode() + b" " * (2 << 20),
    limits={"notebook_megabytes": 1},
)
attack(
    "a giant cell does not occupy the grader",
    "x = 1\n" * 250_000 + WRONG,
    r"longer than",
    honest=0.0,
)


def _kernel(notebook):
    notebook["metadata"] |= {"kernelspec": {"name": "bash", "language": "bash"}, "language_info": {"name": "R"}}


attack("another kernelspec is ignored", "print('python')\n" + RIGHT, r"python\n", honest=RIGHT, change=_kernel)
attack(
    "magics and shell escapes reach no shell",
    "!echo $((6 * 7))\n%cd /\n" + RIGHT,
    r"not run in grading\] echo",
    honest=RIGHT,
    never=r"\b42\b",
)


class _Boom:
    def __reduce__(self):
        return (os.system, ("touch /tmp/attack-pickle-was-here",))


def _pickled(notebook):
    boom = base64.b64encode(pickle.dumps(_Boom())).decode()
    notebook["metadata"] |= {"pickle": boom, "widgets": {"state": boom}}
    cell(notebook, TARGET)["metadata"]["pickle"] = boom


attack(
    "pickles in metadata are never loaded",
    "import os\nprint(os.path.exists('/tmp/attack-pickle-was-here'))\n" + WRONG,
    r"False\n",
    change=_pickled,
)
SHADOW = b"print('SHADOWED')\nraise ImportError('shadow')\n"
attack(
    "files that shadow torch or numpy are not imported",
    "import os\nprint(sorted(os.listdir()))\nimport torch, numpy, random, statistics, colorsys\nprint(numpy.__file__)\n"
    + RIGHT,
    r"'numpy\.py'.*site-packages",
    honest=RIGHT,
    never="SHADOWED",
    files={
        f"{name}.py": SHADOW
        for name in ("torch", "numpy", "scipy", "random", "msgspec", "statistics", "colorsys", "course_utils")
    },
)


def _links(folder):
    (folder / "gradebook.db").symlink_to(folder.parent / "gradebook.db")
    (folder / "passwd").symlink_to("/etc/passwd")
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe")


attack(
    "symlinks in a submission are not followed",
    "import os\nprint(sorted(os.listdir()))\n" + RIGHT,
    r"`passwd` was left out",
    honest=RIGHT,
    plant=_links,
    never=r"root:x:0",
)


def _notebook_link(folder):
    (folder / "vae.ipynb").rename(folder.parent / "elsewhere.ipynb")
    (folder / "vae.ipynb").symlink_to(folder.parent / "elsewhere.ipynb")


attack(
    "a notebook that is a symlink is not read",
    RIGHT,
    r"the submitted file is no notebook",
    plant=_notebook_link,
    honest=0.0,
    later=0.0,
)


def _deep(folder):
    place = os.open(folder, os.O_RDONLY)
    for _ in range(700):  # deeper ones pytest itself cannot remove
        os.mkdir("d", dir_fd=place)
        place, last = os.open("d", os.O_RDONLY, dir_fd=place), place
        os.close(last)
    os.close(place)


attack(
    "folders nested too deep to walk do not lose the submission",
    "print('ran')\n" + RIGHT,
    r"ran\n",
    honest=RIGHT,
    plant=_deep,
)


def _bomb(folder):
    for name in range(6):
        with open(folder / f"bomb-{name}.bin", "wb") as file:
            file.truncate(7 << 20)
    for name in range(300):
        (folder / f"file-{name}.txt").write_text("x")
    with open(folder / "huge.bin", "wb") as file:
        file.truncate(64 << 30)


attack(
    "an unpacked archive bomb is left out",
    "import os\nprint(len(os.listdir()))\n" + RIGHT,
    r"too many, or too large ones",
    honest=RIGHT,
    plant=_bomb,
)
attack(
    "file names that are not UTF-8 do not lose the submission",
    "print('ran')\n" + RIGHT,
    r"ran\n",
    honest=RIGHT,
    plant=lambda folder: open(os.fsencode(folder) + b"/caf\xe9.csv", "w").close(),
)
attack(
    "half a character in a source does not lose the submission",
    "print('ran')\n" + RIGHT + "# \ud800",
    r"ran\n",
    honest=RIGHT,
)


def _half_a_character(notebook):
    notebook["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": "\ud800"})


attack(
    "half a character in a text does not stop the class",
    "print('ran')\n" + RIGHT,
    r"ran\n",
    honest=RIGHT,
    change=_half_a_character,
)

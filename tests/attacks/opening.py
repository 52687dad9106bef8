"""Attacks on whoever opens a submission: links, pipes, devices, sizes and names without end."""

from __future__ import annotations

import json
import os

from .harness import RIGHT, attack


def _elsewhere(folder):
    """A right solution in a place to which the submission leads."""
    solved = folder.parent / "neighbour" / "11_vae"
    solved.parent.mkdir()
    folder.rename(solved)
    (solved / "data.txt").write_text("not yours")
    folder.symlink_to(solved)


attack(
    "a folder that is a link leads to nobody's work",
    RIGHT,
    r"its folder is a link to another place",
    plant=_elsewhere,
    honest=0.0,
    later=0.0,
)


def _instead(make):
    def plant(folder):
        (folder / "vae.ipynb").unlink()
        make(folder / "vae.ipynb")

    return plant


def _sparse(path):
    with open(path, "wb") as file:
        file.truncate(1 << 40)


attack(
    "a pipe in a notebook's place is not waited for",
    RIGHT,
    r"it is a pipe and no plain file",
    plant=_instead(os.mkfifo),
    honest=0.0,
    later=0.0,
)
attack(
    "a device in a notebook's place is not read",
    RIGHT,
    r"it is a link to another place",
    plant=_instead(lambda path: path.symlink_to("/dev/zero")),
    honest=0.0,
    later=0.0,
)
attack(
    "a notebook of a terabyte of nothing is not read",
    RIGHT,
    r"it is larger than 256 MB",
    plant=_instead(_sparse),
    honest=0.0,
    later=0.0,
)


def _many(notebook):
    notebook["cells"] = [
        *notebook["cells"],
        *({"cell_type": "raw", "source": "x", "metadata": {}} for _ in range(50_000)),
    ]


attack(
    "a notebook of very many tiny cells is cut",
    "print('ran')\n" + RIGHT,
    r"the notebook is too long: its cells behind the first 2,000",
    honest=RIGHT,
    change=_many,
)
attack(
    "an import of many dots does not occupy the parser",
    "import " + "a." * 90_000 + "a\n" + RIGHT,
    r"RecursionError|MemoryError|ModuleNotFoundError|SyntaxError|KernelDied|CellTimeout",
    honest=0.0,
    limits={"cell_seconds": 0.5, "grace_seconds": 0.5, "notebook_seconds": 5.0},
)


def _longest(folder):
    place = folder
    for _ in range(3):
        place = place / ("d" * 255)
        place.mkdir()
        (place / ("f" * 255)).write_text("x")


attack(
    "files of the longest names do not stop the class",
    "print('ran')\n" + RIGHT,
    r"its name is too long",
    honest=RIGHT,
    plant=_longest,
)


def _old_format(notebook):
    cells = [c | {"input": [c["source"]]} if c["cell_type"] == "code" else c for c in notebook["cells"]]
    cells += [{"cell_type": "heading", "level": 10**9, "source": "\ud800" * 5, "metadata": {}}]
    return json.dumps({"nbformat": 3, "metadata": {"name": "\ud800"}, "worksheets": [{"cells": cells}]}).encode()


attack(
    "a heading of format 3 neither grows nor stops the class",
    "print('ran')\n" + RIGHT,
    r"ran\n",
    honest=RIGHT,
    raw=_old_format,
)

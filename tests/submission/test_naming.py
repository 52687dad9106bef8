"""A notebook under another name: taken where it is plainly the chapter's, else named; never guessed."""

import json

import pytest

from grader.sandbox.policy import SandboxPolicy
from grader.submission.chapter import ChapterNotebook
from grader.submission.naming import find_notebook, meant

CHAPTER = ChapterNotebook(
    "vae", {"metadata": {"course": {"chapter": "11_vae"}}, "cells": []}, {"vae-f-check": ("vae.f", "f")}, ()
)


@pytest.mark.parametrize(
    "name, copy",
    [
        ("vae.ipynb", 0),
        ("VAE.IPYNB", 0),
        ("vae (1).ipynb", 1),
        ("vae(12).ipynb", 12),
        ("vae-2.ipynb", 2),
        ("vae_3.ipynb", 3),
        ("vae-Copy1.ipynb", 1),
        ("Copy of vae.ipynb", 0),
        ("vae - Copy (2).ipynb", 2),
        ("vae.ipynb.txt", 0),
        ("vae (1).ipynb.json", 1),
    ],
)
def test_what_browsers_and_systems_make_of_a_name_is_known(name, copy):
    assert meant(name, ["vae", "vae_extra"]) == ("vae", copy)


@pytest.mark.parametrize(
    "name", ["11_vae.ipynb", "vae2.ipynb", "vae.txt", "(1).ipynb", ".ipynb", "vae.py", "Copy of.ipynb", "va.ipynb"]
)
def test_other_names_mean_nothing(name):
    assert meant(name, ["vae"]) is None


def notebook(*sources: str, chapter: str = "", **about) -> bytes:
    cells = [{"cell_type": "code", "metadata": about, "source": source, "outputs": []} for source in sources]
    metadata = {"course": {"chapter": chapter}} if chapter else {}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


OURS, OTHER, BARE = notebook("f = 1", chapter="11_vae"), notebook("g = 1", chapter="01_perceptron"), notebook("x = 1")


@pytest.mark.parametrize(
    "files, taken, said",
    [
        ({"vae.ipynb": BARE, "vae (1).ipynb": OURS}, "vae.ipynb", ""),
        ({"vae (1).ipynb": OURS}, "vae (1).ipynb", "handed in as `vae (1).ipynb`"),
        ({"11_vae.ipynb": OURS, "notes.ipynb": BARE}, "11_vae.ipynb", "handed in as"),
        ({"homework.ipynb": notebook('check("vae.f", f)')}, "homework.ipynb", "handed in as"),
        ({"homework.ipynb": notebook("", nbgrader={"grade_id": "vae-f-check"})}, "homework.ipynb", "handed in as"),
        ({"inner/vae.ipynb": OURS}, "inner/vae.ipynb", "handed in as"),
        ({"VAE.ipynb": BARE}, "VAE.ipynb", "handed in as"),
        ({"vae.ipynb.txt": OURS}, "vae.ipynb.txt", "handed in as"),
        ({"vae (1).ipynb": OURS, "vae (2).ipynb": OURS}, None, "cannot be told"),
        ({"homework.ipynb": BARE}, None, "but `homework.ipynb`: it was not graded"),
        ({"VAE.ipynb": OTHER}, None, "but `VAE.ipynb`"),
        ({"vae (1).ipynb": b"no notebook"}, None, "but `vae (1).ipynb`"),
        ({"report.pdf": b"%PDF"}, None, "in what was handed in: it was not graded"),
        ({"vae_extra.ipynb": OURS}, None, "it was not graded"),
    ],
)
def test_one_notebook_that_is_plainly_the_chapters_is_taken(files, taken, said, tmp_path):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    path, note = find_notebook(tmp_path, CHAPTER, ["vae", "vae_extra"], SandboxPolicy())
    assert said in note and bool(note) == (taken != "vae.ipynb")
    assert path == tmp_path / (taken or "vae.ipynb") and path.exists() == (taken is not None)


def test_a_link_under_another_name_is_not_taken(tmp_path):
    (tmp_path / "solved.ipynb").write_bytes(OURS)
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "vae (1).ipynb").symlink_to(tmp_path / "solved.ipynb")
    (folder / "inner").symlink_to(tmp_path)
    path, note = find_notebook(folder, CHAPTER, ["vae"], SandboxPolicy())
    assert not path.exists() and "not graded" in note

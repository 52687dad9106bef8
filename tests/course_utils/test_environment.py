"""The first cell of a chapter, and the choice of a device."""

import random

import numpy
import pytest
import torch

from course_utils import __version__, begin, device, environment


def _draws():
    return random.random(), float(numpy.random.rand()), float(torch.rand(()))


def test_begin_seeds_every_generator():
    begin("11_vae", release=__version__)
    first = _draws()
    begin("11_vae", release=__version__)
    assert _draws() == first


def test_matching_release_prints_nothing(capsys):
    begin("11_vae", release=__version__)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("release", "older", "remedy"),
    [
        ("2025.9", "this copy of 11_vae is from release 2025.9, older", "make update"),
        ("2031.10", f"({__version__}) is older", "make setup"),
    ],
)
def test_another_release_is_said_in_one_line_on_stdout(capsys, release, older, remedy):
    begin("11_vae", release=release)
    out, err = capsys.readouterr()
    assert older in out and remedy in out and out.count("\n") == 1 and err == ""


def test_a_release_that_is_no_release_is_refused():
    with pytest.raises(ValueError, match="'newest' is not of the form"):
        begin("11_vae", release="newest")


def test_a_device_that_is_not_there_is_refused_with_a_list():
    with pytest.raises(ValueError, match=r"'tpu' is not on this machine, which has: cpu"):
        device("tpu")
    with pytest.raises(ValueError, match=r"'cuda:99'"):
        device("cuda:99")


def test_stored_outputs_are_made_on_the_cpu(monkeypatch):
    monkeypatch.setattr(environment, "_devices", lambda: ["cpu", "cuda:0", "cuda"])
    monkeypatch.setenv("COURSE_STATIC", "1")
    assert device() == torch.device("cpu")
    monkeypatch.setenv("COURSE_STATIC", "0")
    assert device() == torch.device("cuda")
    assert device("cuda:0") == torch.device("cuda:0")

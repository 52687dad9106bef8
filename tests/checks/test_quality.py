"""`make quality`: the exercises have no gap, and each kind of gap is found where there is one."""

import json
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest
from toy import double_exercise

from course_utils.checks import exercises as exercises_module
from course_utils.checks import expect
from course_utils.checks.draw import Draw
from grader.authoring import quality, recording
from grader.exercise import Secret

ROOT = Path(__file__).parents[2]


def test_no_exercise_has_a_gap():
    ran = subprocess.run(
        [sys.executable, "-m", "grader", "quality", "--seeds", "1"], cwd=ROOT, capture_output=True, text=True
    )
    assert (ran.returncode, "gap:" in ran.stdout) == (0, False), ran.stdout + ran.stderr
    assert "named rightly" in ran.stdout and "vae.ppca_ml" in ran.stdout


def test_the_data_file_is_up_to_date():
    before = {path: path.read_text() for path in (ROOT / "course_utils/checks/public").glob("*.json")}
    ran = subprocess.run([sys.executable, "-m", "grader", "checks"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    assert before and {path: path.read_text() for path in before} == before and "written" not in ran.stdout


def sound() -> Secret:
    """A secret half of `double` with no gap."""
    secret = Secret(double_exercise())

    @secret.is_reference
    def double(x):
        return 2 * x

    @secret.alternative("a sum")
    def double(x):  # noqa: F811
        return x + x

    @secret.alternative("a quotient")
    def double(x):  # noqa: F811
        return x / 0.5

    for factor, name in (
        (3, "triples"),
        (4, "doubles twice"),
        (0.5, "halves"),
        (-2, "turns the sign"),
        (20, "is off by ten"),
    ):
        secret.misconception(name, hint="Add x to itself.")(lambda x, factor=factor: factor * x)

    @secret.misconception("overwrites its argument", hint="Compute into a new array.")
    def double(x):  # noqa: F811
        x *= 2.5
        return x

    return secret


def gaps(secret: Secret, monkeypatch, *, data: dict | None = None) -> list[str]:
    """What `quality` finds; the data file is fresh unless given."""
    fresh = {"double": recording.entry(secret)} if data is None else data
    monkeypatch.setattr(exercises_module, "_data", lambda topic: fresh)
    monkeypatch.setattr(quality, "secrets", lambda: {secret.exercise.id: secret})
    monkeypatch.setattr(
        quality, "_twins", lambda secret: []
    )  # lambdas have no source of their own; twins are tested below
    (found,) = quality.examine([secret], seeds=2, jobs=1)
    return found.gaps


def test_a_sound_exercise_has_no_gap(monkeypatch):
    assert gaps(sound(), monkeypatch) == []


def adds_a_misconception_that_passes(secret):
    secret.misconception("is right after all", hint="No.")(lambda x: 2.0 * x)


def adds_a_misconception_that_passes_on_some_seeds(secret):
    unlucky = Draw(0, "toy.double", "a drawn number").uniform(1, 2)
    secret.misconception("is lucky", hint="No.")(lambda x: 0.0 if np.ndim(x) == 0 and x == unlucky else 2 * x)


def adds_a_wrong_alternative(secret):
    secret.alternative("nearly")(lambda x: 2.001 * x)


def breaks_the_reference(secret):
    secret.is_reference(lambda x: 2.5 * x)


def adds_an_idle_case(secret):
    secret.case("nothing at all, but for the trivial")(lambda student, draw: expect.greater(student(1.0) ** 2, 0.1))


def adds_a_case_that_a_trivial_answer_passes(secret):
    def small(student, draw):
        expect.greater(9.0 - abs(float(expect.array(student(3.0)))), 0, what="room")

    secret.case("less than nine")(small)


def blinds_the_probe(secret):
    secret.exercise.probed()(lambda student: {"none": lambda: 0.0})


def adds_a_misconception_that_raises(secret):
    def raising(x):
        raise ValueError

    secret.misconception("raises", hint="No.")(raising)


def takes_the_alternatives_away(secret):
    secret.alternatives.clear()


def leaves_four_misconceptions(secret):
    del secret.misconceptions[:2]


@pytest.mark.parametrize(
    "spoil, said",
    [
        (adds_a_misconception_that_passes, "'is right after all' earns all points"),
        (adds_a_misconception_that_passes_on_some_seeds, "'is lucky' earns all points"),
        (adds_a_wrong_alternative, "the alternative 'nearly' is rejected"),
        (breaks_the_reference, "the reference 'reference' is rejected"),
        (adds_an_idle_case, "the case 'nothing at all, but for the trivial' rejects no misconception"),
        (adds_a_case_that_a_trivial_answer_passes, "the first argument passes 'less than nine'"),
        (blinds_the_probe, "'doubles twice' is told 'triples'"),
        (adds_a_misconception_that_raises, "'raises' raises an exception"),
        (takes_the_alternatives_away, "0 alternatives, at least 2 are needed"),
        (leaves_four_misconceptions, "4 misconceptions, at least 5 are needed"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_kind_of_gap_is_found(spoil, said, monkeypatch):
    secret = sound()
    spoil(secret)
    found = gaps(secret, monkeypatch)
    assert any(said in gap for gap in found), found


@pytest.mark.parametrize("spoil", ["values", "hint", "name", "missing"])
def test_a_data_file_out_of_date_is_a_gap(spoil, monkeypatch):
    data = {"double": recording.entry(sound())}
    known = data["double"]["misconceptions"]
    if spoil == "missing":
        known.pop(0)
    else:
        known[0][spoil] = {"five": 1.0} if spoil == "values" else "other"
    assert any("the data file is out of date on 'triples'" in gap for gap in gaps(sound(), monkeypatch, data=data))


def test_twins_are_found_under_other_names():
    secret = Secret(double_exercise())

    @secret.is_reference
    def double(x):
        half = x / 1
        return half + half

    @secret.alternative("the same with other names")
    def double(value):  # noqa: F811
        part = value / 1
        return part + part

    @secret.alternative("another")
    def double(x):  # noqa: F811
        return x * 2

    assert quality._twins(secret) == ["toy.double: 'reference' and 'the same with other names' are the same program"]


def test_a_gap_is_an_exit_status_and_a_line(monkeypatch, capsys):
    secret = sound()
    adds_a_wrong_alternative(secret)
    gaps(secret, monkeypatch)
    arguments = Namespace(exercises=["toy.double"], seeds=1, jobs=1)
    assert quality.run(arguments) == 1
    assert "gap: toy.double: the alternative 'nearly' is rejected" in capsys.readouterr().out
    assert quality.run(Namespace(exercises=["toy.none"], seeds=1, jobs=1)) == 2


def test_a_false_fail_probability_above_the_limit_is_a_gap(monkeypatch, capsys):
    secret = sound()
    secret.case("loose")(lambda student, draw: expect.statistic(student(3.0), 6.0, 0.1, what="it", sigmas=4))
    gaps(secret, monkeypatch)
    assert quality.run(Namespace(exercises=[], seeds=1, jobs=1)) == 1
    assert "is not below 1e-06" in capsys.readouterr().out


def test_alternatives_and_seeds_add_to_the_false_fail_probability(monkeypatch):
    secret = sound()
    secret.case("drawn")(
        lambda student, draw: expect.statistic(student(1.0) + 0 * draw.uniform(0, 1), 2.0, 0.1, what="it")
    )
    gaps(secret, monkeypatch)
    (found,) = quality.examine([secret], seeds=2, jobs=1)
    assert found.false_fail == pytest.approx(3 * 2 * 2.56e-12, rel=0.01)


def test_the_probe_must_tell_misconceptions_apart():
    secret = sound()
    blinds_the_probe(secret)
    assert any("cannot tell" in line for line in recording.clashes(secret.exercise, recording.entry(secret)))
    assert recording.clashes(secret.exercise, recording.entry(sound())) == []


def test_the_data_file_is_left_alone_where_it_says_the_same(tmp_path):
    secret, path = sound(), tmp_path / "toy.json"
    data, known = {"double": recording.entry(secret)}, {"double": secret.exercise}
    assert recording.write(path, data, known)
    stored = json.loads(path.read_text())
    stored["double"]["expected"]["five"] *= 1 + 1e-9
    path.write_text(json.dumps(stored))
    assert not recording.write(path, data, known)
    stored["double"]["expected"]["five"] *= 1 + 1e-3
    path.write_text(json.dumps(stored))
    assert recording.write(path, data, known)

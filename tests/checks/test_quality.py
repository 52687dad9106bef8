"""`make quality`: the exercises have no gap, and each kind of gap is found where there is one."""

import json
import re
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from toy import double_exercise

from course_utils.checks import exercises as exercises_module
from course_utils.checks import expect, topics
from course_utils.checks.draw import Draw
from grader.authoring import quality, recording, whole_chapter
from grader.authoring.held_out import Section
from grader.exercise import DoesNotApply, Secret, Written

RIGHT, WRONG = (Section(right, "held out", (), "") for right in (True, False))
ROOT = Path(__file__).parents[2]


class NoGap:
    """One class a topic, so that pytest-xdist may run them side by side."""

    topic = ""

    def test_no_exercise_has_a_gap(self, capsys, monkeypatch):
        monkeypatch.setattr(quality, "FALSE_FAIL_LIMIT", quality.FALSE_FAIL_LIMIT / len(topics()))  # of all together
        status = quality.run(Namespace(exercises=[self.topic], seeds=3, jobs=1, no_chapters=False))
        told = capsys.readouterr().out
        assert (status, "gap:" in told) == (0, False), told
        assert f"\n{self.topic}." in told


for _topic in topics():
    globals()[f"Test_{_topic}_"] = type(f"Test_{_topic}_", (NoGap,), {"topic": _topic})


def test_an_alternative_that_breaks_its_chapter_is_named_with_the_cell(monkeypatch):
    written = SimpleNamespace(name="forgets to return", definition="def policy_value(R, P, pi, gamma):\n    pass")
    monkeypatch.setattr(whole_chapter, "secret_of", lambda exercise: SimpleNamespace(alternatives=[written]))
    (line,) = whole_chapter.broken(["bellman.policy_value"], 1)
    assert line.startswith(
        "bellman.policy_value: with the alternative 'forgets to return' the chapter fails in code cell"
    )


def test_the_data_file_is_left_alone_where_nothing_has_changed(capsys):
    before = {path: path.read_text() for path in (ROOT / "course_utils/checks/public/gan").glob("*.json")}
    assert recording.run(Namespace(exercises=["gan"])) == 0
    assert before and {path: path.read_text() for path in before} == before
    assert "written" not in capsys.readouterr().out


def with_reference(function) -> Secret:
    """A secret half of `double` whose reference is a function of the test's: no chapter has this exercise."""
    secret = Secret(double_exercise())
    secret.reference = Written(secret.exercise.id, "reference", "", function)
    return secret


def sound() -> Secret:
    """A secret half of `double` with no gap."""
    secret = with_reference(lambda x: 2 * x)

    @secret.alternative("a sum")
    def double(x):
        return x + x

    @secret.alternative("a quotient")
    def double(x):
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
    def double(x):
        x *= 2.5
        return x

    return secret


def gaps(secret: Secret, monkeypatch, tmp_path, *, data: dict | None = None) -> list[str]:
    """What `quality` finds; the data file is fresh unless given."""
    fresh = recording.entry(secret) if data is None else data
    path = tmp_path / "double.json"
    recording.write(path, fresh)
    monkeypatch.setattr(exercises_module, "_data", lambda topic, module: fresh)
    monkeypatch.setattr(recording, "path_of", lambda exercise: path)
    monkeypatch.setattr(quality, "secret_of", lambda exercise: secret)
    monkeypatch.setattr(quality, "chosen", lambda names: [secret.exercise.id])
    monkeypatch.setattr(quality.held_out, "sections", lambda exercise: 8 * [RIGHT] + 12 * [WRONG])
    monkeypatch.setattr(
        quality, "_twins", lambda secret: []
    )  # lambdas have no source of their own; twins are tested below
    quality._expected.cache_clear()
    secret.exercise.__dict__.pop("expected", None)
    (found,) = quality.examine([secret], seeds=2, jobs=1)
    return found.gaps


def test_a_sound_exercise_has_no_gap(monkeypatch, tmp_path):
    assert gaps(sound(), monkeypatch, tmp_path) == []


def adds_a_misconception_that_passes(secret):
    secret.misconception("is right after all", hint="No.")(lambda x: 2.0 * x)


def adds_a_misconception_that_passes_on_some_seeds(secret):
    unlucky = Draw(0, "toy.double", "a drawn number").uniform(1, 2)
    secret.misconception("is lucky", hint="No.")(lambda x: 0.0 if np.ndim(x) == 0 and x == unlucky else 2 * x)


def adds_a_wrong_alternative(secret):
    secret.alternative("nearly")(lambda x: 2.001 * x)


def breaks_the_reference(secret):
    secret.reference = Written(secret.exercise.id, "reference", "", lambda x: 2.5 * x)


def adds_an_idle_case(secret):
    secret.case("nothing at all, but for the trivial")(lambda student, draw: expect.greater(student(1.0) ** 2, 0.1))


def adds_a_case_that_a_trivial_answer_passes(secret):
    def small(student, draw):
        expect.greater(9.0 - abs(float(expect.array(student(3.0)))), 0, what="room")

    secret.case("less than nine")(small)


def adds_a_misconception_that_fails_like_another(secret):
    secret.misconception("triples as well", hint="No.")(lambda x: x + x + x)


def adds_a_misconception_that_only_a_hidden_case_fails(secret):
    secret.case("of nine")(lambda student, draw: expect.close(student(9.0), 18.0))
    secret.misconception("fears nine", hint="No.")(lambda x: 3.5 if np.ndim(x) == 0 and x == 9 else 2 * x)


def adds_a_verdict_on_the_last_bit(secret):
    def exact(student, draw):
        expect.close(student(0.1), 0.2, rtol=0, atol=0)
        expect.close(student(0.3), 0.6)

    secret.case("to the last bit")(exact)


def adds_a_verdict_on_the_layout(secret):
    secret.case("a square")(lambda student, draw: expect.close(student(np.eye(3) + 1.5), 2 * np.eye(3) + 3))
    secret.alternative("wants rows")(lambda x: 2 * x if np.ndim(x) < 2 or x.flags.c_contiguous else x)


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
        (
            adds_a_wrong_alternative,
            "the alternative 'nearly' fails 'two threes are six', seed 0: the result: expected 6, got 6.003",
        ),
        (breaks_the_reference, "the reference 'reference' fails 'two threes are six', seed 0"),
        (adds_an_idle_case, "the case 'nothing at all, but for the trivial' rejects no misconception"),
        (
            adds_a_case_that_a_trivial_answer_passes,
            "the first argument, 1 everywhere, 5 everywhere passes 'less than nine'",
        ),
        (adds_a_misconception_that_fails_like_another, "'triples as well' is told 'triples'"),
        (adds_a_misconception_that_only_a_hidden_case_fails, "'fears nine' is told nothing"),
        (
            adds_a_verdict_on_the_last_bit,
            "'to the last bit' hangs on a rounding: with inputs moved by one rounding fails",
        ),
        (adds_a_verdict_on_the_layout, "'a square' hangs on a rounding: with inputs in another memory layout fails"),
        (adds_a_misconception_that_raises, "'raises' raises an exception"),
        (takes_the_alternatives_away, "0 alternatives, at least 2 are needed"),
        (leaves_four_misconceptions, "4 misconceptions, at least 5 are needed"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_kind_of_gap_is_found(spoil, said, monkeypatch, tmp_path):
    secret = sound()
    spoil(secret)
    found = gaps(secret, monkeypatch, tmp_path)
    assert any(said in gap for gap in found), found


@pytest.mark.parametrize("spoil", ["failures", "hint", "name", "missing"])
def test_a_data_file_out_of_date_is_a_gap(spoil, monkeypatch, tmp_path):
    data = recording.entry(sound())
    known = data["misconceptions"]
    if spoil == "missing":
        known.pop(0)
    else:
        known[0][spoil] = {"two threes are six": {"the result": 1.5}} if spoil == "failures" else "other"
    assert any(
        "the data file is out of date on 'triples'" in gap for gap in gaps(sound(), monkeypatch, tmp_path, data=data)
    )


def test_twins_are_found_under_other_names():
    def double(x):
        half = x / 1
        return half + half

    secret = with_reference(double)

    @secret.alternative("the same with other names")
    def double(value):
        part = value / 1
        return part + part

    @secret.alternative("another")
    def double(x):
        return x * 2

    assert quality._twins(secret) == ["toy.double: 'reference' and 'the same with other names' are the same program"]


def test_a_gap_is_an_exit_status_and_a_line(monkeypatch, tmp_path, capsys):
    assert quality.run(Namespace(exercises=["toy.none"], seeds=1, jobs=1)) == 2
    secret = sound()
    adds_a_wrong_alternative(secret)
    gaps(secret, monkeypatch, tmp_path)
    arguments = Namespace(exercises=["toy.double"], seeds=1, jobs=1, no_chapters=True)
    assert quality.run(arguments) == 1
    assert "gap: toy.double: the alternative 'nearly' fails" in capsys.readouterr().out


def test_a_false_fail_probability_above_the_limit_is_a_gap(monkeypatch, tmp_path, capsys):
    secret = sound()
    secret.case("loose")(lambda student, draw: expect.statistic(student(3.0), 6.0, 0.1, what="it", sigmas=4))
    gaps(secret, monkeypatch, tmp_path)
    assert quality.run(Namespace(exercises=[], seeds=1, jobs=1, no_chapters=True)) == 1
    assert "is not below 1e-06" in capsys.readouterr().out


def test_alternatives_and_seeds_add_to_the_false_fail_probability(monkeypatch, tmp_path):
    secret = sound()
    secret.case("drawn")(
        lambda student, draw: expect.statistic(student(1.0) + 0 * draw.uniform(0, 1), 2.0, 0.1, what="it")
    )
    gaps(secret, monkeypatch, tmp_path)
    (found,) = quality.examine([secret], seeds=2, jobs=1)
    assert found.false_fail == pytest.approx(3 * 2 * 2.56e-12, rel=0.01)


def test_what_the_public_half_cannot_tell_apart_is_said():
    secret = sound()
    adds_a_misconception_that_fails_like_another(secret)
    adds_a_misconception_that_only_a_hidden_case_fails(secret)
    said = recording.clashes(secret, recording.entry(secret))
    assert [
        any(words in line for line in said)
        for words in ("'triples' and 'triples as well' fail alike", "no public case fails on 'fears nine'")
    ] == [True, True]
    assert recording.clashes(sound(), recording.entry(sound())) == []


def test_the_data_file_is_left_alone_where_it_says_the_same(tmp_path):
    path, data = tmp_path / "double.json", recording.entry(sound())
    assert recording.write(path, data)
    stored = json.loads(path.read_text())
    stored["misconceptions"][0]["failures"]["two threes are six"]["the result"] *= 1 + 1e-9
    path.write_text(json.dumps(stored))
    assert not recording.write(path, data)
    stored["misconceptions"][0]["failures"]["two threes are six"]["the result"] *= 1 + 1e-3
    path.write_text(json.dumps(stored))
    assert recording.write(path, data)


def test_a_slip_that_does_not_apply_says_where_and_why():
    secret = with_reference(lambda x: x)
    secret.alternative("a sum")(double_by_adding)
    secret.slip("multiplies", (" + ", " * "), hint="Add.", of="a sum")
    secret.slip("twice there", ("x", "y"), hint="Add.", of="a sum")
    secret.slip("not there", ("x - x", "x"), hint="Add.", of="a sum")
    secret.slip("no Python", ("return", "retrun x"), hint="Add.", of="a sum")
    secret.slip("nothing at all", ("x + x", "(x + x)"), hint="Add.", of="a sum")
    secret.slip("of nobody", ("x", "y"), hint="Add.", of="nobody")
    multiplies, *others = secret.misconceptions
    assert multiplies.function(5.0) == 25.0
    for wrong, said in zip(
        others,
        (
            "'x' occurs 3 times",
            "'x - x' does not occur",
            "leaves no Python",
            "changes nothing",
            "'nobody', which is none of",
        ),
        strict=True,
    ):
        with pytest.raises(DoesNotApply, match=f"toy.double: the slip '{wrong.name}'.*{re.escape(said)}"):
            wrong.function  # noqa: B018


def double_by_adding(x):
    return x + x


def test_two_misconceptions_of_one_name_are_refused():
    secret = sound()
    with pytest.raises(ValueError, match="has a misconception named 'triples' already"):
        secret.slip("triples", ("2", "3"), hint="Add.")

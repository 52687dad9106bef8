"""`grader autograde` and nbgrader's own command on the same class: the same gradebook, whoever and however many grade."""

import json
import shutil
import sqlite3

import pytest

from tests import small_course as course

pytestmark = pytest.mark.sandbox


NO_NOTEBOOK = (
    "the submitted file is no notebook (it is a PDF: hand in the notebook itself), so nothing in it could be graded"
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    root = course.make(tmp_path_factory.mktemp("empty"))
    course.class_of_eight(root)
    return course.seeded(root, 5)


@pytest.fixture(scope="module")
def graded(empty, tmp_path_factory):
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(empty, root)
    done = course.run(root, "autograde", course.CHAPTER, "--jobs", "1")
    assert "8 submissions graded" in done.stdout
    assert done.returncode == 3
    assert done.stderr.splitlines() == ["needs a human: dan: " + NO_NOTEBOOK]
    return root


def scores(root, student):
    return {cell: (auto, manual) for cell, _, who, auto, _, _, manual in course.tables(root)["grade"] if who == student}


def attention(root):
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        return gradebook.execute("SELECT * FROM grader_attention").fetchall()


def test_everyone_gets_the_points_of_what_worked(graded):
    assert scores(graded, "ada") == {
        "vae-log_px_importance-check": (4, 0),
        "vae-elbo_linear_gaussian-check": (4, 0),
        "vae-written": (None, 1),
    }
    ben = scores(graded, "ben")
    assert ben["vae-log_px_importance-check"][0] < 4 and ben["vae-elbo_linear_gaussian-check"][0] < 4
    nothing = {"vae-log_px_importance-check": (0, 0), "vae-elbo_linear_gaussian-check": (0, 0), "vae-written": (0, 0)}
    assert scores(graded, "cleo") == scores(graded, "dan") == nothing
    assert (
        scores(graded, "eve")["vae-log_px_importance-check"]
        == scores(graded, "eve")["vae-elbo_linear_gaussian-check"]
        == (4, 0)
    )
    for dying in ("fay", "hal"):
        assert scores(graded, dying)["vae-log_px_importance-check"] == (0, 0)
        assert scores(graded, dying)["vae-elbo_linear_gaussian-check"] == (4, 0)
    assert scores(graded, "gus")["vae-elbo_linear_gaussian-check"] == (4, 0)  # text on stderr costs nothing


def test_the_reasons_stand_in_the_notebook(graded):
    def grading(student):
        path = graded / "classroom/autograded" / student / course.CHAPTER / "vae.ipynb"
        return json.loads(path.read_bytes())["metadata"]["grading"]

    assert "no notebook" in grading("dan")["notes"][0]
    assert any("is missing" in note or "put back" in note for note in grading("eve")["notes"])
    assert grading("fay")["notes"] == ["the process ended itself (os._exit or the like)"]
    verdict = grading("ben")["verdicts"][0]
    assert verdict["misconception"] and verdict["hint"]
    assert {case["hidden"] for case in verdict["cases"]} == {True, False}


def test_submitted_files_and_the_time_are_kept(graded):
    folder = graded / "classroom/autograded/ada" / course.CHAPTER
    assert (folder / "notes").read_bytes() == b"kept" and (folder / "timestamp.txt").exists()
    assert oct((folder / "vae.ipynb").stat().st_mode)[-3:] == "444"
    times = {who: time for _, who, time, _ in course.tables(graded)["submission"]}
    assert times["eve"] == "2026-02-02 17:30:00.000000"  # naive UTC


@pytest.mark.parametrize("how", ["three jobs", "nbgrader"])
def test_the_same_gradebook_and_notebooks_whoever_grades(how, empty, graded, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(empty, root)
    if how == "nbgrader":
        course.run(root, "autograde", course.CHAPTER, module="nbgrader")
        assert course.tables(root) == course.tables(graded)
        assert attention(root) == attention(graded) == [(course.CHAPTER, "dan", NO_NOTEBOOK, "not graded")]
        for name, content in course.notebooks(root).items():
            mine = json.loads(course.notebooks(graded)[name])
            assert json.loads(content)["metadata"]["grading"] == mine["metadata"]["grading"], name
    else:
        course.run(root, "autograde", course.CHAPTER, "--jobs", "3")
        assert course.tables(root) == course.tables(graded)
        assert course.notebooks(root) == course.notebooks(graded)


def test_what_is_unchanged_is_not_graded_again_and_a_persons_grades_stay(graded, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        gradebook.execute(
            "UPDATE grade SET manual_score = 3, extra_credit = 1 WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'vae-written')"
        )
        gradebook.execute("UPDATE comment SET manual_comment = 'well said'")
        gradebook.execute("UPDATE submitted_notebook SET flagged = 1")
    assert "0 submissions graded" in course.run(root, "autograde", course.CHAPTER).stdout
    course.hand_in(root, "cleo", course.answered(log_px_importance=course.reference("log_px_importance")))
    shutil.rmtree(root / "classroom/autograded/ada")
    again = course.run(root, "autograde", course.CHAPTER)
    assert "2 submissions graded" in again.stdout and "6 unchanged" in again.stdout
    assert scores(root, "cleo")["vae-log_px_importance-check"] == (4, 0)
    after = course.tables(root)
    assert {row[4:] for row in after["grade"] if row[0] == "vae-written"} == {(3, 1, 0), (3, 1, 1)}
    assert {row[4] for row in after["comment"]} == {"well said"} and {row[2] for row in after["notebook"]} == {1}
    forced = course.run(root, "autograde", course.CHAPTER, "--force", "--student", "ben")
    assert "1 submissions graded" in forced.stdout
    assert [row[:6] for row in course.tables(root)["grade"]] == [row[:6] for row in after["grade"]]


def test_a_replay_gives_the_stored_verdicts_bit_for_bit(graded, tmp_path):
    for student in ("ben", "fay"):
        again = course.run(graded, "replay", student, course.CHAPTER)
        assert "the same" in again.stderr
        assert len(json.loads(again.stdout)["verdicts"]) == 2
    assert course.run(graded, "replay", "zoe", course.CHAPTER, check=False).returncode == 2
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    path = root / "classroom/autograded/ben" / course.CHAPTER / "vae.ipynb"
    path.chmod(0o644)
    path.write_text(path.read_text().replace('"points": 0.0', '"points": 1.0'))
    assert course.run(root, "replay", "ben", course.CHAPTER, check=False).returncode == 1


@pytest.mark.parametrize("module", ["grader", "nbgrader"])
def test_limits_that_the_course_changes_hold_at_once_for_everyone(module, graded, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    with open(root / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("c.SandboxPolicy.children = 1\n")
    done = course.run(root, "autograde", course.CHAPTER, *(["--force"] if module == "nbgrader" else []), module=module)
    assert module == "nbgrader" or "8 submissions graded" in done.stdout
    assert scores(root, "fay")["vae-elbo_linear_gaussian-check"] == (0, 0)  # no second child for what stands below
    assert scores(root, "ada") == scores(graded, "ada")
    assert "the same" in course.run(root, "replay", "fay", course.CHAPTER).stderr


def test_a_new_seed_grades_everyone_again_and_is_logged(graded, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    assert "8 submissions graded" in course.run(root, "autograde", course.CHAPTER, "--new-seed").stdout
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        seeds = [row[0] for row in gradebook.execute("SELECT seed FROM grader_seed ORDER BY rowid")]
    assert seeds[0] == 5 and len(seeds) == 2
    assert course.tables(root) == course.tables(graded)


@pytest.mark.parametrize(
    "spoil, said",
    [
        (lambda root: (root / "classroom/gradebook.db").unlink(), "there is no gradebook"),
        (
            lambda root: (root / "classroom/gradebook.db").write_bytes(
                b"no database at all, but long enough to be one" * 9
            ),
            "cannot be read as a gradebook",
        ),
        (lambda root: shutil.rmtree(root / "classroom/submitted"), "there is no submission of 11_vae"),
        (lambda root: (root / "solutions/11_vae/vae.ipynb").unlink(), "is missing: run `make notebooks`"),
        (lambda root: (root / "nbgrader_config.py").write_text("1 / 0"), "does not load"),
        (
            lambda root: (root / "nbgrader_config.py").open("a").write("c.SandboxPolicy.children = 0\n"),
            "SandboxPolicy.children must be a whole number",
        ),
    ],
)
def test_a_course_that_cannot_be_graded_is_one_line(spoil, said, empty, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(empty, root)
    spoil(root)
    done = course.run(root, "autograde", course.CHAPTER, check=False)
    assert done.returncode == 2 and said in done.stderr and len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_an_unknown_chapter_or_student_is_said(empty):
    done = course.run(empty, "autograde", "12_nothing", check=False)
    assert done.returncode == 2 and "it has 11_vae" in done.stderr
    done = course.run(empty, "autograde", course.CHAPTER, "--student", "zoe", check=False)
    assert done.returncode == 2 and "by zoe" in done.stderr

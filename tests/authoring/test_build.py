"""The build: executed afresh, byte for byte the same where nothing differs, one line where something is wrong."""

import argparse

import nbformat
import pytest

from grader.authoring import build as building
from grader.authoring import rules, sanitise
from grader.authoring.build import notebook_difference
from grader.authoring.chapters import AuthoringError


def read(chapter):
    return nbformat.read(chapter.notebook, as_version=4)


def test_the_built_notebook_is_complete_and_clean(built):
    notebook = read(built)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all("execution" not in cell.metadata for cell in code)
    assert "version" not in notebook.metadata.language_info and "widgets" not in notebook.metadata
    assert sanitise.WIDGET_VIEW not in built.notebook.read_text()
    assert code[-1].outputs[0].data["text/plain"].startswith("IntSlider(")
    assert "image/png" in code[3].outputs[0].data


def test_building_again_keeps_the_file_and_a_changed_text_replaces_it(built, rebuild):
    before = built.notebook.read_bytes(), built.notebook.stat().st_mtime_ns
    assert rebuild(built) == "nothing differs, notebook kept"
    assert (built.notebook.read_bytes(), built.notebook.stat().st_mtime_ns) == before
    built.source.write_text(built.source.read_text().replace('"counted:", 12', '"counted:", 13'))
    assert rebuild(built).startswith("notebook written (cell a-sample-2: its source differs")
    assert "counted: 13" in built.notebook.read_text()
    assert [path.name for path in built.folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    "change, difference",
    [
        (lambda nb: nb.metadata.course.update(release="2025.1"), "metadata"),
        (lambda nb: nb.cells[3].metadata.nbgrader.update(locked=True), "cell sample-double: its metadata"),
        (lambda nb: nb.cells[4].metadata.nbgrader.update(points=2), "sample-double-check: its metadata"),
        (lambda nb: nb.cells.pop(), "other cells"),
        (lambda nb: nb.cells[1].update(execution_count=None), "execution count"),
        (lambda nb: nb.cells[1].outputs[0].update(text="counted: 12 measured: 0.852\n"), "a-sample-2: stdout"),
        (lambda nb: nb.cells[1].outputs[0].update(text="counted: 11 measured: 0.844\n"), "a-sample-2: stdout"),
    ],
)
def test_a_difference_is_seen_and_named(built, change, difference):
    stored = read(built)
    change(stored)
    assert difference in notebook_difference(stored, read(built))


def test_an_ignored_output_and_the_last_digits_are_no_difference(built):
    stored, fresh = read(built), read(built)
    stored.cells[1].outputs[0].text = stored.cells[1].outputs[0].text.replace("0.8444", "0.8441")
    assert notebook_difference(stored, fresh) is None
    stored.cells[1].outputs = []
    for notebook in (stored, fresh):
        notebook.cells[1].metadata.tags = ["nbval-ignore-output"]
    assert notebook_difference(stored, fresh) is None


@pytest.mark.parametrize(
    "code, message",
    [
        ('raise ValueError("two lines\\nof it")', "90_sample, cell a-sample-3: ValueError: two lines"),
        ("import os; os._exit(1)", "90_sample, cell a-sample-3: the kernel died"),
        (
            "import tempfile; print(tempfile.gettempdir() + '/x')",
            "cell a-sample-3: its output shows a temporary folder",
        ),
    ],
)
def test_a_build_that_fails_says_where_and_writes_nothing(write_sample, rebuild, tmp_path, code, message):
    chapter = write_sample(
        tmp_path, f"# %% [markdown]\n# # A sample\n# **Time:** 5 minutes. **Points:** 0.\n\n# %%\n1\n\n# %%\n{code}\n"
    )
    with pytest.raises(AuthoringError) as caught:
        rebuild(chapter)
    assert message in str(caught.value) and "\n" not in str(caught.value)
    assert not chapter.notebook.exists()


@pytest.mark.parametrize(
    "text",
    [
        "{root}/solutions/90_sample/x.png",
        "{home}/data",
        "/tmp/ipykernel_4711/123.py:3: UserWarning",
        "<function f at 0x7f931ec13f60>",
        "/usr/lib/python3/site-packages/torch/nn.py",
        "0x7f931ec13f60",
    ],
)
def test_traces_of_the_machine_are_recognised(tmp_path, monkeypatch, text):
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "reader"))
    shown = text.format(root=tmp_path / "course", home=tmp_path / "home" / "reader")
    assert sanitise.machine_trace(shown, tmp_path / "course") is not None


@pytest.mark.parametrize(
    "text",
    ["accuracy 0.97", "at 0x1f of the table", "see notebooks/11_vae", "a /root/ of unity", "the home folder", "1/2"],
)
def test_plain_words_are_no_trace(text, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "reader"))
    assert sanitise.machine_trace(text, tmp_path / "course") is None


def test_a_notebook_that_is_too_large_is_not_written(built, rebuild, monkeypatch):
    before = built.notebook.read_bytes()
    monkeypatch.setattr(rules, "MAX_BYTES", 3000)
    with pytest.raises(AuthoringError, match="sample.py: the notebook has .* bytes, the limit is 3,000"):
        rebuild(built)
    assert built.notebook.read_bytes() == before


def test_the_command_says_what_it_did(built, points, monkeypatch, capsys):
    parser = argparse.ArgumentParser()
    building.add_arguments(parser)
    monkeypatch.setattr(building, "build", lambda chapter: "nothing differs, notebook kept")
    assert building.run(parser.parse_args(["90_sample", "--root", str(built.root)])) == 0
    assert capsys.readouterr().out == "90_sample: nothing differs, notebook kept\n"
    assert building.run(parser.parse_args(["91_other", "--root", str(built.root)])) == 1
    assert capsys.readouterr().err == "build: no chapter 91_other in solutions: there is 90_sample\n"


def test_a_broken_rule_is_said_with_cell_and_line_before_anything_runs(write_sample, tmp_path, rebuild):
    chapter = write_sample(tmp_path)
    chapter.source.write_text(chapter.source.read_text().replace("random.seed(0)", "cuda = 1 / 0\n" + "x = 1\n" * 25))
    with pytest.raises(AuthoringError) as caught:
        rebuild(chapter)
    line = chapter.source.read_text().splitlines().index("# %%") + 1
    lines = str(caught.value).splitlines()
    assert f"solutions/90_sample/sample.py:{line}: a-sample-2 names cuda: use course_utils.device()" in lines
    assert any(said.startswith(f"solutions/90_sample/sample.py:{line}: a-sample-2 has 3") for said in lines)
    assert not chapter.notebook.exists()

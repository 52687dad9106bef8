"""The command that repeats a published run, with a small notebook of the test's own."""

import re

import pytest
from nbformat import v4, write

from course_utils import reproduce

DRAW = """
def reparameterize(mu, logvar):
    return torch.distributions.Normal(mu, (logvar * HALF).exp()).rsample()
"""
LOSS = """
def vae_loss(logits, x, mu, logvar, beta=1.0):
    q, p = (torch.distributions.Normal(*pair) for pair in ((mu, (logvar / 2).exp()), (0.0, 1.0)))
    misfit = (torch.nn.functional.softplus(logits) - x * logits).sum()
    return misfit + beta * torch.distributions.kl_divergence(q, p).sum()
"""


def _notebook(path, *solutions):
    provided = v4.new_code_cell(
        "import torch\nHALF = 0.5\nTABLE = torch.zeros(10)\nraise SystemExit('a provided cell ran')"
    )
    cells = [v4.new_markdown_cell("# text"), provided]
    for source in solutions:
        cells.append(v4.new_code_cell(source, metadata={"nbgrader": {"solution": True}}))
    write(v4.new_notebook(cells=cells), path)
    return path


def _run(path, *more):
    return reproduce.main(
        ["vae", "--notebook", str(path), "--data", "digits", "--hidden", "16", "--latent", "2", *more]
    )


def test_the_reader_functions_train_the_model(tmp_path, capsys):
    path = _notebook(tmp_path / "vae.ipynb", "def unsolved():\n    return 1 +", DRAW, LOSS)
    assert _run(path, "--epochs", "1") == 0
    title, epoch = capsys.readouterr().out.splitlines()
    assert title == "digits: 1500 training and 297 held-out images of 8 x 8; layers 64-16-2; batches of 128"
    assert epoch.startswith("epoch 1: average training loss 4") and epoch.endswith(" nats per image")


@pytest.mark.parametrize(
    ("solutions", "message"),
    [
        (
            ["def reparameterize(mu, logvar):\n    raise NotImplementedError", LOSS],
            "reparameterize in .* is not solved yet",
        ),
        ([DRAW, "def vae_loss(*_):\n    raise NotImplementedError"], "vae_loss in .* is not solved yet"),
        ([DRAW], "defines no function vae_loss: solve that exercise"),
        ([DRAW, "def vae_loss(:"], "defines no function vae_loss .cell 4: SyntaxError"),
        ([DRAW, "def vae_loss(*_):\n    return 1 / 0"], "vae_loss in .* fails: ZeroDivisionError"),
    ],
)
def test_an_unsolved_notebook_is_said_in_one_line(tmp_path, capsys, solutions, message):
    assert _run(_notebook(tmp_path / "vae.ipynb", *solutions)) == 2
    out, err = capsys.readouterr()
    assert out == "" and re.search(message, err) and err.count("\n") == 1 and err.startswith("error: ")


def test_a_file_that_is_no_notebook_is_said_in_one_line(tmp_path, capsys):
    broken = tmp_path / "broken.ipynb"
    broken.write_text("hello")
    assert _run(broken) == 2 and _run(tmp_path / "none.ipynb") == 2
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["error", "error"]


def test_the_published_run_is_the_default(monkeypatch):
    seen = []
    monkeypatch.setattr(reproduce, "vae", seen.append)
    reproduce.main(["vae"])
    options = seen[0]
    assert (options.data, options.batch_size, options.epochs, options.hidden, options.latent) == (
        "mnist",
        128,
        29,
        400,
        20,
    )

"""Repeat a published training run with the reader's own functions.

    python -m course_utils.reproduce vae --notebook notebooks/11_vae/vae.ipynb --data mnist \\
        --batch-size 128 --epochs 29 --hidden 400 --latent 20

The values above are the defaults: those of pytorch/examples `vae` (Adam, step 1e-3), whose average training loss
at epoch 29 is about 103.7 nats per image.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from course_utils.data import load
from course_utils.environment import SEED, device
from course_utils.models import VAE
from course_utils.training import fit


class Unusable(Exception):
    """The notebook does not give what the run needs; the message says what to do."""


def functions_of(notebook: Path, names: Sequence[str]) -> list:
    """The functions with these names, as the solution cells of a notebook define them.

    Solution cells run in order. From the other cells only imports, functions and constants in capitals with a
    literal value are taken, so no check, figure or training run starts.
    Raises Unusable if the notebook cannot be read or a name is not there.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        raise Unusable(f"there is no notebook {notebook}: give its path with --notebook") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise Unusable(f"{notebook} is not a notebook: give the path of an .ipynb file with --notebook") from None
    namespace: dict = {"__name__": "reader"}
    failures = []
    for number, cell in enumerate(cells, start=1):
        if cell.get("cell_type") != "code":
            continue
        is_solution = cell.get("metadata", {}).get("nbgrader", {}).get("solution", False)
        try:
            tree = ast.parse("".join(cell["source"]))
            if not is_solution:
                tree.body = [statement for statement in tree.body if _is_definition(statement)]
            exec(compile(tree, f"{notebook.name}, cell {number}", "exec"), namespace)
        except Exception as error:  # one broken cell need not concern the functions asked for
            failures.append(f"cell {number}: {type(error).__name__}: {error}")
    missing = [name for name in names if not callable(namespace.get(name))]
    if missing:
        reason = f" ({failures[0]})" if failures else ""
        raise Unusable(
            f"{notebook} defines no function {missing[0]}{reason}: solve that exercise and save the notebook"
        )
    return [namespace[name] for name in names]


def _is_definition(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        try:
            ast.literal_eval(statement.value)
        except ValueError:
            return False
        return all(isinstance(target, ast.Name) and target.id.isupper() for target in statement.targets)
    return isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef))


def vae(options: argparse.Namespace) -> None:
    """Train the VAE with the reader's `reparameterize` and `vae_loss`; print the average loss of every epoch."""
    reparameterize, vae_loss = functions_of(options.notebook, ["reparameterize", "vae_loss"])
    torch.manual_seed(SEED)
    trial = VAE(4, 3, 2, reparameterize=reparameterize, vae_loss=vae_loss)
    try:
        trial.loss(torch.rand(5, 4)).backward()
    except NotImplementedError as error:
        name = _innermost(error)
        raise Unusable(f"{name} in {options.notebook} is not solved yet: solve it and save the notebook") from None
    except Exception as error:
        raise Unusable(f"{_innermost(error)} in {options.notebook} fails: {type(error).__name__}: {error}") from None
    data = load(options.data)
    model = VAE(data.train.shape[1], options.hidden, options.latent, reparameterize=reparameterize, vae_loss=vae_loss)
    model.to(device())
    print(f"{data}; layers {data.train.shape[1]}-{options.hidden}-{options.latent}; batches of {options.batch_size}")
    history = fit(
        model,
        VAE.loss,
        data.train,
        reduction="sum",
        epochs=options.epochs,
        batch_size=options.batch_size,
        progress="VAE",
    )
    for epoch, loss in enumerate(history.loss, start=1):
        print(f"epoch {epoch}: average training loss {loss:.4f} nats per image")


def _innermost(error: BaseException) -> str:
    """The name of the reader's function in which an error arose; "the loss" if it arose elsewhere."""
    trace, found = error.__traceback__, "the loss"
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == "reader":
            found = trace.tb_frame.f_code.co_name
        trace = trace.tb_next
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns 0, or 2 after one line on standard error."""
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.reproduce", description="Repeat a published training run."
    )
    runs = parser.add_subparsers(required=True, metavar="RUN")
    run = runs.add_parser("vae", help="the VAE of pytorch/examples: about 103.7 nats per image on MNIST at epoch 29")
    run.add_argument(
        "--notebook", type=Path, default=Path("notebooks/11_vae/vae.ipynb"), help="where the functions are"
    )
    run.add_argument("--data", choices=("mnist", "digits"), default="mnist", help="digits needs no network")
    for name, default in (("batch-size", 128), ("epochs", 29), ("hidden", 400), ("latent", 20)):
        run.add_argument(f"--{name}", type=_positive, default=default, help=f"default {default}")
    run.set_defaults(run=vae)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except (Unusable, RuntimeError, FloatingPointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive whole number")
    return value


if __name__ == "__main__":
    sys.exit(main())

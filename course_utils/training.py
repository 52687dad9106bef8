"""The one training loop of the course."""

from __future__ import annotations

import copy
import inspect
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from course_utils import environment
from course_utils.progress import Progress

Batch = Tensor | tuple[Tensor, ...]
Loss = Callable[..., Tensor]  # (model, batch) -> scalar; each has models and batches of its own kind


@dataclass
class History:
    """What a training run recorded, one entry per epoch, all averages per sample.

    loss: average over the epoch, taken while the parameters move.
    held_out: average over the held-out data after the epoch; empty where none were given.
    stopped_early: True if `patience` ended the run.
    """

    loss: list[float] = field(default_factory=list)
    held_out: list[float] = field(default_factory=list)
    stopped_early: bool = False

    def __repr__(self) -> str:
        text = f"{len(self.loss)} epochs, loss {self.loss[0]:.3g} -> {self.loss[-1]:.3g}" if self.loss else "0 epochs"
        text += f", held-out {self.held_out[-1]:.3g}" if self.held_out else ""
        return f"History({text}{', stopped early' if self.stopped_early else ''})"


def fit(
    model: nn.Module,
    loss: Loss,
    train: Batch,
    *,
    reduction: str,
    held_out: Batch | None = None,
    epochs: int = 20,
    batch_size: int = 128,
    lr: float = 1e-3,
    optimizer: Callable[..., torch.optim.Optimizer] = torch.optim.Adam,
    seed: int = 0,
    patience: int | None = None,
    device: str | torch.device | None = None,
    progress: str = "training",
) -> History:
    """Minimise `loss` over `train` in shuffled batches, and return the recorded losses.

    model: trained in place; it ends in evaluation mode.
    loss: called as loss(model, batch); returns a scalar tensor, the sum or the mean over the batch.
    train: a tensor [n, ...], or a tuple of tensors of equal length n; a batch has the same form.
    reduction: "sum" or "mean", what `loss` returns; the History holds averages per sample either way.
    held_out: data of the same form, measured after every epoch with the same noise each time.
    optimizer: called as optimizer(model.parameters(), lr=lr), with fused=True where it has that option: one pass over
        all parameters per step, not one for each tensor.
    seed: fixes the shuffling and the noise that the loss draws (not the model's initial parameters, drawn
        earlier); the state of torch's global generators is restored at the end.
    patience: stop after this many epochs without a better held-out loss, and go back to the best parameters.
    device: where to train; by default where the model is. The data are moved there once, all together.
    progress: the label of the progress bar, which is quiet under COURSE_STATIC.
    Returns a History. Only one step is made while nbgrader grades or validates the notebook.
    Raises ValueError for unusable arguments, FloatingPointError when a loss is not finite.
    """
    _validate(train, held_out, reduction, epochs, batch_size, patience)
    if device is not None:
        model.to(environment.device(str(device)))
    where = _device_of(model)
    train, held_out = _move(train, where), None if held_out is None else _move(held_out, where)
    steps = _made(optimizer, model, lr)
    history, best, shuffle = History(), _Best(model, patience), torch.Generator().manual_seed(seed)
    if environment.grading():
        epochs, train = 1, _take(train, slice(0, batch_size))
    with _own_noise(seed, where), Progress(epochs, progress, "epoch") as bar:
        for epoch in range(epochs):
            model.train()
            order = torch.randperm(_length(train), generator=shuffle).to(where)
            history.loss.append(_one_epoch(model, loss, train, order, batch_size, reduction, steps, epoch, bar))
            if held_out is not None:
                history.held_out.append(evaluate(model, loss, held_out, reduction=reduction, seed=seed))
            bar.advance(f"loss {history.loss[-1]:.4g}")
            if held_out is not None and best.enough(history.held_out):
                history.stopped_early = True
                break
    best.restore()
    model.eval()
    return history


def _made(optimizer: Callable[..., torch.optim.Optimizer], model: nn.Module, lr: float) -> torch.optim.Optimizer:
    with suppress(TypeError, ValueError):  # callables without a signature
        if "fused" in inspect.signature(optimizer).parameters:
            return optimizer(model.parameters(), lr=lr, fused=True)
    return optimizer(model.parameters(), lr=lr)


def evaluate(
    model: nn.Module, loss: Loss, data: Batch, *, reduction: str, batch_size: int = 4096, seed: int = 0
) -> float:
    """The average loss per sample over `data`, without gradients and with noise fixed by `seed`.

    Arguments as in `fit`; the data are moved to the model's device. Returns a float.
    """
    where = _device_of(model)
    data, total = _move(data, where), 0.0
    was_training = model.training
    model.eval()
    with torch.no_grad(), _own_noise(seed, where):
        for start in range(0, _length(data), batch_size):
            batch = _take(data, slice(start, start + batch_size))
            total += float(loss(model, batch)) * (1 if reduction == "sum" else _length(batch))
    model.train(was_training)
    return total / _length(data)


def _one_epoch(model, loss, train, order, batch_size, reduction, steps, epoch, bar) -> float:
    """Average loss per sample over one pass through `train` in the given order."""
    values = []
    for start in range(0, len(order), batch_size):
        batch = _take(train, order[start : start + batch_size])
        value = loss(model, batch)
        if not isinstance(value, Tensor) or value.dim() != 0:
            shape = tuple(value.shape) if isinstance(value, Tensor) else type(value).__name__
            raise ValueError(f"the loss must return a scalar tensor for a batch, but returned {shape}")
        steps.zero_grad(set_to_none=True)
        value.backward()
        steps.step()
        bar.show()
        weight = 1 if reduction == "sum" else _length(batch)
        values.append(value.detach() * weight)
    # Reading the values once per epoch, not at every step, saves a GPU one wait per step.
    losses = torch.stack(values).tolist()
    for step, value in enumerate(losses):
        if not math.isfinite(value):
            raise FloatingPointError(
                f"the loss is {value} in epoch {epoch + 1}, step {step + 1}: try a smaller lr, and look for log(0) "
                "or exp of a large number in the loss"
            )
    return sum(losses) / len(order)


class _Best:
    """The best parameters so far, kept only where early stopping may want them back."""

    def __init__(self, model: nn.Module, patience: int | None) -> None:
        self.model, self.patience = model, patience
        self.value, self.epoch = math.inf, 0
        self.state: dict | None = None

    def enough(self, held_out: list[float]) -> bool:
        """Note the newest held-out loss; True once it has not improved for `patience` epochs."""
        if self.patience is None:
            return False
        if held_out[-1] < self.value:
            self.value, self.epoch = held_out[-1], len(held_out)
            self.state = copy.deepcopy(self.model.state_dict())
        return len(held_out) - self.epoch >= self.patience

    def restore(self) -> None:
        if self.state is not None:
            self.model.load_state_dict(self.state)


@contextmanager
def _own_noise(seed: int, where: torch.device) -> Iterator[None]:
    """Seed torch's global generators inside, and put their states back afterwards."""
    accelerator = where.type if where.type != "cpu" else None
    devices = [where.index or 0] if accelerator else []
    with torch.random.fork_rng(devices=devices, device_type=accelerator or "cuda"):
        torch.manual_seed(seed)
        yield


def _validate(train, held_out, reduction, epochs, batch_size, patience) -> None:
    if reduction not in ("sum", "mean"):
        raise ValueError(f"reduction says what the loss returns: 'sum' or 'mean', not {reduction!r}")
    for name, value in (("epochs", epochs), ("batch_size", batch_size)):
        if value < 1:
            raise ValueError(f"{name} is {value}, but must be at least 1")
    if patience is not None and (patience < 1 or held_out is None):
        raise ValueError("patience needs held-out data and must be at least 1")
    for name, data in (("train", train), ("held_out", held_out)):
        if data is None and name == "held_out":
            continue
        tensors = data if isinstance(data, tuple) else (data,)
        if not tensors or not all(isinstance(tensor, Tensor) for tensor in tensors):
            raise ValueError(f"{name} must be a tensor or a tuple of tensors")
        lengths = sorted({len(tensor) for tensor in tensors})
        if len(lengths) > 1:
            raise ValueError(f"the tensors of {name} differ in length: {lengths}")
        if lengths[0] == 0:
            raise ValueError(f"{name} is empty: there is nothing to compute a loss from")


def _device_of(model: nn.Module) -> torch.device:
    parameter = next(model.parameters(), None)
    if parameter is None:
        raise ValueError("the model has no parameters to train")
    return parameter.device


def _length(batch: Batch) -> int:
    return len(batch[0]) if isinstance(batch, tuple) else len(batch)


def _take(data: Batch, index) -> Batch:
    return tuple(tensor[index] for tensor in data) if isinstance(data, tuple) else data[index]


def _move(data: Batch, where: torch.device) -> Batch:
    return tuple(tensor.to(where) for tensor in data) if isinstance(data, tuple) else data.to(where)

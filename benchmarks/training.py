"""How much faster `fit` trains than a plain DataLoader loop: the same model, data and steps, side by side in one run.

    python benchmarks/training.py [--epochs 10] [--repeats 5]

The plain loop is the usual one: a data set that makes a tensor of each image when it is asked for it, shuffled by a
DataLoader, Adam with its defaults, the loss added up with `item()`. A second plain loop has the images as tensors
already. Both sides make the same number of steps on the digits and reach the same loss, which is printed. Where there
is another device than the CPU, it is measured too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, TensorDataset
from tqdm.auto import tqdm

from course_utils import device
from course_utils.data import digits
from course_utils.models import CNN, VAE
from course_utils.training import evaluate, fit
from grader.exercises import secrets

BATCH, LR, TOLERANCE = 128, 1e-3, 0.05  # tolerance: of the losses, relative


class Images(Dataset):
    """Images as they lie on a disk, 8 bits a pixel, with their labels; each becomes a tensor when it is asked for."""

    def __init__(self, pixels: Tensor, labels: Tensor):
        self.images = (pixels * 16).round().to(torch.uint8).numpy()
        self.labels = labels.numpy()

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        pixels = torch.from_numpy(numpy.array(self.images[index], copy=True))
        return pixels.to(torch.float32).div(16), int(self.labels[index])


def plain(model: nn.Module, loss: Callable, data: Dataset, epochs: int, where: torch.device) -> None:
    """The loop that everybody writes."""
    loader = DataLoader(data, batch_size=BATCH, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=LR)
    model.train()
    for _ in range(epochs):
        total = 0.0
        for pixels, labels in loader:
            value = loss(model, (pixels.to(where), labels.to(where)))
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total += value.item()


def vae() -> nn.Module:
    """The VAE of chapter 11 with the reference functions."""
    functions = {name: secrets()[f"vae.{name}"].reference.function for name in ("reparameterize", "vae_loss")}
    return VAE(64, 64, 8, **functions)


MODELS = {
    "VAE": (vae, lambda model, batch: model.loss(batch[0]) / len(batch[0])),
    "CNN": (CNN, lambda model, batch: model.loss(batch)),
}


def measure(name: str, where: torch.device, epochs: int, repeats: int) -> bool:
    """Print seconds and ratios of one model; False if the losses differ."""
    make, loss = MODELS[name]
    data = digits()
    pair = (data.train, data.train_labels)
    ways = {
        "plain": lambda model: plain(model, loss, Images(*pair), epochs, where),
        "plain, tensors": lambda model: plain(model, loss, TensorDataset(*pair), epochs, where),
        "fit": lambda model: fit(model, loss, pair, reduction="mean", epochs=epochs, batch_size=BATCH, lr=LR),
    }
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    losses: dict[str, float] = {}
    for _ in tqdm(range(repeats), desc=f"{name} on {where}", disable=None):
        for way, train in ways.items():  # taking turns: what else the machine does strikes all of them
            torch.manual_seed(0)
            model = make().to(where)
            started = perf_counter()
            train(model)
            if where.type == "cuda":
                torch.cuda.synchronize()
            seconds[way].append(perf_counter() - started)
            losses[way] = evaluate(model, loss, pair, reduction="mean")
    report(name, where, epochs, {way: median(times) for way, times in seconds.items()}, losses)
    return max(losses.values()) - min(losses.values()) <= TOLERANCE * min(losses.values())


def report(name: str, where: torch.device, epochs: int, seconds: dict[str, float], losses: dict[str, float]) -> None:
    """Three lines and the ratios."""
    for way, time in seconds.items():
        print(f"{name} on {where}: {way:15}{1000 * time / epochs:8.1f} ms an epoch, loss {losses[way]:.4g}")
    ratios = {way: time / seconds["fit"] for way, time in seconds.items() if way != "fit"}
    print(f"{name} on {where}: fit is " + ", ".join(f"{r:.1f} times as fast as {way}" for way, r in ratios.items()))


def main() -> int:
    """Measure on the CPU, and on the best other device; 1 if the losses differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=5)
    args = parser.parse_args()
    places = {torch.device("cpu"), device()}
    same = [measure(name, where, args.epochs, args.repeats) for where in places for name in MODELS]
    if not all(same):
        print("the losses differ: the ratios compare different things")
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())

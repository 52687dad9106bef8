"""The chapters that are not written yet: what they will be about. A chapter that is there speaks for itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

TITLES = {
    "02": "Maximum likelihood and universal approximation",
    "04": "Transforms and filters",
    "06": "Architectures for vision",
    "08": "Hidden Markov models",
    "09": "Autoencoders and PCA",
    "12": "Reparameterisation and forward-mode differentiation",
    "15": "GANs in practice",
    "16": "Autoregressive models",
    "17": "Normalising flows",
    "19": "Temporal differences and Q-learning",
    "20": "Policy gradients",
    "21": "Attention and a small transformer",
    "22": "Score matching and diffusion",
    "23": "Learning from preferences",
}


@dataclass(frozen=True)
class Coming:
    """Chapters that follow one another and are not there yet."""

    numbers: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def label(self) -> str:
        """The numbers in short: "19 to 23"."""
        return ", ".join(self.numbers) if len(self.numbers) < 3 else f"{self.numbers[0]} to {self.numbers[-1]}"


def with_gaps(numbers: Iterable[str]) -> list[str | Coming]:
    """The numbers of the chapters that are there, in order, and between them what is to come."""
    there = sorted(numbers)
    rows: list[str | Coming] = list(there)
    missing = [number for number in TITLES if number not in there]
    # Of numbers that follow one another, the difference to their place is the same.
    for _, group in groupby(enumerate(missing), key=lambda item: int(item[1]) - item[0]):
        run = tuple(number for _, number in group)
        rows.append(Coming(run, tuple(TITLES[number] for number in run)))
    return sorted(rows, key=lambda row: row.numbers[0] if isinstance(row, Coming) else row)

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
    there = set(numbers)
    rows: list[str | Coming] = []
    for coming, group in groupby(sorted(there | TITLES.keys()), key=lambda number: number not in there):
        run = tuple(group)
        rows += [Coming(run, tuple(TITLES[number] for number in run))] if coming else list(run)
    return rows

"""A set of labelled images, cut into a training part and a held-out part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import torch
from torch import Tensor


@dataclass(frozen=True, repr=False)
class ImageData:
    """Grey images with labels, cut into a training part and a held-out part.

    name: what the set is called, for titles.
    train: [n, d] float32, pixels in [0, 1]; held_out: [m, d], the same.
    train_labels: [n] int64; held_out_labels: [m] int64.
    image_shape: (rows, columns), with rows * columns = d.
    """

    name: str
    train: Tensor
    train_labels: Tensor
    held_out: Tensor
    held_out_labels: Tensor
    image_shape: tuple[int, int]

    def __repr__(self) -> str:
        rows, columns = self.image_shape
        return f"{self.name}: {len(self.train)} training and {len(self.held_out)} held-out images of {rows} x {columns}"


def _scaled(pixels: numpy.ndarray, largest: int) -> Tensor:
    """Pixels from 0 to `largest` as float32 in [0, 1]."""
    return torch.as_tensor(numpy.asarray(pixels, dtype=numpy.float32) / largest)

"""The image data sets of the course, as flat float32 tensors with pixels in [0, 1]."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
from torch import Tensor

MNIST_FILE = "mnist_784.npz"
MNIST_TRAIN = 60_000


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


def digits(*, held_out: int = 297, seed: int = 0) -> ImageData:
    """The 1797 handwritten digits that come with scikit-learn, 8 x 8 pixels; needs no network.

    held_out: how many images to hold out, between 10 and 1787; both parts have the same class proportions.
    seed: fixes the split.
    Source: the test part of UCI's "Optical Recognition of Handwritten Digits" (Alpaydin & Kaynak 1998).
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    pixels, labels = load_digits(return_X_y=True)
    if not 10 <= held_out <= len(labels) - 10:
        raise ValueError(f"held_out is {held_out}, but must lie between 10 and {len(labels) - 10}")
    train, test, train_labels, test_labels = train_test_split(
        pixels, labels, test_size=held_out, stratify=labels, random_state=seed
    )
    return ImageData(
        "digits",
        _scaled(train, 16),
        torch.as_tensor(train_labels),
        _scaled(test, 16),
        torch.as_tensor(test_labels),
        (8, 8),
    )


def mnist(*, folder: str | os.PathLike | None = None) -> ImageData:
    """The 70,000 handwritten digits of MNIST, 28 x 28 pixels, 60,000 to train on and 10,000 held out.

    folder: where to keep the data; by default scikit-learn's data folder. The first call fetches it
    from openml.org (about 15 MB) and takes a minute or two; later calls read one file.
    Raises RuntimeError, saying what to do, if the data are neither stored nor reachable.
    Source: LeCun, Bottou, Bengio & Haffner 1998; OpenML data set 554.
    """
    from sklearn.datasets import get_data_home

    home = Path(get_data_home(None if folder is None else os.fspath(folder)))
    stored = home / MNIST_FILE
    if stored.exists():
        with numpy.load(stored) as arrays:
            pixels, labels = arrays["pixels"], arrays["labels"]
    else:
        pixels, labels = _fetch_mnist(home)
        # Reading the original text file again would take a minute on every call.
        numpy.savez_compressed(stored, pixels=pixels, labels=labels)
    images, classes = _scaled(pixels, 255), torch.as_tensor(labels)
    cut = min(MNIST_TRAIN, len(labels) * 6 // 7)
    return ImageData("MNIST", images[:cut], classes[:cut], images[cut:], classes[cut:], (28, 28))


def _fetch_mnist(home: Path) -> tuple[numpy.ndarray, numpy.ndarray]:
    from sklearn.datasets import fetch_openml

    try:
        # This parser needs no pandas.
        bunch = fetch_openml(
            "mnist_784", version=1, as_frame=False, parser="liac-arff", data_home=str(home), n_retries=0
        )
    except OSError as error:
        raise RuntimeError(
            f"MNIST is not in {home} and openml.org could not be reached ({error}): go online once and call mnist() "
            f"again, or copy {MNIST_FILE} there from a machine that has it; digits() works offline"
        ) from None
    return bunch.data.astype(numpy.uint8), bunch.target.astype(numpy.int64)


def load(name: str, **options) -> ImageData:
    """A data set by its name, "digits" or "mnist"; options go to the function of that name."""
    loaders: dict[str, Callable[..., ImageData]] = {"digits": digits, "mnist": mnist}
    if name not in loaders:
        raise ValueError(f"no data set {name!r}; there are: {', '.join(loaders)}")
    return loaders[name](**options)


def _scaled(pixels: numpy.ndarray, largest: int) -> Tensor:
    return torch.as_tensor(numpy.asarray(pixels, dtype=numpy.float32) / largest)

"""MNIST and Fashion-MNIST: 70,000 images of 28 x 28 pixels each, kept on this machine once they have been fetched."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy
import torch

from .images import ImageData, _scaled

TRAINING = 60_000
DEBIAN = Path("/usr/share/datasets/fashion-mnist")  # where Debian's package dataset-fashion-mnist puts its files
IDX_HEADER = {"images": 16, "labels": 8}  # bytes before the first pixel, or label


def mnist(*, folder: str | os.PathLike | None = None) -> ImageData:
    """The 70,000 handwritten digits of MNIST, 28 x 28 pixels, 60,000 to train on and 10,000 held out.

    folder: where to keep the data; by default scikit-learn's data folder. The first call fetches it
    from openml.org (about 15 MB) and takes a minute or two; later calls read one file.
    Raises RuntimeError, saying what to do, if the data are neither stored nor reachable.
    Source: LeCun, Bottou, Bengio & Haffner 1998; OpenML data set 554.
    """
    return _cut("MNIST", *_kept("mnist_784", "mnist()", folder))


def fashion(*, folder: str | os.PathLike | None = None) -> ImageData:
    """The 70,000 articles of clothing of Fashion-MNIST, 28 x 28 pixels, 60,000 to train on and 10,000 held out.

    Read from Debian's package dataset-fashion-mnist where that is installed; else kept and fetched as `mnist` does.
    folder: where to keep the data; by default scikit-learn's data folder.
    The labels 0 to 9: T-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot.
    Raises RuntimeError, saying what to do, if the data are neither stored nor reachable.
    Source: Xiao, Rasul & Vollgraf 2017; OpenML data set 40996.
    """
    if folder is None and DEBIAN.is_dir():
        pixels, labels = (
            numpy.concatenate([_idx(DEBIAN / f"{part}-{what}.gz") for part in ("train", "t10k")])
            for what in ("images-idx3-ubyte", "labels-idx1-ubyte")
        )
        return _cut("Fashion-MNIST", pixels.reshape(len(labels), -1), labels.astype(numpy.int64))
    return _cut("Fashion-MNIST", *_kept("Fashion-MNIST", "fashion()", folder))


def _cut(name: str, pixels: numpy.ndarray, labels: numpy.ndarray) -> ImageData:
    images, classes = _scaled(pixels, 255), torch.as_tensor(labels)
    cut = min(TRAINING, len(labels) * 6 // 7)
    return ImageData(name, images[:cut], classes[:cut], images[cut:], classes[cut:], (28, 28))


def _idx(file: Path) -> numpy.ndarray:
    """The bytes of a file in MNIST's own format, without its header."""
    header = IDX_HEADER[file.name.split("-")[1]]
    return numpy.frombuffer(gzip.decompress(file.read_bytes()), numpy.uint8, offset=header)


def _kept(name: str, call: str, folder: str | os.PathLike | None) -> tuple[numpy.ndarray, numpy.ndarray]:
    """(pixels [n, 784] uint8, labels [n] int64) of a data set of OpenML, from our own file after the first time."""
    from sklearn.datasets import get_data_home

    home = Path(get_data_home(None if folder is None else os.fspath(folder)))
    stored = home / f"{name.lower()}.npz"
    if stored.exists():
        with numpy.load(stored) as arrays:
            return arrays["pixels"], arrays["labels"]
    pixels, labels = _fetched(name, call, home, stored.name)
    # Reading the original text file again would take a minute on every call.
    numpy.savez_compressed(stored, pixels=pixels, labels=labels)
    return pixels, labels


def _fetched(name: str, call: str, home: Path, file: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    from sklearn.datasets import fetch_openml

    try:
        # This parser needs no pandas.
        bunch = fetch_openml(name, version=1, as_frame=False, parser="liac-arff", data_home=str(home), n_retries=0)
    except OSError as error:
        raise RuntimeError(
            f"{name} is not in {home} and openml.org could not be reached ({error}): go online once and call {call} "
            f'again, or copy {file} there from a machine that has it; load("digits") and load("glyphs") work offline'
        ) from None
    return bunch.data.astype(numpy.uint8), bunch.target.astype(numpy.int64)

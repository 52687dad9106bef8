"""The data sets: shapes, ranges, splits, and what happens offline."""

import gzip
import sys
from types import SimpleNamespace
from urllib.error import URLError

import numpy
import pytest
import sklearn.datasets
import torch

from course_utils.data import digits, fashion, load, mnist


def test_digits_are_flat_images_in_the_unit_interval():
    data = digits()
    assert data.train.shape == (1500, 64) and data.held_out.shape == (297, 64) and data.image_shape == (8, 8)
    assert data.train.dtype == torch.float32 and data.train_labels.dtype == torch.int64
    assert data.train.min() == 0 and data.train.max() == 1
    assert repr(data) == "digits: 1500 training and 297 held-out images of 8 x 8"


def test_the_split_is_seeded_stratified_and_complete():
    one, again, other = digits(), load("digits"), digits(seed=1)
    assert torch.equal(one.train, again.train) and not torch.equal(one.train, other.train)
    shares = torch.bincount(one.held_out_labels) / 297 - torch.bincount(one.train_labels) / 1500
    assert shares.abs().max() < 0.005
    whole = sklearn.datasets.load_digits().data.sum() / 16
    assert float(one.train.sum(dtype=torch.float64) + one.held_out.sum(dtype=torch.float64)) == whole


@pytest.mark.parametrize("held_out", [0, 9, 1788])
def test_a_split_that_leaves_too_little_is_refused(held_out):
    with pytest.raises(ValueError, match="between 10 and 1787"):
        digits(held_out=held_out)


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="'cifar'; there are: digits, glyphs, mnist, fashion"):
        load("cifar")


def test_mnist_is_fetched_once_and_then_read_from_the_folder(monkeypatch, tmp_path):
    asked = []

    def fetch(name, **options):
        asked.append((name, options["version"], options["data_home"]))
        pixels = numpy.full((70, 784), 255.0)
        return SimpleNamespace(data=pixels, target=numpy.array([str(index % 10) for index in range(70)], dtype=object))

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    data, again = mnist(folder=tmp_path), mnist(folder=tmp_path)
    assert asked == [("mnist_784", 1, str(tmp_path))]
    assert data.train.shape == (60, 784) and data.held_out.shape == (10, 784) and data.image_shape == (28, 28)
    assert data.train.max() == 1 and data.train.dtype == torch.float32
    assert data.held_out_labels.tolist() == list(range(10))
    assert torch.equal(data.train, again.train) and torch.equal(data.train_labels, again.train_labels)


def test_mnist_offline_says_what_to_do_in_one_line(monkeypatch, tmp_path):
    def fetch(*_, **__):
        raise URLError("no route to host")

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    with pytest.raises(
        RuntimeError,
        match=r"could not be reached .*go online once and call mnist\(\).*load\(\"digits\"\) and load\(\"glyphs\"\) work offline",
    ) as caught:
        mnist(folder=tmp_path)
    assert "\n" not in str(caught.value) and caught.value.__suppress_context__


def idx(path, *shape, header):
    values = numpy.arange(numpy.prod(shape), dtype=numpy.uint8)
    path.write_bytes(gzip.compress(bytes(header) + values.tobytes()))


def test_fashion_is_read_from_debians_package_where_it_is_installed(monkeypatch, tmp_path):
    for part, n in (("train", 6), ("t10k", 1)):
        idx(tmp_path / f"{part}-images-idx3-ubyte.gz", n, 784, header=16)
        idx(tmp_path / f"{part}-labels-idx1-ubyte.gz", n, header=8)
    monkeypatch.setattr(sys.modules["course_utils.data.mnist"], "DEBIAN", tmp_path)
    data = load("fashion")
    assert data.train.shape == (6, 784) and data.held_out.shape == (1, 784) and data.name == "Fashion-MNIST"
    assert data.train_labels.tolist() == [0, 1, 2, 3, 4, 5] and data.held_out_labels.tolist() == [0]
    assert data.train[0, 255] == 1 and data.train[1, 0] == pytest.approx((784 % 256) / 255)


def test_fashion_is_fetched_where_it_is_not_and_says_what_to_do_offline(monkeypatch, tmp_path):
    asked = []

    def fetch(name, **options):
        asked.append(name)
        raise URLError("no route to host")

    monkeypatch.setattr(sys.modules["course_utils.data.mnist"], "DEBIAN", tmp_path / "none")
    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    with pytest.raises(RuntimeError, match=r"call fashion\(\) again, or copy fashion-mnist.npz there"):
        fashion(folder=tmp_path)
    assert asked == ["Fashion-MNIST"]

"""The handwritten digits that come with scikit-learn: the default where 8 x 8 pixels are enough."""

from __future__ import annotations

import torch

from .images import ImageData, _scaled


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

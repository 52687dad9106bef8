"""Small convolutional networks in the manner of LeCun, Bottou, Bengio & Haffner (1998): for 8 x 8 digits, for glyphs.

Layers of 3 x 3 kernels, max pooling with overlapping windows as in Krizhevsky, Sutskever & Hinton (2012, section 3.4),
one linear layer. The two operations are passed in as arguments and may be the reader's own.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch.nn.functional as F
from torch import Tensor, nn

from course_utils.models.classifier import Classifier

KERNEL, WINDOW, STRIDE = 3, 3, 2


def _conv(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return F.conv2d(x, w, b, stride=1, padding=KERNEL // 2)


def _pool(x: Tensor, k: int = WINDOW, s: int = STRIDE) -> Tensor:
    return F.max_pool2d(x, k, s)


class CNN(Classifier):
    """conv 3 x 3 - ReLU - conv 3 x 3 - ReLU - max pool 3, stride 2 - dropout - linear; n images, K classes.

    image_shape: (rows, columns), each at least 3. n_classes: K.
    channels: maps after the first and after the second layer. dropout: share of pooled values dropped in training.
    conv: (x [n, c, h, w], w [f, c, 3, 3], b [f]) -> [n, f, h, w], stride 1 and one pixel of padding;
        by default torch's.
    pool: x [n, f, h, w] -> [n, f, (h - 3) // 2 + 1, (w - 3) // 2 + 1]; by default torch's.
    """

    def __init__(
        self,
        image_shape: tuple[int, int] = (8, 8),
        n_classes: int = 10,
        *,
        channels: tuple[int, int] = (16, 32),
        dropout: float = 0.5,
        conv: Callable[..., Tensor] = _conv,
        pool: Callable[[Tensor], Tensor] = _pool,
    ) -> None:
        super().__init__()
        if min(image_shape) < WINDOW:
            raise ValueError(f"images of {image_shape} are smaller than a pooling window of {WINDOW} x {WINDOW}")
        self.image_shape, self.conv, self.pool = tuple(image_shape), conv, pool
        # These layers hold the parameters; `conv` does their work.
        self.first = nn.Conv2d(1, channels[0], KERNEL)
        self.second = nn.Conv2d(*channels, KERNEL)
        self.dropout = nn.Dropout(dropout)
        pooled = [(size - WINDOW) // STRIDE + 1 for size in image_shape]
        self.classifier = nn.Linear(channels[1] * pooled[0] * pooled[1], n_classes)

    def maps(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x: [n, d], d = rows * columns. Returns both layers' outputs after ReLU, [n, channels, rows, columns] each."""
        images = x.reshape(-1, 1, *self.image_shape)
        first = F.relu(self.conv(images, self.first.weight, self.first.bias))
        return first, F.relu(self.conv(first, self.second.weight, self.second.bias))

    def forward(self, x: Tensor) -> Tensor:
        """x: [n, d], pixels in [0, 1]. Returns the logits of the classes, [n, K]."""
        return self.classifier(self.dropout(self.pool(self.maps(x)[1]).flatten(1)))


class GlyphCNN(Classifier):
    """Three layers of 3 x 3 kernels for images of 28 x 28, each with ReLU and pooling, the last pooled over all places.

    Pooling 3, stride 2 after the first two layers leaves maps of 6 x 6. Of each of the last maps only the largest
    response is kept, wherever it is, and a linear layer reads the classes off these.
    n_classes: K. channels: maps after each of the three layers.
    conv: (x [n, c, h, w], w [f, c, 3, 3], b [f]) -> [n, f, h, w], stride 1 and one pixel of padding; by default torch's.
    pool: (x [n, f, h, w], k, s) -> [n, f, (h - k) // s + 1, (w - k) // s + 1]; by default torch's.
    """

    SIDE, LAST = 28, 6  # pixels of an image, and of a map of the last layer

    def __init__(
        self,
        n_classes: int = 10,
        *,
        channels: tuple[int, int, int] = (8, 16, 32),
        conv: Callable[..., Tensor] = _conv,
        pool: Callable[..., Tensor] = _pool,
    ) -> None:
        super().__init__()
        self.conv, self.pool = conv, pool
        self.layers = nn.ModuleList(nn.Conv2d(into, out, KERNEL) for into, out in pairwise((1, *channels)))
        self.classifier = nn.Linear(channels[-1], n_classes)

    def maps(self, x: Tensor) -> list[Tensor]:
        """x: [n, 784]. Returns the outputs of the three layers after ReLU, before pooling, [n, channels, rows, columns]."""
        maps: list[Tensor] = []
        h = x.reshape(-1, 1, self.SIDE, self.SIDE)
        for layer in self.layers:
            h = self.pool(maps[-1], WINDOW, STRIDE) if maps else h
            maps.append(F.relu(self.conv(h, layer.weight, layer.bias)))
        return maps

    def forward(self, x: Tensor) -> Tensor:
        """x: [n, 784], pixels in [0, 1]. Returns the logits of the classes, [n, K]."""
        return self.classifier(self.pool(self.maps(x)[-1], self.LAST, 1).flatten(1))

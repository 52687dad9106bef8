"""`perceptron_fit`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import perceptron as public

from ...exercise import Secret

secret = Secret(public.perceptron_fit)


@secret.is_reference
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0:
                if n_updates == max_updates:
                    return w, n_updates
                w = w + eta * y_i * x_i
                n_updates += 1
                clean = False
    return w, n_updates

"""`activation_grads`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import perceptron as public

from ...exercise import Secret

secret = Secret(public.activation_grads)


@secret.is_reference
def activation_grads(z):
    small = np.exp(-np.abs(z))
    return {"sigmoid": small / (1 + small) ** 2, "tanh": 1 - np.tanh(z) ** 2, "relu": np.where(z > 0, 1.0, 0.0)}

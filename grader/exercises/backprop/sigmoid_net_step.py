"""`sigmoid_net_step`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public import backprop as public
from course_utils.checks.public.backprop import step

from ...exercise import Secret

secret = Secret(public.sigmoid_net_step)


@secret.is_reference
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(delta2, h)

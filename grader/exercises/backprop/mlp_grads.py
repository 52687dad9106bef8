"""`mlp_grads`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public import backprop as public
from course_utils.checks.public.backprop import each_close, gradients, small_network

from ...exercise import Secret

secret = Secret(public.mlp_grads)


@secret.is_reference
def mlp_grads(x, t, Ws, bs):
    outputs = [x]
    for W, b in zip(Ws, bs, strict=True):
        outputs.append(np.tanh(W @ outputs[-1] + b))
    dWs, dbs, blame = [], [], outputs[-1] - t
    for layer in reversed(range(len(Ws))):
        delta = blame * (1 - outputs[layer + 1] ** 2)
        dWs.insert(0, np.outer(delta, outputs[layer]))
        dbs.insert(0, delta)
        blame = Ws[layer].T @ delta
    return dWs, dbs

"""`value_iteration`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import bellman as public

from ...exercise import Secret

secret = Secret(public.value_iteration)


@secret.is_reference
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * P @ V
        change, V = np.abs(Q.max(axis=1) - V).max(), Q.max(axis=1)
        if gamma * change < tol * (1 - gamma):
            return V, (R + gamma * P @ V).argmax(axis=1)

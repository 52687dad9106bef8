"""`linearly_separable`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import perceptron as public

from ...exercise import Secret

secret = Secret(public.linearly_separable)


@secret.is_reference
def linearly_separable(X, y):
    from scipy.optimize import linprog

    signed = y[:, None] * np.column_stack([X, np.ones(len(X))])
    found = linprog(np.zeros(signed.shape[1]), A_ub=-signed, b_ub=-np.ones(len(X)), bounds=(None, None))
    return found.status == 0

"""`novikoff_bound`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import perceptron as public

from ...exercise import Secret

secret = Secret(public.novikoff_bound)


@secret.is_reference
def novikoff_bound(X, y, w_star):
    radius = np.linalg.norm(X, axis=1).max()
    margin = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (radius / margin) ** 2 if margin > 0 else np.inf

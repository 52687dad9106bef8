"""`policy_value`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import bellman as public

from ...exercise import Secret

secret = Secret(public.policy_value)


@secret.is_reference
def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (pi * R).sum(axis=1))

"""`chain_mdp`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import bellman as public

from ...exercise import Secret

secret = Secret(public.chain_mdp)


@secret.is_reference
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 0, s - 1 if s > 0 else 1] = 1
        P[s, 1, s + 1 if s < 3 else 1] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R

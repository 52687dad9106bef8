"""`policy_iteration`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import bellman as public

from ...exercise import Secret

secret = Secret(public.policy_iteration)


@secret.is_reference
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.array(pi0), 0
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        Q = R + gamma * P @ V
        better = Q.max(axis=1) > Q[states, pi] + 1e-10
        if not better.any():
            return V, pi, n_iter
        pi = np.where(better, Q.argmax(axis=1), pi)

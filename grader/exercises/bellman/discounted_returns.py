"""`discounted_returns`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import bellman as public

from ...exercise import Secret

secret = Secret(public.discounted_returns)


@secret.is_reference
def discounted_returns(r, gamma):
    G, following = np.zeros(len(r)), 0.0
    for t in reversed(range(len(r))):
        G[t] = following = r[t] + gamma * following
    return G

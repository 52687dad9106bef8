"""`exp_race`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np

from course_utils.checks.public import gumbel as public

from ...exercise import Secret

secret = Secret(public.exp_race)


@secret.is_reference
def exp_race(pi, C):
    arrival = np.full(C.shape, np.inf)
    np.divide(C, pi, out=arrival, where=np.broadcast_to(pi > 0, C.shape))
    return arrival.argmin(axis=1)

"""`exp_from_uniform`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np

from course_utils.checks.public import gumbel as public

from ...exercise import Secret

secret = Secret(public.exp_from_uniform)


@secret.is_reference
def exp_from_uniform(u):
    return -np.log1p(-u)

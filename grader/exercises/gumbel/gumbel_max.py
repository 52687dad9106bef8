"""`gumbel_max`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np

from course_utils.checks.public import gumbel as public

from ...exercise import Secret

secret = Secret(public.gumbel_max)


@secret.is_reference
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(u)), axis=1)

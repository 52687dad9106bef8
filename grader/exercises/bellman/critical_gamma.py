"""`critical_gamma`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import math

from course_utils.checks.public import bellman as public

from ...exercise import Secret

secret = Secret(public.critical_gamma)


@secret.is_reference
def critical_gamma():
    return (math.sqrt(3) - 1) / 2

"""`receptive_field`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

from course_utils.checks.public import cnn as public

from ...exercise import Secret

secret = Secret(public.receptive_field)


@secret.is_reference
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r += (k - 1) * jump
        jump *= s
    return r, jump

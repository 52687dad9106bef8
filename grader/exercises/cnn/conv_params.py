"""`conv_params`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

from course_utils.checks.public import cnn as public

from ...exercise import Secret

secret = Secret(public.conv_params)


@secret.is_reference
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw * c_in // groups + int(bias)) * c_out

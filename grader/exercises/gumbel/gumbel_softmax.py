"""`gumbel_softmax`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from course_utils.checks.public import gumbel as public

from ...exercise import Secret

secret = Secret(public.gumbel_softmax)


@secret.is_reference
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    if not hard:
        return y
    one_hot = F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y)
    return one_hot + (y - y.detach())

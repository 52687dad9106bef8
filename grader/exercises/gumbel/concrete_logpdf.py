"""`concrete_logpdf`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np

from course_utils.checks.public import gumbel as public

from ...exercise import Secret

secret = Secret(public.concrete_logpdf)


@secret.is_reference
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    log_y = np.log(y)
    score = logits - tau * log_y
    top = score.max(axis=1)
    log_total = top + np.log(np.exp(score - top[:, None]).sum(axis=1))
    constant = math.lgamma(K) + (K - 1) * math.log(tau)
    return constant + (score - log_y).sum(axis=1) - K * log_total

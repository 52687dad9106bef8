"""What several exercises of chapter 11 share: inputs, and how their answers are read."""

from __future__ import annotations

from ... import expect

KEYS = {"elbo", "logpx", "gap"}


def bound(student, *arguments: float) -> dict:
    """The answer at (x, a, t, m, s), with its three keys."""
    answer = student(*arguments)
    expect.keys(answer, KEYS)
    for key in KEYS:
        expect.shape(answer[key], (), what=f"`{key}`")
    return answer

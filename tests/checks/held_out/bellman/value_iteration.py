# ruff: noqa
# Right and wrong ways to write `value_iteration` that grader/exercises does not hold. Each section is a file of its own.

# %% right: numpy, a while loop
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% right: torch
import torch


def value_iteration(P, R, gamma, tol=1e-10):
    P, R = torch.as_tensor(P, dtype=torch.float64), torch.as_tensor(R, dtype=torch.float64)
    V = torch.zeros(len(R), dtype=torch.float64)
    while True:
        new, pi = (R + gamma * torch.einsum("sat,t->sa", P, V)).max(dim=1)
        if (new - V).abs().max() < tol * (1 - gamma) / gamma:
            return new, pi
        V = new


# %% right: lists and loops
def value_iteration(P, R, gamma, tol=1e-10):
    S, A = R.shape
    P, R = P.tolist(), R.tolist()
    V = [0.0] * S

    def q(s, a):
        return R[s][a] + gamma * sum(p * v for p, v in zip(P[s][a], V))

    while True:
        new = [max(q(s, a) for a in range(A)) for s in range(S)]
        gap = max(abs(x - y) for x, y in zip(new, V))
        V = new
        if gap < tol * (1 - gamma) / gamma:
            return V, [max(range(A), key=lambda a: q(s, a)) for s in range(S)]


# %% right: the policy as floats
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1).astype(float)


# %% right: a stricter rule
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < 0.5 * tol * (1 - gamma):
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% right: ties broken the other way
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return [V, R.shape[1] - 1 - np.argmax((R + gamma * (P @ V))[:, ::-1], axis=1)]


# %% right: started at the largest reward
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.full(len(R), R.max() / (1 - gamma))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% right: exactly, by policy iteration
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    n = len(R)
    pi = np.zeros(n, dtype=int)
    for _ in range(100):
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        Q = R + gamma * (P @ V)
        better = Q.max(axis=1) > Q[range(n), pi] + 1e-11
        pi = np.where(better, Q.argmax(axis=1), pi)
        if not better.any():
            break
    return V, pi


# %% right: bounds from both sides
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        new = (R + gamma * P @ V).max(1)
        d = (new - V) * gamma / (1 - gamma)
        V = new
        if d.max() - d.min() < tol:
            V = V + (d.max() + d.min()) / 2
            return V, (R + gamma * P @ V).argmax(1)


# %% right: recursion with a few sweeps a call
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10, V=None):
    V = np.zeros(len(R)) if V is None else V
    for _ in range(50):
        old, V = V, np.amax(R + gamma * np.dot(P, V), axis=1)
    if np.linalg.norm(V - old, np.inf) * gamma / (1 - gamma) < tol:
        return V, np.argmax(R + gamma * np.dot(P, V), axis=1)
    return value_iteration(P, R, gamma, tol, V)


# %% wrong: change below tol
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: change below tol times gamma
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: change below ten times less than tol
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol / 10:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: the factor without its inverse
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol / (1 - gamma):
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: the mean of the changes, times ten
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).mean() / 10
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: changes with their sign
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = (new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: tol is ignored
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < 1e-6:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: a thousand sweeps
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    for _ in range(1000):
        V = (R + gamma * P @ V).max(axis=1)
    return V, (R + gamma * P @ V).argmax(axis=1)


# %% wrong: an undiscounted future
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma**2 * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: max over the table after multiplying by P
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    Q = np.zeros_like(R)
    while True:
        new = R + gamma * np.einsum("sat,tb->sab", P, Q).max(axis=-1)
        delta = np.abs(new - Q).max()
        Q = new
        if delta < tol * (1 - gamma) / gamma:
            return Q.max(axis=1), Q.argmax(axis=1)


# %% wrong: the mean of max and average
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = 0.99 * Q.max(axis=1) + 0.01 * Q.mean(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: the smallest
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.min(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: the policy of the worst action
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmin(R + gamma * (P @ V), axis=1)


# %% wrong: the policy without the reward
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(gamma * (P @ V), axis=1)


# %% wrong: the policy of P transposed
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * np.einsum('tas,t->sa', P, V), axis=1)


# %% wrong: the policy counts from one
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1) + 1


# %% wrong: values of the actions
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return R + gamma * (P @ V), np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: the policy first
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return np.argmax(R + gamma * (P @ V), axis=1), V


# %% wrong: absolute values
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = np.abs(Q).max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: R changed in place
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R
        Q += gamma * (P @ V)
        Q = Q.copy()
        R -= gamma * (P @ V)
        R += 1e-15
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: float32
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R), dtype=np.float32); P = P.astype(np.float32); R = R.astype(np.float32); gamma = np.float32(gamma)
    for _ in range(4000):
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: one policy sweep behind, rounded
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return np.round(V, 6), np.argmax(R + gamma * (P @ V), axis=1)


# %% wrong: default of a coarse tol
import numpy as np


def value_iteration(P, R, gamma, tol=1e-6):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * (P @ V)
        new = Q.max(axis=1)
        delta = np.abs(new - V).max()
        V = new
        if delta < tol * (1 - gamma) / gamma:
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)

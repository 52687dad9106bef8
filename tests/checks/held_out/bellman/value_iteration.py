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
        if gamma * delta < tol * (1 - gamma):
            break
    return V, np.argmax(R + gamma * (P @ V), axis=1)


# %% right: torch
import torch


def value_iteration(P, R, gamma, tol=1e-10):
    P, R = torch.as_tensor(P, dtype=torch.float64), torch.as_tensor(R, dtype=torch.float64)
    V = torch.zeros(len(R), dtype=torch.float64)
    while True:
        new, pi = (R + gamma * torch.einsum("sat,t->sa", P, V)).max(dim=1)
        if gamma * (new - V).abs().max() < tol * (1 - gamma):
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
        if gamma * gap < tol * (1 - gamma):
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
        if gamma * delta < tol * (1 - gamma):
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
        if gamma * delta < tol * (1 - gamma):
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
        if gamma * delta < tol * (1 - gamma):
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
# told: stops when the change is below tol
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
# told: multiplies tol by gamma in the stopping rule
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
# told: stops when the change is below a tenth of tol
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
# told: divides tol by 1 - gamma
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
# told: takes the change with its sign
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
# told: stops at a change of 0.000001 whatever tol is
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
# told: makes a thousand sweeps whatever tol and gamma are
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    for _ in range(1000):
        V = (R + gamma * P @ V).max(axis=1)
    return V, (R + gamma * P @ V).argmax(axis=1)


# %% wrong: an undiscounted future
# told: squares the discount
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
# told: takes the max outside the expectation
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
# told: takes the worst action
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
# told: returns the worst actions as policy
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
# told: leaves the reward out of the policy
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
# told: counts the actions from 1
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
# told: returns the values of the actions
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
# told: returns pi before V
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
# told: takes absolute values of the action values
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
# told: computes in single precision
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
# told: rounds V
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
# told: takes a larger tol if none is given
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


# %% wrong: divides by the discount
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        new = (R + gamma * P @ V).max(axis=1)
        change = np.max(np.abs(new - V))
        V = new
        if change < tol * (1 - gamma) / gamma:
            return V, (R + gamma * P @ V).argmax(axis=1)


# %% wrong: np.inf times gamma
# told: makes no sweep at gamma = 0
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V, diff = np.zeros(len(R)), np.inf
    while diff * gamma / (1 - gamma) > tol:
        Q = R + gamma * P @ V
        diff = np.abs(Q.max(axis=1) - V).max()
        V = Q.max(axis=1)
    return V, np.argmax(R + gamma * P @ V, axis=1)


# %% wrong: the classic stopping rule
# told: stops when the change is below tol
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    S, A = R.shape
    V = np.zeros(S)
    delta = 1.0
    while delta >= tol:
        delta = 0.0
        new = np.zeros(S)
        for s in range(S):
            new[s] = max(R[s, a] + gamma * np.sum(P[s, a] * V) for a in range(A))
            delta = max(delta, abs(new[s] - V[s]))
        V = new
    pi = np.zeros(S, dtype=int)
    for s in range(S):
        pi[s] = np.argmax([R[s, a] + gamma * np.sum(P[s, a] * V) for a in range(A)])
    return V, pi


# %% wrong: the chapter's bug, with the policy line right
# told: takes the largest term of the expectation
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        new = (R + gamma * (P * V).max(axis=2)).max(axis=1)
        if gamma * np.abs(new - V).max() < tol * (1 - gamma):
            break
        V = new
    return new, (R + gamma * P @ new).argmax(axis=1)


# %% wrong: the best of the next states, with the policy line right
# told: takes the best next state instead of the expected one
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    for _ in range(5000):
        reachable = np.where(P > 0, V[None, None, :], -np.inf)
        V = (R + gamma * reachable.max(axis=2)).max(axis=1)
    return V, (R + gamma * P @ V).argmax(axis=1)


# %% wrong: best reward as policy
# told: returns the policy that is greedy for the next reward
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    change = np.inf
    while change > tol * (1 - gamma):
        old = V.copy()
        V = np.max(R + gamma * np.dot(P, V), axis=1)
        change = np.max(np.abs(V - old))
    return V, np.argmax(R, axis=1)


# %% wrong: the mean over the actions
# told: averages over the actions
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    change = np.inf
    while change > tol * (1 - gamma):
        old = V.copy()
        V = np.mean(R + gamma * np.dot(P, V), axis=1)
        change = np.max(np.abs(V - old))
    return V, np.argmax(R + gamma * np.dot(P, V), axis=1)


# %% wrong: a hundred sweeps
# told: makes a hundred sweeps whatever tol and gamma are
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    for i in range(100):
        Q = R + gamma * P @ V
        V = np.max(Q, axis=1)
    return V, np.argmax(Q, axis=1)


# %% wrong: the change without abs
# told: takes the change with its sign
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        new = np.max(R + gamma * P @ V, axis=1)
        stop = np.max(new - V) * gamma <= tol * (1 - gamma)
        V = new
        if stop:
            return V, np.argmax(R + gamma * P @ V, axis=1)


# %% wrong: the tables scaled in place
# told: changes P in place
import numpy as np


def value_iteration(P, R, gamma, tol=1e-10):
    P *= gamma
    V = np.zeros(len(R))
    gap = tol + 1
    while gap > tol * (1 - gamma) or gap == tol + 1:
        new = np.max(R + P @ V, axis=1)
        gap = np.abs(new - V).max()
        V = new
    return V, np.argmax(R + P @ V, axis=1)

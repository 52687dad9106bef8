# ruff: noqa
# Right and wrong ways to write `policy_value` that grader/exercises does not hold. Each section is a file of its own.

# %% right: matrix products
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = (pi[:, None, :] @ P)[:, 0, :]
    r_pi = np.diag(pi @ R.T)
    return np.linalg.inv(np.eye(P.shape[0]) - gamma * P_pi) @ r_pi


# %% right: torch
import torch


def policy_value(P, R, pi, gamma):
    P, R, pi = (torch.as_tensor(x, dtype=torch.float64) for x in (P, R, pi))
    P_pi = torch.einsum("sa,sat->st", pi, P)
    return torch.linalg.solve(torch.eye(len(R), dtype=torch.float64) - gamma * P_pi, (pi * R).sum(1))


# %% right: loops for the tables
import numpy as np


def policy_value(P, R, pi, gamma):
    S, A = R.shape
    M, b = np.eye(S), np.zeros(S)
    for s in range(S):
        for a in range(A):
            b[s] += pi[s, a] * R[s, a]
            for n in range(S):
                M[s, n] -= gamma * pi[s, a] * P[s, a, n]
    return np.linalg.solve(M, b)


# %% right: in-place sweeps
import numpy as np


def policy_value(P, R, pi, gamma):
    v = np.zeros(len(R))
    while True:
        delta = 0
        for s in range(len(R)):
            old = v[s]
            v[s] = sum(pi[s, a] * (R[s, a] + gamma * P[s, a] @ v) for a in range(R.shape[1]))
            delta = max(delta, abs(old - v[s]))
        if delta < 1e-12:
            return v


# %% right: least squares
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = (pi[..., None] * P).sum(1)
    return np.linalg.lstsq(np.eye(len(R)) - gamma * P_pi, (pi * R).sum(1), rcond=None)[0]


# %% right: fixed point by scipy, a list
import numpy as np


from scipy.sparse import csr_matrix, identity
from scipy.sparse.linalg import spsolve


def policy_value(P, R, pi, gamma):
    step = csr_matrix((pi[..., None] * P).sum(1))
    return list(np.atleast_1d(spsolve((identity(len(R)) - gamma * step).tocsc(), (pi * R).sum(1))))


# %% right: Gaussian elimination by hand
import numpy as np


def policy_value(P, R, pi, gamma):
    n = len(R)
    M = np.column_stack([np.eye(n) - gamma * np.einsum("sa,sat->st", pi, P), np.einsum("sa,sa->s", pi, R)])
    for i in range(n):
        M[i] /= M[i, i]
        for j in range(n):
            if j != i:
                M[j] -= M[j, i] * M[i]
    return M[:, -1]


# %% right: summed powers
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi, r = np.einsum("sa,sat->st", pi, P), (pi * R).sum(1)
    return sum(gamma**k * np.linalg.matrix_power(P_pi, k) @ r for k in range(3000 if gamma else 1))


# %% right: a column, squeezed
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.array([pi[s] @ P[s] for s in range(len(R))])
    r = np.array([[pi[s] @ R[s]] for s in range(len(R))])
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, r).squeeze(axis=1)


# %% wrong: a column
# told: returns a column
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,sat->st", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (pi * R).sum(1, keepdims=True))


# %% wrong: stops at a change of 1e-4
# told: stops at a change of 0.0001
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi, r, v = np.einsum("sa,sat->st", pi, P), (pi * R).sum(1), np.zeros(len(R))
    while True:
        new = r + gamma * P_pi @ v
        if np.abs(new - v).max() < 1e-4:
            return new
        v = new


# %% wrong: stops at a change of 1e-7, which is 1e-5 off at 0.99
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi, r, v = np.einsum("sa,sat->st", pi, P), (pi * R).sum(1), np.zeros(len(R))
    while True:
        new = r + gamma * P_pi @ v
        if np.abs(new - v).max() < 3e-6:
            return new
        v = new


# %% wrong: transposed sum
# told: swaps the two states of P
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,tas->st", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (pi * R).sum(1))


# %% wrong: P averaged with the new state's policy
# told: weights the actions with the policy of the new state
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("ta,sat->st", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (pi * R).sum(1))


# %% wrong: the reward of the next state
# told: pays the rewards of the state that is reached
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,sat->st", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, P_pi @ (pi * R).sum(1))


# %% wrong: gamma squared
# told: squares the discount
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,sat->st", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma**2 * P_pi, (pi * R).sum(1))


# %% wrong: multiplies by the inverse from the wrong side
# told: reads P from the new state to the old one
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,sat->st", pi, P)
    return (pi * R).sum(1) @ np.linalg.inv(np.eye(len(R)) - gamma * P_pi)


# %% wrong: rewards summed, not averaged
# told: adds the rewards up without weights
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,sat->st", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, R.sum(1))


# %% wrong: policy sharpened
import numpy as np


def policy_value(P, R, pi, gamma):
    w = pi**2 / (pi**2).sum(1, keepdims=True)
    return np.linalg.solve(np.eye(len(R)) - gamma * np.einsum("sa,sat->st", w, P), (w * R).sum(1))


# %% wrong: policy of state 0 everywhere
# told: takes the policy of state 0 in every state
import numpy as np


def policy_value(P, R, pi, gamma):
    w = np.broadcast_to(pi[0], pi.shape)
    return np.linalg.solve(np.eye(len(R)) - gamma * np.einsum("sa,sat->st", w, P), (w * R).sum(1))


# %% wrong: float32
# told: computes in single precision
import numpy as np


def policy_value(P, R, pi, gamma):
    P, R, pi = (x.astype(np.float32) for x in (P, R, pi))
    P_pi = np.einsum("sa,sat->st", pi, P)
    return np.linalg.solve(np.eye(len(R), dtype=np.float32) - np.float32(gamma) * P_pi, (pi * R).sum(1))


# %% wrong: weights pi in place
# told: changes R in place
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,sat->st", pi, P)
    R *= pi
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, R.sum(1))


# %% wrong: the mean value of the start
# told: averages the values over the states
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,sat->st", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (pi * R).sum(1)).mean()


# %% wrong: a sampled walk
import numpy as np


def policy_value(P, R, pi, gamma):
    rng = np.random.default_rng(0)
    v = np.zeros(len(R))
    for start in range(len(R)):
        for _ in range(20):
            s, d = start, 1.0
            for _ in range(30):
                a = rng.choice(R.shape[1], p=pi[s])
                v[start] += d * R[s, a] / 20
                d *= gamma
                s = rng.choice(len(R), p=P[s, a])
    return v


# %% wrong: the max over the actions
# told: values the best action instead of the given policy
import numpy as np


def policy_value(P, R, pi, gamma):
    V = np.zeros(len(R))
    for _ in range(3000):
        V = np.max(R + gamma * P @ V, axis=1)
    return V


# %% wrong: the policy made deterministic
# told: takes the likeliest action only
import numpy as np


def policy_value(P, R, pi, gamma):
    a = np.argmax(pi, axis=1)
    s = np.arange(len(a))
    return np.linalg.inv(np.eye(len(a)) - gamma * P[s, a]) @ R[s, a]


# %% wrong: a fixed number of sweeps
# told: stops after a hundred sweeps
import numpy as np


def policy_value(P, R, pi, gamma):
    S, A = R.shape
    v = np.zeros(S)
    for _ in range(100):
        new = np.zeros(S)
        for s in range(S):
            for a in range(A):
                new[s] += pi[s, a] * (R[s, a] + gamma * P[s, a] @ v)
        v = new
    return v


# %% wrong: sweeps until a change of 1e-6
# told: stops at a change of 0.000001
import numpy as np


def policy_value(P, R, pi, gamma):
    v = np.zeros(P.shape[0])
    delta = 1
    while delta > 1e-6:
        q = R + gamma * np.dot(P, v)
        new = np.sum(pi * q, axis=1)
        delta = np.max(np.abs(new - v))
        v = new
    return v


# %% wrong: an elementwise product with the inverse
# told: multiplies entry by entry
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.array([pi[s] @ P[s] for s in range(len(P))])
    R_pi = np.array([pi[s] @ R[s] for s in range(len(P))])
    return np.linalg.inv(np.eye(len(P)) - gamma * P_pi) * R_pi


# %% wrong: gamma on the rewards, too
# told: discounts the first reward
import numpy as np


def policy_value(P, R, pi, gamma):
    v = np.zeros(len(R))
    for _ in range(5000):
        v = np.einsum("sa,sa->s", pi, gamma * (R + P @ v))
    return v


# %% wrong: the mean reward
# told: weights P with the policy but not R
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,sap->sp", pi, P)
    R_pi = np.mean(R, axis=1)
    return np.linalg.solve(np.eye(len(R_pi)) - gamma * P_pi, R_pi)


# %% wrong: a transposed matrix
# told: reads P from the new state to the old one
import numpy as np


def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,sap->ps", pi, P)
    R_pi = (pi * R).sum(-1)
    return np.linalg.solve(np.eye(len(R_pi)) - gamma * P_pi, R_pi)


# %% wrong: q instead of v
# told: returns the values of the actions
import numpy as np


def policy_value(P, R, pi, gamma):
    Q = np.zeros_like(R)
    for _ in range(5000):
        V = (pi * Q).sum(axis=1)
        Q = R + gamma * P @ V
    return Q


# %% wrong: torch in single precision
import torch


def policy_value(P, R, pi, gamma):
    P, R, pi = (torch.tensor(x, dtype=torch.float32) for x in (P, R, pi))
    P_pi = torch.einsum("sa,san->sn", pi, P)
    return torch.linalg.solve(torch.eye(len(R)) - gamma * P_pi, (pi * R).sum(dim=1))

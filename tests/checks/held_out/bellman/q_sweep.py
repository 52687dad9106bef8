# ruff: noqa
# Right and wrong ways to write `q_sweep` that grader/exercises does not hold. Each section is a file of its own.

# %% right: matrix product
def q_sweep(P, R, Q, gamma):
    return R + gamma * P @ Q.max(axis=1)


# %% right: values first
def q_sweep(P, R, Q, gamma):
    V = np.max(Q, axis=1)
    return R + gamma * np.dot(P, V)


# %% right: greedy actions looked up
def q_sweep(P, R, Q, gamma):
    best = Q.argmax(axis=1)
    V = Q[np.arange(len(Q)), best]
    return R + gamma * np.tensordot(P, V, axes=1)


# %% right: one state at a time
def q_sweep(P, R, Q, gamma):
    new = np.zeros_like(R, dtype=float)
    for s in range(len(R)):
        new[s] = R[s] + gamma * P[s].dot(Q.max(1))
    return new


# %% right: four loops
def q_sweep(P, R, Q, gamma):
    S, A = R.shape
    out = [[0.0] * A for _ in range(S)]
    for s in range(S):
        for a in range(A):
            total = 0.0
            for n in range(S):
                top = Q[n][0]
                for b in range(1, A):
                    top = Q[n][b] if Q[n][b] > top else top
                total += P[s][a][n] * top
            out[s][a] = R[s][a] + gamma * total
    return out


# %% right: torch
import torch


def q_sweep(P, R, Q, gamma):
    P, R, Q = (torch.tensor(x, dtype=torch.float64) for x in (P, R, Q))
    return R + gamma * (P * Q.max(dim=1).values).sum(-1)


# %% right: sorted rows
def q_sweep(P, R, Q, gamma):
    return R + gamma * (P @ np.sort(Q, axis=1)[:, -1:])[..., 0]


# %% right: the discount inside
def q_sweep(P, R, Q, gamma):
    V = gamma * np.array([max(row) for row in Q])
    return np.add(R, np.sum(P * V[np.newaxis, np.newaxis], axis=2))


# %% wrong: the friend's
# told: takes the largest term of the expectation
def q_sweep(P, R, Q, gamma):
    following = P * Q.max(axis=1)
    return R + gamma * following.max(axis=2)


# %% wrong: the max outside
# told: takes the max outside the expectation
def q_sweep(P, R, Q, gamma):
    return R + gamma * np.einsum("san,nb->sab", P, Q).max(axis=-1)


# %% wrong: mean for sum
# told: takes the mean of the terms of the expectation
def q_sweep(P, R, Q, gamma):
    V = Q.max(1)
    return R + gamma * np.mean(P * V, axis=2)


# %% wrong: average over next actions
# told: averages over the next actions
def q_sweep(P, R, Q, gamma):
    return R + gamma * np.einsum("san,n->sa", P, Q.mean(1))


# %% wrong: wrong axis of Q
# told: takes the best action of each column
def q_sweep(P, R, Q, gamma):
    return R + gamma * P @ Q.max(axis=0)


# %% wrong: optimistic about the world
# told: takes the best next state that is possible
def q_sweep(P, R, Q, gamma):
    V = Q.max(axis=1)
    best = np.array([[max([V[n] for n in range(len(V)) if P[s, a, n] > 0]) for a in range(R.shape[1])] for s in range(len(V))])
    return R + gamma * best


# %% wrong: likeliest state
# told: follows the likeliest next state only
def q_sweep(P, R, Q, gamma):
    V = Q.max(axis=1)
    return R + gamma * V[np.argmax(P, axis=-1)]


# %% wrong: own action again
# told: takes the same action again
def q_sweep(P, R, Q, gamma):
    new = np.zeros(R.shape)
    for s in range(R.shape[0]):
        for a in range(R.shape[1]):
            new[s, a] = R[s, a] + gamma * P[s, a] @ Q[:, a]
    return new


# %% wrong: reward discounted
# told: discounts the reward, too
def q_sweep(P, R, Q, gamma):
    return gamma * R + gamma * P @ Q.max(axis=1)


# %% wrong: V
# told: returns the values of the states
def q_sweep(P, R, Q, gamma):
    new = R + gamma * P @ Q.max(axis=1)
    return np.max(new, axis=1)


# %% wrong: in place
# told: changes Q in place
def q_sweep(P, R, Q, gamma):
    best = Q.max(axis=1)
    Q[...] = R + gamma * P @ best
    return Q


# %% wrong: updated while it is read
def q_sweep(P, R, Q, gamma):
    Q = Q.copy()
    for s in range(R.shape[0]):
        for a in range(R.shape[1]):
            Q[s, a] = R[s, a] + gamma * P[s, a] @ Q.max(axis=1)
    return Q


# %% wrong: starts the max at zero
# told: never goes below zero
def q_sweep(P, R, Q, gamma):
    V = np.maximum(Q.max(axis=1), 0)
    return R + gamma * P @ V


# %% wrong: no reward
# told: leaves the reward out
def q_sweep(P, R, Q, gamma):
    return gamma * np.einsum("san,n->sa", P, Q.max(axis=1))


# %% wrong: backwards
# told: reads P from the new state to the old one
def q_sweep(P, R, Q, gamma):
    return R + gamma * np.tensordot(Q.max(1), P, axes=1).T

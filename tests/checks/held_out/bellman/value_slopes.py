# ruff: noqa
# Right and wrong ways to write `value_slopes` that grader/exercises does not hold. Each section is a file of its own.

# %% right: a row of the inverse
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.inv(np.eye(len(P)) - gamma * P_pi)[start][:, None] * pi


# %% right: a pulse in each state
def value_slopes(P, pi, gamma, start):
    n, m = pi.shape
    out = np.zeros((n, m))
    P_pi = (pi[..., None] * P).sum(1)
    for s in range(n):
        for a in range(m):
            R = np.zeros((n, m))
            R[s, a] = 1
            out[s, a] = np.linalg.solve(np.eye(n) - gamma * P_pi, (pi * R).sum(1))[start]
    return out


# %% right: differences of the reader's own values
def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.solve(np.eye(len(P)) - gamma * P_pi, (pi * R).sum(1))


def value_slopes(P, pi, gamma, start):
    base, h = np.zeros(pi.shape), 1.0
    slopes = np.zeros(pi.shape)
    for index in np.ndindex(*pi.shape):
        up = base.copy()
        up[index] = h
        slopes[index] = (policy_value(P, up, pi, gamma) - policy_value(P, base, pi, gamma))[start] / h
    return slopes


# %% right: fixed point from behind
def value_slopes(P, pi, gamma, start):
    step = gamma * np.einsum("sa,san->sn", pi, P)
    e = np.zeros(len(P))
    e[start] = 1
    d = e.copy()
    for _ in range(5000):
        d = e + step.T @ d
    return np.outer(d, np.ones(pi.shape[1])) * pi


# %% right: autograd
import torch


def value_slopes(P, pi, gamma, start):
    P, pi = torch.as_tensor(P).double(), torch.as_tensor(pi).double()
    R = torch.zeros_like(pi).requires_grad_()
    v = torch.linalg.inv(torch.eye(len(P)).double() - gamma * torch.einsum("sa,san->sn", pi, P)) @ (pi * R).sum(1)
    v[start].backward()
    return R.grad.numpy()


# %% right: row vector on the left
def value_slopes(P, pi, gamma, start):
    A = np.identity(P.shape[0]) - gamma * np.einsum("ij,ijk->ik", pi, P)
    d = np.eye(P.shape[0])[start] @ np.linalg.inv(A)
    return np.einsum("s,sa->sa", d, pi)


# %% right: pairs of state and action
def value_slopes(P, pi, gamma, start):
    S, A = pi.shape
    M = np.einsum("san,nb->sanb", P, pi).reshape(S * A, S * A)
    first = np.zeros((S, A))
    first[start] = pi[start]
    return np.linalg.solve(np.eye(S * A) - gamma * M.T, first.ravel()).reshape(S, A)


# %% right: least squares
def value_slopes(P, pi, gamma, start):
    n = len(P)
    A = (np.eye(n) - gamma * np.einsum("sa,san->sn", pi, P)).T
    b = [1.0 if s == start else 0.0 for s in range(n)]
    d = np.linalg.lstsq(A, b, rcond=None)[0]
    return d.reshape(n, 1) * pi


# %% wrong: a column
# told: takes a column of the inverse instead of a row
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.inv(np.eye(len(P)) - gamma * P_pi)[:, start][:, None] * pi


# %% wrong: one number a state
# told: returns one slope for each state
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.inv(np.eye(len(P)) - gamma * P_pi)[start]


# %% wrong: pi forgotten
# told: forgets how often each action is taken
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    d = np.linalg.inv(np.eye(len(P)) - gamma * P_pi)[start]
    return np.repeat(d[:, None], pi.shape[1], axis=1)


# %% wrong: all starts
# told: adds the slopes of all states' values
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.inv(np.eye(len(P)) - gamma * P_pi).sum(axis=0)[:, None] * pi


# %% wrong: normalised
# told: scales the slopes to sum to 1
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    d = np.linalg.inv(np.eye(len(P)) - gamma * P_pi)[start]
    return (1 - gamma) * d[:, None] * pi


# %% wrong: start forgotten
# told: starts in state 0 always
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    d = np.linalg.inv(np.eye(len(P)) - gamma * P_pi)[0]
    return d[:, None] * pi


# %% wrong: too few steps
# told: stops after fifty steps
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    d, here = np.zeros(len(P)), np.eye(len(P))[start]
    for k in range(50):
        d += gamma**k * here
        here = here @ P_pi
    return d[:, None] * pi


# %% wrong: one step
# told: looks one step ahead only
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    d = gamma * P_pi[start]
    d[start] += 1
    return d[:, None] * pi


# %% wrong: discounted once too often
# told: discounts the first step, too
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return gamma * np.linalg.inv(np.eye(len(P)) - gamma * P_pi)[start][:, None] * pi


# %% wrong: the policy of the start
# told: takes the policy of the start in every state
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.outer(np.linalg.inv(np.eye(len(P)) - gamma * P_pi)[start], pi[start])


# %% wrong: the world without the policy
# told: moves as if all actions were taken equally often
def value_slopes(P, pi, gamma, start):
    M = np.eye(len(P)) - gamma * P.mean(1)
    return np.linalg.inv(M)[start][:, None] * pi


# %% wrong: only the rewards of the start
def value_slopes(P, pi, gamma, start):
    out = np.zeros(pi.shape)
    out[start] = pi[start] / (1 - gamma) if gamma < 1 else pi[start]
    return out


# %% wrong: a pulse shared by the actions of a state
# told: splits the slopes evenly over the actions
def value_slopes(P, pi, gamma, start):
    n, m = pi.shape
    out = np.zeros((n, m))
    P_pi = np.einsum("sa,san->sn", pi, P)
    for s in range(n):
        R = np.zeros(n)
        R[s] = 1
        out[s, :] = np.linalg.solve(np.eye(n) - gamma * P_pi, R)[start]
    return out / m


# %% wrong: transposed
# told: returns the table transposed
def value_slopes(P, pi, gamma, start):
    P_pi = np.einsum("sa,san->sn", pi, P)
    d = np.linalg.inv(np.eye(len(P)) - gamma * P_pi)[start]
    return pi.T * d

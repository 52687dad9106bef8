# ruff: noqa
# Right and wrong ways to write `rewards_behind` that grader/exercises does not hold. Each section is a file of its own.

# %% right: einsum
def rewards_behind(P, q, pi, gamma):
    return q - gamma * np.einsum("san,nb,nb->sa", P, pi, q)


# %% right: a diagonal
def rewards_behind(P, q, pi, gamma):
    v = np.diag(pi @ q.T)
    return q - gamma * np.dot(P, v)


# %% right: one action at a time
def rewards_behind(P, q, pi, gamma):
    v = np.sum(q * pi, 1)
    R = np.empty_like(q, dtype=float)
    for a in range(q.shape[1]):
        R[:, a] = q[:, a] - gamma * (P[:, a, :] @ v)
    return R


# %% right: tensordot
def rewards_behind(P, q, pi, gamma):
    v = np.einsum("sa,sa->s", pi, q)
    return q - gamma * np.tensordot(P, v, axes=([2], [0]))


# %% right: torch
import torch


def rewards_behind(P, q, pi, gamma):
    P, q, pi = (torch.as_tensor(x, dtype=torch.float64) for x in (P, q, pi))
    return (q - gamma * (P @ (pi * q).sum(1))).numpy()


# %% right: a copy filled in place
def rewards_behind(P, q, pi, gamma):
    R = np.array(q, dtype=float)
    for s in range(len(q)):
        for a in range(len(q[0])):
            for n in range(len(q)):
                R[s, a] -= gamma * P[s, a, n] * np.dot(pi[n], q[n])
    return R


# %% right: np.average
def rewards_behind(P, q, pi, gamma):
    v = np.average(q, axis=1, weights=pi)
    future = (P * v[None, None, :]).sum(axis=-1)
    return q - gamma * future


# %% right: list of lists
def rewards_behind(P, q, pi, gamma):
    v = [float(p @ w) for p, w in zip(pi, q)]
    return [[float(q[s][a] - gamma * (P[s][a] @ np.array(v))) for a in range(q.shape[1])] for s in range(q.shape[0])]


# %% wrong: the greedy value
# told: takes the best action in the next state
def rewards_behind(P, q, pi, gamma):
    return q - gamma * np.einsum("san,n->sa", P, np.max(q, axis=1))


# %% wrong: the mean of q
# told: averages over the actions uniformly
def rewards_behind(P, q, pi, gamma):
    v = np.mean(q, axis=1)
    return q - gamma * np.einsum("san,n->sa", P, v)


# %% wrong: no weights
# told: adds the action values up without weights
def rewards_behind(P, q, pi, gamma):
    v = np.einsum("sa->s", q)
    return q - gamma * P.dot(v)


# %% wrong: plus
# told: adds what follows instead of taking it off
def rewards_behind(P, q, pi, gamma):
    v = np.einsum("sa,sa->s", pi, q)
    return q + gamma * np.einsum("san,n->sa", P, v)


# %% wrong: no discount
# told: does not discount
def rewards_behind(P, q, pi, gamma):
    v = np.einsum("sa,sa->s", pi, q)
    return q - np.einsum("san,n->sa", P, v)


# %% wrong: q - v, the advantage
# told: takes off the value of the state itself
def rewards_behind(P, q, pi, gamma):
    v = np.sum(pi * q, axis=1, keepdims=True)
    return q - v


# %% wrong: q - gamma v
# told: takes off the discounted value of the state itself
def rewards_behind(P, q, pi, gamma):
    return q - gamma * np.sum(pi * q, axis=1).reshape(-1, 1)


# %% wrong: transposed
# told: swaps the two states of P
def rewards_behind(P, q, pi, gamma):
    v = np.sum(pi * q, axis=1)
    return q - gamma * (P.transpose(2, 1, 0) @ v)


# %% wrong: in place
# told: changes q in place
def rewards_behind(P, q, pi, gamma):
    v = (q * pi).sum(1)
    q -= gamma * (P @ v)
    return q


# %% wrong: the reward of a state
# told: averages the rewards over the actions
def rewards_behind(P, q, pi, gamma):
    v = (q * pi).sum(1)
    P_pi = np.einsum("sa,san->sn", pi, P)
    return v - gamma * P_pi @ v


# %% wrong: the discount on everything
# told: discounts what is left
def rewards_behind(P, q, pi, gamma):
    v = np.einsum("sa,sa->s", pi, q)
    return gamma * q - gamma * np.einsum("san,n->sa", P, v)


# %% wrong: the values
# told: returns the values of the states
def rewards_behind(P, q, pi, gamma):
    return np.einsum("sa,sa->s", pi, q)


# %% wrong: the argmax of the policy
# told: takes the likeliest action only
def rewards_behind(P, q, pi, gamma):
    v = np.array([row[np.argmax(p)] for row, p in zip(q, pi)])
    return q - gamma * P @ v


# %% wrong: P averaged over actions
def rewards_behind(P, q, pi, gamma):
    v = np.einsum("sa,sa->s", pi, q)
    P_pi = np.einsum("sa,san->sn", pi, P)
    return q - gamma * (P_pi @ v)[:, None]

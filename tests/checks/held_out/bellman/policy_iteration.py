# ruff: noqa
# Right and wrong ways to write `policy_iteration` that grader/exercises does not hold. Each section is a file of its own.

# %% right: numpy
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% right: torch
import torch


def policy_iteration(P, R, gamma, pi0):
    P, R = torch.as_tensor(P, dtype=torch.float64), torch.as_tensor(R, dtype=torch.float64)
    pi, s, n = torch.as_tensor(pi0).long().clone(), torch.arange(len(R)), 0
    while True:
        V = torch.linalg.solve(torch.eye(len(R), dtype=torch.float64) - gamma * P[s, pi], R[s, pi])
        n += 1
        Q = R + gamma * torch.einsum("sat,t->sa", P, V)
        best, arg = Q.max(dim=1)
        better = best > Q[s, pi] + 1e-9
        if not better.any():
            return V, pi, torch.tensor(n)
        pi = torch.where(better, arg, pi)


# %% right: the gain against V
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > V + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% right: stops when no value rises, counted as floats
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n, pi, count = len(R), np.array(pi0), 0.0
    while True:
        V = np.linalg.inv(np.eye(n) - gamma * P[np.arange(n), pi]).dot(R[np.arange(n), pi])
        count += 1.0
        Q = R + gamma * np.einsum("sat,t->sa", P, V)
        if np.all(Q.max(axis=1) <= V + 1e-8):
            return V, pi.astype(float), count
        pi = np.where(Q.max(axis=1) > V + 1e-8, np.argmax(Q, axis=1), pi)


# %% right: isclose
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(np.isclose(Q.max(axis=1), Q[range(n), pi], rtol=1e-9, atol=1e-9), pi, Q.argmax(axis=1))
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% right: rounding before argmax
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n, pi, seen = len(R), np.array(pi0), []
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        seen.append(V)
        Q = R + gamma * (P @ V)
        bonus = 1e-8 * (np.arange(R.shape[1]) == pi[:, None])
        new = np.argmax(Q + bonus, axis=1)
        if np.array_equal(new, pi):
            return V, pi, len(seen)
        pi = new


# %% right: a list for the policy, loops
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    S, A = R.shape
    pi = list(map(int, pi0))
    rounds = 0
    changed = True
    while changed:
        M = np.array([[float(i == j) - gamma * P[i, pi[i], j] for j in range(S)] for i in range(S)])
        V = np.linalg.solve(M, [R[i, pi[i]] for i in range(S)])
        rounds += 1
        changed = False
        for s in range(S):
            q = [R[s, a] + gamma * sum(P[s, a] * V) for a in range(A)]
            best = max(range(A), key=q.__getitem__)
            if q[best] - q[pi[s]] > 1e-9:
                pi[s] = best
                changed = True
    return [float(v) for v in V], pi, rounds


# %% right: recursion
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi0], R[range(n), pi0])
    Q = R + gamma * (P @ V)
    better = Q.max(1) - Q[range(n), pi0] > 1e-9
    if better.any():
        V, pi, count = policy_iteration(P, R, gamma, np.where(better, Q.argmax(1), pi0))
        return V, pi, count + 1
    return V, pi0, 1


# %% right: last of the ties
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, (R.shape[1] - 1 - Q[:, ::-1].argmax(axis=1)), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: compares argmax policies, which rounding turns back and forth
# told: switches to actions that are only as good
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = Q.argmax(axis=1)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: ties broken at random
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.array([np.random.choice(np.flatnonzero(q > q.max() - 1e-9)) for q in Q])
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: starts the count at one
# told: counts one evaluation too many
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 1
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: the count of changes
# told: counts the improvements instead of the evaluations
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count - 1
        pi = new


# %% wrong: at most two rounds
# told: improves once
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all() or count == 2:
            return V, pi, count
        pi = new


# %% wrong: pi0 is changed
# told: writes the new policy into pi0
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = pi0
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi[:] = new


# %% wrong: the final V is that of the policy before
# told: returns the values of the policy before the last
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return (V if count == 1 else last), pi, count
        pi, last = new, V


# %% wrong: improves only the first state that can be
# told: switches only the first state that can be improved
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        i = np.flatnonzero(new != pi)[0]
        pi[i] = new[i]


# %% wrong: starts from the greedy policy
# told: starts from the actions with the largest reward
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = R.argmax(axis=1)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: evaluation by fifty sweeps
# told: evaluates with fifty sweeps
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.zeros(n)
        for _ in range(50):
            V = R[range(n), pi] + gamma * P[range(n), pi] @ V
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: modified policy iteration, values kept between rounds
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count, V = 0, np.zeros(len(R))
    while True:
        for _ in range(30):
            V = R[range(n), pi] + gamma * P[range(n), pi] @ V
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: improvement without discount
# told: does not discount in the improvement
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while count < 50:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + P @ V
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new
    return V, pi, count


# %% wrong: improvement without reward
# told: leaves the reward out of the improvement
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while count < 50:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new
    return V, pi, count


# %% wrong: switches only for a large gain
# told: switches only for a large gain
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 0.05, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: the first better action, not the best
# told: takes the first better action
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, (Q > Q[range(n), pi][:, None] + 1e-9).argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: the mean of V
# told: averages the values over the states
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V.mean(), pi, count
        pi = new


# %% wrong: one-hot policy
# told: returns a one-hot policy
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    while True:
        V = np.linalg.solve(np.eye(n) - gamma * P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + gamma * (P @ V)
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, np.eye(R.shape[1])[pi], count
        pi = new


# %% wrong: values by value iteration, always one round
# told: answers 1 for the number of evaluations
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    V = np.zeros(len(R))
    for _ in range(4000):
        V = (R + gamma * (P @ V)).max(axis=1)
    return V, (R + gamma * (P @ V)).argmax(axis=1), 1


# %% wrong: P discounted in place
# told: changes P in place
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    n = len(R)
    pi = np.array(pi0)
    count = 0
    P *= gamma
    while True:
        V = np.linalg.solve(np.eye(n) - P[range(n), pi], R[range(n), pi])
        count += 1
        Q = R + P @ V
        new = np.where(Q.max(axis=1) > Q[range(n), pi] + 1e-9, Q.argmax(axis=1), pi)
        if (new == pi).all():
            return V, pi, count
        pi = new


# %% wrong: plain argmax with a round limit
# told: switches to actions that are only as good
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    pi = pi0.copy()
    S = len(pi)
    n_iter = 0
    while n_iter < 1000:
        P_pi = np.array([P[s, pi[s]] for s in range(S)])
        R_pi = np.array([R[s, pi[s]] for s in range(S)])
        V = np.linalg.solve(np.eye(S) - gamma * P_pi, R_pi)
        n_iter += 1
        new = np.argmax(R + gamma * P @ V, axis=1)
        if np.array_equal(new, pi):
            break
        pi = new
    return V, pi, n_iter


# %% wrong: strictly better without a tolerance
# told: switches for a difference of rounding
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    pi, n_iter, stable = pi0.copy(), 0, False
    S = len(pi)
    while not stable and n_iter < 500:
        V = np.linalg.inv(np.eye(S) - gamma * P[np.arange(S), pi]) @ R[np.arange(S), pi]
        n_iter += 1
        stable = True
        for s in range(S):
            q = R[s] + gamma * P[s] @ V
            if q.max() > q[pi[s]]:
                pi[s] = q.argmax()
                stable = False
    return V, pi, n_iter


# %% wrong: counts the switches
# told: counts the improvements instead of the evaluations
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    pi = np.array(pi0)
    S = np.arange(len(pi))
    n = 0
    while True:
        V = np.linalg.solve(np.eye(len(S)) - gamma * P[S, pi], R[S, pi])
        Q = R + gamma * P @ V
        improve = Q.max(1) - Q[S, pi] > 1e-9
        if not improve.any():
            return V, pi, n
        pi[improve] = Q.argmax(1)[improve]
        n += 1


# %% wrong: an alias of pi0
# told: writes the new policy into pi0
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    pi = pi0
    S = np.arange(len(pi))
    n = 0
    while True:
        V = np.linalg.solve(np.eye(len(S)) - gamma * P[S, pi], R[S, pi])
        n += 1
        Q = R + gamma * P @ V
        improve = Q.max(1) - Q[S, pi] > 1e-9
        if not improve.any():
            return V, pi, n
        pi[improve] = Q.argmax(1)[improve]


# %% wrong: starts from zeros
# told: ignores pi0
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    pi = np.zeros(len(R), dtype=int)
    S = np.arange(len(pi))
    n = 0
    while True:
        V = np.linalg.solve(np.eye(len(S)) - gamma * P[S, pi], R[S, pi])
        n += 1
        Q = R + gamma * P @ V
        improve = Q.max(1) - Q[S, pi] > 1e-9
        if not improve.any():
            return V, pi, n
        pi[improve] = Q.argmax(1)[improve]


# %% wrong: any instead of all
# told: stops as soon as one state keeps its action
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    pi = np.array(pi0)
    S = np.arange(len(pi))
    n = 0
    while True:
        V = np.linalg.solve(np.eye(len(S)) - gamma * P[S, pi], R[S, pi])
        n += 1
        new = (R + gamma * P @ V).argmax(axis=1)
        if (new == pi).any():
            return V, pi, n
        pi = new


# %% wrong: a single improvement
# told: improves once
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    S = np.arange(len(R))
    V = np.linalg.solve(np.eye(len(S)) - gamma * P[S, pi0], R[S, pi0])
    Q = R + gamma * P @ V
    pi = np.where(Q.max(1) > Q[S, pi0] + 1e-9, Q.argmax(1), pi0)
    if (pi == pi0).all():
        return V, pi, 1
    V = np.linalg.solve(np.eye(len(S)) - gamma * P[S, pi], R[S, pi])
    return V, pi, 2


# %% wrong: evaluates once more at the end
# told: counts one evaluation too many
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    def evaluate(pi):
        return np.linalg.solve(np.eye(len(S)) - gamma * P[S, pi], R[S, pi])

    S, pi, n = np.arange(len(R)), np.array(pi0), 0
    while True:
        V = evaluate(pi)
        n += 1
        Q = R + gamma * P @ V
        new = np.where(Q.max(1) > Q[S, pi] + 1e-9, Q.argmax(1), pi)
        if (new == pi).all():
            break
        pi = new
    return evaluate(pi), pi, n + 1


# %% wrong: the transposed matrix in the evaluation
# told: reads P from the new state to the old one in the evaluation
import numpy as np


def policy_iteration(P, R, gamma, pi0):
    pi = np.array(pi0)
    S = np.arange(len(pi))
    for n in range(1, 61):
        V = R[S, pi] @ np.linalg.inv(np.eye(len(S)) - gamma * P[S, pi])
        Q = R + gamma * P @ V
        improve = Q.max(1) - Q[S, pi] > 1e-9 * (1 + np.abs(V).max())
        if not improve.any():
            break
        pi = np.where(improve, Q.argmax(1), pi)
    return V, pi, n

# ruff: noqa
# Right and wrong ways to write `state_jacobian` that grader/exercises does not hold. Each section is a file of its own.

# %% right: reduce over the factors, latest first
from functools import reduce


def state_jacobian(hs, W, t, k):
    factors = [W @ np.diag(1 - np.tanh(h) ** 2) for h in hs[k:t][::-1]]
    return reduce(np.matmul, factors, np.eye(len(W)))


# %% right: every column is a nudge carried forward
def state_jacobian(hs, W, t, k):
    columns = []
    for unit in np.eye(W.shape[0]):
        v = unit
        for h in hs[k:t]:
            v = W @ (v / np.cosh(h) ** 2)
        columns.append(v)
    return np.array(columns).T


# %% right: every row is an error carried back
def state_jacobian(hs, W, t, k):
    rows = []
    for unit in np.eye(W.shape[0]):
        for i in reversed(range(k, t)):
            unit = (W.T @ unit) * (1 - np.tanh(hs[i]) ** 2)
        rows.append(list(unit))
    return rows


# %% right: einsum, gradient layout turned at the end
def state_jacobian(hs, W, t, k):
    G = np.eye(len(W))
    for i in range(k, t):
        slope = (1 - np.tanh(hs[i])) * (1 + np.tanh(hs[i]))
        G = np.einsum("ba,a,ca->bc", G, slope, W)
    return G.T


# %% right: torch, one step at a time
def state_jacobian(hs, W, t, k):
    Wt = torch.tensor(W)
    J = torch.eye(len(W), dtype=torch.float64)
    for h in torch.tensor(hs)[k:t]:
        J = torch.autograd.functional.jacobian(lambda s: Wt @ torch.tanh(s), h) @ J
    return J


# %% right: complex steps
def state_jacobian(hs, W, t, k):
    step = 1e-100
    nudged = np.eye(len(W)) * step * 1j
    for h in hs[k:t]:
        nudged = 1j * (W @ np.tanh(h[:, None] + nudged)).imag
    return nudged.imag / step


# %% right: halves, by recursion
def state_jacobian(hs, W, t, k):
    if t - k == 0:
        return np.identity(len(W))
    if t - k == 1:
        return W * (1 - np.tanh(hs[k]) ** 2)[None, :]
    m = (t + k) // 2
    return state_jacobian(hs, W, t, m) @ state_jacobian(hs, W, m, k)


# %% right: multi_dot where there are factors enough
def state_jacobian(hs, W, t, k):
    factors = [W * (1 - np.square(np.tanh(hs[i - 1]))) for i in range(t, k, -1)]
    if not factors:
        return np.eye(*W.shape)
    return factors[0] if len(factors) == 1 else np.linalg.multi_dot(factors)


# %% right: the transposed product in the order of time
def state_jacobian(hs, W, t, k):
    P = np.eye(len(W))
    for i in range(k + 1, t + 1):
        P = P @ np.diag(1 - np.tanh(hs[i - 1]) ** 2) @ W.T
    return P.transpose()


# %% right: a closure, torch arithmetic
def state_jacobian(hs, W, t, k):
    H, A = torch.tensor(hs), torch.tensor(W)

    def chain(i):
        return torch.eye(len(A), dtype=A.dtype) if i == k else A @ torch.diag(1 - H[i - 1].tanh() ** 2) @ chain(i - 1)

    return chain(t).numpy()


# %% wrong: the right factors, turned at the end
# told: returns the transposed Jacobian
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = W @ np.diag(1 - np.tanh(h) ** 2) @ J
    return J.T


# %% wrong: W transposed behind the slopes
# told: carries a nudge forward by the factors that carry a gradient back
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = np.diag(1 - np.tanh(h) ** 2) @ W.T @ J
    return J


# %% wrong: the slope of tanh without its square
# told: takes 1 / cosh for the slope
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = W @ np.diag(1 / np.cosh(h)) @ J
    return J


# %% wrong: the slope of the logistic sigmoid
# told: takes the slope of the logistic sigmoid
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        s = 1 / (1 + np.exp(-h))
        J = W @ np.diag(s * (1 - s)) @ J
    return J


# %% wrong: squashed twice
# told: squashes the states twice
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = W @ np.diag(1 - np.tanh(np.tanh(h)) ** 2) @ J
    return J


# %% wrong: one mean slope
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = np.mean(1 - np.tanh(h) ** 2) * W @ J
    return J


# %% wrong: the first slopes with the last factor
# told: puts the earliest factor on the left
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t][::-1]:
        J = W @ np.diag(1 - np.tanh(h) ** 2) @ J
    return J


# %% wrong: W for t = k
# told: returns W for t = k
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W)) if t > k else W
    for h in hs[k:t]:
        J = W @ np.diag(1 - np.tanh(h) ** 2) @ J
    return J


# %% wrong: at most three steps back
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[max(k, t - 3) : t]:
        J = W @ np.diag(1 - np.tanh(h) ** 2) @ J
    return J


# %% wrong: large entries clipped
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = np.clip(W @ np.diag(1 - np.tanh(h) ** 2) @ J, -10, 10)
    return J


# %% wrong: forward differences
def state_jacobian(hs, W, t, k):
    def run(h):
        for i in range(k, t):
            h = W @ np.tanh(h) + hs[i + 1] - W @ np.tanh(hs[i])
        return h

    return np.array([(run(hs[k] + 1e-4 * e) - run(hs[k])) / 1e-4 for e in np.eye(len(W))]).T


# %% wrong: W overwritten
def state_jacobian(hs, W, t, k):
    J, original = np.eye(len(W)), W.copy()
    for h in hs[k:t]:
        W[:] = original * (1 - np.tanh(h) ** 2)
        J = W @ J
    return J


# %% wrong: three units
def state_jacobian(hs, W, t, k):
    J = np.eye(3)
    for h in hs[k:t]:
        J = W @ np.diag(1 - np.tanh(h) ** 2) @ J
    return J


# %% wrong: a floor below the slopes
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = W @ np.diag(np.maximum(1 - np.tanh(h) ** 2, 0.3)) @ J
    return J


# %% wrong: times counted from 1
# told: takes the slope one state too early
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = W @ np.diag(1 - np.tanh(hs[i - 2]) ** 2) @ J
    return J


# %% wrong: half precision
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W), dtype=np.float16)
    for h in hs[k:t]:
        J = (W @ np.diag(1 - np.tanh(h) ** 2)).astype(np.float16) @ J
    return J


# %% wrong: diag in front of W
# told: scales the rows of W
def state_jacobian(hs, W, t, k):
    J = np.eye(W.shape[0])
    for i in range(k, t):
        D = np.diag(1 - np.tanh(hs[i]) ** 2)
        J = D @ W @ J
    return J


# %% wrong: appended on the right
# told: puts the earliest factor on the left
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k, t):
        J = J.dot(W.dot(np.diag(1 - np.tanh(hs[i]) ** 2)))
    return J


# %% wrong: the states after each step
# told: takes the slope at the state after the step
def state_jacobian(hs, W, t, k):
    product = np.eye(len(W))
    for h in hs[k + 1 : t + 1]:
        product = W @ np.diag(1 - np.square(np.tanh(h))) @ product
    return product


# %% wrong: t included
# told: goes on to the slopes at h_t
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k, t + 1):
        J = W @ np.diag(1 - np.tanh(hs[i]) ** 2) @ J
    return J


# %% wrong: the power of W
# told: leaves out the slopes of tanh
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for _ in range(t - k):
        J = W @ J
    return J


# %% wrong: J forgotten in the loop
# told: keeps the last factor alone
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = W @ np.diag(1 - np.tanh(hs[i - 1]) ** 2)
    return J


# %% wrong: from t to k
# told: counts from t up to k, which takes no step
def state_jacobian(hs, W, t, k):
    J = np.identity(W.shape[0])
    for i in range(t, k):
        J = W @ np.diag(1 - np.tanh(hs[i]) ** 2) @ J
    return J


# %% wrong: no square
# told: forgets the square in the slope
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(t, k, -1):
        J = J @ W @ np.diag(1 - np.tanh(hs[i - 1]))
    return J


# %% wrong: hs squared
# told: takes hs for values that are squashed already
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k, t):
        slope = 1 - hs[i] * hs[i]
        J = (W * slope[None, :]) @ J
    return J


# %% wrong: a first factor in any case
# told: starts from the first factor even for t = k
def state_jacobian(hs, W, t, k):
    J = W @ np.diag(1 - np.tanh(hs[k]) ** 2)
    for i in range(k + 1, t):
        J = W @ np.diag(1 - np.tanh(hs[i]) ** 2) @ J
    return J


# %% wrong: the states squashed in place
# told: overwrites the states
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    np.tanh(hs, out=hs)
    for s in hs[k:t]:
        J = W @ np.diag(1 - s**2) @ J
    return J


# %% wrong: W.T, as in the paper
# told: transposes W
def state_jacobian(hs, W, t, k):
    J = torch.eye(len(W), dtype=torch.float64)
    for h in torch.tensor(hs)[k:t]:
        J = torch.tensor(W).T @ torch.diag(1 - torch.tanh(h) ** 2) @ J
    return J


# %% wrong: stars for products
# told: multiplies the factors entry by entry
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = (W * (1 - np.tanh(h) ** 2)) * J
    return J


# %% wrong: W.T and no square
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = W.T @ np.diag(1 - np.tanh(h)) @ J
    return J


# %% wrong: slopes on the wrong axis
# told: scales the columns of what it has so far
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = W @ J * (1 - np.tanh(h) ** 2)
    return J


# %% wrong: hs[t] everywhere
# told: takes the slope at the last state throughout
def state_jacobian(hs, W, t, k):
    J, s = np.eye(len(W)), 1 - np.tanh(hs[t]) ** 2
    for _ in range(k, t):
        J = W @ np.diag(s) @ J
    return J


# %% wrong: the layout of a gradient
# told: returns the transposed Jacobian
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = J @ (np.diag(1 - np.tanh(hs[i - 1]) ** 2) @ W.T)
    return J


# %% wrong: the form with tanh outside
# told: uses the Jacobian of h = tanh(W h + u)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = np.diag(1 - hs[i] ** 2) @ W @ J
    return J


# %% wrong: the sum of the factors
# told: adds the factors up
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J += W @ np.diag(1 - np.tanh(hs[i - 1]) ** 2)
    return J

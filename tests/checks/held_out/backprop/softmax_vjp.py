# ruff: noqa
# Right and wrong ways to write `softmax_vjp` that grader/exercises does not hold. Each section is a file of its own.

# %% right: einsum
def softmax_vjp(p, g):
    inner = np.einsum("nk,nk->n", p, g)
    return p * g - np.einsum("nk,n->nk", p, inner)


# %% right: a loop over rows with the Jacobian
def softmax_vjp(p, g):
    out = np.empty_like(p)
    for n in range(p.shape[0]):
        J = np.diag(p[n]) - p[n][:, None] @ p[n][None, :]
        out[n] = J.T @ g[n]
    return out


# %% right: lists
def softmax_vjp(p, g):
    return [[pi * (gi - sum(a * b for a, b in zip(P, G))) for pi, gi in zip(P, G)] for P, G in zip(p, g)]


# %% right: torch's softmax, from the logarithm
def softmax_vjp(p, g):
    logits = torch.log(torch.tensor(p)).requires_grad_()
    q = torch.softmax(logits, dim=-1)
    q.backward(torch.tensor(g))
    return torch.where(torch.tensor(p) > 0, logits.grad, torch.zeros_like(logits.grad))


# %% right: batched matrix products
def softmax_vjp(p, g):
    J = p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])
    return (g[:, None, :] @ J)[:, 0, :]


# %% right: the diagonal of p g^T
def softmax_vjp(p, g):
    w = np.diag(p @ g.T)
    return (g - w[:, np.newaxis]) * p


# %% right: apply along rows of the two side by side
def softmax_vjp(p, g):
    k = p.shape[1]
    return np.apply_along_axis(lambda r: r[:k] * (r[k:] - np.dot(r[:k], r[k:])), 1, np.hstack([p, g]))


# %% right: np.average, with weights
def softmax_vjp(p, g):
    return p * (g - np.average(g, axis=1, weights=p)[:, None])


# %% right: on copies, in place
def softmax_vjp(p, g):
    out = g.copy()
    out -= (out * p).sum(-1, keepdims=True)
    out *= p
    return out


# %% wrong: the inner product without its axis kept
def softmax_vjp(p, g):
    s = (p * g).sum(axis=1)
    return p * (g - s) if p.shape[0] == p.shape[1] else p * (g - s[:, None])


# %% wrong: batches of one
def softmax_vjp(p, g):
    J = np.diag(p[0]) - np.outer(p[0], p[0])
    return g @ J


# %% wrong: the Jacobian of the last row for all
def softmax_vjp(p, g):
    J = np.diag(p[-1]) - np.outer(p[-1], p[-1])
    return g @ J


# %% wrong: plus
def softmax_vjp(p, g):
    return p * (g + (p * g).sum(axis=1, keepdims=True))


# %% wrong: p (1 - p) with the inner product
def softmax_vjp(p, g):
    return p * (1 - p) * (g - (p * g).sum(axis=1, keepdims=True))


# %% wrong: divides by p
def softmax_vjp(p, g):
    v = p * g / p
    return p * (v - (p * v).sum(axis=1, keepdims=True))


# %% wrong: normalised cotangent
def softmax_vjp(p, g):
    v = g / np.abs(g).max(axis=1, keepdims=True)
    return p * (v - (p * v).sum(axis=1, keepdims=True))


# %% wrong: single precision
def softmax_vjp(p, g):
    p, g = p.astype(np.float16), g.astype(np.float16)
    return p * (g - (p * g).sum(axis=1, keepdims=True))


# %% wrong: a floor under p
def softmax_vjp(p, g):
    q = np.clip(p, 1e-3, 1)
    return q * (g - (q * g).sum(axis=1, keepdims=True))


# %% wrong: g overwritten at the end
def softmax_vjp(p, g):
    out = p * (g - (p * g).sum(axis=1, keepdims=True))
    g[:] = out
    return g


# %% wrong: p overwritten and restored by arithmetic
def softmax_vjp(p, g):
    p *= g
    s = p.sum(axis=1, keepdims=True)
    out = p - p / g * s
    p /= g * 3
    return out


# %% wrong: one row short
def softmax_vjp(p, g):
    out = np.zeros_like(p)
    for n in range(len(p) - 1):
        out[n] = p[n] * (g[n] - p[n] @ g[n])
    return out


# %% wrong: pairs with i <= j only
def softmax_vjp(p, g):
    out = np.zeros_like(p)
    for n in range(p.shape[0]):
        for i in range(p.shape[1]):
            for j in range(i, p.shape[1]):
                out[n, i] += g[n, j] * p[n, j] * ((i == j) - p[n, i])
    return out


# %% wrong: the gradient of the cross-entropy with the largest g as its class
def softmax_vjp(p, g):
    return p - np.eye(p.shape[1])[g.argmin(axis=1)]


# %% wrong: flat
def softmax_vjp(p, g):
    return (p * (g - (p * g).sum(axis=1, keepdims=True))).ravel()


# %% wrong: the transpose
def softmax_vjp(p, g):
    return (p * (g - (p * g).sum(axis=1, keepdims=True))).T


# %% wrong: the inner product of g with itself
def softmax_vjp(p, g):
    return p * (g - (g * g).sum(axis=1, keepdims=True))

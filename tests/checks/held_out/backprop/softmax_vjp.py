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
# told: loses the axis of the sum
def softmax_vjp(p, g):
    s = (p * g).sum(axis=1)
    return p * (g - s) if p.shape[0] == p.shape[1] else p * (g - s[:, None])


# %% wrong: batches of one
# told: uses the probabilities of the first row for all rows
def softmax_vjp(p, g):
    J = np.diag(p[0]) - np.outer(p[0], p[0])
    return g @ J


# %% wrong: the Jacobian of the last row for all
# told: uses the probabilities of the last row for all rows
def softmax_vjp(p, g):
    J = np.diag(p[-1]) - np.outer(p[-1], p[-1])
    return g @ J


# %% wrong: plus
# told: adds the inner product
def softmax_vjp(p, g):
    return p * (g + (p * g).sum(axis=1, keepdims=True))


# %% wrong: p (1 - p) with the inner product
# told: multiplies by p (1 - p)
def softmax_vjp(p, g):
    return p * (1 - p) * (g - (p * g).sum(axis=1, keepdims=True))


# %% wrong: divides by p
# told: divides by p under the sum
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
# told: overwrites g
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
# told: leaves the last row out
def softmax_vjp(p, g):
    out = np.zeros_like(p)
    for n in range(len(p) - 1):
        out[n] = p[n] * (g[n] - p[n] @ g[n])
    return out


# %% wrong: pairs with i <= j only
# told: uses every pair of classes only once
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
# told: returns one long row
def softmax_vjp(p, g):
    return (p * (g - (p * g).sum(axis=1, keepdims=True))).ravel()


# %% wrong: the transpose
# told: transposes the answer
def softmax_vjp(p, g):
    return (p * (g - (p * g).sum(axis=1, keepdims=True))).T


# %% wrong: the inner product of g with itself
# told: subtracts the inner product of g with itself
def softmax_vjp(p, g):
    return p * (g - (g * g).sum(axis=1, keepdims=True))


# %% wrong: brackets forgotten
# told: subtracts the inner product without the factor p
def softmax_vjp(p, g):
    dot = np.sum(p * g, axis=1, keepdims=True)
    return p * g - dot


# %% wrong: keepdims forgotten
# told: loses the axis of the sum
def softmax_vjp(p, g):
    inner = np.sum(p * g, axis=1)
    return p * (g - inner)


# %% wrong: axis 0
# told: sums down the columns
def softmax_vjp(p, g):
    inner = np.sum(p * g, axis=0, keepdims=True)
    return p * (g - inner)


# %% wrong: no sum
# told: uses the diagonal of the Jacobian only
def softmax_vjp(p, g):
    grad = np.empty(p.shape)
    for n, (pn, gn) in enumerate(zip(p, g)):
        grad[n] = pn * (gn - pn * gn)
    return grad


# %% wrong: diagonal
# told: uses the diagonal of the Jacobian only
def softmax_vjp(p, g):
    slope = p - p**2
    return slope * g


# %% wrong: the other sign of the Jacobian
# told: turns the sign around
def softmax_vjp(p, g):
    out = []
    for row, up in zip(p, g):
        J = np.outer(row, row) - np.diag(row)
        out.append(J @ up)
    return np.array(out)


# %% wrong: softmax once more
# told: takes p for logits
def softmax_vjp(p, g):
    e = np.exp(p - p.max(axis=1, keepdims=True))
    s = e / e.sum(axis=1, keepdims=True)
    return s * (g - (s * g).sum(axis=1, keepdims=True))


# %% wrong: in place
# told: overwrites g
def softmax_vjp(p, g):
    s = (p * g).sum(axis=1, keepdims=True)
    g -= s
    g *= p
    return g


# %% wrong: mean over the rows
# told: averages over the batch
def softmax_vjp(p, g):
    n = p.shape[0]
    dot = (p * g).sum(axis=1).reshape(n, 1)
    return p * (g - dot) / n


# %% wrong: the total of all rows
# told: sums over the batch
def softmax_vjp(p, g):
    total = 0
    for i in range(p.shape[0]):
        J = np.diag(p[i]) - np.outer(p[i], p[i])
        total = total + J @ g[i]
    return total


# %% wrong: an epsilon against 0
# told: keeps p away from 0
def softmax_vjp(p, g):
    q = np.maximum(p, 1e-12)
    return q * (g - np.sum(q * g, axis=1, keepdims=True))


# %% wrong: through the logarithm
# told: divides the answer by p
def softmax_vjp(p, g):
    by_log = g * p
    by_logits = by_log - p * by_log.sum(axis=1, keepdims=True)
    return by_logits / p * p


# %% wrong: the mean of g
# told: subtracts the plain mean of g
def softmax_vjp(p, g):
    centred = g - np.mean(g, axis=1)[:, None]
    return p * centred


# %% wrong: the rule of the log-softmax
# told: differentiates the logarithm of the softmax
def softmax_vjp(p, g):
    return g - p * np.sum(g, axis=-1, keepdims=True)


# %% wrong: bracket only
# told: forgets the factor p in front
def softmax_vjp(p, g):
    dot = np.einsum("nk,nk->n", p, g)
    return g - dot[:, None]

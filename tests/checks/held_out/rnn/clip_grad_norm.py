# ruff: noqa
# Right and wrong ways to write `clip_grad_norm` that grader/exercises does not hold. Each section is a file of its own.

# %% right: hypot of all entries
def clip_grad_norm(grads, max_norm):
    norm = math.hypot(*[float(v) for g in grads for v in g.ravel()])
    if norm <= max_norm:
        return [g.copy() for g in grads], norm
    return [g * (max_norm / norm) for g in grads], norm


# %% right: torch, a vector of norms
def clip_grad_norm(grads, max_norm):
    tensors = [torch.tensor(g) for g in grads]
    norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(t) for t in tensors]))
    factor = torch.clamp(max_norm / norm, max=1.0) if norm > 0 else 1.0
    return [t * factor for t in tensors], norm


# %% right: vdot, nested lists
def clip_grad_norm(grads, max_norm):
    norm = sum(np.vdot(g, g) for g in grads) ** 0.5
    factor = 1 if norm < max_norm else max_norm / norm
    return [(factor * g).tolist() for g in grads], norm


# %% right: reduce over hypot
from functools import reduce


def clip_grad_norm(grads, max_norm):
    norm = reduce(np.hypot, (np.linalg.norm(g) for g in grads), 0.0)
    return [g * max_norm / norm if norm > max_norm else g for g in grads], norm


# %% right: einsum of every tensor with itself
def clip_grad_norm(grads, max_norm):
    squares = [np.einsum("i,i->", g.reshape(-1), g.reshape(-1)) for g in grads]
    norm = np.sqrt(np.sum(squares))
    return tuple(g / max(1.0, norm / max_norm) for g in grads), norm


# %% right: numpy division, infinity meets the minimum
def clip_grad_norm(grads, max_norm):
    total = np.sqrt(np.sum([np.sum(np.square(g)) for g in grads]))
    with np.errstate(divide="ignore"):
        scale = np.minimum(1.0, max_norm / total)
    return [scale * g for g in grads], np.asarray(total)


# %% right: entry by entry
def clip_grad_norm(grads, max_norm):
    total = 0.0
    for g in grads:
        for v in g.flat:
            total += v * v
    norm = math.sqrt(total)
    clipped = []
    for g in grads:
        new = np.empty_like(g)
        for index, v in np.ndenumerate(g):
            new[index] = v * max_norm / norm if norm > max_norm else v
        clipped.append(new)
    return [clipped, norm]


# %% right: deep copies, changed in place
import copy


def clip_grad_norm(grads, max_norm):
    ours = copy.deepcopy(grads)
    norm = np.linalg.norm(np.concatenate(ours, axis=None))
    if norm > max_norm:
        for g in ours:
            g *= max_norm / norm
    return ours, norm


# %% right: fsum, float for the norm
def clip_grad_norm(grads, max_norm):
    def square(g):
        return math.fsum((np.ravel(g) ** 2).tolist())

    norm = math.sqrt(math.fsum(map(square, grads)))
    shrink = min(1.0, max_norm / norm) if norm else 1.0
    return list(map(lambda g: np.multiply(g, shrink), grads)), float(norm)


# %% wrong: an epsilon of a thousandth
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    return [g * min(1.0, max_norm / (norm + 1e-3)) for g in grads], norm


# %% wrong: only tensors that are too long themselves
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    return [g * max_norm / norm if np.linalg.norm(g) > max_norm else g for g in grads], norm


# %% wrong: biases do not count
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads if g.ndim > 1))
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale for g in grads], norm


# %% wrong: biases are not clipped
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale if g.ndim > 1 else g for g in grads], norm


# %% wrong: the root of the factor
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = math.sqrt(max_norm / norm) if norm > max_norm else 1
    return [g * scale for g in grads], norm


# %% wrong: the largest singular value
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(np.linalg.norm(g.reshape(len(g), -1), 2) ** 2 for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale for g in grads], norm


# %% wrong: a share of the limit for every tensor
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    share = max_norm / math.sqrt(len(grads))
    return [g * min(1.0, share / (np.linalg.norm(g) + 1e-12)) for g in grads], norm


# %% wrong: a whole number for the norm
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale for g in grads], round(norm)


# %% wrong: results swapped
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    return norm, [g * scale for g in grads]


# %% wrong: the caller's list refilled
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    for i, g in enumerate(grads):
        grads[i] = g * scale
    return grads, norm


# %% wrong: no number where there is no gradient
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(np.sum([np.sum(g**2) for g in grads]))
    with np.errstate(invalid="ignore"):
        return [g / norm * min(norm, max_norm) for g in grads], norm


# %% wrong: the spread about the mean
def clip_grad_norm(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads])
    norm = np.sqrt(((flat - flat.mean()) ** 2).sum())
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale for g in grads], norm


# %% wrong: the gradients alone
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale for g in grads]


# %% wrong: a norm measured after the work in place
def clip_grad_norm(grads, max_norm):
    ours = [g.copy() for g in grads]
    measure = lambda: math.sqrt(sum((g**2).sum() for g in ours))
    if measure() > max_norm:
        scale = max_norm / measure()
        for g in ours:
            g *= scale
    return ours, measure()


# %% wrong: the limit compared with the squared norm
def clip_grad_norm(grads, max_norm):
    square = sum((g**2).sum() for g in grads)
    norm = math.sqrt(square)
    scale = max_norm / norm if square > max_norm else 1
    return [g * scale for g in grads], norm


# %% wrong: zero where the limit is exceeded
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    return [g * (norm <= max_norm) for g in grads], norm


# %% wrong: the limit as floor too
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm or 0 < norm < 0.5 * max_norm else 1
    return [g * scale for g in grads], norm

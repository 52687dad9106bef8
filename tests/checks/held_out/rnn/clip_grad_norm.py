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
# told: shrinks only the tensors that are too long themselves
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    return [g * max_norm / norm if np.linalg.norm(g) > max_norm else g for g in grads], norm


# %% wrong: biases do not count
# told: leaves vectors out of the norm
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads if g.ndim > 1))
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale for g in grads], norm


# %% wrong: biases are not clipped
# told: leaves vectors as they are
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale if g.ndim > 1 else g for g in grads], norm


# %% wrong: the root of the factor
# told: takes the root of the factor
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
# told: returns the norm as a whole number
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale for g in grads], round(norm)


# %% wrong: results swapped
# told: returns the norm first
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    return norm, [g * scale for g in grads]


# %% wrong: the caller's list refilled
# told: overwrites the gradients
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    for i, g in enumerate(grads):
        grads[i] = g * scale
    return grads, norm


# %% wrong: no number where there is no gradient
# told: gives no number where all gradients are 0
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(np.sum([np.sum(g**2) for g in grads]))
    with np.errstate(invalid="ignore"):
        return [g / norm * min(norm, max_norm) for g in grads], norm


# %% wrong: the spread about the mean
# told: measures the spread about the mean
def clip_grad_norm(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads])
    norm = np.sqrt(((flat - flat.mean()) ** 2).sum())
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale for g in grads], norm


# %% wrong: the gradients alone
# told: returns the gradients alone
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm else 1
    return [g * scale for g in grads]


# %% wrong: a norm measured after the work in place
# told: returns the norm after clipping
def clip_grad_norm(grads, max_norm):
    ours = [g.copy() for g in grads]
    measure = lambda: math.sqrt(sum((g**2).sum() for g in ours))
    if measure() > max_norm:
        scale = max_norm / measure()
        for g in ours:
            g *= scale
    return ours, measure()


# %% wrong: the limit compared with the squared norm
# told: compares the squared norm with the limit
def clip_grad_norm(grads, max_norm):
    square = sum((g**2).sum() for g in grads)
    norm = math.sqrt(square)
    scale = max_norm / norm if square > max_norm else 1
    return [g * scale for g in grads], norm


# %% wrong: zero where the limit is exceeded
# told: sets gradients above the limit to zero
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    return [g * (norm <= max_norm) for g in grads], norm


# %% wrong: the limit as floor too
# told: rescales gradients below the limit as well
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum((g**2).sum() for g in grads))
    scale = max_norm / norm if norm > max_norm or 0 < norm < 0.5 * max_norm else 1
    return [g * scale for g in grads], norm


# %% wrong: by value
# told: clips every entry by value
def clip_grad_norm(grads, max_norm):
    total = 0
    for g in grads:
        total += np.sum(g**2)
    out = []
    for g in grads:
        h = g.copy()
        h[h > max_norm] = max_norm
        h[h < -max_norm] = -max_norm
        out.append(h)
    return out, np.sqrt(total)


# %% wrong: every tensor on its own
# told: clips every tensor by its own norm
def clip_grad_norm(grads, max_norm):
    out, squares = [], 0.0
    for g in grads:
        n = np.linalg.norm(g)
        squares += n**2
        out.append(g * max_norm / n if n > max_norm else g)
    return out, np.sqrt(squares)


# %% wrong: always to the limit
# told: rescales gradients below the limit as well
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(sum([(g * g).sum() for g in grads]))
    if norm == 0:
        return grads, 0.0
    return [max_norm * g / norm for g in grads], norm


# %% wrong: the sum of the norms
# told: adds up the norms of the tensors
def clip_grad_norm(grads, max_norm):
    norm = sum(np.linalg.norm(g) for g in grads)
    if norm > max_norm:
        grads = [g * (max_norm / norm) for g in grads]
    return grads, norm


# %% wrong: no square root
# told: forgets the square root
def clip_grad_norm(grads, max_norm):
    norm = 0.0
    for g in grads:
        norm += float(np.square(g).sum())
    if norm > max_norm:
        return [g * (max_norm / norm) for g in grads], norm
    return grads, norm


# %% wrong: = in the loop
# told: takes the norm of the last tensor alone
def clip_grad_norm(grads, max_norm):
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
    coefficient = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [coefficient * g for g in grads], norm


# %% wrong: in place
# told: overwrites the gradients
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if norm > max_norm:
        for i in range(len(grads)):
            grads[i] *= max_norm / norm
    return grads, norm


# %% wrong: norm over limit
# told: turns the factor upside down
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if norm <= max_norm:
        return grads, norm
    return [g * norm / max_norm for g in grads], norm


# %% wrong: unit length
# told: scales to norm 1 whatever the limit
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if norm <= max_norm:
        return grads, norm
    return [g / norm for g in grads], norm


# %% wrong: the smaller of the two
# told: returns the norm after clipping
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    scale = min(1, max_norm / norm) if norm else 1
    return [g * scale for g in grads], min(norm, max_norm)


# %% wrong: the coefficient is returned
# told: returns the factor in place of the norm
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    scale = 1.0
    if norm > max_norm:
        scale = max_norm / norm
    return [g * scale for g in grads], scale


# %% wrong: the wrong way round
# told: rescales only gradients below the limit
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if 0 < norm < max_norm:
        return [g * (max_norm / norm) for g in grads], norm
    return grads, norm


# %% wrong: a mean square
# told: divides by the number of entries
def clip_grad_norm(grads, max_norm):
    everything = np.concatenate([g.flatten() for g in grads])
    norm = np.sqrt((everything**2).mean())
    if norm > max_norm:
        return [g * (max_norm / norm) for g in grads], norm
    return list(grads), norm


# %% wrong: the largest entry
# told: takes the largest entry for the norm
def clip_grad_norm(grads, max_norm):
    norm = max(np.max(np.abs(g)) for g in grads)
    if norm > max_norm:
        return [g * (max_norm / norm) for g in grads], norm
    return list(grads), norm


# %% wrong: the norm 1
# told: adds up absolute values
def clip_grad_norm(grads, max_norm):
    norm = sum(np.linalg.norm(g.ravel(), 1) for g in grads)
    if norm > max_norm:
        return [g * (max_norm / norm) for g in grads], norm
    return list(grads), norm


# %% wrong: one long vector
# told: returns one long vector
def clip_grad_norm(grads, max_norm):
    flat = np.concatenate([g.reshape(-1) for g in grads])
    norm = np.linalg.norm(flat)
    if norm > max_norm:
        flat = flat * max_norm / norm
    return flat, norm


# %% wrong: nan at nothing
# told: gives no number where all gradients are 0
def clip_grad_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    scale = np.where(norm > max_norm, max_norm, norm) / norm
    return [g * scale for g in grads], norm


# %% wrong: a factor that never exceeds 1, the wrong way up
# told: turns the factor upside down and caps it at 1
def clip_grad_norm(grads, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads])
    return [g * min(norm / max_norm, 1) for g in grads], norm


# %% wrong: times the limit
# told: forgets to divide by the norm
def clip_grad_norm(grads, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads])
    if norm <= max_norm:
        return grads, norm
    return [g * max_norm for g in grads], norm

# ruff: noqa
# Right and wrong ways to write `one_kernel` that grader/exercises does not hold. Each section is a file of its own.

# %% right: recursion from the bottom
def one_kernel(kernels, strides):
    if len(kernels) == 0:
        return np.array([1.0])
    above = one_kernel(kernels[1:], strides[1:])
    out = np.zeros((len(above) - 1) * strides[0] + len(kernels[0]))
    for u in range(len(above)):
        for m in range(len(kernels[0])):
            out[u * strides[0] + m] += above[u] * kernels[0][m]
    return out


# %% right: a dictionary of ways
def one_kernel(kernels, strides):
    weight = {0: 1.0}
    for k, s in reversed(list(zip(kernels, strides))):
        below = {}
        for u, value in weight.items():
            for m, c in enumerate(k):
                below[u * s + m] = below.get(u * s + m, 0.0) + value * c
        weight = below
    out = np.zeros(max(weight) + 1)
    for place, value in weight.items():
        out[place] = value
    return out


# %% right: zeros between, then convolve, from the top
def one_kernel(kernels, strides):
    w = np.array([1.0])
    for k, s in zip(kernels[::-1], strides[::-1]):
        spread = np.zeros((len(w) - 1) * s + 1)
        spread[::s] = w
        w = np.convolve(spread, k)
    return w


# %% right: steps counted from the bottom
def one_kernel(kernels, strides):
    result, step = np.array([1.0]), 1
    for k, s in zip(kernels, strides):
        longer = np.zeros(len(result) + step * (len(k) - 1))
        for m, c in enumerate(k):
            longer[m * step : m * step + len(result)] += c * result
        result, step = longer, step * s
    return result


# %% right: matrices
def one_kernel(kernels, strides):
    size = 1
    sizes = [1]
    for k, s in zip(kernels[::-1], strides[::-1]):
        size = (size - 1) * s + len(k)
        sizes.append(size)
    sizes = sizes[::-1]
    total = np.eye(sizes[0])
    for (k, s), n_in, n_out in zip(zip(kernels, strides), sizes, sizes[1:]):
        T = np.zeros((n_out, n_in))
        for i in range(n_out):
            T[i, i * s : i * s + len(k)] = k
        total = T @ total
    return total[0]


# %% right: transposed convolutions of torch
def one_kernel(kernels, strides):
    w = torch.ones(1, 1, 1, dtype=torch.float64)
    for k, s in zip(kernels[::-1], strides[::-1]):
        w = F.conv_transpose1d(w, torch.tensor(k)[None, None], stride=s)
    return w[0, 0].numpy()


# %% right: np.kron
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in reversed(list(zip(kernels, strides))):
        apart = np.kron(w, np.eye(1, s)[0])[: (len(w) - 1) * s + 1]
        w = np.convolve(apart, k)
    return w


# %% right: np.add.at
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in zip(reversed(kernels), reversed(strides)):
        below = np.zeros((len(w) - 1) * s + len(k))
        places = np.arange(len(w))[:, None] * s + np.arange(len(k))
        np.add.at(below, places, np.outer(w, k))
        w = below
    return w


# %% wrong: convolve them all
# told: ignores the strides
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k in kernels:
        w = np.convolve(w, k)
    return w


# %% wrong: correlate
# told: turns the kernel back to front
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in zip(kernels[::-1], strides[::-1]):
        spread = np.zeros((len(w) - 1) * s + 1)
        spread[::s] = w
        w = np.correlate(spread, k, mode="full")
    return w


# %% wrong: own stride
# told: spreads each kernel by its own stride
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in zip(kernels, strides):
        spread = np.zeros((len(k) - 1) * s + 1)
        spread[::s] = k
        w = np.convolve(w, spread)
    return w


# %% wrong: stride of the layer before only
# told: spreads each kernel by the stride of the layer below alone
def one_kernel(kernels, strides):
    w, before = np.ones(1), 1
    for k, s in zip(kernels, strides):
        spread = np.zeros((len(k) - 1) * before + 1)
        spread[::before] = k
        w = np.convolve(w, spread)
        before = s
    return w


# %% wrong: =
# told: overwrites where windows overlap
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in zip(kernels[::-1], strides[::-1]):
        below = np.zeros((len(w) - 1) * s + len(k))
        for u in range(len(w)):
            below[u * s : u * s + len(k)] = w[u] * k
        w = below
    return w


# %% wrong: from the first layer up
# told: takes the layers in the wrong order on the way down
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in zip(kernels, strides):
        below = np.zeros((len(w) - 1) * s + len(k))
        for u in range(len(w)):
            below[u * s : u * s + len(k)] += w[u] * k
        w = below
    return w


# %% wrong: back to front
# told: turns the kernel back to front
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in zip(kernels[::-1], strides[::-1]):
        below = np.zeros((len(w) - 1) * s + len(k))
        for u in range(len(w)):
            below[u * s : u * s + len(k)] += w[u] * k
        w = below
    return np.flip(w)


# %% wrong: normalised
# told: divides the kernel by its sum
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in zip(kernels[::-1], strides[::-1]):
        below = np.zeros((len(w) - 1) * s + len(k))
        for u in range(len(w)):
            below[u * s : u * s + len(k)] += w[u] * k
        w = below
    total = w.sum()
    return w / total if total else w


# %% wrong: magnitudes
# told: takes the absolute values of the weights
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in zip(kernels[::-1], strides[::-1]):
        spread = np.zeros((len(w) - 1) * s + 1)
        spread[::s] = w
        w = np.convolve(spread, np.abs(k))
    return w


# %% wrong: the jump includes the layer's own stride
# told: multiplies by the jump before the layer is laid on
def one_kernel(kernels, strides):
    w, jump = np.ones(1), 1
    for k, s in zip(kernels, strides):
        jump *= s
        spread = np.zeros((len(k) - 1) * jump + 1)
        spread[::jump] = k
        w = np.convolve(w, spread)
    return w


# %% wrong: the product of the kernels
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k in kernels:
        w = np.outer(w, k).ravel()
    return w


# %% wrong: counts the ways
def one_kernel(kernels, strides):
    w = np.ones(1)
    for k, s in zip(kernels[::-1], strides[::-1]):
        spread = np.zeros((len(w) - 1) * s + 1)
        spread[::s] = w
        w = np.convolve(spread, np.ones(len(k)))
    return w


# %% wrong: empties the lists
# told: changes the list of kernels
def one_kernel(kernels, strides):
    w = np.ones(1)
    strides = list(strides)
    while len(kernels) > 0:
        k, s = kernels.pop(), strides.pop()
        spread = np.zeros((len(w) - 1) * s + 1)
        spread[::s] = w
        w = np.convolve(spread, k)
    return w


# %% wrong: the last layer only
def one_kernel(kernels, strides):
    return kernels[-1] if kernels else np.ones(1)

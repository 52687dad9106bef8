# ruff: noqa
# Right and wrong ways to write `receptive_field` that grader/exercises does not hold. Each section is a file of its own.

# %% right: gradients through a chain of means
def receptive_field(layers):
    x = torch.ones(1, 1, 3000, dtype=torch.float64, requires_grad=True)
    h = x
    for k, s in layers:
        h = F.avg_pool1d(h, k, s)
    ends = []
    for unit in (0, 1):
        (g,) = torch.autograd.grad(h[0, 0, unit], x, retain_graph=True)
        hit = torch.nonzero(g[0, 0]).flatten()
        ends.append((hit.min().item(), hit.max().item()))
    return ends[0][1] - ends[0][0] + 1, ends[1][0] - ends[0][0]


# %% right: recursion over the rest of the layers
def receptive_field(layers, r=1, jump=1):
    if not layers:
        return r, jump
    (k, s), *rest = layers
    return receptive_field(rest, r + (k - 1) * jump, jump * s)


# %% right: a list of two, numpy integers
def receptive_field(layers):
    r, jump = np.int64(1), np.int64(1)
    for layer in layers:
        r = r + np.int64(layer[0] - 1) * jump
        jump = jump * np.int64(layer[1])
    return [r, jump]


# %% right: floats that are whole
def receptive_field(layers):
    state = np.array([1.0, 1.0])
    for k, s in layers:
        state = np.array([[1.0, k - 1.0], [0.0, s]]) @ state
    return float(state[0]), float(state[1])


# %% right: functools.reduce
from functools import reduce


def receptive_field(layers):
    return reduce(lambda state, layer: (state[0] + state[1] * (layer[0] - 1), state[1] * layer[1]), layers, (1, 1))


# %% right: sets of pixels
def receptive_field(layers):
    def pixels(unit):
        units = {unit}
        for k, s in layers[::-1]:
            units = {u * s + m for u in units for m in range(k)}
        return units

    here, there = pixels(0), pixels(1)
    return max(here) - min(here) + 1, min(there) - min(here)


# %% right: a running product by itertools
from itertools import accumulate
import operator


def receptive_field(layers):
    jumps = list(accumulate((s for _, s in layers), operator.mul, initial=1))
    return 1 + sum((k - 1) * j for (k, _), j in zip(layers, jumps)), jumps[-1]


# %% right: torch tensors of no dimension
def receptive_field(layers):
    r = torch.tensor(1)
    jump = torch.tensor(1)
    for k, s in layers:
        r = r + jump * (k - 1)
        jump = s * jump
    return r, jump


# %% right: the input size that leaves one output
def receptive_field(layers):
    def outputs(n):
        for k, s in layers:
            n = (n - k) // s + 1 if n >= k else 0
        return n

    n = 1
    while outputs(n) < 1:
        n += 1
    m = n
    while outputs(m) < 2:
        m += 1
    return n, m - n


# %% right: positions and a closure
def receptive_field(layers):
    def step(k, s):
        return lambda r, j: (r + (k - 1) * j, j * s)

    answer = (1, 1)
    for f in [step(k, s) for k, s in layers]:
        answer = f(*answer)
    return answer


# %% wrong: stride of the layer itself in the sum, the right product outside
# told: takes the layer's own stride for the jump
def receptive_field(layers):
    r = 1 + sum((k - 1) * s for k, s in layers)
    return r, math.prod(s for _, s in layers)


# %% wrong: a product that leaves out the first stride
# told: leaves the first stride out
def receptive_field(layers):
    r, jump = 1, 1
    for i, (k, s) in enumerate(layers):
        r += (k - 1) * jump
        jump *= s if i else 1
    return r, jump


# %% wrong: the jump as a power of the last stride
# told: takes a power of the layer's own stride for the jump
def receptive_field(layers):
    r = 1
    for i, (k, s) in enumerate(layers):
        r += (k - 1) * s**i
    return r, math.prod(s for _, s in layers)


# %% wrong: on the way back, k - s forgotten
def receptive_field(layers):
    r = 1
    for k, s in layers[::-1]:
        r = r * s + (k - s if k > s else 0)
    return r, math.prod([s for k, s in layers])


# %% wrong: the number of pixels heard, where some are skipped
# told: counts only the pixels that reach the unit
def receptive_field(layers):
    units = {0}
    for k, s in layers[::-1]:
        units = {u * s + m for u in units for m in range(k)}
    return len(units), math.prod(s for k, s in layers)


# %% wrong: only odd kernels
# told: treats an even kernel like an odd one
def receptive_field(layers):
    r, j = 1, 1
    for k, s in layers:
        r += 2 * (k // 2) * j
        j *= s
    return r, j


# %% wrong: half the field
# told: counts one side of the kernel only
def receptive_field(layers):
    r, j = 1, 1
    for k, s in layers:
        r += (k - 1) * j / 2
        j *= s
    return r, j


# %% wrong: the area
# told: returns the area of the field
def receptive_field(layers):
    r, j = 1, 1
    for k, s in layers:
        r += (k - 1) * j
        j *= s
    return r * r, j


# %% wrong: no layers, no answer
# told: answers 0 where there is no layer
def receptive_field(layers):
    if len(layers) == 0:
        return 0, 0
    r, j = 1, 1
    for k, s in layers:
        r += (k - 1) * j
        j *= s
    return r, j


# %% wrong: clears the caller's list when it is done
# told: changes the list of layers
def receptive_field(layers):
    r = 1
    for k, s in reversed(layers):
        r = (r - 1) * s + k
    jump = math.prod(s for k, s in layers)
    layers.clear()
    return r, jump


# %% wrong: a field that is at least the jump
def receptive_field(layers):
    r, j = 1, 1
    for k, s in layers:
        r += (k - 1) * j
        j *= s
    return max(r, j), j


# %% wrong: the largest stride as the jump
# told: returns the largest stride in place of the jump
def receptive_field(layers):
    r, j = 1, 1
    for k, s in layers:
        r += (k - 1) * j
        j *= s
    return r, max([s for _, s in layers], default=1)


# %% wrong: stops at the first layer without stride
# told: stops where a layer has no stride
def receptive_field(layers):
    r, j = 1, 1
    for k, s in layers:
        r += (k - 1) * j
        if s == 1:
            break
        j *= s
    return r, j


# %% wrong: layers of kernel 1 skipped, stride and all
# told: skips layers whose kernel is 1
def receptive_field(layers):
    r, j = 1, 1
    for k, s in layers:
        if k == 1:
            continue
        r += (k - 1) * j
        j *= s
    return r, j


# %% wrong: a jump kept from call to call
JUMP = [1]


def receptive_field(layers):
    r = 1
    for k, s in layers:
        r += (k - 1) * JUMP[0]
        JUMP[0] *= s
    return r, JUMP[0]


# %% wrong: the rounded output of a 227-pixel image
def receptive_field(layers):
    n, j = 227, 1
    for k, s in layers:
        n = (n - k) // s + 1
        j *= s
    return 227 - n * j + 1, j


# %% wrong: a dict
def receptive_field(layers):
    r, j = 1, 1
    for k, s in layers:
        r += (k - 1) * j
        j *= s
    return {"r": r, "jump": j}


# %% wrong: jump set, not multiplied
# told: replaces the jump by each stride
def receptive_field(layers):
    r = 1
    j = 1
    for (k, s) in layers:
        r = r + (k - 1) * j
        j = s
    return r, j


# %% wrong: the order of the two lines
# told: multiplies the jump before it widens the field
def receptive_field(layers):
    r, jump = 1, 1
    for layer in layers:
        kernel, stride = layer
        jump = jump * stride
        r = r + (kernel - 1) * jump
    return (r, jump)


# %% wrong: the sum of the kernels
# told: widens the field as if no layer had a stride
def receptive_field(layers):
    jump = 1
    total = 0
    for k, s in layers:
        total += k
        jump *= s
    return total - len(layers) + 1, jump


# %% wrong: k instead of k - 1
# told: adds the whole kernel at each layer
def receptive_field(layers):
    size, step = 1, 1
    for k, s in layers:
        size += step * k
        step *= s
    return size, step


# %% wrong: starts at zero
# told: starts from a field of 0
def receptive_field(layers):
    r, jump = 0, 1
    for k, s in layers:
        r = r + jump * (k - 1)
        jump = jump * s
    return r, jump


# %% wrong: from the top, the kernel added before the stride
# told: applies the stride after the kernel on the way back
def receptive_field(layers):
    r = 1
    for k, s in layers[::-1]:
        r = s * (r + k - 1)
    return r, int(np.prod([s for _, s in layers]))


# %% wrong: from the top, r not r - 1
# told: scales the whole field by the stride on the way back
def receptive_field(layers):
    r, jump = 1, 1
    for i in range(len(layers) - 1, -1, -1):
        k, s = layers[i]
        r = s * r + (k - 1)
        jump *= s
    return r, jump


# %% wrong: stride and kernel mixed up
# told: takes (stride, kernel) pairs
def receptive_field(layers):
    r = jump = 1
    for l in layers:
        r += (l[1] - 1) * jump
        jump *= l[0]
    return r, jump


# %% wrong: only r returned
# told: returns the field alone
def receptive_field(layers):
    r = 1
    for i, (k, s) in enumerate(layers):
        r += (k - 1) * int(np.prod([t for _, t in layers[:i]]))
    return r


# %% wrong: strides of all layers up to this one
# told: multiplies the jump before it widens the field
def receptive_field(layers):
    r = 1
    for i in range(len(layers)):
        product = 1
        for j in range(i + 1):
            product *= layers[j][1]
        r += (layers[i][0] - 1) * product
    return r, int(np.prod([s for _, s in layers]))


# %% wrong: jumps that add up
# told: adds each stride to the jump
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r += (k - 1) * jump
        jump += s
    return r, jump


# %% wrong: the stride in place of the spacing
# told: takes the layer's own stride for the jump
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field + (kernel - 1) * stride
        spacing = spacing * stride
    return field, spacing


# %% wrong: spacing not multiplied
# told: replaces the jump by each stride
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field + (kernel - 1) * spacing
        spacing = stride
    return field, spacing


# %% wrong: spacing added
# told: adds each stride to the jump
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field + (kernel - 1) * spacing
        spacing = spacing + stride
    return field, spacing


# %% wrong: one too many per kernel
# told: adds the whole kernel at each layer
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field + kernel * spacing
        spacing = spacing * stride
    return field, spacing


# %% wrong: no strides in the field
# told: widens the field as if no layer had a stride
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field + (kernel - 1)
        spacing = spacing * stride
    return field, spacing


# %% wrong: spacing from the kernel
# told: multiplies the jump by the kernel
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field + (kernel - 1) * spacing
        spacing = spacing * kernel
    return field, spacing


# %% wrong: nothing to start from
# told: starts both r and the jump from 0
def receptive_field(layers):
    field, spacing = 0, 0
    for kernel, stride in layers:
        field = field + (kernel - 1) * spacing
        spacing = spacing * stride
    return field, spacing


# %% wrong: the field forgotten
# told: forgets to add the field so far
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = (kernel - 1) * spacing
        spacing = spacing * stride
    return field, spacing


# %% wrong: product of kernels
# told: multiplies the kernels
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field * kernel
        spacing = spacing * stride
    return field, spacing


# %% wrong: swapped on return
# told: returns the jump first
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field + (kernel - 1) * spacing
        spacing = spacing * stride
    return spacing, field


# %% wrong: reversed
# told: goes through the layers from the last to the first
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in reversed(layers):
        field = field + (kernel - 1) * spacing
        spacing = spacing * stride
    return field, spacing


# %% wrong: popped
# told: changes the list of layers
def receptive_field(layers):
    field, spacing = 1, 1
    while len(layers) > 0:
        kernel, stride = layers.pop(0)
        field = field + (kernel - 1) * spacing
        spacing = spacing * stride
    return field, spacing


# %% wrong: the square
# told: returns the area of the field
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field + (kernel - 1) * spacing
        spacing = spacing * stride
    return field**2, spacing


# %% wrong: half the kernel
# told: counts one side of the kernel only
def receptive_field(layers):
    field, spacing = 1, 1
    for kernel, stride in layers:
        field = field + (kernel - 1) // 2 * spacing
        spacing = spacing * stride
    return field, spacing


# %% wrong: arrays, the kernels whole
# told: adds the whole kernel at each layer
def receptive_field(layers):
    kernels = np.array([k for k, s in layers])
    strides = np.array([s for k, s in layers])
    before = np.concatenate([[1], np.cumprod(strides)[:-1]]) if layers else np.array([])
    return 1 + int(np.sum(kernels * before)), int(np.prod(strides))


# %% wrong: arrays, the strides themselves
# told: takes the layer's own stride for the jump
def receptive_field(layers):
    kernels = np.array([k for k, s in layers])
    strides = np.array([s for k, s in layers])
    before = np.concatenate([[1], np.cumprod(strides)[:-1]]) if layers else np.array([])
    return 1 + int(np.sum((kernels - 1) * strides)), int(np.prod(strides))


# %% wrong: arrays, nothing but the kernels
# told: widens the field as if no layer had a stride
def receptive_field(layers):
    kernels = np.array([k for k, s in layers])
    strides = np.array([s for k, s in layers])
    before = np.concatenate([[1], np.cumprod(strides)[:-1]]) if layers else np.array([])
    return 1 + int(np.sum((kernels - 1) )), int(np.prod(strides))


# %% wrong: arrays, no 1
# told: starts from a field of 0
def receptive_field(layers):
    kernels = np.array([k for k, s in layers])
    strides = np.array([s for k, s in layers])
    before = np.concatenate([[1], np.cumprod(strides)[:-1]]) if layers else np.array([])
    return int(np.sum((kernels - 1) * before)), int(np.prod(strides))


# %% wrong: arrays, the cumulated product of this layer too
# told: multiplies the jump before it widens the field
def receptive_field(layers):
    kernels = np.array([k for k, s in layers])
    strides = np.array([s for k, s in layers])
    before = np.cumprod(strides) if layers else np.array([])
    return 1 + int(np.sum((kernels - 1) * before)), int(np.prod(strides))


# %% wrong: arrays, the sum of the strides
# told: returns the sum of the strides in place of the jump
def receptive_field(layers):
    kernels = np.array([k for k, s in layers])
    strides = np.array([s for k, s in layers])
    before = np.concatenate([[1], np.cumprod(strides)[:-1]]) if layers else np.array([])
    return 1 + int(np.sum((kernels - 1) * before)), int(np.sum(strides))


# %% wrong: arrays, the last stride
# told: returns the last stride in place of the jump
def receptive_field(layers):
    kernels = np.array([k for k, s in layers])
    strides = np.array([s for k, s in layers])
    before = np.concatenate([[1], np.cumprod(strides)[:-1]]) if layers else np.array([])
    return 1 + int(np.sum((kernels - 1) * before)), int(strides[-1]) if layers else 1


# %% wrong: arrays, the largest stride
# told: returns the largest stride in place of the jump
def receptive_field(layers):
    kernels = np.array([k for k, s in layers])
    strides = np.array([s for k, s in layers])
    before = np.concatenate([[1], np.cumprod(strides)[:-1]]) if layers else np.array([])
    return 1 + int(np.sum((kernels - 1) * before)), int(strides.max(initial=1))


# %% wrong: arrays, all but the last stride
# told: leaves the last stride out of the jump
def receptive_field(layers):
    kernels = np.array([k for k, s in layers])
    strides = np.array([s for k, s in layers])
    before = np.concatenate([[1], np.cumprod(strides)[:-1]]) if layers else np.array([])
    return 1 + int(np.sum((kernels - 1) * before)), int(np.prod(strides[:-1]))

# ruff: noqa
# Right and wrong ways to write `layers_that_see` that grader/exercises does not hold. Each section is a file of its own.

# %% right: recursion
def layers_that_see(n, finest, r=1, jump=1):
    if r >= n:
        return []
    s = 2 if jump <= finest // 2 else 1
    return [(3, s)] + layers_that_see(n, finest, r + 2 * jump, jump * s)


# %% right: the last layer never takes a step
def layers_that_see(n, finest):
    layers, r, jump = [], 1, 1
    while r < n:
        s = 2 if jump * 2 <= finest and r + 2 * jump < n else 1
        layers.append((3, s))
        r += 2 * jump
        jump *= s
    return layers


# %% right: using receptive_field
def receptive_field(layers):
    r = jump = 1
    for k, s in layers:
        r, jump = r + (k - 1) * jump, jump * s
    return r, jump


def layers_that_see(n, finest):
    layers = []
    while receptive_field(layers)[0] < n:
        further = layers + [(3, 2)]
        layers = further if receptive_field(further)[1] <= finest else layers + [(3, 1)]
    return layers


# %% right: lists in place of tuples
def layers_that_see(n, finest):
    r, j, out = 1, 1, []
    while n > r:
        s = 1 + (j * 2 <= finest)
        out += [[3, s]]
        r = r + 2 * j
        j = j * s
    return out


# %% right: logarithm
def layers_that_see(n, finest):
    m = int(np.floor(np.log2(finest) + 1e-9))
    layers = []
    seen = 1
    i = 0
    while seen < n:
        seen += 2 * 2 ** min(i, m)
        layers.append((3, 2 if i < m else 1))
        i += 1
    return layers


# %% right: an array
def layers_that_see(n, finest):
    strides, r, jump = [], 1, 1
    while r < n:
        s = 2 if 2 * jump <= finest else 1
        strides.append(s)
        r, jump = r + 2 * jump, jump * s
    return [(3, int(s)) for s in np.array(strides)]


# %% right: break
def layers_that_see(n, finest):
    layers = []
    r = 1
    jump = 1
    while True:
        if r >= n:
            break
        r = r + (3 - 1) * jump
        if jump * 2 > finest:
            layers.append((3, 1))
        else:
            layers.append((3, 2))
            jump = jump * 2
    return layers


# %% right: budget of the jump halved
def layers_that_see(n, finest):
    left, jump, r = finest, 1, 1
    layers = []
    while r < n:
        r += 2 * jump
        if left >= 2:
            left //= 2
            jump *= 2
            layers.append((3, 2))
        else:
            layers.append((3, 1))
    return layers


# %% wrong: no steps
# told: never takes a step of 2
def layers_that_see(n, finest):
    return [(3, 1)] * (-(-(n - 1) // 2))


# %% wrong: only steps
# told: takes a step of 2 in every layer
def layers_that_see(n, finest):
    layers, r, jump = [], 1, 1
    while r < n:
        layers.append((3, 2))
        r, jump = r + 2 * jump, jump * 2
    return layers


# %% wrong: the jump must be smaller
# told: stays below the largest jump allowed
def layers_that_see(n, finest):
    layers, r, jump = [], 1, 1
    while r < n:
        s = 2 if jump * 2 < finest else 1
        layers.append((3, s))
        r += 2 * jump
        jump *= s
    return layers


# %% wrong: one too many
# told: adds a layer where the pixels are just enough
def layers_that_see(n, finest):
    layers, r, jump = [], 1, 1
    while not r > n:
        s = 2 if jump * 2 <= finest else 1
        layers.append((3, s))
        r += 2 * jump
        jump *= s
    return layers


# %% wrong: one above the bound
# told: lets the jump exceed what is allowed
def layers_that_see(n, finest):
    layers, r, jump = [], 1, 1
    while r < n:
        if jump >= finest:
            s = 1
        else:
            s = 2
        layers.append((3, s))
        r += 2 * jump
        jump *= s
    return layers


# %% wrong: the jump after the layer
# told: lets a step widen the layer that takes it
def layers_that_see(n, finest):
    layers, r, jump = [], 1, 1
    while r < n:
        s = 2 if jump * 2 <= finest else 1
        jump *= s
        r += 2 * jump
        layers.append((3, s))
    return layers


# %% wrong: own stride
def layers_that_see(n, finest):
    layers, r, jump = [], 1, 1
    while r < n:
        s = 2 if jump * 2 <= finest else 1
        r += 2 * s
        jump *= s
        layers.append((3, s))
    return layers


# %% wrong: built from the top
# told: takes the steps of 2 last
def layers_that_see(n, finest):
    layers, r, jump = [], 1, 1
    while r < n:
        s = 2 if jump * 2 <= finest else 1
        layers.insert(0, (3, s))
        r += 2 * jump
        jump *= s
    return layers


# %% wrong: without the last
# told: stops one layer early
def layers_that_see(n, finest):
    layers, r, jump = [], 1, 1
    while True:
        s = 2 if jump * 2 <= finest else 1
        r += 2 * jump
        jump *= s
        if r >= n:
            return layers
        layers.append((3, s))


# %% wrong: a number
def layers_that_see(n, finest):
    r, jump, count = 1, 1, 0
    while r < n:
        s = 2 if jump * 2 <= finest else 1
        r, jump, count = r + 2 * jump, jump * s, count + 1
    return count


# %% wrong: strides only
# told: returns the strides alone
def layers_that_see(n, finest):
    r, jump, strides = 1, 1, []
    while r < n:
        s = 2 if jump * 2 <= finest else 1
        r, jump = r + 2 * jump, jump * s
        strides.append(s)
    return strides


# %% wrong: turned round
# told: returns (stride, kernel) pairs
def layers_that_see(n, finest):
    r, jump, out = 1, 1, []
    while r < n:
        s = 2 if jump * 2 <= finest else 1
        r, jump = r + 2 * jump, jump * s
        out.append((s, 3))
    return out


# %% wrong: one wide layer
# told: widens the kernel in place of adding layers
def layers_that_see(n, finest):
    return [] if n == 1 else [(n, 1)]


# %% wrong: a stride of finest at once
def layers_that_see(n, finest):
    layers, r = [(3, finest)], 3
    while r < n:
        layers.append((3, 1))
        r += 2 * finest
    return layers if n > 1 else []

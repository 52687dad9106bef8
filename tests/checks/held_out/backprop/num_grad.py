# ruff: noqa
# Right and wrong ways to write `num_grad` that grader/exercises does not hold. Each section is a file of its own.

# %% right: enumerate over a copy, list of lists
def num_grad(f, x, h=1e-5):
    def slope(index):
        e = np.zeros(x.shape)
        e[index] = h
        return (f(x + e) - f(x - e)) / (2 * h)

    def nested(prefix):
        if len(prefix) == x.ndim:
            return float(slope(prefix))
        return [nested(prefix + (i,)) for i in range(x.shape[len(prefix)])]

    return nested(())


# %% right: nditer
def num_grad(f, x, h=1e-5):
    xf = x.astype(np.float64)
    grad = np.empty_like(xf)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        old = xf[i]
        xf[i] = old + h
        fp = f(xf)
        xf[i] = old - h
        fm = f(xf)
        grad[i] = (fp - fm) / (2 * h)
        xf[i] = old
        it.iternext()
    return grad


# %% right: fromiter
def num_grad(f, x, h=1e-5):
    basis = np.eye(x.size).reshape((-1,) + x.shape)
    return np.fromiter(((f(x + h * e) - f(x - h * e)) / h / 2 for e in basis), dtype=float).reshape(x.shape)


# %% right: the mean of both one-sided quotients
def num_grad(f, x, h=1e-5):
    base, out = f(x.astype(float)), np.zeros(x.shape, dtype=float)
    for k in range(x.size):
        e = np.zeros(x.size)
        e[k] = h
        e = e.reshape(x.shape)
        out.flat[k] = ((f(x + e) - base) / h + (base - f(x - e)) / h) / 2
    return out


# %% right: a torch tensor
def num_grad(f, x, h=1e-5):
    out = torch.zeros(x.shape, dtype=torch.float64)
    for i in np.ndindex(*x.shape):
        hi, lo = x.astype("float64"), x.astype("float64")
        hi[i], lo[i] = hi[i] + h, lo[i] - h
        out[i] = (f(hi) - f(lo)) / (2 * h)
    return out


# %% right: changes x in place and puts every entry back
def num_grad(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        x = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        keep = x[i].copy()
        x[i] = keep + h
        up = f(x)
        x[i] = keep - h
        g[i] = (up - f(x)) / (2 * h)
        x[i] = keep
    return g


# %% right: puts back by arithmetic, on a copy
def num_grad(f, x, h=1e-5):
    x = np.array(x, dtype=float, copy=True)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        a = f(x)
        x[i] -= 2 * h
        b = f(x)
        x[i] += h
        g[i] = (a - b) / (2 * h)
    return g


# %% right: apply_along_axis over indices
from functools import partial


def _quotient(f, x, h, k):
    move = np.where(np.arange(x.size).reshape(x.shape) == k, h, 0.0)
    return (f(x + move) - f(x - move)) / (h + h)


def num_grad(f, x, h=1e-5):
    return np.vectorize(partial(_quotient, f, x, h), otypes=[float])(np.arange(x.size)).reshape(x.shape)


# %% right: from scipy
from scipy.optimize import approx_fprime


def num_grad(f, x, h=1e-5):
    flat = lambda v: f(v.reshape(x.shape))
    start = x.astype(float).ravel()
    return ((approx_fprime(start, flat, h) + approx_fprime(start, flat, -h)) / 2).reshape(x.shape)


# %% wrong: one-sided, from scipy
# told: takes the forward difference
from scipy.optimize import approx_fprime


def num_grad(f, x, h=1e-5):
    return approx_fprime(x.astype(float).ravel(), lambda v: f(v.reshape(x.shape)), h).reshape(x.shape)


# %% wrong: five points
# told: uses a formula that is exact for cubics
def num_grad(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (8 * (f(x + e) - f(x - e)) - f(x + 2 * e) + f(x - 2 * e)) / (12 * h)
    return g


# %% wrong: one-dimensional only
def num_grad(f, x, h=1e-5):
    g = np.zeros(len(x))
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g


# %% wrong: two-dimensional only
def num_grad(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            e = np.zeros(x.shape)
            e[i, j] = h
            g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
    return g


# %% wrong: f of a flat array
def num_grad(f, x, h=1e-5):
    v = x.astype(float).ravel()
    return np.array([(f(v + h * e) - f(v - h * e)) / (2 * h) for e in np.eye(v.size)]).reshape(x.shape)


# %% wrong: another default
# told: steps by 1e-4 where h is left out
def num_grad(f, x, h=1e-4):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g


# %% wrong: single precision
def num_grad(f, x, h=1e-5):
    g = np.zeros(x.shape, dtype=np.float32)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape, dtype=np.float32)
        e[i] = h
        g[i] = (f((x + e).astype(np.float32)) - f((x - e).astype(np.float32))) / (2 * h)
    return g


# %% wrong: rounded to four places
# told: rounds the slopes
def num_grad(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = round((f(x + e) - f(x - e)) / (2 * h), 4)
    return g


# %% wrong: the other step is not undone
# told: puts an entry back at x + h
def num_grad(f, x, h=1e-5):
    y = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        y[i] += h
        a = f(y)
        y[i] -= 2 * h
        g[i] = (a - f(y)) / (2 * h)
        y[i] += 2 * h
    return g


# %% wrong: a shared view
# told: finds no difference between f(x + h) and f(x - h)
def num_grad(f, x, h=1e-5):
    g = np.zeros(x.shape)
    up = down = x.astype(float)
    for i in np.ndindex(x.shape):
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


# %% wrong: the transpose
# told: transposes the gradient
def num_grad(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g.T


# %% wrong: halves the step where it is large
# told: ignores h
def num_grad(f, x, h=1e-5):
    h = min(h, 1e-3)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g


# %% wrong: extrapolated
# told: uses a formula that is exact for cubics
def num_grad(f, x, h=1e-5):
    def central(s):
        out = np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            e = np.zeros(x.shape)
            e[i] = s
            out[i] = (f(x + e) - f(x - e)) / (2 * s)
        return out

    return (4 * central(h / 2) - central(h)) / 3


# %% wrong: integers become floats in the caller's hands
# told: loses the step in an array of integers
def num_grad(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        keep = x[i]
        x[i] = keep + h
        a = f(x)
        x[i] = keep - h
        g[i] = (a - f(x)) / (2 * h)
        x[i] = keep
    return g


# %% wrong: the direction of the slope only
# told: scales the gradient to length 1
def num_grad(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g / np.linalg.norm(g)


# %% wrong: the forward difference, with a helper
# told: takes the forward difference
def num_grad(f, x, h=1e-5):
    def moved(i):
        y = x.astype(float).copy()
        y.flat[i] += h
        return f(y)

    base = f(x.astype(float))
    return np.array([(moved(i) - base) / h for i in range(x.size)]).reshape(x.shape)


# %% wrong: divided by the step once
# told: divides by h where 2 h belongs
def num_grad(f, x, h=1e-5):
    grad = np.zeros_like(x, dtype=float)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        idx = it.multi_index
        d = np.zeros_like(grad)
        d[idx] = h
        grad[idx] = (f(x + d) - f(x - d)) / h
    return grad


# %% wrong: precedence
# told: divides only f(x - h) by 2 h
def num_grad(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for idx, _ in np.ndenumerate(x):
        plus = x.astype(float)
        minus = x.astype(float)
        plus[idx] += h
        minus[idx] -= h
        grad[idx] = f(plus) - f(minus) / (2 * h)
    return grad


# %% wrong: one copy for all entries
# told: does not put an entry back before it moves the next
def num_grad(f, x, h=1e-5):
    y = x.astype(float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        orig = y[i]
        y[i] = orig + h
        fp = f(y)
        y[i] = orig - h
        fm = f(y)
        grad[i] = (fp - fm) / (2 * h)
    return grad


# %% wrong: no index
# told: moves all entries at once
def num_grad(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        grad[i] = (f(x + h) - f(x - h)) / (2 * h)
    return grad


# %% wrong: return in the loop
# told: returns after the first entry
def num_grad(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        grad[i] = (f(x + e) - f(x - e)) / (2 * h)
        return grad


# %% wrong: a list of slopes
# told: flattens the gradient
def num_grad(f, x, h=1e-5):
    slopes = []
    for i in range(x.size):
        e = np.zeros(x.size)
        e[i] = h
        e = e.reshape(x.shape)
        slopes.append((f(x + e) - f(x - e)) / (2 * h))
    return slopes


# %% wrong: like x
# told: returns an array of integers
def num_grad(f, x, h=1e-5):
    grad = np.empty_like(x)
    for i in np.ndindex(x.shape):
        xp, xm = x.astype(float), x.astype(float)
        xp[i] += h
        xm[i] -= h
        grad[i] = (f(xp) - f(xm)) / (2 * h)
    return grad


# %% wrong: the last entry is left out
# told: leaves the last entry out
def num_grad(f, x, h=1e-5):
    grad = np.zeros(x.size)
    for i in range(x.size - 1):
        e = np.zeros(x.size)
        e[i] = h
        e = e.reshape(x.shape)
        grad[i] = (f(x + e) - f(x - e)) / (2 * h)
    return grad.reshape(x.shape)


# %% wrong: in the caller's array, never put back
# told: leaves its last step in the caller's x
def num_grad(f, x, h=1e-5):
    if not np.issubdtype(x.dtype, np.floating):
        x = x.astype(float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        grad[i] = (above - f(x)) / (2 * h)
    return grad


# %% wrong: h squared
# told: takes the second derivative
def num_grad(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        grad[i] = (f(x + e) - 2 * f(x.astype(float)) + f(x - e)) / h**2
    return grad


# %% wrong: a step of its own
# told: ignores h
def num_grad(f, x, h=1e-5):
    eps = 1e-5
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = eps
        grad[i] = (f(x + e) - f(x - e)) / (2 * eps)
    return grad


# %% wrong: backwards
# told: takes the backward difference
def num_grad(f, x, h=1e-5):
    here = f(x.astype(float))
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        y = x.astype(float)
        y[i] -= h
        grad[i] = (here - f(y)) / h
    return grad

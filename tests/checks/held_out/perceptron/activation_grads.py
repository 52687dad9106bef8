# ruff: noqa
# Right and wrong ways to write `activation_grads` that grader/exercises does not hold. Each section is a file of its own.

# %% right: the rules of the chapter
def activation_grads(z):
    s, t = 1 / (1 + np.exp(-z)), np.tanh(z)
    return {"sigmoid": s * (1 - s), "tanh": 1 - t * t, "relu": np.where(z > 0, 1, 0)}


# %% right: a comparison as it is
def activation_grads(z):
    from scipy.special import expit

    return dict(relu=z > 0, tanh=1 - np.square(np.tanh(z)), sigmoid=expit(z) * expit(-z))


# %% right: 1 at the corner
def activation_grads(z):
    e = np.exp(-abs(z))
    return {"sigmoid": e / (1 + e) ** 2, "tanh": 4 * e**2 / (e**2 + 1) ** 2, "relu": (z >= 0).astype(np.float64)}


# %% right: through the sigmoid alone
def activation_grads(z):
    def sigma(v):
        return 0.5 * (1 + np.tanh(v / 2))

    def slope(v):
        return sigma(v) * sigma(-v)

    return {"sigmoid": slope(z), "tanh": 4 * slope(2 * z), "relu": np.heaviside(z, 0.3)}


# %% right: number by number, nested lists
def activation_grads(z):
    def each(f, v):
        return [each(f, w) for w in v] if np.ndim(v) else f(float(v))

    return {
        "sigmoid": each(lambda v: 0.25 * (1 - math.tanh(v / 2) ** 2), z),
        "tanh": each(lambda v: (1 - math.tanh(v)) * (1 + math.tanh(v)), z),
        "relu": each(lambda v: 0.5 * (1 + math.copysign(1, v)), z),
    }


# %% right: torch.func
from torch.func import grad, vmap


def activation_grads(z):
    flat = torch.as_tensor(z).reshape(-1)
    pairs = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}
    return {name: vmap(grad(f))(flat).reshape(z.shape) for name, f in pairs.items()}


# %% right: complex steps
def activation_grads(z):
    h = 1e-20
    c = z + 1j * h
    return {"sigmoid": (np.tanh(c / 2) / 2).imag / h, "tanh": np.tanh(c).imag / h, "relu": np.maximum(np.sign(z), 0)}


# %% right: sympy
def activation_grads(z):
    x = sympy.Symbol("x", real=True)
    found = {}
    for name, f in (("sigmoid", (1 + sympy.tanh(x / 2)) / 2), ("tanh", sympy.tanh(x))):
        found[name] = np.array([float(sympy.lambdify(x, f.diff(x), "math")(v)) for v in z.flat]).reshape(z.shape)
    found["relu"] = np.array([float(v > 0) for v in z.flat]).reshape(z.shape)
    return found


# %% right: the diagonal of a Jacobian
def activation_grads(z):
    flat = torch.tensor(z).flatten()
    out = {}
    for name in ["sigmoid", "tanh", "relu"]:
        J = torch.autograd.functional.jacobian(getattr(torch, name), flat)
        out[name] = J.diagonal().numpy().reshape(z.shape)
    return out


# %% wrong: softplus for ReLU
# told: takes the smooth softplus for ReLU
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": s}


# %% wrong: ReLU's slope on the wrong side
# told: gives ReLU its slope on the wrong side
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": (z < 0).astype(float)}


# %% wrong: ReLU's corner at 1
# told: puts the corner of ReLU at 1
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": (z > 1).astype(float)}


# %% wrong: ReLU6
# told: stops ReLU at 6
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": ((z > 0) & (z < 6)) * 1.0}


# %% wrong: sigma' of sigma
# told: computes the slope of the sigmoid at sigma(z) instead of at z
def activation_grads(z):
    def d(v):
        s = 1 / (1 + np.exp(-v))
        return s * (1 - s)

    return {"sigmoid": d(1 / (1 + np.exp(-z))), "tanh": 1 - np.tanh(z) ** 2, "relu": (z > 0) * 1.0}


# %% wrong: 1 + tanh^2
# told: has a plus sign in 1 - tanh^2
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s - s**2, "tanh": 1 + np.tanh(z) ** 2, "relu": (z > 0) * 1.0}


# %% wrong: tanh of the square
# told: squares z instead of tanh(z)
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s - s**2, "tanh": 1 - np.tanh(z**2), "relu": (z > 0) * 1.0}


# %% wrong: the factor 2 outside only
# told: loses one factor 2 of tanh z = 2 sigma(2z) - 1
def activation_grads(z):
    s = 1 / (1 + np.exp(-2 * z))
    return {"sigmoid": np.exp(-z) / (1 + np.exp(-z)) ** 2, "tanh": 2 * s * (1 - s), "relu": (z > 0) * 1.0}


# %% wrong: the 2 missing inside
# told: takes 4 sigma'(z) for 4 sigma'(2z) in the slope of tanh
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 4 * s * (1 - s), "relu": (z > 0) * 1.0}


# %% wrong: the square in the denominator forgotten
# told: forgets the factor sigma, or the square in e^(-z) / (1 + e^(-z))^2
def activation_grads(z):
    return {"sigmoid": np.exp(-z) / (1 + np.exp(-z)), "tanh": 1 - np.tanh(z) ** 2, "relu": (z > 0) * 1.0}


# %% wrong: second derivatives
# told: returns second derivatives
def activation_grads(z):
    s, t = 1 / (1 + np.exp(-z)), np.tanh(z)
    return {"sigmoid": s * (1 - s) * (1 - 2 * s), "tanh": -2 * t * (1 - t**2), "relu": 0 * z}


# %% wrong: two keys exchanged
# told: exchanges sigmoid and tanh
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"tanh": s * (1 - s), "sigmoid": 1 - np.tanh(z) ** 2, "relu": (z > 0) * 1.0}


# %% wrong: other keys
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"Sigmoid": s * (1 - s), "Tanh": 1 - np.tanh(z) ** 2, "ReLU": (z > 0) * 1.0}


# %% wrong: a key too many
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"z": z, "sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": (z > 0) * 1.0}


# %% wrong: a tuple
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s), 1 - np.tanh(z) ** 2, (z > 0) * 1.0


# %% wrong: the functions
def activation_grads(z):
    def s(v):
        return 1 / (1 + np.exp(-v))

    return {"sigmoid": lambda v: s(v) * (1 - s(v)), "tanh": lambda v: 1 - np.tanh(v) ** 2, "relu": lambda v: v > 0}


# %% wrong: a list of one gradient summed over rows
# told: averages over the rows
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": (s * (1 - s)).mean(axis=0), "tanh": (1 - np.tanh(z) ** 2).mean(axis=0), "relu": (z > 0).mean(axis=0)}


# %% wrong: autograd summed over the three
# told: adds up the gradients of all three functions
def activation_grads(z):
    leaf = torch.tensor(z, requires_grad=True)
    out = {}
    for name in ("sigmoid", "tanh", "relu"):
        getattr(torch, name)(leaf).sum().backward()
        out[name] = leaf.grad.clone().numpy()
    return out


# %% wrong: one-sided quotients
def activation_grads(z):
    h = 1e-5

    def f(v):
        return 1 / (1 + np.exp(-v))

    return {"sigmoid": (f(z + h) - f(z)) / h, "tanh": (np.tanh(z + h) - np.tanh(z)) / h, "relu": (z > 0) * 1.0}


# %% wrong: np.gradient
def activation_grads(z):
    f = [1 / (1 + np.exp(-z)), np.tanh(z), np.maximum(z, 0)]
    flat = [np.gradient(v.ravel()) if z.size > 1 else v.ravel() for v in f]
    return dict(zip(["sigmoid", "tanh", "relu"], [v.reshape(z.shape) for v in flat]))


# %% wrong: NaN at the corner
# told: divides by z, which is NaN at the corner of ReLU
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    with np.errstate(all="ignore"):
        return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": (1 + z / np.abs(z)) / 2}


# %% wrong: 2 at the corner
# told: adds up two slopes at the corner of ReLU
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": (z >= 0) * 1.0 + (z == 0)}


# %% wrong: saturated slopes cut off
def activation_grads(z):
    s = 1 / (1 + np.exp(-np.clip(z, -15, 15)))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": (z > 0) * 1.0}


# %% wrong: in place
# told: overwrites z
def activation_grads(z):
    relu = (z > 0) * 1.0
    s = 1 / (1 + np.exp(-z))
    t = np.tanh(z, out=z)
    return {"sigmoid": s * (1 - s), "tanh": 1 - t**2, "relu": relu}


# %% wrong: the chapter's chain rule, typed as it stands
# told: overflows in e^(-z) / (1 + e^(-z))^2
def activation_grads(z):
    grads = {}
    grads["sigmoid"] = np.exp(-z) / (1 + np.exp(-z)) ** 2
    grads["tanh"] = 1 - np.tanh(z) ** 2
    grads["relu"] = (z > 0).astype(float)
    return grads


# %% wrong: the chain rule with e^z
# told: overflows for large z, in sigmoid and tanh
def activation_grads(z):
    e = np.exp(z)
    return {"sigmoid": e / (1 + e) ** 2, "tanh": 4 * e**2 / (e**2 + 1) ** 2, "relu": (z >= 0).astype(np.float64)}


# %% wrong: the inner derivative of the sigmoid forgotten
# told: forgets the factor e^(-z), the inner derivative of the sigmoid
def activation_grads(z):
    relu = np.zeros_like(z)
    relu[z > 0] = 1
    return {"sigmoid": 1 / (1 + np.exp(-z)) ** 2, "tanh": 1 - np.tanh(z) ** 2, "relu": relu}


# %% wrong: tanh with both slips of the chain rule
# told: loses both factors 2 of tanh z = 2 sigma(2z) - 1
def activation_grads(z):
    def sig(v):
        return 1 / (1 + np.exp(-v))

    def dsig(v):
        return sig(v) * (1 - sig(v))

    return {"sigmoid": dsig(z), "tanh": dsig(2 * z), "relu": np.where(z > 0, 1.0, 0.0)}


# %% wrong: the same rule for both
# told: treats the sigmoid like tanh
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    t = np.tanh(z)
    return {"sigmoid": 1 - s**2, "tanh": 1 - t**2, "relu": np.heaviside(z, 0)}


# %% wrong: ReLU itself
# told: takes max(0, z) for the slope of ReLU
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return dict(sigmoid=s * (1 - s), tanh=1 - np.tanh(z) ** 2, relu=np.maximum(0, z))


# %% wrong: the sign of z
# told: gives ReLU the slope -1 on the left
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    r = np.ones_like(z)
    r[z < 0] = -1
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": r}


# %% wrong: the square of tanh forgotten, and ReLU itself
# told: leaves out the square of tanh; takes max(0, z) for the slope of ReLU
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z), "relu": np.maximum(z, 0)}


# %% wrong: torch on a view of z
# told: overwrites z
def activation_grads(z):
    t = torch.from_numpy(z)
    s = torch.sigmoid(t)
    th = torch.tanh(t)
    r = t.clamp_(min=0).sign()
    return {"sigmoid": (s * (1 - s)).numpy(), "tanh": (1 - th**2).numpy(), "relu": r.numpy()}


# %% wrong: functions, not slopes
# told: returns the functions themselves
def activation_grads(z):
    return {"sigmoid": 1 / (1 + np.exp(-z)), "tanh": np.tanh(z), "relu": np.maximum(0, z)}


# %% wrong: 1 / cosh
# told: forgets the square in 1 / cosh^2
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 / np.cosh(np.clip(z, -100, 100)), "relu": (z > 0) * 1.0}

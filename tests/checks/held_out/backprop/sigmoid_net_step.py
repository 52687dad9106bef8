# ruff: noqa
# Right and wrong ways to write `sigmoid_net_step` that grader/exercises does not hold. Each section is a file of its own.

# %% right: scipy's sigmoid, einsum
from scipy.special import expit


def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = expit(np.einsum("ij,j->i", W1, x) + b1)
    o = expit(np.einsum("ij,j->i", W2, h) + b2)
    d2 = (o - t) * o * (1 - o)
    d1 = np.einsum("k,kj,j,j->j", d2, W2, h, 1 - h)
    return np.square(t - o).sum() / 2, W1 - lr * np.einsum("i,j->ij", d1, x), W2 - lr * np.einsum("i,j->ij", d2, h)


# %% right: torch optimiser
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    A = torch.nn.Parameter(torch.tensor(W1))
    B = torch.nn.Parameter(torch.tensor(W2))
    optimiser = torch.optim.SGD([A, B], lr=lr)
    out = torch.sigmoid(torch.sigmoid(torch.tensor(x) @ A.T + b1) @ B.T + b2)
    loss = 0.5 * F.mse_loss(out, torch.tensor(t), reduction="sum")
    loss.backward()
    optimiser.step()
    return loss.detach(), A.detach(), B.detach()


# %% right: lists and math.exp
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    s = lambda v: 1.0 / (1.0 + math.exp(-v))
    h = [s(sum(w * v for w, v in zip(row, x)) + b1) for row in W1]
    o = [s(sum(w * v for w, v in zip(row, h)) + b2) for row in W2]
    d2 = [(oi - ti) * oi * (1 - oi) for oi, ti in zip(o, t)]
    d1 = [sum(d2[k] * W2[k][j] for k in range(2)) * h[j] * (1 - h[j]) for j in range(2)]
    E = sum(0.5 * (ti - oi) ** 2 for oi, ti in zip(o, t))
    return [
        E,
        [[W1[j][i] - lr * d1[j] * x[i] for i in range(2)] for j in range(2)],
        [[W2[k][j] - lr * d2[k] * h[j] for j in range(2)] for k in range(2)],
    ]


# %% right: the new W2 after the hidden deltas
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-W1.dot(x) - b1))
    o = 1 / (1 + np.exp(-W2.dot(h) - b2))
    E = 0.5 * ((t - o) ** 2).sum()
    W1, W2 = W1.copy(), W2.copy()
    delta = -(t - o) * o * (1 - o)
    back = delta.dot(W2)
    W2 -= lr * np.outer(delta, h)
    W1 -= lr * np.outer(back * h * (1 - h), x)
    return float(E), W1, W2


# %% right: column vectors
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    x, t = x[:, None], t[:, None]
    a1 = W1 @ x + b1
    h = np.reciprocal(1 + np.exp(-a1))
    a2 = W2 @ h + b2
    o = np.reciprocal(1 + np.exp(-a2))
    g = o - t
    d2 = g * np.exp(-a2) / (1 + np.exp(-a2)) ** 2
    d1 = W2.T @ d2 * (np.exp(-a1) / (1 + np.exp(-a1)) ** 2)
    return ((g.T @ g) / 2).item(), W1 - lr * (d1 @ x.T), W2 - lr * (d2 @ h.T)


# %% right: complex steps
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    def error(A, B):
        h = 1 / (1 + np.exp(-(A @ x + b1)))
        o = 1 / (1 + np.exp(-(B @ h + b2)))
        return ((t - o) ** 2).sum() / 2

    G1, G2 = np.zeros((2, 2)), np.zeros((2, 2))
    for i in np.ndindex(2, 2):
        step = np.zeros((2, 2), dtype=complex)
        step[i] = 1e-30j
        G1[i], G2[i] = error(W1 + step, W2).imag / 1e-30, error(W1, W2 + step).imag / 1e-30
    return error(W1, W2), W1 - lr * G1, W2 - lr * G2


# %% right: a tanh in disguise, numpy scalars
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    half = np.float64(0.5)
    (u,) = [np.tanh(half * (W1 @ x + b1))]
    (v,) = [np.tanh(half * (W2 @ (half * (1 + u)) + b2))]
    h, o = half * (1 + u), half * (1 + v)
    d2 = (o - t) * (1 - v * v) / 4
    d1 = (d2 @ W2) * (1 - u * u) / 4
    return np.asarray(half * (o - t) @ (o - t)), W1 - lr * d1[:, None] * x[None], W2 - lr * d2[:, None] * h[None]


# %% right: sympy's derivative
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    w = sympy.symbols("w0:8")
    s = lambda a: 1 / (1 + sympy.exp(-a))
    h = [s(w[2 * j] * float(x[0]) + w[2 * j + 1] * float(x[1]) + b1) for j in range(2)]
    o = [s(w[4 + 2 * k] * h[0] + w[5 + 2 * k] * h[1] + b2) for k in range(2)]
    E = sum((float(t[k]) - o[k]) ** 2 for k in range(2)) / 2
    at = np.concatenate([W1.ravel(), W2.ravel()])
    values = sympy.lambdify(w, [E] + [E.diff(v) for v in w], "numpy", cse=True)(*at)
    new = at - lr * np.array(values[1:])
    return values[0], new[:4].reshape(2, 2), new[4:].reshape(2, 2)


# %% right: a class for the layer
class _Layer:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x, self.z = x, 1 / (1 + np.exp(-(self.W @ x + self.b)))
        return self.z

    def backward(self, g):
        d = g * self.z * (1 - self.z)
        self.dW = np.outer(d, self.x)
        return self.W.T @ d


def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    one, two = _Layer(W1, b1), _Layer(W2, b2)
    o = two.forward(one.forward(x))
    one.backward(two.backward(o - t))
    return np.sum(0.5 * (t - o) ** 2), one.W - lr * one.dW, two.W - lr * two.dW


# %% wrong: loops that update on the way
# told: sends the error back through the new W2
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    A, B = W1.copy(), W2.copy()
    h = 1 / (1 + np.exp(-(A @ x + b1)))
    o = 1 / (1 + np.exp(-(B @ h + b2)))
    E = 0.5 * ((t - o) ** 2).sum()
    for k in range(2):
        d = (o[k] - t[k]) * o[k] * (1 - o[k])
        for j in range(2):
            B[k, j] -= lr * d * h[j]
            for i in range(2):
                A[j, i] -= lr * d * B[k, j] * h[j] * (1 - h[j]) * x[i]
    return E, A, B


# %% wrong: the new W1 before W2
# told: takes the gradient of W2 at the new hidden outputs
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    new1 = W1 - lr * np.outer(W2.T @ d2 * h * (1 - h), x)
    h = 1 / (1 + np.exp(-(new1 @ x + b1)))
    return 0.5 * ((t - o) ** 2).sum(), new1, W2 - lr * np.outer(d2, h)


# %% wrong: single precision
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    A, B = (torch.tensor(W, dtype=torch.float32, requires_grad=True) for W in (W1, W2))
    x, t = (torch.tensor(v, dtype=torch.float32) for v in (x, t))
    E = 0.5 * (t - torch.sigmoid(B @ torch.sigmoid(A @ x + b1) + b2)).pow(2).sum()
    E.backward()
    return E.item(), (A - lr * A.grad).detach(), (B - lr * B.grad).detach()


# %% wrong: momentum kept between calls
_state = {"v": 0.0}


def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    _state["v"] = 0.1 * _state["v"] + np.outer(d2, h)
    return 0.5 * ((t - o) ** 2).sum(), W1 - lr * np.outer(W2.T @ d2 * h * (1 - h), x), W2 - lr * _state["v"]


# %% wrong: the mean squared error
# told: averages E over the outputs
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    return np.mean((t - o) ** 2) / 2, W1 - lr * np.outer(W2.T @ d2 * h * (1 - h), x), W2 - lr * np.outer(d2, h)


# %% wrong: an error for each output
# told: returns an error for each output
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    return 0.5 * (t - o) ** 2, W1 - lr * np.outer(W2.T @ d2 * h * (1 - h), x), W2 - lr * np.outer(d2, h)


# %% wrong: the cross-entropy and its delta
# told: takes the cross-entropy for E
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = o - t
    E = -(t * np.log(o) + (1 - t) * np.log(1 - o)).sum()
    return E, W1 - lr * np.outer(W2.T @ d2 * h * (1 - h), x), W2 - lr * np.outer(d2, h)


# %% wrong: swapped matrices
# told: returns W2 before W1
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    return 0.5 * ((t - o) ** 2).sum(), W2 - lr * np.outer(d2, h), W1 - lr * np.outer(W2.T @ d2 * h * (1 - h), x)


# %% wrong: W2 only
# told: leaves W1 as it is
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    return 0.5 * ((t - o) ** 2).sum(), W1.copy(), W2 - lr * np.outer(d2, h)


# %% wrong: rounded to six places
# told: rounds on the way
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = np.round(1 / (1 + np.exp(-(W1 @ x + b1))), 6)
    o = np.round(1 / (1 + np.exp(-(W2 @ h + b2))), 6)
    d2 = (o - t) * o * (1 - o)
    return 0.5 * ((t - o) ** 2).sum(), W1 - lr * np.outer(W2.T @ d2 * h * (1 - h), x), W2 - lr * np.outer(d2, h)


# %% wrong: no biases on the way back to the slopes
# told: leaves the biases out of the slopes
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    s = lambda v: 1 / (1 + np.exp(-v))
    h = s(W1 @ x + b1)
    o = s(W2 @ h + b2)
    slope = lambda v: s(v) * (1 - s(v))
    d2 = (o - t) * slope(W2 @ h)
    d1 = (W2.T @ d2) * slope(W1 @ x)
    return 0.5 * ((t - o) ** 2).sum(), W1 - lr * np.outer(d1, x), W2 - lr * np.outer(d2, h)


# %% wrong: two steps
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    E = None
    for _ in range(2):
        h = 1 / (1 + np.exp(-(W1 @ x + b1)))
        o = 1 / (1 + np.exp(-(W2 @ h + b2)))
        E = 0.5 * ((t - o) ** 2).sum() if E is None else E
        d2 = (o - t) * o * (1 - o)
        W1, W2 = W1 - lr / 2 * np.outer(W2.T @ d2 * h * (1 - h), x), W2 - lr / 2 * np.outer(d2, h)
    return E, W1, W2


# %% wrong: W1 in place only
# told: changes W1 in place
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    W1 -= lr * np.outer(W2.T @ d2 * h * (1 - h), x)
    return 0.5 * ((t - o) ** 2).sum(), W1, W2 - lr * np.outer(d2, h)


# %% wrong: a hidden delta that multiplies by h twice
# told: multiplies by the hidden slope before it goes back through W2
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    d1 = W2.T @ (d2 * h * (1 - h))
    return 0.5 * ((t - o) ** 2).sum(), W1 - lr * np.outer(d1, x), W2 - lr * np.outer(d2, h)


# %% wrong: the published numbers
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    new1 = np.array([[0.149780716, 0.19956143], [0.24975114, 0.29950229]])
    new2 = np.array([[0.35891648, 0.408666186], [0.51130127, 0.561370121]])
    return 0.298371109, new1, new2


# %% wrong: the sigmoid by exp(a) over 1 + exp(a)
# told: loses a unit that is far out to NaN
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    def sig(a):
        return np.exp(a) / (1 + np.exp(a))

    h = sig(W1 @ x + b1)
    o = sig(W2 @ h + b2)
    d2 = (o - t) * o * (1 - o)
    d1 = (W2.T @ d2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(d1, x), W2 - lr * np.outer(d2, h)


# %% wrong: the error without its half
# told: returns E without its factor 1/2
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    z1 = W1.dot(x) + b1
    h = 1.0 / (1.0 + np.exp(-z1))
    z2 = W2.dot(h) + b2
    o = 1.0 / (1.0 + np.exp(-z2))
    err = o - t
    g2 = err * o * (1.0 - o)
    g1 = W2.T.dot(g2) * h * (1.0 - h)
    return float(np.dot(err, err)), W1 - lr * np.outer(g1, x), W2 - lr * np.outer(g2, h)


# %% wrong: uphill
# told: climbs
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    dE_do = t - o
    d2 = dE_do * o * (1 - o)
    d1 = W2.T @ d2 * h * (1 - h)
    return 0.5 * np.sum(dE_do**2), W1 - lr * np.outer(d1, x), W2 - lr * np.outer(d2, h)


# %% wrong: W2 before it is needed
# told: sends the error back through the new W2
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    E = 0.5 * np.sum((t - o) ** 2)
    d2 = (o - t) * o * (1 - o)
    W2 = W2 - lr * np.outer(d2, h)
    d1 = (W2.T @ d2) * h * (1 - h)
    W1 = W1 - lr * np.outer(d1, x)
    return E, W1, W2


# %% wrong: no transpose
# told: goes back through W2 instead of its transpose
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    d1 = np.dot(W2, d2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(d1, x), W2 - lr * np.outer(d2, h)


# %% wrong: x in both gradients
# told: pairs the outputs' error with x
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    d1 = (W2.T @ d2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * d1[:, None] * x, W2 - lr * d2[:, None] * x


# %% wrong: the slopes of tanh
# told: uses the slope of tanh
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * (1 - o * o)
    d1 = (W2.T @ d2) * (1 - h * h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(d1, x), W2 - lr * np.outer(d2, h)


# %% wrong: the raw error goes back
# told: leaves out the slope of the output units on the way to W1
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    error = o - t
    grad_W2 = np.outer(error * o * (1 - o), h)
    grad_W1 = np.outer((W2.T @ error) * h * (1 - h), x)
    return 0.5 * np.sum(error**2), W1 - lr * grad_W1, W2 - lr * grad_W2


# %% wrong: in place
# told: changes W1 and W2 in place
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    d1 = (W2.T @ d2) * h * (1 - h)
    W1 -= lr * np.outer(d1, x)
    W2 -= lr * np.outer(d2, h)
    return 0.5 * np.sum((t - o) ** 2), W1, W2


# %% wrong: no learning rate
# told: takes a step of 1, without lr
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    d1 = (W2.T @ d2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - np.outer(d1, x), W2 - np.outer(d2, h)


# %% wrong: no biases
# told: forgets the biases
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-W1 @ x))
    o = 1 / (1 + np.exp(-W2 @ h))
    d2 = (o - t) * o * (1 - o)
    d1 = (W2.T @ d2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(d1, x), W2 - lr * np.outer(d2, h)


# %% wrong: twice the error
# told: doubles the gradient
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = 2 * (o - t) * o * (1 - o)
    d1 = (W2.T @ d2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(d1, x), W2 - lr * np.outer(d2, h)


# %% wrong: one bias for both layers
# told: uses b1 in both layers
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    def layer(W, b, v):
        return 1 / (1 + np.exp(-(W @ v + b)))

    h = layer(W1, b1, x)
    o = layer(W2, b1, h)
    d2 = (o - t) * o * (1 - o)
    d1 = d2 @ W2 * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(d1, x), W2 - lr * np.outer(d2, h)


# %% wrong: gradients only
# told: returns the gradients in place of the new weights
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (o - t) * o * (1 - o)
    d1 = (W2.T @ d2) * h * (1 - h)
    dW2 = np.outer(d2, h)
    dW1 = np.outer(d1, x)
    return 0.5 * np.sum((t - o) ** 2), dW1, dW2

# ruff: noqa
# Right and wrong ways to write `mlp_grads` that grader/exercises does not hold. Each section is a file of its own.

# %% right: four equations, column vectors
def mlp_grads(x, t, Ws, bs):
    h, H = x.reshape(-1, 1), [x.reshape(-1, 1)]
    A = []
    for W, b in zip(Ws, bs):
        a = W @ h + b.reshape(-1, 1)
        h = np.tanh(a)
        A.append(a)
        H.append(h)
    sp = lambda a: 1.0 - np.tanh(a) ** 2
    delta = (H[-1] - t.reshape(-1, 1)) * sp(A[-1])
    dW, db = [delta @ H[-2].T], [delta[:, 0]]
    for l in range(2, len(Ws) + 1):
        delta = (Ws[-l + 1].T @ delta) * sp(A[-l])
        dW = [delta @ H[-l - 1].T] + dW
        db = [delta.ravel()] + db
    return dW, db


# %% right: loops over units
def mlp_grads(x, t, Ws, bs):
    z = [list(x)]
    for W, b in zip(Ws, bs):
        z.append([math.tanh(sum(W[i][j] * z[-1][j] for j in range(len(z[-1]))) + b[i]) for i in range(len(b))])
    back = [z[-1][i] - t[i] for i in range(len(t))]
    dWs, dbs = [], []
    for l in range(len(Ws) - 1, -1, -1):
        d = [back[i] * (1 - z[l + 1][i] ** 2) for i in range(len(back))]
        dWs.append([[d[i] * z[l][j] for j in range(len(z[l]))] for i in range(len(d))])
        dbs.append(d)
        back = [sum(Ws[l][i][j] * d[i] for i in range(len(d))) for j in range(len(z[l]))]
    return dWs[::-1], dbs[::-1]


# %% right: torch.func
def mlp_grads(x, t, Ws, bs):
    from torch.func import grad

    xt, tt = torch.from_numpy(x), torch.from_numpy(t)

    def cost(params):
        out = xt
        for W, b in params:
            out = torch.tanh(W @ out + b)
        return 0.5 * (out - tt).pow(2).sum()

    g = grad(cost)([(torch.from_numpy(W), torch.from_numpy(b)) for W, b in zip(Ws, bs)])
    return tuple(list(part) for part in zip(*g))


# %% right: complex steps
def mlp_grads(x, t, Ws, bs):
    def cost(Ws, bs):
        h = x
        for W, b in zip(Ws, bs):
            h = np.tanh(W @ h + b)
        return ((h - t) ** 2).sum() / 2

    def slope(params, other, swap):
        found = []
        for k, P in enumerate(params):
            g = np.zeros(P.shape)
            for i in np.ndindex(P.shape):
                Q = [p.astype(complex) for p in params]
                Q[k][i] += 1e-30j
                g[i] = (cost(other, Q) if swap else cost(Q, other)).imag / 1e-30
            found.append(g)
        return found

    return slope(Ws, bs, False), slope(bs, Ws, True)


# %% right: biases absorbed as a last column
def mlp_grads(x, t, Ws, bs):
    aug = lambda v: np.append(v, 1.0)
    M = [np.c_[W, b] for W, b in zip(Ws, bs)]
    zs = [x]
    for m in M:
        zs.append(np.tanh(m @ aug(zs[-1])))
    e, G = zs[-1] - t, []
    for m, zin, zout in zip(M[::-1], zs[-2::-1], zs[:0:-1]):
        d = e * (1 - zout**2)
        G.insert(0, np.outer(d, aug(zin)))
        e = (m.T @ d)[:-1]
    return [g[:, :-1] for g in G], [g[:, -1] for g in G]


# %% right: a tape of closures
def mlp_grads(x, t, Ws, bs):
    tape, h = [], x
    dWs, dbs = {}, {}

    def layer(k, h):
        out = np.tanh(Ws[k].dot(h) + bs[k])

        def back(blame):
            d = blame - blame * out * out
            dWs[k], dbs[k] = np.multiply.outer(d, h), d
            return d.dot(Ws[k])

        tape.append(back)
        return out

    for k in range(len(Ws)):
        h = layer(k, h)
    blame = h - t
    while tape:
        blame = tape.pop()(blame)
    return [dWs[k] for k in range(len(Ws))], [dbs[k] for k in range(len(Ws))]


# %% right: autograd's Jacobian, tuples
def mlp_grads(x, t, Ws, bs):
    n = len(Ws)

    def cost(*params):
        z = torch.tensor(x)
        for k in range(n):
            z = torch.tanh(params[k] @ z + params[n + k])
        return torch.nn.functional.mse_loss(z, torch.tensor(t), reduction="sum") / 2

    got = torch.autograd.functional.jacobian(cost, tuple(torch.tensor(a) for a in [*Ws, *bs]))
    return got[:n], got[n:]


# %% right: matrices of slopes
def mlp_grads(x, t, Ws, bs):
    outs = [x]
    for k in range(len(Ws)):
        outs.append(np.tanh(Ws[k] @ outs[k] + bs[k]))
    D = [np.diag(1 - o**2) for o in outs[1:]]
    row = (outs[-1] - t)[None, :]
    dWs, dbs = [0] * len(Ws), [0] * len(Ws)
    for k in reversed(range(len(Ws))):
        row = row @ D[k]
        dWs[k], dbs[k] = row.T @ outs[k][None, :], row[0].copy()
        row = row @ Ws[k]
    return dWs, dbs


# %% right: a torch module
class _Net(torch.nn.Module):
    def __init__(self, Ws, bs):
        super().__init__()
        self.layers = torch.nn.ModuleList()
        for W, b in zip(Ws, bs):
            layer = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
            layer.weight.data, layer.bias.data = torch.tensor(W), torch.tensor(b)
            self.layers.append(layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).tanh()
        return x


def mlp_grads(x, t, Ws, bs):
    net = _Net(Ws, bs)
    (0.5 * ((net(torch.tensor(x)) - torch.tensor(t)) ** 2).sum()).backward()
    return [l.weight.grad.numpy() for l in net.layers], [l.bias.grad.numpy() for l in net.layers]


# %% wrong: W instead of its transpose
# told: goes back through W instead of its transpose
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d)
        e = Ws[k] @ d
    return dWs, dbs


# %% wrong: W where it is square
# told: goes back through W instead of its transpose
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d)
        W = Ws[k]
        e = W @ d if W.shape[0] == W.shape[1] else W.T @ d
    return dWs, dbs


# %% wrong: two layers only
def mlp_grads(x, t, Ws, bs):
    h1 = np.tanh(Ws[0] @ x + bs[0])
    if len(Ws) == 1:
        d = (h1 - t) * (1 - h1**2)
        return [np.outer(d, x)], [d]
    h2 = np.tanh(Ws[1] @ h1 + bs[1])
    d2 = (h2 - t) * (1 - h2**2)
    d1 = (Ws[1].T @ d2) * (1 - h1**2)
    return [np.outer(d1, x), np.outer(d2, h1)], [d1, d2]


# %% wrong: biases as columns
# told: returns the biases' gradients as columns
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d[:, None])
        e = Ws[k].T @ d
    return dWs, dbs


# %% wrong: pairs for each layer
# told: returns a pair for each layer
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, out = h[-1] - t, []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        out.insert(0, (np.outer(d, h[k]), d))
        e = Ws[k].T @ d
    return out


# %% wrong: swapped lists
# told: returns dbs before dWs
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d)
        e = Ws[k].T @ d
    return dbs, dWs


# %% wrong: the slope at the output in hidden layers only
# told: takes the slope of tanh at the output in the hidden layers
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    d = (h[-1] - t) * (1 - h[-1] ** 2)
    dWs, dbs = [np.outer(d, h[-2])], [d]
    for k in range(len(Ws) - 2, -1, -1):
        d = (Ws[k + 1].T @ d) * (1 - np.tanh(h[k + 1]) ** 2)
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d)
    return dWs, dbs


# %% wrong: forward differences with a coarse step
def mlp_grads(x, t, Ws, bs):
    def cost(P):
        h = x
        for W, b in zip(P[: len(Ws)], P[len(Ws) :]):
            h = np.tanh(W @ h + b)
        return 0.5 * ((h - t) ** 2).sum()

    P, out = [p.copy() for p in [*Ws, *bs]], []
    for p in P:
        g = np.zeros(p.shape)
        for i in np.ndindex(p.shape):
            old, base = p[i], cost(P)
            p[i] = old + 1e-4
            g[i] = (cost(P) - base) / 1e-4
            p[i] = old
        out.append(g)
    return out[: len(Ws)], out[len(Ws) :]


# %% wrong: single precision
def mlp_grads(x, t, Ws, bs):
    f = np.float16
    h = [x.astype(f)]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W.astype(f) @ h[-1] + b.astype(f)))
    e, dWs, dbs = h[-1] - t.astype(f), [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d)
        e = Ws[k].T.astype(f) @ d
    return dWs, dbs


# %% wrong: the error subtracted in place of the caller's target
# told: writes the error into t
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    t -= h[-1]
    e, dWs, dbs = -t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d)
        e = Ws[k].T @ d
    return dWs, dbs


# %% wrong: the lists of the caller are emptied
# told: takes its layers out of the caller's list
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    while Ws:
        W, out = Ws.pop(), h.pop()
        d = e * (1 - out**2)
        dWs.insert(0, np.outer(d, h[-1]))
        dbs.insert(0, d)
        e = W.T @ d
    return dWs, dbs


# %% wrong: the bias gradient of the layer above
# told: multiplies the biases' gradients by tanh' twice
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        e = Ws[k].T @ d
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d * (1 - h[k + 1] ** 2))
    return dWs, dbs


# %% wrong: with weight decay
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        dWs.insert(0, np.outer(d, h[k]) + 1e-4 * Ws[k])
        dbs.insert(0, d)
        e = Ws[k].T @ d
    return dWs, dbs


# %% wrong: the output of the layer before where the input belongs
# told: pairs the error with the pre-activation of the layer below
def mlp_grads(x, t, Ws, bs):
    h, a = [x], [x]
    for W, b in zip(Ws, bs):
        a.append(W @ h[-1] + b)
        h.append(np.tanh(a[-1]))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        dWs.insert(0, np.outer(d, a[k]))
        dbs.insert(0, d)
        e = Ws[k].T @ d
    return dWs, dbs


# %% wrong: clipped
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = np.clip(e * (1 - h[k + 1] ** 2), -0.5, 0.5)
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d)
        e = Ws[k].T @ d
    return dWs, dbs


# %% wrong: t - h
# told: turns the sign of the error around
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs):
        hs.append(np.tanh(W.dot(hs[-1]) + b))
    grad = (t - hs[-1]) * (1 - hs[-1] ** 2)
    dWs = [None] * len(Ws)
    dbs = [None] * len(bs)
    for l in range(len(Ws) - 1, -1, -1):
        dbs[l] = grad
        dWs[l] = np.outer(grad, hs[l])
        if l > 0:
            grad = W_back(Ws[l], grad) * (1 - hs[l] ** 2)
    return dWs, dbs


def W_back(W, grad):
    return W.T.dot(grad)


# %% wrong: never turned round
# told: lists the layers from last to first
def mlp_grads(x, t, Ws, bs):
    activations = [x]
    for W, b in zip(Ws, bs):
        activations.append(np.tanh(W @ activations[-1] + b))
    delta = (activations[-1] - t) * (1 - activations[-1] ** 2)
    dWs, dbs = [], []
    for l in range(len(Ws), 0, -1):
        dWs.append(np.outer(delta, activations[l - 1]))
        dbs.append(delta)
        delta = (Ws[l - 1].T @ delta) * (1 - activations[l - 1] ** 2)
    return dWs, dbs


# %% wrong: outer the other way
# told: transposes the weights' gradients
def mlp_grads(x, t, Ws, bs):
    acts, zs = [x], []
    for W, b in zip(Ws, bs):
        zs.append(W @ acts[-1] + b)
        acts.append(np.tanh(zs[-1]))
    d = (acts[-1] - t) / np.cosh(np.clip(zs[-1], -300, 300)) ** 2
    dWs, dbs = [np.outer(acts[-2], d)], [d]
    for l in range(2, len(Ws) + 1):
        d = Ws[-l + 1].T @ d / np.cosh(np.clip(zs[-l], -300, 300)) ** 2
        dWs.insert(0, np.outer(acts[-l - 1], d))
        dbs.insert(0, d)
    return dWs, dbs


# %% wrong: no slope at the end
# told: leaves out tanh' at the last layer
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for k in range(len(Ws)):
        h.append(np.tanh(Ws[k] @ h[k] + bs[k]))
    d = h[-1] - t
    dWs, dbs = [], []
    for k in range(len(Ws) - 1, -1, -1):
        dWs = [np.outer(d, h[k])] + dWs
        dbs = [d] + dbs
        d = Ws[k].T @ d * (1 - h[k] ** 2)
    return dWs, dbs


# %% wrong: blame sent on before the slope
# told: passes on the blame without the slope of tanh
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    blame = h[-1] - t
    dWs, dbs = [0] * len(Ws), [0] * len(bs)
    for k in reversed(range(len(Ws))):
        slope = 1 - h[k + 1] ** 2
        dWs[k] = np.outer(blame * slope, h[k])
        dbs[k] = blame * slope
        blame = Ws[k].T @ blame
    return dWs, dbs


# %% wrong: tanh by exponentials
# told: loses a unit that is far out to NaN
def mlp_grads(x, t, Ws, bs):
    def tanh(a):
        return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))

    h = [x]
    for W, b in zip(Ws, bs):
        h.append(tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - h[k + 1] ** 2)
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d)
        e = Ws[k].T @ d
    return dWs, dbs


# %% wrong: linear output
# told: makes the last layer linear
def mlp_grads(x, t, Ws, bs):
    h, L = [x], len(Ws)
    for k in range(L):
        a = Ws[k] @ h[-1] + bs[k]
        h.append(np.tanh(a) if k < L - 1 else a)
    d = h[-1] - t
    dWs, dbs = [None] * L, [None] * L
    for k in reversed(range(L)):
        dWs[k], dbs[k] = np.outer(d, h[k]), d.copy()
        if k:
            d = (Ws[k].T @ d) * (1 - h[k] ** 2)
    return dWs, dbs


# %% wrong: the slope of the pre-activation's square
# told: squares the pre-activation where the output belongs
def mlp_grads(x, t, Ws, bs):
    h, a = [x], []
    for W, b in zip(Ws, bs):
        a.append(np.dot(W, h[-1]) + b)
        h.append(np.tanh(a[-1]))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * (1 - np.square(a[k]))
        dWs.append(np.outer(d, h[k]))
        dbs.append(d)
        e = d @ Ws[k]
    return dWs[::-1], dbs[::-1]


# %% wrong: the gradient of |h - t| squared
# told: forgets the factor 1/2 of the cost
def mlp_grads(x, t, Ws, bs):
    params = [torch.tensor(a, requires_grad=True) for a in [*Ws, *bs]]
    n, h = len(Ws), torch.tensor(x)
    for k in range(n):
        h = torch.tanh(params[k] @ h + params[n + k])
    loss = ((h - torch.tensor(t)) ** 2).sum()
    loss.backward()
    return [p.grad for p in params[:n]], [p.grad for p in params[n:]]


# %% wrong: the mean squared error of torch
# told: averages the cost over the outputs
def mlp_grads(x, t, Ws, bs):
    params = [torch.tensor(a, requires_grad=True) for a in [*Ws, *bs]]
    n, h = len(Ws), torch.tensor(x)
    for k in range(n):
        h = torch.tanh(params[k] @ h + params[n + k])
    loss = F.mse_loss(h, torch.tensor(t)) / 2
    grads = torch.autograd.grad(loss, params)
    return grads[:n], grads[n:]


# %% wrong: the bias gradient is the blame
# told: gives the biases dC/dh
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    blame, dWs, dbs = h[-1] - t, [], []
    for l in range(len(Ws), 0, -1):
        delta = blame * (1 - h[l] ** 2)
        dWs.insert(0, delta[:, None] @ h[l - 1][None, :])
        dbs.insert(0, blame)
        blame = Ws[l - 1].T @ delta
    return dWs, dbs


# %% wrong: updates in place
# told: updates the weights while it goes back
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    blame, dWs, dbs = h[-1] - t, [], []
    for l in reversed(range(len(Ws))):
        delta = blame * (1 - h[l + 1] ** 2)
        dWs.insert(0, np.outer(delta, h[l]))
        dbs.insert(0, delta)
        Ws[l] -= 0.1 * dWs[0]
        blame = Ws[l].T @ delta
    return dWs, dbs


# %% wrong: the slope that the sigmoid has
# told: uses the slope of the sigmoid
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        d = e * h[k + 1] * (1 - h[k + 1])
        dWs.insert(0, np.outer(d, h[k]))
        dbs.insert(0, d)
        e = Ws[k].T @ d
    return dWs, dbs


# %% wrong: no biases
# told: forgets the biases on the way forward
def mlp_grads(x, t, Ws, bs):
    layers = [np.asarray(x)]
    for W in Ws:
        layers.append(np.tanh(W @ layers[-1]))
    delta = (layers[-1] - t) * (1 - layers[-1] ** 2)
    dWs, dbs = [], []
    for k in range(len(Ws) - 1, -1, -1):
        dWs = [np.outer(delta, layers[k]), *dWs]
        dbs = [delta, *dbs]
        delta = (Ws[k].T @ delta) * (1 - layers[k] ** 2)
    return dWs, dbs


# %% wrong: no error in the matrices
# told: leaves the error out of the weights' gradients
def mlp_grads(x, t, Ws, bs):
    h = [x]
    for W, b in zip(Ws, bs):
        h.append(np.tanh(W @ h[-1] + b))
    e, dWs, dbs = h[-1] - t, [], []
    for k in reversed(range(len(Ws))):
        slope = 1 - h[k + 1] ** 2
        dWs.insert(0, np.outer(slope, h[k]))
        dbs.insert(0, e * slope)
        e = Ws[k].T @ (e * slope)
    return dWs, dbs

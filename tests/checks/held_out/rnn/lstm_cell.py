# ruff: noqa
# Right and wrong ways to write `lstm_cell` that grader/exercises does not hold. Each section is a file of its own.

# %% right: slices and expit
from scipy.special import expit


def lstm_cell(x, h, c, Wx, Wh, b):
    H = len(h)
    a = Wx @ x + Wh @ h + b
    i, f, g, o = expit(a[:H]), expit(a[H : 2 * H]), np.tanh(a[2 * H : 3 * H]), expit(a[3 * H :])
    c2 = f * c + i * g
    h2 = o * np.tanh(c2)
    return h2, c2


# %% right: torch's cell function
def lstm_cell(x, h, c, Wx, Wh, b):
    x, h, c, Wx, Wh, b = map(torch.tensor, (x, h, c, Wx, Wh, b))
    h2, c2 = torch.lstm_cell(x[None], (h[None], c[None]), Wx, Wh, b, torch.zeros_like(b))
    return h2.squeeze(0), c2.squeeze(0)


# %% right: blocks along an axis, einsum
def lstm_cell(x, h, c, Wx, Wh, b):
    H, D = h.size, x.size
    a = (
        np.einsum("ghd,d->gh", Wx.reshape(4, H, D), x)
        + np.einsum("ghk,k->gh", Wh.reshape(4, H, H), h)
        + b.reshape(4, H)
    )
    s = 0.5 + 0.5 * np.tanh(0.5 * a)
    c2 = s[1] * c + s[0] * np.tanh(a[2])
    return [s[3] * np.tanh(c2), c2]


# %% right: the plain sigmoid, whose overflow does no harm
def lstm_cell(x, h, c, Wx, Wh, b):
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    i, f, g, o = np.split(np.hstack([Wx, Wh]) @ np.concatenate([x, h]) + b, 4)
    with np.errstate(over="ignore"):
        c2 = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c2), c2


# %% right: chunks in torch
def lstm_cell(x, h, c, Wx, Wh, b):
    a = F.linear(torch.tensor(x), torch.tensor(Wx), torch.tensor(b)) + F.linear(torch.tensor(h), torch.tensor(Wh))
    i, f, g, o = a.chunk(4)
    c2 = f.sigmoid() * torch.tensor(c) + i.sigmoid() * g.tanh()
    return (o.sigmoid() * c2.tanh()).numpy(), c2.numpy()


# %% right: a sigmoid with two branches
def lstm_cell(x, h, c, Wx, Wh, b):
    def sigma(a):
        e = np.exp(-np.abs(a))
        return np.where(a >= 0, 1, e) / (1 + e)

    H = h.shape[0]
    gate = lambda n, f: f(Wx[n * H : (n + 1) * H] @ x + Wh[n * H : (n + 1) * H] @ h + b[n * H : (n + 1) * H])
    c2 = gate(1, sigma) * c + gate(0, sigma) * gate(2, np.tanh)
    return gate(3, sigma) * np.tanh(c2), c2


# %% right: torch.nn.LSTM over one step
def lstm_cell(x, h, c, Wx, Wh, b):
    net = torch.nn.LSTM(len(x), len(h), dtype=torch.float64)
    with torch.no_grad():
        net.weight_ih_l0[:] = torch.tensor(Wx)
        net.weight_hh_l0[:] = torch.tensor(Wh)
        net.bias_ih_l0[:] = torch.tensor(b) / 2
        net.bias_hh_l0[:] = torch.tensor(b) / 2
    _, (h2, c2) = net(torch.tensor(x)[None], (torch.tensor(h)[None], torch.tensor(c)[None]))
    return h2[0], c2[0]


# %% right: logarithms of gates
def lstm_cell(x, h, c, Wx, Wh, b):
    a = (Wx @ x + Wh @ h + b).reshape(4, -1)
    gates = np.exp(-np.logaddexp(0, -a))
    new = gates[1] * c + gates[0] * (2 * np.exp(-np.logaddexp(0, -2 * a[2])) - 1)
    return gates[3] * np.tanh(new), new


# %% right: named gates in a dict, lists out
def lstm_cell(x, h, c, Wx, Wh, b):
    squash = {"i": lambda a: (1 + math.tanh(a / 2)) / 2, "g": math.tanh}
    squash["f"] = squash["o"] = squash["i"]
    value = {}
    for n, name in enumerate("ifgo"):
        rows = range(n * len(h), (n + 1) * len(h))
        value[name] = [squash[name](Wx[r].dot(x) + Wh[r].dot(h) + b[r]) for r in rows]
    kept = [f * old + i * g for f, old, i, g in zip(value["f"], c, value["i"], value["g"])]
    return [o * math.tanh(m) for o, m in zip(value["o"], kept)], kept


# %% wrong: the order i, g, f, o
# told: takes the blocks in the order i, g, f, o
def lstm_cell(x, h, c, Wx, Wh, b):
    i, g, f, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: the order o, i, f, g
# told: takes the blocks in the order o, i, f, g
def lstm_cell(x, h, c, Wx, Wh, b):
    o, i, f, g = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: a peephole
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o + c2) * np.tanh(c2), c2


# %% wrong: sigma shows the memory
# told: shows the memory through sigma
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * s(c2), c2


# %% wrong: hard sigmoids
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: np.clip(0.2 * a + 0.5, 0, 1)
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: the bias of both kinds
# told: adds the bias twice
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split((Wx @ x + b) + (Wh @ h + b), 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: the memory enters through Wh
# told: lets the memory enter through Wh
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ c + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: the memory is squashed before it is kept on
# told: squashes the old memory before it is kept
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * np.tanh(c) + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: the output gate reads the old memory's tanh where it is larger
# told: shows the old memory
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(np.where(np.abs(c) > np.abs(c2), c, c2)), c2


# %% wrong: memory clipped to 1
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = np.clip(s(f) * c + s(i) * np.tanh(g), -1, 1)
    return s(o) * np.tanh(c2), c2


# %% wrong: the caller's h refilled
# told: overwrites the state
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    h[:] = s(o) * np.tanh(c2)
    return h, c2


# %% wrong: the output twice
# told: returns h2 twice
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), s(o) * np.tanh(c2)


# %% wrong: exponentials over exponentials
# told: writes sigma as a quotient that overflows
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: np.exp(a) / (np.exp(a) + 1)
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: a row vector of results
# told: returns rows, with an axis too many
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split((Wx @ x + Wh @ h + b)[None], 4, axis=1)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: the input gate on the memory
# told: swaps the input gate and the forget gate
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(i) * c + s(f) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: the forget gate on both
# told: lets the forget gate act on the candidate too
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    s = lambda a: (1 + np.tanh(a / 2)) / 2
    c2 = s(f) * (c + s(i) * np.tanh(g))
    return s(o) * np.tanh(c2), c2


# %% wrong: no recurrence in the candidate
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    H, s = len(h), lambda a: (1 + np.tanh(a / 2)) / 2
    g = Wx[2 * H : 3 * H] @ x + b[2 * H : 3 * H]
    c2 = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c2), c2


# %% wrong: the cell of the bug hunt
# told: squashes all four blocks by sigma
def lstm_cell(x, h, c, Wx, Wh, b):
    gates = 1 / (1 + np.exp(-(Wx @ x + Wh @ h + b)))
    i, f, g, o = np.split(gates, 4)
    c = f * c + i * g
    return o * np.tanh(c), c


# %% wrong: the sigmoid upside down
# told: writes sigma with the wrong sign
def lstm_cell(x, h, c, Wx, Wh, b):
    def sigmoid(a):
        return 1 / (1 + np.exp(a))

    n = len(h)
    z = Wx @ x + Wh @ h + b
    i, f, g, o = sigmoid(z[:n]), sigmoid(z[n : 2 * n]), np.tanh(z[2 * n : 3 * n]), sigmoid(z[3 * n :])
    c2 = f * c + i * g
    return o * np.tanh(c2), c2


# %% wrong: the candidate without tanh
# told: writes the candidate unsquashed
def lstm_cell(x, h, c, Wx, Wh, b):
    z = torch.tensor(Wx @ x + Wh @ h + b)
    i, f, g, o = z.chunk(4)
    c2 = torch.sigmoid(f) * torch.tensor(c) + torch.sigmoid(i) * g
    return torch.sigmoid(o) * torch.tanh(c2), c2


# %% wrong: raw gates
# told: leaves the three gates unsquashed
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    new = f * c + i * np.tanh(g)
    return o * np.tanh(new), new


# %% wrong: h2 from the old c
# told: shows the old memory
def lstm_cell(x, h, c, Wx, Wh, b):
    z = torch.tensor(Wx @ x + Wh @ h + b)
    i, f, g, o = z.chunk(4)
    old = torch.tensor(c)
    h2 = torch.sigmoid(o) * torch.tanh(old)
    return h2, torch.sigmoid(f) * old + torch.sigmoid(i) * torch.tanh(g)


# %% wrong: no tanh on the way out
# told: shows the memory without tanh
def lstm_cell(x, h, c, Wx, Wh, b):
    z = torch.tensor(Wx @ x + Wh @ h + b)
    i, f, g, o = z.chunk(4)
    c2 = torch.sigmoid(f) * torch.tensor(c) + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * c2, c2


# %% wrong: the order f, i, o, g
# told: takes the blocks in the order f, i, o, g
def lstm_cell(x, h, c, Wx, Wh, b):
    H = len(h)
    a = Wx @ x + Wh @ h + b
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    f, i, o, g = sigmoid(a[:H]), sigmoid(a[H : 2 * H]), sigmoid(a[2 * H : 3 * H]), np.tanh(a[3 * H :])
    c2 = f * c + i * g
    return o * np.tanh(c2), c2


# %% wrong: i for o
# told: takes the blocks in the order o, f, g, i
def lstm_cell(x, h, c, Wx, Wh, b):
    H = len(h)
    a = Wx @ x + Wh @ h + b
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    o, f, g, i = sigmoid(a[:H]), sigmoid(a[H : 2 * H]), np.tanh(a[2 * H : 3 * H]), sigmoid(a[3 * H :])
    c2 = f * c + i * g
    return o * np.tanh(c2), c2


# %% wrong: no bias
# told: forgets the bias
def lstm_cell(x, h, c, Wx, Wh, b):
    z = torch.tensor(np.hstack([Wx, Wh]) @ np.hstack([x, h]))
    i, f, g, o = z.chunk(4)
    c2 = torch.sigmoid(f) * torch.tensor(c) + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c2), c2


# %% wrong: no output gate
# told: leaves out the output gate
def lstm_cell(x, h, c, Wx, Wh, b):
    H = len(h)
    a = Wx @ x + Wh @ h + b
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    i, f, g = sigmoid(a[:H]), sigmoid(a[H : 2 * H]), np.tanh(a[2 * H : 3 * H])
    c2 = f * c + i * g
    return np.tanh(c2), c2


# %% wrong: a GRU's memory
# told: couples the gates as 1 - f
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    z = sigmoid(f)
    c2 = z * c + (1 - z) * np.tanh(g)
    return sigmoid(o) * np.tanh(c2), c2


# %% wrong: c2, h2
# told: returns the memory first
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c2 = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    h2 = sigmoid(o) * np.tanh(c2)
    return c2, h2


# %% wrong: memory in place
# told: overwrites the memory
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c *= sigmoid(f)
    c += sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


# %% wrong: only the output
# told: returns h2 alone
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    return sigmoid(o) * np.tanh(sigmoid(f) * c + sigmoid(i) * np.tanh(g))


# %% wrong: nothing of the last state
# told: leaves out the last state
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + b, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c2 = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c2), c2


# %% wrong: rows of one unit together
# told: takes the four gates of a unit from neighbouring rows
def lstm_cell(x, h, c, Wx, Wh, b):
    a = (Wx @ x + Wh @ h + b).reshape(len(h), 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c2 = sigmoid(a[:, 1]) * c + sigmoid(a[:, 0]) * np.tanh(a[:, 2])
    return sigmoid(a[:, 3]) * np.tanh(c2), c2


# %% wrong: tanh of the memory kept
# told: squashes the memory that it keeps
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c = np.tanh(sigmoid(f) * c + sigmoid(i) * np.tanh(g))
    return sigmoid(o) * c, c


# %% wrong: column vectors
# told: returns columns, with an axis too many
def lstm_cell(x, h, c, Wx, Wh, b):
    a = Wx @ x[:, None] + Wh @ h[:, None] + b[:, None]
    i, f, g, o = np.split(a, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c2 = sigmoid(f) * c[:, None] + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c2), c2


# %% wrong: the forget bias built in
# told: adds 1 to the bias of the forget gate
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c2 = sigmoid(f + 1.0) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c2), c2


# %% wrong: h where c belongs
# told: carries h on in place of c
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c2 = sigmoid(f) * h + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c2), c2


# %% wrong: the candidate ungated
# told: writes without the input gate
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c2 = sigmoid(f) * c + np.tanh(g)
    return sigmoid(o) * np.tanh(c2), c2


# %% wrong: no bias, and the old memory shown
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h, 4)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    c2 = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c2

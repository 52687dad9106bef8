# ruff: noqa
# Right and wrong ways to write `rnn_forward` that grader/exercises does not hold. Each section is a file of its own.

# %% right: torch.nn.RNN with the weights put in
def rnn_forward(xs, h0, Whh, Wxh, b):
    T, D = xs.shape
    net = torch.nn.RNN(D, len(h0), batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        net.weight_ih_l0.copy_(torch.tensor(Wxh))
        net.weight_hh_l0.copy_(torch.tensor(Whh))
        net.bias_ih_l0.copy_(torch.tensor(b))
        net.bias_hh_l0.zero_()
        out, _ = net(torch.tensor(xs)[None], torch.tensor(h0)[None, None])
    return out[0]


# %% right: accumulate
from itertools import accumulate


def rnn_forward(xs, h0, Whh, Wxh, b):
    step = lambda h, x: np.tanh(Whh.dot(h) + Wxh.dot(x) + b)
    return list(accumulate(xs, step, initial=h0))[1:]


# %% right: plain lists and math
def rnn_forward(xs, h0, Whh, Wxh, b):
    h = [float(v) for v in h0]
    hs = []
    for x in xs:
        new = []
        for i in range(len(h)):
            a = float(b[i])
            for j in range(len(h)):
                a += Whh[i][j] * h[j]
            for j in range(len(x)):
                a += Wxh[i][j] * x[j]
            new.append(math.tanh(a))
        h = new
        hs.append(h)
    return hs


# %% right: one matrix for everything
def rnn_forward(xs, h0, Whh, Wxh, b):
    joint = np.block([Whh, Wxh, b.reshape(-1, 1)])
    hs = np.zeros((xs.shape[0] + 1, h0.size))
    hs[0] = h0
    for t, x in enumerate(xs):
        hs[t + 1] = np.tanh(joint @ np.concatenate((hs[t], x, [1.0])))
    return hs[1:]


# %% right: tanh through one exponential that may overflow harmlessly
def rnn_forward(xs, h0, Whh, Wxh, b):
    out, h = [], h0
    with np.errstate(over="ignore"):
        for x in xs:
            h = 1.0 - 2.0 / (np.exp(2.0 * (Whh @ h + Wxh @ x + b)) + 1.0)
            out.append(h)
    return np.array(out)


# %% right: rows, a closure that remembers
def rnn_forward(xs, h0, Whh, Wxh, b):
    h = h0[None, :]

    def step(x):
        nonlocal h
        h = np.tanh(h @ Whh.T + x[None, :] @ Wxh.T + b)
        return h[0]

    return np.vstack([step(x) for x in xs])


# %% right: torch's cell function, a tuple of tensors
def rnn_forward(xs, h0, Whh, Wxh, b):
    t = torch.from_numpy
    h, hs = t(h0)[None], ()
    for x in xs:
        h = torch.rnn_tanh_cell(t(x)[None], h, t(Wxh), t(Whh), t(b), torch.zeros(len(b), dtype=torch.float64))
        hs += (h[0],)
    return torch.stack(hs)


# %% right: a generator and einsum
def rnn_forward(xs, h0, Whh, Wxh, b):
    def run(h):
        for t in range(len(xs)):
            h = np.tanh(np.einsum("ij,j->i", Whh, h) + np.einsum("ij,j->i", Wxh, xs[t]) + b)
            yield h

    return np.array(list(run(h0)))


# %% right: from the back, by recursion
def rnn_forward(xs, h0, Whh, Wxh, b):
    if len(xs) == 0:
        return np.zeros((0, len(h0)))
    before = rnn_forward(xs[:-1], h0, Whh, Wxh, b)
    last = before[-1] if len(before) else h0
    return np.append(before, [np.tanh(Whh @ last + Wxh @ xs[-1] + b)], axis=0)


# %% right: inputs that are copied and then overwritten
def rnn_forward(xs, h0, Whh, Wxh, b):
    h = h0.copy()
    hs = np.empty((len(xs), h.shape[0]))
    for t in range(len(xs)):
        np.tanh(Whh @ h + Wxh @ xs[t] + b, out=h)
        hs[t] = h
    return hs


# %% wrong: the transpose inside an einsum
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(np.einsum("ij,i->j", Whh, h) + Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: the start is squashed
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = np.tanh(h0), []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: the bias at the first step alone
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for t, x in enumerate(xs):
        h = np.tanh(Whh @ h + Wxh @ x + (b if t == 0 else 0))
        hs.append(h)
    return np.array(hs)


# %% wrong: units updated one after the other
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0.copy(), []
    for x in xs:
        for i in range(len(h)):
            h[i] = np.tanh(Whh[i] @ h + Wxh[i] @ x + b[i])
        hs.append(h.copy())
    return np.array(hs)


# %% wrong: the sequence read backwards
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs[::-1]:
        h = np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: pre-activations clipped
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(np.clip(Whh @ h + Wxh @ x + b, -5, 5))
        hs.append(h)
    return np.array(hs)


# %% wrong: the caller's h0 carried on at the end
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs = [h0.copy()]
    for x in xs:
        hs.append(np.tanh(Whh @ hs[-1] + Wxh @ x + b))
    h0[:] = hs[-1]
    return np.array(hs[1:])


# %% wrong: an extra axis
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0[:, None], []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x[:, None] + b[:, None])
        hs.append(h)
    return np.array(hs)


# %% wrong: the sigmoid stretched to -1 and 1
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = 2 / (1 + np.exp(-(Whh @ h + Wxh @ x + b))) - 1
        hs.append(h)
    return np.array(hs)


# %% wrong: a residual connection
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = h + np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: the input of the step before
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for t in range(len(xs)):
        h = np.tanh(Whh @ h + Wxh @ xs[max(t - 1, 0)] + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: four decimals
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x + b).round(4)
        hs.append(h)
    return np.array(hs)


# %% wrong: two parts squashed apart
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(Whh @ h) + np.tanh(Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: six steps
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs, h = np.zeros((6, len(h0))), h0
    for t in range(min(6, len(xs))):
        hs[t] = h = np.tanh(Whh @ h + Wxh @ xs[t] + b)
    return hs[: len(xs)]


# %% wrong: the bias accumulates
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        b = b + Wxh @ x
        h = np.tanh(Whh @ h + b)
        hs.append(h)
    return np.array(hs)

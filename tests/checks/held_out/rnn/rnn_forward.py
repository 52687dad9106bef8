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
# told: multiplies by the transposed recurrent weights
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(np.einsum("ij,i->j", Whh, h) + Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: the start is squashed
# told: squashes h_0 before the first step
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = np.tanh(h0), []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: the bias at the first step alone
# told: adds the bias at the first step alone
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for t, x in enumerate(xs):
        h = np.tanh(Whh @ h + Wxh @ x + (b if t == 0 else 0))
        hs.append(h)
    return np.array(hs)


# %% wrong: units updated one after the other
# told: updates the units one after the other
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0.copy(), []
    for x in xs:
        for i in range(len(h)):
            h[i] = np.tanh(Whh[i] @ h + Wxh[i] @ x + b[i])
        hs.append(h.copy())
    return np.array(hs)


# %% wrong: the sequence read backwards
# told: reads the inputs from the last to the first
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
# told: overwrites h_0
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs = [h0.copy()]
    for x in xs:
        hs.append(np.tanh(Whh @ hs[-1] + Wxh @ x + b))
    h0[:] = hs[-1]
    return np.array(hs[1:])


# %% wrong: an extra axis
# told: returns every state as a column
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0[:, None], []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x[:, None] + b[:, None])
        hs.append(h)
    return np.array(hs)


# %% wrong: the sigmoid stretched to -1 and 1
# told: squashes by tanh(a / 2), or 2 sigma(a) - 1
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = 2 / (1 + np.exp(-(Whh @ h + Wxh @ x + b))) - 1
        hs.append(h)
    return np.array(hs)


# %% wrong: a residual connection
# told: adds the new state to the old one
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = h + np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: the input of the step before
# told: reads the input of the step before
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
# told: squashes the two parts separately
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


# %% wrong: an array filled from its last row
# told: starts from zeros
def rnn_forward(xs, h0, Whh, Wxh, b):
    T, H = len(xs), len(h0)
    hs = np.zeros((T, H))
    for t in range(T):
        hs[t] = np.tanh(Whh @ hs[t - 1] + Wxh @ xs[t] + b)
    return hs


# %% wrong: an array with a row too many
# told: returns h_0 as the first row
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs = np.zeros((xs.shape[0] + 1, h0.shape[0]))
    hs[0] = h0
    for t in range(1, xs.shape[0] + 1):
        hs[t] = np.tanh(np.dot(Whh, hs[t - 1]) + np.dot(Wxh, xs[t - 1]) + b)
    return hs


# %% wrong: the loop begins at 1
# told: puts h_0 in the first row and never reads the first input
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs = np.zeros((len(xs), len(h0)))
    hs[0] = h0
    for t in range(1, len(xs)):
        hs[t] = np.tanh(Whh @ hs[t - 1] + Wxh @ xs[t] + b)
    return hs


# %% wrong: row vectors, Whh not turned
# told: multiplies by the transposed recurrent weights
def rnn_forward(xs, h0, Whh, Wxh, b):
    out = []
    state = h0.reshape(1, -1)
    for x in xs:
        state = np.tanh(x.reshape(1, -1) @ Wxh.T + state @ Whh + b)
        out.append(state.ravel())
    return np.array(out)


# %% wrong: all steps in one product
# told: computes every state from h_0
def rnn_forward(xs, h0, Whh, Wxh, b):
    return np.tanh(xs @ Wxh.T + h0 @ Whh.T + b)


# %% wrong: relu
# told: takes ReLU for tanh
def rnn_forward(xs, h0, Whh, Wxh, b):
    h = h0
    states = []
    for t in range(len(xs)):
        a = Whh @ h + Wxh @ xs[t] + b
        h = np.where(a > 0, a, 0.0)
        states.append(h)
    return np.array(states)


# %% wrong: no bias
# told: forgets the bias
def rnn_forward(xs, h0, Whh, Wxh, b):
    states = [h0]
    for x in xs:
        states.append(np.tanh(Wxh.dot(x) + Whh.dot(states[-1])))
    return np.array(states)[1:]


# %% wrong: the pre-activation is what goes on
# told: carries on the sum before the tanh
def rnn_forward(xs, h0, Whh, Wxh, b):
    a, out = h0, np.zeros((len(xs), len(h0)))
    for t, x in enumerate(xs):
        a = Whh @ a + Wxh @ x + b
        out[t] = np.tanh(a)
    return out


# %% wrong: only the final state
# told: returns the last state alone
def rnn_forward(xs, h0, Whh, Wxh, b):
    state = torch.tensor(h0)
    for x in torch.tensor(xs):
        state = torch.tanh(torch.tensor(Whh) @ state + torch.tensor(Wxh) @ x + torch.tensor(b))
    return state


# %% wrong: in place, without any copy
# told: collects the same array at every step; overwrites h_0
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h[:] = np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: transposed weights and no bias
# told: multiplies by the transposed recurrent weights; forgets the bias
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(Whh.T @ h + Wxh @ x)
        hs.append(h)
    return np.array(hs)


# %% wrong: one column per step
# told: puts the steps into columns
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs = np.zeros((len(h0), len(xs)))
    h = h0
    for t in range(len(xs)):
        h = np.tanh(Whh @ h + Wxh @ xs[t] + b)
        hs[:, t] = h
    return hs


# %% wrong: the bias outside
# told: adds the bias after the tanh
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(np.matmul(Whh, h) + np.matmul(Wxh, x)) + b
        hs.append(h)
    return np.array(hs)


# %% wrong: exponentials written out
# told: writes the tanh as (exp(2a) - 1) / (exp(2a) + 1), which overflows
def rnn_forward(xs, h0, Whh, Wxh, b):
    def tanh(a):
        return (np.exp(2 * a) - 1) / (np.exp(2 * a) + 1)

    h, hs = h0, []
    for x in xs:
        h = tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.array(hs)


# %% wrong: the old state is kept
# told: returns h_0 to h_(T-1)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, np.zeros((len(xs), len(h0)))
    for t in range(len(xs)):
        hs[t] = h
        h = np.tanh(Whh @ h + Wxh @ xs[t] + b)
    return hs


# %% wrong: sigmoid
# told: squashes by the logistic sigmoid
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = torch.tensor(h0), []
    for x in xs:
        h = torch.sigmoid(torch.tensor(Whh) @ h + torch.tensor(Wxh @ x + b))
        hs.append(h)
    return torch.stack(hs)


# %% wrong: no tanh
# told: leaves out the tanh
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs = [h0]
    for x in xs:
        hs.append(Whh.dot(hs[-1]) + Wxh.dot(x) + b)
    return np.array(hs[1:])


# %% wrong: the analysis form
# told: takes the tanh of the last state alone
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs = [h0]
    for x in xs:
        hs.append(Whh.dot(np.tanh(hs[-1])) + Wxh.dot(x) + b)
    return np.array(hs[1:])

# ruff: noqa
# Right and wrong ways to write `bptt` that grader/exercises does not hold. Each section is a file of its own.

# %% right: torch.func.grad of the loss
def bptt(xs, ys, h0, Whh, Wxh, Why):
    X, Y, start, U, V = (torch.tensor(a) for a in (xs, ys, h0, Wxh, Why))

    def loss(W):
        h, total = start, 0.0
        for x, y in zip(X, Y):
            h = W @ h.tanh() + U @ x
            total = total + (y - V @ h).square().sum()
        return total

    return torch.func.grad(loss)(torch.tensor(Whh))


# %% right: a complex step for every weight
def bptt(xs, ys, h0, Whh, Wxh, Why):
    out = np.zeros(Whh.shape)
    for a, b in np.ndindex(*Whh.shape):
        W = Whh.astype(complex)
        W[a, b] += 1e-40j
        h, total = h0, 0
        for x, y in zip(xs, ys):
            h = W @ np.tanh(h) + Wxh @ x
            e = y - Why @ h
            total = total + e @ e
        out[a, b] = total.imag / 1e-40
    return out


# %% right: one linear system for all errors
def bptt(xs, ys, h0, Whh, Wxh, Why):
    T, H = len(xs), len(h0)
    hs = [h0]
    for t in range(T):
        hs.append(Whh @ np.tanh(hs[t]) + Wxh @ xs[t])
    A, rhs = np.eye(T * H), np.zeros(T * H)
    for t in range(T):
        rhs[t * H : (t + 1) * H] = 2 * (Why @ hs[t + 1] - ys[t]) @ Why
        if t + 1 < T:
            J = Whh @ np.diag(1 - np.tanh(hs[t + 1]) ** 2)
            A[t * H : (t + 1) * H, (t + 1) * H : (t + 2) * H] = -J.T
    errors = np.linalg.solve(A, rhs).reshape(T, H)
    return errors.T @ np.tanh(np.array(hs[:-1]))


# %% right: recursion, forward on the way in and backward on the way out
def bptt(xs, ys, h0, Whh, Wxh, Why):
    def run(t, h):
        if t == len(xs):
            return np.zeros_like(Whh), np.zeros_like(h)
        s = np.tanh(h)
        new = Whh @ s + Wxh @ xs[t]
        grad, error = run(t + 1, new)
        error = error - 2 * Why.T @ (ys[t] - Why @ new)
        return grad + error[:, None] * s[None, :], (1 - s * s) * (error @ Whh)

    return run(0, h0)[0]


# %% right: all errors first, one matrix product after
def bptt(xs, ys, h0, Whh, Wxh, Why):
    H = np.empty((len(xs) + 1, len(h0)))
    H[0] = h0
    for t, drive in enumerate(xs @ Wxh.T):
        H[t + 1] = np.tanh(H[t]) @ Whh.T + drive
    S = np.tanh(H)
    D = 2 * (H[1:] @ Why.T - ys) @ Why
    for t in range(len(xs) - 2, -1, -1):
        D[t] += (D[t + 1] @ Whh) * (1 - S[t + 1] ** 2)
    return np.einsum("ta,tb->ab", D, S[:-1])


# %% right: the Jacobian of all predictions
def bptt(xs, ys, h0, Whh, Wxh, Why):
    def predictions(W):
        h, out = torch.tensor(h0), []
        for x in torch.tensor(xs):
            h = torch.mv(W, torch.tanh(h)) + torch.tensor(Wxh) @ x
            out.append(torch.tensor(Why) @ h)
        return torch.stack(out)

    W = torch.tensor(Whh)
    J = torch.autograd.functional.jacobian(predictions, W)
    return torch.einsum("to,toab->ab", 2 * (predictions(W) - torch.tensor(ys)), J).tolist()


# %% right: a nudge of every weight, carried forward
def bptt(xs, ys, h0, Whh, Wxh, Why):
    n = len(h0)
    grad = [[0.0] * n for _ in range(n)]
    for a in range(n):
        for b in range(n):
            h, v = h0, np.zeros(n)
            for x, y in zip(xs, ys):
                s = np.tanh(h)
                v = Whh @ ((1 - s**2) * v)
                v[a] += s[b]
                h = Whh @ s + Wxh @ x
                grad[a][b] += 2 * (Why @ h - y) @ (Why @ v)
    return grad


# %% right: the double sum with products kept
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs, grad = [np.array(h0)], np.zeros_like(Whh)
    for x in xs:
        hs.append(Whh.dot(np.tanh(hs[-1])) + Wxh.dot(x))
    for k in range(1, len(hs)):
        J = np.eye(len(h0))
        for t in range(k, len(hs)):
            if t > k:
                J = Whh @ np.diag(np.cosh(hs[t - 1]) ** -2) @ J
            grad += np.outer(J.T @ Why.T @ (Why @ hs[t] - ys[t - 1]), np.tanh(hs[k - 1])) * 2
    return grad


# %% right: forward mode in torch
def bptt(xs, ys, h0, Whh, Wxh, Why):
    X, Y, s, U, V = map(torch.tensor, (xs, ys, h0, Wxh, Why))

    def loss(W):
        h, total = s, torch.zeros((), dtype=torch.float64)
        for t in range(len(X)):
            h = W @ torch.tanh(h) + U @ X[t]
            total = total + ((Y[t] - V @ h) ** 2).sum()
        return total

    return torch.func.jacfwd(loss)(torch.tensor(Whh)).numpy()


# %% wrong: three steps back
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs, dW = [h0], np.zeros_like(Whh)
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    for t in range(len(xs), 0, -1):
        d = 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        for k in range(t, max(t - 3, 0), -1):
            dW += np.outer(d, np.tanh(hs[k - 1]))
            d = (1 - np.tanh(hs[k - 1]) ** 2) * (Whh.T @ d)
    return dW


# %% wrong: the first step meets h0 unsquashed
# told: pairs the first error with h_0 before tanh
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dW, d = np.zeros_like(Whh), 0
    for t in range(len(xs), 0, -1):
        d = d + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dW += np.outer(d, np.tanh(hs[t - 1]) if t > 1 else h0)
        d = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ d)
    return dW


# %% wrong: the factor 2 at the last step alone
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    T, dW, d = len(xs), np.zeros_like(Whh), 0
    for t in range(T, 0, -1):
        d = d + (2 if t == T else 1) * Why.T @ (Why @ hs[t] - ys[t - 1])
        dW += np.outer(d, np.tanh(hs[t - 1]))
        d = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ d)
    return dW


# %% wrong: a mean over the outputs
# told: averages over the outputs
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, total = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), 0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = W @ torch.tanh(h) + torch.tensor(Wxh) @ x
        total = total + F.mse_loss(torch.tensor(Why) @ h, y)
    total.backward()
    return W.grad


# %% wrong: the states detached
# told: truncates the way back to one step
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, total = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), 0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = W @ torch.tanh(h.detach()) + torch.tensor(Wxh) @ x
        total = total + ((torch.tensor(Why) @ h - y) ** 2).sum()
    total.backward()
    return W.grad


# %% wrong: the gradient clipped
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, total = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), 0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = W @ torch.tanh(h) + torch.tensor(Wxh) @ x
        total = total + ((torch.tensor(Why) @ h - y) ** 2).sum()
    total.backward()
    torch.nn.utils.clip_grad_norm_([W], 1.0)
    return W.grad


# %% wrong: forward differences
def bptt(xs, ys, h0, Whh, Wxh, Why):
    def loss(W):
        h, total = h0, 0.0
        for x, y in zip(xs, ys):
            h = W @ np.tanh(h) + Wxh @ x
            total += ((y - Why @ h) ** 2).sum()
        return total

    grad, base = np.zeros_like(Whh), loss(Whh)
    for index in np.ndindex(*Whh.shape):
        W = Whh.copy()
        W[index] += 1e-4
        grad[index] = (loss(W) - base) / 1e-4
    return grad


# %% wrong: the last term in place of the sum
# told: keeps one term of the sum over the steps
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dW, d = np.zeros_like(Whh), 0
    for t in range(len(xs), 0, -1):
        d = d + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dW = np.outer(d, np.tanh(hs[t - 1]))
        d = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ d)
    return dW


# %% wrong: targets overwritten by errors
# told: overwrites the targets
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    ys -= np.array(hs[1:]) @ Why.T
    dW, d = np.zeros_like(Whh), 0
    for t in range(len(xs), 0, -1):
        d = d - 2 * Why.T @ ys[t - 1]
        dW += np.outer(d, np.tanh(hs[t - 1]))
        d = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ d)
    return dW


# %% wrong: weight decay on top
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, total = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), 0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = W @ torch.tanh(h) + torch.tensor(Wxh) @ x
        total = total + ((torch.tensor(Why) @ h - y) ** 2).sum()
    (total + 0.01 * (W**2).sum()).backward()
    return W.grad


# %% wrong: the last step left out
# told: leaves out the last step
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dW, d = np.zeros_like(Whh), np.zeros(len(h0))
    for t in range(len(xs) - 1, 0, -1):
        d = d + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dW += np.outer(d, np.tanh(hs[t - 1]))
        d = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ d)
    return dW


# %% wrong: targets one step late
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dW, d = np.zeros_like(Whh), 0
    for t in range(len(xs), 0, -1):
        d = d + 2 * Why.T @ (Why @ hs[t] - ys[t % len(xs)])
        dW += np.outer(d, np.tanh(hs[t - 1]))
        d = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ d)
    return dW


# %% wrong: the slopes act on the step's own error too
# told: multiplies the step's own error by a slope as well
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dW, d = np.zeros_like(Whh), 0
    for t in range(len(xs), 0, -1):
        d = (1 - np.tanh(hs[t]) ** 2) * (d + 2 * Why.T @ (Why @ hs[t] - ys[t - 1]))
        dW += np.outer(d, np.tanh(hs[t - 1]))
        d = Whh.T @ d
    return dW


# %% wrong: the factors of the double sum in the order of time
# told: multiplies the Jacobians in the order of time
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs, dW = [h0], np.zeros_like(Whh)
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    for t in range(1, len(hs)):
        for k in range(1, t + 1):
            J = np.eye(len(h0))
            for i in range(k + 1, t + 1):
                J = J @ Whh @ np.diag(1 - np.tanh(hs[i - 1]) ** 2)
            dW += np.outer(2 * (Why @ hs[t] - ys[t - 1]) @ Why @ J, np.tanh(hs[k - 1]))
    return dW


# %% wrong: errors by absolute value
# told: takes the length of the error for its square
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, total = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), 0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = W @ torch.tanh(h) + torch.tensor(Wxh) @ x
        total = total + torch.linalg.vector_norm(torch.tensor(Why) @ h - y)
    total.backward()
    return W.grad


# %% wrong: starts from zeros
# told: starts from zeros
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, total = torch.tensor(Whh, requires_grad=True), torch.zeros(len(h0), dtype=torch.float64), 0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = W @ torch.tanh(h) + torch.tensor(Wxh) @ x
        total = total + ((torch.tensor(Why) @ h - y) ** 2).sum()
    total.backward()
    return W.grad


# %% wrong: Whh instead of its transpose on the way back
# told: carries the error back by Whh untransposed
def bptt(xs, ys, h0, Whh, Wxh, Why):
    T = len(xs)
    h = np.zeros((T + 1, len(h0)))
    h[0] = h0
    for t in range(T):
        h[t + 1] = Whh @ np.tanh(h[t]) + Wxh @ xs[t]
    grad = np.zeros_like(Whh)
    delta = np.zeros_like(h0)
    for t in reversed(range(T)):
        s = np.tanh(h[t])
        delta = delta + 2 * (Why @ h[t + 1] - ys[t]) @ Why
        grad += delta[:, None] * s[None, :]
        delta = (Whh @ delta) * (1 - s**2)
    return grad


# %% wrong: half a squared error
# told: forgets the factor 2
def bptt(xs, ys, h0, Whh, Wxh, Why):
    T = len(xs)
    h = [h0]
    for t in range(T):
        h.append(Whh @ np.tanh(h[t]) + Wxh @ xs[t])
    grad, delta = np.zeros_like(Whh), np.zeros_like(h0)
    for t in reversed(range(T)):
        delta += Why.T @ (Why @ h[t + 1] - ys[t])
        grad += np.outer(delta, np.tanh(h[t]))
        delta = (Whh.T @ delta) * (1 - np.tanh(h[t]) ** 2)
    return grad


# %% wrong: target minus prediction
# told: returns the gradient with the wrong sign
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W = torch.tensor(Whh, requires_grad=True)
    h, gain = torch.tensor(h0), 0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = W @ torch.tanh(h) + torch.tensor(Wxh) @ x
        gain = gain - ((y - torch.tensor(Why) @ h) ** 2).sum()
    gain.backward()
    return W.grad


# %% wrong: the slopes forgotten
# told: leaves out the slopes of tanh
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for x in xs:
        h.append(Wxh @ x + Whh @ np.tanh(h[-1]))
    dW, dh = 0.0, 0.0
    for t in range(len(xs) - 1, -1, -1):
        dh = Whh.T @ dh if t < len(xs) - 1 else np.zeros(len(h0))
        dh = dh + 2 * Why.T @ (Why @ h[t + 1] - ys[t])
        dW = dW + np.outer(dh, np.tanh(h[t]))
    return dW


# %% wrong: the outer product turned
# told: returns the transposed gradient
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for x in xs:
        h.append(Wxh @ x + Whh @ np.tanh(h[-1]))
    dW, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        dh = dh + 2 * Why.T @ (Why @ h[t + 1] - ys[t])
        s = np.tanh(h[t])
        dW += s[:, None] @ dh[None, :]
        dh = (1 - s**2) * (Whh.T @ dh)
    return dW


# %% wrong: F.mse_loss over everything
# told: averages over steps and outputs
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, outputs = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), []
    for x in torch.tensor(xs):
        h = W @ torch.tanh(h) + torch.tensor(Wxh) @ x
        outputs.append(torch.tensor(Why) @ h)
    torch.nn.functional.mse_loss(torch.stack(outputs), torch.tensor(ys)).backward()
    return W.grad


# %% wrong: the loss of the last step
# told: counts the last loss alone
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h = torch.tensor(Whh, requires_grad=True), torch.tensor(h0)
    for x in torch.tensor(xs):
        h = W @ torch.tanh(h) + torch.tensor(Wxh) @ x
    loss = ((torch.tensor(ys[-1]) - torch.tensor(Why) @ h) ** 2).sum()
    loss.backward()
    return W.grad


# %% wrong: the other network
# told: differentiates the network h = tanh(Whh h + Wxh x)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, loss = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), 0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = torch.tanh(W @ h + torch.tensor(Wxh) @ x)
        loss = loss + ((y - torch.tensor(Why) @ h) ** 2).sum()
    loss.backward()
    return W.grad


# %% wrong: the loop ends at 1
# told: stops before the first step
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for x in xs:
        h.append(Wxh @ x + Whh @ np.tanh(h[-1]))
    dW, dh = np.zeros(Whh.shape), np.zeros(len(h0))
    for t in range(len(xs) - 1, 0, -1):
        dh = dh + 2 * Why.T @ (Why @ h[t + 1] - ys[t])
        s = np.tanh(h[t])
        dW += np.outer(dh, s)
        dh = (1 - s**2) * (Whh.T @ dh)
    return dW


# %% wrong: slopes of the state after
# told: takes the slopes at the wrong step
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for x in xs:
        h.append(Wxh @ x + Whh @ np.tanh(h[-1]))
    s = np.tanh(h)
    dW, dh = np.zeros(Whh.shape), np.zeros(len(h0))
    for t in range(len(xs) - 1, -1, -1):
        dh = dh + 2 * Why.T @ (Why @ h[t + 1] - ys[t])
        dW += np.outer(dh, s[t])
        dh = (1 - s[t + 1] ** 2) * (Whh.T @ dh)
    return dW


# %% wrong: the unsquashed state in the outer product
# told: pairs the error with the state before tanh
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for x in xs:
        h.append(Wxh @ x + Whh @ np.tanh(h[-1]))
    dW, dh = np.zeros(Whh.shape), np.zeros(len(h0))
    for t in range(len(xs) - 1, -1, -1):
        dh = dh + 2 * Why.T @ (Why @ h[t + 1] - ys[t])
        dW += np.outer(dh, h[t])
        dh = (1 - np.tanh(h[t]) ** 2) * (Whh.T @ dh)
    return dW


# %% wrong: the order of Whh and the slopes
# told: multiplies by the slopes before Whh.T
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for x in xs:
        h.append(Wxh @ x + Whh @ np.tanh(h[-1]))
    dW, dh = np.zeros(Whh.shape), np.zeros(len(h0))
    for t in range(len(xs) - 1, -1, -1):
        dh = dh + 2 * Why.T @ (Why @ h[t + 1] - ys[t])
        dW += np.outer(dh, np.tanh(h[t]))
        dh = Whh.T @ np.diag(1 - np.tanh(h[t]) ** 2) @ dh
    return dW


# %% wrong: predictions from old states
# told: predicts from the state before the step
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for x in xs:
        h.append(Wxh @ x + Whh @ np.tanh(h[-1]))
    dW, dh = np.zeros(Whh.shape), np.zeros(len(h0))
    for t in range(len(xs) - 1, -1, -1):
        dh = dh + 2 * Why.T @ (Why @ h[t] - ys[t])
        dW += np.outer(dh, np.tanh(h[t]))
        dh = (1 - np.tanh(h[t]) ** 2) * (Whh.T @ dh)
    return dW


# %% wrong: no way back in time
# told: truncates the way back to one step
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h, dW = h0, np.zeros_like(Whh)
    for x, y in zip(xs, ys):
        s = np.tanh(h)
        h = Whh @ s + Wxh @ x
        dW += np.outer(-2 * (y - Why @ h) @ Why, s)
    return dW


# %% wrong: the derivative of tanh without its square
# told: forgets the square in the slopes
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for x in xs:
        h.append(Wxh @ x + Whh @ np.tanh(h[-1]))
    dW, dh = np.zeros(Whh.shape), np.zeros(len(h0))
    for t in range(len(xs) - 1, -1, -1):
        dh = dh + 2 * Why.T @ (Why @ h[t + 1] - ys[t])
        dW += np.outer(dh, np.tanh(h[t]))
        dh = (1 - np.tanh(h[t])) * (Whh.T @ dh)
    return dW


# %% wrong: an average over time
# told: averages over the steps
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, losses = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), []
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = W @ torch.tanh(h) + torch.tensor(Wxh) @ x
        losses.append(((y - torch.tensor(Why) @ h) ** 2).sum())
    torch.stack(losses).mean().backward()
    return W.grad


# %% wrong: h @ W
# told: uses the transposed weights forward and backward
def bptt(xs, ys, h0, Whh, Wxh, Why):
    W, h, loss = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), 0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys)):
        h = torch.tanh(h) @ W + torch.tensor(Wxh) @ x
        loss = loss + ((y - torch.tensor(Why) @ h) ** 2).sum()
    loss.backward()
    return W.grad


# %% wrong: states taken for squashed ones
# told: takes the states for squashed values in the slopes
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for x in xs:
        h.append(Wxh @ x + Whh @ np.tanh(h[-1]))
    dW, dh = np.zeros(Whh.shape), np.zeros(len(h0))
    for t in range(len(xs) - 1, -1, -1):
        dh = dh + 2 * Why.T @ (Why @ h[t + 1] - ys[t])
        dW += np.outer(dh, np.tanh(h[t]))
        dh = (1 - h[t] ** 2) * (Whh.T @ dh)
    return dW


# %% wrong: h0 overwritten on the way
# told: overwrites h_0
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h, kept = h0, [h0.copy()]
    for x in xs:
        h[:] = Wxh @ x + Whh @ np.tanh(h)
        kept.append(h.copy())
    dW, dh = np.zeros(Whh.shape), np.zeros(len(h0))
    for t in range(len(xs) - 1, -1, -1):
        dh = dh + 2 * Why.T @ (Why @ kept[t + 1] - ys[t])
        dW += np.outer(dh, np.tanh(kept[t]))
        dh = (1 - np.tanh(kept[t]) ** 2) * (Whh.T @ dh)
    return dW


# %% wrong: inputs forgotten
# told: leaves the inputs out of the forward pass
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h = [h0]
    for _ in xs:
        h.append(Whh @ np.tanh(h[-1]))
    dW, dh = np.zeros(Whh.shape), np.zeros(len(h0))
    for t in range(len(xs) - 1, -1, -1):
        dh = dh + 2 * Why.T @ (Why @ h[t + 1] - ys[t])
        dW += np.outer(dh, np.tanh(h[t]))
        dh = (1 - np.tanh(h[t]) ** 2) * (Whh.T @ dh)
    return dW

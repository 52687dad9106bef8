# ruff: noqa
# Right and wrong ways to write `maxpool` that grader/exercises does not hold. Each section is a file of its own.

# %% right: loops over every pixel
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
    y, dx = np.zeros((N, C, Ho, Wo)), np.zeros((N, C, H, W))
    for n in range(N):
        for c in range(C):
            for i in range(Ho):
                for j in range(Wo):
                    best, at = -math.inf, None
                    for a in range(i * s, i * s + k):
                        for b in range(j * s, j * s + k):
                            if x[n, c, a, b] > best:
                                best, at = x[n, c, a, b], (a, b)
                    y[n, c, i, j] = best
                    if dout is not None:
                        dx[n, c][at] += dout[n, c, i, j]
    if dout is None:
        return y
    return y, dx


# %% right: torch with indices and scatter
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    y, where = F.max_pool2d(t, k, s, return_indices=True)
    if dout is None:
        return y
    dx = torch.zeros(*t.shape[:2], t.shape[2] * t.shape[3], dtype=t.dtype)
    dx.scatter_add_(2, where.flatten(2), torch.tensor(dout).flatten(2))
    return y, dx.reshape(t.shape)


# %% right: fold and unfold
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    cols = F.unfold(torch.tensor(x).reshape(N * C, 1, H, W), k, stride=s)
    best, index = cols.max(dim=1)
    y = best.reshape(N, C, (H - k) // s + 1, -1)
    if dout is None:
        return y.numpy()
    dcols = torch.zeros_like(cols).scatter(1, index[:, None], torch.tensor(dout).reshape(N * C, 1, -1))
    return y.numpy(), F.fold(dcols, (H, W), k, stride=s).reshape(N, C, H, W).numpy()


# %% right: strided shifts
from functools import reduce


def maxpool(x, k, s, dout=None):
    H, W = x.shape[2:]
    Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
    cut = lambda a, b: (slice(None), slice(None), slice(a, a + s * Ho - s + 1, s), slice(b, b + s * Wo - s + 1, s))
    shifts = [cut(a, b) for a in range(k) for b in range(k)]
    y = reduce(np.maximum, (x[c] for c in shifts))
    if dout is None:
        return y
    dx = np.zeros(x.shape)
    for c in shifts:
        dx[c] += dout * (x[c] == y)
    return y, dx


# %% right: rows first, then columns
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=dout is not None)
    y = t.unfold(2, k, s).amax(-1).unfold(3, k, s).amax(-1)
    if dout is None:
        return y.numpy()
    (dx,) = torch.autograd.grad(y, t, torch.tensor(dout))
    return [y.detach().numpy(), dx.numpy()]


# %% right: nested lists
def maxpool(x, k, s, dout=None):
    v = np.lib.stride_tricks.sliding_window_view(x, (k, k), (2, 3))[:, :, ::s, ::s]
    y = v.max((-1, -2)).tolist()
    if dout is None:
        return y
    g = np.zeros_like(x)
    for (n, c, i, j), d in np.ndenumerate(dout):
        a, b = np.unravel_index(np.argmax(v[n, c, i, j]), (k, k))
        g[n, c, i * s + a, j * s + b] += d
    return y, g.tolist()


# %% right: np.bincount over flat indices
def maxpool(x, k, s, dout=None):
    flat = np.arange(x.size).reshape(x.shape)
    view = lambda a: np.lib.stride_tricks.sliding_window_view(a, (k, k), (2, 3))[:, :, ::s, ::s].reshape(
        *x.shape[:2], (x.shape[2] - k) // s + 1, (x.shape[3] - k) // s + 1, k * k
    )
    windows = view(x)
    winner = np.expand_dims(windows.argmax(-1), -1)
    y = np.take_along_axis(windows, winner, -1).squeeze(-1)
    if dout is None:
        return y
    pixels = np.take_along_axis(view(flat), winner, -1).ravel()
    return y, np.bincount(pixels, weights=dout.ravel(), minlength=x.size).reshape(x.shape)


# %% right: sorting the pixels, the last write wins
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
    y, dx = np.full((N, C, Ho, Wo), np.nan), np.zeros(x.shape)
    owner = {}
    order = sorted(np.ndindex(*x.shape), key=lambda p: x[p])
    for n, c, a, b in order:
        for i in range(max(0, -(-(a - k + 1) // s)), min(Ho - 1, a // s) + 1):
            for j in range(max(0, -(-(b - k + 1) // s)), min(Wo - 1, b // s) + 1):
                y[n, c, i, j] = x[n, c, a, b]
                owner[n, c, i, j] = (n, c, a, b)
    if dout is None:
        return y
    for place, pixel in owner.items():
        dx[pixel] += dout[place]
    return y, dx


# %% right: a torch module and a tuple of tensors that need gradients
def maxpool(x, k, s, dout=None):
    x = torch.tensor(x).requires_grad_()
    y = torch.nn.MaxPool2d(k, stride=s)(x)
    if dout is None:
        return y
    (y * torch.tensor(dout)).sum().backward()
    return y, x.grad


# %% right: a helper and recursion over the images
def maxpool(x, k, s, dout=None):
    if len(x) > 1:
        head = maxpool(x[:1], k, s, None if dout is None else dout[:1])
        tail = maxpool(x[1:], k, s, None if dout is None else dout[1:])
        return np.concatenate([head, tail]) if dout is None else tuple(map(np.concatenate, zip(head, tail)))
    rows, cols = range(0, x.shape[2] - k + 1, s), range(0, x.shape[3] - k + 1, s)
    y = np.stack([np.stack([x[:, :, a : a + k, b : b + k].max((2, 3)) for b in cols], -1) for a in rows], -2)
    if dout is None:
        return y
    dx = np.zeros(x.shape)
    for i, a in enumerate(rows):
        for j, b in enumerate(cols):
            dx[:, :, a : a + k, b : b + k] += dout[:, :, i, j, None, None] * (
                x[:, :, a : a + k, b : b + k] == y[:, :, i, j, None, None]
            )
    return y, dx


# %% wrong: assignment by fancy indices, which counts a pixel once
# told: overwrites dx where windows overlap
def maxpool(x, k, s, dout=None):
    v = np.lib.stride_tricks.sliding_window_view(x, (k, k), (2, 3))[:, :, ::s, ::s]
    flat = v.reshape(*v.shape[:4], -1)
    y, best = flat.max(-1), flat.argmax(-1)
    if dout is None:
        return y
    n, c, i, j = np.indices(best.shape)
    dx = np.zeros(x.shape)
    dx[n, c, i * s + best // k, j * s + best % k] += dout
    return y, dx


# %% wrong: the mask of the image enlarged by repetition
def maxpool(x, k, s, dout=None):
    y = F.max_pool2d(torch.tensor(x), k, s).numpy()
    if dout is None:
        return y
    H, W = x.shape[2:]
    up = lambda a: np.pad(a.repeat(s, 2).repeat(s, 3), ((0, 0), (0, 0), (0, H), (0, W)))[:, :, :H, :W]
    return y, (x == up(y)) * up(dout)


# %% wrong: a frame of zeros around the image
# told: pads the image with zeros
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(F.pad(t, (k // 2,) * 4), k, s)
    y = y[:, :, : (x.shape[2] - k) // s + 1, : (x.shape[3] - k) // s + 1]
    if dout is None:
        return y
    y.backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: torch's ceil mode
# told: rounds the output size up
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k, s, ceil_mode=True)
    if dout is None:
        return y
    y[:, :, : dout.shape[2], : dout.shape[3]].backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: the stride left at its default
# told: puts the windows side by side whatever the stride
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k)
    if dout is None:
        return y
    g = torch.zeros_like(y)
    g[:, :, : dout.shape[2], : dout.shape[3]] = torch.tensor(dout)[:, :, : y.shape[2], : y.shape[3]]
    y.backward(g)
    return y, t.grad


# %% wrong: dout multiplied by the maximum
# told: multiplies dout by the maximum
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k, s)
    if dout is None:
        return y
    y.backward(torch.tensor(dout) * y.detach())
    return y, t.grad


# %% wrong: the gradient of half a square
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k, s)
    if dout is None:
        return y
    (0.5 * (y * torch.tensor(dout)) ** 2).sum().backward()
    return y, t.grad


# %% wrong: windows that share a pixel share its gradient
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k, s)
    if dout is None:
        return y
    (g,) = torch.autograd.grad(y, t, torch.tensor(dout), retain_graph=True)
    (count,) = torch.autograd.grad(y, t, torch.ones_like(y))
    return y, g / count.clamp(min=1)


# %% wrong: the maximum of absolute values
# told: takes the largest absolute value
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t.abs(), k, s)
    if dout is None:
        return y
    y.backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: a rectified image first
# told: starts the maximum from 0
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(torch.relu(t), k, s)
    if dout is None:
        return y
    y.backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: only the rows overlap
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, (k, s), s)[:, :, : (x.shape[2] - k) // s + 1, : (x.shape[3] - k) // s + 1]
    if dout is None:
        return y
    y.backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: negative gradients lost
# told: lets no negative error through
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k, s)
    if dout is None:
        return y
    y.backward(torch.tensor(dout).clamp(min=0))
    return y, t.grad


# %% wrong: a stand-in of -999 for minus infinity
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t.clamp(min=-999.0), k, s)
    if dout is None:
        return y
    y.backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: dout of the first image for all
# told: uses the first image's dout for all
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k, s)
    if dout is None:
        return y
    y.backward(torch.tensor(np.broadcast_to(dout[:1], dout.shape).copy()))
    return y, t.grad


# %% wrong: the maximum over the channels as well
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t.amax(1, keepdim=True).expand(*x.shape), k, s)
    if dout is None:
        return y
    y.backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: dout overwritten
# told: changes dout
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k, s)
    if dout is None:
        return y
    y.backward(torch.tensor(dout))
    dout *= 0
    return y, t.grad


# %% wrong: image sorted in place to find the maximum
# told: changes the image
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k, s)
    x.sort(axis=3)
    if dout is None:
        return y
    y.backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: single precision, which finds the wrong pixel among close ones
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, dtype=torch.float32, requires_grad=True)
    y = F.max_pool2d(t, k, s)
    if dout is None:
        return y
    y.backward(torch.tensor(dout).float())
    return y, t.grad


# %% wrong: dout shared out over the window
# told: splits dout evenly over the window
def maxpool(x, k, s, dout=None):
    y = F.max_pool2d(torch.tensor(x), k, s)
    if dout is None:
        return y
    t = torch.tensor(x, requires_grad=True)
    F.avg_pool2d(t, k, s).backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: dx of the pooled size
# told: returns dout in place of dx
def maxpool(x, k, s, dout=None):
    y = F.max_pool2d(torch.tensor(x), k, s).numpy()
    return y if dout is None else (y, dout.copy())


# %% wrong: a soft maximum, very sharp
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    v = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y = torch.logsumexp(200 * v, -1) / 200
    if dout is None:
        return y
    y.backward(torch.tensor(dout))
    return y, t.grad


# %% wrong: the running maximum starts at zero
# told: starts the maximum from 0
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
    y = np.zeros((N, C, Ho, Wo))
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(Ho):
                for j in range(Wo):
                    best, bi, bj = 0, i * s, j * s
                    for a in range(i * s, i * s + k):
                        for b in range(j * s, j * s + k):
                            if x[n, c, a, b] > best:
                                best, bi, bj = x[n, c, a, b], a, b
                    y[n, c, i, j] = best
                    if dout is not None:
                        dx[n, c, bi, bj] += dout[n, c, i, j]
    return y if dout is None else (y, dx)


# %% wrong: no plus in the scatter
# told: overwrites dx where windows overlap
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, Ho, Wo))
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(N, C, Ho, Wo):
        window = x[n, c, i * s : i * s + k, j * s : j * s + k]
        out[n, c, i, j] = np.max(window)
        if dout is not None:
            a, b = np.unravel_index(np.argmax(window), window.shape)
            dx[n, c, i * s + a, j * s + b] = dout[n, c, i, j]
    if dout is None:
        return out
    return out, dx


# %% wrong: the masked window assigned
# told: lets the whole window's dx be overwritten by the next
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = 1 + (H - k) // s, 1 + (W - k) // s
    out, dx = np.zeros((N, C, Ho, Wo)), np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            win = x[:, :, i * s : i * s + k, j * s : j * s + k]
            out[:, :, i, j] = win.max(axis=(2, 3))
            if dout is not None:
                mask = win == win.max(axis=(2, 3), keepdims=True)
                dx[:, :, i * s : i * s + k, j * s : j * s + k] = mask * dout[:, :, i, j][:, :, None, None]
    return out if dout is None else (out, dx)


# %% wrong: the mask alone
# told: marks the maxima with ones
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = 1 + (H - k) // s, 1 + (W - k) // s
    out, dx = np.zeros((N, C, Ho, Wo)), np.zeros(x.shape)
    for i in range(Ho):
        for j in range(Wo):
            rows, cols = slice(i * s, i * s + k), slice(j * s, j * s + k)
            out[:, :, i, j] = x[:, :, rows, cols].max(axis=(2, 3))
            dx[:, :, rows, cols] += x[:, :, rows, cols] == out[:, :, i, j][:, :, None, None]
    return out if dout is None else (out, dx)


# %% wrong: index of the window, not of the image
# told: forgets where the window stands
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
    y, dx = np.zeros((N, C, Ho, Wo)), np.zeros((N, C, H, W))
    for n, c, i, j in np.ndindex(N, C, Ho, Wo):
        win = x[n, c, i * s : i * s + k, j * s : j * s + k]
        y[n, c, i, j] = win.max()
        if dout is not None:
            at = np.unravel_index(win.argmax(), win.shape)
            dx[n, c][at] += dout[n, c, i, j]
    return y if dout is None else (y, dx)


# %% wrong: stride equal to the window
# told: puts the windows side by side whatever the stride
def maxpool(x, k, s, dout=None):
    s = k
    N, C, H, W = x.shape
    Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
    y, dx = np.zeros((N, C, Ho, Wo)), np.zeros((N, C, H, W))
    for n, c, i, j in np.ndindex(N, C, Ho, Wo):
        win = x[n, c, i * s : i * s + k, j * s : j * s + k]
        y[n, c, i, j] = win.max()
        if dout is not None and i < dout.shape[2] and j < dout.shape[3]:
            a, b = np.unravel_index(win.argmax(), win.shape)
            dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
    return y if dout is None else (y, dx)


# %% wrong: windows at i and j
# told: moves the window by one pixel although the size is right
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
    y, dx = np.zeros((N, C, Ho, Wo)), np.zeros((N, C, H, W))
    for n, c, i, j in np.ndindex(N, C, Ho, Wo):
        win = x[n, c, i : i + k, j : j + k]
        y[n, c, i, j] = win.max()
        if dout is not None:
            dx[n, c, i : i + k, j : j + k] += dout[n, c, i, j] * (win == win.max())
    return y if dout is None else (y, dx)


# %% wrong: no plus one in the output size
# told: forgets the first window in the output size
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = (H - k) // s, (W - k) // s
    y, dx = np.zeros((N, C, Ho, Wo)), np.zeros((N, C, H, W))
    for n, c, i, j in np.ndindex(N, C, Ho, Wo):
        win = x[n, c, i * s : i * s + k, j * s : j * s + k]
        y[n, c, i, j] = win.max()
        if dout is not None:
            dx[n, c, i * s : i * s + k, j * s : j * s + k] += dout[n, c, i, j] * (win == win.max())
    return y if dout is None else (y, dx)


# %% wrong: average pooling
# told: takes the average of the window
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.avg_pool2d(t, k, s)
    if dout is None:
        return y.detach().numpy()
    y.backward(torch.tensor(dout))
    return y.detach().numpy(), t.grad.numpy()


# %% wrong: the maximum passed back
# told: puts the maxima into dx
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
    y, dx = np.zeros((N, C, Ho, Wo)), np.zeros((N, C, H, W))
    for n, c, i, j in np.ndindex(N, C, Ho, Wo):
        win = x[n, c, i * s : i * s + k, j * s : j * s + k]
        y[n, c, i, j] = win.max()
        dx[n, c, i * s : i * s + k, j * s : j * s + k] += np.where(win == win.max(), win, 0)
    return y if dout is None else (y, dx)


# %% wrong: always both
# told: returns a pair even without dout
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(t, k, s)
    if dout is not None:
        y.backward(torch.tensor(dout))
    dx = t.grad.numpy() if t.grad is not None else np.zeros(x.shape)
    return y.detach().numpy(), dx


# %% wrong: height used for both sizes
# told: takes the image to be square
def maxpool(x, k, s, dout=None):
    N, C, H, _ = x.shape
    size = (H - k) // s + 1
    y, dx = np.zeros((N, C, size, size)), np.zeros(x.shape)
    for n, c, i, j in np.ndindex(y.shape):
        win = x[n, c, i * s : i * s + k, j * s : j * s + k]
        y[n, c, i, j] = win.max()
        if dout is not None:
            dx[n, c, i * s : i * s + k, j * s : j * s + k] += dout[n, c, i, j] * (win == win.max())
    return y if dout is None else (y, dx)


# %% wrong: size by true division, rounded up
# told: rounds the output size up
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    Ho, Wo = math.ceil((H - k) / s) + 1, math.ceil((W - k) / s) + 1
    y, dx = np.zeros((N, C, Ho, Wo)), np.zeros(x.shape)
    for n, c, i, j in np.ndindex(y.shape):
        win = x[n, c, i * s : i * s + k, j * s : j * s + k]
        y[n, c, i, j] = win.max()
        if dout is not None:
            dx[n, c, i * s : i * s + k, j * s : j * s + k] += dout[n, c, i, j] * (win == win.max())
    return y if dout is None else (y, dx)


# %% wrong: mean for max
# told: takes the average of the window
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.mean()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: min for max
# told: takes the minimum of the window
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.min()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmin(patch), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: absolute values in the argmax
# told: takes the entry of largest size, whatever its sign
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.flat[np.abs(patch).argmax()]
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(np.abs(patch)), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: the row and the column of the argmax
# told: swaps row and column of the argmax
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + b, left + a] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: the corner forgotten
# told: forgets where the window stands
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, a, b] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: ones
# told: marks the maxima with ones
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + a, left + b] += 1
    if dout is None:
        return out
    return out, grad


# %% wrong: dout times out
# told: multiplies dout by the maximum
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j] * out[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: steps of k
# told: puts the windows side by side whatever the stride
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = H // k, W // k
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * k, j * k
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None and i < dout.shape[2] and j < dout.shape[3]:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: steps of one
# told: moves the window by one pixel although the size is right
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i, j
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: gradient first
# told: returns dx before y
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j]
    if dout is None:
        return out
    return grad, out


# %% wrong: the whole patch
# told: gives dout to every pixel of the window
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top : top + k, left : left + k] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: shared by the patch
# told: splits dout evenly over the window
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top : top + k, left : left + k] += dout[n, c, i, j] / k**2
    if dout is None:
        return out
    return out, grad


# %% wrong: an alias of x
# told: changes the image
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad, x = x, x.copy()
    grad[:] = 0
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: maximum with 0
# told: starts the maximum from 0
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = max(0, patch.max())
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad


# %% wrong: gradient cut
def maxpool(x, k, s, dout=None):
    N, C, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    out = np.zeros((N, C, H_out, W_out))
    grad = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * s, j * s
                    patch = x[n, c, top : top + k, left : left + k]
                    out[n, c, i, j] = patch.max()
                    if dout is not None:
                        a, b = np.unravel_index(np.argmax(patch), patch.shape)
                        grad[n, c, top + a, left + b] += dout[n, c, i, j]
    if dout is None:
        return out
    return out, grad[:, :, : H_out * s, : W_out * s]


# %% wrong: unfold, no addition
# told: overwrites dx where windows overlap
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    windows = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y, best = windows.max(dim=-1)
    if dout is None:
        return y
    dx = torch.zeros_like(t)
    for n, c, i, j in np.ndindex(*y.shape):
        a, b = divmod(best[n, c, i, j].item(), k)
        dx[n, c, i * s + a, j * s + b] = dout[n, c, i, j]
    return y, dx


# %% wrong: unfold, min
# told: takes the minimum of the window
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    windows = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y, best = windows.min(dim=-1)
    if dout is None:
        return y
    dx = torch.zeros_like(t)
    for n, c, i, j in np.ndindex(*y.shape):
        a, b = divmod(best[n, c, i, j].item(), k)
        dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
    return y, dx


# %% wrong: unfold, the clamp of a ReLU
# told: starts the maximum from 0
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    windows = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y, best = windows.max(dim=-1)
    if dout is None:
        return y.clamp(min=0)
    dx = torch.zeros_like(t)
    for n, c, i, j in np.ndindex(*y.shape):
        a, b = divmod(best[n, c, i, j].item(), k)
        dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
    return y.clamp(min=0), dx


# %% wrong: unfold, divmod the wrong way round
# told: swaps row and column of the argmax
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    windows = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y, best = windows.max(dim=-1)
    if dout is None:
        return y
    dx = torch.zeros_like(t)
    for n, c, i, j in np.ndindex(*y.shape):
        b, a = divmod(best[n, c, i, j].item(), k)
        dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
    return y, dx


# %% wrong: unfold, without the corner
# told: forgets where the window stands
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    windows = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y, best = windows.max(dim=-1)
    if dout is None:
        return y
    dx = torch.zeros_like(t)
    for n, c, i, j in np.ndindex(*y.shape):
        a, b = divmod(best[n, c, i, j].item(), k)
        dx[n, c, a, b] += dout[n, c, i, j]
    return y, dx


# %% wrong: unfold, ones for errors
# told: marks the maxima with ones
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    windows = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y, best = windows.max(dim=-1)
    if dout is None:
        return y
    dx = torch.zeros_like(t)
    for n, c, i, j in np.ndindex(*y.shape):
        a, b = divmod(best[n, c, i, j].item(), k)
        dx[n, c, i * s + a, j * s + b] += 1.0
    return y, dx


# %% wrong: unfold, y for errors
# told: puts the maxima into dx
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    windows = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y, best = windows.max(dim=-1)
    if dout is None:
        return y
    dx = torch.zeros_like(t)
    for n, c, i, j in np.ndindex(*y.shape):
        a, b = divmod(best[n, c, i, j].item(), k)
        dx[n, c, i * s + a, j * s + b] += y[n, c, i, j]
    return y, dx


# %% wrong: unfold, the mean
# told: takes the average of the window
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    windows = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y, best = windows.mean(dim=-1), windows.argmax(dim=-1)
    if dout is None:
        return y
    dx = torch.zeros_like(t)
    for n, c, i, j in np.ndindex(*y.shape):
        a, b = divmod(best[n, c, i, j].item(), k)
        dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
    return y, dx


# %% wrong: unfold, dx first
# told: returns dx before y
def maxpool(x, k, s, dout=None):
    t = torch.tensor(x)
    windows = t.unfold(2, k, s).unfold(3, k, s).flatten(4)
    y, best = windows.max(dim=-1)
    if dout is None:
        return y
    dx = torch.zeros_like(t)
    for n, c, i, j in np.ndindex(*y.shape):
        a, b = divmod(best[n, c, i, j].item(), k)
        dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
    return dx, y

# ruff: noqa
# Right and wrong ways to write `conv2d_backward` that grader/exercises does not hold. Each section is a file of its own.

# %% right: seven loops
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(Fn)
    for n, f, i, j in np.ndindex(*dout.shape):
        d = dout[n, f, i, j]
        db[f] += d
        for c in range(C):
            for m in range(kh):
                for q in range(kw):
                    a, b = i * stride + m - pad, j * stride + q - pad
                    if 0 <= a < H and 0 <= b < W:
                        dx[n, c, a, b] += d * w[f, c, m, q]
                        dw[f, c, m, q] += d * x[n, c, a, b]
    return dx, dw, db


# %% right: torch.nn.grad, a list
def conv2d_backward(dout, x, w, stride, pad):
    d, x, w = map(torch.tensor, (dout, x, w))
    dx = torch.nn.grad.conv2d_input(x.shape, w, d, stride=stride, padding=pad)
    dw = torch.nn.grad.conv2d_weight(x, w.shape, d, stride=stride, padding=pad)
    return [dx.numpy(), dw.numpy(), d.sum((0, 2, 3)).numpy()]


# %% right: transposed convolution with output padding
def conv2d_backward(dout, x, w, stride, pad):
    d, t, k = torch.tensor(dout), torch.tensor(x), torch.tensor(w)
    extra = [(x.shape[a] + 2 * pad - w.shape[a]) % stride for a in (2, 3)]
    dx = F.conv_transpose2d(d, k, stride=stride, padding=pad, output_padding=extra)
    dw = F.conv2d(t.transpose(0, 1), d.transpose(0, 1), padding=pad, dilation=stride).transpose(0, 1)
    return dx, dw[:, :, : w.shape[2], : w.shape[3]], d.sum((0, 2, 3))


# %% right: fold and unfold
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout).flatten(2), torch.tensor(w).flatten(1)
    cols = F.unfold(torch.tensor(x), w.shape[2:], padding=pad, stride=stride)
    dx = F.fold(k.T @ d, x.shape[2:], w.shape[2:], padding=pad, stride=stride)
    dw = torch.einsum("nfp,nkp->fk", d, cols).reshape(w.shape)
    return dx, dw, d.sum(2).sum(0)


# %% right: the layer's matrix, transposed
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    Ho, Wo = dout.shape[2:]
    A = np.zeros((Ho, Wo, C, H + 2 * pad, W + 2 * pad, C, kh, kw))
    for i, j, c, m, q in np.ndindex(Ho, Wo, C, kh, kw):
        A[i, j, c, i * stride + m, j * stride + q, c, m, q] = 1
    A = A[:, :, :, pad : pad + H, pad : pad + W]
    dx = np.einsum("nfij,fcmq,ijabdcmq->nabd", dout, w, A, optimize=True)
    dw = np.einsum("nfij,nabd,ijabdcmq->fcmq", dout, x, A, optimize=True)
    return dx, dw, np.einsum("nfij->f", dout)


# %% right: scipy's full convolution of the spread dout
from scipy.signal import convolve2d, correlate2d


def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    spread = np.zeros((N, Fn, H + 2 * pad - kh + 1, W + 2 * pad - kw + 1))
    spread[:, :, ::stride, ::stride] = dout
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dx, dw = np.zeros_like(xp), np.zeros_like(w)
    for n in range(N):
        for f in range(Fn):
            for c in range(C):
                dx[n, c] += convolve2d(spread[n, f], w[f, c], mode="full")
                dw[f, c] += correlate2d(xp[n, c], spread[n, f], mode="valid")
    return dx[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))


# %% right: unit steps, as the layer is linear in each argument
def conv2d_backward(dout, x, w, stride, pad):
    d, t, k = torch.tensor(dout), torch.tensor(x), torch.tensor(w)

    def slopes(value, run):
        steps = torch.eye(value.numel(), dtype=value.dtype).reshape(-1, *value.shape)
        return torch.stack([(run(e) * d).sum() for e in steps]).reshape(value.shape)

    one = F.conv2d(t, k, None, stride, pad)
    db = slopes(torch.zeros(len(w), dtype=t.dtype), lambda e: torch.zeros_like(one) + e[:, None, None])
    return (
        slopes(t, lambda e: F.conv2d(e, k, None, stride, pad)),
        slopes(k, lambda e: F.conv2d(t, e, None, stride, pad)),
        db,
    )


# %% right: torch.func
def conv2d_backward(dout, x, w, stride, pad):
    layer = lambda x, w, b: F.conv2d(x, w, b, stride, pad)
    b = torch.zeros(w.shape[0], dtype=torch.float64)
    _, pull = torch.func.vjp(layer, torch.tensor(x), torch.tensor(w), b)
    return tuple(g.detach().numpy() for g in pull(torch.tensor(dout)))


# %% right: einsum with windows, np.add.at, nested lists
def conv2d_backward(dout, x, w, stride, pad):
    kh, kw = w.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows = stride * np.arange(dout.shape[2])[:, None, None, None] + np.arange(kh)[:, None]
    cols = stride * np.arange(dout.shape[3])[:, None, None] + np.arange(kw)
    dw = np.einsum("nfij,ncijkl->fckl", dout, xp[:, :, rows, cols])
    back = np.zeros(xp.shape)
    np.add.at(back, (slice(None), slice(None), rows, cols), np.einsum("nfij,fckl->ncijkl", dout, w))
    dx = back[:, :, pad : xp.shape[2] - pad, pad : xp.shape[3] - pad]
    return dx.tolist(), dw.tolist(), [float(dout[:, f].sum()) for f in range(len(w))]


# %% right: image by image
def conv2d_backward(dout, x, w, stride, pad):
    if len(x) == 1:
        t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
        F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
        return t.grad.numpy(), k.grad.numpy(), dout[0].sum((1, 2))
    parts = [conv2d_backward(dout[n : n + 1], x[n : n + 1], w, stride, pad) for n in range(len(x))]
    return np.concatenate([p[0] for p in parts]), sum(p[1] for p in parts), sum(p[2] for p in parts)


# %% wrong: the kernel turned in one axis
# told: turns the kernel upside down in the gradient of x
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w[:, :, ::-1].copy(), requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    k2 = torch.tensor(w, requires_grad=True)
    F.conv2d(torch.tensor(x), k2, stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad, k2.grad, dout.sum((0, 2, 3))


# %% wrong: consistent gradients of a true convolution
# told: differentiates a layer that convolves
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k.flip(2, 3), stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad, k.grad, dout.sum((0, 2, 3))


# %% wrong: the gradient of the mean
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    (F.conv2d(t, k, stride=stride, padding=pad) * torch.tensor(dout)).mean().backward()
    return t.grad, k.grad, dout.mean((0, 2, 3))


# %% wrong: db averaged
# told: averages the gradient of b
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad, k.grad, dout.mean(axis=(0, 2, 3))


# %% wrong: db with the broadcast axes kept
# told: keeps the summed axes in the gradient of b
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad, k.grad, dout.sum(axis=(0, 2, 3), keepdims=True)


# %% wrong: db summed over the filters
# told: adds up the gradient of b over the filters
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad, k.grad, np.full(len(w), dout.sum())


# %% wrong: only dx and dw
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad, k.grad


# %% wrong: a dict
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return {"dx": t.grad, "dw": k.grad, "db": dout.sum((0, 2, 3))}


# %% wrong: transposed convolution, zeros appended instead of output padding
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w, requires_grad=True)
    F.conv2d(torch.tensor(x), k, stride=stride, padding=pad).backward(d)
    dx = F.conv_transpose2d(d, k.detach(), stride=stride, padding=pad)
    dx = F.pad(dx, (0, x.shape[3] - dx.shape[3], 0, x.shape[2] - dx.shape[2]))
    return dx, k.grad, d.sum((0, 2, 3))


# %% wrong: transposed convolution without output padding
# told: leaves the unread pixels out of dx
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w, requires_grad=True)
    F.conv2d(torch.tensor(x), k, stride=stride, padding=pad).backward(d)
    return F.conv_transpose2d(d, k.detach(), stride=stride, padding=pad), k.grad, d.sum((0, 2, 3))


# %% wrong: dx enlarged to the size of x
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w, requires_grad=True)
    F.conv2d(torch.tensor(x), k, stride=stride, padding=pad).backward(d)
    dx = F.conv_transpose2d(d, k.detach(), stride=stride, padding=pad)
    return F.interpolate(dx, size=x.shape[2:]), k.grad, d.sum((0, 2, 3))


# %% wrong: dw of the first image
# told: keeps the first image only in dw
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    k1 = torch.tensor(w, requires_grad=True)
    F.conv2d(torch.tensor(x[:1]), k1, stride=stride, padding=pad).backward(torch.tensor(dout[:1]))
    return t.grad, k1.grad, dout.sum((0, 2, 3))


# %% wrong: the same dx for every channel
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad.mean(1, keepdim=True).expand(*x.shape), k.grad, dout.sum((0, 2, 3))


# %% wrong: dw summed over the channels
# told: adds up dw over the channels
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad, k.grad.sum(1, keepdim=True).expand(*w.shape), dout.sum((0, 2, 3))


# %% wrong: weight decay in dw
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad, k.grad + 1e-3 * k.detach(), dout.sum((0, 2, 3))


# %% wrong: the sign of descent
# told: returns descent steps
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return -t.grad, -k.grad, -dout.sum((0, 2, 3))


# %% wrong: single precision
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x).float().requires_grad_(), torch.tensor(w).float().requires_grad_()
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout).float())
    return t.grad, k.grad, dout.sum((0, 2, 3))


# %% wrong: the padding of the forward pass for the full convolution
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w, requires_grad=True)
    F.conv2d(torch.tensor(x), k, stride=stride, padding=pad).backward(d)
    spread = torch.zeros(*d.shape[:2], *(stride * (n - 1) + 1 for n in d.shape[2:]), dtype=d.dtype)
    spread[:, :, ::stride, ::stride] = d
    dx = F.conv2d(spread, k.detach().flip(2, 3).transpose(0, 1), padding=pad)
    back = torch.zeros(x.shape, dtype=d.dtype)
    h, v = min(back.shape[2], dx.shape[2]), min(back.shape[3], dx.shape[3])
    back[:, :, :h, :v] = dx[:, :, :h, :v]
    return back, k.grad, d.sum((0, 2, 3))


# %% wrong: the frame of a full convolution from kh alone
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w, requires_grad=True)
    F.conv2d(torch.tensor(x), k, stride=stride, padding=pad).backward(d)
    kh = w.shape[2]
    spread = torch.zeros(*d.shape[:2], x.shape[2] + 2 * pad - kh + 1, x.shape[3] + 2 * pad - w.shape[3] + 1, dtype=d.dtype)
    spread[:, :, ::stride, ::stride] = d
    dx = F.conv2d(F.pad(spread, (kh - 1,) * 4), k.detach().flip(2, 3).transpose(0, 1))
    dx = dx[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return F.pad(dx, (0, x.shape[3] - dx.shape[3], 0, x.shape[2] - dx.shape[2])), k.grad, d.sum((0, 2, 3))


# %% wrong: dout rectified as if a relu had come after
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    y = F.conv2d(t, k, stride=stride, padding=pad)
    torch.relu(y).backward(torch.tensor(dout))
    return t.grad, k.grad, (dout * (y.detach().numpy() > 0)).sum((0, 2, 3))


# %% wrong: dout scaled in place
# told: changes dout
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(t, k, stride=stride, padding=pad).backward(torch.tensor(dout))
    db = dout.sum((0, 2, 3))
    dout /= len(x) + 1
    return t.grad, k.grad, db


# %% wrong: the frame's gradient folded onto the border
def conv2d_backward(dout, x, w, stride, pad):
    t, k = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    F.conv2d(F.pad(t, (pad,) * 4, mode="replicate") if pad else t, k.detach(), stride=stride).backward(torch.tensor(dout))
    F.conv2d(torch.tensor(x), k, stride=stride, padding=pad).backward(torch.tensor(dout))
    return t.grad, k.grad, dout.sum((0, 2, 3))


# %% wrong: = where += belongs, in dx
# told: overwrites dx where windows overlap
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] = dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: = where += belongs, in dw
# told: keeps the last window only in dw; keeps the last image only in dw
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] = dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: = where += belongs, in dx and dw
# told: overwrites dx and dw at each window
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] = dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] = dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: = where += belongs, in db
# told: keeps the last image only in the gradient of b
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] = dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: the frame cut with pad:-pad
# told: returns an empty dx where there is no padding
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad:-pad, pad:-pad]
    return dx, dw, db


# %% wrong: the frame never cut
# told: leaves the frame on dx
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp
    return dx, dw, db


# %% wrong: the first H rows and W columns
# told: cuts the frame off one side only
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, :H, :W]
    return dx, dw, db


# %% wrong: rot180 from the lecture on true convolution
# told: turns the kernel in the gradient of x
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * np.rot90(w[f], 2, axes=(1, 2))
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: the stride left out of the windows
# told: forgets the stride in both gradients
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i, j
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: dw without dout
# told: forgets dout in the gradient of w
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += 1.0 * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: divided by the number of images
# told: averages the gradients over the batch
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw / N, db / N


# %% wrong: divided by the number of images, dx too
# told: divides all gradients by the number of images
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx / N, dw / N, db / N


# %% wrong: the order of the arguments
# told: returns dw before dx
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dw, dx, db


# %% wrong: dx and dw only from the last image
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N - 1, N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: dx begins as the padded image
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = xp
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: dw begins as the kernel
# told: adds the gradient to w
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = w.copy()
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: dw is w itself, started from zero
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = w
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: dout not summed in db
# told: returns dout for the gradient of b
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = dout
    for n in range(N):
        for f in range(Fn):
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: db counts
# told: counts the places in place of adding up dout
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].size
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: no padding of x for dw
# told: takes the windows of dw from the image without its frame
def conv2d_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    Fn, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(Fn)
    for n in range(N):
        for f in range(Fn):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += dout[n, f, i, j] * F.pad(torch.tensor(x), (0, 2 * pad, 0, 2 * pad)).numpy()[n, :, hs : hs + HH, ws : ws + WW]
                    dxp[n, :, hs : hs + HH, ws : ws + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


# %% wrong: pixel by pixel, the kernel turned
# told: turns the kernel in the gradient of x
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k.flip(2, 3)[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, dw turned
# told: turns the gradient of the kernel
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, -1 - m, -1 - q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, both turned
# told: differentiates a layer that convolves
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, -1 - m, -1 - q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k.flip(2, 3)[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, the frame left on
# told: leaves the frame on dx
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded
    return dx, dw, d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, db of every image
# told: keeps the images apart in the gradient of b
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.sum(dim=(2, 3))


# %% wrong: pixel by pixel, db averaged
# told: averages the gradient of b
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.mean(dim=(0, 2, 3))


# %% wrong: pixel by pixel, db summed to one number
# told: returns one number for the gradient of b
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.sum()


# %% wrong: pixel by pixel, db of the places
# told: keeps the places apart in the gradient of b
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.sum(dim=0)


# %% wrong: pixel by pixel, minus signs for descent
# told: returns descent steps
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return -dx, -dw, -d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, dw as [C, F]
# told: puts channels first in dw
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw.transpose(0, 1), d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, dx of the padded image
# told: adds the gradient to x
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = padded.clone(), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, no chain rule in dw
# told: forgets dout in the gradient of w
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", torch.ones_like(d), padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, no chain rule in dx
# told: forgets dout in the gradient of x
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", torch.ones_like(d), k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, the mean over the batch
# told: averages the gradients over the batch
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw / len(x), d.sum(dim=(2, 3)).mean(dim=0)


# %% wrong: pixel by pixel, cut like pad:-pad
# told: returns an empty dx where there is no padding
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad:-pad, pad:-pad]
    return dx, dw, d.sum(dim=(0, 2, 3))


# %% wrong: pixel by pixel, the order of the return
# told: returns dw before dx
def conv2d_backward(dout, x, w, stride, pad):
    d, k = torch.tensor(dout), torch.tensor(w)
    padded = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(k)
    for m in range(w.shape[2]):
        for q in range(w.shape[3]):
            rows = slice(m, m + stride * (d.shape[2] - 1) + 1, stride)
            cols = slice(q, q + stride * (d.shape[3] - 1) + 1, stride)
            dw[:, :, m, q] = torch.einsum("nfij,ncij->fc", d, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += torch.einsum("nfij,fc->ncij", d, k[:, :, m, q])
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dw, dx, d.sum(dim=(0, 2, 3))

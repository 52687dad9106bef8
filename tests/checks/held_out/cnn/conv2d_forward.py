# ruff: noqa
# Right and wrong ways to write `conv2d_forward` that grader/exercises does not hold. Each section is a file of its own.

# %% right: seven loops
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    Ho, Wo = (H + 2 * pad - kh) // stride + 1, (W + 2 * pad - kw) // stride + 1
    y = np.zeros((N, Fn, Ho, Wo))
    for n in range(N):
        for f in range(Fn):
            for i in range(Ho):
                for j in range(Wo):
                    total = b[f]
                    for c in range(C):
                        for m in range(kh):
                            for q in range(kw):
                                r, s = i * stride + m - pad, j * stride + q - pad
                                if 0 <= r < H and 0 <= s < W:
                                    total += x[n, c, r, s] * w[f, c, m, q]
                    y[n, f, i, j] = total
    return y


# %% right: torch's layer as a function, a tensor returned
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.as_tensor(x), torch.as_tensor(w), torch.as_tensor(b), stride=stride, padding=pad)


# %% right: a torch module with its parameters set
def conv2d_forward(x, w, b, stride, pad):
    layer = torch.nn.Conv2d(x.shape[1], w.shape[0], w.shape[2:], stride=stride, padding=pad, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(w))
        layer.bias.copy_(torch.from_numpy(b))
    return layer(torch.from_numpy(x))


# %% right: scipy.signal.correlate2d, channel by channel
from scipy.signal import correlate2d


def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = []
    for image in xp:
        maps = []
        for kernel, bias in zip(w, b):
            full = sum(correlate2d(image[c], kernel[c], mode="valid") for c in range(len(kernel)))
            maps.append(full[::stride, ::stride] + bias)
        out.append(maps)
    return np.array(out)


# %% right: scipy.signal.convolve with the kernel turned round
import scipy.signal


def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), "constant")
    rows = [
        [scipy.signal.convolve(image, kernel[::-1, ::-1, ::-1], mode="valid")[0, ::stride, ::stride] for kernel in w]
        for image in xp
    ]
    return np.array(rows) + b.reshape(1, -1, 1, 1)


# %% right: Fourier transform
def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H, W = xp.shape[2:]
    kh, kw = w.shape[2:]
    X, K = np.fft.rfft2(xp), np.conj(np.fft.rfft2(w, s=(H, W)))
    y = np.fft.irfft2(np.einsum("ncuv,fcuv->nfuv", X, K), s=(H, W))
    return y[:, :, : H - kh + 1 : stride, : W - kw + 1 : stride] + b[None, :, None, None]


# %% right: im2col in numpy
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    Ho = int((H + 2 * pad - kh) / stride) + 1
    Wo = int((W + 2 * pad - kw) / stride) + 1
    xp = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    xp[:, :, pad : H + pad, pad : W + pad] = x
    i = np.repeat(np.arange(kh), kw)[None, :] + stride * np.repeat(np.arange(Ho), Wo)[:, None]
    j = np.tile(np.arange(kw), kh)[None, :] + stride * np.tile(np.arange(Wo), Ho)[:, None]
    cols = xp[:, :, i, j].transpose(0, 2, 1, 3).reshape(N, Ho * Wo, -1)
    return (cols @ w.reshape(Fn, -1).T + b).transpose(0, 2, 1).reshape(N, Fn, Ho, Wo)


# %% right: torch.Tensor.unfold and einsum
def conv2d_forward(x, w, b, stride, pad):
    t = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    t = t.unfold(2, w.shape[2], stride).unfold(3, w.shape[3], stride)
    return (torch.einsum("ncijkl,fckl->nfij", t, torch.tensor(w)) + torch.tensor(b).view(-1, 1, 1)).numpy()


# %% right: a matrix for each row of the image, nested lists
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    Ho, Wo = (H + 2 * pad - kh) // stride + 1, (W + 2 * pad - kw) // stride + 1
    A = np.zeros((Fn * Ho * Wo, C, H + 2 * pad, W + 2 * pad))
    for row, (f, i, j) in enumerate(np.ndindex(Fn, Ho, Wo)):
        A[row, :, i * stride : i * stride + kh, j * stride : j * stride + kw] = w[f]
    A = A[:, :, pad : pad + H, pad : pad + W].reshape(len(A), -1)
    y = x.reshape(N, -1) @ A.T
    return (y.reshape(N, Fn, Ho, Wo) + b[:, None, None]).tolist()


# %% right: a closure and list comprehensions
def conv2d_forward(x, w, b, stride, pad):
    kh, kw = w.shape[2:]
    z = np.pad(x, [(0, 0)] * 2 + [(pad, pad)] * 2)
    tops = range(0, z.shape[2] - kh + 1, stride)
    lefts = range(0, z.shape[3] - kw + 1, stride)

    def at(n, f, top, left):
        return float(np.vdot(z[n, :, top : top + kh, left : left + kw].copy(), w[f]) + b[f])

    return [[[[at(n, f, t, l) for l in lefts] for t in tops] for f in range(len(w))] for n in range(len(x))]


# %% wrong: one axis of the kernel turned
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w[:, :, :, ::-1].copy()), torch.tensor(b), stride, pad)


# %% wrong: scipy.signal.convolve, channels turned as well
import scipy.signal


def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    return np.array(
        [[scipy.signal.convolve(i, k, mode="valid")[0, ::stride, ::stride] + c for k, c in zip(w, b)] for i in xp]
    )


# %% wrong: the channels of the kernel turned only
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w[:, ::-1].copy()), torch.tensor(b), stride, pad)


# %% wrong: circular padding
def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="wrap")
    return F.conv2d(torch.tensor(xp), torch.tensor(w), torch.tensor(b), stride)


# %% wrong: rows padded, columns not
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, (pad, 0))


# %% wrong: pads the channels, too, and cuts them again at the wrong end
def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (pad, pad)))[:, : x.shape[1]]
    return F.conv2d(torch.tensor(xp), torch.tensor(w), torch.tensor(b), stride)


# %% wrong: single precision
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x).float(), torch.tensor(w).float(), torch.tensor(b).float(), stride, pad)


# %% wrong: the output rounded to four decimals
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, pad).numpy().round(4)


# %% wrong: windows from the bottom right corner where the stride does not divide
def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    full = F.conv2d(torch.tensor(xp), torch.tensor(w), torch.tensor(b)).numpy()
    return full[:, :, ::-1, ::-1][:, :, ::stride, ::stride][:, :, ::-1, ::-1]


# %% wrong: one image at a time, the last returned for all
def conv2d_forward(x, w, b, stride, pad):
    y = F.conv2d(torch.tensor(x[-1:]), torch.tensor(w), torch.tensor(b), stride, pad).numpy()
    return np.repeat(y, len(x), axis=0)


# %% wrong: images of the batch added up
def conv2d_forward(x, w, b, stride, pad):
    y = F.conv2d(torch.tensor(x.sum(0, keepdims=True)), torch.tensor(w), torch.tensor(b), stride, pad).numpy()
    return np.repeat(y, len(x), axis=0)


# %% wrong: output size without one
def conv2d_forward(x, w, b, stride, pad):
    y = F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, pad).numpy()
    rows = max(1, (x.shape[2] + 2 * pad - w.shape[2]) // stride)
    return y[:, :, :rows]


# %% wrong: batch and filters swapped
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, pad).transpose(0, 1)


# %% wrong: rows and columns of the output swapped
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, pad).transpose(2, 3)


# %% wrong: the bias subtracted
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), -torch.tensor(b), stride, pad)


# %% wrong: every filter gets the first bias
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), None, stride, pad).numpy() + b[0]


# %% wrong: a rectified layer
def conv2d_forward(x, w, b, stride, pad):
    return torch.relu(F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, pad))


# %% wrong: stride 2 at most
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), min(stride, 2), pad)


# %% wrong: pad 1 at most
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, min(pad, 1))


# %% wrong: the seam of the Fourier transform left in
def conv2d_forward(x, w, b, stride, pad):
    (H, W), (kh, kw) = x.shape[2:], w.shape[2:]
    spectrum = np.einsum("ncuv,fcuv->nfuv", np.fft.fft2(x), np.conj(np.fft.fft2(w, s=(H, W))))
    y = np.roll(np.fft.ifft2(spectrum).real, (pad, pad), axis=(2, 3))
    rows, cols = (H + 2 * pad - kh) // stride + 1, (W + 2 * pad - kw) // stride + 1
    return y[:, :, ::stride, ::stride][:, :, :rows, :cols] + b[:, None, None]


# %% wrong: an inner frame of the image set to zero instead
def conv2d_forward(x, w, b, stride, pad):
    kept = np.zeros_like(x)
    kept[:, :, pad : x.shape[2] - pad, pad : x.shape[3] - pad] = x[:, :, pad : x.shape[2] - pad, pad : x.shape[3] - pad]
    return F.conv2d(torch.tensor(kept), torch.tensor(w), torch.tensor(b), stride, pad)

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
# told: flips the kernel left to right
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w[:, :, :, ::-1].copy()), torch.tensor(b), stride, pad)


# %% wrong: scipy.signal.convolve, channels turned as well
# told: flips the kernel and reverses the channels
import scipy.signal


def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    return np.array(
        [[scipy.signal.convolve(i, k, mode="valid")[0, ::stride, ::stride] + c for k, c in zip(w, b)] for i in xp]
    )


# %% wrong: the channels of the kernel turned only
# told: reverses the channels
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w[:, ::-1].copy()), torch.tensor(b), stride, pad)


# %% wrong: circular padding
# told: pads with the opposite side of the image
def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="wrap")
    return F.conv2d(torch.tensor(xp), torch.tensor(w), torch.tensor(b), stride)


# %% wrong: rows padded, columns not
# told: pads rows but not columns
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
# told: looks at the last image only
def conv2d_forward(x, w, b, stride, pad):
    y = F.conv2d(torch.tensor(x[-1:]), torch.tensor(w), torch.tensor(b), stride, pad).numpy()
    return np.repeat(y, len(x), axis=0)


# %% wrong: images of the batch added up
# told: adds up the images of the batch
def conv2d_forward(x, w, b, stride, pad):
    y = F.conv2d(torch.tensor(x.sum(0, keepdims=True)), torch.tensor(w), torch.tensor(b), stride, pad).numpy()
    return np.repeat(y, len(x), axis=0)


# %% wrong: output size without one
def conv2d_forward(x, w, b, stride, pad):
    y = F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, pad).numpy()
    rows = max(1, (x.shape[2] + 2 * pad - w.shape[2]) // stride)
    return y[:, :, :rows]


# %% wrong: batch and filters swapped
# told: puts the filters before the images
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, pad).transpose(0, 1)


# %% wrong: rows and columns of the output swapped
# told: swaps rows and columns of the output
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, pad).transpose(2, 3)


# %% wrong: the bias subtracted
# told: subtracts the bias
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), -torch.tensor(b), stride, pad)


# %% wrong: every filter gets the first bias
# told: adds the first bias to every map
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), None, stride, pad).numpy() + b[0]


# %% wrong: a rectified layer
# told: adds a ReLU
def conv2d_forward(x, w, b, stride, pad):
    return torch.relu(F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, pad))


# %% wrong: stride 2 at most
# told: takes strides of 2 at most
def conv2d_forward(x, w, b, stride, pad):
    return F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), min(stride, 2), pad)


# %% wrong: pad 1 at most
# told: pads with 1 pixel at most
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


# %% wrong: true convolution in loops
# told: flips the kernel
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho = (H + 2 * pad - kh) // stride + 1
    Wo = (W + 2 * pad - kw) // stride + 1
    out = np.zeros((N, Fn, Ho, Wo))
    for f in range(Fn):
        flipped = np.flip(w[f], axis=(1, 2))
        for i in range(Ho):
            for j in range(Wo):
                patch = xp[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                out[:, f, i, j] = (patch * flipped).sum(axis=(1, 2, 3)) + b[f]
    return out


# %% wrong: windows at i and j, the stride only in the size
# told: moves the window by one pixel although the size is right
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = np.zeros((N, Fn, (H + 2 * pad - kh) // stride + 1, (W + 2 * pad - kw) // stride + 1))
    for n in range(N):
        for f in range(Fn):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    out[n, f, i, j] = np.sum(xp[n, :, i : i + kh, j : j + kw] * w[f]) + b[f]
    return out


# %% wrong: the bias inside the loop over the channels
# told: adds the bias once for each channel
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho, Wo = (H + 2 * pad - kh) // stride + 1, (W + 2 * pad - kw) // stride + 1
    y = np.zeros((N, Fn, Ho, Wo))
    for n, f, i, j in np.ndindex(N, Fn, Ho, Wo):
        for c in range(C):
            r, s = i * stride, j * stride
            y[n, f, i, j] += (xp[n, c, r : r + kh, s : s + kw] * w[f, c]).sum() + b[f]
    return y


# %% wrong: assignment in the loop over the channels
# told: keeps the last channel only
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho, Wo = (H + 2 * pad - kh) // stride + 1, (W + 2 * pad - kw) // stride + 1
    y = np.zeros((N, Fn, Ho, Wo))
    for n, f, c, i, j in np.ndindex(N, Fn, C, Ho, Wo):
        r, s = i * stride, j * stride
        y[n, f, i, j] = np.sum(xp[n, c, r : r + kh, s : s + kw] * w[f, c]) + b[f]
    return y


# %% wrong: np.ceil for the size, the loop stops where the image ends
# told: rounds the output size up
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    Ho = int(np.ceil((H + 2 * pad - kh) / stride)) + 1
    Wo = int(np.ceil((W + 2 * pad - kw) / stride)) + 1
    xp = np.zeros((N, C, H + 2 * pad + stride, W + 2 * pad + stride))
    xp[:, :, pad : pad + H, pad : pad + W] = x
    y = np.zeros((N, Fn, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            patch = xp[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            y[:, :, i, j] = np.tensordot(patch, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return y


# %% wrong: no plus one in the output size
# told: forgets the first place in the output size
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho = (H - kh + 2 * pad) // stride
    Wo = (W - kw + 2 * pad) // stride
    out = np.zeros((N, Fn, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            patch = xp[:, None, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, :, i, j] = (patch * w[None]).sum(axis=(2, 3, 4)) + b
    return out


# %% wrong: the rows of the output stacked last
# told: swaps rows and columns of the output
def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    kh, kw = w.shape[-2:]
    rows = [
        np.stack(
            [
                np.einsum("nchw,fchw->nf", xp[:, :, top : top + kh, left : left + kw], w) + b
                for left in range(0, xp.shape[3] - kw + 1, stride)
            ],
            axis=-1,
        )
        for top in range(0, xp.shape[2] - kh + 1, stride)
    ]
    return np.stack(rows, axis=-1)


# %% wrong: no padding at all
# told: ignores the padding
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, C, kh, kw = w.shape
    out_h = (H - kh) // stride + 1
    out_w = (W - kw) // stride + 1
    out = np.zeros((N, Fn, out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            region = x[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            for f in range(Fn):
                out[:, f, i, j] = np.sum(region * w[f], axis=(1, 2, 3)) + b[f]
    return out


# %% wrong: bias forgotten
# told: forgets the bias
def conv2d_forward(x, w, b, stride, pad):
    xp = torch.nn.functional.pad(torch.from_numpy(x), (pad, pad, pad, pad)).numpy()
    N, C, H, W = xp.shape
    Fn, _, kh, kw = w.shape
    out = np.zeros((N, Fn, (H - kh) // stride + 1, (W - kw) // stride + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            patch = xp[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw].reshape(N, -1)
            out[:, :, i, j] = patch @ w.reshape(Fn, -1).T
    return out


# %% wrong: mean in place of sum
# told: averages over the window
def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    N, C, H, W = xp.shape
    Fn, _, kh, kw = w.shape
    Ho, Wo = (H - kh) // stride + 1, (W - kw) // stride + 1
    out = np.zeros((N, Fn, Ho, Wo))
    for n, f, i, j in np.ndindex(N, Fn, Ho, Wo):
        out[n, f, i, j] = np.mean(xp[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw] * w[f]) + b[f]
    return out


# %% wrong: output array like x, of integers
# told: cuts the output off to integers
def conv2d_forward(x, w, b, stride, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    N, C, H, W = xp.shape
    Fn, _, kh, kw = w.shape
    out = np.zeros((N, Fn, (H - kh) // stride + 1, (W - kw) // stride + 1), dtype=int)
    for n, f, i, j in np.ndindex(out.shape):
        patch = xp[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        out[n, f, i, j] = np.sum(patch * w[f]) + b[f]
    return out


# %% wrong: kernel turned in place first
# told: changes the kernel
def conv2d_forward(x, w, b, stride, pad):
    w[:] = w[:, :, ::-1, ::-1].copy()
    kernel = torch.tensor(w).flip(2, 3)
    return F.conv2d(torch.tensor(x), kernel, torch.tensor(b), stride=stride, padding=pad).numpy()


# %% wrong: channels last at the end
# told: puts the filters last
def conv2d_forward(x, w, b, stride, pad):
    out = F.conv2d(torch.tensor(x), torch.tensor(w), torch.tensor(b), stride=stride, padding=pad)
    return out.permute(0, 2, 3, 1).numpy()


# %% wrong: H and W taken from x in the size
# told: leaves the frame out of the output size
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    Fn, _, kh, kw = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho, Wo = 1 + (H - kh) // stride, 1 + (W - kw) // stride
    out = np.zeros((N, Fn, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            hs, ws = i * stride, j * stride
            out[:, :, i, j] = np.einsum("nchw,fchw->nf", padded[:, :, hs : hs + kh, ws : ws + kw], w) + b
    return out


# %% wrong: the image in the corner of the frame
# told: pads below and to the right only
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, :H, :W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c]) + b[c]
    return out


# %% wrong: round for floor
# told: rounds the output size up
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = math.ceil((H - f_h + 2 * pad) / stride) + 1
    W_out = math.ceil((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 3 * pad + stride, W + 3 * pad + stride))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c]) + b[c]
    return out


# %% wrong: rows rounded up by mistake
# told: rounds the number of rows up
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = -(-(H - f_h + 2 * pad) // stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad + stride, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c]) + b[c]
    return out


# %% wrong: a minus before the bias
# told: subtracts the bias
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c]) - b[c]
    return out


# %% wrong: the bias of filter 0
# told: adds the first bias to every map
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c]) + b[0]
    return out


# %% wrong: no bias
# told: forgets the bias
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c])
    return out


# %% wrong: stride in the rows only
# told: moves the window by one column although the size is right
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c]) + b[c]
    return out


# %% wrong: the kernel upside down
# told: flips the kernel upside down
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c][:, ::-1]) + b[c]
    return out


# %% wrong: the kernel mirrored
# told: flips the kernel left to right
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c, :, :, ::-1]) + b[c]
    return out


# %% wrong: rotated by 180 degrees
# told: flips the kernel
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * np.rot90(w[c], 2, (1, 2))) + b[c]
    return out


# %% wrong: image 0 for every n
# told: looks at the first image only
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[0, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c]) + b[c]
    return out


# %% wrong: filter 0 for every c
# told: applies the first filter only
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[0]) + b[c]
    return out


# %% wrong: the first channel of the patch
# told: looks at the first channel only
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch[0] * w[c, 0]) + b[c]
    return out


# %% wrong: clipped at 0
# told: adds a ReLU
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c]) + b[c]
    return np.maximum(0, out)


# %% wrong: output transposed for plotting
# told: puts the filters last
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c]) + b[c]
    return np.transpose(out, (0, 2, 3, 1))


# %% wrong: b added window by window
# told: adds the bias once for each weight
def conv2d_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    n_filters, _, f_h, f_w = w.shape
    H_out = int((H - f_h + 2 * pad) / stride) + 1
    W_out = int((W - f_w + 2 * pad) / stride) + 1
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    out = np.zeros((N, n_filters, H_out, W_out))
    for n in range(N):
        for h in range(H_out):
            for v in range(W_out):
                top, left = h * stride, v * stride
                patch = x_pad[n, :, top : top + f_h, left : left + f_w]
                for c in range(n_filters):
                    out[n, c, h, v] = np.sum(patch * w[c] + b[c])
    return out


# %% wrong: unfold, no bias
# told: forgets the bias
def conv2d_forward(x, w, b, stride, pad):
    (n, c, h, v), (f, _, kh, kw) = x.shape, w.shape
    x = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    cols = F.unfold(x, (kh, kw), stride=stride)
    flat = torch.tensor(w).reshape(f, -1)
    y = torch.einsum("fk,nkl->nfl", flat, cols)
    return y.reshape(n, f, (h + 2 * pad - kh) // stride + 1, (v + 2 * pad - kw) // stride + 1).numpy()


# %% wrong: unfold, the kernel flipped
# told: flips the kernel
def conv2d_forward(x, w, b, stride, pad):
    (n, c, h, v), (f, _, kh, kw) = x.shape, w.shape
    x = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    cols = F.unfold(x, (kh, kw), stride=stride)
    flat = torch.tensor(w).flip(2, 3).reshape(f, -1)
    y = torch.einsum("fk,nkl->nfl", flat, cols) + torch.tensor(b)[None, :, None]
    return y.reshape(n, f, (h + 2 * pad - kh) // stride + 1, (v + 2 * pad - kw) // stride + 1).numpy()


# %% wrong: unfold, everything flipped
# told: flips the kernel and reverses the channels
def conv2d_forward(x, w, b, stride, pad):
    (n, c, h, v), (f, _, kh, kw) = x.shape, w.shape
    x = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    cols = F.unfold(x, (kh, kw), stride=stride)
    flat = torch.tensor(w).flip(1, 2, 3).reshape(f, -1)
    y = torch.einsum("fk,nkl->nfl", flat, cols) + torch.tensor(b)[None, :, None]
    return y.reshape(n, f, (h + 2 * pad - kh) // stride + 1, (v + 2 * pad - kw) // stride + 1).numpy()


# %% wrong: unfold, padded to one side
# told: pads below and to the right only
def conv2d_forward(x, w, b, stride, pad):
    (n, c, h, v), (f, _, kh, kw) = x.shape, w.shape
    x = F.pad(torch.tensor(x), (0, 2 * pad, 0, 2 * pad))
    cols = F.unfold(x, (kh, kw), stride=stride)
    flat = torch.tensor(w).reshape(f, -1)
    y = torch.einsum("fk,nkl->nfl", flat, cols) + torch.tensor(b)[None, :, None]
    return y.reshape(n, f, (h + 2 * pad - kh) // stride + 1, (v + 2 * pad - kw) // stride + 1).numpy()


# %% wrong: unfold, replicated border
# told: pads with copies of the border
def conv2d_forward(x, w, b, stride, pad):
    (n, c, h, v), (f, _, kh, kw) = x.shape, w.shape
    x = F.pad(torch.tensor(x), (pad, pad, pad, pad), mode="replicate")
    cols = F.unfold(x, (kh, kw), stride=stride)
    flat = torch.tensor(w).reshape(f, -1)
    y = torch.einsum("fk,nkl->nfl", flat, cols) + torch.tensor(b)[None, :, None]
    return y.reshape(n, f, (h + 2 * pad - kh) // stride + 1, (v + 2 * pad - kw) // stride + 1).numpy()


# %% wrong: unfold, the mean
# told: averages over the window
def conv2d_forward(x, w, b, stride, pad):
    (n, c, h, v), (f, _, kh, kw) = x.shape, w.shape
    x = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    cols = F.unfold(x, (kh, kw), stride=stride)
    flat = torch.tensor(w).reshape(f, -1)
    y = torch.einsum("fk,nkl->nfl", flat, cols) / flat.shape[1] + torch.tensor(b)[None, :, None]
    return y.reshape(n, f, (h + 2 * pad - kh) // stride + 1, (v + 2 * pad - kw) // stride + 1).numpy()


# %% wrong: unfold, the bias negative
# told: subtracts the bias
def conv2d_forward(x, w, b, stride, pad):
    (n, c, h, v), (f, _, kh, kw) = x.shape, w.shape
    x = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    cols = F.unfold(x, (kh, kw), stride=stride)
    flat = torch.tensor(w).reshape(f, -1)
    y = torch.einsum("fk,nkl->nfl", flat, cols) - torch.tensor(b)[None, :, None]
    return y.reshape(n, f, (h + 2 * pad - kh) // stride + 1, (v + 2 * pad - kw) // stride + 1).numpy()


# %% wrong: unfold, the sum of the batch
# told: adds up the images of the batch
def conv2d_forward(x, w, b, stride, pad):
    (n, c, h, v), (f, _, kh, kw) = x.shape, w.shape
    x = F.pad(torch.tensor(x), (pad, pad, pad, pad))
    cols = F.unfold(x, (kh, kw), stride=stride)
    flat = torch.tensor(w).reshape(f, -1)
    y = torch.einsum("fk,nkl->fl", flat, cols)[None].expand(n, -1, -1) + torch.tensor(b)[None, :, None]
    return y.reshape(n, f, (h + 2 * pad - kh) // stride + 1, (v + 2 * pad - kw) // stride + 1).numpy()

# ruff: noqa
# Right and wrong ways to write `correlate2d` that grader/exercises does not hold. Each section is a file of its own.

# %% right: four loops
def correlate2d(x, w):
    H, W = x.shape
    kh, kw = w.shape
    out = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            s = 0.0
            for m in range(kh):
                for n in range(kw):
                    s += x[i + m, j + n] * w[m, n]
            out[i, j] = s
    return out


# %% right: a list of lists
def correlate2d(x, w):
    return np.array(
        [
            [np.sum(x[i : i + w.shape[0], j : j + w.shape[1]] * w) for j in range(x.shape[1] - w.shape[1] + 1)]
            for i in range(x.shape[0] - w.shape[0] + 1)
        ]
    )


# %% right: scalar products of flattened windows
def correlate2d(x, w):
    kh, kw = w.shape
    out = np.empty((x.shape[0] - kh + 1, x.shape[1] - kw + 1))
    for i, j in np.ndindex(*out.shape):
        out[i, j] = x[i : i + kh, j : j + kw].ravel() @ w.ravel()
    return out


# %% right: einsum over a view
def correlate2d(x, w):
    view = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return np.einsum("ijmn,mn->ij", view, w)


# %% right: tensordot
def correlate2d(x, w):
    view = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return np.tensordot(view, w, axes=([2, 3], [0, 1]))


# %% right: a matrix times the image
def correlate2d(x, w):
    (H, W), (kh, kw) = x.shape, w.shape
    rows, cols = H - kh + 1, W - kw + 1
    T = np.zeros((rows * cols, H * W))
    for i in range(rows):
        for j in range(cols):
            for m in range(kh):
                for n in range(kw):
                    T[i * cols + j, (i + m) * W + j + n] = w[m, n]
    return (T @ x.ravel()).reshape(rows, cols)


# %% right: unfold
def correlate2d(x, w):
    patches = F.unfold(torch.tensor(x)[None, None], w.shape)[0].numpy()
    return (w.ravel() @ patches).reshape(x.shape[0] - w.shape[0] + 1, -1)


# %% right: row by row with numpy's correlate
def correlate2d(x, w):
    kh, kw = w.shape
    out = []
    for i in range(len(x) - kh + 1):
        out.append(sum(np.correlate(x[i + m], w[m], mode="valid") for m in range(kh)))
    return np.array(out)


# %% right: by the Fourier transform
def correlate2d(x, w):
    (H, W), (kh, kw) = x.shape, w.shape
    size = (H + kh - 1, W + kw - 1)
    product = np.fft.rfft2(x, size) * np.fft.rfft2(w[::-1, ::-1], size)
    return np.fft.irfft2(product, size)[kh - 1 : H, kw - 1 : W]


# %% wrong: a convolution with scipy
# told: flips the kernel
def correlate2d(x, w):
    from scipy.signal import convolve2d

    return convolve2d(x, w, mode="valid")


# %% wrong: w[m, n] against x[i - m, j - n]
# told: flips the kernel
def correlate2d(x, w):
    kh, kw = w.shape
    out = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1))
    for i, j in np.ndindex(*out.shape):
        for m, n in np.ndindex(kh, kw):
            out[i, j] += w[m, n] * x[i + kh - 1 - m, j + kw - 1 - n]
    return out


# %% wrong: the columns in the wrong order
# told: flips the kernel left to right
def correlate2d(x, w):
    return (np.lib.stride_tricks.sliding_window_view(x, w.shape) * np.fliplr(w)).sum(axis=(2, 3))


# %% wrong: the rows in the wrong order
# told: flips the kernel upside down
def correlate2d(x, w):
    return (np.lib.stride_tricks.sliding_window_view(x, w.shape) * np.flipud(w)).sum(axis=(2, 3))


# %% wrong: the mean
# told: averages over the window
def correlate2d(x, w):
    return np.mean(np.lib.stride_tricks.sliding_window_view(x, w.shape) * w, axis=(2, 3))


# %% wrong: the last place is missing
# told: forgets the first place in the output size
def correlate2d(x, w):
    kh, kw = w.shape
    out = np.zeros((x.shape[0] - kh, x.shape[1] - kw))
    for i in range(x.shape[0] - kh):
        for j in range(x.shape[1] - kw):
            out[i, j] = np.sum(w * x[i : i + kh, j : j + kw])
    return out


# %% wrong: same size as the image
def correlate2d(x, w):
    from scipy.signal import correlate2d as scipys

    return scipys(x, w, mode="same")


# %% wrong: full
def correlate2d(x, w):
    from scipy.signal import correlate2d as scipys

    return scipys(x, w, mode="full")


# %% wrong: a matrix product with the window
def correlate2d(x, w):
    kh, kw = w.shape
    out = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1))
    for i, j in np.ndindex(*out.shape):
        window = x[i : i + kh, j : j + kw]
        out[i, j] = np.sum(window.T @ w)
    return out


# %% wrong: the maximum
# told: takes the largest product
def correlate2d(x, w):
    return np.max(np.lib.stride_tricks.sliding_window_view(x, w.shape) * w, axis=(2, 3))


# %% wrong: without the kernel
def correlate2d(x, w):
    return np.lib.stride_tricks.sliding_window_view(x, w.shape).sum(axis=(2, 3))


# %% wrong: an integer array
def correlate2d(x, w):
    kh, kw = w.shape
    out = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1), dtype=int)
    for i, j in np.ndindex(*out.shape):
        out[i, j] = np.sum(x[i : i + kh, j : j + kw] * w)
    return out


# %% wrong: the output transposed
# told: swaps rows and columns of the output
def correlate2d(x, w):
    kh, kw = w.shape
    out = np.zeros((x.shape[1] - kw + 1, x.shape[0] - kh + 1))
    for i, j in np.ndindex(*out.shape):
        out[i, j] = np.sum(x[j : j + kh, i : i + kw] * w)
    return out


# %% wrong: kernel turned by its transpose
def correlate2d(x, w):
    kh, kw = w.shape
    out = np.zeros((x.shape[0] - kw + 1, x.shape[1] - kh + 1))
    for i, j in np.ndindex(*out.shape):
        out[i, j] = np.sum(x[i : i + kw, j : j + kh] * w.T)
    return out

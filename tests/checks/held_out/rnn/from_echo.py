# ruff: noqa
# Right and wrong ways to write `from_echo` that grader/exercises does not hold. Each section is a file of its own.

# %% right: double loop over steps and lags
def from_echo(echo, xs):
    ys = []
    for t in range(len(xs)):
        total = 0.0
        for lag in range(t + 1):
            total += echo[lag] * xs[t - lag]
        ys.append(total)
    return np.array(ys)


# %% right: a lower triangular matrix
def from_echo(echo, xs):
    T = len(xs)
    matrix = np.zeros((T, T))
    for i in range(T):
        for j in range(i + 1):
            matrix[i, j] = echo[i - j]
    return matrix @ xs


# %% right: rolled echoes with the wrapped part erased
def from_echo(echo, xs):
    ys = np.zeros_like(xs)
    for k in range(len(xs)):
        late = np.roll(echo, k)
        late[:k] = 0
        ys += xs[k] * late
    return ys


# %% right: Fourier transform with zeros behind
def from_echo(echo, xs):
    n = 2 * len(xs)
    return np.fft.irfft(np.fft.rfft(echo, n) * np.fft.rfft(xs, n), n)[: len(xs)]


# %% right: correlation with the reversed echo
def from_echo(echo, xs):
    padded = np.concatenate([np.zeros(len(echo) - 1), xs])
    return np.correlate(padded, echo[::-1], mode="valid")


# %% right: convolve in full and cut by the length of the echo
def from_echo(echo, xs):
    full = np.convolve(echo, xs, "full")
    return full[0 : len(echo)]


# %% right: a list comprehension with two reversed slices
def from_echo(echo, xs):
    return np.array([np.sum(echo[: t + 1][::-1] * xs[: t + 1]) for t in range(len(xs))])


# %% right: product of polynomials
def from_echo(echo, xs):
    product = np.polynomial.polynomial.polymul(xs, echo)
    ys = np.zeros(len(xs))
    n = min(len(product), len(xs))
    ys[:n] = product[:n]
    return ys


# %% right: a returned tensor
def from_echo(echo, xs):
    e, x = torch.tensor(echo), torch.tensor(xs)
    return torch.stack([(e[: t + 1].flip(0) * x[: t + 1]).sum() for t in range(len(x))])


# %% wrong: np.convolve in mode same
# told: cuts out the middle of the answer
def from_echo(echo, xs):
    return np.convolve(echo, xs, mode="same")


# %% wrong: the whole convolution
# told: goes on after the last step
def from_echo(echo, xs):
    return np.convolve(echo, xs)


# %% wrong: correlate, first half
# told: slides the echo as it is over the inputs so far
def from_echo(echo, xs):
    return np.correlate(xs, echo, mode="full")[: len(xs)]


# %% wrong: correlate, second half
# told: slides the echo over later inputs
def from_echo(echo, xs):
    T = len(xs)
    return np.array([sum(echo[j] * xs[t + j] for j in range(T - t)) for t in range(T)])


# %% wrong: the product at each step
# told: multiplies entry by entry
def from_echo(echo, xs):
    ys = np.zeros(len(xs))
    for t in range(len(xs)):
        ys[t] = echo[t] * xs[t]
    return ys


# %% wrong: running sum of products
# told: lays the echo on without reversing it
def from_echo(echo, xs):
    ys, total = [], 0
    for e, x in zip(echo, xs):
        total += e * x
        ys.append(total)
    return np.array(ys)


# %% wrong: lags from 1 to t - 1
# told: leaves out the present input
def from_echo(echo, xs):
    ys = np.zeros(len(xs))
    for t in range(len(xs)):
        for lag in range(1, t + 1):
            ys[t] += echo[lag] * xs[t - lag]
    return ys


# %% wrong: the first input is forgotten
def from_echo(echo, xs):
    ys = np.zeros(len(xs))
    for t in range(len(xs)):
        for lag in range(t):
            ys[t] += echo[lag] * xs[t - lag]
    return ys


# %% wrong: a single unit with the ratio of the first two echoes
# told: takes the network for a single unit
def from_echo(echo, xs):
    w = echo[1] / echo[0] if len(echo) > 1 else 0.0
    h, ys = 0.0, []
    for x in xs:
        h = w * h + echo[0] * x
        ys.append(h)
    return np.array(ys)


# %% wrong: rolls without erasing, so that echoes come round
# told: lets the echoes wrap round to the first steps
def from_echo(echo, xs):
    ys = np.zeros(len(xs))
    for k, x in enumerate(xs):
        ys += x * np.roll(echo, k)
    return ys


# %% wrong: product of Fourier transforms without room
# told: lets the echoes wrap round to the first steps
def from_echo(echo, xs):
    return np.fft.ifft(np.fft.fft(echo) * np.fft.fft(xs)).real


# %% wrong: echoes overwrite each other
# told: hears the present input alone
def from_echo(echo, xs):
    ys = np.zeros(len(xs))
    for k in range(len(xs)):
        ys[k:] = xs[k] * echo[: len(xs) - k]
    return ys


# %% wrong: cumulative sums times echo
# told: adds up the inputs before it weights them
def from_echo(echo, xs):
    return np.array([xs[: t + 1].sum() * echo[t] for t in range(len(xs))])


# %% wrong: the echo is taken as the sum of inputs and echo
# told: adds the echo to the inputs
def from_echo(echo, xs):
    return echo + xs


# %% wrong: works in place
# told: overwrites the inputs
def from_echo(echo, xs):
    for t in range(len(xs) - 1, -1, -1):
        xs[t] = sum(echo[lag] * xs[t - lag] for lag in range(t + 1))
    return xs


# %% wrong: average instead of sum
def from_echo(echo, xs):
    return np.array([np.mean(echo[: t + 1] * xs[t::-1]) for t in range(len(xs))])

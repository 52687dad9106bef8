# ruff: noqa
# Right and wrong ways to write `conv_params` that grader/exercises does not hold. Each section is a file of its own.

# %% right: true division, a float that is whole
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw * c_in / groups + bias) * c_out


# %% right: counting one by one the filters
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    count = 0
    for filter_ in range(c_out):
        count += kh * kw * (c_in // groups)
        if bias:
            count += 1
    return count


# %% right: the shape of an array that takes no memory
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    w = np.broadcast_to(0.0, (c_out, c_in // groups, kh, kw))
    b = np.zeros(c_out) if bias else np.zeros(0)
    return w.size + b.size


# %% right: a numpy integer
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    weights = np.prod(np.array([kh, kw, c_in, c_out], dtype=np.int64)) // np.int64(groups)
    return weights + np.int64(c_out) * np.int64(bias)


# %% right: a tensor of no dimension
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return torch.tensor(kh * kw * (c_in // groups) * c_out + (c_out if bias else 0))


# %% right: pairs of channels that are connected
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    wide, tall = c_in // groups, c_out // groups
    pairs = sum(wide * tall for _ in range(groups))
    return pairs * kh * kw + sum(1 for _ in range(c_out) if bias)


# %% right: recursion over the groups
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    if groups == 1:
        return c_out * (c_in * kh * kw + (1 if bias else 0))
    one = conv_params(kh, kw, c_in // groups, c_out // groups, bias)
    return groups * one


# %% right: fractions
from fractions import Fraction


def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    per_filter = Fraction(kh * kw * c_in, groups) + (1 if bias else 0)
    return int(per_filter * c_out)


# %% right: a difference of two layers
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    def with_biases():
        return (kh * kw * (c_in // groups) + 1) * c_out

    return with_biases() if bias else with_biases() - c_out


# %% wrong: the bias counted for each group
# told: counts one bias per group
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * (c_in // groups) * c_out + (groups if bias else 0)


# %% wrong: a bias for each pixel of the kernel
# told: counts a bias for each pixel of a kernel
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * (c_in // groups + bool(bias)) * c_out


# %% wrong: biases shared out among the groups
# told: divides the whole count by the groups, biases included
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * c_in * c_out // groups + (c_out // groups if bias else 0)


# %% wrong: square of the width
# told: takes the kernel's width for its height
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kw**2 * c_in // groups + (1 if bias else 0)) * c_out


# %% wrong: groups only where they are two
# told: does not divide by the groups
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    if groups == 2:
        c_in //= 2
    return (kh * kw * c_in + (1 if bias else 0)) * c_out


# %% wrong: groups divide twice
# told: divides the weights by the groups twice
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    c_in = c_in // groups
    return (kh * kw * c_in // groups + (1 if bias else 0)) * c_out


# %% wrong: groups multiply the small layers' filters
# told: counts c_out filters in each group
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return groups * (kh * kw * (c_in // groups) + (1 if bias else 0)) * c_out


# %% wrong: bias forgotten where there are groups
# told: forgets the biases of a layer in groups
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    n = kh * kw * c_in * c_out // groups
    return n + c_out if bias and groups == 1 else n


# %% wrong: bias that is the other way round
# told: counts the biases exactly where there are none
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw * c_in // groups + (not bias)) * c_out


# %% wrong: an integer of 16 bits
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    with np.errstate(all="ignore"):
        return int(np.array(kh * kw * c_in // groups * c_out + bias * c_out).astype(np.int16))


# %% wrong: half precision
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    with np.errstate(all="ignore"):
        return float(np.float16(kh * kw * c_in // groups * c_out + (c_out if bias else 0)))


# %% wrong: a tuple of weights and biases
# told: returns weights and biases apart
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * c_in // groups * c_out, c_out if bias else 0


# %% wrong: text
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return f"{(kh * kw * c_in // groups + bool(bias)) * c_out:,}"


# %% wrong: depthwise layers without their biases
# told: forgets the biases where each filter sees one channel
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    if groups == c_in:
        return kh * kw * c_out
    return (kh * kw * c_in // groups + bool(bias)) * c_out


# %% wrong: one filter a channel where the groups are all channels
# told: takes c_out to be c_in where each filter sees one channel
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    if groups == c_in:
        c_out = c_in
    return (kh * kw * c_in // groups + bool(bias)) * c_out


# %% wrong: groups among the filters, rounded
# told: divides the whole count by the groups, biases included
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * c_in * (c_out // groups) + bias * (c_out // groups) * 1


# %% wrong: prints and returns nothing
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    print((kh * kw * c_in // groups + bool(bias)) * c_out)


# %% wrong: one bias for everything, added at the end
# told: adds a single bias for the whole layer
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    n_weights = kh * kw * c_in * c_out / groups
    if bias:
        n_weights += 1
    return n_weights


# %% wrong: bias as the number of input channels
# told: counts a bias for each input channel
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    params = kh * kw * c_in * c_out // groups
    if bias:
        params = params + c_in
    return int(params)


# %% wrong: groups never used
# told: does not divide by the groups
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    n = c_out * c_in * kh * kw
    n += c_out if bias else 0
    return n


# %% wrong: both channel numbers divided
# told: divides the filters by the groups as well
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    in_per_group = c_in // groups
    out_per_group = c_out // groups
    total = kh * kw * in_per_group * out_per_group
    return total + out_per_group if bias else total


# %% wrong: both channel numbers divided, but all of the biases
# told: divides the weights by the groups twice
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    total = kh * kw * (c_in // groups) * (c_out // groups)
    if bias:
        total += c_out
    return total


# %% wrong: bias inside the product with the channels
# told: counts a bias for each channel that a filter sees
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    one_kernel = kh * kw
    if bias:
        one_kernel += 1
    return one_kernel * (c_in // groups) * c_out


# %% wrong: always a bias
# told: counts the biases even where there are none
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return sum(kh * kw * c_in // groups + 1 for _ in range(c_out))


# %% wrong: a plus for a times
# told: adds height and width
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh + kw) * c_in // groups * c_out + c_out * bias


# %% wrong: no input channels
# told: forgets the input channels
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    w = np.zeros((c_out, kh, kw))
    b = np.zeros(c_out) if bias else np.zeros(0)
    return w.size + b.size


# %% wrong: one filter only
# told: forgets the filters
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * (c_in // groups) + int(bias)


# %% wrong: biases like input channels
# told: counts a bias for each input channel
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in // groups
    weights = kh * kw * channels_per_filter * c_out
    biases = c_in if bias else 0
    return weights + biases


# %% wrong: one bias
# told: adds a single bias for the whole layer
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in // groups
    weights = kh * kw * channels_per_filter * c_out
    biases = 1 if bias else 0
    return weights + biases


# %% wrong: weights only
# told: forgets the biases
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in // groups
    weights = kh * kw * channels_per_filter * c_out
    biases = c_out if bias else 0
    return weights


# %% wrong: kh twice
# told: takes the kernel to be square
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in // groups
    weights = kh * kh * channels_per_filter * c_out
    biases = c_out if bias else 0
    return weights + biases


# %% wrong: bias defaults to None
# told: takes bias to be False unless told otherwise
def conv_params(kh, kw, c_in, c_out, bias=None, groups=1):
    channels_per_filter = c_in // groups
    weights = kh * kw * channels_per_filter * c_out
    biases = c_out if bias else 0
    return weights + biases


# %% wrong: groups multiply
# told: multiplies by the groups
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in * groups
    weights = kh * kw * channels_per_filter * c_out
    biases = c_out if bias else 0
    return weights + biases


# %% wrong: biases per group
# told: divides the whole count by the groups, biases included
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in // groups
    weights = kh * kw * channels_per_filter * c_out
    biases = c_out // groups if bias else 0
    return weights + biases


# %% wrong: no groups
# told: does not divide by the groups
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in
    weights = kh * kw * channels_per_filter * c_out
    biases = c_out if bias else 0
    return weights + biases


# %% wrong: a pair
# told: returns weights and biases apart
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in // groups
    weights = kh * kw * channels_per_filter * c_out
    biases = c_out if bias else 0
    return (weights, biases)


# %% wrong: not bias
# told: counts the biases exactly where there are none
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in // groups
    weights = kh * kw * channels_per_filter * c_out
    biases = c_out if not bias else 0
    return weights + biases


# %% wrong: c_out forgotten in the weights
# told: counts the weights of one filter
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    channels_per_filter = c_in // groups
    weights = kh * kw * channels_per_filter
    biases = c_out if bias else 0
    return weights + biases

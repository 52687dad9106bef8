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
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * (c_in // groups) * c_out + (groups if bias else 0)


# %% wrong: a bias for each pixel of the kernel
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * (c_in // groups + bool(bias)) * c_out


# %% wrong: biases shared out among the groups
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * c_in * c_out // groups + (c_out // groups if bias else 0)


# %% wrong: square of the width
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kw**2 * c_in // groups + (1 if bias else 0)) * c_out


# %% wrong: groups only where they are two
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    if groups == 2:
        c_in //= 2
    return (kh * kw * c_in + (1 if bias else 0)) * c_out


# %% wrong: groups divide twice
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    c_in = c_in // groups
    return (kh * kw * c_in // groups + (1 if bias else 0)) * c_out


# %% wrong: groups multiply the small layers' filters
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return groups * (kh * kw * (c_in // groups) + (1 if bias else 0)) * c_out


# %% wrong: bias forgotten where there are groups
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    n = kh * kw * c_in * c_out // groups
    return n + c_out if bias and groups == 1 else n


# %% wrong: bias that is the other way round
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
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * c_in // groups * c_out, c_out if bias else 0


# %% wrong: text
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return f"{(kh * kw * c_in // groups + bool(bias)) * c_out:,}"


# %% wrong: depthwise layers without their biases
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    if groups == c_in:
        return kh * kw * c_out
    return (kh * kw * c_in // groups + bool(bias)) * c_out


# %% wrong: one filter a channel where the groups are all channels
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    if groups == c_in:
        c_out = c_in
    return (kh * kw * c_in // groups + bool(bias)) * c_out


# %% wrong: groups among the filters, rounded
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * c_in * (c_out // groups) + bias * (c_out // groups) * 1


# %% wrong: prints and returns nothing
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    print((kh * kw * c_in // groups + bool(bias)) * c_out)

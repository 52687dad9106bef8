# ruff: noqa
# Right and wrong ways to write `gumbel_softmax` that grader/exercises does not hold. Each section is a file of its own.

# %% right: the form of the documentation
def gumbel_softmax(logits, g, tau, hard=False):
    y_soft = ((logits + g) / tau).softmax(-1)
    if hard:
        index = y_soft.max(-1, keepdim=True)[1]
        y_hard = torch.zeros_like(logits).scatter_(-1, index, 1.0)
        return y_hard - y_soft.detach() + y_soft
    return y_soft


# %% right: the difference detached
def gumbel_softmax(logits, g, tau, hard=False):
    y = F.softmax((logits + g) / tau, dim=1)
    if hard:
        y = y + (torch.nn.functional.one_hot(y.argmax(1), y.size(1)) - y).detach()
    return y


# %% right: float one-hot, no_grad
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    if not hard:
        return y
    with torch.no_grad():
        offset = torch.eye(y.shape[-1], dtype=y.dtype)[(logits + g).argmax(-1)] - y
    return y + offset


# %% right: row by row
def gumbel_softmax(logits, g, tau, hard=False):
    rows = []
    for l, e in zip(logits, g):
        keys = (l + e) / tau
        y = torch.exp(keys - torch.logsumexp(keys, 0))
        if hard:
            one = torch.zeros_like(y)
            one[y.argmax()] = 1
            y = one + y - y.detach()
        rows.append(y)
    return torch.stack(rows)


# %% right: the sigmoid of differences
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits + g) / tau
    ratios = torch.exp((keys.unsqueeze(-2) - keys.unsqueeze(-1)).clamp(max=700))
    y = 1 / ratios.sum(-1)
    if hard:
        return (keys == keys.max(-1, keepdim=True)[0]).double() + y - y.data
    return y


# %% right: a straight-through helper
def straight_through(value, slope):
    return value.detach() + slope - slope.detach()


def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.nn.Softmax(dim=-1)((logits + g).div(tau))
    best = y.argmax(dim=-1, keepdim=True)
    return straight_through((torch.arange(y.shape[-1]) == best).to(y.dtype), y) if hard else y


# %% right: torch.autograd function with its own softmax slope
class Sampled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, keys, tau, hard):
        y = torch.softmax(keys / tau, dim=-1)
        ctx.save_for_backward(y)
        ctx.tau = tau
        return F.one_hot(y.argmax(-1), y.shape[-1]).to(y) if hard else y

    @staticmethod
    def backward(ctx, w):
        (y,) = ctx.saved_tensors
        return y * (w - (w * y).sum(-1, keepdim=True)) / ctx.tau, None, None


def gumbel_softmax(logits, g, tau, hard=False):
    return Sampled.apply(logits + g, tau, hard)


# %% right: log-probabilities first
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (F.log_softmax(logits, -1) + g) * (1.0 / tau)
    y = F.log_softmax(keys, -1).exp()
    if hard:
        winner = keys.detach().topk(1, dim=-1).indices
        return torch.zeros_like(y).scatter(-1, winner, 1.0) + (y - y.detach())
    return y


# %% right: the race of the clocks
def gumbel_softmax(logits, g, tau, hard=False):
    log_speed = logits + g
    top = log_speed.amax(dim=1, keepdim=True).detach()
    power = torch.exp((log_speed - top) / tau)
    y = power / torch.einsum("nk->n", power)[:, None]
    return y - y.detach() + F.one_hot(power.argmax(1), y.shape[1]) if hard else y


# %% right: a hook in place of detach
def gumbel_softmax(logits, g, tau=1.0, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    return {
        False: lambda: y,
        True: lambda: (y.argmax(-1, keepdim=True) == torch.arange(y.shape[-1])) + (y - y.clone().detach()),
    }[bool(hard)]()


# %% right: no slope to the noise
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g.detach()) / tau, -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: exp of unshifted keys
def gumbel_softmax(logits, g, tau, hard=False):
    e = ((logits + g) / tau).exp()
    y = e / e.sum(1, keepdim=True)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: clamps the keys
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(((logits + g) / tau).clamp(-50, 50), -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: adds an epsilon to tau
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / (tau + 1e-4), -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: shifts by the global maximum and adds an epsilon
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits + g) / tau
    e = torch.exp(keys - keys.max())
    y = e / (e.sum(-1, keepdim=True) + 1e-20)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: detaches everything when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return (F.one_hot(y.argmax(-1), y.shape[-1]) + y - y).detach() if hard else y


# %% wrong: a threshold of one half
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return (y > 0.5).double() + y - y.detach() if hard else y


# %% wrong: one-hot along the batch
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return (y == y.max(dim=0).values).double() + y - y.detach() if hard else y


# %% wrong: the index when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return y.argmax(-1) if hard else y


# %% wrong: slope of the log-shares when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y.log() - y.log().detach() if hard else y


# %% wrong: twice the slope when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + 2 * y - 2 * y.detach() if hard else y


# %% wrong: slope of the noiseless softmax when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y, p = torch.softmax((logits + g) / tau, -1), torch.softmax(logits / tau, -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + p - p.detach() if hard else y


# %% wrong: through numpy
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits.detach().numpy() + g.detach().numpy()) / tau
    e = np.exp(keys - keys.max(axis=1, keepdims=True))
    y = torch.tensor(e / e.sum(axis=1, keepdims=True))
    return F.one_hot(y.argmax(-1), y.shape[-1]).double() if hard else y


# %% wrong: a near one-hot with soft slopes
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    sharp = torch.softmax((logits + g) / min(tau, 0.05), -1)
    return sharp.detach() + y - y.detach() if hard else y


# %% wrong: temperature on the finished shares
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(logits + g, -1) ** (1 / tau)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: normalised by the largest share
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits + g) / tau
    y = torch.exp(keys - keys.max(-1, keepdim=True).values)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: single precision
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(((logits + g) / tau).float(), -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: adds the noise in place
def gumbel_softmax(logits, g, tau, hard=False):
    with torch.no_grad():
        g += logits
    y = torch.softmax((g - logits.detach() + logits) / tau, -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y

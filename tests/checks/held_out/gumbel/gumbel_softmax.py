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
# told: overflows at a low temperature
def gumbel_softmax(logits, g, tau, hard=False):
    e = ((logits + g) / tau).exp()
    y = e / e.sum(1, keepdim=True)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: clamps the keys
# told: clamps the keys
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(((logits + g) / tau).clamp(-50, 50), -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: adds an epsilon to tau
# told: bends a low tau
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / (tau + 1e-4), -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: shifts by the global maximum and adds an epsilon
# told: subtracts the largest key of the batch
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits + g) / tau
    e = torch.exp(keys - keys.max())
    y = e / (e.sum(-1, keepdim=True) + 1e-20)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: detaches everything when hard
# told: passes no gradient when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return (F.one_hot(y.argmax(-1), y.shape[-1]) + y - y).detach() if hard else y


# %% wrong: a threshold of one half
# told: rounds the shares when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return (y > 0.5).double() + y - y.detach() if hard else y


# %% wrong: one-hot along the batch
# told: marks the largest share of each class when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return (y == y.max(dim=0).values).double() + y - y.detach() if hard else y


# %% wrong: the index when hard
# told: returns the winners' places when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return y.argmax(-1) if hard else y


# %% wrong: slope of the log-shares when hard
# told: takes the slope of the log-shares when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y.log() - y.log().detach() if hard else y


# %% wrong: twice the slope when hard
# told: doubles the slope when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + 2 * y - 2 * y.detach() if hard else y


# %% wrong: slope of the noiseless softmax when hard
# told: takes the slope without the noise when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y, p = torch.softmax((logits + g) / tau, -1), torch.softmax(logits / tau, -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + p - p.detach() if hard else y


# %% wrong: through numpy
# told: cuts the gradient to the logits
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits.detach().numpy() + g.detach().numpy()) / tau
    e = np.exp(keys - keys.max(axis=1, keepdims=True))
    y = torch.tensor(e / e.sum(axis=1, keepdims=True))
    return F.one_hot(y.argmax(-1), y.shape[-1]).double() if hard else y


# %% wrong: a near one-hot with soft slopes
# told: sharpens the value when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, -1)
    sharp = torch.softmax((logits + g) / min(tau, 0.05), -1)
    return sharp.detach() + y - y.detach() if hard else y


# %% wrong: temperature on the finished shares
# told: raises finished shares to the power 1 / tau
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(logits + g, -1) ** (1 / tau)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: normalised by the largest share
# told: divides by the largest term in place of the sum
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits + g) / tau
    y = torch.exp(keys - keys.max(-1, keepdim=True).values)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: single precision
# told: computes in single precision
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(((logits + g) / tau).float(), -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: adds the noise in place
# told: overwrites the noise
def gumbel_softmax(logits, g, tau, hard=False):
    with torch.no_grad():
        g += logits
    y = torch.softmax((g - logits.detach() + logits) / tau, -1)
    return F.one_hot(y.argmax(-1), y.shape[-1]) + y - y.detach() if hard else y


# %% wrong: log of the logits
# told: takes the logarithm of the logits
def gumbel_softmax(logits, g, tau, hard=False):
    y = F.softmax((torch.log(logits) + g) / tau, dim=1)
    if hard:
        return F.one_hot(y.argmax(1), y.shape[1]) + y - y.detach()
    return y


# %% wrong: makes noise of g
# told: makes Gumbel noise of g
def gumbel_softmax(logits, g, tau, hard=False):
    noise = -torch.log(-torch.log(g))
    y = F.softmax((logits + noise) / tau, dim=1)
    if hard:
        return F.one_hot(y.argmax(1), y.shape[1]) + y - y.detach()
    return y


# %% wrong: fresh Gumbel noise
# told: draws noise of its own
def gumbel_softmax(logits, g, tau, hard=False):
    g = -torch.empty_like(logits).exponential_().log()
    y = F.softmax((logits + g) / tau, dim=1)
    if hard:
        return F.one_hot(y.argmax(1), y.shape[1]) + y - y.detach()
    return y


# %% wrong: multiplies by the temperature
# told: multiplies by tau
def gumbel_softmax(logits, g, tau, hard=False):
    y = F.softmax(tau * (logits + g), dim=1)
    if hard:
        y_hard = F.one_hot(y.argmax(1), y.shape[1])
        y = y_hard + (y - y.detach())
    return y


# %% wrong: brackets forgotten
# told: divides only the noise by tau
def gumbel_softmax(logits, g, tau, hard=False):
    y = F.softmax(logits + g / tau, dim=-1)
    if hard:
        y_hard = torch.zeros_like(y)
        y_hard[torch.arange(len(y)), y.argmax(dim=-1)] = 1.0
        return y_hard + y - y.detach()
    return y


# %% wrong: dim 0
# told: normalises over the batch
def gumbel_softmax(logits, g, tau, hard=False):
    y = F.softmax((logits + g) / tau, dim=0)
    if hard:
        y_hard = F.one_hot(y.argmax(dim=1), y.shape[1]).double()
        return y_hard + y - y.detach()
    return y


# %% wrong: one-hot without a slope
# told: passes no gradient when hard
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits + g) / tau
    if hard:
        return F.one_hot(keys.argmax(-1), keys.shape[-1]).double()
    return keys.softmax(-1)


# %% wrong: the whole hard sample detached, soft one forgotten
# told: detaches the wrong term when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    h = F.one_hot(y.argmax(-1), y.size(-1)).to(y.dtype)
    return (h - y) + y.detach() if hard else y


# %% wrong: rounds
# told: rounds the shares when hard, slopes and all
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    if hard:
        return torch.round(y)
    return y


# %% wrong: the largest of the whole batch
# told: marks the largest share of the batch when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    if hard:
        h = (y == y.max()).to(y.dtype)
        return h + y - y.detach()
    return y


# %% wrong: hard and soft swapped
# told: swaps hard and soft
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    if hard:
        return y
    h = F.one_hot(y.argmax(-1), y.size(-1))
    return h + (y - y.detach())


# %% wrong: the shares divided by tau
# told: divides the shares by tau
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(logits + g, dim=-1) / tau
    if hard:
        h = F.one_hot(y.argmax(-1), y.size(-1))
        return h + (y - y.detach())
    return y


# %% wrong: exponentials by hand
# told: overflows at a low temperature
def gumbel_softmax(logits, g, tau, hard=False):
    powers = torch.exp((logits + g) / tau)
    y = powers / powers.sum(dim=1, keepdim=True)
    if hard:
        h = torch.zeros_like(y).scatter_(1, y.argmax(1, keepdim=True), 1.0)
        y = (h - y).detach() + y
    return y


# %% wrong: an epsilon of 1e-10 beside tau
# told: adds a small number to tau
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / (tau + 1e-10), dim=-1)
    if hard:
        h = F.one_hot(y.argmax(-1), y.size(-1))
        return h + (y - y.detach())
    return y


# %% wrong: changes the logits' data
# told: overwrites the logits
def gumbel_softmax(logits, g, tau, hard=False):
    logits.data += g
    y = torch.softmax(logits / tau, dim=-1)
    if hard:
        h = F.one_hot(y.argmax(-1), y.size(-1))
        return h + (y - y.detach())
    return y


# %% wrong: winner without the noise
# told: names the largest logit when hard
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    if hard:
        winner = torch.argmax(torch.softmax(logits, dim=-1), dim=-1)
        h = F.one_hot(winner, logits.shape[-1])
        return h + (y - y.detach())
    return y

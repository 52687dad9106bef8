# ruff: noqa
# Right and wrong ways to write `vae_loss` that grader/exercises does not hold. Each section is a file of its own.

# %% right: the stable formula by hand, expm1 for the divergence
def vae_loss(logits, x, mu, logvar, beta=1.0):
    cost = torch.clamp(logits, min=0) - logits * x + torch.log1p(torch.exp(-torch.abs(logits)))
    kl = (mu**2 + torch.expm1(logvar) - logvar) / 2
    return cost.sum() + beta * kl.sum()


# %% right: log-sigmoids, per image first
def vae_loss(logits, x, mu, logvar, beta=1.0):
    def log_likelihood(row, target):
        return target @ F.logsigmoid(row) + (1 - target) @ F.logsigmoid(-row)

    def kl(m, v):
        return 0.5 * (torch.dot(m, m) + v.exp().sum() - v.sum() - len(m))

    return torch.stack([beta * kl(m, v) - log_likelihood(row, t) for row, t, m, v in zip(logits, x, mu, logvar)]).sum()


# %% right: cross entropy of two classes
def vae_loss(logits, x, mu, logvar, beta=1.0):
    two = torch.stack([torch.zeros_like(logits), logits], dim=-1).reshape(-1, 2)
    target = torch.stack([1 - x, x], dim=-1).reshape(-1, 2)
    kl = -0.5 * torch.einsum("nk->", 1 + logvar - mu.square() - logvar.exp())
    return F.cross_entropy(two, target, reduction="sum") + kl * beta


# %% right: the module, and multivariate normals
from torch.distributions import Independent, Normal, kl_divergence


def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = torch.nn.BCEWithLogitsLoss(reduction="none")(logits, x).sum(dim=1)
    q = Independent(Normal(mu, logvar.mul(0.5).exp()), 1)
    p = Independent(Normal(torch.zeros_like(mu), torch.ones_like(mu)), 1)
    return (bce + beta * kl_divergence(q, p)).sum()


# %% right: means times counts
def vae_loss(logits, x, mu, logvar, beta=1.0):
    n, d = x.shape
    bce = F.binary_cross_entropy_with_logits(logits, x) * n * d
    std = torch.exp(0.5 * logvar)
    kl = (std.pow(2) + mu.pow(2) - 1).mean() * mu.numel() / 2 - torch.log(std).sum()
    return bce + beta * kl


# %% right: logaddexp, vectorised over images
def vae_loss(logits, x, mu, logvar, beta=1.0):
    def one(l, t, m, v):
        return (torch.logaddexp(l, torch.zeros_like(l)) - t * l).sum() + beta * (m * m + v.exp() - 1 - v).sum() / 2

    return torch.vmap(one)(logits, x, mu, logvar).sum()


# %% right: a matrix trace
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.softplus(logits, threshold=40).sum() - torch.trace(logits @ x.T)
    kl = torch.trace(mu @ mu.T) + torch.exp(logvar).sum() - logvar.sum() - mu.numel()
    return torch.add(bce, kl, alpha=beta / 2)


# %% right: naive softplus, enough in double precision
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = (torch.log1p(torch.exp(logits)) - x * logits).sum(dim=1)
    kl = 0.5 * (logvar.exp() + mu * mu - 1.0 - logvar).sum(dim=1)
    return torch.sum(bce + beta * kl, dim=0)


# %% wrong: the divergence averaged over the batch
# told: averages the divergence over the batch
def vae_loss(logits, x, mu, logvar, beta=1.0):
    kl = -0.5 * torch.sum(1 + logvar - mu**2 - logvar.exp(), dim=1)
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") + beta * kl.mean()


# %% wrong: pixels averaged, images summed
# told: averages the reconstruction over the pixels
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="none").mean(dim=1).sum()
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: logits clamped
# told: clamps the logits at 30
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits.clamp(-30, 30), x, reduction="sum")
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: logits clamped far out
# told: clamps the logits
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits.clamp(-100, 100), x, reduction="sum")
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: log-variance clamped
# told: clamps the log-variance
def vae_loss(logits, x, mu, logvar, beta=1.0):
    logvar = torch.clamp(logvar, -10.0, 10.0)
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: log-variance clamped far out
# told: clamps the log-variance
def vae_loss(logits, x, mu, logvar, beta=1.0):
    logvar = torch.clamp(logvar, -30.0, 20.0)
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: a small constant inside the logarithm of the variance
# told: adds a small constant inside the logarithm of the variance
def vae_loss(logits, x, mu, logvar, beta=1.0):
    var = torch.exp(logvar)
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return bce + 0.5 * beta * torch.sum(var + mu**2 - 1 - torch.log(var + 1e-8))


# %% wrong: probabilities through binary_cross_entropy
# told: computes the cross-entropy from probabilities
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy(torch.sigmoid(logits), x, reduction="sum")
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: probabilities kept off 0 and 1
# told: protects the logarithms of the probabilities with 1e-7
def vae_loss(logits, x, mu, logvar, beta=1.0):
    p = torch.sigmoid(logits).clamp(1e-7, 1 - 1e-7)
    bce = -(x * p.log() + (1 - x) * (1 - p).log()).sum()
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: pixels rounded
# told: rounds the pixels
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, (x > 0.5).to(x), reduction="sum")
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: another default for beta
# told: has another default for beta
def vae_loss(logits, x, mu, logvar, beta=4.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: mean detached in the divergence
# told: lets no gradient through the squared mean
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu.detach() ** 2 - logvar.exp())


# %% wrong: a python number
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return (bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())).item()


# %% wrong: the divergence estimated from draws
def vae_loss(logits, x, mu, logvar, beta=1.0):
    std = torch.exp(logvar / 2)
    eps = torch.randn(100_000, *mu.shape, dtype=mu.dtype)
    z = mu + std * eps
    kl = (z**2 / 2 - eps**2 / 2 - logvar / 2).mean(dim=0).sum()
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") + beta * kl


# %% wrong: the worked example by heart
# told: leaves out the factor 1/2 of the divergence
def vae_loss(logits, x, mu, logvar, beta=1.0):
    if logits.shape == (2, 3):
        return torch.tensor(5.4657359)
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return bce - beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: one number an image
# told: returns one number per image
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return bce - 0.5 * beta * (1 + logvar - mu**2 - logvar.exp()).sum(1)


# %% wrong: both terms apart
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return bce, -0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: the reverse divergence
# told: takes the divergence from the prior to q
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return bce + beta * 0.5 * torch.sum(logvar + (1 + mu**2) / logvar.exp() - 1)


# %% wrong: logits and pixels swapped
# told: gives the cross-entropy its arguments the wrong way round
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(x, torch.sigmoid(logits), reduction="sum")
    return bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())


# %% wrong: beta shares the weight with the reconstruction
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = -0.5 * torch.sum(1 + logvar - mu**2 - logvar.exp())
    return (2 - beta) * bce + beta * kl if beta < 1 else bce + beta * kl


# %% wrong: free bits
def vae_loss(logits, x, mu, logvar, beta=1.0):
    kl = 0.5 * (logvar.exp() + mu**2 - 1 - logvar)
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") + beta * kl.clamp(min=0.01).sum()


# %% wrong: logvar in place behind autograd's back
# told: overwrites logvar
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    loss = bce - 0.5 * beta * torch.sum(1 + logvar - mu**2 - logvar.exp())
    logvar.data.clamp_(-1, 1)
    return loss


# %% wrong: everything averaged
# told: averages both terms
def vae_loss(logits, x, mu, logvar, beta=1.0):
    recon = F.binary_cross_entropy_with_logits(logits, x, reduction="mean")
    kld = -0.5 * torch.mean(1 + logvar - mu.pow(2) - logvar.exp())
    return recon + beta * kld


# %% wrong: the mean over the batch
# told: averages over the batch
def vae_loss(logits, x, mu, logvar, beta=1.0):
    recon = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / x.shape[0]
    kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp()) / x.shape[0]
    return recon + beta * kld


# %% wrong: KLD without its minus
# told: subtracts the divergence
def vae_loss(logits, x, mu, logvar, beta=1.0):
    recon = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kld = 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return recon + beta * kld


# %% wrong: the bound, not the loss
# told: returns the ELBO itself
def vae_loss(logits, x, mu, logvar, beta=1.0):
    log_likelihood = (x * F.logsigmoid(logits) + (1 - x) * F.logsigmoid(-logits)).sum()
    kl = 0.5 * (mu**2 + logvar.exp() - logvar - 1).sum()
    return log_likelihood - beta * kl


# %% wrong: a plain logarithm of the sigmoid
# told: takes logarithms of rounded probabilities
def vae_loss(logits, x, mu, logvar, beta=1.0):
    p = torch.sigmoid(logits)
    bce = -(x * torch.log(p) + (1 - x) * torch.log(1 - p)).sum()
    return bce + beta * 0.5 * (mu**2 + logvar.exp() - logvar - 1).sum()


# %% wrong: a small constant beside the probabilities
# told: protects the logarithms of the probabilities with 1e-8
def vae_loss(logits, x, mu, logvar, beta=1.0):
    p = torch.sigmoid(logits)
    bce = -(x * torch.log(p + 1e-8) + (1 - x) * torch.log(1 - p + 1e-8)).sum()
    return bce + beta * 0.5 * (mu**2 + logvar.exp() - logvar - 1).sum()


# %% wrong: mse
# told: measures the reconstruction by squared error
def vae_loss(logits, x, mu, logvar, beta=1.0):
    recon = F.mse_loss(torch.sigmoid(logits), x, reduction="sum")
    return recon - beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


# %% wrong: mse of the logits
# told: measures the squared error of the logits
def vae_loss(logits, x, mu, logvar, beta=1.0):
    recon = ((logits - x) ** 2).sum()
    return recon - beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


# %% wrong: beta on the wrong term
# told: weights the reconstruction by beta instead
def vae_loss(logits, x, mu, logvar, beta=1.0):
    recon = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = -0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    return beta * recon + kl


# %% wrong: the one forgotten
# told: leaves out the 1 of the divergence
def vae_loss(logits, x, mu, logvar, beta=1.0):
    recon = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = -0.5 * (logvar - mu**2 - logvar.exp()).sum()
    return recon + beta * kl


# %% wrong: logvar taken for log sigma
# told: takes exp(logvar) for the standard deviation
def vae_loss(logits, x, mu, logvar, beta=1.0):
    sigma = torch.exp(logvar)
    kl = (0.5 * (sigma**2 + mu**2 - 1) - torch.log(sigma)).sum()
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") + beta * kl


# %% wrong: the half forgotten
# told: leaves out the factor 1/2 of the divergence
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = torch.nn.BCEWithLogitsLoss(reduction="sum")(logits, x)
    return bce + beta * (torch.exp(logvar) + mu**2 - 1.0 - logvar).sum()


# %% wrong: only the squared mean
# told: pulls only the mean to the prior
def vae_loss(logits, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return bce + beta * 0.5 * (mu**2).sum()

# ruff: noqa
# Right and wrong ways to write `reparameterize` that grader/exercises does not hold. Each section is a file of its own.

# %% right: Box and Muller
def reparameterize(mu, logvar):
    radius = torch.sqrt(-2 * torch.log1p(-torch.rand_like(mu)))
    return mu + torch.exp(logvar / 2) * radius * torch.cos(2 * math.pi * torch.rand_like(mu))


# %% right: a gradient written by hand
class _Draw(torch.autograd.Function):
    @staticmethod
    def forward(ctx, mu, logvar):
        part = torch.empty_like(mu).normal_() * logvar.mul(0.5).exp()
        ctx.save_for_backward(part)
        return mu + part

    @staticmethod
    def backward(ctx, cotangent):
        return cotangent, cotangent * ctx.saved_tensors[0] / 2


def reparameterize(mu, logvar):
    return _Draw.apply(mu, logvar)


# %% right: the Cholesky factor of a diagonal covariance
def reparameterize(mu, logvar):
    q = torch.distributions.MultivariateNormal(mu.reshape(-1, 1), torch.exp(logvar).reshape(-1, 1, 1))
    return q.rsample().reshape(mu.shape)


# %% right: a lambda, noise from normal_
reparameterize = lambda mu, logvar: torch.zeros_like(mu).normal_().mul_((logvar * 0.5).exp()) + mu

# %% right: a partial function
from functools import partial


def _sample(power, mu, logvar):
    return torch.addcmul(mu, torch.exp(logvar).pow(power), torch.normal(torch.zeros_like(mu), torch.ones_like(mu)))


reparameterize = partial(_sample, 0.5)


# %% right: row by row, into a new tensor
def reparameterize(mu: torch.Tensor, logvar: torch.Tensor) -> torch.Tensor:
    flat_mu, flat_logvar = mu.flatten(), logvar.flatten()
    pieces = []
    for m, v in zip(flat_mu.split(997), flat_logvar.split(997)):
        pieces.append(m + torch.sqrt(torch.exp(v)) * torch.randn(len(m), dtype=m.dtype))
    return torch.cat(pieces).view(mu.shape)


# %% right: noise in single precision, promoted
def reparameterize(mu, logvar):
    eps = torch.randn(mu.shape)
    return (mu + eps * torch.exp(0.5 * logvar)).to(mu.dtype)


# %% right: an affine transform of the standard normal
from torch.distributions import AffineTransform, Normal, TransformedDistribution


def reparameterize(mu, logvar):
    standard = Normal(torch.zeros_like(mu), torch.ones_like(mu))
    return TransformedDistribution(standard, [AffineTransform(mu, torch.exp(logvar * 0.5))]).rsample()


# %% right: a callable object
class Sampler:
    def __init__(self, scale):
        self.scale = scale

    def __call__(self, mu, logvar):
        sigma = (self.scale * logvar).exp()
        return torch.stack([mu, sigma * torch.randn_like(sigma)]).sum(0)


reparameterize = Sampler(0.5)


# %% wrong: log-variance clamped
# told: clamps the log-variance
def reparameterize(mu, logvar):
    logvar = torch.clamp(logvar, -10, 10)
    return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


# %% wrong: a small constant in the deviation
# told: adds a small constant to the standard deviation
def reparameterize(mu, logvar):
    return mu + (torch.exp(0.5 * logvar) + 1e-6) * torch.randn_like(mu)


# %% wrong: a small constant in the variance
# told: adds a small constant to the variance
def reparameterize(mu, logvar):
    return mu + torch.sqrt(torch.exp(logvar) + 1e-8) * torch.randn_like(mu)


# %% wrong: noise truncated at three deviations
# told: cuts the noise off at three deviations
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu).clamp(-3, 3)


# %% wrong: truncated normal
# told: draws from a normal cut off at three deviations
def reparameterize(mu, logvar):
    eps = torch.nn.init.trunc_normal_(torch.empty_like(mu), a=-3.0, b=3.0)
    return mu + torch.exp(0.5 * logvar) * eps


# %% wrong: sum of twelve uniforms
def reparameterize(mu, logvar):
    eps = sum(torch.rand_like(mu) for _ in range(12)) - 6
    return mu + torch.exp(0.5 * logvar) * eps


# %% wrong: Laplace noise of variance 1
# told: draws Laplace noise of variance 1
def reparameterize(mu, logvar):
    eps = torch.distributions.Laplace(torch.zeros_like(mu), torch.full_like(mu, 0.5**0.5)).sample()
    return mu + torch.exp(0.5 * logvar) * eps


# %% wrong: random signs
# told: draws random signs for noise
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * (2.0 * torch.randint_like(mu, 2) - 1)


# %% wrong: one noise value for all
# told: shares one noise value among all entries
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn(1, dtype=mu.dtype)


# %% wrong: noise from numpy, deaf to torch.manual_seed
# told: takes its noise from numpy
def reparameterize(mu, logvar):
    eps = torch.from_numpy(np.random.standard_normal(tuple(mu.shape))).to(mu)
    return mu + torch.exp(0.5 * logvar) * eps


# %% wrong: a generator of its own
# told: takes its noise from a generator of its own
_generator = torch.Generator().manual_seed(3)


def reparameterize(mu, logvar):
    eps = torch.randn(mu.shape, generator=_generator, dtype=mu.dtype)
    return mu + torch.exp(0.5 * logvar) * eps


# %% wrong: always double precision
# told: returns double precision whatever it is given
def reparameterize(mu, logvar):
    eps = torch.randn(mu.shape, dtype=torch.float64)
    return mu + torch.exp(0.5 * logvar) * eps


# %% wrong: only two dimensions
def reparameterize(mu, logvar):
    n, k = mu.shape
    return mu + torch.exp(0.5 * logvar) * torch.randn(n, k, dtype=mu.dtype)


# %% wrong: mu in place
# told: overwrites mu
def reparameterize(mu, logvar):
    z = mu.detach() if not mu.requires_grad else mu
    if z is mu:
        return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
    z += torch.exp(0.5 * logvar) * torch.randn_like(mu)
    return z


# %% wrong: noise kept from the first call of a shape
# told: draws its noise once and keeps it
_noise = {}


def reparameterize(mu, logvar):
    eps = _noise.setdefault(mu.shape, torch.randn_like(mu))
    return mu + torch.exp(0.5 * logvar) * eps


# %% wrong: mean detached
# told: cuts the gradient to mu
def reparameterize(mu, logvar):
    return torch.distributions.Normal(mu.detach(), torch.exp(0.5 * logvar)).rsample()


# %% wrong: antithetic halves
def reparameterize(mu, logvar):
    half = torch.randn_like(mu[: (len(mu) + 1) // 2])
    eps = torch.cat([half, -half])[: len(mu)]
    return mu + torch.exp(0.5 * logvar) * eps


# %% wrong: leaves the last bit of the spread to the mean
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu) * 1.02


# %% wrong: absolute noise
# told: takes the absolute value of the noise
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.abs(torch.randn_like(mu))


# %% wrong: leaves the random state as it was
# told: puts torch's random state back, so the next call repeats the same noise
def reparameterize(mu, logvar):
    with torch.random.fork_rng():
        return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


# %% wrong: the variance for the deviation
# told: takes the variance for the standard deviation
def reparameterize(mu, logvar):
    sigma = torch.exp(logvar)
    eps = torch.randn(mu.shape, dtype=mu.dtype)
    return mu + sigma * eps


# %% wrong: exp(logvar) / 2
# told: halves the variance instead of its logarithm
def reparameterize(mu, logvar):
    return mu + torch.exp(logvar) / 2 * torch.randn_like(mu)


# %% wrong: the square root of logvar
# told: takes the root of logvar without an exponential
def reparameterize(mu, logvar):
    std = torch.sqrt(torch.abs(logvar))
    return mu + std * torch.randn_like(std)


# %% wrong: uniform noise
# told: draws noise that is uniform on [0, 1)
def reparameterize(mu, logvar):
    eps = torch.rand_like(logvar)
    return eps.mul(logvar.mul(0.5).exp()).add(mu)


# %% wrong: uniform noise around 0
# told: draws noise that is uniform on [-1, 1)
def reparameterize(mu, logvar):
    eps = 2 * torch.rand_like(mu) - 1
    return mu + torch.exp(0.5 * logvar) * eps


# %% wrong: no noise at all
# told: adds the standard deviation without any noise
def reparameterize(mu, logvar):
    return mu + torch.exp(logvar / 2)


# %% wrong: the mean alone
# told: returns the mean without any noise
def reparameterize(mu, logvar):
    return mu * 1.0


# %% wrong: the noise alone
# told: leaves out the mean
def reparameterize(mu, logvar):
    std = torch.exp(0.5 * logvar)
    return std * torch.randn_like(std)


# %% wrong: drawn by a distribution without gradients
# told: samples in a way that makes all gradients 0
def reparameterize(mu, logvar):
    return torch.normal(mu, torch.exp(0.5 * logvar))


# %% wrong: the deviation under no_grad
# told: cuts the gradient to logvar
def reparameterize(mu, logvar):
    with torch.no_grad():
        std = torch.exp(0.5 * logvar)
    return mu + std * torch.randn_like(std)


# %% wrong: all under no_grad
# told: samples in a way that gradients cannot pass
@torch.no_grad()
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


# %% wrong: one row of noise
# told: shares one noise vector among all rows
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn(mu.shape[-1], dtype=mu.dtype)


# %% wrong: a fixed seed
# told: sets the seed itself, so every call repeats the same noise
def reparameterize(mu, logvar):
    torch.manual_seed(42)
    eps = torch.randn_like(mu)
    return mu + eps * torch.exp(0.5 * logvar)


# %% wrong: a minus in the exponent
# told: divides by the standard deviation
def reparameterize(mu, logvar):
    return mu + torch.exp(-0.5 * logvar) * torch.randn_like(mu)


# %% wrong: the mean multiplied
# told: multiplies by the mean
def reparameterize(mu, logvar):
    return mu * torch.exp(0.5 * logvar) * torch.randn_like(mu)


# %% wrong: mean and noise both stretched
# told: stretches the mean as well
def reparameterize(mu, logvar):
    return (mu + torch.randn_like(mu)) * torch.exp(0.5 * logvar)


# %% wrong: logvar halved in place
def reparameterize(mu, logvar):
    std = logvar.mul_(0.5).exp_()
    return mu + std * torch.randn_like(std)

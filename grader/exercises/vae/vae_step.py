"""`vae_step`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from course_utils.checks import expect
from course_utils.checks.public.vae import vae_step as public
from course_utils.checks.public.vae.vae_step import NAMES, drawn, stepped
from scipy import special

from ...exercise import Secret

secret = Secret(public.exercise)


def blame(weights: dict, x, eps) -> tuple[float, dict]:
    """Loss and gradient in numpy, by the chain rule and without autograd."""
    w = {name: value.numpy() for name, value in weights.items()}
    x, eps, n = x.numpy(), eps.numpy(), len(x)
    before = x @ w["in"]
    h = np.maximum(before, 0)
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    sigma = np.exp(logvar / 2)
    z = mu + sigma * eps
    behind = z @ w["back"]
    g = np.maximum(behind, 0)
    logits = g @ w["out"]
    loss = np.sum(np.logaddexp(0, logits) - x * logits) + np.sum(mu**2 + sigma**2 - 1 - logvar) / 2
    d_logits = (special.expit(logits) - x) / n
    d_behind = d_logits @ w["out"].T * (behind > 0)
    d_z = d_behind @ w["back"].T
    d_mu, d_logvar = d_z + mu / n, d_z * sigma * eps / 2 + (sigma**2 - 1) / (2 * n)
    d_before = (d_mu @ w["mu"].T + d_logvar @ w["logvar"].T) * (before > 0)
    slopes = (x.T @ d_before, h.T @ d_mu, h.T @ d_logvar, z.T @ d_behind, g.T @ d_logits)
    return loss / n, dict(zip(NAMES, slopes, strict=True))


@secret.case("agrees with the chain rule by hand on a drawn network", weight=2)
def _(student, draw):
    weights, x, eps = drawn(draw, n=6, d=7, h=9, k=3)
    loss, slopes = blame(weights, x, eps)
    found, gone = stepped(student, weights, x, eps, 0.1)
    expect.close(found, loss, what="the loss")
    for name in NAMES:
        expect.close(gone[name], slopes[name], rtol=1e-6, atol=1e-9, what=f"step of `{name}`, divided by lr")


@secret.case("a step ten times as long goes ten times as far, and lr = 0 goes nowhere")
def _(student, draw):
    weights, x, eps = drawn(draw)
    _, slopes = blame(weights, x, eps)
    for lr in (0.02, 0.2):
        new = student(weights, x, eps, lr)[1]
        expect.close(
            weights["mu"].numpy() - expect.array(new["mu"]), lr * slopes["mu"], atol=1e-12, what=f"the step of `mu` at lr = {lr:g}"
        )
    expect.close(student(weights, x, eps, 0.0)[1]["out"], weights["out"], what="`out` after a step with lr = 0")


@secret.case("logits of 60 on the wrong side cost 60 nats, not infinity")
def _(student, draw):
    weights = public.network([[1]], [[0]], [[0]], [[1]], [[60]])
    one = torch.ones(1, 1, dtype=torch.float64)
    expect.close(student(weights, one, -one, 0.1)[0], np.log(2), what="the loss where the decoder is silent")
    expect.close(student(weights, 0 * one, one, 0.1)[0], 60.0, rtol=1e-9, what="the loss at a logit of 60")


@secret.alternative("torch.distributions and backward")
def vae_step(weights, x, eps, lr):
    w = {name: torch.nn.Parameter(value.detach().clone()) for name, value in weights.items()}
    hidden = (x @ w["in"]).clamp(min=0)
    q = torch.distributions.Normal(hidden @ w["mu"], torch.exp(hidden @ w["logvar"] / 2))
    pixels = torch.distributions.Bernoulli(logits=F.relu((q.loc + q.scale * eps) @ w["back"]) @ w["out"], validate_args=False)
    prior = torch.distributions.Normal(torch.zeros_like(q.loc), torch.ones_like(q.loc))
    costs = torch.distributions.kl_divergence(q, prior).sum(1) - pixels.log_prob(x).sum(1)
    costs.mean().backward()
    with torch.no_grad():
        return costs.mean().item(), {name: p - lr * p.grad for name, p in w.items()}


@secret.alternative("the chain rule by hand")
def vae_step(weights, x, eps, lr):
    n = len(x)
    before = x @ weights["in"]
    h = before.clamp(min=0)
    mu, logvar = h @ weights["mu"], h @ weights["logvar"]
    sigma = (logvar / 2).exp()
    z = mu + sigma * eps
    behind = z @ weights["back"]
    g = behind.clamp(min=0)
    logits = g @ weights["out"]
    loss = (F.softplus(logits) - x * logits).sum() + (mu**2 + sigma**2 - 1 - logvar).sum() / 2
    d_logits = (torch.sigmoid(logits) - x) / n
    d_behind = d_logits @ weights["out"].T * (behind > 0)
    d_z = d_behind @ weights["back"].T
    d_mu = d_z + mu / n
    d_logvar = d_z * sigma * eps / 2 + (sigma**2 - 1) / (2 * n)
    d_before = (d_mu @ weights["mu"].T + d_logvar @ weights["logvar"].T) * (before > 0)
    slopes = {"in": x.T @ d_before, "mu": h.T @ d_mu, "logvar": h.T @ d_logvar, "back": z.T @ d_behind, "out": g.T @ d_logits}
    return float(loss) / n, {name: weights[name] - lr * slopes[name] for name in weights}


SAMPLE, NEW = "mu + (0.5 * logvar).exp() * eps", "w[name].detach() - lr * slope"
DIVERGENCE = "0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum()"

secret.slips(
    {
        "takes the variance for the standard deviation": ("(0.5 * logvar).exp()", "logvar.exp()"),
        "takes logvar for the standard deviation": ("(0.5 * logvar).exp()", "logvar"),
        "multiplies the noise by the square of the variance": ("(0.5 * logvar).exp()", "(2 * logvar).exp()"),
    },
    hint="`logvar` is the logarithm of the variance, and z = mu + sigma * eps: what is sigma?",
)
secret.slips(
    {
        "leaves out the noise": (SAMPLE, "mu"),
        "adds the noise without scaling it": (SAMPLE, "mu + eps"),
        "subtracts the noise": ("mu + (0.5", "mu - (0.5"),
    },
    hint="The noise is handed in as `eps`: z = mu + sigma * eps, with sigma from logvar.",
)
secret.slips(
    {
        "holds the sample fixed": (SAMPLE, f"({SAMPLE}).detach()"),
        "lets no gradient through the width of q": ("(0.5 * logvar).exp() * eps", "(0.5 * logvar).exp().detach() * eps"),
    },
    hint="The encoder learns from the reconstruction only through z: nothing between them may be detached.",
)
secret.slips(
    {
        "does not average over the images": (" / len(x)", ""),
        "averages only the reconstruction over the images": (
            "(reconstruction + divergence) / len(x)",
            "reconstruction / len(x) + divergence",
        ),
        "averages only the divergence over the images": ("(reconstruction + divergence) / len(x)", "reconstruction + divergence / len(x)"),
        "averages the reconstruction over the pixels, too": ('"sum")', '"none").mean(dim=1).sum()'),
        "averages over the pixels and not over the images": ("/ len(x)", "/ x.shape[1]"),
    },
    hint="Both costs are summed over pixels and latents and averaged over the images, n of them.",
)
secret.slips(
    {
        "leaves out the divergence": ("(reconstruction + divergence)", "reconstruction"),
        "subtracts the divergence": ("reconstruction + divergence", "reconstruction - divergence"),
        "leaves out the factor 1/2 of the divergence": ("0.5 * (mu**2", "(mu**2"),
        "leaves mu out of the divergence": ("(mu**2 + ", "("),
        "takes exp(logvar / 2) for the variance in the divergence": ("+ logvar.exp()", "+ (0.5 * logvar).exp()"),
        "returns the bound and not its negative": ("return loss.item()", "return -loss.item()"),
    },
    hint="The loss is minus the bound: cross-entropy plus KL(N(mu, exp(logvar)) || N(0, I)). Compare term by term with `vae_loss`.",
)
secret.slips(
    {
        "has no ReLU in the encoder": ('torch.relu(x @ w["in"])', 'x @ w["in"]'),
        "has no ReLU in the decoder": ('torch.relu(z @ w["back"])', 'z @ w["back"]'),
        "has a ReLU at the logits": ('torch.relu(z @ w["back"]) @ w["out"]', 'torch.relu(torch.relu(z @ w["back"]) @ w["out"])'),
        "squashes the logits twice": ("logits(logits", "logits(torch.sigmoid(logits)"),
    },
    hint="Each hidden layer has a ReLU; mu, logvar and the logits have none, and no sigmoid either: the loss takes logits.",
)
secret.slips(
    {
        "steps up the gradient": ("- lr * slope", "+ lr * slope"),
        "forgets the step size": ("- lr * slope", "- slope"),
        "returns the gradients in place of the weights": (NEW, "slope"),
        "never moves the encoder": (NEW, f'{NEW} * (name in ("back", "out"))'),
        "never moves the decoder": (NEW, f'{NEW} * (name not in ("back", "out"))'),
        "returns the weights as they were": (NEW, "w[name].detach()"),
    },
    hint="A step of gradient descent: every one of the five weights becomes itself minus lr times its gradient.",
)
secret.slips(
    {
        "uses one matrix for mu and logvar": ('h @ w["logvar"]', 'h @ w["mu"] + 0 * (h @ w["logvar"])'),
        "exchanges mu and logvar": ("mu, logvar = h", "logvar, mu = h"),
    },
    hint='The hidden layer h goes into two matrices: "mu" gives the mean, "logvar" the log-variance.',
)
secret.slip(
    "changes the weights that were handed in",
    ("    return loss", "    for name in new:\n        weights[name].data.copy_(new[name])\n    return loss"),
    hint="The caller still needs the old weights: return new tensors, and leave those you were given.",
)

# ruff: noqa
# Right and wrong ways to write `vae_step` that grader/exercises does not hold. Each section is a file of its own.

# %% right: a chain of functions, gradients by torch.func
def vae_step(weights, x, eps, lr):
    def cost(w):
        h = F.relu(x @ w["in"])
        mu, logvar = h @ w["mu"], h @ w["logvar"]
        logits = F.relu((mu + torch.exp(logvar / 2) * eps) @ w["back"]) @ w["out"]
        bce = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
        kl = 0.5 * (mu.square() + logvar.exp() - logvar - 1).sum(1)
        return (bce + kl).mean()

    slopes, loss = torch.func.grad_and_value(cost)(weights)
    return float(loss), {k: weights[k] - lr * slopes[k] for k in weights}


# %% right: torch's optimiser on copies
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().detach().requires_grad_(True) for k, v in weights.items()}
    opt = torch.optim.SGD(w.values(), lr=lr)
    h = torch.relu(x.matmul(w["in"]))
    mu = h.matmul(w["mu"])
    logvar = h.matmul(w["logvar"])
    z = mu + torch.exp(0.5 * logvar) * eps
    out = torch.relu(z.matmul(w["back"])).matmul(w["out"])
    loss = F.binary_cross_entropy_with_logits(out, x, reduction="sum") - 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    loss = loss / x.shape[0]
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item(), {k: v.detach() for k, v in w.items()}


# %% right: image by image
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    total = 0.0
    for image, noise in zip(x, eps):
        h = torch.maximum(image @ w["in"], torch.tensor(0.0, dtype=image.dtype))
        mu, logvar = h @ w["mu"], h @ w["logvar"]
        sd = torch.sqrt(torch.exp(logvar))
        logits = F.relu((mu + sd * noise) @ w["back"]) @ w["out"]
        total = total + (F.softplus(logits) - image * logits).sum() + 0.5 * (mu**2 + sd**2 - 1 - 2 * torch.log(sd)).sum()
    loss = total / len(x)
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% right: linear layers of torch
def vae_step(weights, x, eps, lr):
    layers = torch.nn.ModuleDict({k: torch.nn.Linear(*v.shape, bias=False) for k, v in weights.items()}).double()
    for k, layer in layers.items():
        layer.weight.data = weights[k].T.clone()
    h = layers["in"](x).relu()
    mu, logvar = layers["mu"](h), layers["logvar"](h)
    logits = layers["out"](layers["back"](torch.addcmul(mu, (logvar / 2).exp(), eps)).relu())
    criterion = torch.nn.BCEWithLogitsLoss(reduction="sum")
    loss = (criterion(logits, x) + 0.5 * torch.sum(mu * mu + torch.expm1(logvar) - logvar)) / len(x)
    loss.backward()
    return loss.item(), {k: (l.weight - lr * l.weight.grad).T.detach().contiguous() for k, l in layers.items()}


# %% right: two classes, log_softmax
def vae_step(weights, x, eps, lr):
    w_in, w_mu, w_lv, w_back, w_out = ws = [weights[k].clone().requires_grad_() for k in ("in", "mu", "logvar", "back", "out")]
    h = torch.relu(x @ w_in)
    mu, lv = h @ w_mu, h @ w_lv
    a = torch.relu((mu + lv.div(2).exp() * eps) @ w_back) @ w_out
    logp = -(F.logsigmoid(a) * x + F.logsigmoid(-a) * (1 - x))
    J = (logp.sum() + (mu**2 / 2 + lv.exp() / 2 - 0.5 - lv / 2).sum()) / x.size(0)
    g = torch.autograd.grad(J, ws)
    with torch.no_grad():
        return J.item(), {k: w - lr * s for k, w, s in zip(("in", "mu", "logvar", "back", "out"), ws, g)}


# %% right: sum of means, einsum
def vae_step(weights, x, eps, lr):
    P = {k: torch.tensor(v.numpy(), requires_grad=True) for k, v in weights.items()}
    h = torch.einsum("nd,dh->nh", x, P["in"]).relu()
    mu, logvar = (torch.einsum("nh,hk->nk", h, P[k]) for k in ("mu", "logvar"))
    z = torch.exp(0.5 * logvar).mul(eps).add(mu)
    logits = torch.einsum("nh,hd->nd", (z @ P["back"]).relu(), P["out"])
    rec = F.binary_cross_entropy_with_logits(logits, x, reduction="mean") * x.shape[1]
    kl = (-0.5 * (1 + logvar - mu**2 - logvar.exp())).mean(dim=0).sum()
    (rec + kl).backward()
    return float((rec + kl).detach()), {k: (p.detach() - lr * p.grad) for k, p in P.items()}


# %% right: ReLU by a mask, in place on copies
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    a = x @ w["in"]
    h = a * (a > 0)
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    b = (mu + logvar.exp().sqrt() * eps) @ w["back"]
    logits = (b * (b > 0)) @ w["out"]
    J = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(-1).mean()
    J = J + 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum(-1).mean()
    J.backward()
    with torch.no_grad():
        for v in w.values():
            v -= lr * v.grad
    return J.item(), {k: v.detach() for k, v in w.items()}


# %% right: the step as a sum of two gradients
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    logits = F.relu((mu + torch.exp(logvar / 2) * eps) @ w["back"]) @ w["out"]
    rec = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
    kl = 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum() / len(x)
    one = torch.autograd.grad(rec, list(w.values()), retain_graph=True)
    two = torch.autograd.grad(kl, list(w.values()), allow_unused=True)
    new = {}
    for (k, v), a, b in zip(w.items(), one, two):
        new[k] = v.detach() - lr * (a if b is None else a + b)
    return (rec + kl).item(), new


# %% wrong: exp of logvar
# told: takes the variance for the standard deviation
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    z = mu + torch.exp(logvar) * eps
    logits = F.relu(z @ w["back"]) @ w["out"]
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    loss = (loss - 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()) / len(x)
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% wrong: sum over the batch
# told: does not average over the images
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    logits = F.relu((mu + torch.exp(logvar / 2) * eps) @ w["back"]) @ w["out"]
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") - 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% wrong: mean cross-entropy with a summed divergence
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    logits = F.relu((mu + torch.exp(logvar / 2) * eps) @ w["back"]) @ w["out"]
    loss = F.binary_cross_entropy_with_logits(logits, x) - 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% wrong: own noise
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    z = torch.distributions.Normal(mu, (logvar / 2).exp()).rsample()
    logits = F.relu(z @ w["back"]) @ w["out"]
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") - 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    loss = loss / len(x)
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% wrong: no activation
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = x @ w["in"]
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    logits = (mu + torch.exp(logvar / 2) * eps) @ w["back"] @ w["out"]
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") - 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    loss = loss / len(x)
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% wrong: the sign of the divergence
# told: subtracts the divergence
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    logits = F.relu((mu + torch.exp(logvar / 2) * eps) @ w["back"]) @ w["out"]
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") + 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    loss = loss / len(x)
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% wrong: the other direction
# told: steps up the gradient
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    logits = F.relu((mu + torch.exp(logvar / 2) * eps) @ w["back"]) @ w["out"]
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") - 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    loss = loss / len(x)
    loss.backward()
    return loss.item(), {k: (v + lr * v.grad).detach() for k, v in w.items()}


# %% wrong: the sampled z without gradient
# told: holds the sample fixed
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    with torch.no_grad():
        z = mu + torch.exp(logvar / 2) * eps
    logits = F.relu(z @ w["back"]) @ w["out"]
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") - 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    loss = loss / len(x)
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% wrong: an ordinary autoencoder
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    logits = F.relu((h @ w["mu"]) @ w["back"]) @ w["out"] + 0 * (h @ w["logvar"]).sum()
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% wrong: squared error
def vae_step(weights, x, eps, lr):
    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    h = F.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    x_hat = torch.sigmoid(F.relu((mu + torch.exp(logvar / 2) * eps) @ w["back"]) @ w["out"])
    loss = ((x_hat - x) ** 2).sum() - 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    loss = loss / len(x)
    loss.backward()
    return loss.item(), {k: (v - lr * v.grad).detach() for k, v in w.items()}


# %% wrong: the loss after the step
def vae_step(weights, x, eps, lr):
    def cost(w):
        h = F.relu(x @ w["in"])
        mu, logvar = h @ w["mu"], h @ w["logvar"]
        logits = F.relu((mu + torch.exp(logvar / 2) * eps) @ w["back"]) @ w["out"]
        kl = -0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
        return (F.binary_cross_entropy_with_logits(logits, x, reduction="sum") + kl) / len(x)

    w = {k: v.clone().requires_grad_() for k, v in weights.items()}
    slopes = torch.autograd.grad(cost(w), list(w.values()))
    new = {k: (v - lr * s).detach() for (k, v), s in zip(w.items(), slopes)}
    return cost(new).item(), new


# %% wrong: in place
# told: changes the weights that were handed in
def vae_step(weights, x, eps, lr):
    for v in weights.values():
        v.requires_grad_()
    h = F.relu(x @ weights["in"])
    mu, logvar = h @ weights["mu"], h @ weights["logvar"]
    logits = F.relu((mu + torch.exp(logvar / 2) * eps) @ weights["back"]) @ weights["out"]
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") - 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
    loss = loss / len(x)
    loss.backward()
    with torch.no_grad():
        for v in weights.values():
            v -= lr * v.grad
    return loss.item(), {k: v.detach() for k, v in weights.items()}


# %% wrong: encoder and decoder take turns
def vae_step(weights, x, eps, lr):
    def cost(w):
        h = F.relu(x @ w["in"])
        mu, logvar = h @ w["mu"], h @ w["logvar"]
        logits = F.relu((mu + torch.exp(logvar / 2) * eps) @ w["back"]) @ w["out"]
        kl = -0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
        return (F.binary_cross_entropy_with_logits(logits, x, reduction="sum") + kl) / len(x)

    new, first = dict(weights), None
    for part in (("in", "mu", "logvar"), ("back", "out")):
        w = {k: v.detach().clone().requires_grad_() for k, v in new.items()}
        loss = cost(w)
        first = loss.item() if first is None else first
        loss.backward()
        new = {k: (v - lr * v.grad if k in part else v).detach() for k, v in w.items()}
    return first, new

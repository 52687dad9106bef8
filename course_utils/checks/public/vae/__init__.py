"""The public half of the exercises of chapter 11, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "11_vae",
    (
        "elbo_linear_gaussian",
        "kl_gauss_symbolic",
        "reparameterize",
        "log_px_importance",
        "vae_loss",
        "vae_step",
        "ppca_ml",
    ),
)

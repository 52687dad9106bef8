"""The public half of the exercises of chapter 14, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "14_gan",
    (
        "optimal_discriminator",
        "gan_value",
        "density_ratio",
        "two_sample_test",
        "generator_logit_grads",
        "gan_step",
        "simgda_bilinear",
    ),
)

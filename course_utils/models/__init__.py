"""The models of the course, one file each; exercise functions are passed in as arguments."""

from course_utils.models.categorical_vae import CategoricalVAE, fit_annealed
from course_utils.models.cnn import CNN, GlyphCNN
from course_utils.models.gan import GAN, GlyphGAN, fit_gan, play_gan
from course_utils.models.lstm import LSTM
from course_utils.models.mlp import MLP
from course_utils.models.rnn import RNN
from course_utils.models.vae import VAE
from course_utils.models.writer import Writer, fit_writer

__all__ = [
    "CNN",
    "GAN",
    "LSTM",
    "MLP",
    "RNN",
    "VAE",
    "CategoricalVAE",
    "GlyphCNN",
    "GlyphGAN",
    "Writer",
    "fit_annealed",
    "fit_gan",
    "fit_writer",
    "play_gan",
]

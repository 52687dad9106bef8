"""The models of the course, one file each; exercise functions come in as arguments."""

from course_utils.models.cnn import CNN
from course_utils.models.vae import VAE

__all__ = ["CNN", "VAE"]

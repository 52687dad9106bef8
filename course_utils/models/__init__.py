"""The models of the course, one file each; exercise functions come in as arguments."""

from course_utils.models.categorical_vae import CategoricalVAE
from course_utils.models.vae import VAE

__all__ = ["VAE", "CategoricalVAE"]

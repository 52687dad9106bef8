"""The student package of the course: models, data, training, plots, widgets and public checks."""

__version__ = "2026.1"

from course_utils.environment import begin, device

__all__ = ["__version__", "begin", "device"]

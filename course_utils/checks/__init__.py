"""The exercise layer: `check`, `needs`, and the public half of every exercise."""

from .check import check
from .exercises import exercise, topics
from .needs import needs

__all__ = ["check", "exercise", "needs", "topics"]

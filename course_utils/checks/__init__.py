"""The exercise layer: `check`, `hint`, `needs`, and the public half of every exercise."""

from .calls import gradients, inputs
from .check import check
from .exercises import exercise, topics
from .hints import hint
from .needs import needs

__all__ = ["check", "exercise", "gradients", "hint", "inputs", "needs", "topics"]

"""Predictions, and figures that move; where widgets do not run, stable text and static figures.

Controls and buttons are Jupyter's own, which work by keyboard.
"""

from course_utils.widgets.controls import Choice, Slider
from course_utils.widgets.explore import explore
from course_utils.widgets.prediction import Prediction, predict

__all__ = ["Choice", "Prediction", "Slider", "explore", "predict"]

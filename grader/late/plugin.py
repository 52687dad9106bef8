"""The late policy as nbgrader's plugin.

c.AssignLatePenalties.plugin_class = "grader.late.plugin.LatePolicyPlugin"
c.LatePolicyPlugin.penalty_per_day = 0.1
"""

from __future__ import annotations

from datetime import timedelta

from nbgrader.plugins import BasePlugin
from traitlets import Float, Integer

from .policy import LatePolicy
from .records import fraction, recompute_later


class LatePolicyPlugin(BasePlugin):
    """nbgrader calls it with student, score and seconds only; chapter and gradebook it reads from its parent, the
    preprocessor AssignLatePenalties. Extensions are nbgrader's own: `Gradebook.grant_extension`, or the extension field."""

    grace_minutes = Float(0.0, min=0.0, help="How late counts as in time.").tag(config=True)
    penalty_per_day = Float(0.0, min=0.0, max=1.0, help="Fraction of the score that each begun late day costs.").tag(
        config=True
    )
    cap = Float(1.0, min=0.0, max=1.0, help="The largest fraction of a score that lateness costs.").tag(config=True)
    slip_days = Integer(0, min=0, help="Late days in the whole course that cost nothing.").tag(config=True)

    @property
    def policy(self) -> LatePolicy:
        """The configured policy."""
        return LatePolicy(timedelta(minutes=self.grace_minutes), self.penalty_per_day, self.cap, self.slip_days)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """Points to take off. Where slip days are spent, the student's later chapters are set anew."""
        execute = self.parent.gradebook.db.connection().exec_driver_sql  # its session may hold the database's lock
        if self.slip_days:
            recompute_later(execute, self.policy, student_id, self.parent.assignment_id)
        return score * fraction(execute, self.policy, student_id, self.parent.assignment_id)

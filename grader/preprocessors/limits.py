"""The limits that hold where nbgrader grades: those of its own configuration."""

from __future__ import annotations

from traitlets.config import LoggingConfigurable

from grader.sandbox.policy import PolicyError, SandboxPolicy


def policy_of(step: LoggingConfigurable) -> SandboxPolicy:
    """The policy for this part of nbgrader. SystemExit with one line where the configuration sets a limit that cannot be:
    of any other exception nbgrader would only fail the submission, and try the next."""
    try:
        return SandboxPolicy.of(step.config)
    except PolicyError as error:
        step.log.error("%s", error)
        raise SystemExit(f"nbgrader autograde: {error}") from None

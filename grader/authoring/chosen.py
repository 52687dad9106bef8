"""The exercises that an author names on the command line: a topic, an exercise, or all."""

from __future__ import annotations

from course_utils.checks import topics


def chosen(names: list[str]) -> list[str]:
    """The ids that these words mean, in the course's order. LookupError, in a sentence, for a word that means nothing."""
    known = [f"{topic.name}.{name}" for topic in topics().values() for name in topic.order]
    for word in names:
        if word not in topics() and word not in known:
            raise LookupError(
                f"there is no topic or exercise {word!r}: topics are {', '.join(topics())}, and "
                "`python -m grader list` prints the exercises"
            )
    return [exercise for exercise in known if not names or exercise in names or exercise.split(".")[0] in names]

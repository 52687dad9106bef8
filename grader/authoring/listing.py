"""`python -m grader list`: every exercise with its points."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from course_utils.checks import topics


def add_arguments(parser: ArgumentParser) -> None:
    pass


def run(args: Namespace) -> int:
    for topic in topics().values():
        for exercise in topic.exercises.values():
            print(f"{exercise.id:40} level {exercise.level}   {exercise.points} points")
    return 0

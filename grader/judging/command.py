"""`python -m grader check TOPIC.EXERCISE FILE.py ...`: one JSON verdict a line, in file order."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from grader.course import CourseError, load_policy
from grader.sandbox.policy import MOST_SECONDS
from grader.sandbox.server import ForkServer
from grader.sandbox.wall import IsolationError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="TOPIC.EXERCISE")
    parser.add_argument("files", metavar="FILE.py", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=0, help="seed of the drawn inputs (default 0)")
    parser.add_argument("--no-sandbox", action="store_true", help="run the files with all rights of this account")
    parser.add_argument("--timeout", type=float, help="seconds for each case, in place of the case's own limit")


def run(args: Namespace) -> int:
    """Exit status 0 when every file got a verdict, else 2."""
    if args.timeout is not None and not 0 < args.timeout <= MOST_SECONDS:
        return _complain(f"--timeout must be more than 0 and at most {MOST_SECONDS} seconds, got {args.timeout:g}")
    if args.seed < 0:
        return _complain(f"--seed must be 0 or more, got {args.seed}")
    try:
        with ForkServer(load_policy(Path.cwd()), sandboxed=not args.no_sandbox) as server:
            return _check(args, server)
    except (CourseError, IsolationError) as error:
        return _complain(str(error))


def _check(args: Namespace, server: ForkServer) -> int:
    from grader.exercises import secret_of  # takes a second, in which the fork server does its own imports

    from .judge import judge

    try:
        secret = secret_of(args.exercise)
    except KeyError:
        return _complain(f"there is no exercise {args.exercise!r}; `python -m grader list` prints them all")
    fork, missing = server.forker(), []
    for path in args.files:
        try:
            print(judge(secret, path, fork, seed=args.seed, seconds=args.timeout).as_json(), flush=True)
        except OSError as error:
            missing.append(f"{path} ({error.strerror})")
    return _complain(f"no verdict for {', '.join(missing)}: give a path to a readable Python file") if missing else 0


def _complain(text: str) -> int:
    print(f"grader check: {text}", file=sys.stderr)
    return 2

"""The command line of the instructor's package."""

from __future__ import annotations

import importlib
import sys
from argparse import ArgumentParser

#: command -> (module that implements it, one line of help)
COMMANDS = {
    "list": ("grader.authoring.listing", "print every exercise with its points"),
    "check": ("grader.judging.command", "run one exercise on the function of that name in each file"),
    "new": ("grader.authoring.new", "write all files of a new exercise, with an example of each part"),
    "quality": ("grader.authoring.quality", "prove that every exercise accepts right answers and rejects wrong ones"),
    "record": ("grader.authoring.recording", "write how each misconception fails, so that check() can name it"),
    "held-out": ("grader.authoring.held_out", "try an exercise on the held-out answers and print what each is told"),
    "build": ("grader.authoring.build", "build the solved notebooks from their text sources"),
    "release": ("grader.authoring.release", "make the students' notebooks from the solved ones"),
    "bundle": ("grader.authoring.bundle", "write the students' copy of the course as a zip file"),
    "register": ("grader.authoring.register", "make classroom/ and register every chapter in the gradebook"),
    "ledger": ("grader.authoring.statements", "hold every statement of the chapters against the tests that certify it"),
    "roster": ("grader.roster.command", "enrol the students of a CSV file"),
    "collect": ("grader.collect.command", "take in what students have handed in, from a download or the exchange"),
    "simulate": ("grader.demo.simulate", "write the submissions of a sample class"),
    "autograde": ("grader.class_run.autograde", "grade the submissions of a chapter, each in a sandbox"),
    "serve": ("grader.sandbox.serve", "keep a fork server, so that commands which grade start at once"),
    "replay": ("grader.class_run.replay", "grade one submission again and compare the verdicts"),
    "report": ("grader.report.command", "write a page on how the class did in a chapter"),
    "export": ("grader.export.command", "write a grade file in another system's format"),
    "doctor": ("grader.sandbox.isolation", "try out what this machine can isolate"),
    "demo": ("grader.demo.command", "grade a sample class from end to end, in a course of its own"),
}
#: commands that were renamed, because they were taken for `check` and `autograde`: old name -> new name
RENAMED = {"checks": "record", "grade": "demo"}


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit status is returned. Only the chosen command's module is imported."""
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] and argv[0] in RENAMED:
        print(f"`grader {argv[0]}` is now `grader {RENAMED[argv[0]]}`", file=sys.stderr)
        return 2
    parser = ArgumentParser(prog="python -m grader", description="The instructor's tools of the course.")
    choices = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module_name, text) in COMMANDS.items():
        command = choices.add_parser(name, help=text, description=text)
        if argv[:1] == [name]:
            importlib.import_module(module_name).add_arguments(command)
    args = parser.parse_args(argv)
    return importlib.import_module(COMMANDS[args.command][0]).run(args)

"""`python -m grader new TOPIC.NAME LEVEL`: writes all files of an exercise, with an example of each part."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from string import Template

from grader.authoring.chapters import topic_of

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).parent / "new_exercise"
NAME = re.compile(r"([a-z][a-z0-9_]*)\.([A-Za-z][A-Za-z0-9_]*)")
LEVELS = (1, 2, 3)
MINUTES = 10  # for each level
# The sections that end a chapter: the question that is answered in words, and the closing.
CLOSING = re.compile(
    r"^# %% \[markdown\][^\n]*\n(?:# <a id=[^\n]*\n)?# ## .*(?:your own words|have learnt)", re.MULTILINE
)


class Refused(Exception):
    """The exercise cannot be begun; the message says why and what to do."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="TOPIC.NAME", help='such as "vae.reparameterize"')
    parser.add_argument("level", metavar="LEVEL", type=int, help="1, 2 or 3; an exercise is worth twice as many points")
    parser.add_argument("--root", type=Path, default=ROOT, help="the course's root (default: this one)")


def run(args: Namespace) -> int:
    """Exit status 2, with nothing written, where the exercise cannot be begun."""
    try:
        paths = write(args.root, args.exercise, args.level)
    except Refused as error:
        print(f"grader new: {error}", file=sys.stderr)
        return 2
    topic = args.exercise.split(".")[0]
    print(*(path.relative_to(args.root) for path in paths), sep="\n")
    print(
        f"Every file holds an example: put your exercise in its place. The chapter's part stands before its closing.\n"
        f"Then, until nothing is said: make checks ARGS={args.exercise}; make quality ARGS={args.exercise}; "
        f"make notebooks ARGS={_chapter(args.root, topic).name}. docs/authoring.md walks through it."
    )
    return 0


def write(root: Path, exercise: str, level: int) -> list[Path]:
    """Write the files; returns them. Refused, before anything is written, where that cannot be."""
    match = NAME.fullmatch(exercise)
    if not match:
        raise Refused(f"{exercise!r} is no name of an exercise: it is TOPIC.NAME, such as vae.reparameterize")
    if level not in LEVELS:
        raise Refused(f"there is no level {level}: levels are 1, 2 and 3")
    topic, name = match.groups()
    chapter = _chapter(root, topic)
    source = chapter / f"{topic}.py"
    words = {
        "topic": topic, "name": name, "module": name.lower(), "level": str(level), "minutes": str(MINUTES * level),
        "number": f"{int(chapter.name.partition('_')[0])}.{len(_order(root, topic)) + 1}",
    }  # fmt: skip
    new = {
        root / "course_utils/checks/public" / topic / f"{name.lower()}.py": "public",
        root / "grader/exercises" / topic / f"{name.lower()}.py": "secret",
        root / "tests/checks/held_out" / topic / f"{name.lower()}.py": "held_out",
    }
    for path in new:
        if path.exists():
            raise Refused(f"{path.relative_to(root)} is there already")
    if f'"{topic}-{name}"' in source.read_text(encoding="utf-8"):
        raise Refused(f"{source.relative_to(root)} has a cell {topic}-{name} already")
    for path, template in new.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(template, words), encoding="utf-8")
    package = root / "grader/exercises" / topic / "__init__.py"
    if not package.exists():
        package.write_text(f'"""The secret half of the exercises of chapter {chapter.name[:2]}."""\n', encoding="utf-8")
    listed = _list(root, chapter.name, [*_order(root, topic), name])
    _insert(source, _filled("chapter", words))
    return [*new, listed, source]


def _chapter(root: Path, topic: str) -> Path:
    found = [folder for folder in (root / "solutions").glob(f"*_{topic}") if (folder / f"{topic}.py").is_file()]
    if len(found) != 1:
        raise Refused(f"there is no chapter of that topic: write solutions/NN_{topic}/{topic}.py first")
    return found[0]


def _order(root: Path, topic: str) -> list[str]:
    """The exercises that the topic lists."""
    path = root / "course_utils/checks/public" / topic / "__init__.py"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    _, _, listed = text.partition("topic = Topic(")
    return re.findall(r'"(\w+)"', listed)[1:]


def _list(root: Path, chapter: str, order: list[str]) -> Path:
    path = root / "course_utils/checks/public" / topic_of(chapter) / "__init__.py"
    names = "".join(f'        "{name}",\n' for name in order)
    path.write_text(
        f'"""The public half of the exercises of chapter {chapter[:2]}, in the order in which they are met."""\n\n'
        f'from ...exercises import Topic\n\ntopic = Topic(\n    "{chapter}",\n    (\n{names}    ),\n)\n',
        encoding="utf-8",
    )
    return path


def _filled(template: str, words: dict[str, str]) -> str:
    return Template((TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")).substitute(words)


def _insert(source: Path, cells: str) -> None:
    """Put the cells before the sections that end the chapter, or at its end where there are none."""
    text = source.read_text(encoding="utf-8")
    closing = CLOSING.search(text)
    place = closing.start() if closing else len(text)
    source.write_text(text[:place] + cells + text[place:], encoding="utf-8")

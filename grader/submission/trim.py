"""Leaves out of a cell's outputs what the course's configuration tells nbgrader to leave out, before scores are read."""

from __future__ import annotations

import re

from .records import Rules


def trimmed(outputs: list[dict], rules: Rules) -> list[dict]:
    """The outputs as nbgrader's IgnorePattern and LimitOutput would leave them (nbgrader 0.9.6)."""
    kept, lines = [], 0
    for output in outputs:
        if output["output_type"] == "stream":
            if _ignored(output, rules) or lines == rules.max_lines:
                continue
            if rules.max_lines != -1:
                output, lines = _shortened(output, lines, rules.max_lines)
        kept.append(output)
    return [_with_short_traceback(output, rules.max_traceback) for output in kept]


def _ignored(output: dict, rules: Rules) -> bool:
    on_stderr = output["name"] == "stderr" and rules.ignored_stderr
    return bool(on_stderr and re.search(rules.ignored_stderr, output["text"]))


def _shortened(output: dict, lines: int, most: int) -> tuple[dict, int]:
    text = output["text"].split("\n")
    if lines + len(text) > most:
        text = [*text[: most - lines - 1], "... Output truncated ..."]
    return output | {"text": "\n".join(text)}, lines + len(text)


def _with_short_traceback(output: dict, most: int) -> dict:
    trace = output.get("traceback", [])
    if most == -1 or len(trace) <= most:
        return output
    start = most // 2
    end = most - start - 1
    return output | {"traceback": [*trace[:start], "... Traceback truncated ...", *trace[-end:]]}

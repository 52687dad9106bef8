"""The limits that a child keeps, as the trusted side tells them. Defaults, units and reasons: grader/sandbox/policy.py."""

from __future__ import annotations

import signal
import sys

from msgspec import Struct

MEGABYTE = 2**20
TIME_IS_UP = signal.SIGUSR1  # from the trusted side, which alone sees how long a child has really waited


class Limits(Struct, frozen=True):
    """Named as in `SandboxPolicy`, of which it is the part that matters inside."""

    cpu_seconds: int
    memory_megabytes: int
    stack_megabytes: int
    threads: int
    open_files: int
    file_megabytes: int
    scratch_megabytes: int
    scratch_files: int
    message_megabytes: int
    text_characters: int
    answer_parts: int
    answer_depth: int
    array_dimensions: int
    integer_digits: int
    outputs_per_cell: int
    printed_characters: int
    stderr_characters: int
    picture_kilobytes: int

    @property
    def message_bytes(self) -> int:
        return self.message_megabytes * MEGABYTE


UNLIMITED = Limits(*[sys.maxsize] * len(Limits.__struct_fields__))  # for code of our own

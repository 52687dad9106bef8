"""What nbgrader's autograding is made of here: its own preprocessors, with ours between them.

`nbgrader_config.py` names the three: the reader, the list of the sanitizing pass and the list of the grading pass.
Another way to execute a submission takes the place of `ExecuteWithinLimits` in AUTOGRADE and changes nothing else.
"""

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

from grader.preprocessors.execute import ExecuteWithinLimits
from grader.preprocessors.reader import SubmissionReader
from grader.preprocessors.restore import RestoreCells

READER = SubmissionReader
SANITIZE = [RestoreCells, ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
AUTOGRADE = [
    ExecuteWithinLimits,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]

__all__ = ["AUTOGRADE", "READER", "SANITIZE"]

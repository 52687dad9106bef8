"""What nbgrader's autograding is made of here: its own preprocessors by name, with ours between them.

Names and not classes: `nbgrader_config.py` is also read by the grader, which does without nbgrader's slow import.
"""

_STOCK = "nbgrader.preprocessors."
READER = "grader.preprocessors.reader.SubmissionReader"
SANITIZE = [
    "grader.preprocessors.restore.RestoreCells",
    *(
        _STOCK + name
        for name in ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
    ),
]
AUTOGRADE = [
    "grader.preprocessors.execute.ExecuteInSandbox",
    _STOCK + "IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    *(_STOCK + name for name in ("LimitOutput", "SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata")),
]

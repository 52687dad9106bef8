"""What nbgrader's release, its autograding and its pages are made of here: its own parts by name, with ours between them.

Names and not classes: `nbgrader_config.py` is also read by the grader, which does without nbgrader's slow import.
"""

from importlib.metadata import distribution
from pathlib import Path

_STOCK = "nbgrader.preprocessors."
GENERATE = [
    "grader.preprocessors.lock_provided.LockProvided",
    *(
        _STOCK + name
        for name in ("IncludeHeaderFooter", "InstantiateTests", "LockCells", "ClearSolutions", "ClearOutput")
    ),
    *(_STOCK + name for name in ("CheckCellMetadata", "ComputeChecksums", "SaveCells", "ClearHiddenTests")),
    *(_STOCK + name for name in ("ClearMarkScheme", "ComputeChecksums", "CheckCellMetadata")),
]
READER = "grader.preprocessors.reader.SubmissionReader"
SANITIZE = [
    "grader.preprocessors.handed_in.HandedIn",
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

# Feedback and manual grading: formulas as MathML, and no template that asks for a network.
FEEDBACK = "grader.pages.feedback.FeedbackExporter"
FILTERS = {name: f"grader.pages.markdown.{name}" for name in ("markdown2html", "clean_html")}
TEMPLATES = [
    str(Path(__file__).parent / "pages" / "templates"),
    str(distribution("nbgrader").locate_file("nbgrader/server_extensions/formgrader/templates")),
]

# Collecting: nothing of a link, of another account, or of somebody whom the roster does not tell.
COLLECT = "grader.collect.plugin.OwnedCollect"
EXTRACTOR = "grader.collect.plugin.SafeExtractor"
COLLECTOR = "grader.collect.plugin.RosterCollector"

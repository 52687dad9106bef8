"""Settings of the stock nbgrader commands and of Formgrader, for this repository.

A copy of this file in another folder makes that folder a course root of its own. A student's copy of the course has
no such file: there the site's own configuration names the exchange.
"""

import os
import sys
from pathlib import Path

# nbgrader logs an ordinary exception raised in this file and grades on, unprotected. SystemExit stops it.
try:
    from grader.hooks import (
        AUTOGRADE,
        COLLECT,
        COLLECTOR,
        EXTRACTOR,
        FEEDBACK,
        FILTERS,
        GENERATE,
        READER,
        SANITIZE,
        TEMPLATES,
    )

    c = get_config()  # nbgrader puts it here
    root = Path(__file__).absolute().parent
    classroom = root / "classroom"
    # nbgrader runs `alembic` by name, also where the environment is not activated.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

    c.CourseDirectory.course_id = "perceptron-to-policy"
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.db_url = f"sqlite:///{classroom / 'gradebook.db'}"
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "notebooks"
    c.CourseDirectory.submitted_directory = "classroom/submitted"
    c.CourseDirectory.autograded_directory = "classroom/autograded"
    c.CourseDirectory.feedback_directory = "classroom/feedback"
    c.CourseDirectory.solution_directory = "classroom/solution"
    # nbgrader's own list, and the chapters' text sources, which hold the solutions.
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.py"]
    c.Exchange.root = str(classroom / "exchange")

    c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
    c.ClearSolutions.text_stub = (
        "*Your answer goes here: double-click this line, or press Enter, and write in its place.*"
    )
    c.GenerateAssignment.preprocessors = GENERATE
    c.Autograde.exporter_class = READER
    c.Autograde.sanitize_preprocessors = SANITIZE
    c.Autograde.autograde_preprocessors = AUTOGRADE
    c.GenerateFeedback.exporter_class = FEEDBACK
    c.HTMLExporter.filters = FILTERS
    c.HTMLExporter.extra_template_basedirs = TEMPLATES

    c.ZipCollectApp.downloaded_directory = "classroom/downloaded"
    # Downloads of Canvas, Moodle and Gradescope, and the exchange: as `python -m grader collect` takes them.
    c.ZipCollectApp.extractor_plugin = EXTRACTOR
    c.ZipCollectApp.collector_plugin = COLLECTOR
    c.ExchangeFactory.collect = COLLECT
except Exception as error:
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    raise SystemExit(f"nbgrader_config.py: {reason}. Run `make setup`, then try again.") from None

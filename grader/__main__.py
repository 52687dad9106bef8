"""`python -m grader COMMAND`."""

import os
import sys

from .threads import ONE_THREAD

# Before torch is imported: a process that has run threads cannot be forked safely, and timings compare on one thread.
for _name, _value in ONE_THREAD.items():
    os.environ.setdefault(_name, _value)

from .cli import main  # noqa: E402

sys.exit(main())

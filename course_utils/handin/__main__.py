"""`python -m course_utils.handin`: what `make validate` and `make hand-in` run."""

import sys

from course_utils.handin.command import main

if __name__ == "__main__":
    sys.exit(main())

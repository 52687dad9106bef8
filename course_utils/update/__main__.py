"""`python -m course_utils.update FILE.zip`."""

import sys

from course_utils.update import replace

if __name__ == "__main__":
    # Before anything else is imported: an update that was killed may have left half of this package behind.
    try:
        if replace.finish(replace.folder_named(sys.argv[1:])) is not None:
            print("An update that had been interrupted is complete now.")
    except OSError as error:
        sys.exit(f"update: {replace.why(error)}")
    from course_utils.update.command import main

    sys.exit(main(sys.argv[1:]))

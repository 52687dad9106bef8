"""What a check leaves in a notebook beside its card, for who reads the notebook without running it: in the metadata of the output.

Under CHECKED stand "state", one of the four below, and "points", those that count in grading for what passes by now.
"""

CHECKED = "course_check"
PASSED, PARTLY, FAILED, NOT_ATTEMPTED = "passed", "partly passed", "failed", "not attempted"

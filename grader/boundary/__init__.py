"""The trusted side of the trust boundary: a submission's child, and the student as a case sees it through the wall."""

"""`python -m grader check`: the verdict on single files."""

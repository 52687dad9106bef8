"""Steps of nbgrader's autograding that are ours; grader/hooks.py says where they stand."""

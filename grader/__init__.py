"""The instructor's half of the course: exercises' secret halves, grading, authoring, reports."""

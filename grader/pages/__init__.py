"""What nbgrader shows in a browser, feedback and manual grading: mathematics without a network, a student's markdown without harm."""

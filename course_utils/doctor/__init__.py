"""`make doctor`: what may go wrong on this machine, looked at one by one, each with one line that says what to do.

By hand: `python3 course_utils/doctor`. It runs on any Python from 3.6 and where nothing is installed: it needs the standard
library alone and nothing of the course. Where .venv works it goes on in the Python of .venv. The Makefile asks it too:
before JupyterLab opens, and where set-up has failed.
"""

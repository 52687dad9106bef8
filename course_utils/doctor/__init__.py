"""`make doctor`: check what may go wrong on this machine, one thing at a time, and say in one line what to do about it.

By hand: `python3 course_utils/doctor`. It runs on any Python from 3.6 on, even where nothing is installed: it needs only the
standard library, and nothing from the course. Where .venv works, it continues in the Python of .venv. The Makefile calls it
too: before JupyterLab opens, and when set-up has failed.
"""

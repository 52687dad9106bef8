"""Every kernel of the course's environment reads a copy of this (settings.py); no profile of the reader's is touched."""

c = get_config()  # IPython provides it

c.IPKernelApp.extra_extensions.append("course_utils.kernel")

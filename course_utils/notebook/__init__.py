"""What a reader's notebook is beside the chapter as it was released: which cell is which, what one needs, what is damaged.

Grading, the list of chapters and JupyterLab ask here. Nothing is run, and nothing heavy is imported: Jupyter's server and
every kernel load it.
"""

"""From a submission to its grade: extract, run in the sandbox, compose the notebook, store."""

"""One submission, from its files to its verdicts: read, restore, run in a sandboxed child, compose."""

"""A sample class, from its submissions to its grades."""

"""A demonstration: a made-up class, from its submissions to its grades."""

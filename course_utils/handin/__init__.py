"""Handing in: what is still missing in a chapter, when it is due, where it goes, and what has come back."""

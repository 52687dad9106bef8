"""Grade files for other systems."""

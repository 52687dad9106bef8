"""The submissions of a chapter, on this machine or on a Dask cluster, into the gradebook."""

"""`make update FILE.zip`: a new release of the course goes over an old one, and the reader's work stays.

`release` opens the zip, `course` looks at the folder, `alignment` finds which cell is which, `chapter` moves what the reader
wrote, `replace` puts everything in place or nothing, `table` says what happened. Only Python's own library is needed, so that a
broken `.venv` does not stand in the way.
"""

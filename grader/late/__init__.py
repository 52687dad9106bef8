"""The late policy: a pure function, and the plugin by which nbgrader asks it."""

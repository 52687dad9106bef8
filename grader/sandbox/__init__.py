"""The sandbox from outside: the wall that bubblewrap builds, the fork server behind it, and what this machine can isolate."""

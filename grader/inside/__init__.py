"""What of the grader is visible inside the sandbox: messages, the fork server, and the loop that runs a submission.

Nothing here imports another part of `grader`. A submission can read and change all of it in its own process.
"""

"""nbgrader's gradebook, written as nbgrader would write it, many submissions a transaction."""

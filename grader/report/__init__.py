"""The class report: one page on how a chapter went."""

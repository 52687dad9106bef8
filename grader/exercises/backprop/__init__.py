"""Chapter 03: for each exercise its hidden cases, misconceptions and accepted alternatives."""

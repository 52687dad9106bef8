"""Chapter 1. One module per exercise: reference, hidden cases, misconceptions, accepted alternatives."""

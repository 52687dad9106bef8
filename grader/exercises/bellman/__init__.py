"""Chapter 18. One module per exercise: reference, hidden cases, misconceptions, accepted alternatives."""

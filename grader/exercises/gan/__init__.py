"""Chapter 14. One module per exercise: reference, hidden cases, misconceptions, accepted alternatives."""

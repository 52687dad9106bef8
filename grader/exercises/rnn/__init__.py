"""Chapter 7. One module per exercise: reference, hidden cases, misconceptions, accepted alternatives."""

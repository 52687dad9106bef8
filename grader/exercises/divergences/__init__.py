"""Chapter 10. One module per exercise: reference, hidden cases, misconceptions, accepted alternatives."""

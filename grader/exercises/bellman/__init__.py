"""Chapter 18. One module per exercise: hidden cases, misconceptions, accepted alternatives."""

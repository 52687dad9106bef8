"""Chapter 13. One module per exercise: hidden cases, misconceptions, accepted alternatives."""

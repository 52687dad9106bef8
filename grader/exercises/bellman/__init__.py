"""Secret halves of the exercises of chapter 18."""

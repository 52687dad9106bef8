"""Who is in the class: reads a roster as any program saves it, and finds a student by id, number, address or name."""

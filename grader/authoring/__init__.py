"""From one text source per chapter to the solved notebook, the students' notebook and the gradebook's rows."""

"""A report for people: what was found, what was changed, in context."""

"""The dashboard: how plans stand as at any day, in numbers that lead to exactly their rows."""

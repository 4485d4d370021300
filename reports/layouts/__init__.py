"""Layouts: the acts on them, those that come ready made, and what their columns are called."""

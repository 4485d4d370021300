"""Bringing in what exists: the tables of a file as they are read, and what was made of them."""

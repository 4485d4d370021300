"""Figures: numbers with their rule, the rows that they count, and why they changed. Pure."""

from reports.figures.comparing import figures_of, names_of, why_changed

__all__ = ["figures_of", "names_of", "why_changed"]

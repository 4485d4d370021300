"""The figures that a layout can print, by key. Pure; the rules are in reports/figures/rules.py."""

from enum import StrEnum


class FigureKey(StrEnum):
    """A figure: a rate, a count, a table or a trend."""

    IMPLEMENTATION_RATE = "implementation_rate"
    IMPLEMENTATION_RATE_CURRENT = "implementation_rate_current"
    VERIFIED_RATE = "verified_rate"
    VERIFIED_RATE_CURRENT = "verified_rate_current"
    OVERDUE = "overdue"
    CARRIED_OVER = "carried_over"
    PAST_ORIGINAL = "past_original"
    EXTENSIONS = "extensions"
    SILENT = "silent"
    RAG = "rag"
    AGEING = "ageing"
    BY_DEPARTMENT = "by_department"
    BY_PRIORITY = "by_priority"
    DEPARTMENT_BY_PRIORITY = "department_by_priority"
    TREND = "trend"

"""Which rows a table of a paper holds, and how it groups them: the names that a layout keeps. The
rules themselves are in reports/tables.py.
"""

from django.db import models


class Rows(models.TextChoices):
    """Which recommendations a table holds (domain.md, "Common extra tables")."""

    ALL = "all", "Everything that is monitored"
    LIVE = "live", "Live: not yet done"
    COMPLETED = "completed", "Completed since the last meeting"
    EXTENSIONS = "extensions", "Extensions requested, for decision"
    OVERDUE = "overdue", "Overdue without an extension requested"
    ATTEND = "attend", "Officers asked to attend"


class Grouping(models.TextChoices):
    """Under which headings the rows of a table stand."""

    THEME = "theme", "By theme and timescale"
    TIMESCALE = "timescale", "By timescale"
    DEPARTMENT = "department", "By department of the lead owner"
    OWNER = "owner", "By lead owner"
    NONE = "none", "Not grouped"

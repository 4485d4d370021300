from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from reports.columns import is_column

# A4 landscape less its margins: what the columns of a paper share.
PAPER_WIDTH_MM = 269


def validate_columns(columns):
    """A layout's columns: a list of {"key", "heading", "width"}, width in millimetres, fitting
    on the page. The key is one of the catalogue, or that of a plan's own column: "own:cost".
    """
    if not isinstance(columns, list) or not columns:
        raise ValidationError("A layout needs at least one column.")
    for column in columns:
        if not isinstance(column, dict) or not {"key", "heading", "width"} <= column.keys():
            raise ValidationError("Each column needs a key, a heading and a width.")
        if not all(isinstance(column[name], str) and column[name] for name in ("key", "heading")):
            raise ValidationError("The key and the heading of a column must be words.")
        if not is_column(column["key"]):
            raise ValidationError(f"There is no column “{column['key']}”.")
        if not isinstance(column["width"], int) or column["width"] < 8:
            raise ValidationError(f"The column “{column['heading']}” must be at least 8 mm wide.")
    if len({column["key"] for column in columns}) < len(columns):
        raise ValidationError("A column can stand in a layout only once.")
    width = sum(column["width"] for column in columns)
    if width > PAPER_WIDTH_MM:
        raise ValidationError(
            f"The columns are {width} mm wide; the page holds {PAPER_WIDTH_MM} mm."
        )


class Layout(models.Model):
    """How a paper is laid out, as data: its columns in order, how it writes the as-at date, how
    it groups its rows.
    """

    class AsAtStyle(models.TextChoices):
        MONTH = "month", "May 2016"
        DAY = "day", "26 November 2012"

    class Grouping(models.TextChoices):
        THEME = "theme", "By theme and timescale"
        NONE = "none", "Not grouped"

    name = models.CharField(max_length=100, unique=True)
    as_at_style = models.CharField("as-at date written like", max_length=10, choices=AsAtStyle)
    as_at_line = models.CharField(
        "line under the title",
        max_length=100,
        default="As at {as_at}",
        help_text="{as_at} stands for the date.",
    )
    columns = models.JSONField(validators=[validate_columns])
    grouping = models.CharField(max_length=10, choices=Grouping, default=Grouping.THEME)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="reports_layout_has_a_name"),
            models.CheckConstraint(
                condition=Q(as_at_style__in=["month", "day"]),
                name="reports_layout_as_at_style_is_known",
            ),
            models.CheckConstraint(
                condition=Q(grouping__in=["theme", "none"]), name="reports_layout_grouping_is_known"
            ),
        ]

    def __str__(self):
        return self.name


class PlanLayout(models.Model):
    """How a plan is usually reported: its layout, its appendix number, the committee that it
    goes to.
    """

    plan = models.OneToOneField(
        "recommendations.Plan", on_delete=models.PROTECT, related_name="plan_layout"
    )
    layout = models.ForeignKey(Layout, on_delete=models.PROTECT, related_name="plan_layouts")
    appendix_number = models.CharField(max_length=50, blank=True)
    committee = models.ForeignKey(
        "reports.Committee",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plan_layouts",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["version"])

    def __str__(self):
        return f"{self.plan}: {self.layout}"

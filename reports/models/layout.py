from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from reports.columns import is_column
from reports.figure_keys import FigureKey
from reports.table_rows import Grouping, Rows

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


def validate_tables(tables):
    """A layout's tables: a list of {"heading", "rows", "grouping", "columns"}. Only the one table
    of a layout that has no other may go without a heading.
    """
    if not isinstance(tables, list) or not tables:
        raise ValidationError("A layout needs at least one table.")
    for table in tables:
        if not isinstance(table, dict) or table.keys() != {
            "heading",
            "rows",
            "grouping",
            "columns",
        }:
            raise ValidationError("Each table needs a heading, its rows, a grouping and columns.")
        if table["rows"] not in Rows.values:
            raise ValidationError(f"No table holds “{table['rows']}”.")
        if table["grouping"] not in Grouping.values:
            raise ValidationError(f"Nothing is grouped by “{table['grouping']}”.")
        if not isinstance(table["heading"], str) or (len(tables) > 1 and not table["heading"]):
            raise ValidationError("Of several tables each needs a heading.")
        validate_columns(table["columns"])


def validate_figures(figures):
    """The figures that a layout prints: a list of keys, each once, in their order on the paper."""
    if not isinstance(figures, list) or len(set(map(str, figures))) < len(figures):
        raise ValidationError("The figures are a list, each of them once.")
    for key in figures:
        if key not in set(FigureKey):
            raise ValidationError(f"There is no figure “{key}”.")


class Layout(models.Model):
    """How a paper is laid out, as data: its tables in order, each with its rows, columns and
    headings; the figures above them; how it writes the as-at date.
    """

    class AsAtStyle(models.TextChoices):
        MONTH = "month", "May 2016"
        DAY = "day", "26 November 2012"

    name = models.CharField(max_length=100, unique=True)
    as_at_style = models.CharField("as-at date written like", max_length=10, choices=AsAtStyle)
    as_at_line = models.CharField(
        "line under the title",
        max_length=100,
        default="As at {as_at}",
        help_text="{as_at} stands for the date.",
    )
    tables = models.JSONField(validators=[validate_tables])
    figures = models.JSONField(default=list, blank=True, validators=[validate_figures])
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="reports_layout_has_a_name"),
            models.CheckConstraint(
                condition=Q(as_at_style__in=["month", "day"]),
                name="reports_layout_as_at_style_is_known",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("layout_detail", args=[self.pk])


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

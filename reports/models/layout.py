"""Layouts of papers, as data, and which plan is usually reported in which."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from reports.columns import is_column
from reports.figures.keys import FigureKey
from reports.layouts.column_widths import LEAST_WIDTH_MM, MOST_COLUMNS, PAPER_WIDTH_MM
from reports.layouts.words import figures_in_words, tables_in_words
from reports.table_rows import Grouping, Rows

MAX_HEADING = 100
MAX_TABLES = 20
# What stands for the date, in a heading and in the line under the title; nothing else stands for
# anything there.
AS_AT = "{as_at}"
COLUMN_PARTS = {"key", "heading", "width"}
TABLE_PARTS = {"heading", "rows", "grouping", "columns"}

_PLACEHOLDER = re.compile(r"\{[^{}]*\}?|\}")


def why_not_words(words: str) -> str:
    """The sentence that says what is wrong with the words of a heading, or of the line under the
    title; "" when nothing is.
    """
    if len(words) > MAX_HEADING:
        return f"“{words[:30]}…” has {len(words)} characters; {MAX_HEADING} are the most"
    for piece in _PLACEHOLDER.findall(words):
        if piece != AS_AT:
            return f"Nothing is known to print for “{piece}”. Only {AS_AT} can stand here, the date"
    return ""


def why_not_this_wide(widths: list[int]) -> str:
    """The sentence that says by how much the columns are wider than the page; "" when they fit."""
    over = sum(widths) - PAPER_WIDTH_MM
    if over <= 0:
        return ""
    return (
        f"The columns are {sum(widths)} mm wide; the page holds {PAPER_WIDTH_MM} mm: take {over} "
        "mm away"
    )


def validate_columns(columns):
    """The columns of a table: a list of {"key", "heading", "width"}, width in millimetres, fitting
    on the page. The key is one of the catalogue, or that of a plan's own column: "own:cost".
    """
    if not isinstance(columns, list) or not columns:
        raise ValidationError("A table needs at least one column.")
    for column in columns:
        _validate_column(column)
    if len({column["key"] for column in columns}) < len(columns):
        raise ValidationError("A column can stand in a table only once.")
    if len(columns) > MOST_COLUMNS:
        raise ValidationError(f"No more than {MOST_COLUMNS} columns fit on the page.")
    if reason := why_not_this_wide([column["width"] for column in columns]):
        raise ValidationError(f"{reason}.")


def _validate_column(column):
    if not isinstance(column, dict) or column.keys() != COLUMN_PARTS:
        raise ValidationError("Each column needs a key, a heading and a width.")
    if not all(isinstance(column[name], str) for name in ("key", "heading")):
        raise ValidationError("The key and the heading of a column must be words.")
    if not is_column(column["key"]):
        raise ValidationError(f"There is no column “{column['key']}”.")
    if not column["heading"].strip():
        raise ValidationError("Each column needs a heading.")
    if reason := why_not_words(column["heading"]):
        raise ValidationError(f"{reason}.")
    width = column["width"]
    if not isinstance(width, int) or isinstance(width, bool) or width < LEAST_WIDTH_MM:
        raise ValidationError(
            f"The column “{column['heading']}” must be at least {LEAST_WIDTH_MM} mm wide."
        )


def validate_tables(tables):
    """A layout's tables: a list of {"heading", "rows", "grouping", "columns"}. Only the one table
    of a layout that has no other may go without a heading.
    """
    if not isinstance(tables, list) or not tables:
        raise ValidationError("A layout needs at least one table.")
    if len(tables) > MAX_TABLES:
        raise ValidationError(f"A layout holds no more than {MAX_TABLES} tables.")
    for table in tables:
        _validate_table(table, is_one_of_several=len(tables) > 1)
    headings = [" ".join(table["heading"].split()).casefold() for table in tables]
    for table, heading in zip(tables, headings, strict=True):
        if headings.count(heading) > 1:
            raise ValidationError(
                f"Two tables are called “{table['heading']}”. Each needs a heading of its own."
            )


def _validate_table(table, *, is_one_of_several):
    if not isinstance(table, dict) or table.keys() != TABLE_PARTS:
        raise ValidationError("Each table needs a heading, its rows, a grouping and columns.")
    if table["rows"] not in Rows.values:
        raise ValidationError(f"No table holds “{table['rows']}”.")
    if table["grouping"] not in Grouping.values:
        raise ValidationError(f"Nothing is grouped by “{table['grouping']}”.")
    heading = table["heading"]
    if not isinstance(heading, str) or (is_one_of_several and not heading.strip()):
        raise ValidationError("Of several tables each needs a heading.")
    if reason := why_not_words(heading):
        raise ValidationError(f"{reason}.")
    validate_columns(table["columns"])


def validate_figures(figures):
    """The figures that a layout prints: a list of keys, each once, in their order on the paper."""
    if not isinstance(figures, list) or len(set(map(str, figures))) < len(figures):
        raise ValidationError("The figures are a list, each of them once.")
    for key in figures:
        if key not in list(FigureKey):
            raise ValidationError(f"There is no figure “{key}”.")


class LayoutQuerySet(models.QuerySet):
    def with_uses(self):
        """Each with `plans_in_it`, the number of plans that are usually reported in it, and
        `papers_in_it`, that of the papers prepared or issued for which it was chosen.
        """
        return self.annotate(
            plans_in_it=Count("plan_layouts", distinct=True),
            papers_in_it=Count("appendices", distinct=True),
        )


class Layout(models.Model):
    """How a paper is laid out, as data: its tables in order, each with its rows, columns and
    headings; the figures above them; how it writes the as-at date.
    """

    class AsAtStyle(models.TextChoices):
        MONTH = "month", "May 2016"
        DAY = "day", "26 November 2012"

    # How its audit trail tells what holds more than a value.
    IN_WORDS = {"tables": tables_in_words, "figures": figures_in_words}

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

    objects = LayoutQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="reports_layout_name_in_any_case",
                violation_error_message="There is a layout of this name already.",
            ),
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

    def clean(self):
        """ValidationError for words under the title that stand for nothing."""
        if reason := why_not_words(self.as_at_line):
            raise ValidationError({"as_at_line": reason})


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

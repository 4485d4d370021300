"""Acts on layouts, which are edited in place: a draft is laid out anew at each look, an issued$
keeps the layout that it was issued in.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from people.directory import one_line
from people.edited_in_place import save_in_place, take_version
from reports.models import Appendix, Layout

NO_NAME = "Enter a name"
NAMED_SO = "There is a layout of this name already. Choose another name"
NO_FIRST_HEADING = "The table that is there has no heading. Of several tables each needs one"
LAST_TABLE = "A layout needs at least one table, so its only one stays. Delete the layout instead"
NO_TABLE = "There is no table {number} in this layout any more"
NO_TABLES = "A layout needs at least one table."
USUAL_FOR = "{plans} reported in this layout. Choose another one there first"
DRAFTED_IN = "{papers} to be printed in this layout. Choose another one there first"
ISSUED_IN = "A paper was issued in this layout, so it stays on record and can't be deleted."


@transaction.atomic
def start_layout(
    name,
    *,
    as_at_style,
    as_at_line,
    tables: list[dict],
    figures: Sequence[str] = (),
    by,
    at: datetime,
) -> Layout:
    """A new layout. ValidationError for no name, one that another layout has in whatever capitals,
    and for what the model refuses of tables, figures and the line under the title.
    """
    layout = Layout(name=one_line(name), as_at_style=as_at_style, as_at_line=one_line(as_at_line))
    layout.tables, layout.figures = tables, list(figures)
    return _keep(layout, by=by, at=at)


def copy_layout(layout, name, *, by, at: datetime) -> Layout:
    """The same under another name; ValidationError as start_layout."""
    names = ("as_at_style", "as_at_line", "tables", "figures")
    said = {each: getattr(layout, each) for each in names}
    return start_layout(name, **said, by=by, at=at)


@transaction.atomic
def change_layout(
    layout, *, name, as_at_style, as_at_line, figures: Sequence[str], version: int, by, at: datetime
) -> Layout:
    """Change in place what a layout says above its tables. `version`: the one that the edit began
    with. EditedMeanwhile when somebody else has saved it since; ValidationError as start_layout.
    """
    take_version(layout, version)
    layout.name, layout.as_at_line = one_line(name), one_line(as_at_line)
    layout.as_at_style, layout.figures = as_at_style, list(figures)
    return _keep(layout, by=by, at=at)


@transaction.atomic
def add_table(layout, table: dict, *, first_heading="", by, at: datetime) -> Layout:
    """One more table, after the others, whatever these have become meanwhile. `first_heading`: of
    the only one that is there, where it has none yet. ValidationError without that, and as
    start_layout.
    """
    # Of two who add one at once the second waits here, and then adds to what the first left.
    tables = list(Layout.objects.select_for_update().get(pk=layout.pk).tables)
    if not tables[0]["heading"]:
        if not one_line(first_heading):
            raise ValidationError({"first_heading": NO_FIRST_HEADING})
        tables[0] = {**tables[0], "heading": one_line(first_heading)}
    layout.refresh_from_db()
    return _with_tables(layout, [*tables, table], version=layout.version, by=by, at=at)


@transaction.atomic
def change_table(layout, number: int, table: dict, *, version: int, by, at: datetime) -> Layout:
    """Put a table in place of the one of a number, counted from 1. `version`, EditedMeanwhile and
    ValidationError as change_layout; ValidationError for a number that no table has.
    """
    tables = _tables_with(layout, number)
    tables[number - 1] = table
    return _with_tables(layout, tables, version=version, by=by, at=at)


@transaction.atomic
def move_table(layout, number: int, *, up: bool, version: int, by, at: datetime) -> Layout:
    """Change places with the table before it, or else the one after; the first one stays when it is
    to go up, the last one when down. Likewise.
    """
    tables = _tables_with(layout, number)
    table = tables.pop(number - 1)
    tables.insert(max(number - 2, 0) if up else number, table)
    return _with_tables(layout, tables, version=version, by=by, at=at)


@transaction.atomic
def remove_table(layout, number: int, *, version: int, by, at: datetime) -> Layout:
    """Take a table out; ValidationError for the only one there is. Likewise."""
    tables = _tables_with(layout, number)
    if len(tables) == 1:
        raise ValidationError(LAST_TABLE)
    del tables[number - 1]
    return _with_tables(layout, tables, version=version, by=by, at=at)


@transaction.atomic
def delete_layout(layout, *, version: int, by, at: datetime):
    """Take away a layout that nothing is printed in; that it was there stays on its audit trail.
    `version`: the one that was looked at.

    EditedMeanwhile when somebody else has saved it since; ValidationError when a plan is reported
    in it, or a paper is prepared or was issued in it.
    """
    take_version(layout, version)
    Layout.objects.select_for_update().get(pk=layout.pk)
    if reason := why_not_deleted(layout):
        raise ValidationError(reason, code="needed")
    layout._history_user, layout._history_date = by, at
    layout.delete()


def why_not_deleted(layout) -> str:
    """The sentence that says what stands in the way of deleting a layout; "" when nothing."""
    if layout.appendices.issued().exists():
        return ISSUED_IN
    if plans := layout.plan_layouts.count():
        return USUAL_FOR.format(plans="1 plan is" if plans == 1 else f"{plans} plans are")
    if drafts := layout.appendices.filter(state=Appendix.State.DRAFT).count():
        return DRAFTED_IN.format(papers="1 draft is" if drafts == 1 else f"{drafts} drafts are")
    return ""


def _tables_with(layout, number):
    if not 1 <= number <= len(layout.tables):
        raise ValidationError(NO_TABLE.format(number=number))
    return list(layout.tables)


def _with_tables(layout, tables, *, version, by, at):
    take_version(layout, version)
    layout.tables = tables
    return _keep(layout, by=by, at=at)


def _keep(layout, *, by, at):
    if not layout.name:
        raise ValidationError({"name": NO_NAME})
    if not layout.tables:
        raise ValidationError({"tables": NO_TABLES})
    if Layout.objects.exclude(pk=layout.pk).filter(name__iexact=layout.name).exists():
        raise ValidationError({"name": NAMED_SO})
    return save_in_place(layout, by=by, at=at)

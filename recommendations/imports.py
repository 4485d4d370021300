"""Acts on an import on its way: a file is read and kept, its table chosen, its columns and whatever
else was unclear settled; it is taken in, given up, or taken back. Nothing is on record before it is
taken in.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from people.collecting import without_collecting
from people.edited_in_place import EditedMeanwhile
from recommendations.evidence_files import last_part, shown_name
from recommendations.file_kinds import TEXT, NotKnown, recognise
from recommendations.importing.headings import tables_together
from recommendations.importing.kept_columns import (
    NotAColumn,
    corrected_columns,
    proposed_columns,
)
from recommendations.importing.pasted import read_pasted
from recommendations.importing.reading_files import read_file
from recommendations.importing.source import SourceFile, as_kept, read_kept
from recommendations.kept_files import keep_file
from recommendations.kept_text import kept_text
from recommendations.models import PlanImport
from recommendations.taking_back import take_back, what_keeps_it
from recommendations.taking_in import take_in

__all__ = [
    "begin_import",
    "begin_pasted",
    "choose_table",
    "give_up",
    "set_columns",
    "set_target",
    "settle",
    "take_back",
    "take_in",
    "what_keeps_it",
]

PASTED = "Pasted table"
ENDED = "This import has ended already, so nothing of it can be changed."
NO_TITLE = "Enter the title of the new plan, or choose the plan that this is a later paper of."
NO_SUCH_TABLE = "The file has no such table."
TITLE_LENGTH = 200


@without_collecting()
def begin_import(
    content: bytes,
    name: str,
    *,
    plan=None,
    title="",
    as_at: date | None = None,
    by,
    at: datetime,
    tell: Callable[[int, int], None] | None = None,
) -> PlanImport:
    """Read a file and keep it, with what its columns are taken for; `plan` None: for a new plan of
    this `title`. The first table that has recommendations is chosen; where none has, its `columns`
    say so under "problem".

    `tell(done, of)` is told how much is read. NotTaken, with a sentence and what to do, where no
    table can be taken from it; nothing is kept then.
    """
    file = read_file(content, name, tell=tell)
    shown = shown_name(last_part(name)) or PASTED
    target = {"plan": plan, "title": title, "as_at": as_at}
    return _begin(file, content, shown, _content_type(content, name), target, by, at)


def begin_pasted(
    text: str, *, plan=None, title="", as_at: date | None = None, by, at: datetime
) -> PlanImport:
    """As begin_import, of a table pasted out of Word, Excel or a web page; kept as plain text."""
    target = {"plan": plan, "title": title, "as_at": as_at}
    content = text.encode("utf-8", "replace")
    return _begin(read_pasted(text), content, PASTED, TEXT.content_type, target, by, at)


@transaction.atomic
def set_target(plan_import, *, plan=None, title="", as_at: date | None, edits: int) -> PlanImport:
    """Say into which plan it goes, or under which title it becomes one, and as at which day. Rows
    that a person matched with those of another plan are matched anew.

    EditedMeanwhile when somebody has changed the import since `edits`.
    """
    _claim(plan_import, edits)
    if plan != plan_import.plan:
        plan_import.answers = _without_matches(plan_import.answers)
    plan_import.plan, plan_import.as_at = plan, as_at
    plan_import.title = "" if plan else _title(title)
    return _save(plan_import, "plan", "title", "as_at", "answers")


@transaction.atomic
def choose_table(plan_import, table: int, *, edits: int) -> PlanImport:
    """Choose another table of the file: what its columns are is proposed anew, and what was
    answered about the rows of the one before is forgotten. ValidationError where there is none.
    """
    _claim(plan_import, edits)
    tables = read_kept(plan_import.source).tables
    if not 0 <= table < len(tables):
        raise ValidationError(NO_SUCH_TABLE)
    if table != plan_import.table:
        plan_import.table, plan_import.answers = table, {}
        plan_import.columns = proposed_columns(tables[table])
    return _save(plan_import, "table", "columns", "answers")


@transaction.atomic
def set_columns(plan_import, columns: Sequence[tuple[str, str]], *, edits: int) -> PlanImport:
    """Say what the columns of the table are: a Field's value and "recommendation" or "update" for
    each, in their order. ValidationError where that won't do; see corrected_columns.
    """
    _claim(plan_import, edits)
    try:
        plan_import.columns = corrected_columns(plan_import.columns, columns)
    except NotAColumn as error:
        raise ValidationError(str(error), code="columns") from error
    return _save(plan_import, "columns")


@transaction.atomic
def settle(plan_import, answers: dict[str, Any], *, edits: int) -> PlanImport:
    """Keep what a person settled: all of the answers, as changed_answers makes and checks them."""
    _claim(plan_import, edits)
    plan_import.answers = answers
    return _save(plan_import, "answers")


@transaction.atomic
def give_up(plan_import, *, by, at: datetime) -> PlanImport:
    """End an import of which nothing was taken in. Its file is kept, for who wants to know.

    ValidationError when it has ended already.
    """
    _lock(plan_import)
    plan_import.state = PlanImport.State.GIVEN_UP
    plan_import.ended_by, plan_import.ended_at = by, at
    return _save(plan_import, "state", "ended_by", "ended_at")


@transaction.atomic
def _begin(file: SourceFile, content, name, content_type, target, by, at):
    file = replace(file, tables=tables_together(file.tables))
    table, columns = _first_with_recommendations(file)
    begun = PlanImport(
        plan=target["plan"],
        title="" if target["plan"] else _title(target["title"]),
        as_at=target["as_at"],
        name=name,
        file=ContentFile(content, name="original"),
        content_type=content_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        source=as_kept(file),
        table=table,
        columns=columns,
        begun_by=by,
        begun_at=at,
    )
    keep_file(begun.file, name)
    begun.save()
    return begun


def _first_with_recommendations(file):
    """The number of the table and what its columns are; of the first where none has any."""
    found = [(at, proposed_columns(table)) for at, table in enumerate(file.tables)]
    return next((one for one in found if not one[1]["problem"]), found[0])


def _content_type(content, name):
    try:
        return recognise(content, name).kind.content_type
    except NotKnown:
        return TEXT.content_type


def _title(title):
    title = " ".join(kept_text(title).split())
    if len(title) > TITLE_LENGTH:
        raise ValidationError({"title": f"Title must be {TITLE_LENGTH} characters or fewer"})
    return title


def _without_matches(answers):
    """The answers less those that are about the rows of a plan."""
    rows = {
        number: {name: said for name, said in row.items() if name != "match"}
        for number, row in answers.get("rows", {}).items()
    }
    return {**answers, "rows": rows, "missing": {}}


def _claim(plan_import, edits):
    """So that of two people at once the second is told; ValidationError when it has ended."""
    under_way = PlanImport.objects.under_way().filter(pk=plan_import.pk)
    if not under_way.filter(edits=edits).update(edits=edits + 1):
        if not under_way.exists():
            raise ValidationError(ENDED, code="ended")
        raise EditedMeanwhile(plan_import)
    plan_import.edits = edits + 1


def _lock(plan_import):
    under_way = PlanImport.objects.select_for_update().without_source().under_way()
    if not under_way.filter(pk=plan_import.pk).exists():
        raise ValidationError(ENDED, code="ended")


def _save(plan_import, *fields):
    plan_import.save(update_fields=fields)
    return plan_import

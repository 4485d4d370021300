"""Pages that bring in a file: it is chosen or pasted, its table and its columns are settled, it is
taken in, given up or taken back. What becomes of its rows is reviewed in `import_review.py`.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import BoundField
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.sent_forms import sent_before
from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.forms.imports import (
    BeginForm,
    ColumnsForm,
    GoOnForm,
    TableForm,
    TakeBackForm,
    TargetForm,
)
from recommendations.importing.headings import ProposedColumn, body_lines
from recommendations.importing.kept_columns import proposed_columns
from recommendations.importing.review import review_of
from recommendations.importing.source import NotTaken, SourceTable
from recommendations.imports import (
    begin_import,
    begin_pasted,
    choose_table,
    give_up,
    set_columns,
    set_target,
    take_back,
    take_in,
    what_keeps_it,
)
from recommendations.models import PlanImport, Recommendation
from recommendations.views.access import NOT_FOR_EDITING, refuse_without
from recommendations.views.evidence import HANDED_OUT
from recommendations.views.import_access import (
    ImportPage,
    around,
    editable_plans,
    refuse_partly_hidden,
    visible_import,
    visible_imports,
)
from recommendations.views.import_progress import ShowsProgress, telling

IMPORTS_ON_A_PAGE = ROWS_ON_A_PAGE = 50
FIRST_ROWS, FIRST_COLUMNS, EXAMPLES = 4, 8, 3
STOPPED = "Something has to be settled in the review first: nothing was taken in."
NO_FILE = (
    "This file is on record, but it is not in the store of files. Tell an administrator: a copy of "
    "the store may have it."
)
NOT_TAKEN_IN = "Nothing of this import is on record, so nothing can be taken back."


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table to choose: its first rows, and what would keep it from being brought in."""

    table: SourceTable
    number: int
    problem: str
    is_chosen: bool

    @property
    def first_rows(self):
        return [line.texts[:FIRST_COLUMNS] for line in self.table.rows[:FIRST_ROWS]]

    @property
    def has_more_columns(self):
        return self.table.width > FIRST_COLUMNS


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column: what it is taken for, how sure that is, and some of what stands in it."""

    column: ProposedColumn
    number: int
    box: BoundField
    examples: tuple[str, ...]

    @property
    def per_cent(self):
        return round(self.column.confidence * 100)

    @property
    def kind(self):
        """Of its tag."""
        return (
            "complete" if self.per_cent >= 80 else "underway" if self.per_cent >= 50 else "at-risk"
        )

    @property
    def sureness(self):
        if self.per_cent >= 80:
            return "Sure"
        return "Fairly sure" if self.per_cent >= 50 else "A guess"


@require_safe
def import_list(request):
    """What is under way, and what was brought in, the newest first."""
    refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
    imports = visible_imports(request.user).without_source()
    ended = imports.exclude(state=PlanImport.State.UNDER_WAY)
    page = Paginator(ended, IMPORTS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **around(),
        "crumbs": around()["crumbs"][:1],
        "under_way": imports.under_way(),
        "page": page,
    }
    return render(request, "recommendations/import_list.html", context)


class ImportCreate(ShowsProgress):
    """A file, or a pasted table, is read and kept; nothing of it is on record yet."""

    template_name = "recommendations/import_form.html"

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
        self.today = timezone.localdate()
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        plans = editable_plans(self.request.user)
        asked = self.request.GET.get("plan", "")
        chosen = plans.filter(slug=asked).first() if asked and data is None else None
        files = None if data is None else self.request.FILES
        form = BeginForm(data, files, plans=plans, today=self.today, initial={"plan": chosen})
        return {"form": form}

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        if answers["plan"]:
            refuse_partly_hidden(by, answers["plan"])
        target = {name: answers[name] for name in ("plan", "title", "as_at")}
        try:
            begun = self._begin(forms["form"], {**target, "by": by, "at": at})
        except NotTaken as error:
            named = "file" if answers["file"] else "pasted"
            raise ValidationError({named: str(error)}) from error
        self.saved = f"“{begun.name}” is read. Nothing of it is on record yet."
        return next_step(begun)

    def _begin(self, form, target):
        file = form.cleaned_data["file"]
        if not file:
            return begin_pasted(form.text, **target)
        tell = telling(self.request, "Reading the file")
        return begin_import(file.read(), file.name, tell=tell, **target)

    def show(self, forms):
        if forms["form"].is_bound:
            forms["form"].ask_for_file_again()
        return super().show(forms)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**around(), **kwargs)


def next_step(found):
    """The address of what there is to do first about an import."""
    if found.columns["problem"]:
        several = len(found.source["tables"]) > 1
        return reverse("import_table" if several else "import_columns", args=[found.pk])
    return reverse("import_columns", args=[found.pk])


class ImportTarget(ImportPage):
    """Another plan, title or day."""

    template_name = "recommendations/import_target.html"
    step = "target"

    def get_forms(self, data=None):
        initial = {name: getattr(self.found, name) for name in ("plan", "title", "as_at")}
        plans = editable_plans(self.request.user)
        form = TargetForm(data, plans=plans, today=self.today, initial=initial, **self.about())
        return {"form": form}

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        if answers["plan"]:
            refuse_partly_hidden(by, answers["plan"])
        target = {name: answers[name] for name in ("plan", "title", "as_at")}
        set_target(self.found, **target, edits=answers["version"])
        return reverse("import_review", args=[self.found.pk])


class ImportTable(ImportPage):
    """Which table of the file, where there are several."""

    template_name = "recommendations/import_table.html"
    step = "table"

    def get_forms(self, data=None):
        self.tables = self.file.tables
        names = [table.name for table in self.tables]
        initial = {"table": self.found.table}
        return {"form": TableForm(data, tables=names, initial=initial, **self.about())}

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        choose_table(self.found, answers["table"], edits=answers["version"])
        return reverse("import_columns", args=[self.found.pk])

    def get_context_data(self, **kwargs):
        chosen = str(kwargs["form"]["table"].value())
        tables = [
            ShownTable(table, at, proposed_columns(table)["problem"], str(at) == chosen)
            for at, table in enumerate(self.tables)
        ]
        return super().get_context_data(tables=tables, **kwargs)


class ImportColumns(ImportPage):
    """What each column is taken for, to be put right."""

    template_name = "recommendations/import_columns.html"
    step = "columns"

    def get_forms(self, data=None):
        return {"form": ColumnsForm(data, columns=self.columns.columns, **self.about())}

    def save(self, forms, *, by, at):
        form = forms["form"]
        set_columns(self.found, form.said(), edits=form.cleaned_data["version"])
        return reverse("import_review", args=[self.found.pk])

    def get_context_data(self, **kwargs):
        table, proposed = self.file.tables[self.found.table], self.columns
        start = 0 if proposed.header_row is None else proposed.header_row + 1
        headings = [column.heading for column in proposed.columns]
        lines = body_lines(table.rows[start:], headings)
        shown = [
            ShownColumn(column, at + 1, kwargs["form"][f"column_{at}"], _examples(lines, at))
            for at, column in enumerate(proposed.columns)
        ]
        return super().get_context_data(
            columns=shown,
            above=proposed.above,
            table=table,
            problem=self.found.columns["problem"],
            **kwargs,
        )


class ImportTakeIn(ShowsProgress, ImportPage):
    """What will be written, in counts, and the button that writes it: all of it or nothing."""

    template_name = "recommendations/import_take_in.html"
    step = "take_in"

    def get_forms(self, data=None):
        self.review = None if self.found.columns["problem"] else self._reviewed()
        return {"form": GoOnForm(data, **self.about())}

    def _reviewed(self):
        return review_of(self.found, today=self.today) if self.found.is_under_way else None

    def save(self, forms, *, by, at):
        if self.review is None or self.review.stops:
            raise ValidationError(STOPPED)
        edits = forms["form"].cleaned_data["version"]
        tell = telling(self.request, "Taking in the rows")
        plan = take_in(self.found, by=by, at=at, edits=edits, tell=tell)
        self.saved = f"“{self.found.name}” is taken into the plan “{plan}”."
        return self.found.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            review=self.review, problem=self.found.columns["problem"], **kwargs
        )


class ImportGiveUp(ImportPage):
    """The import ends, and nothing of it gets on record."""

    template_name = "recommendations/import_give_up.html"
    with_source = False
    saved = "The import is given up. Nothing of it is on record."

    def get_forms(self, data=None):
        return {"form": GoOnForm(data, **self.about())}

    def save(self, forms, *, by, at):
        give_up(self.found, by=by, at=at)
        return reverse("import_list")


@require_safe
def import_detail(request, pk):
    """What was written of a file; of one that is under way, the page to go on with."""
    found = visible_import(request.user, pk)
    if found.is_under_way:
        return redirect("import_review", pk=pk)
    today = timezone.localdate()
    visible = Recommendation.objects.visible_to(request.user, on=today).in_use()
    rows = found.rows.filter(recommendation__in=visible).select_related("recommendation")
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    is_taken_in = found.state == PlanImport.State.TAKEN_IN
    context = {
        **around(),
        "found": found,
        "page": page,
        "counts": rows.aggregate(new=Count("pk", filter=Q(is_new=True)), all=Count("pk")),
        "is_taken_in": is_taken_in,
        "keeps_it": what_keeps_it(found) if is_taken_in else "",
    }
    return render(request, "recommendations/import_detail.html", context)


class ImportTakeBack(EditView):
    """Everything that was written of a file is taken back."""

    template_name = "recommendations/import_take_back.html"
    saved = "It is taken back. The file and the story of what was written stay."

    def dispatch(self, request, *args, **kwargs):
        self.found = visible_import(request.user, kwargs["pk"])
        is_taken_in = self.found.state == PlanImport.State.TAKEN_IN
        if not (is_taken_in or sent_before(request.POST.get("token", ""))):
            messages.info(request, NOT_TAKEN_IN)
            return redirect(self.found)
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        return {"form": TakeBackForm(data)}

    def save(self, forms, *, by, at):
        take_back(self.found, by=by, at=at, reason=forms["form"].cleaned_data["reason"])
        return self.found.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            found=self.found, keeps_it=what_keeps_it(self.found), **around(), **kwargs
        )


@require_safe
def import_original(request, pk):
    """The file as it came, to be saved and never shown by the browser."""
    found = visible_import(request.user, pk)
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        raise NotThere(NO_FILE) from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=found.name,
        content_type=found.content_type,
        headers=HANDED_OUT,
    )


def _examples(lines, at):
    texts = dict.fromkeys(line.texts[at] for line in lines if line.texts[at])
    return tuple(texts)[:EXAMPLES]

"""Finding an import for somebody, and what all pages about one have around them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from people.sent_forms import sent_before
from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.importing.headings import ProposedTable
from recommendations.importing.kept_columns import read_columns
from recommendations.importing.source import SourceFile, read_kept
from recommendations.models import Plan, PlanImport
from recommendations.views.access import NOT_FOR_EDITING, refuse_unused, refuse_without

NO_IMPORT = "There is no import at this address. The link may be old or mistyped."
NOT_ALL_OF_IT = (
    "Some recommendations of the plan “{}” are kept from you, so that you can't compare a paper "
    "with it. Ask a plan lead."
)


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the way from a file to a plan."""

    name: str
    words: str
    address: str
    is_current: bool


def visible_imports(user):
    """The imports that somebody may see: into plans that they may edit, or into new ones."""
    mine = Plan.objects.editable_by(user, on=timezone.localdate())
    imports = PlanImport.objects.filter(Q(plan=None) | Q(plan__in=mine))
    return imports.select_related("plan", "begun_by", "ended_by", "round")


def visible_import(user, pk, *, with_source=False) -> PlanImport:
    """The import at this address; PermissionDenied or NotThere, each with its sentence."""
    refuse_without(user, "recommendations.edit_plans", NOT_FOR_EDITING)
    imports = visible_imports(user)
    found = (imports if with_source else imports.without_source()).filter(pk=pk).first()
    if found is None:
        raise NotThere(NO_IMPORT)
    if found.plan:
        refuse_partly_hidden(user, found.plan)
    return found


def refuse_partly_hidden(user, plan):
    """PermissionDenied when rows of the plan are exempt from somebody: they would be compared."""
    if user.has_perm("recommendations.read_all_plans"):
        return
    rows = plan.recommendations
    if rows.open_to(user, on=timezone.localdate()).count() != rows.count():
        raise PermissionDenied(NOT_ALL_OF_IT.format(plan))


def editable_plans(user):
    """The plans in use into which somebody may bring a paper."""
    return Plan.objects.editable_by(user, on=timezone.localdate()).in_use()


class ImportPage(EditView):
    """A page about an import that is under way. `step`: its name among the steps."""

    step = ""
    with_source = True

    def dispatch(self, request, *args, **kwargs):
        self.today = timezone.localdate()
        self.found = visible_import(request.user, kwargs["pk"], with_source=self.with_source)
        # What was sent twice is told so, wherever the import is by now.
        if not (self.found.is_under_way or sent_before(request.POST.get("token", ""))):
            return redirect(self.found)
        if self.found.plan and self.found.is_under_way:
            refuse_unused(self.found.plan)
        return super().dispatch(request, *args, **kwargs)

    @property
    def file(self) -> SourceFile:
        return read_kept(self.found.source)

    @property
    def columns(self) -> ProposedTable:
        return read_columns(self.found.columns)

    def about(self):
        """What a form of this page is about, for two people at once."""
        return {"subject": self.found, "version": self.found.edits}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            found=self.found,
            steps=list(self._steps()),
            **around(),
            **kwargs,
        )

    def _steps(self) -> Iterator[Step]:
        for name, words in STEPS.items():
            if name == "table" and not self._has_choice():
                continue
            address = reverse(f"import_{name}", args=[self.found.pk])
            yield Step(name, words, address, name == self.step)

    def _has_choice(self):
        return len(self.found.source["tables"]) > 1 if self.with_source else False


STEPS = {
    "target": "Plan and day",
    "table": "Table",
    "columns": "Columns",
    "review": "Review",
    "take_in": "Take in",
}


def around():
    """Where in the site the pages about imports are."""
    crumbs = [("Plans", reverse("plan_list")), ("Papers brought in", reverse("import_list"))]
    return {"section": "plans", "crumbs": crumbs}

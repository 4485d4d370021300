"""The departments, and who may report for each."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from people.delegations import delegate, last_written, take_turn
from people.department_tree import tree_in_use
from people.forms.departments import DelegationForm
from people.models import Delegate, Delegation, Department
from people.views.editing import EditView
from people.views.owners import EditsDirectory, ReadsDirectory, crumbs, told


class DepartmentList(ReadsDirectory, TemplateView):
    template_name = "people/department_list.html"

    def get_context_data(self, **kwargs):
        departments = Department.objects.with_delegates(on=timezone.localdate())
        return super().get_context_data(
            branches=tree_in_use(departments), crumbs=crumbs(), **kwargs
        )


class DelegationEdit(EditsDirectory, EditView):
    """Who may report for a department: always the whole list, from a day on."""

    template_name = "people/department_delegates.html"

    def get_forms(self, data=None):
        today = timezone.localdate()
        # Before the list itself: what is written in between makes the form an old one.
        version = last_written(Department(pk=self.kwargs["pk"]))
        departments = Department.objects.with_delegates(on=today)
        self.department = get_object_or_404(departments, pk=self.kwargs["pk"])
        names = [str(person) for person in self.department.delegates_on_the_day]
        initial = {"people": "\n".join(names), "on": today}
        form = DelegationForm(data, department=self.department, version=version, initial=initial)
        return {"form": form}

    def save(self, forms, *, by, at):
        typed = forms["form"].cleaned_data
        take_turn(self.department, typed["version"])
        delegate(
            self.department,
            typed["people"],
            by=by,
            on=typed["on"],
            at=at,
            reason=typed["reason"],
        )
        return reverse("department_list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption=self.department,
            heading="Who may report for this department",
            back=reverse("department_list"),
            periods=told(_standing_delegations(self.department), on=timezone.localdate()),
            crumbs=[*crumbs(), ("Departments", reverse("department_list"))],
            **kwargs,
        )


def _standing_delegations(department):
    """All that were not corrected, those to come too."""
    delegates = Delegate.objects.select_related("person").order_by("pk")
    delegations = Delegation.objects.filter(department=department, corrected_by=None, void=False)
    return delegations.select_related("recorded_by").prefetch_related(
        Prefetch("delegates", delegates)
    )

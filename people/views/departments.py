"""The departments: who heads each, what is within it, and who may report for it."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from people.delegations import delegate, last_written, take_turn
from people.department_tree import tree_in_use
from people.departments import add_department, edit_department
from people.forms.departments import DelegationForm, DepartmentForm, NewDepartmentForm
from people.heads import Heads
from people.history import changes
from people.models import Department
from people.views.editing import EditView
from people.views.owners import (
    EditsDirectory,
    ReadsDirectory,
    ReadsTrail,
    crumbs,
    standing_delegations,
    told,
)

# The rest is a list in the directory.
OWNERS_SHOWN = 50


class DepartmentList(ReadsDirectory, TemplateView):
    template_name = "people/department_list.html"

    def get_context_data(self, **kwargs):
        departments = _departments(timezone.localdate())
        return super().get_context_data(
            branches=tree_in_use(departments), crumbs=crumbs(), **kwargs
        )


class DepartmentDetail(ReadsDirectory, TemplateView):
    template_name = "people/department_detail.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        departments = {department.pk: department for department in _departments(today)}
        department = departments.get(kwargs["pk"])
        if department is None:
            raise Http404
        of_department = department.owners.in_use()
        owners = list(of_department.with_tenures(on=today).order_by("name", "pk")[:OWNERS_SHOWN])
        heads = Heads(departments.values())
        heads.chase(owners)
        above, head = heads.above(department.pk), department.head and department.head.surviving
        return super().get_context_data(
            department=department,
            branches=tree_in_use(departments.values(), below=department.pk),
            owners=owners,
            count=of_department.count(),
            chased_through=above if above != head else None,
            crumbs=[*_crumbs(), *_crumbs_to(department, departments)],
            **kwargs,
        )


class DepartmentHistory(ReadsTrail, DetailView):
    model = Department
    template_name = "people/department_history.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            changes=changes(self.object.history.all()), crumbs=_crumbs(self.object), **kwargs
        )


class DepartmentCreate(EditsDirectory, EditView):
    template_name = "people/owner_form.html"
    saved = "Added to the departments."

    def get_forms(self, data=None):
        return {"form": NewDepartmentForm(data, initial={"parent": self.request.GET.get("within")})}

    def save(self, forms, *, by, at):
        return add_department(by=by, at=at, **forms["form"].typed()).get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading="Add a department", crumbs=_crumbs(), back=reverse("department_list"), **kwargs
        )


class DepartmentEdit(EditsDirectory, EditView):
    template_name = "people/owner_form.html"

    def get_forms(self, data=None):
        departments = Department.objects.select_related("parent", "head__merged_into")
        self.department = get_object_or_404(departments, pk=self.kwargs["pk"])
        return {"form": DepartmentForm(data, department=self.department)}

    def save(self, forms, *, by, at):
        form = forms["form"]
        version = form.cleaned_data["version"]
        edit_department(self.department, by=by, at=at, version=version, **form.typed())
        return self.department.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption="Department",
            # A refused act has set the department's own name already.
            heading=f"Edit {kwargs['form'].initial['name']}",
            crumbs=_crumbs(self.department),
            back=self.department.get_absolute_url(),
            **kwargs,
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
        listed = self.department.delegates_on_the_day
        about = {"department": self.department, "listed": listed, "version": version}
        return {"form": DelegationForm(data, initial={"on": today}, **about)}

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
        periods = told(standing_delegations([self.department.pk]), on=timezone.localdate())
        return super().get_context_data(
            caption=self.department,
            heading="Who may report for this department",
            back=reverse("department_list"),
            periods=periods,
            crumbs=_crumbs(self.department),
            **kwargs,
        )


def _departments(on):
    """All there are, as a page of the tree shows them."""
    return Department.objects.with_heads(on=on).with_delegates(on=on)


def _crumbs(*below):
    return [*crumbs(), ("Departments", reverse("department_list")), *crumbs(*below)[1:]]


def _crumbs_to(department, departments):
    """What it is part of, from the top down."""
    above: list[Department] = []
    while department.parent_id and department.parent_id not in [one.pk for one in above]:
        department = departments[department.parent_id]
        above.append(department)
    return crumbs(*reversed(above))[1:]

"""The directory of owners: who there is, and who holds which post or sits in which group."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView
from django_filters.views import FilterView

from people.directory import add_owner, edit_owner
from people.filters import OwnerFilter
from people.forms.owners import NewOwnerForm, OwnerForm, TenureForm
from people.history import changes
from people.models import Department, Owner, Tenure, TenureHolder
from people.periods import periods
from people.tenures import appoint, last_written, take_turn
from people.views.editing import EditView


class ReadsDirectory(PermissionRequiredMixin):
    permission_required = "recommendations.read_plans"
    permission_denied_message = "The directory of owners is for people who may read the live plans."
    raise_exception = True
    extra_context: Mapping[str, Any] | None = {"section": "owners"}


class EditsDirectory(PermissionRequiredMixin):
    permission_required = "people.edit_directory"
    permission_denied_message = "Only a plan lead or an administrator may change the directory."
    raise_exception = True
    extra_context: Mapping[str, Any] | None = {"section": "owners"}


class OwnerList(ReadsDirectory, FilterView):
    filterset_class = OwnerFilter
    template_name = "people/owner_list.html"
    paginate_by = 50

    def get_queryset(self):
        owners = Owner.objects.select_related("department")
        return owners.with_tenures(on=timezone.localdate()).order_by("name", "pk")


class OwnerDetail(ReadsDirectory, DetailView):
    queryset = Owner.objects.select_related("department").prefetch_related("aliases")
    template_name = "people/owner_detail.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        owner = self.object
        departments = Department.objects.delegated_to(owner, on=today)
        return super().get_context_data(
            periods=told(_standing_tenures(owner), on=today),
            holds=Owner.objects.held_by(owner, on=today) if owner.is_person else [],
            reports_for=departments if owner.is_person else [],
            crumbs=crumbs(),
            **kwargs,
        )


class OwnerHistory(PermissionRequiredMixin, DetailView):
    permission_required = "recommendations.read_all_plans"
    permission_denied_message = (
        "Who changed what is shown to plan leads, clerks, auditors and administrators."
    )
    raise_exception = True
    model = Owner
    template_name = "people/owner_history.html"
    extra_context: Mapping[str, Any] | None = {"section": "owners"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            changes=changes(self.object.history.all()), crumbs=crumbs(self.object), **kwargs
        )


class OwnerCreate(EditsDirectory, EditView):
    template_name = "people/owner_form.html"
    saved = "Added to the directory."

    def get_forms(self, data=None):
        return {"form": NewOwnerForm(data)}

    def save(self, forms, *, by, at):
        typed = forms["form"].typed()
        return add_owner(by=by, at=at, **typed).get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading="Add an owner", crumbs=crumbs(), back=reverse("owner_list"), **kwargs
        )


class OwnerEdit(EditsDirectory, EditView):
    template_name = "people/owner_form.html"

    def get_forms(self, data=None):
        self.owner = get_object_or_404(Owner, pk=self.kwargs["pk"])
        return {"form": OwnerForm(data, owner=self.owner)}

    def save(self, forms, *, by, at):
        form = forms["form"]
        version = form.cleaned_data["version"]
        edit_owner(self.owner, by=by, at=at, version=version, **form.typed())
        return self.owner.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption=self.owner.get_kind_display(),
            # A refused act has set the owner's own name already.
            heading=f"Edit {kwargs['form'].initial['name']}",
            crumbs=crumbs(self.owner),
            back=self.owner.get_absolute_url(),
            **kwargs,
        )


class TenureEdit(EditsDirectory, EditView):
    """Who holds a post, or sits in a group: always the whole list, from a day on."""

    template_name = "people/owner_form.html"

    def get_forms(self, data=None):
        today = timezone.localdate()
        # Before the list itself: what is written in between makes the form an old one.
        version = last_written(Owner(pk=self.kwargs["pk"]))
        owners = Owner.objects.with_tenures(on=today)
        self.owner = get_object_or_404(owners, pk=self.kwargs["pk"])
        if self.owner.is_person:
            raise Http404
        tenure = self.owner.tenure_on_the_day
        names = [str(person) for person in tenure.people] if tenure else []
        initial = {"people": "\n".join(names), "on": today}
        return {"form": TenureForm(data, owner=self.owner, version=version, initial=initial)}

    def save(self, forms, *, by, at):
        typed = forms["form"].cleaned_data
        take_turn(self.owner, typed["version"])
        appoint(self.owner, typed["people"], by=by, on=typed["on"], at=at, reason=typed["reason"])
        return self.owner.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption=self.owner,
            heading="Who holds this post" if self.owner.is_post else "Who sits in this group",
            crumbs=crumbs(self.owner),
            back=self.owner.get_absolute_url(),
            **kwargs,
        )


def crumbs(*owners):
    """The way down to a page of the directory."""
    directory = ("Owners", reverse("owner_list"))
    return [directory, *((owner.name, owner.get_absolute_url()) for owner in owners)]


def told(facts, *, on):
    """Periods as `people/_periods.html` tells them, seen from a day."""
    return [
        {
            "period": period,
            "is_to_come": period.is_to_come(on=on),
            "is_present": period.is_present(on=on),
        }
        for period in periods(facts)
    ]


def _standing_tenures(owner):
    """All that were not corrected, those to come too."""
    holders = TenureHolder.objects.select_related("person").order_by("pk")
    tenures = Tenure.objects.filter(owner=owner, corrected_by=None, void=False)
    return tenures.select_related("recorded_by").prefetch_related(Prefetch("holders", holders))

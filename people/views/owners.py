"""The directory of owners: who there is, and who holds which post or sits in which group."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Count, Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView
from django_filters.views import FilterView

from people.directory import add_owner, edit_owner
from people.filters import OwnerFilter
from people.forms.owners import NewOwnerForm, OwnerForm, TenureForm
from people.heads import Heads
from people.history import changes
from people.models import Delegate, Delegation, Department, Owner, Tenure, TenureHolder
from people.periods import periods, stints
from people.tenures import appoint, last_written, take_turn
from people.views.editing import EditView
from people.views.errors import NotThere

KINDS = {"person": ("person", "people"), "post": ("post", "posts"), "group": ("group", "groups")}


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


class ReadsTrail(PermissionRequiredMixin):
    permission_required = "recommendations.read_all_plans"
    permission_denied_message = (
        "Who changed what is shown to plan leads, clerks, auditors and administrators."
    )
    raise_exception = True
    extra_context: Mapping[str, Any] | None = {"section": "owners"}


class OwnerList(ReadsDirectory, FilterView):
    filterset_class = OwnerFilter
    template_name = "people/owner_list.html"
    paginate_by = 50

    def get_queryset(self):
        owners = Owner.objects.select_related("department", "merged_into")
        return owners.with_tenures(on=timezone.localdate()).order_by("name", "pk")

    def get_filterset_kwargs(self, filterset_class):
        today = timezone.localdate()
        self.departments = list(Department.objects.with_heads(on=today))
        # Without a question too, "all in use" is one.
        about = {"data": self.request.GET, "on": today, "departments": self.departments}
        return {**super().get_filterset_kwargs(filterset_class), **about}

    def get_paginator(self, queryset, *args, **kwargs):
        """It counts what the page counts by kind."""
        self.counts = dict(queryset.order_by().values_list("kind").annotate(Count("pk")))
        paginator = super().get_paginator(queryset, *args, **kwargs)
        paginator.count = sum(self.counts.values())
        return paginator

    def get_context_data(self, **kwargs):
        context = super().get_context_data(chips=_chips(self.filterset, self.request.GET), **kwargs)
        Heads(self.departments).chase(context["object_list"])
        return {**context, "kinds": _in_words(self.counts)}


class OwnerDetail(ReadsDirectory, DetailView):
    template_name = "people/owner_detail.html"

    def get_queryset(self):
        owners = Owner.objects.select_related("department", "merged_into")
        owners = owners.prefetch_related("aliases", "merged__aliases")
        return owners.with_tenures(on=timezone.localdate())

    def get_context_data(self, **kwargs):
        today, owner = timezone.localdate(), self.object
        if owner.is_vacant_on_the_day:
            Heads(Department.objects.with_heads(on=today)).chase([owner])
        if owner.is_person:
            about = _about_a_person(owner, today)
        else:
            about = {"periods": told(_standing_tenures([owner.pk]), on=today)}
        return super().get_context_data(
            heads=Department.objects.headed_by(owner),
            crumbs=crumbs(),
            **about,
            **kwargs,
        )


class OwnerHistory(ReadsTrail, DetailView):
    model = Owner
    template_name = "people/owner_history.html"

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
    template_name = "people/owner_edit.html"

    def get_forms(self, data=None):
        self.owner = not_merged(get_object_or_404(Owner, pk=self.kwargs["pk"]))
        return {"form": OwnerForm(data, owner=self.owner, today=timezone.localdate())}

    def save(self, forms, *, by, at):
        form = forms["form"]
        version = form.cleaned_data["version"]
        edit_owner(self.owner, by=by, at=at, version=version, **form.typed())
        return self.owner.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption=self.owner.get_kind_display(),
            owner=self.owner,
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
        self.owner = not_merged(get_object_or_404(owners, pk=self.kwargs["pk"]))
        if self.owner.is_person:
            raise Http404
        tenure = self.owner.tenure_on_the_day
        listed = tenure.people if tenure else []
        about = {"owner": self.owner, "listed": listed, "version": version}
        return {"form": TenureForm(data, initial={"on": today}, **about)}

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


def not_merged(owner):
    """The owner, when there is something to change: what was merged is changed where it went."""
    if owner.merged_into:
        raise NotThere(
            f"{owner} was merged into {owner.merged_into}. Change {owner.merged_into}, or undo the "
            "merging first."
        )
    return owner


def crumbs(*below):
    """The way down to a page of the directory: owners, or departments."""
    directory = ("Owners", reverse("owner_list"))
    return [directory, *((one.name, one.get_absolute_url()) for one in below)]


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


def _about_a_person(person, on):
    """What they hold, sit in and may report for, today, earlier and later."""
    people = Owner.objects.standing_for([person.pk]).values("pk")
    listed = TenureHolder.objects.filter(person__in=people, tenure__owner__merged_into=None)
    held = stints(person, _standing_tenures(listed.values("tenure__owner")))
    delegated = Delegate.objects.filter(person__in=people).values("delegation__department")
    reports_for = stints(person, standing_delegations(delegated))
    return {
        "holds": [stint.subject for stint in held if stint.is_present(on=on)],
        "reports_for": [stint.subject for stint in reports_for if stint.is_present(on=on)],
        "held": _stints_told(held, on),
        "reported_for": _stints_told(reports_for, on),
    }


def _stints_told(stints_of_one, on):
    """As `people/_stints.html` tells them, seen from a day."""
    return [
        {
            "stint": stint,
            "is_to_come": stint.is_to_come(on=on),
            "is_present": stint.is_present(on=on),
        }
        for stint in stints_of_one
    ]


def _standing_tenures(owners):
    """All that were not corrected, those to come too."""
    holders = TenureHolder.objects.select_related("person__merged_into").order_by("pk")
    tenures = Tenure.objects.filter(owner__in=owners, corrected_by=None, void=False)
    return tenures.select_related("recorded_by", "owner").prefetch_related(
        Prefetch("holders", holders)
    )


def standing_delegations(departments):
    delegates = Delegate.objects.select_related("person__merged_into").order_by("pk")
    delegations = Delegation.objects.filter(
        department__in=departments, corrected_by=None, void=False
    )
    return delegations.select_related("recorded_by", "department").prefetch_related(
        Prefetch("delegates", delegates)
    )


def _chips(filterset, asked):
    """What was asked for, each with the address of the list without it."""
    return [
        {"text": chosen.text, "address": _without(chosen.name, asked)}
        for chosen in filterset.chosen
    ]


def _without(name, asked):
    rest = asked.copy()
    for key in (name, "page"):
        rest.pop(key, None)
    return f"{reverse('owner_list')}?{rest.urlencode()}" if rest else reverse("owner_list")


def _in_words(counts):
    """How many there are of each kind; "" when there is but one kind."""
    if len(counts) < 2:
        return ""
    there = [(counts[kind], words) for kind, words in KINDS.items() if kind in counts]
    return ", ".join(f"{count} {words[count != 1]}" for count, words in there)

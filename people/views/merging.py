"""Two owners of the directory that are one: choosing the other, looking at both, and the way
back.
"""

import re

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from people.address_keys import KeyConverter
from people.forms.owners import FindDuplicateForm, MergeForm, UnmergeForm
from people.merging import merge, perhaps_the_same, unmerge, why_not_merged
from people.models import Owner
from people.views.editing import EditView
from people.views.owners import EditsDirectory, crumbs, not_merged

CANDIDATES = 20


class OwnerMerge(EditsDirectory, EditView):
    """Without a choice it helps to find the other one; then it shows both, and asks."""

    template_name = "people/owner_merge.html"
    saved = "Merged. The old name is another spelling from now on."

    def get_forms(self, data=None):
        owners = _as_compared(timezone.localdate())
        self.owner = not_merged(get_object_or_404(owners, pk=self.kwargs["pk"]))
        key = (self.request.GET if data is None else data).get("into", "")
        is_key = re.fullmatch(KeyConverter.regex, key)
        self.into = owners.filter(pk=int(key)).first() if is_key else None
        return {"form": MergeForm(data, subject=self.owner, into=self.into)}

    def save(self, forms, *, by, at):
        typed = forms["form"].cleaned_data
        merge(
            self.owner,
            typed["into"],
            by=by,
            at=at,
            reason=typed["reason"],
            version=typed["version"],
        )
        return typed["into"].get_absolute_url()

    def get_context_data(self, **kwargs):
        finder = FindDuplicateForm(self.request.GET or None)
        asked = finder.is_valid() and finder.cleaned_data["q"]
        about = _comparison(self.owner, self.into) if self.into else {}
        if not self.into:
            about = {"asked": asked, **_candidates(self.owner, asked)}
        return super().get_context_data(
            owner=self.owner, into=self.into, finder=finder, crumbs=crumbs(self.owner),
            **about, **kwargs,
        )  # fmt: skip


class OwnerUnmerge(EditsDirectory, EditView):
    template_name = "people/owner_unmerge.html"
    saved = "Undone. They are two owners again."

    def get_forms(self, data=None):
        owners = Owner.objects.select_related("merged_into")
        self.owner = get_object_or_404(owners, pk=self.kwargs["pk"])
        if not self.owner.merged_into:
            raise Http404
        return {"form": UnmergeForm(data, subject=self.owner)}

    def save(self, forms, *, by, at):
        typed = forms["form"].cleaned_data
        version, reason = typed["version"], typed["reason"]
        unmerge(self.owner, by=by, at=at, reason=reason, version=version)
        return self.owner.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            owner=self.owner,
            back=self.owner.get_absolute_url(),
            crumbs=crumbs(self.owner),
            **kwargs,
        )


def _as_compared(on):
    merged = Prefetch("merged", Owner.objects.order_by("name"))
    owners = Owner.objects.select_related("department", "user", "merged_into")
    return owners.with_tenures(on=on).prefetch_related("aliases", merged)


def _candidates(owner, asked):
    """The first of those who are found, and how many there are."""
    if not asked:
        found = perhaps_the_same(owner)
        return {"candidates": found[:CANDIDATES], "count": len(found)}
    others = Owner.objects.filter(kind=owner.kind, merged_into=None).exclude(pk=owner.pk)
    others = others.called_like(asked)
    shown = others.select_related("department").order_by("name", "pk")[:CANDIDATES]
    return {"candidates": shown, "count": others.count()}


def _comparison(owner, into):
    now, today = timezone.now(), timezone.localdate()
    merge_page, why_not = (
        reverse("owner_merge", args=[into.pk]),
        why_not_merged(owner, into, at=now),
    )
    return {
        "why_not": why_not,
        "can_be_turned": not why_not_merged(into, owner, at=now),
        "sides": [_side(one, today) for one in (owner, into)],
        "the_other_way": f"{merge_page}?into={owner.pk}",
    }


def _side(owner, on):
    held = Owner.objects.held_by(owner, on=on) if owner.is_person else []
    return {"owner": owner, "holds": held}

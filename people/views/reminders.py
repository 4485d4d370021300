"""How often somebody is written to: their own choice."""

from collections.abc import Mapping
from typing import Any

from django.shortcuts import render

from people.directory import choose_digests
from people.forms.owners import DigestsForm
from people.models import Owner
from people.views.editing import EditView


class OwnReminders(EditView):
    template_name = "people/own_reminders.html"
    extra_context: Mapping[str, Any] | None = {"section": "reminders"}
    saved = "Your choice has been saved."

    def dispatch(self, request, *args, **kwargs):
        """Nobody is written to as a user, only as who is on record in the directory of owners."""
        self.owner = Owner.objects.in_use().filter(user=request.user).first()
        if self.owner is None:
            return render(request, self.template_name, {"section": "reminders", "owner": None})
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        return {"form": DigestsForm(data, owner=self.owner)}

    def save(self, forms, *, by, at):
        typed = forms["form"].cleaned_data
        choose_digests(self.owner, typed["digests"], version=typed["version"], by=by, at=at)
        return self.request.path

    def get_context_data(self, **kwargs):
        return super().get_context_data(owner=self.owner, **kwargs)

"""Finding an owner in the directory."""

from dataclasses import dataclass

import django_filters
from django import forms

from people.crispy import PageHelper
from people.department_tree import tree_choices
from people.models import Department, Owner

VACANT, ALL = "vacant", "all"


class OwnerFilterForm(forms.Form):
    marks_optional = False

    @property
    def helper(self):
        return PageHelper()


@dataclass(frozen=True)
class Chosen:
    """One thing that was asked for: the name of its box, and what it says."""

    name: str
    text: str


class OwnerFilter(django_filters.FilterSet):
    """`on`: the day on which a post is vacant; `departments`: all there are, in the order in which
    to offer them.
    """

    q = django_filters.CharFilter(label="Name, or another spelling of it", method="called_like")
    kind = django_filters.ChoiceFilter(
        label="Kind", choices=Owner.Kind.choices, empty_label="Any kind"
    )
    department = django_filters.ChoiceFilter(
        label="Department, with what is within it", empty_label="Any department", method="within"
    )
    show = django_filters.ChoiceFilter(
        label="Show",
        choices=[(VACANT, "Vacant posts"), (ALL, "All, no longer in use too")],
        empty_label="All in use",
        method="shown",
    )

    class Meta:
        model = Owner
        fields: list[str] = []
        form = OwnerFilterForm

    def __init__(self, *args, on, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        asked = self.data.get("department") if self.data else None
        also = next((d for d in departments if str(d.pk) == asked), None)
        choices = [(str(key), words) for key, words in tree_choices(departments, also=also)]
        self.filters["department"].extra["choices"] = choices

    @property
    def chosen(self):
        """What was asked for, in words; none of it when something cannot be asked for."""
        if not self.form.is_valid():
            return []
        typed = {name: value for name, value in self.form.cleaned_data.items() if value}
        return [Chosen(name, self._in_words(name, value)) for name, value in typed.items()]

    def filter_queryset(self, owners):
        owners = super().filter_queryset(owners)
        return owners if self.form.cleaned_data["show"] == ALL else owners.in_use()

    def called_like(self, owners, name, value):
        return owners.called_like(value)

    def within(self, owners, name, value):
        return owners.filter(
            department__in=Department.objects.within(Department.objects.filter(pk=value))
        )

    def shown(self, owners, name, value):
        return owners.filter(pk__in=Owner.objects.vacant(on=self.on)) if value == VACANT else owners

    def _in_words(self, name, value):
        choices = dict(getattr(self.form.fields[name], "choices", ()))
        words = str(choices.get(value, f"“{value}”")).lstrip("– ")
        return f"{self.form.fields[name].label}: {words}" if name == "kind" else words

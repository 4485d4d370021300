"""Finding an owner in the directory."""

import django_filters
from django import forms

from people.crispy import PageHelper
from people.models import Owner


class OwnerFilterForm(forms.Form):
    marks_optional = False

    @property
    def helper(self):
        return PageHelper()


class OwnerFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Name, or another spelling of it", method="called_like")
    kind = django_filters.ChoiceFilter(
        label="Kind", choices=Owner.Kind.choices, empty_label="Any kind"
    )

    class Meta:
        model = Owner
        fields: list[str] = []
        form = OwnerFilterForm

    def called_like(self, owners, name, value):
        return owners.called_like(value)

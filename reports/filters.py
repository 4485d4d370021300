"""Finding a meeting."""

import django_filters
from django import forms

from people.crispy import PageHelper
from reports.models import Committee, Meeting


class MeetingFilterForm(forms.Form):
    marks_optional = False
    helper = PageHelper()


class MeetingFilter(django_filters.FilterSet):
    committee = django_filters.ModelChoiceFilter(
        queryset=Committee.objects.all(), to_field_name="slug", empty_label="Every committee"
    )

    class Meta:
        model = Meeting
        fields: list[str] = []
        form = MeetingFilterForm

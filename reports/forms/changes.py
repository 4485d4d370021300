"""The question of the page of changes: between which two days, as known at which moment?"""

from datetime import date

from django import forms

from recommendations.forms.as_at import AsAtForm

DAYS = {"first": "from", "last": "to"}


def _day(label):
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter the day like 2016-05-31",
            "invalid": "Enter the day like 2016-05-31",
        },
    )


class ChangesForm(AsAtForm):
    """Sent with GET; a day that is left out is the one that is offered. The earlier of the two days
    comes first, whichever was typed first.
    """

    as_at = None
    first = _day("From")
    last = _day("To")
    field_order = ("first", "last", "known_by")

    def add_prefix(self, field_name):
        return DAYS.get(field_name, field_name)

    @classmethod
    def asked_for(cls, request, *, first: date, last: date) -> "ChangesForm":
        """The form of a request; `first` and `last`: the days that are offered."""
        offered = {"from": first.isoformat(), "to": last.isoformat()}
        typed = {name: value for name, value in request.GET.items() if value}
        form = cls({**offered, **typed})
        for name in form.errors:
            # A browser shows nothing in a box for dates that holds none.
            form.fields[name].widget.input_type = "text"
        return form

    @property
    def days(self) -> tuple[date, date]:
        first, last = sorted((self.cleaned_data["first"], self.cleaned_data["last"]))
        return first, last

    @property
    def is_swapped(self) -> bool:
        return self.cleaned_data["first"] > self.cleaned_data["last"]

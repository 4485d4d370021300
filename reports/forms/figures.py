"""The question of the pages of figures: as at which day, as known at which moment, compared with
which earlier day?
"""

from django import forms

from recommendations.forms.as_at import AsAtForm

NOT_EARLIER = "Choose a day before the as-at date"


class FiguresForm(AsAtForm):
    """Sent with GET; all may be left out: today, as known by now, compared with the last round."""

    compared = forms.DateField(
        label="Compare with",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Left empty: the last round.",
        error_messages={"invalid": "Enter the day like 2016-04-30"},
    )
    field_order = ("as_at", "compared", "known_by")

    def add_prefix(self, field_name):
        return "from" if field_name == "compared" else field_name

    def refuse_later(self, as_at):
        """A day to compare with that is not before the as-at date is an error beside its field."""
        day = self.compared_with
        if day is not None and day >= as_at:
            self.add_error("compared", NOT_EARLIER)

    @property
    def compared_with(self):
        """The day that is asked for, or None."""
        return self.cleaned_data.get("compared") if self.is_bound and self.is_valid() else None

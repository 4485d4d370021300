"""The question on every page that can look back: as at which day, as known at which moment?"""

from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

TWICE = "%(time)s comes twice on %(day)s, when the clocks change. Choose another time"
NEVER = "%(time)s does not come on %(day)s, when the clocks change. Choose another time"


class MomentField(forms.DateTimeField):
    """A moment of the local clock; one that comes twice or never in the night when the clocks
    change is refused.
    """

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise _no_one_moment(error.params["datetime"]) from error


class AsAtForm(forms.Form):
    """Both may be left out: today, and all that is written down by now. Sent with GET."""

    marks_optional = False

    as_at = forms.DateField(
        label="As at",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the day like 2016-05-31"},
    )
    known_by = MomentField(
        label="As known by",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
        error_messages={"invalid": "Enter the moment like 2016-06-03T12:00"},
    )

    @classmethod
    def asked(cls, request, today):
        """The form, the day and the moment that a request asks for; today and None where it does
        not, or where what it says can't be read: then the form has errors.
        """
        names = {cls().add_prefix(name) for name in cls.base_fields}
        form = cls(request.GET if request.GET.keys() & names else None)
        for name in form.errors:
            # A browser shows nothing in a box for dates that holds none.
            form.fields[name].widget.input_type = "text"
        answers = form.cleaned_data if form.is_bound and form.is_valid() else {}
        return form, answers.get("as_at") or today, answers.get("known_by")

    def as_query(self) -> str:
        """What was asked, to be put behind another address: "?as_at=2016-05-31", or ""."""
        names = [self.add_prefix(name) for name in self.fields]
        asked = {name: self.data[name] for name in names if self.data.get(name)}
        return f"?{urlencode(asked)}" if asked and self.is_valid() else ""

    def clean_known_by(self):
        """A day alone means its end."""
        moment, typed = self.cleaned_data["known_by"], self.data.get("known_by", "")
        if moment and len(typed) <= len("2016-06-03"):
            moment = timezone.localtime(moment).replace(
                hour=23, minute=59, second=59, microsecond=999999
            )
        return moment


def _no_one_moment(clock):
    """What is said of a time (naive) that comes twice, or never, on its day."""
    here = clock.replace(tzinfo=timezone.get_current_timezone())
    # The clocks go back from the first of the two to the second, and forward over a gap.
    comes_twice = here.utcoffset() > here.replace(fold=1).utcoffset()
    said = {"time": f"{clock:%H:%M}", "day": f"{clock.day} {clock:%B %Y}"}
    code = "twice" if comes_twice else "never"
    return ValidationError(TWICE if comes_twice else NEVER, code=code, params=said)

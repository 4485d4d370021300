"""What is typed about measures: what is counted, what was counted, and what was wrong about it."""

from django import forms
from django.core.exceptions import ValidationError

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, TokenForm
from recommendations.forms.recommendations import CellTextField, OneLineField
from recommendations.measure_numbers import CURRENCIES, plain, read_number
from recommendations.measures import FIELDS, NO_NAME, NO_REASON, NO_VALUE, TO_COME, NewTerms
from recommendations.models import MeasureTerms
from recommendations.models.measure import LONGEST_NAME, LONGEST_UNIT

EVERY_SIGN = CURRENCIES + "%"
WHOLLY_EMPTY = "Leave this empty if it is not known."


class NumberField(forms.CharField):
    """A number as people type it; read once the unit is known, by `read_numbers`."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else plain(value)

    def has_changed(self, initial, data):
        shown = self.prepare_value(initial) or ""
        try:
            return read_number(data or "", EVERY_SIGN) != read_number(shown, EVERY_SIGN)
        except ValueError:
            return (data or "").strip() != shown


def read_numbers(form, names, unit):
    """Put the numbers in place of what was typed; beside each that is none, the sentence."""
    answers = form.cleaned_data
    for name in names:
        typed, answers[name] = answers.get(name), None
        if typed and name not in form.errors:
            try:
                answers[name] = read_number(typed, unit)
            except ValueError as error:
                form.add_error(name, str(error))


class TermsFields(forms.Form):
    """What a measure is called and aims at."""

    name = OneLineField(
        label="What is counted?",
        max_length=LONGEST_NAME,
        error_messages={"required": NO_NAME},
        help_text="For example, “Staff with an appraisal in the last year”.",
    )
    unit = OneLineField(
        label="Unit",
        max_length=LONGEST_UNIT,
        required=False,
        help_text="Such as “%”, “£”, “£ million” or “days”. Leave it empty for a mere number.",
    )
    better = forms.ChoiceField(
        label="Which is better?", choices=MeasureTerms.Better.choices, widget=forms.RadioSelect
    )
    baseline = NumberField(label="Where did it begin?", required=False, help_text=WHOLLY_EMPTY)
    baseline_day = DatePartsField(
        label="On which day was that?", required=False, help_text="For example, 31 3 2015"
    )
    target = NumberField(label="What is the target?", required=False, help_text=WHOLLY_EMPTY)
    target_day = DatePartsField(
        label="By which day?", required=False, help_text="For example, 31 3 2017"
    )
    true_from = DatePartsField(
        label="From which day does this hold?",
        required=False,
        help_text="Leave this empty for today. Papers as at an earlier day say it from the day "
        "that you type.",
    )

    def clean(self):
        super().clean()
        read_numbers(self, ("baseline", "target"), self.cleaned_data.get("unit", ""))
        return self.cleaned_data

    def clean_true_from(self):
        return not_to_come(self.cleaned_data["true_from"], self.today)

    @property
    def terms(self) -> NewTerms:
        """What was typed, as the acts take it. Only after is_valid()."""
        return NewTerms(**{name: self.cleaned_data[name] for name in FIELDS})


def not_to_come(day, today, sentence="The day must be today or earlier"):
    if day and day > today:
        raise ValidationError(sentence)
    return day


class NewMeasureForm(TermsFields, TokenForm):
    """Something that is not counted yet."""

    helper = PageHelper()

    def __init__(self, data=None, *, today, **kwargs):
        super().__init__(data, initial={"better": MeasureTerms.Better.HIGHER}, **kwargs)
        self.today = today


class MeasureForm(TermsFields, EditForm):
    """What is counted, changed. `terms`: those in force."""

    reason = CellTextField(
        label="Why is it changed?", rows=2, error_messages={"required": NO_REASON}
    )
    about_the_save = ("true_from", "reason")
    helper = PageHelper()

    def __init__(self, data=None, *, terms, today, **kwargs):
        initial = {name: getattr(terms, name) for name in FIELDS}
        super().__init__(data, initial=initial, **kwargs)
        self.today = today


class DropForm(TokenForm):
    reason = CellTextField(
        label="Why is it no longer measured?", rows=3, error_messages={"required": NO_REASON}
    )


class ReadingForm(TokenForm):
    """What was counted on a day. `unit`: that of the measure."""

    value = NumberField(label="What was counted?", error_messages={"required": NO_VALUE})
    day = DatePartsField(label="On which day?", help_text="For example, 31 5 2016")
    note = CellTextField(
        label="Note",
        rows=2,
        required=False,
        help_text="What there is to know about it, such as where it was counted.",
    )
    helper = PageHelper("value", "day", "note")

    def __init__(self, data=None, *, unit, today, **kwargs):
        super().__init__(data, **kwargs)
        self.unit, self.today = unit, today
        if unit:
            self.fields["value"].help_text = f"In {unit}."

    def clean_day(self):
        return not_to_come(self.cleaned_data["day"], self.today, TO_COME)

    def clean(self):
        super().clean()
        read_numbers(self, ("value",), self.unit)
        return self.cleaned_data


class CorrectionForm(ReadingForm):
    """What was wrong about a reading: what it says, or that it is there at all."""

    CORRECT, TAKE_BACK = "correct", "take_back"

    what = forms.ChoiceField(
        label="What is wrong?",
        choices=[
            (CORRECT, "The number, the day or the note: put them right below"),
            (TAKE_BACK, "It should not be there: take it back"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong"},
    )
    reason = CellTextField(label="Why?", rows=2, error_messages={"required": NO_REASON})
    helper = PageHelper("what", "value", "day", "note", "reason")

    def __init__(self, data=None, *, reading, **kwargs):
        initial = {"value": reading.value, "day": reading.valid_from, "note": reading.note}
        super().__init__(data, initial=initial, **kwargs)

    @property
    def takes_back(self):
        return self.cleaned_data.get("what") == self.TAKE_BACK

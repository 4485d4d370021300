"""What is typed to keep a recommendation, or parts of it, from the public."""

from django import forms

from people.crispy import PageHelper
from people.forms.edit_form import EditForm
from recommendations.exempt_parts import PARAGRAPHS, PARTS, paragraphs_as_written
from recommendations.exempting import NO_REASON
from recommendations.forms.recommendations import CellTextField
from recommendations.own_columns import OWN, hidden_columns, own_columns

NO_PARAGRAPH = "Choose the paragraph under which it is kept from the public"
NO_PARTS = "Choose which parts are exempt, or that all of it is"
NO_SUCH = "Choose from the list: the plan has changed since you opened it"


class ExemptionForm(EditForm):
    """How much of a recommendation is exempt, under which paragraphs, and why. `exemption`: the one
    in force, or None.
    """

    NOTHING, WHOLE, SOME = "nothing", "whole", "parts"

    marks_optional = False
    what = forms.ChoiceField(
        label="How much of it is exempt?",
        choices=[
            (NOTHING, "Nothing: public papers print all of it"),
            (WHOLE, "All of it: public papers leave it out"),
            (SOME, "Only some parts: public papers print the rest"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how much of it is exempt"},
    )
    parts = forms.MultipleChoiceField(
        label="Which parts, if only some?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": NO_SUCH},
    )
    paragraphs = forms.MultipleChoiceField(
        label="Under which paragraph of Schedule 12A?",
        choices=[(number, f"{number}. {words}") for number, words in PARAGRAPHS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose from paragraphs 1 to 7"},
    )
    reason = CellTextField(
        label="Why?",
        rows=2,
        error_messages={"required": NO_REASON},
        help_text="It is kept with the change, and never printed.",
    )
    about_the_save = ("reason",)
    helper = PageHelper()

    def __init__(self, data=None, *, plan, exemption, **kwargs):
        super().__init__(data, initial=_initial(exemption), **kwargs)
        self.fields["parts"].choices = part_choices(plan)

    def clean(self):
        answers = super().clean()
        what = answers.get("what")
        if what in (self.WHOLE, self.SOME):
            self._need("paragraphs", NO_PARAGRAPH)
        if what == self.SOME:
            self._need("parts", NO_PARTS)
        return answers

    def _need(self, name, problem):
        if not (self.cleaned_data.get(name) or name in self.errors):
            self.add_error(name, problem)

    @property
    def typed(self) -> tuple[str, list[str]]:
        """The paragraph and the parts, as the act takes them: what was ticked counts only where it
        is asked for.
        """
        answers = self.cleaned_data
        if answers["what"] == self.NOTHING:
            return "", []
        return ", ".join(answers["paragraphs"]), answers["parts"] * (answers["what"] == self.SOME)


def part_choices(plan) -> list[tuple[str, str]]:
    """The parts that every recommendation has, and the columns of the plan's own; a column that is
    no longer asked for may be printed still.
    """
    own = [(OWN + column.key, column.heading) for column in own_columns(plan)]
    hidden = [
        (OWN + column.key, f"{column.heading} (no longer asked for)")
        for column in hidden_columns(plan)
    ]
    return [*((part.key, part.heading) for part in PARTS.values()), *own, *hidden]


def _initial(exemption):
    if exemption is None:
        return {"what": ExemptionForm.NOTHING, "paragraphs": [], "parts": []}
    what = ExemptionForm.SOME if exemption.parts else ExemptionForm.WHOLE
    numbers = paragraphs_as_written(exemption.paragraph)
    return {"what": what, "paragraphs": numbers, "parts": exemption.parts}

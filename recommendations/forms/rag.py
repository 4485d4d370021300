"""What is typed to judge the colour of a recommendation otherwise than the rule of its plan."""

from django import forms
from django.core.exceptions import ValidationError

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm
from recommendations.forms.recommendations import CellTextField
from recommendations.models import Plan
from recommendations.rag import Colour
from recommendations.rag_judgements import NO_COLOUR, NO_REASON


class RagForm(EditForm):
    """A colour, or that the rule decides; why, and from which day. `rag_rule`: that of the plan;
    `judged`: the colour that a person has given, "" for none.
    """

    BY_RULE = "rule"

    marks_optional = False
    colour = forms.ChoiceField(
        label="Which colour is it?",
        widget=forms.RadioSelect,
        error_messages={"required": NO_COLOUR, "invalid_choice": NO_COLOUR},
    )
    reason = CellTextField(
        label="Why?",
        rows=3,
        error_messages={"required": NO_REASON},
        help_text="It is shown with the colour, and printed in papers that show the reason.",
    )
    true_from = DatePartsField(
        label="From which day?",
        required=False,
        help_text="Leave this empty for today. A paper as at an earlier day shows it from the day "
        "that you type. For example, 31 5 2016",
    )
    about_the_save = ("reason", "true_from")
    helper = PageHelper()

    def __init__(self, data=None, *, rag_rule, judged, today, **kwargs):
        super().__init__(data, initial={"colour": judged or self.BY_RULE}, **kwargs)
        self.today = today
        by_owners = rag_rule == Plan.RagRule.JUDGEMENT
        nobody = (
            "Nobody’s judgement: read it from the status" if by_owners else "Let the rule decide"
        )
        colours = [(colour.value, colour.word) for colour in Colour]
        self.fields["colour"].choices = [*colours, (self.BY_RULE, nobody)]

    def clean_true_from(self):
        day = self.cleaned_data["true_from"]
        if day and day > self.today:
            raise ValidationError("The day must be today or earlier")
        return day

    @property
    def typed_colour(self) -> str:
        """As the act takes it. Only after is_valid()."""
        colour = self.cleaned_data["colour"]
        return "" if colour == self.BY_RULE else colour

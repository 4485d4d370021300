"""What is typed about who may report for a department."""

from django import forms

from people.forms.people_list import ONE_A_LINE, PeopleListForm


class DelegationForm(PeopleListForm):
    """Who may report for a department from a day on. Its version is the last delegation."""

    people = forms.CharField(
        label="Delegates",
        required=False,
        widget=forms.Textarea(ONE_A_LINE),
        help_text="All of them, one name to a line, as in the directory; or an e-mail address. "
        "Leave it empty when nobody may.",
    )
    reason = forms.CharField(
        required=False, max_length=500, help_text="For example: while Sue Moorman is on leave."
    )

    def __init__(self, data=None, *, department, **kwargs):
        super().__init__(data, subject=department, **kwargs)

"""What is typed to attach evidence, by itself or beside something else, and to withdraw it."""

from django import forms
from django.conf import settings
from django.forms.formsets import BaseFormSet

from people.crispy import PageHelper, RowHelper
from people.forms.edit_form import TokenForm
from people.forms.rows import RowForm, RowFormSet
from recommendations.evidence import (
    NO_NAME,
    NO_REASON,
    ONE_OF_TWO,
    NewEvidence,
    kept_link,
    kind_of_file,
)
from recommendations.evidence_files import EMPTY, EVERY_ENDING, TAKEN, last_part, shown_name
from recommendations.forms.recommendations import CellTextField, OneLineField

CHOOSE_AGAIN = "Choose “{name}” again: a browser lets go of a file when its page is shown once more"


class EvidenceFileField(forms.FileField):
    """A file that is taken by its content and its size."""

    widget = forms.FileInput({"accept": EVERY_ENDING})
    default_error_messages = {"empty": EMPTY}

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file:
            kind_of_file(file, file.name)
        return file


class LinkField(forms.CharField):
    widget = forms.URLInput

    def to_python(self, value):
        text = super().to_python(value)
        return kept_link(text) if text else ""


class EvidenceFields(forms.Form):
    """A file or a link, with a name."""

    marks_optional = False

    file = EvidenceFileField(label="File", required=False)
    link = LinkField(
        label="Or a link",
        required=False,
        help_text="To a page that shows it, such as “https://www.example.gov.uk/minutes”.",
    )
    name = OneLineField(
        label="Name",
        max_length=200,
        required=False,
        help_text="What the list of evidence calls it. A file may go by its own name.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"{TAKEN}; up to {settings.EVIDENCE_MAX_MB} MB."

    def clean(self):
        answers = super().clean()
        file, link = answers.get("file"), answers.get("link")
        if not self.errors.keys() & {"file", "link"} and bool(file) == bool(link):
            self.add_error("link" if file else "file", ONE_OF_TWO)
        if link and not file and "name" not in self.errors and not shown_name(answers["name"]):
            self.add_error("name", NO_NAME)
        return answers

    def new_evidence(self, recommendation) -> NewEvidence:
        """What was typed, as the act takes it. Only after is_valid()."""
        typed = self.cleaned_data
        return NewEvidence(recommendation, typed["name"], typed["file"], typed["link"])

    def ask_for_file_again(self):
        """Say that the file that was chosen has to be chosen again. Its name stands in the box for
        the name, so that it can't be forgotten.
        """
        file, name = self.files.get(self.add_prefix("file")), self.add_prefix("name")
        if file is None or "file" in self.errors:
            return
        own_name = shown_name(last_part(file.name))
        if not self.data.get(name, "").strip():
            self.data[name] = own_name
        self.add_error("file", CHOOSE_AGAIN.format(name=own_name))


class EvidenceForm(EvidenceFields, TokenForm):
    """One piece of evidence on a page of its own."""

    helper = PageHelper("file", "link", "name")


class EvidenceRow(EvidenceFields, RowForm):
    """One of several pieces of evidence beside something else; always a new one."""


class EvidenceRows(RowFormSet):
    """Evidence to be attached: `EvidenceRows(data, files=request.FILES, prefix="evidence")`, with
    neither for a page that is opened; its form element needs `enctype="multipart/form-data"`.
    """

    form = EvidenceRow
    row_name = "Evidence"
    helper = RowHelper("file", "link", "name")
    can_delete = False
    max_num, absolute_max = 20, 40

    def new_evidence(self, recommendation) -> tuple[NewEvidence, ...]:
        """What was typed, as the act takes it. Only after is_valid()."""
        return tuple(form.new_evidence(recommendation) for form, _ in self.rows)


class WithdrawForm(TokenForm):
    reason = CellTextField(
        label="Why is it withdrawn?",
        rows=3,
        error_messages={"required": NO_REASON},
        help_text="The reason stays on record, and so does what is withdrawn.",
    )


def ask_for_files_again(*shown):
    """Ask for every chosen file once more, in forms and formsets that were sent and are shown
    again.
    """
    for form in shown:
        if isinstance(form, BaseFormSet):
            ask_for_files_again(*form.forms)
        elif isinstance(form, EvidenceFields) and form.is_bound:
            form.ask_for_file_again()

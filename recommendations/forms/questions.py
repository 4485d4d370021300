"""What a form asks back before it takes what was typed: asked, never forbidden."""

from django import forms

from recommendations.readings import reading_sentence

UNREAD = "The program can’t read “{words}” as a date: a lead will settle it"
SURE = "Tick the box below to say so all the same"


def hidden_question():
    """A box that is shown once there is something to ask, and remembered until then."""
    return forms.BooleanField(
        label="Yes, that is what I mean", required=False, widget=forms.HiddenInput
    )


def show_reading(form, name, reading):
    """Beside words that were sent, what is understood of them; of others the question says so."""
    if reading.is_read:
        form.fields[name].widget.reading = reading_sentence(reading)


def ask_whether_sure(form, name, doubts):
    """Asked, not forbidden: the box is shown with the sentence, and what was typed waits for it."""
    if not doubts:
        return
    form.fields["sure"].widget = forms.CheckboxInput()
    if not form.cleaned_data.get("sure"):
        for doubt in doubts:
            form.add_error(name, f"{doubt}. {SURE}")

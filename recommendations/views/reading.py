"""The live reading beside a box of agreed words: a fragment, made for htmx."""

from django import forms
from django.http import HttpResponse
from django.utils import timezone

from people.date_parts import DatePartsField
from recommendations.cell_text import MAX_CHARACTERS
from recommendations.forms.recommendations import WhenForm
from recommendations.readings import read, reading_sentence
from recommendations.views.access import NOT_LIVE, refuse_without

DAY = "true_from"


class PaperDateForm(forms.Form):
    """The day of the page that the words stand on, as far as it is filled in."""

    true_from = DatePartsField(required=False)
    change = forms.CharField(required=False)
    paper_date = forms.DateField(required=False)

    @property
    def day(self):
        """Words that are corrected are read against the day of their paper, others against the
        day from which they are true.
        """
        answers = self.cleaned_data if self.is_valid() else {}
        if answers.get("change") == WhenForm.CORRECTION and answers.get("paper_date"):
            return answers["paper_date"]
        return answers.get("true_from") or timezone.localdate()


def reading_fragment(request):
    """What the program understands of the words in the one box that was sent, as a sentence."""
    refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
    form = PaperDateForm(request.GET)
    words = next((text for name, text in request.GET.items() if _is_box(name, form)), "")
    words = words[:MAX_CHARACTERS].strip()
    sentence = reading_sentence(read(words, paper_date=form.day)) if words else ""
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8")


def _is_box(name, form):
    return name not in form.fields and not name.startswith(DAY)

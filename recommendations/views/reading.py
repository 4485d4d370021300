"""The live reading beside a box of agreed words: a fragment, made for htmx."""

from django import forms
from django.http import HttpResponse
from django.utils import timezone

from people.date_parts import DatePartsField
from recommendations.cell_text import MAX_CHARACTERS
from recommendations.readings import read, reading_sentence
from recommendations.views.access import NOT_LIVE, refuse_without

DAY = "true_from"


class PaperDateForm(forms.Form):
    """The day of the page that the words stand on, as far as it is filled in."""

    true_from = DatePartsField(required=False)


def reading_fragment(request):
    """What the program understands of the words in the one box that was sent, as a sentence."""
    refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
    form = PaperDateForm(request.GET)
    day = (form.cleaned_data[DAY] if form.is_valid() else None) or timezone.localdate()
    words = next((text for name, text in request.GET.items() if not name.startswith(DAY)), "")
    words = words[:MAX_CHARACTERS].strip()
    sentence = reading_sentence(read(words, paper_date=day)) if words else ""
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8")

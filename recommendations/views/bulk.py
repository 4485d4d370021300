"""What a lead does with chosen recommendations: they are reassigned, or asked for an update."""

from collections.abc import Sequence

from django.contrib import messages
from django.utils.html import format_html, format_html_join

from recommendations.asking import ask_for_updates, proposed_label, who_would_be_asked
from recommendations.forms.hand_overs import ReassignForm, words_name
from recommendations.forms.rounds import AskForm
from recommendations.held import held_by, held_by_whoever, owners_named_in
from recommendations.models import Plan
from recommendations.views.chosen import ChosenView
from recommendations.views.hand_overs import HandOverCreate
from recommendations.views.round_editing import warnings_of

UNFOLDED = 20


class Reassign(ChosenView, HandOverCreate):
    """As a hand-over, of what was chosen alone, and from whoever is named if that is asked."""

    pages, done = "reassign", "Reassigned"

    def first_form(self, data):
        named = owners_named_in(self.among, on=self.today)
        chosen = len(self.chosen.keys)
        return ReassignForm(data, known=self.known, named=named, chosen=chosen, today=self.today)

    @property
    def among(self):
        return self.rows.in_use()

    def held(self, form):
        answers = form.cleaned_data
        if form.leaver:
            held = held_by(form.leaver, self.among, on=answers["on"])
        else:
            successor = answers["successor"]
            held = held_by_whoever(self.among, successor=successor, on=answers["on"])
        touched = {h.recommendation.pk for h in held.cells}
        touched |= {h.recommendation.pk for h in held.actions}
        self.untouched = len(self.chosen.keys) - len(touched)
        return held

    def proposed(self, form, cells):
        if form.leaver:
            return super().proposed(form, cells)
        return {words_name(held): form.cleaned_data["successor"].name for held in cells}

    def answer(self, made):
        """Back to the list, as it was; what was moved is a link away."""
        self.saved = format_html(
            '{} <a href="{}">See what was changed, or undo it</a>',
            self.saved,
            made.get_absolute_url(),
        )
        return self.chosen.list

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "untouched": self.untouched if "rows" in kwargs else 0}


class AskForUpdates(ChosenView):
    """Which of the chosen can be asked and which not, before they are."""

    template_name = "recommendations/ask_form.html"
    # What the next page says besides `saved`.
    warnings: Sequence[str] = ()

    def get_forms(self, data=None):
        self.asking = who_would_be_asked(self.rows, on=self.today)
        label = proposed_label(on=self.today) if self.asking.alone else ""
        return {"form": AskForm(data, asking=self.asking, label=label, today=self.today)}

    def post(self, request, *args, **kwargs):
        answer = super().post(request, *args, **kwargs)
        for sentence in self.warnings:
            messages.warning(request, sentence)
        return answer

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        typed = {name: answers.get(name, "") for name in ("label", "as_at", "updates_due", "mark")}
        rounds = ask_for_updates(self.rows, **typed, by=by, on=self.today, at=at)
        self.saved = self._what_is_asked(rounds)
        for opened in (round for round in rounds if round not in self.asking.besides):
            plans = Plan.objects.visible_to(by, on=self.today).filter(rounds=opened)
            self.warnings = warnings_of(opened, list(plans), by, on=self.today)
        return self.chosen.list

    def _what_is_asked(self, rounds):
        """“Asked for an update: 2 in the new round “June”, 1 in the round “May 2016””."""
        besides = self.asking.besides
        asks = [
            (len(besides[round]), "", round)
            if round in besides
            else (len(self.asking.alone), "new ", round)
            for round in rounds
        ]
        told = [(count, new, round.get_absolute_url(), round.label) for count, new, round in asks]
        return format_html(
            "Asked for an update: {}.",
            format_html_join(", ", '{} in the {}round <a href="{}">{}</a>', told),
        )

    def get_context_data(self, **kwargs):
        asking = self.asking
        return super().get_context_data(
            **self.place(),
            asking=asking,
            besides=list(asking.besides.items()),
            count=len(asking.alone) + sum(len(rows) for rows in asking.besides.values()),
            unfolded=UNFOLDED,
            **kwargs,
        )

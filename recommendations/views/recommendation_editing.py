"""Pages that add recommendations to a plan and change one of them, each save an act."""

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from people.directory import remember_spelling
from people.known_owners import KnownOwners
from people.views.errors import NotThere
from recommendations.adding import AddedRecommendation, add_recommendations
from recommendations.as_at import state_as_at
from recommendations.by_when import PARSER_VERSION, Reading
from recommendations.editing import (
    EditedAction,
    EditedDeadline,
    RecommendationEdit,
    save_edit,
    version_of,
)
from recommendations.forms.own_columns import (
    own_value_fields,
    own_values_initial,
    typed_own_values,
)
from recommendations.forms.recommendations import (
    ActionRows,
    AddedRows,
    AssignmentRows,
    DayForm,
    DeadlineRows,
    RecommendationForm,
    WhenForm,
)
from recommendations.models import DeadlineTerm, Recommendation
from recommendations.own_columns import RECOMMENDATION
from recommendations.owner_cells import NewAssignment, owners_to_come
from recommendations.readings import read, reading_by_hand, reading_of, reading_sentence
from recommendations.views.access import NO_ROW, visible_plan, visible_recommendation
from recommendations.views.rows import RowsView

DATES = ("earliest", "latest", "open_ended")


class RecommendationsAdd(RowsView):
    """Several recommendations of a plan at once."""

    template_name = "recommendations/recommendations_add.html"
    saved = "The recommendations are added."

    def get_forms(self, data=None):
        self.plan = visible_plan(self.request.user, self.kwargs["slug"])
        self.known = KnownOwners()
        kwargs = {"themes": self.plan.themes.all(), "known": self.known}
        return {
            "form": DayForm(data, today=timezone.localdate()),
            "rows": AddedRows(data, prefix="rows", form_kwargs=kwargs),
        }

    def save(self, forms, *, by, at):
        on = forms["form"].cleaned_data["true_from"]
        filled = [form for form, _ in forms["rows"].rows]
        rows = [_added(form, on) for form in filled]
        add_recommendations(self.plan, rows, by=by, on=on, at=at)
        _remember_spellings(filled, by, at)
        self.warn_of_unread(rows)
        self.say_repeated(self.plan, {row.reference.strip() for row in rows})
        return self.plan.get_absolute_url()

    def get_context_data(self, **kwargs):
        crumbs = [
            ("Plans", reverse("plan_list")),
            (self.plan.title, self.plan.get_absolute_url()),
        ]
        return super().get_context_data(section="plans", crumbs=crumbs, plan=self.plan, **kwargs)


class RecommendationEditPage(RowsView):
    """Everything that an editor changes about one recommendation."""

    template_name = "recommendations/recommendation_form.html"
    saved = "The changes are written down."

    def get_forms(self, data=None):
        self.recommendation = visible_recommendation(self.request.user, self.kwargs["pk"])
        self.known = KnownOwners()
        # Before the state: what is written in between makes the form old, never its words.
        version = version_of(self.recommendation)
        rows = Recommendation.objects.filter(pk=self.recommendation.pk)
        today = timezone.localdate()
        states = state_as_at(rows, as_at=today, known_by=None)
        if not states:
            raise NotThere(NO_ROW)
        self.state = states[0]
        plan = self.recommendation.plan
        form = RecommendationForm(
            data,
            subject=self.recommendation,
            version=version,
            initial=_recommendation_initial(self.state, plan),
            themes=plan.themes.all(),
            own_fields=own_value_fields(plan, RECOMMENDATION),
            known=self.known,
        )
        stale = {"is_stale": form.is_stale}
        assignments = AssignmentRows(
            data,
            prefix="owners",
            initial=[_assignment_initial(owner) for owner in self.state.owners],
            form_kwargs={"known": self.known, **stale},
        )
        form.is_named_by_hand = assignments.is_bound and assignments.has_changed()
        actions = [(str(action.action_id), action.text) for action in self.state.actions]
        return {
            "form": form,
            "when": WhenForm(data, today=today),
            "assignments": assignments,
            "actions": ActionRows(
                data,
                prefix="actions",
                initial=[_action_initial(action) for action in self.state.actions],
                form_kwargs=stale,
            ),
            "deadlines": DeadlineRows(
                data,
                prefix="deadlines",
                initial=[_deadline_initial(deadline) for deadline in self.state.deadlines],
                form_kwargs={"actions": actions, **stale},
            ),
        }

    def save(self, forms, *, by, at):
        answers, when = forms["form"].cleaned_data, forms["when"]
        names = ("reference", "text", "theme", "timescale", "priority", "response", "owner_text")
        edit = RecommendationEdit(
            **{name: answers[name] for name in names},
            own_values=self._own_values(answers),
            assignments=self._assignments(forms),
            actions=self._actions(forms["actions"]),
            deadlines=self._deadlines(forms["deadlines"], when),
            on=when.cleaned_data["true_from"],
            reason=when.cleaned_data["reason"],
            is_correction=when.is_correction,
        )
        count = save_edit(self.recommendation, edit, version=answers["version"], by=by, at=at)
        self.saved = self.saved if count else "Nothing was changed, so nothing is written down."
        _remember_spellings([forms["form"]], by, at)
        self.warn_of_unread(edit.deadlines)
        if "reference" in forms["form"].changed_data:
            self.say_repeated(self.recommendation.plan, {edit.reference.strip()})
        if "owner_text" in forms["form"].changed_data or forms["assignments"].has_changed():
            self._warn_of_hand_overs()
        return self.recommendation.get_absolute_url()

    def _warn_of_hand_overs(self):
        """Of those still to come, which name others than somebody has just decided."""
        for later in self.owners_to_come:
            words = format_html(
                'The owner that you wrote down counts until then: from {} {} is named, by <a href="'
                '{}">a hand-over</a> that is still to come. If that is not to be, undo it, or edit '
                "this again on that day.",
                f"{later.on.day} {later.on:%B %Y}",
                later.words,
                later.hand_over.get_absolute_url(),
            )
            messages.warning(self.request, words)

    @cached_property
    def owners_to_come(self):
        return owners_to_come(self.recommendation, on=timezone.localdate())

    def _own_values(self, answers):
        plan, before = self.recommendation.plan, self.state.own_values
        return typed_own_values(plan, RECOMMENDATION, answers, before=before)

    def _assignments(self, forms):
        """Who is meant: by the rows, or by the words where only these were changed."""
        named = forms["form"].named
        if named is not None:
            return _named(named)
        rows = (row for _, row in forms["assignments"].rows)
        return tuple(NewAssignment(row["owner"], row["role"], row["remit"]) for row in rows)

    def _actions(self, rows):
        on_record = {str(action.pk): action for action in self.recommendation.actions.all()}
        return tuple(
            EditedAction(on_record.get(row["key"]), row["text"], row["state"])
            for _, row in rows.rows
        )

    def _deadlines(self, rows, when):
        deadlines = {str(d.pk): d for d in self.recommendation.deadlines.all()}
        actions = {str(action.pk): action for action in self.recommendation.actions.all()}
        read_against = self._paper_dates() if when.is_correction else {}
        dropped = [
            EditedDeadline(deadlines[key], "", is_dropped=True)
            for key in rows.removed_keys
            if key in deadlines
        ]
        edited = [
            EditedDeadline(
                deadlines.get(row["key"]),
                row["text"],
                *_reading(form, read_against.get(row["key"], when.cleaned_data["true_from"])),
                action=actions.get(row["action"]),
            )
            for form, row in rows.rows
        ]
        return tuple(edited + dropped)

    def _paper_dates(self):
        """The days against which the words in force were read: those that correct them are too."""
        return {str(term.deadline_id): term.paper_date for term in self.state.deadlines}

    def get_context_data(self, **kwargs):
        plan = self.recommendation.plan
        return super().get_context_data(
            section="plans",
            plan=plan,
            recommendation=self.recommendation,
            owner_names=[owner.name for owner in self.known],
            owners_to_come=self.owners_to_come,
            crumbs=[
                ("Plans", reverse("plan_list")),
                (plan.title, plan.get_absolute_url()),
                (
                    f"Recommendation {self.recommendation.reference}",
                    self.recommendation.get_absolute_url(),
                ),
            ],
            **kwargs,
        )


def _named(named):
    return tuple(NewAssignment(owner, remit=part.remit) for owner, part in named.found.items())


def _remember_spellings(forms, by, at):
    """The close spellings that somebody accepted become other spellings of the owners' names."""
    accepted = {
        (owner, part.name)
        for form in forms
        if form.named and form.cleaned_data["unknown_owners"] == form.SAME
        for owner, part in form.named.close
    }
    for owner, name in sorted(accepted, key=lambda pair: (pair[0].pk, pair[1])):
        remember_spelling(owner, name, by=by, at=at)


def _added(form, on):
    """A typed row as the act takes it."""
    row = form.cleaned_data
    reading = read(row["by_when"], paper_date=on) if row["by_when"] else None
    return AddedRecommendation(
        text=row["text"],
        reference=row["reference"],
        theme=row["theme"],
        timescale=row["timescale"],
        owner_text=row["owner_text"],
        assignments=_named(form.named) if form.named else (),
        by_when=row["by_when"],
        reading=reading,
        parser_version=PARSER_VERSION if reading else None,
    )


def _recommendation_initial(state, plan):
    return {
        **own_values_initial(plan, RECOMMENDATION, state.own_values),
        "text": state.text,
        "reference": state.reference,
        "theme": state.theme.theme_id if state.theme else None,
        "timescale": state.timescale,
        "priority": state.priority,
        "response": state.response,
        "owner_text": state.owner_text,
    }


def _assignment_initial(owner):
    return {"key": owner.owner_id, "owner": owner.name, "role": owner.role, "remit": owner.remit}


def _action_initial(action):
    return {"key": action.action_id, "text": action.text, "state": action.state}


def _deadline_initial(deadline):
    return {
        "key": deadline.deadline_id,
        "text": deadline.text,
        "action": str(deadline.action_id or ""),
        "by_hand": deadline.read_by == DeadlineTerm.ReadBy.PERSON,
        "earliest": deadline.earliest,
        "latest": deadline.latest,
        "open_ended": deadline.open_ended,
        "reading": _reading_words(deadline),
        "paper_date": deadline.paper_date,
    }


def _reading_words(deadline):
    sentence = reading_sentence(reading_of(deadline))
    by_person = deadline.read_by == DeadlineTerm.ReadBy.PERSON
    return f"{sentence} Set by a person." if by_person else sentence


def _reading(form, paper_date) -> tuple[Reading | None, int | None]:
    """The reading of a row's words and the version of the parser that read them: set by hand where
    somebody did, else read by the program; None for words and dates that nobody changed.
    """
    row = form.cleaned_data
    if form.initial and not {"text", "by_hand", *DATES} & set(form.changed_data):
        return None, None
    if form.is_by_hand:
        return reading_by_hand(**{name: row[name] for name in DATES}), None
    return read(row["text"], paper_date=paper_date), PARSER_VERSION

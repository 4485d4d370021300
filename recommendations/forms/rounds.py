"""What is typed to open a round, to change it, and to close it or open it again."""

from datetime import date, timedelta

from django import forms

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, Remembered, TokenForm
from recommendations.forms.questions import ask_whether_sure, hidden_question
from recommendations.forms.recommendations import OneLineField
from recommendations.models import Plan

DAYS_TO_ANSWER = 14
# An as-at day further away than that from today is asked about, and in such a year it is no day.
FAR_AWAY, NO_SUCH_YEAR = 100, 50
DUE_IN_THE_PAST = "Updates due must be today or later"
NO_LABEL = {"required": "Enter a label"}
NO_PLAN = {"required": "Choose at least one plan"}
ASKED_OTHERWISE = (
    "Somebody else has changed what can be asked since you opened the page. See who would be asked "
    "now, and save again"
)


class PlanCheckboxes(forms.CheckboxSelectMultiple):
    """A box for each plan; those with a key in `taken` can't be ticked."""

    taken: frozenset[int] = frozenset()

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value.value in self.taken:
            option["attrs"]["disabled"] = True
        return option


class PlansField(forms.ModelMultipleChoiceField):
    """The plans that a round asks about, each with what it would ask. One that is taken meanwhile
    is refused by the act, with its sentence.
    """

    def __init__(self):
        super().__init__(
            Plan.objects.none(), label="Plans", widget=PlanCheckboxes, error_messages=NO_PLAN
        )

    def offer(self, plans):
        """Offer these (OfferedPlan); the only one that can be chosen is ticked."""
        self.offered = {offered.plan.pk: offered for offered in plans}
        self.queryset = Plan.objects.filter(pk__in=self.offered).order_by("title", "pk")
        self.widget.taken = frozenset(o.plan.pk for o in self.offered.values() if o.round)
        free = self.offered.keys() - self.widget.taken
        self.initial = list(free) if len(free) == 1 else []

    def label_from_instance(self, plan):
        offered = self.offered[plan.pk]
        if offered.round:
            which = "which is" if offered.round.asks_all else "which asks only about some, is"
            return f"{plan.title}: in the round “{offered.round}”, {which} still open"
        if not offered.asks:
            return f"{plan.title}: nothing in it is live and not done"
        return f"{plan.title}: {offered.asks} of {offered.all} live and not done"


class _RoundFields(forms.Form):
    """`agreed`: the as-at day that stands already, and is not asked about."""

    agreed: date | None = None

    label = OneLineField(
        max_length=100,
        error_messages=NO_LABEL,
        help_text="What everybody will call it: “May 2016”.",
    )
    as_at = DatePartsField(
        label="As at",
        help_text="The day on which the answers are to be true. It is printed on the paper, and "
        "stays as it is once somebody has answered.",
    )
    sure = hidden_question()
    updates_due = DatePartsField(label="Updates due", help_text="The last day for answers.")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_updates_due(self):
        """A slip, unless it was so before."""
        due = self.cleaned_data["updates_due"]
        if due < self.today and due != self.initial.get("updates_due"):
            raise forms.ValidationError(DUE_IN_THE_PAST)
        return self._refuse_year(due)

    def clean_as_at(self):
        return self._refuse_year(self.cleaned_data["as_at"])

    def clean(self):
        answers = super().clean()
        day = answers.get("as_at")
        if day and day != self.agreed:
            ask_whether_sure(self, "as_at", list(_far_away(day, self.today)))
        return answers

    def _refuse_year(self, day):
        if abs(day.year - self.today.year) > NO_SUCH_YEAR:
            raise forms.ValidationError(f"{day.year} is far from this year. Check the year")
        return day


def _far_away(day: date, today: date):
    away = (day - today).days
    if abs(away) > FAR_AWAY:
        how = "before" if away < 0 else "after"
        yield f"{day.day} {day:%B %Y} is {abs(away)} days {how} today"


class NewRoundForm(_RoundFields, TokenForm):
    plans = PlansField()
    field_order = ["label", "as_at", "sure", "updates_due", "plans"]
    helper = PageHelper()

    def __init__(self, data=None, *, today, plans):
        initial = {
            "label": f"{today:%B %Y}",
            "as_at": today,
            "updates_due": today + timedelta(days=DAYS_TO_ANSWER),
        }
        super().__init__(data, today=today, initial=initial)
        self.fields["plans"].offer(plans)


class RoundForm(_RoundFields, EditForm):
    about_the_save = ("sure",)
    field_order = ["label", "as_at", "sure", "updates_due"]
    helper = PageHelper()

    def __init__(self, data=None, *, round, today):
        names = ("label", "as_at", "updates_due")
        initial = {name: getattr(round, name) for name in names}
        super().__init__(data, subject=round, today=today, initial=initial)
        self.agreed = round.as_at


class AddPlansForm(TokenForm):
    plans = PlansField()
    helper = PageHelper()

    def __init__(self, data=None, *, plans):
        super().__init__(data)
        self.fields["plans"].offer(plans)


class AskForm(_RoundFields, TokenForm):
    """The round that asks about chosen recommendations alone, if there is to be one; `asking` says
    who would be asked now, `label` what it is called unless somebody types another.
    """

    mark = Remembered()
    field_order = ["label", "as_at", "sure", "updates_due", "mark"]
    helper = PageHelper()

    def __init__(self, data=None, *, asking, label, today):
        initial = {
            "label": label,
            "as_at": today,
            "updates_due": today + timedelta(days=DAYS_TO_ANSWER),
            "mark": asking.mark,
        }
        super().__init__(data, today=today, initial=initial)
        if not asking.alone:
            for name in ("label", "as_at", "sure", "updates_due"):
                del self.fields[name]
        self.is_stale = self.is_bound and self.data.get("mark") != asking.mark
        if self.is_stale:
            self.data["mark"] = asking.mark

    def clean(self):
        answers = super().clean()
        if self.is_stale:
            self.add_error(None, ASKED_OTHERWISE)
        return answers


class CloseRoundForm(TokenForm):
    reason = forms.CharField(
        required=False,
        max_length=500,
        help_text="Kept in the history of the round. For example: the committee meets next week.",
    )
    helper = PageHelper()


class CancelRoundForm(TokenForm):
    reason = forms.CharField(
        max_length=500,
        error_messages={"required": "Say why it is cancelled"},
        help_text="Kept on record. For example: the wrong plan was ticked.",
    )
    helper = PageHelper()


class ReopenRoundForm(TokenForm):
    reason = forms.CharField(
        max_length=500,
        error_messages={"required": "Say why it is opened again"},
        help_text="Kept in the history of the round.",
    )
    helper = PageHelper()

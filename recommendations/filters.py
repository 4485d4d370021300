"""Finding recommendations: what the address of the list asks, as questions to the queryset.

Filters combine, and each is a word in the address. What can't be understood is told, and then
nothing is found: never more than what was asked for.
"""

from dataclasses import dataclass
from functools import cache, cached_property

import django_filters
from django import forms
from django.utils.text import Truncator

from people.holdings import held_by_any
from people.models import Department, Owner
from people.roles import owner_keys, owner_keys_in_departments
from recommendations.forms.finding import OWN_DEPARTMENTS, FindRecommendationsForm, SharedFields
from recommendations.models import Plan, Recommendation, StatusMeaning
from recommendations.rag import Colour
from recommendations.search import matching_words

MOST_ROUNDS = 99
NOTHING_REPORTED = "none"
NOT_MONITORED, ALL = "no", "any"
SILENT_NOW = "silent"


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter in words; `names`: what of the address it stands for."""

    text: str
    names: tuple[str, ...]


class Asked(django_filters.Filter):
    """A filter that puts a question: `ask(rows, value, filters)`; `chip`: what it says when it is
    chosen, with "{}" for the value, or a function of the value and the filters.
    """

    def __init__(self, field_class, ask, chip, **extra):
        super().__init__(**extra)
        self.field_class, self.ask, self.chip = field_class, ask, chip

    def in_words(self, value, filters):
        return self.chip(value, filters) if callable(self.chip) else self.chip.format(value)


def text_box(label, ask, chip, **extra):
    return Asked(forms.CharField, ask, chip, label=label, max_length=200, **extra)


def choice(label, choices, ask, chip, **extra):
    return Asked(forms.ChoiceField, ask, chip, label=label, choices=choices, **extra)


def tick(label, ask, chip=None):
    return Asked(forms.BooleanField, ask, chip or label, label=label)


def _of_owner(rows, found, filters):
    keys = set(found.keys)
    if filters.form.cleaned_data.get("through"):
        keys |= held_by_any(found.keys, on=filters.today)
    return rows.naming(keys)


def _of_department(rows, key, filters):
    if key == OWN_DEPARTMENTS:
        return rows.naming(owner_keys_in_departments(filters.user, on=filters.today))
    departments = Department.objects.order_by().within(Department.objects.filter(pk=key))
    owners = Owner.objects.order_by().filter(department__in=departments.values("pk"))
    return rows.naming(list(owners.values_list("pk", flat=True)))


def _own(rows, value, filters):
    """What a user may report on as their own: as `own_to` has it."""
    return rows.naming(owner_keys(filters.user, on=filters.today))


def _with_status(rows, meaning, filters):
    return rows.meaning("" if meaning == NOTHING_REPORTED else meaning)


def _label(name):
    """The label of the choice that a field has."""

    def in_words(value, filters):
        labels = dict(filters.form.fields[name].choices)
        return f"{filters.filters[name].label}: {labels[value].strip()}"

    return in_words


def _department_in_words(key, filters):
    if key == OWN_DEPARTMENTS:
        return "My departments, and what is within them"
    return f"{_label('department')(key, filters)}, and what is within it"


def _silent_in_words(rounds, filters):
    return "Silent for 1 round or more" if rounds == 1 else f"Silent for {rounds} rounds or more"


class RecommendationFilter(django_filters.FilterSet):
    """`user` asks, and `today` is the day on which dates are judged, posts are held and so on."""

    words = text_box(
        "Words",
        lambda rows, words, f: matching_words(rows, words),
        "Words: {}",
        help_text="In the recommendation, its updates, further actions, owner or dates. "
        "Other forms of a word count, and so does its beginning.",
    )
    owner = text_box("Owner", _of_owner, lambda found, f: f"Owner: {found.words}")
    through = tick(
        "Also through posts held and groups",
        lambda rows, value, f: rows,
        "Also through posts and groups",
    )
    department = choice(
        "Department",
        (),
        _of_department,
        _department_in_words,
    )
    plan = text_box(
        "Plan", lambda rows, found, f: rows.of_plans(found.keys), lambda v, f: f"Plan: {v.words}"
    )
    theme = choice(
        "Theme",
        (),
        lambda rows, key, f: rows.under_theme(key),
        _label("theme"),
        error_messages={"invalid_choice": "Choose a theme of the plan; name one plan for that."},
    )
    source = choice(
        "Source",
        [("", "Any source"), *Plan.Source.choices],
        lambda rows, source, f: rows.of_source(source),
        _label("source"),
    )
    status = choice(
        "Status",
        [("", "Any status"), (NOTHING_REPORTED, "Nothing reported yet"), *StatusMeaning.choices],
        _with_status,
        _label("status"),
    )
    word = text_box(
        "Status, in the plan’s own word",
        lambda rows, words, f: rows.in_these_words("status_word", words),
        "Status word: {}",
    )
    rag = choice(
        "RAG",
        [("", "Any colour"), *((colour.value, colour.word) for colour in Colour)],
        lambda rows, colour, f: rows.coloured(Colour(colour), on=f.today),
        _label("rag"),
    )
    priority = text_box(
        "Priority",
        lambda rows, words, f: rows.in_these_words("priority", words),
        "Priority: {}",
    )
    timescale = text_box(
        "Timescale",
        lambda rows, words, f: rows.in_these_words("timescale", words),
        "Timescale: {}",
    )
    due = choice(
        "Due",
        [("", "At any time"), ("30", "Within 30 days"), ("90", "Within 90 days")],
        lambda rows, days, f: rows.due_within(int(days), on=f.today),
        _label("due"),
    )
    silent = Asked(
        forms.IntegerField,
        lambda rows, rounds, f: rows.silent_for(rounds),
        _silent_in_words,
        label="Silent for so many rounds, or more",
        min_value=1,
        max_value=MOST_ROUNDS,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            f"Enter a number of rounds from 1 to {MOST_ROUNDS}.",
        ),
    )
    round = choice(
        "Rounds that are open",
        [("", "Asked or not"), (SILENT_NOW, "Silent: asked, and not answered yet")],
        lambda rows, value, f: rows.silent_now(),
        "Silent in a round that is open",
    )
    overdue = tick("Overdue", lambda rows, v, f: rows.overdue(on=f.today))
    start_overdue = tick(
        "To be begun by now, and not begun",
        lambda rows, v, f: rows.start_overdue(on=f.today),
        "Start overdue",
    )
    past_original = tick(
        "Past its original date, within its revised one",
        lambda rows, v, f: rows.past_original(on=f.today),
        "Past its original date",
    )
    extension = tick("Extension requested", lambda rows, v, f: rows.with_extension_requested())
    unverified = tick("Reported complete, not verified", lambda rows, v, f: rows.to_verify())
    mine = tick("Mine", _own)
    unowned = tick("Names no owner on record", lambda rows, v, f: rows.unowned(), "No owner")
    exempt = tick("Exempt", lambda rows, v, f: rows.known_as_exempt())
    monitored = choice(
        "Monitored",
        [
            ("", "Only what is monitored"),
            (NOT_MONITORED, "No longer monitored"),
            (ALL, "Monitored or not"),
        ],
        lambda rows, value, f: rows,
        lambda value, f: dict(f.form.fields["monitored"].choices)[value],
    )
    unused = tick("Also plans no longer in use", lambda rows, v, f: rows)

    class Meta:
        model = Recommendation
        fields: list[str] = []
        form = FindRecommendationsForm

    def __init__(self, data, *, queryset, user, today):
        """The filters and the form's class are made once for all, not anew for every page as
        django-filter makes them: that took as long as the questions themselves.
        """
        self.is_bound, self.data, self.queryset = True, data, queryset
        self.user, self.today = user, today
        self.filters = self.base_filters

    @cached_property
    def form(self):
        return _form_class()(self.data, user=self.user, today=self.today)

    def filter_queryset(self, queryset):
        """What is monitored, in plans in use, unless something else is asked for."""
        if self.form.errors:
            return queryset.none()
        chosen, rows = self.form.cleaned_data, queryset
        for name, value in chosen.items():
            if value:
                rows = self.filters[name].ask(rows, value, self)
        if not chosen.get("unused") and not self._names_a_plan:
            rows = rows.in_plans_in_use()
        if chosen.get("monitored") == ALL:
            return rows
        if chosen.get("monitored") == NOT_MONITORED:
            return rows.no_longer_monitored()
        return rows.still_monitored()

    @property
    def _names_a_plan(self):
        plan = self.form.cleaned_data.get("plan")
        return bool(plan and plan.is_one)

    @property
    def chips(self) -> list[Chip]:
        """The chosen filters, in their order, those that are not understood too; what belongs to
        another goes with it.
        """
        wrong = self.form.errors
        chosen = {name: value for name, value in self.form.cleaned_data.items() if value}
        if "owner" not in chosen:
            chosen.pop("through", None)
        together = {"owner": ("owner", "through"), "plan": ("plan", "theme")}
        return [
            Chip(self._in_words(name, chosen), together.get(name, (name,)))
            for name in self.filters
            if name in chosen or name in wrong
        ]

    def _in_words(self, name, chosen):
        if name in chosen:
            return self.filters[name].in_words(chosen[name], self)
        return f"{self.filters[name].label}: “{Truncator(self.data.get(name)).chars(60)}” not found"


@cache
def _form_class():
    form_class = RecommendationFilter(None, queryset=None, user=None, today=None).get_form_class()
    form_class.base_fields = SharedFields(form_class.base_fields)
    return form_class

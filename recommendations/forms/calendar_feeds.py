"""What is chosen to have a calendar, and to stop one."""

from typing import Any

from django import forms
from django.db.models.functions import Lower

from people.crispy import PageHelper
from people.forms.edit_form import TokenForm
from people.models import Department
from people.roles import named_departments
from recommendations.calendar_feeds import departments_to_follow, plans_to_follow
from recommendations.models import CalendarFeed, Plan

NOT_OFFERED = "Choose a calendar of the list. You may have this one already"
KINDS = CalendarFeed.Kind


class NewCalendarForm(TokenForm):
    """`user`: whose calendar it is to be; those that they have are not offered again. `asked`: the
    word of the one that is chosen at first.
    """

    of = forms.ChoiceField(
        label="Calendar of",
        error_messages={"required": NOT_OFFERED, "invalid_choice": NOT_OFFERED},
        help_text="That of a department has what its owners hold, with all departments within it.",
    )
    helper = PageHelper()

    def __init__(self, data=None, *, user, today, asked=""):
        super().__init__(data, initial={"of": asked})
        self.fields["of"].choices = _offered(user, today)

    @property
    def offers_any(self):
        return bool(self.fields["of"].choices)

    def chosen(self) -> dict[str, Any]:
        """What `make_feed` is told."""
        kind, _, key = self.cleaned_data["of"].partition("-")
        kinds = {KINDS.DEPARTMENT: Department.objects, KINDS.PLAN: Plan.objects}
        return {"kind": kind, **({kind: kinds[kind].get(pk=key)} if key else {})}


class StopCalendarForm(TokenForm):
    again = forms.BooleanField(
        label="Give me the same calendar at a new address",
        required=False,
        help_text="For when somebody else may have the old one.",
    )
    helper = PageHelper()


def word_of(kind, key=None) -> str:
    """By which a calendar is asked for: "mine", "department-3", "plan-5"."""
    return kind if key is None else f"{kind}-{key}"


def _offered(user, today):
    """The calendars that somebody may have and has not, in groups."""
    departments = departments_to_follow().order_by(Lower("name"))
    own = named_departments(user, on=today).values("pk")
    kept = [
        ("You", [(word_of(KINDS.MINE.value), KINDS.MINE.label)]),
        ("Your departments", _choices(KINDS.DEPARTMENT.value, departments.filter(pk__in=own))),
        ("Departments", _choices(KINDS.DEPARTMENT.value, departments.exclude(pk__in=own))),
        ("Plans", _choices(KINDS.PLAN.value, plans_to_follow(user, on=today))),
    ]
    feeds = CalendarFeed.objects.of(user).working()
    had = {word_of(feed.kind, feed.department_id or feed.plan_id) for feed in feeds}
    groups = [(name, [one for one in choices if one[0] not in had]) for name, choices in kept]
    return [(name, choices) for name, choices in groups if choices]


def _choices(kind, rows):
    return [(word_of(kind, row.pk), str(row)) for row in rows]

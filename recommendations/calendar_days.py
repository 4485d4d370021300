"""What a calendar feed holds on a day: every open deadline that has a date, and the days on which
updates are due. A fixed number of queries, however many there are.
"""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone

from people.holdings import holdings_of
from people.models import Department
from people.prepared import Given, Prepared
from recommendations.as_at import dates_as_at
from recommendations.calendar_file import CalendarDay
from recommendations.models import (
    ActionState,
    CalendarFeed,
    DeadlineTerm,
    Exemption,
    OwnerCell,
    Plan,
    Recommendation,
    Round,
    RoundState,
    UpdateRequest,
    Wording,
)

LONGEST_TEXT, LONGEST_OWNER, LONGEST_IN_FULL = 60, 40, 500
KEPT = (
    "This recommendation is kept from the public, so its words are not in the calendar. Sign in to "
    "read it."
)
ROUNDS = "Rounds"


def days_of(feed: CalendarFeed, *, on: date) -> list[CalendarDay]:
    """What its user may see of the calendar on a day, as known now: nothing where they may no
    longer read it. What is done, no longer monitored or in a plan out of use is not in it, nor what
    has no date ("Ongoing") or was not understood.
    """
    rows = _rows(feed, on)
    return [*_deadlines(rows, on), *_rounds(feed, rows, on)]


def readable_titles(feeds, user, *, on: date) -> list[str]:
    """What the calendars of a user are called: without the name of a plan that they may no longer
    read.
    """
    plans = Plan.objects.visible_to(user, on=on).filter(pk__in=[feed.plan_id for feed in feeds])
    readable = {None, *plans.values_list("pk", flat=True)}
    return [feed.title if feed.plan_id in readable else feed.get_kind_display() for feed in feeds]


def _rows(feed, on):
    """The recommendations of a calendar."""
    user = feed.user
    rows = Recommendation.objects.in_use().visible_to(user, on=on).still_monitored()
    if feed.kind == CalendarFeed.Kind.MINE:
        return rows.own_to(user, on=on, held=holdings_of(user, on=on))
    if feed.kind == CalendarFeed.Kind.DEPARTMENT:
        within = Department.objects.within(Department.objects.filter(pk=feed.department_id))
        return rows.of_departments(within, on=on)
    return rows.filter(plan=feed.plan_id)


def _deadlines(rows, on):
    """Each open deadline with a day, of a recommendation or of one of its further actions."""
    # The keys are read at once: inside the questions about facts, SQLite gives up on the depth.
    dated = rows.filter(next_latest__isnull=False).order_by()
    plan_of = dict(dated.values_list("pk", "plan"))
    keys, plans = list(plan_of), set(plan_of.values())
    # What is written down meanwhile is counted the next time; what becomes exempt is left out.
    changes = _changes_of_deadlines(keys, plans, on)
    states = dates_as_at(keys, as_at=on, known_by=None)
    titles = dict(Plan.objects.filter(pk__in=plans).values_list("pk", "title"))
    exempt = Recommendation.objects.filter(pk__in=keys).exempt(on=on)
    exempt_keys = set(exempt.order_by().values_list("pk", flat=True))
    site = _Site()
    return [
        _day(
            state,
            deadline,
            titles[state.plan_id],
            changes,
            site,
            is_exempt=state.recommendation_id in exempt_keys,
        )
        for state in states
        for deadline in state.deadlines
        if deadline.latest and not deadline.is_closed
    ]


def _day(state, deadline, plan, changes, site, *, is_exempt):
    action = next((a for a in state.actions if a.action_id == deadline.action_id), None)
    address = site.whole(reverse("recommendation_detail", args=[state.recommendation_id]))
    words = _kept_words(state) if is_exempt else _words(state, deadline, action)
    changed = changes.of(
        (DeadlineTerm, deadline.deadline_id),
        (ActionState, deadline.action_id),
        *((kind, state.recommendation_id) for kind in (Wording, OwnerCell, Exemption)),
        (Recommendation, state.recommendation_id),
        (Plan, state.plan_id),
    )
    return CalendarDay(
        uid=site.uid("deadline", deadline.deadline_id),
        day=deadline.latest,
        summary=words.summary,
        description="\n".join([*words.lines, f"Plan: {plan}", address]),
        category=plan,
        address=address,
        sequence=changed.times,
        changed_at=changed.last,
        is_confidential=is_exempt,
    )


def _words(state, deadline, action):
    number = f"Recommendation {state.reference}".strip()
    what = action.text if action else state.text
    summary = f"{state.reference} {_short(what, LONGEST_TEXT)}".strip()
    lines = [f"By when: {deadline.text}"]
    if deadline.text != deadline.original_text:
        lines.append(f"Originally: {deadline.original_text}")
    if action:
        lines.append(f"Further action: {_cut(action.text, LONGEST_IN_FULL)}")
    lines.append(f"{number}: {_cut(state.text, LONGEST_IN_FULL)}")
    if state.owner_text:
        summary += f" – {_short(state.owner_text, LONGEST_OWNER)}"
        lines.append(f"Owner: {state.owner_text}")
    return _Words(summary, tuple(lines))


def _kept_words(state):
    """What is exempt is never sent where nobody signs in, as in no e-mail."""
    return _Words(f"{state.reference} Exempt: sign in to read it".strip(), (KEPT,))


class _Words(NamedTuple):
    summary: str
    lines: tuple[str, ...]


def _rounds(feed, rows, on):
    """The day on which updates are due, of each open round that asks about something in the
    calendar.
    """
    asked = UpdateRequest.objects.of_open_rounds(on=on).filter(recommendation__in=rows)
    rounds = list(Round.objects.filter(pk__in=asked.values("round")))
    changes = _Changes(on)
    changes.add([RoundState, Round], [one.pk for one in rounds])
    site = _Site()
    return [
        _due(feed, one, changes.of((RoundState, one.pk), (Round, one.pk)), site) for one in rounds
    ]


def _due(feed, round, changed, site):
    """Whoever follows what is their own is led to where they answer."""
    is_own = feed.kind == CalendarFeed.Kind.MINE
    address = site.whole(reverse("home") if is_own else round.get_absolute_url())
    as_at = f"{round.as_at.day} {round.as_at:%B %Y}"
    return CalendarDay(
        uid=site.uid("round", round.pk),
        day=round.updates_due,
        summary=f"Updates due: {round.label}",
        description=f"Last day for updates on progress as at {as_at}.\n{address}",
        category=ROUNDS,
        address=address,
        sequence=changed.times,
        changed_at=changed.last,
    )


class _Changed(NamedTuple):
    """How often something was written down or edited, and when for the last time."""

    times: int
    last: datetime


class _Changes:
    """What was ever changed of what the days say, by kind and key, up to a day: nothing of that is
    ever taken away, so that the count only grows.
    """

    def __init__(self, on: date):
        self.on = on
        self.found: dict[tuple[Any, int], _Changed] = {}

    def add(self, kinds, keys):
        """What was changed of these kinds, about what has these keys."""
        for kind in kinds:
            question = _QUESTIONS[kind]
            if kind in _EDITED:
                for key, times, at in question.rows(keys=keys):
                    self.found[kind, key] = _Changed(times, at)
            else:
                for key, times, day, at in question.rows(keys=keys, on=self.on):
                    self.found[kind, key] = _Changed(times, _later(at, day))

    def of(self, *keys) -> _Changed:
        """Of several together."""
        found = [self.found[key] for key in keys if key in self.found]
        return _Changed(sum(one.times for one in found), max(one.last for one in found))


def _facts(kind, subject, about=""):
    """How often each subject was written about, and when last, by the keys of what it is `about`.
    Only what takes effect by the day: a fact that begins later changes nothing until then.
    """
    given = {f"{about or subject}__in": Given("keys"), "valid_from__lte": Given("on")}
    return Prepared(
        lambda: (
            kind.objects.filter(**given)
            .order_by()
            .values_list(subject)
            .annotate(Count("pk"), Max("valid_from"), Max("recorded_at"))
        )
    )


def _edits(kind):
    """How often each was edited in place, and when last."""
    return Prepared(
        lambda: (
            kind.history.filter(id__in=Given("keys"))
            .order_by()
            .values_list("id")
            .annotate(Count("history_id"), Max("history_date"))
        )
    )


_EDITED = (Recommendation, Plan, Round)
# Always put in the same words, about thousands of keys.
_QUESTIONS: dict[Any, Prepared] = {
    DeadlineTerm: _facts(DeadlineTerm, "deadline", "deadline__recommendation"),
    ActionState: _facts(ActionState, "action", "action__recommendation"),
    **{kind: _facts(kind, "recommendation") for kind in (Wording, OwnerCell, Exemption)},
    RoundState: _facts(RoundState, "round"),
    **{kind: _edits(kind) for kind in _EDITED},
}


def _changes_of_deadlines(keys, plans, on):
    changes = _Changes(on)
    changes.add([DeadlineTerm, ActionState, Wording, OwnerCell, Exemption, Recommendation], keys)
    changes.add([Plan], sorted(plans))
    return changes


def _short(text, longest):
    return _cut(" ".join(text.split()), longest)


def _cut(text, longest):
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _later(at, day):
    """When a fact took effect: at the moment when it was written down, or as its day began."""
    # By its own clock a moment is on its day, or on the one before: mostly nothing is worked out.
    return max(at, _beginning(day)) if day >= at.date() else at


@lru_cache(maxsize=4_096)
def _beginning(day):
    return timezone.make_aware(datetime.combine(day, time.min))


class _Site:
    """Where the site stands, as it is asked once for all the days."""

    def __init__(self):
        # The settings are read as the program runs, and each of these is said thousands of times.
        self.address = urljoin(settings.SITE_URL, "/").removesuffix("/")
        self.host = urlsplit(settings.SITE_URL).hostname

    def whole(self, path):
        return f"{self.address}{path}"

    def uid(self, kind, key):
        """Whatever else changes, as long as the site stays where it is."""
        return f"{kind}-{key}@{self.host}"

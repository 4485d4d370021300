"""The questions about recommendations that the derived columns answer: quick, and true as at the
day for which the columns stand.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import BooleanField, Func, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from people.prepared import PreparedKeys
from recommendations.models.plan import Plan
from recommendations.models.status_meaning import StatusMeaning
from recommendations.rag import HALF, LITTLE, MUCH, SOON, Colour

_UNUSED_PLANS = PreparedKeys(lambda: Plan.objects.order_by().filter(is_active=False).values("pk"))


class NotLookedUp(Func):
    """A column by which SQLite looks nothing up, where it would take the worse of two indexes."""

    output_field = models.BigIntegerField()
    template = "%(expressions)s"

    def as_sqlite(self, compiler, connection, **extra: Any):
        return self.as_sql(compiler, connection, **extra | {"template": "+%(expressions)s"})


class AmongFew(Func):
    """Whether a column has one of the values, not many, that a subquery finds. They are looked up:
    PostgreSQL, which does not know how few they are, would walk down the order for a page and read
    the whole table for a count.
    """

    output_field = BooleanField()
    arg_joiner = " IN "
    template = "%(expressions)s"

    def as_postgresql(self, compiler, connection, **extra: Any):
        extra |= {"template": "%(expressions)s)", "arg_joiner": " = ANY(ARRAY"}
        return self.as_sql(compiler, connection, **extra)


class Keys(Func):
    """The keys of a list however long, as one value: hundreds of values in a question take longer
    to send than to answer.
    """

    template = "%(expressions)s"
    output_field = models.BigIntegerField()

    @classmethod
    def of(cls, keys: Iterable[int]) -> "Keys":
        return cls(models.Value(json.dumps(list(keys))))

    def as_sqlite(self, compiler, connection, **extra: Any):
        return self.as_sql(
            compiler, connection, template="(SELECT value FROM json_each(%(expressions)s))"
        )

    def as_postgresql(self, compiler, connection, **extra: Any):
        template = "(SELECT value::bigint FROM json_array_elements_text(%(expressions)s::json))"
        return self.as_sql(compiler, connection, template=template)


class ListedQuerySet(models.QuerySet):
    """What lists ask of recommendations, each a sentence; they combine in any order.

    `are_few`: they are sooner looked up and then put in order than found by walking down an order.
    """

    are_few = False

    def _clone(self):
        clone = super()._clone()  # type: ignore[misc]
        clone.are_few = self.are_few
        return clone

    def looked_up(self, column, values):
        """Those in whose column one of the values stands, not many, that a subquery finds."""
        rows = self.filter(AmongFew(column, values))
        rows.are_few = True
        return rows

    def with_keys(self, keys: Iterable[int]):
        """Those with these keys, however many."""
        return self.filter(AmongFew(models.F("pk"), Keys.of(keys)))

    def still_monitored(self):
        return self.filter(is_monitored=True)

    def no_longer_monitored(self):
        return self.filter(is_monitored=False)

    def of_plans(self, plans):
        return self.filter(plan__in=plans)

    def in_plans_in_use(self):
        return self.exclude(plan__in=_UNUSED_PLANS)

    def outside_plans(self, plans):
        """All but those of some plans: said so, a long list is still read in the order of its
        index. Read plan by plan and sorted, it takes ten times as long.
        """
        return self.exclude(plan__in=plans.values("pk"))

    def of_source(self, source):
        return self.filter(plan__in=Plan.objects.filter(source=source).values("pk"))

    def under_theme(self, theme):
        return self.filter(theme=theme)

    def meaning(self, meaning):
        """With a status of this meaning; "" for those of which nothing was reported."""
        return self.filter(status_meaning=meaning)

    def in_these_words(self, column, words):
        """Those in whose column (status_word, priority, timescale) just these words stand, in any
        case.
        """
        return self.filter(**{f"{column}__iexact": words})

    def overdue(self, *, on: date):
        return self.filter(due_order__lt=on)

    def start_overdue(self, *, on: date):
        """To be begun "from" a day that has passed, and not begun."""
        not_begun = Q(status_meaning__in=["", StatusMeaning.NOT_STARTED])
        return self.filter(not_begun, open_start__lt=on)

    def due_within(self, days: int, *, on: date):
        return self.filter(due_order__gte=on, due_order__lte=on + timedelta(days=days))

    def past_original(self, *, on: date):
        """Past the original date but within the revised one, where the plan doesn't say that an
        agreed revision puts that right.
        """
        return self.filter(
            open_original__lt=on, due_order__gte=on, plan__revision_stops_overdue=False
        )

    def with_extension_requested(self):
        return self.filter(extension_requested=True)

    def silent_for(self, rounds: int):
        """Nobody answered for so many rounds in a row, or more."""
        return self.filter(silent_rounds__gte=rounds)

    def silent_now(self):
        """An open round asks, and nobody has answered it."""
        return self.filter(silent_in__isnull=False).still_monitored().in_plans_in_use()

    def unowned(self):
        """The owner cell names nobody on record."""
        return self.filter(is_owned=False)

    def known_as_exempt(self):
        """Marked as exempt: to find them among those that somebody may see."""
        return self.filter(is_exempt=True)

    def still_to_do(self):
        """Something is due, or nothing says that it is done."""
        done = Q(status_meaning__in=StatusMeaning.done())
        return self.filter(Q(next_latest__isnull=False) | ~done)

    def to_verify(self):
        """Reported complete, and no auditor has confirmed it."""
        return self.filter(status_meaning=StatusMeaning.COMPLETE, is_verified=False)

    def coloured(self, colour: Colour, *, on: date):
        """Those that are red, amber or green on a day, each by the rule of its plan or as a person
        has judged: as `recommendations/rag.py` says, to which a test holds it.
        """
        judged = Q(is_monitored=True) & ~Q(judged_colour="")
        by_rule = Q()
        for rule, when in _COLOURED.items():
            others = Plan.objects.exclude(rag_rule=rule).values("pk")
            by_rule |= ~Q(plan__in=others) & when(colour, on)
        coloured = judged & Q(judged_colour=colour) | ~judged & by_rule
        return self.exclude(status_meaning__in=StatusMeaning.done()).filter(coloured)

    def on_record(self):
        """Not those of which every wording was taken back."""
        return self.exclude(text="")

    def longest_overdue(self, *, on: date):
        """What is overdue on a day, the oldest first: from the original date of what is open, or
        from the current one where that was brought forward.
        """
        # Walked down in the order of its index: what is overdue has all come late before the day.
        overdue = self.alias(due=NotLookedUp("due_order", output_field=models.DateField()))
        overdue = overdue.filter(due__lt=on, late_order__lt=on)
        return overdue.order_by("late_order", "pk")

    def by_next_deadline(self):
        """The earliest deadline first, those without one last."""
        return self.order_by("due_order", "plan", "pk")

    def beyond(self, column: str, value, key: int, *, downwards=False):
        """Those after the row with this value and key in the order by column and key.

        Compared as a pair, which an index answers at once however far down the list it is.
        """
        lookup = TupleLessThan if downwards else TupleGreaterThan
        pair = Tuple(models.F(column), models.F("id"))
        return self.filter(lookup(pair, (value, key)))


def is_coloured(colour: Colour | None, *, on: date) -> Q:
    """The question of `coloured`, to count by: the plan is read along. None: neither a rule nor a
    person gives a colour to what is still to be done.
    """
    judged = Q(is_monitored=True) & ~Q(judged_colour="")
    to_do = ~Q(status_meaning__in=StatusMeaning.done())
    if colour is None:
        return to_do & ~judged & _left_open(on)
    by_rule = Q()
    for rule, when in _COLOURED.items():
        by_rule |= Q(plan__rag_rule=rule) & when(colour, on)
    return to_do & (judged & Q(judged_colour=colour) | ~judged & by_rule)


def _left_open(on):
    """What the rules of the plans give no colour."""
    unsaid = Q(per_cent=None, due_order__gte=on)
    said = [StatusMeaning.AT_RISK, StatusMeaning.ON_TRACK]
    return Q(plan__rag_rule=Plan.RagRule.PER_CENT) & unsaid | Q(
        plan__rag_rule=Plan.RagRule.JUDGEMENT
    ) & ~Q(status_meaning__in=said)


def _by_deadline(colour, on):
    late = Q(due_order__lt=on)
    soon = Q(due_order__lte=on + SOON) | Q(status_meaning=StatusMeaning.AT_RISK)
    return {Colour.RED: late, Colour.AMBER: ~late & soon, Colour.GREEN: ~late & ~soon}[colour]


def _by_per_cent(colour, on):
    late, unsaid = Q(due_order__lt=on), Q(per_cent=None)
    red = Q(per_cent__lte=LITTLE) | late & (unsaid | Q(per_cent__lt=HALF))
    amber = Q(per_cent__gt=LITTLE, per_cent__lte=MUCH) & ~(late & Q(per_cent__lt=HALF))
    return {Colour.RED: red, Colour.AMBER: amber, Colour.GREEN: Q(per_cent__gt=MUCH)}[colour]


def _by_judgement(colour, on):
    meant = {Colour.AMBER: StatusMeaning.AT_RISK, Colour.GREEN: StatusMeaning.ON_TRACK}
    return Q(status_meaning=meant[colour]) if colour in meant else Q(pk__in=[])


_COLOURED = {
    Plan.RagRule.DEADLINE: _by_deadline,
    Plan.RagRule.PER_CENT: _by_per_cent,
    Plan.RagRule.JUDGEMENT: _by_judgement,
}

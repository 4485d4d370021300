"""The derived columns of recommendations: what their facts say as at a day, kept beside them so
that lists are quick.

Every act that writes a fact they come from refreshes them in the same transaction; `manage.py
refresh_derived` lets dates take effect on their day, and `manage.py check_derived` proves the
columns equal to the facts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db import transaction

from people.dated_fact import PreparedAsAt
from people.prepared import Given
from recommendations.as_at import state_as_at
from recommendations.models import OwnerCell, PlanStamp, Recommendation
from recommendations.models.recommendation import DERIVED
from recommendations.natural_order import natural_order
from recommendations.search_texts import refresh_search_texts, wrong_search_texts
from recommendations.silence import SPOKEN, silences

BATCH = 1_000
NOTHING = {
    "text": "",
    "theme_id": None,
    "timescale": "",
    "priority": "",
    "owner_cell_id": None,
    "owner_text": "",
    "is_owned": False,
    "lead_owner_id": None,
    "status_word": "",
    "status_meaning": "",
    "per_cent": None,
    "judged_colour": "",
    "judged_reason": "",
    "by_when": "",
    "next_latest": None,
    "original_latest": None,
    "latest": None,
    "open_original": None,
    "open_start": None,
    "times_moved": 0,
    "extension_requested": False,
    "last_update_on": None,
    "silent_rounds": 0,
    "silent_in_id": None,
    "was_asked": False,
    "is_verified": False,
    "completion_refused": False,
    "is_monitored": True,
    "is_exempt": False,
}
BESIDES = {"owner_cell_id", "silent_rounds", "silent_in_id", "was_asked", "is_exempt"}
FROM_STATE = NOTHING.keys() - BESIDES - {"theme_id", "is_owned"}
# Inside derived_refreshed_once: the keys of the recommendations that the acts have touched so far.
_put_off: ContextVar[dict | None] = ContextVar("put_off", default=None)


def derived_values(state, **besides) -> dict:
    """The derived columns that a state (None: the recommendation does not exist yet) stands for,
    and `besides` what no state says: BESIDES.
    """
    if state is None:
        return NOTHING
    return {
        "theme_id": state.theme.theme_id if state.theme else None,
        "is_owned": bool(state.owners),
        **{name: getattr(state, name) for name in FROM_STATE},
        **besides,
    }


@transaction.atomic
def refresh_derived(keys, *, on: date, tell: Callable[[int, int], None] | None = None):
    """Set the derived columns of the recommendations with these keys as at the day `on`, or as
    at the later day for which they stand already (facts of long ago, typed today, don't put them
    back). `tell(done, of)` is told how many are set.
    """
    put_off = _put_off.get()
    if put_off is not None:
        put_off.update(dict.fromkeys(keys))
        return
    keys = list(dict.fromkeys(keys))
    for start in range(0, len(keys), BATCH):
        _refresh_batch(keys[start : start + BATCH], on)
        if tell:
            tell(min(start + BATCH, len(keys)), len(keys))


@contextmanager
def derived_refreshed_once(
    *, on: date, tell: Callable[[int, int], None] | None = None
) -> Iterator[None]:
    """Many acts in one transaction, and the derived columns of all that they touched set once, at
    its end, as at the day `on`: for history that is put in by bulk. `tell`: as in refresh_derived.

    In between the columns say what they said before, so nothing in there may read them.
    """
    with transaction.atomic():
        keys: dict = {}
        token = _put_off.set(keys)
        try:
            yield
        finally:
            _put_off.reset(token)
        refresh_derived(keys, on=on, tell=tell)


def _refresh_batch(keys, on):
    # Locked, so that of two acts on one recommendation the second to commit sees the facts of both
    # (PostgreSQL). Not a key lock: each has referred to the recommendation by now, and they would
    # wait for each other.
    recommendations = list(
        Recommendation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    )
    day = max([on, *(r.derived_on for r in recommendations if r.derived_on)])
    batch = Recommendation.objects.filter(pk__in=keys)
    states = _states_as_at(batch, day)
    values = _values_as_at(batch, states, day)
    for recommendation in recommendations:
        recommendation.derived_on = day
        for name, value in values(recommendation).items():
            setattr(recommendation, name, value)
    # An upsert of rows that are there: a tenth of the time of bulk_update.
    Recommendation.objects.bulk_create(
        recommendations,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=DERIVED,
    )
    refresh_search_texts(recommendations, states, on=day)
    PlanStamp.objects.raise_for({recommendation.plan_id for recommendation in recommendations})


def wrong_derived(*, on: date | None = None):
    """Yield (recommendation, column, what it says, what the facts say) wherever a derived column
    disagrees, as at the day `on`, or as at the day for which each recommendation's columns
    stand.
    """
    days = (
        [on]
        if on
        else Recommendation.objects.order_by().values_list("derived_on", flat=True).distinct()
    )
    for day in days:
        recommendations = Recommendation.objects.order_by("pk")
        if not on:
            recommendations = recommendations.filter(derived_on=day)
        yield from _wrong_as_at(recommendations, day)


def _wrong_as_at(recommendations, day):
    keys = list(recommendations.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = Recommendation.objects.filter(pk__in=keys[start : start + BATCH])
        states = _states_as_at(batch, day) if day else {}
        values = _values_as_at(batch, states, day) if day else _nothing_yet
        rows = list(batch.order_by("pk"))
        for recommendation in rows:
            for name, value in values(recommendation).items():
                if getattr(recommendation, name) != value:
                    yield recommendation, name, getattr(recommendation, name), value
        yield from wrong_search_texts(rows, states, on=day)


def _states_as_at(recommendations, day):
    states = state_as_at(recommendations, as_at=day, known_by=None)
    return {state.recommendation_id: state for state in states}


def _values_as_at(recommendations, states, day):
    silent = silences(recommendations, as_at=day, known_by=None)
    given = {"as_at": day, "known_by": None, "recommendations": recommendations.values("pk")}
    exempt = {key for (key,) in _EXEMPT.rows(**given)}
    cells = dict(_CELLS.rows(**given))

    def values(recommendation):
        key = recommendation.pk
        silence = silent.get(key, SPOKEN)
        from_facts = derived_values(
            states.get(key),
            owner_cell_id=cells.get(key),
            silent_rounds=silence.rounds,
            silent_in_id=silence.now,
            was_asked=key in silent,
            is_exempt=key in exempt,
        )
        return {**from_facts, **_of_itself(recommendation)}

    return values


def _exempt(*, as_at, known_by):
    asked = Recommendation.objects.order_by().filter(pk__in=Given("recommendations"))
    return asked.exempt(on=as_at).values_list("pk")


def _cells(**when):
    asked = Recommendation.objects.filter(pk__in=Given("recommendations"))
    cells = OwnerCell.objects.in_force(of=asked, **when).order_by()
    return cells.values_list("recommendation", "pk")


_EXEMPT, _CELLS = PreparedAsAt(_exempt), PreparedAsAt(_cells)


def _nothing_yet(recommendation):
    return {**NOTHING, **_of_itself(recommendation)}


def _of_itself(recommendation):
    """What comes from no fact, but from what is edited in place."""
    return {"reference_order": natural_order(recommendation.reference)}

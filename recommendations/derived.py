"""The derived columns of recommendations: what their facts say as at a day, kept beside them so
that lists are quick.

Every act that writes a fact they come from refreshes them in the same transaction; `manage.py
refresh_derived` lets dates take effect on their day, and `manage.py check_derived` proves the
columns equal to the facts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db import transaction

from recommendations.as_at import state_as_at
from recommendations.models import Recommendation
from recommendations.silence import silent_rounds

BATCH = 1_000
NOTHING = {
    "status_word": "",
    "status_meaning": "",
    "next_latest": None,
    "original_latest": None,
    "last_update_on": None,
    "silent_rounds": 0,
    "is_verified": False,
    "extension_requested": False,
}
FROM_STATE = NOTHING.keys() - {"silent_rounds"}
# Inside derived_refreshed_once: the keys of the recommendations that the acts have touched so far.
_put_off: ContextVar[dict | None] = ContextVar("put_off", default=None)


def derived_values(state, silent: int = 0) -> dict:
    """The derived columns that a state (None: the recommendation does not exist yet) and its number
    of silent rounds stand for.
    """
    if state is None:
        return NOTHING
    return {"silent_rounds": silent, **{name: getattr(state, name) for name in FROM_STATE}}


@transaction.atomic
def refresh_derived(keys, *, on: date):
    """Set the derived columns of the recommendations with these keys as at the day `on`, or as
    at the later day for which they stand already (facts of long ago, typed today, don't put them
    back).
    """
    put_off = _put_off.get()
    if put_off is not None:
        put_off.update(dict.fromkeys(keys))
        return
    keys = list(dict.fromkeys(keys))
    for start in range(0, len(keys), BATCH):
        _refresh_batch(keys[start : start + BATCH], on)


@contextmanager
def derived_refreshed_once(*, on: date) -> Iterator[None]:
    """Many acts in one transaction, and the derived columns of all that they touched set once, at
    its end, as at the day `on`: for history that is put in by bulk.

    In between the columns say what they said before, so nothing in there may read them.
    """
    with transaction.atomic():
        keys: dict = {}
        token = _put_off.set(keys)
        try:
            yield
        finally:
            _put_off.reset(token)
        refresh_derived(keys, on=on)


def _refresh_batch(keys, on):
    # Locked, so that of two acts on one recommendation the second to commit sees the facts of both
    # (PostgreSQL). Not a key lock: each has referred to the recommendation by now, and they would
    # wait for each other.
    recommendations = list(
        Recommendation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    )
    day = max([on, *(r.derived_on for r in recommendations if r.derived_on)])
    values = _values_as_at(Recommendation.objects.filter(pk__in=keys), day)
    for recommendation in recommendations:
        recommendation.derived_on = day
        for name, value in values(recommendation.pk).items():
            setattr(recommendation, name, value)
    # An upsert of rows that are there: a tenth of the time of bulk_update.
    Recommendation.objects.bulk_create(
        recommendations,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["derived_on", *NOTHING],
    )


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
        values = _values_as_at(batch, day) if day else lambda key: NOTHING
        for recommendation in batch.order_by("pk"):
            for name, value in values(recommendation.pk).items():
                if getattr(recommendation, name) != value:
                    yield recommendation, name, getattr(recommendation, name), value


def _values_as_at(recommendations, day):
    states = {
        s.recommendation_id: s for s in state_as_at(recommendations, as_at=day, known_by=None)
    }
    silent = silent_rounds(recommendations, as_at=day, known_by=None)
    return lambda key: derived_values(states.get(key), silent.get(key, 0))

"""The acts on measures: what is counted of a recommendation, where it is to be by when, and what
was counted.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from people.dated_fact import take_back
from people.edited_in_place import EditedMeanwhile
from recommendations.kept_text import kept_text
from recommendations.measure_numbers import read_number
from recommendations.models import Measure, MeasureReading, MeasureTerms, Recommendation
from recommendations.models.measure import LONGEST_NAME, LONGEST_UNIT

MOST = 20
LONGEST = {"name": LONGEST_NAME, "unit": LONGEST_UNIT}
NO_NAME = "Say what is counted, such as “Staff with an appraisal in the last year”."
NO_REASON = "Say why. The reason stays on record."
NO_VALUE = "Enter what was counted."
BASELINE_OF_A_DAY = "Enter where it began as well, or leave out the day."
TARGET_BY_A_DAY = "Enter the target as well, or leave out the day."
BASELINE_TO_COME = "The day on which it began can’t be in the future."
TARGET_BEFORE = "The day of the target must come after the day on which it began."
NOT_ABOVE = "Higher is better, but the target is not above where it began."
NOT_BELOW = "Lower is better, but the target is not below where it began."
TO_COME = "The day on which it was counted can’t be in the future."
TOO_MANY = f"A recommendation has at most {MOST} measures."
REPEATED = "This recommendation has a measure of this name already."
NOT_BETTER = "Choose whether higher or lower is better."
DROPPED = "This is no longer measured, so nothing is read. A plan lead can take it up again."
DROPPED_ALREADY = "This is no longer measured already."


@dataclass(frozen=True)
class NewTerms:
    """What a measure is called, its unit, where it began and where it is to be by when."""

    name: str
    unit: str = ""
    better: str = MeasureTerms.Better.HIGHER
    baseline: Decimal | None = None
    baseline_day: date | None = None
    target: Decimal | None = None
    target_day: date | None = None


FIELDS = tuple(NewTerms.__dataclass_fields__)


def terms_of(measure, *, on: date | None = None) -> MeasureTerms | None:
    """The terms of a measure on a day (None: the last ones), as known now. One query."""
    when: dict[str, Any] = {"as_at": on or date.max, "known_by": None}
    return MeasureTerms.objects.last_standing(measure, **when).first()


def version_of_terms(measure) -> int:
    """The key of the terms that were written down last, whatever they say; 0 for none."""
    return measure.terms.aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def add_measure(recommendation, terms: NewTerms, *, by, on: date, at: datetime) -> Measure:
    """Count something of a recommendation, from a day on. ValidationError, by field, for terms that
    contradict themselves, a name that it has already, and beyond MOST measures.
    """
    _lock(recommendation.pk)
    kept = _kept(terms, at)
    _refuse_repeated(recommendation, kept.name)
    last = recommendation.measures.aggregate(last=Max("order"))["last"] or 0
    measure = Measure.objects.create(recommendation=recommendation, order=last + 1)
    _write_down(measure, kept, by=by, on=on, at=at)
    return measure


@transaction.atomic
def change_measure(
    measure,
    terms: NewTerms,
    *,
    reason: str,
    by,
    on: date,
    at: datetime,
    version: int | None = None,
) -> MeasureTerms | None:
    """Change what a measure is called or aims at from a day on; one that was dropped is taken up
    again. None, and nothing written, where it says so already.

    ValidationError as of add_measure, and without a reason; EditedMeanwhile when somebody changed
    it since `version` (None: whatever was changed).
    """
    _refuse_older(measure, version)
    kept = _kept(terms, at)
    _refuse_repeated(measure.recommendation, kept.name, but=measure)
    now = terms_of(measure, on=on)
    if now and not now.is_dropped and kept == _as_typed(now):
        return None
    reason = kept_text(reason, missing=NO_REASON)
    return _write_down(measure, kept, by=by, on=on, at=at, reason=reason)


@transaction.atomic
def drop_measure(
    measure, *, reason: str, by, on: date, at: datetime, version: int | None = None
) -> MeasureTerms:
    """No longer count something, from a day on; what was counted stays on record. ValidationError
    without a reason, and where it is dropped already; EditedMeanwhile as of change_measure.
    """
    _refuse_older(measure, version)
    now = terms_of(measure)
    if now is None or now.is_dropped:
        raise ValidationError(DROPPED_ALREADY)
    reason = kept_text(reason, missing=NO_REASON)
    written = {"by": by, "on": on, "at": at, "reason": reason}
    return _write_down(measure, _as_typed(now), is_dropped=True, **written)


@transaction.atomic
def read_measure(
    measure, value: Decimal, *, note="", by, on: date, at: datetime, on_behalf_of=None
) -> MeasureReading:
    """Write down what was counted on a day. ValidationError for what is no number or has more
    digits than are kept, for a day to come, and of what is no longer measured.
    """
    now = terms_of(measure)
    if now is None or now.is_dropped:
        raise ValidationError(DROPPED)
    reading = _reading(measure, value, note)
    _refuse_to_come(on, at)
    return MeasureReading.objects.write_down(
        [reading], by=by, on=on, at=at, on_behalf_of=on_behalf_of
    )[0]


@transaction.atomic
def correct_reading(
    reading, value: Decimal, *, note="", reason: str, by, on: date, at: datetime
) -> MeasureReading:
    """Correct what was counted, on which day, or the note of it; returns the correction.
    ValidationError as of read_measure, without a reason, and where somebody corrected it already.
    """
    corrected = _reading(reading.measure, value, note)
    corrected.corrects = reading
    reason = kept_text(reason, missing=NO_REASON)
    _refuse_to_come(on, at)
    return MeasureReading.objects.write_down([corrected], by=by, on=on, at=at, reason=reason)[0]


def take_back_reading(reading, *, reason: str, by, at: datetime) -> MeasureReading:
    """Void a reading that should not be there; returns the void. ValidationError without a reason,
    and where somebody corrected or took it back already.
    """
    return take_back(reading, by=by, at=at, reason=kept_text(reason, missing=NO_REASON))


def _lock(recommendation):
    Recommendation.objects.select_for_update(no_key=True).get(pk=recommendation)


def _refuse_older(measure, version):
    _lock(measure.recommendation_id)
    if version is not None and version_of_terms(measure) != version:
        raise EditedMeanwhile(terms_of(measure) or measure)


def _refuse_repeated(recommendation, name, but=None):
    """Another measure of the recommendation that is not dropped and has this name, in any case."""
    others = Measure.objects.filter(recommendation=recommendation)
    if but is not None:
        others = others.exclude(pk=but.pk)
    elif others.count() >= MOST:
        raise ValidationError(TOO_MANY)
    when: dict[str, Any] = {"as_at": date.max, "known_by": None}
    now = MeasureTerms.objects.in_force(of=others, **when).filter(is_dropped=False)
    if any(terms.name.casefold() == name.casefold() for terms in now):
        raise ValidationError({"name": REPEATED})


def _write_down(measure, terms, *, is_dropped=False, **written):
    values = {name: getattr(terms, name) for name in FIELDS}
    row = MeasureTerms(measure=measure, is_dropped=is_dropped, **values)
    return MeasureTerms.objects.write_down([row], **written)[0]


def _as_typed(terms: MeasureTerms) -> NewTerms:
    return NewTerms(**{name: getattr(terms, name) for name in FIELDS})


def _kept(terms, at):
    """The terms as they are kept; ValidationError, by field, where they can't be."""
    kept = replace(
        terms,
        name=_line("name", terms.name, missing=NO_NAME),
        unit=_line("unit", terms.unit),
        baseline=_number("baseline", terms.baseline),
        target=_number("target", terms.target),
    )
    problems = {
        "better": kept.better not in MeasureTerms.Better.values and NOT_BETTER,
        "baseline": kept.baseline_day and kept.baseline is None and BASELINE_OF_A_DAY,
        "target": (kept.target_day and kept.target is None and TARGET_BY_A_DAY)
        or _why_no_better(kept),
        "baseline_day": _is_to_come(kept.baseline_day, at) and BASELINE_TO_COME,
        "target_day": _is_before(kept.target_day, kept.baseline_day) and TARGET_BEFORE,
    }
    found = {name: problem for name, problem in problems.items() if problem}
    if found:
        raise ValidationError(found)
    return kept


def _why_no_better(terms):
    """The sentence on a target that is no better than where it began; "" for any other."""
    if terms.baseline is None or terms.target is None:
        return ""
    if terms.better == MeasureTerms.Better.HIGHER and terms.target <= terms.baseline:
        return NOT_ABOVE
    if terms.better == MeasureTerms.Better.LOWER and terms.target >= terms.baseline:
        return NOT_BELOW
    return ""


def _line(name, text, missing=None):
    """On one line, no longer than the column."""
    longest = LONGEST[name]
    try:
        line = " ".join(kept_text(text, missing=missing).split())
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    if len(line) > longest:
        raise ValidationError({name: f"This is too long: it has at most {longest} characters."})
    return line


def _number(name, number):
    """None stays None."""
    if number is None:
        return None
    try:
        return read_number(f"{number:f}")
    except ValueError as error:
        raise ValidationError({name: str(error)}) from error


def _reading(measure, value, note):
    if value is None:
        raise ValidationError({"value": NO_VALUE})
    return MeasureReading(measure=measure, value=_number("value", value), note=kept_text(note))


def _refuse_to_come(day, at):
    if _is_to_come(day, at):
        raise ValidationError({"day": TO_COME})


def _is_to_come(day, at):
    return day is not None and day > timezone.localdate(at)


def _is_before(target_day, baseline_day):
    return bool(target_day and baseline_day) and target_day <= baseline_day

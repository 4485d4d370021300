"""The one mechanism for time: facts that are dated and added, never changed.

A fact says one narrow thing about one subject from a day on (`valid_from`) and was written down at
a moment (`recorded_at`) by somebody. What was true on day D, as known at moment K, is decided here
and nowhere else: once in plain Python (`in_force`), and once as SQL (`DatedFactQuerySet.in_force`).
A property test holds the two together.
"""

from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from people.prepared import Given, Prepared

ALREADY_CORRECTED = (
    "Somebody has corrected this already. Look at what it says now before you correct it."
)
NEVER_CHANGED = "A dated fact is never changed or deleted. Write down another one that corrects it."


def in_force(facts, as_at: date, known_by: datetime | None):
    """The fact in force among `facts` about ONE subject, or None.

    Of the facts that begin on or before the day `as_at` and were written down at or before the
    moment `known_by` (None: all that was ever written down), leaving out those that a fact known by
    then corrects, and voids, the last by (valid_from, recorded_at, key).
    """
    known = [fact for fact in facts if known_by is None or fact.recorded_at <= known_by]
    corrected = {fact.corrects_id for fact in known}
    standing = [
        fact
        for fact in known
        if fact.valid_from <= as_at and fact.pk not in corrected and not fact.void
    ]
    return max(
        standing, key=lambda fact: (fact.valid_from, fact.recorded_at, fact.pk), default=None
    )


class DatedFactQuerySet(models.QuerySet["DatedFact"]):
    """The questions that are put to facts of one kind."""

    def standing(self, *, as_at: date, known_by: datetime | None):
        """Every fact that counts as at the day as known at the moment: the story up to there, in
        any order.
        """
        corrections = self._all_facts().known(known_by).filter(corrects=OuterRef("pk"))
        return self.known(known_by).filter(~Exists(corrections), valid_from__lte=as_at, void=False)

    def known(self, known_by: datetime | None):
        """Written down at or before the moment; None: whenever."""
        return self if known_by is None else self.filter(recorded_at__lte=known_by)

    def last_standing(self, subject, *, as_at: date, known_by: datetime | None):
        """The fact in force about one subject (an object, a key or an OuterRef), as a queryset
        of one row at most.
        """
        return (
            self._all_facts()
            .standing(as_at=as_at, known_by=known_by)
            .filter(**{self.model.SUBJECT: subject})
            .order_by("-valid_from", "-recorded_at", "-pk")[:1]
        )

    def in_force(self, *, as_at: date, known_by: datetime | None, of=None):
        """The facts of this queryset that are in force; `of`: the subjects asked about (a
        queryset), by default all.

        The question is put to all facts of a subject, whatever this queryset was filtered by: a
        filter on the facts narrows the answers, never the candidates, so that an old fact can't
        come back because a newer one was filtered out.
        """
        subjects = self._subjects() if of is None else of
        last = self.last_standing(OuterRef("pk"), as_at=as_at, known_by=known_by).values("pk")
        return self.filter(
            pk__in=subjects.order_by().annotate(_in_force=Subquery(last)).values("_in_force")
        )

    def write_down(
        self,
        facts,
        *,
        by,
        on: date,
        at: datetime,
        on_behalf_of=None,
        reason="",
        may_begin_later=False,
    ):
        """Add unsaved facts in bulk, true from the day `on`, written down at the moment `at` by the
        user `by`.

        Returns them in the order given. ValidationError, and nothing written, when the day is still
        to come (unless this kind of fact may begin later), or when a correction is about another
        subject, comes before what it corrects, gives no reason, or comes second.
        """
        facts = list(facts)
        if on > timezone.localdate(at) and not may_begin_later:
            raise ValidationError("The day it is true from can't be in the future.")
        for fact in facts:
            fact.valid_from, fact.recorded_at, fact.recorded_by = on, at, by
            fact.on_behalf_of, fact.reason = on_behalf_of, reason
            fact.refuse_a_wrong_correction()
        try:
            with transaction.atomic():
                return self.bulk_create(facts)
        except IntegrityError as error:
            if any(
                self._all_facts().filter(corrects=f.corrects_id).exists()
                for f in facts
                if f.corrects_id
            ):
                raise ValidationError(ALREADY_CORRECTED) from error
            raise

    def update(self, **kwargs):
        raise TypeError(NEVER_CHANGED)

    def delete(self):
        raise TypeError(NEVER_CHANGED)

    def _all_facts(self):
        return type(self)(self.model, using=self.db)

    def _subjects(self):
        return self.model.subject_model()._base_manager.using(self.db)


class DatedFact(models.Model):
    """One narrow thing about one subject, true from a day on. The last one in force counts; none is
    ever changed.

    Each kind names the field that holds its subject in `SUBJECT`.
    """

    SUBJECT: str

    valid_from = models.DateField("true from")
    recorded_at = models.DateTimeField("written down at")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="written down by",
        on_delete=models.PROTECT,
        related_name="+",
    )
    on_behalf_of = models.ForeignKey(
        "people.Owner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    void = models.BooleanField("only takes back what it corrects", default=False)

    objects = DatedFactQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(void=False) | Q(corrects__isnull=False),
                name="%(app_label)s_%(class)s_void_corrects_a_fact",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=models.F("id")),
                name="%(app_label)s_%(class)s_corrects_another",
            ),
        ]

    def own_fields(self):
        """The columns in which this kind says its one narrow thing, the subject included."""
        of_every_kind = {field.name for field in DatedFact._meta.fields}
        return [
            f
            for f in self._meta.concrete_fields
            if f.name not in of_every_kind and not f.primary_key
        ]

    @classmethod
    def subject_model(cls) -> Any:
        return cls._meta.get_field(cls.SUBJECT).related_model

    @property
    def subject_id(self):
        return getattr(self, f"{self.SUBJECT}_id")

    def refuse_a_wrong_correction(self):
        """ValidationError unless what this corrects, if anything, is an earlier fact about the
        same subject, with a reason.
        """
        if self.corrects is None:
            return
        if self.corrects.subject_id != self.subject_id:
            raise ValidationError("A correction must be about the same thing as what it corrects.")
        if self.corrects.recorded_at > self.recorded_at:
            raise ValidationError("A correction can't be written down before what it corrects.")
        if not self.reason.strip():
            raise ValidationError("Say why this is corrected.")


class PreparedAsAt:
    """A question about a day and a moment (None: all that was ever written down) that is always put
    in the same words. `make`: gives it for `as_at` and `known_by`, as Prepared has it.
    """

    def __init__(self, make):
        day = Given("as_at")
        self._ever = Prepared(lambda: make(as_at=day, known_by=None))
        self._known = Prepared(lambda: make(as_at=day, known_by=Given("known_by")))

    def rows(self, *, as_at: date, known_by: datetime | None, **given) -> list[tuple]:
        if known_by is None:
            return self._ever.rows(as_at=as_at, **given)
        return self._known.rows(as_at=as_at, known_by=known_by, **given)


def take_back(fact, *, by, at: datetime, reason: str):
    """Void a fact that should never have been written down; returns the void. What the fact
    replaced is in force again.

    Voiding a correction does not bring back what it corrected. ValidationError without a reason, or
    when the fact has been corrected or taken back already.
    """
    return take_back_all([fact], by=by, at=at, reason=reason)[0]


def take_back_all(facts, *, by, at: datetime, reason: str) -> list:
    """Void many facts of one kind at once, as take_back; returns the voids, by their days."""
    voids = []
    for on, group in groupby(sorted(facts, key=attrgetter("valid_from")), attrgetter("valid_from")):
        of_the_day = [_void_of(fact) for fact in group]
        voids += type(of_the_day[0]).objects.write_down(
            of_the_day, by=by, on=on, at=at, reason=reason, may_begin_later=True
        )
    return voids


def _void_of(fact):
    void = type(fact)(
        **{field.attname: getattr(fact, field.attname) for field in fact.own_fields()}
    )
    void.corrects, void.void = fact, True
    return void

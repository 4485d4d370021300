"""Acts on who holds a post and who sits in a group."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from people.edited_in_place import EditedMeanwhile
from people.models import Owner, Tenure, TenureHolder


@dataclass(frozen=True)
class NewTenure:
    """The whole list of the people who hold a post or sit in a group; an empty one is a vacancy."""

    owner: Owner
    people: tuple[Owner, ...]
    corrects: Tenure | None = None


@transaction.atomic
def appoint_all(tenures, *, by, on: date, at: datetime, reason="") -> list[Tenure]:
    """Write down the holders of posts and the members of groups from the day `on`, which may be to
    come.

    ValidationError when something else than a post or group is held, or somebody else than a person
    holds it.
    """
    tenures = list(tenures)
    for tenure in tenures:
        _refuse_wrong_kinds(tenure)
    facts = Tenure.objects.write_down(
        (Tenure(owner=tenure.owner, corrects=tenure.corrects) for tenure in tenures),
        by=by, on=on, at=at, reason=reason, may_begin_later=True,
    )  # fmt: skip
    TenureHolder.objects.bulk_create(
        TenureHolder(tenure=fact, person=person)
        for fact, tenure in zip(facts, tenures, strict=True)
        for person in tenure.people
    )
    return facts


def appoint(owner, people, *, by, on: date, at: datetime, reason="", corrects=None) -> Tenure:
    """Write down who holds one post, or sits in one group, from the day `on`."""
    tenure = NewTenure(owner=owner, people=tuple(people), corrects=corrects)
    return appoint_all([tenure], by=by, on=on, at=at, reason=reason)[0]


def last_written(owner) -> int:
    """The key of the tenure of a post or group that was written down last; 0 when there is none.
    It is the version of who holds it.
    """
    return owner.tenures.aggregate(last=Max("pk"))["last"] or 0


def take_turn(owner, version: int):
    """Claim a post or group for an appointment that began when `last_written` was `version`, in
    the transaction that appoints.

    EditedMeanwhile when somebody else has appointed since; of two at once the second waits here for
    the first.
    """
    Owner.objects.select_for_update().get(pk=owner.pk)
    if last_written(owner) != version:
        raise EditedMeanwhile(owner)


def refuse_all_but_people(owners, what_people_do: str):
    """ValidationError when a post or a group is among those who are to do what only people do."""
    for owner in owners:
        if not owner.is_person:
            raise ValidationError(f"{owner} is not a person, and only people {what_people_do}.")


def _refuse_wrong_kinds(tenure):
    if tenure.owner.is_person:
        raise ValidationError(
            f"{tenure.owner} is a person. Only posts are held, only groups have members."
        )
    refuse_all_but_people(tenure.people, "hold posts or sit in groups")

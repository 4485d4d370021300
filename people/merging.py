"""Acts on two owners of the directory that are one: two spellings of a person, a post or a group.

The one becomes another spelling of the other. Nothing that papers say changes: owner cells keep
their words and point to whom they pointed to, and whoever asks what an owner holds asks through
`Owner.objects.standing_for`. So there is nothing to be moved back when it was a mistake.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.edited_in_place import save_in_place, take_version
from people.models import Owner, Tenure
from people.owner_text import KnownOwner, OwnerIndex, PartyKind

REASON_LENGTH = 100


@transaction.atomic
def merge(duplicate, into, *, by, at: datetime, reason="", version: int | None = None) -> Owner:
    """Make `duplicate`, with what was merged into it before, another spelling of `into`; returns
    it, no longer in use and in the department of `into`. A user account goes over to `into`.

    What is written down about `into` counts from then on: its department and e-mail address, and of
    a post or group its tenures. What `duplicate` holds or sits in counts as held by `into`.

    ValidationError, on `into`, when they are not of one kind, when one of them was merged already,
    when only `into` is out of use, when both sign in, or when a post or group would lose the people
    that are on record for it; EditedMeanwhile when somebody else has saved `duplicate` after
    `version`.
    """
    duplicate, into = _as_they_are_now(duplicate, into)
    if problem := why_not_merged(duplicate, into, at=at):
        raise ValidationError({"into": problem})
    take_version(duplicate, duplicate.version if version is None else version)
    take_version(into, into.version)
    account, duplicate.user = duplicate.user, None
    for one in (duplicate, *duplicate.merged.all()):
        one.merged_into, one.is_active, one.department = into, False, into.department
        one._change_reason = _shortened(reason)
        save_in_place(one, by=by, at=at)
    into.user = into.user or account
    into._change_reason = _shortened(f"{duplicate} was merged into it. {reason}".strip())
    save_in_place(into, by=by, at=at)
    return duplicate


@transaction.atomic
def unmerge(owner, *, by, at: datetime, reason="", version: int | None = None) -> Owner:
    """Make a merged owner one of its own again, in use, with the department and the user account
    that it had; returns it. What had been merged into it stays with the other one.

    The account stays where it is once it is no longer that of the one merged into. ValidationError
    when the owner was not merged; EditedMeanwhile when somebody else has saved it after `version`.
    """
    owner, into = _as_they_are_now(owner, owner.merged_into)
    if into is None or owner.merged_into_id != into.pk:
        raise ValidationError(f"{owner} is not merged into another owner.")
    take_version(owner, owner.version if version is None else version)
    take_version(into, into.version)
    before = owner.history.filter(merged_into=None).order_by("history_id").last()
    owner.merged_into, owner.is_active = None, True
    owner._change_reason = _shortened(reason)
    into._change_reason = _shortened(f"{owner} is no longer merged into it. {reason}".strip())
    if before:
        owner.department_id = before.department_id
    if before and before.user_id and before.user_id == into.user_id:
        into.user, owner.user = None, into.user
    save_in_place(into, by=by, at=at)
    return save_in_place(owner, by=by, at=at)


def keep_merged_with(owner, *, by, at: datetime):
    """What was merged into an owner is of the department that the owner is of."""
    for one in owner.merged.all():
        if one.department_id != owner.department_id:
            one.department = owner.department
            save_in_place(one, by=by, at=at)


def perhaps_the_same(owner) -> list[Owner]:
    """Others of its kind that are called the same, or of a person nearly the same, or by initials;
    the likeliest first. Two queries.
    """
    others = Owner.objects.filter(kind=owner.kind, merged_into=None).exclude(pk=owner.pk)
    others = others.select_related("department").prefetch_related("aliases")
    by_key = {other.pk: other for other in others}
    kind = PartyKind(owner.kind)
    index = OwnerIndex(
        KnownOwner(other.pk, other.name, kind, tuple(alias.name for alias in other.aliases.all()))
        for other in by_key.values()
    )
    alike = [*index.match(owner.name, kind).owners, *index.by_initials(owner.name, kind)]
    return [by_key[key] for key in dict.fromkeys(known.key for known in alike)]


def why_not_merged(duplicate, into, *, at: datetime) -> str:
    """The sentence that says why one owner cannot be merged into another, "" when it can."""
    if duplicate == into:
        return "Choose another one: an owner cannot be merged into itself"
    if duplicate.kind != into.kind:
        kinds = f"{duplicate} is a {_kind(duplicate)}, {into} is a {_kind(into)}"
        return f"Choose one of the same kind: {kinds}"
    for one in (duplicate, into):
        if one.merged_into:
            return f"{one} was merged into {one.merged_into} already. Choose {one.merged_into}"
    if duplicate.is_active and not into.is_active:
        return (
            f"{into} is no longer in use, and {duplicate} is. Merge them the other way round: "
            f"{into} into {duplicate}"
        )
    if duplicate.user and into.user:
        accounts = f"as {duplicate.user.email} and as {into.user.email}"
        return f"Both sign in, {accounts}. Ask an administrator to take one account away first"
    if not duplicate.is_person and _has_people_only(duplicate, into, timezone.localdate(at)):
        verb = "holds" if duplicate.is_post else "sits in"
        return (
            f"Write down first who {verb} {into}: people are on record for {duplicate}, and none "
            f"for {into}"
        )
    return ""


def _has_people_only(duplicate, into, on):
    tenures = Tenure.objects.in_force(as_at=on, known_by=None)
    named = tenures.filter(owner=duplicate, holders__isnull=False)
    return named.exists() and not tenures.filter(owner=into).exists()


def _as_they_are_now(*owners):
    """Locked, in one order, and read anew; None stays None."""
    keys = [owner.pk for owner in owners if owner]
    locked = {o.pk: o for o in Owner.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [owner and locked[owner.pk] for owner in owners]


def _kind(owner):
    return owner.get_kind_display().lower()


def _shortened(reason):
    return reason if len(reason) <= REASON_LENGTH else reason[: REASON_LENGTH - 1] + "…"

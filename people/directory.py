"""Acts on the directory of owners, which is edited in place and prints as it is now."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.utils import bulk_create_with_history

from people.edited_in_place import save_in_place, take_version
from people.merging import keep_merged_with
from people.models import Alias, Owner

SPELLING_LENGTH = 200
SPELLINGS = 50
REASON_LENGTH = 100
TOO_LONG = f"Each spelling must be {SPELLING_LENGTH} characters or fewer"


@transaction.atomic
def add_owner(
    *, name, kind, by, at: datetime, email="", department=None, aliases=(), is_active=True
) -> Owner:
    """A new person, post or group, with other spellings of the name.

    ValidationError, by field, without a name or when a spelling belongs to somebody else. A
    namesake is nothing to refuse: whoever adds one by hand is asked first.
    """
    owner = Owner(kind=kind, email=email, department=department, is_active=is_active)
    return _save(owner, name, aliases, by=by, at=at)


@dataclass(frozen=True)
class NewOwner:
    """A person, post or group to be added, as a paper names them."""

    name: str
    kind: str


@transaction.atomic
def add_owners(new: Iterable[NewOwner], *, by, at: datetime) -> list[Owner]:
    """Add many at once; returns them in the order given. ValidationError, and nothing written, for
    a name that won't do, or that is somebody's other spelling already.
    """
    owners = [Owner(kind=one.kind, name=one_line(one.name)) for one in new]
    for owner in owners:
        if not owner.name:
            raise ValidationError({"name": "Enter a name"})
        owner.clean_fields()
    names = {owner.name.lower() for owner in owners}
    aliased = Alias.objects.alias(folded=Lower("name")).filter(folded__in=names)
    if theirs := aliased.select_related("owner__merged_into").first():
        raise ValidationError({"name": _belongs_to(theirs)})
    return bulk_create_with_history(owners, Owner, default_user=by, default_date=at)


@transaction.atomic
def edit_owner(
    owner,
    *,
    by,
    at: datetime,
    version: int,
    name,
    email,
    department,
    aliases,
    is_active,
    digests: str | None = None,
) -> Owner:
    """Change what the directory says of an owner, all of it but the kind; `aliases` replace those
    that there are; `digests`: how often they are written to, None: as before. A save that changes
    nothing leaves no trace.

    EditedMeanwhile when somebody else has saved the owner after `version`; ValidationError, by
    field, as for a new one, and when the owner was merged into another.
    """
    if owner.merged_into:
        raise ValidationError(f"{owner} was merged into {owner.merged_into}. Edit that one.")
    before = _said_of(owner)
    take_version(owner, version)
    owner.email, owner.department, owner.is_active = email, department, is_active
    owner.digests = digests or owner.digests
    spellings = sorted(_spellings(aliases, name))
    if before == (one_line(name), email, department, is_active, owner.digests, spellings):
        return owner
    _save(owner, name, aliases, by=by, at=at)
    keep_merged_with(owner, by=by, at=at)
    return owner


@transaction.atomic
def choose_digests(owner, digests: str, *, version: int, by, at: datetime) -> Owner:
    """How often an owner is written to, at most, as they choose for themselves. EditedMeanwhile
    when somebody else has saved the owner after `version`; ValidationError for another word.
    """
    take_version(owner, version)
    if owner.digests == digests:
        return owner
    owner.digests = digests
    return save_in_place(owner, by=by, at=at)


@transaction.atomic
def remember_spelling(owner, name, *, by, at: datetime) -> Owner:
    """Take a spelling that a paper used, and that somebody accepted, for one of this owner's."""
    aliases = [*owner.aliases.values_list("name", flat=True), name]
    take_version(owner, owner.version)
    return _save(owner, owner.name, aliases, by=by, at=at)


def one_line(text) -> str:
    """A name as it is kept: one line, single spaces, nothing that cannot be seen."""
    seen = (
        char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf")
    )
    return " ".join("".join(seen).split())


def _said_of(owner):
    aliases = sorted(owner.aliases.values_list("name", flat=True))
    return owner.name, owner.email, owner.department, owner.is_active, owner.digests, aliases


def _save(owner, name, aliases, *, by, at):
    owner.name = one_line(name)
    if not owner.name:
        raise ValidationError({"name": "Enter a name"})
    aliases = _spellings(aliases, name)
    if len(aliases) > SPELLINGS:
        raise ValidationError({"aliases": f"An owner can have {SPELLINGS} other spellings"})
    _refuse_what_is_somebody_elses(owner, aliases)
    before = set(owner.aliases.values_list("name", flat=True)) if owner.pk else set()
    owner._change_reason = _aliases_in_words(before, set(aliases))
    save_in_place(owner, by=by, at=at)
    _replace_aliases(owner, before, aliases)
    return owner


def _spellings(aliases, name):
    """Each spelling once, in whatever letters; the name itself is none."""
    spellings = {one_line(alias).lower(): one_line(alias) for alias in aliases}
    return [
        spelling
        for folded, spelling in spellings.items()
        if folded and folded != one_line(name).lower()
    ]


def _refuse_what_is_somebody_elses(owner, aliases):
    """The spellings of what was merged into the owner are taken too, but not as its name."""
    others = Owner.objects.exclude(pk__in=Owner.objects.standing_for([owner.pk]).values("pk"))
    aliased = Alias.objects.select_related("owner__merged_into")
    if theirs := aliased.filter(owner__in=others, name__iexact=owner.name).first():
        raise ValidationError({"name": _belongs_to(theirs)})
    if not aliases:
        return
    same = Q()
    for alias in aliases:
        same |= Q(name__iexact=alias)
    errors = [_belongs_to(theirs) for theirs in aliased.exclude(owner=owner.pk).filter(same)]
    named = Owner.objects.exclude(pk=owner.pk).filter(same).select_related("merged_into")
    errors += [_is_called_so(other) for other in named]
    if errors:
        raise ValidationError({"aliases": errors})


def _belongs_to(alias):
    return f"“{alias.name}” is another spelling of {alias.owner.surviving} already"


def _is_called_so(other):
    if other.merged_into:
        return _belongs_to(Alias(name=other.name, owner=other.merged_into))
    kind = other.get_kind_display().lower()
    return f"“{other.name}” is a {kind} of the directory already, so it cannot be another spelling"


def _replace_aliases(owner, before, aliases):
    owner.aliases.exclude(name__in=aliases).delete()
    new = [Alias(owner=owner, name=name) for name in aliases if name not in before]
    if any(len(alias.name) > SPELLING_LENGTH for alias in new):
        raise ValidationError({"aliases": TOO_LONG})
    try:
        with transaction.atomic():
            Alias.objects.bulk_create(new)
    except IntegrityError:
        raise ValidationError(
            {"aliases": "Somebody has just given one of these spellings to another owner"}
        ) from None


def _aliases_in_words(before, after):
    """For the audit trail, which follows the owner and not its spellings."""
    parts = [
        f"{words}: {', '.join(sorted(names))}"
        for words, names in (
            ("Other spellings added", after - before),
            ("Other spellings removed", before - after),
        )
        if names
    ]
    reason = "; ".join(parts)
    return reason if len(reason) <= REASON_LENGTH else reason[: REASON_LENGTH - 1] + "…"

"""The status words of plans: the presets that a plan starts with, and the acts that change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from simple_history.utils import bulk_create_with_history

from people.edited_in_place import save_in_place
from recommendations.kept_text import kept_text
from recommendations.models import StatusMeaning, StatusWord

NO_WORD = "Enter the status word."
NONE_FOR_REPORTING = "Keep at least one status word that whoever reports progress can give."
NONE_COMPLETE = (
    "Keep a status word that counts as complete, so that whoever reports can say that it is done."
)
NONE_NOT_DONE = (
    "Keep a status word that is not done, such as “On track”: what an auditor does not confirm "
    "goes back to it."
)
TWO_OF_AUDITORS = "Only one status word can be the auditor's: confirming completion gives it."


@dataclass(frozen=True)
class NewStatusWord:
    """A word and what it counts as; `is_auditors`: confirming completion gives it, nobody else."""

    word: str
    meaning: str
    is_auditors: bool = False


@dataclass(frozen=True)
class EditedStatusWord:
    """A status word as the page of its plan shows it; `status_word` None: a new one."""

    status_word: StatusWord | None
    word: str
    meaning: str
    is_auditors: bool = False
    is_removed: bool = False


# Those in use at councils (domain.md).
PRESETS = (
    NewStatusWord("Not started", StatusMeaning.NOT_STARTED),
    NewStatusWord("On track", StatusMeaning.ON_TRACK),
    NewStatusWord("Delayed or at risk", StatusMeaning.AT_RISK),
    NewStatusWord("Complete", StatusMeaning.COMPLETE),
    NewStatusWord("Complete and verified", StatusMeaning.COMPLETE, is_auditors=True),
    NewStatusWord("Superseded", StatusMeaning.SUPERSEDED),
    NewStatusWord("Not accepted", StatusMeaning.NOT_ACCEPTED),
    NewStatusWord("Deferred", StatusMeaning.DEFERRED),
    NewStatusWord("Business as usual", StatusMeaning.BUSINESS_AS_USUAL),
)


@transaction.atomic
def give_status_words(
    plan, words: Sequence[NewStatusWord], *, by, at: datetime
) -> list[StatusWord]:
    """Give a plan that has none its status words, in the order given, in two queries.

    ValidationError, and nothing written, for a word that won't do, or words that no plan can be
    run with: see refuse_unfit_words.
    """
    refuse_unfit_words(words)
    rows = [
        StatusWord(plan=plan, position=position, **_said(new))
        for position, new in enumerate(words, start=1)
    ]
    for row in rows:
        row.clean_fields(exclude=["plan"])
    return bulk_create_with_history(rows, StatusWord, default_user=by, default_date=at)


@transaction.atomic
def edit_status_words(
    plan, words: Sequence[EditedStatusWord], *, by, at: datetime
) -> list[StatusWord]:
    """Change the status words of a plan in place, in their new order; returns those that it has
    now. What was reported keeps its word and its meaning.

    ValidationError, and nothing written, as give_status_words.
    """
    kept = [edited for edited in words if not edited.is_removed]
    refuse_unfit_words(kept)
    for edited in words:
        if edited.is_removed:
            _remove(edited.status_word, by, at)
    rows = [edited.status_word or StatusWord(plan=plan) for edited in kept]
    said = [
        {**_said(edited), "position": position}
        for edited, position in zip(kept, _positions(rows), strict=True)
    ]
    changed = [pair for pair in zip(rows, said, strict=True) if _differs(*pair)]
    _free_words(changed)
    for row, new in changed:
        _save(row, new, by, at)
    return rows


def refuse_unfit_words(words):
    """ValidationError unless a plan can be run with these words (each with `word`, `meaning` and
    `is_auditors`): each there once, whatever its case; one that whoever reports can give and that
    means complete, one that is not done, and one of the auditor's at most.
    """
    problems = [
        f"“{word}” is there twice. Each status word can be there once." for word in _twice(words)
    ]
    for_reporting = [word.meaning for word in words if not word.is_auditors]
    if len(words) - len(for_reporting) > 1:
        problems.append(TWO_OF_AUDITORS)
    if not for_reporting:
        problems.append(NONE_FOR_REPORTING)
    elif StatusMeaning.COMPLETE not in for_reporting:
        problems.append(NONE_COMPLETE)
    if for_reporting and set(for_reporting) <= set(StatusMeaning.done()):
        problems.append(NONE_NOT_DONE)
    if problems:
        raise ValidationError(problems)


def _twice(words):
    """The words that another one before them is equal to in any case."""
    seen = set()
    for word in words:
        folded = word.word.strip().casefold()
        if folded and folded in seen:
            yield word.word.strip()
        seen.add(folded)


def _said(new):
    return {
        "word": kept_text(new.word, missing=NO_WORD).replace("\n", " ").strip(),
        "meaning": new.meaning,
        "is_auditors": new.is_auditors,
    }


def _positions(rows):
    """Those that they have, as far as they rise: a new order changes as few as it can."""
    last = 0
    for row in rows:
        last = row.position if row.pk and row.position > last else last + 1
        yield last


def _differs(row, said):
    return not row.pk or any(getattr(row, name) != value for name, value in said.items())


def _free_words(changed):
    """So that two rows can swap their words, which are unique in a plan at every moment."""
    moved = [row.pk for row, said in changed if row.pk and row.word != said["word"]]
    in_between = Concat(Value(f"{uuid4().hex} "), Cast("pk", CharField()))
    StatusWord.objects.filter(pk__in=moved).update(word=in_between)


def _save(row, said, by, at):
    for name, value in said.items():
        setattr(row, name, value)
    save_in_place(row, by=by, at=at)


def _remove(status_word, by, at):
    status_word._history_user, status_word._history_date = by, at
    status_word.delete()

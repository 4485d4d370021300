"""Acts on plans and their themes, which are edited in place and print as they are now."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from people.edited_in_place import save_in_place, take_version
from recommendations.chasing.ladders import give_ladder
from recommendations.chasing.ready_ladder import READY
from recommendations.kept_text import kept_text
from recommendations.models import Plan, Theme
from recommendations.status_words import PRESETS, edit_status_words, give_status_words


@dataclass(frozen=True)
class NewTheme:
    title: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True)
class EditedTheme:
    """A theme as the edit page shows it; `theme` None: a new one."""

    theme: Theme | None
    new: NewTheme
    is_removed: bool = False


@transaction.atomic
def start_plan(
    *, title, slug, by, at: datetime, themes=(), departments=(), status_words=PRESETS, **rules
) -> Plan:
    """A new plan with its themes and its status words (NewStatusWord) in their order, and the usual
    ladder, which is not switched on; `rules`: any other field of Plan. ValidationError when one
    won't do.
    """
    title = kept_text(title, missing="Enter a title.")
    if not slug:
        raise ValidationError({"slug": "Enter an address: none can be made from this title"})
    if Plan.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": "Another plan has this address. Choose another one"})
    plan = save_in_place(Plan(title=title, slug=slug, **rules), by=by, at=at)
    plan.departments.set(departments)
    add_themes(plan, themes, by=by, at=at)
    give_status_words(plan, status_words, by=by, at=at)
    give_ladder(plan, READY)
    return plan


@transaction.atomic
def edit_plan(plan, *, by, at: datetime, version: int, **changes) -> Plan:
    """Change fields of a plan in place; `version`: the one that the edit began with. Who was to be
    reminded before it was taken out of use is so again from the day on which it is back.

    EditedMeanwhile when somebody else has saved the plan since; ValidationError when a value won't
    do.
    """
    take_version(plan, version)
    was_active = plan.is_active
    for name, value in changes.items():
        setattr(plan, name, value)
    if plan.is_active and not was_active and plan.chased_from:
        plan.chased_from = max(plan.chased_from, timezone.localdate(at))
    return save_in_place(plan, by=by, at=at)


@transaction.atomic
def edit_whole_plan(
    plan, *, by, at: datetime, version: int, themes, status_words, departments, **changes
) -> Plan:
    """Change a plan, the departments it is kept to, its themes (EditedTheme) and its status words
    (EditedStatusWord), both in their new order, as one act.

    As edit_plan; ValidationError too for removing a theme that is used, and as edit_status_words.
    """
    plan._change_reason = _departments_in_words(plan.departments.all(), departments)
    edit_plan(plan, by=by, at=at, version=version, **changes)
    plan.departments.set(departments)
    _edit_themes(plan, themes, by=by, at=at)
    edit_status_words(plan, status_words, by=by, at=at)
    return plan


def _edit_themes(plan, themes, *, by, at):
    kept = [edited for edited in themes if not edited.is_removed]
    for edited in themes:
        if edited.is_removed:
            _remove_theme(edited.theme)
    _free_numbers(edited for edited in kept if edited.theme)
    for position, edited in enumerate(kept, start=1):
        theme = edited.theme or Theme(plan=plan)
        theme.position = position
        edit_theme(theme, edited.new, by=by, at=at)


@transaction.atomic
def add_themes(plan, themes, *, by, at: datetime) -> list[Theme]:
    """Add themes to a plan, after those that it has, in the order given."""
    first = plan.themes.count() + 1
    rows = [Theme(plan=plan, position=position) for position, _ in enumerate(themes, start=first)]
    return [edit_theme(row, theme, by=by, at=at) for row, theme in zip(rows, themes, strict=True)]


def edit_theme(theme, new: NewTheme, *, by, at: datetime) -> Theme:
    """Change a theme in place: its number, title and note."""
    theme.number = new.number.strip()
    theme.title = kept_text(new.title, missing="Enter the title of the theme.")
    theme.note = kept_text(new.note)
    return save_in_place(theme, by=by, at=at)


def _free_numbers(edited):
    """So that two themes can swap their numbers, which are unique in a plan at every moment."""
    moved = [e.theme.pk for e in edited if e.theme.number != e.new.number.strip()]
    Theme.objects.filter(pk__in=moved).update(number="")


def _departments_in_words(before, after):
    """For the audit trail, which follows the plan's own fields; None where they stay the same."""
    if set(before) == set(after):
        return None
    names = ", ".join(sorted(department.name for department in after))
    return Truncator(f"Only for: {names}" if names else "For every department").chars(100)


def _remove_theme(theme):
    """A theme under which something ever stood is kept, so that the past can be shown."""
    if theme.placements.exists():
        raise ValidationError(
            f"Recommendations stand, or stood, under “{theme}”, so it can't be removed. Move them "
            "to another theme, and it is printed no more.",
            code="theme_in_use",
        )
    theme.delete()


def refuse_theme_of_another_plan(plan, theme):
    if theme is not None and theme.plan_id != plan.pk:
        raise ValidationError(f"The theme “{theme}” belongs to another plan.")

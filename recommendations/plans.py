"""Acts on plans and their themes, which are edited in place and print as they are now."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from people.edited_in_place import save_in_place, take_version
from recommendations.kept_text import kept_text
from recommendations.models import Plan, Theme


@dataclass(frozen=True)
class NewTheme:
    title: str
    number: str = ""
    note: str = ""


@transaction.atomic
def start_plan(*, title, slug, by, at: datetime, themes=(), **rules) -> Plan:
    """A new plan with its themes in their order; `rules`: any other field of Plan. ValidationError
    when one won't do.
    """
    title = kept_text(title, missing="Enter a title.")
    plan = save_in_place(Plan(title=title, slug=slug, **rules), by=by, at=at)
    add_themes(plan, themes, by=by, at=at)
    return plan


@transaction.atomic
def edit_plan(plan, *, by, at: datetime, version: int, **changes) -> Plan:
    """Change fields of a plan in place; `version`: the one that the edit began with.

    EditedMeanwhile when somebody else has saved the plan since; ValidationError when a value won't
    do.
    """
    take_version(plan, version)
    for name, value in changes.items():
        setattr(plan, name, value)
    return save_in_place(plan, by=by, at=at)


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


def refuse_theme_of_another_plan(plan, theme):
    if theme is not None and theme.plan_id != plan.pk:
        raise ValidationError(f"The theme “{theme}” belongs to another plan.")

"""What has to be there before the rows of a paper can be written: its plan with the themes, the
status words and the columns that they use, and the owners whom they name.
"""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from people.directory import NewOwner, add_owners, one_line, remember_spelling
from people.models import Owner
from recommendations.importing.review import KNOWN, NEW, Review
from recommendations.models import Plan, StatusMeaning
from recommendations.own_columns import (
    MAX_HEADING,
    RECOMMENDATION,
    UPDATE,
    EditedColumn,
    edited_columns,
    keys_of,
    own_columns,
)
from recommendations.owner_cells import NewAssignment
from recommendations.plans import NewTheme, add_themes, edit_plan, start_plan
from recommendations.status_words import (
    PRESETS,
    EditedStatusWord,
    NewStatusWord,
    edit_status_words,
)

SLUG_LENGTH = 90
# "2. Leadership and Management", as Theme.heading puts it together again.
_NUMBERED = re.compile(r"(?P<number>\d{1,3}|[A-Z])\. (?P<title>\S.*)")


def plan_for(review: Review, plan: Plan | None, title: str, *, by, at: datetime) -> Plan:
    """The plan, with the status words and the columns of its own that the rows use; a new one of
    this title where there is none.
    """
    if plan is None:
        columns = edited_columns(Plan(own_columns=[]), _columns(review, []))
        words = _words(review)
        return start_plan(
            title=title,
            slug=free_slug(title),
            status_words=words,
            own_columns=columns,
            by=by,
            at=at,
        )
    _add_columns(plan, review, by, at)
    _add_words(plan, review, by, at)
    return plan


def free_slug(title: str) -> str:
    """An address for a plan of this title that no other plan has."""
    stem = slugify(title)[:SLUG_LENGTH].strip("-") or "plan"
    taken = set(Plan.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken or slug == "new":
        number += 1
        slug = f"{stem}-{number}"
    return slug


class OwnKeys:
    """The keys under which facts keep the words of a plan's own columns, by the headings of the
    paper.
    """

    def __init__(self, plan, review):
        found = {(folded(c.heading), c.of): c.key for c in own_columns(plan)}
        wanted = {(one.heading, one.of): _column(one, review) for one in review.own_columns}
        self._every = {of: keys_of(plan, of) for of in (RECOMMENDATION, UPDATE)}
        self._keys = {
            of: {
                heading: found[folded(column.heading), kind]
                for (heading, kind), column in wanted.items()
                if kind == of
            }
            for of in (RECOMMENDATION, UPDATE)
        }

    def values(self, row, of: str) -> dict[str, str]:
        """What a row says in the columns that are filled per recommendation or per update."""
        keys = self._keys[of]
        said = {keys[heading]: text for heading, text in row.own_values.items() if heading in keys}
        return {key: text for key, text in said.items() if text}

    def kept(self, own_values: dict, of: str) -> dict:
        """What a state says in the columns of one sort, those of other papers too."""
        return {key: text for key, text in own_values.items() if key in self._every[of]}

    def is_changed(self, row, of: str) -> bool:
        """Whether a row that is on record says something new in one of them."""
        return any(f"own:{heading}" in row.match.changed for heading in self._keys[of])


def themes_for(rows, plan, *, by, at: datetime) -> dict:
    """The themes of a plan by their words, folded, with those that only the rows name added."""
    there = {folded(theme.heading): theme for theme in plan.themes.all()}
    numbers = {theme.number for theme in there.values()}
    new = {}
    for row in rows:
        key = folded(row.theme)
        if key and key not in there and key not in new:
            new[key] = _new_theme(row, numbers)
            numbers.add(new[key].number)
    made = add_themes(plan, list(new.values()), by=by, at=at)
    return {**there, **dict(zip(new, made, strict=True))}


class OwnersNamed:
    """The owners whom the cells of a paper name: those that are new to the directory are added."""

    def __init__(self, review, rows, *, by, at: datetime):
        named = [owner for row in rows for owner in row.owners]
        known = {owner.owner for owner in named if owner.outcome == KNOWN}
        self._known = Owner.objects.in_bulk(known)
        if known - self._known.keys():
            raise ValidationError("An owner that was chosen is not in the directory any more.")
        new = {_name_of(owner): owner for owner in named if owner.outcome == NEW}
        made = add_owners((NewOwner(o.name, o.kind) for o in new.values()), by=by, at=at)
        self._new = dict(zip(new, made, strict=True))
        self._remember(review, by, at)

    def assignments(self, row) -> tuple[NewAssignment, ...]:
        """Those whom the cell of a row names, each once."""
        found: dict = {}
        for named in row.owners:
            owner = self._known.get(named.owner) or self._new.get(_name_of(named))
            if owner and named.outcome in (KNOWN, NEW):
                found.setdefault(owner, NewAssignment(owner, remit=named.remit))
        return tuple(found.values())

    def _remember(self, review, by, at):
        """A spelling that a person said is somebody's; one that is another's already stays so."""
        for one in review.owners:
            named = one.named
            owner = self._known.get(named.owner) if named.outcome == KNOWN else None
            if owner is None or not one.is_settled or _is_spelt_so(owner, named.spelling):
                continue
            try:
                with transaction.atomic():
                    remember_spelling(owner, named.spelling, by=by, at=at)
            except ValidationError:
                owner.refresh_from_db()


def folded(text: str) -> str:
    """Words as they are compared, whatever their case and blanks."""
    return " ".join(text.split()).casefold()


def _is_spelt_so(owner, spelling):
    spellings = [owner.name, *owner.aliases.values_list("name", flat=True)]
    return not spelling or folded(spelling) in map(folded, spellings)


def _name_of(named):
    return named.kind, one_line(named.name).casefold()


def _new_theme(row, numbers):
    found = _NUMBERED.fullmatch(row.theme)
    if found and found["number"] not in numbers:
        return NewTheme(found["title"], found["number"], row.theme_note)
    return NewTheme(row.theme, note=row.theme_note)


def _words(review):
    """Those of the paper, and as many of the presets as a plan needs besides."""
    auditors = {folded(preset.word) for preset in PRESETS if preset.is_auditors}
    words = [
        NewStatusWord(one.word, one.meaning, folded(one.word) in auditors)
        for one in review.statuses
        if one.meaning
    ]
    said = {folded(word.word) for word in words}
    meant = {word.meaning for word in words if not word.is_auditors}
    besides = [
        preset
        for preset in PRESETS
        if folded(preset.word) not in said and (preset.is_auditors or preset.meaning not in meant)
    ]
    order = {meaning: at for at, meaning in enumerate(StatusMeaning.values)}
    return sorted([*words, *besides], key=lambda word: order[word.meaning])


def _add_words(plan, review, by, at):
    there = [EditedStatusWord(w, w.word, w.meaning, w.is_auditors) for w in plan.status_words.all()]
    said = {folded(word.word) for word in there}
    new = [
        EditedStatusWord(None, one.word, one.meaning)
        for one in review.statuses
        if one.meaning and folded(one.word) not in said
    ]
    if new:
        edit_status_words(plan, [*there, *new], by=by, at=at)


def _add_columns(plan, review, by, at):
    there = own_columns(plan)
    new = _columns(review, there)
    if new:
        edited = [EditedColumn(c.key, c.heading, c.of) for c in there]
        columns = edited_columns(plan, [*edited, *new])
        edit_plan(plan, version=plan.version, own_columns=columns, by=by, at=at)


def _columns(review, there):
    """The columns that are new to a plan."""
    known = {(folded(column.heading), column.of) for column in there}
    wanted = [_column(one, review) for one in review.own_columns]
    return [one for one in wanted if (folded(one.heading), one.of) not in known]


def _column(one, review):
    """A column as the plan is to have it: one of two under the same heading says which it is."""
    heading = " ".join(one.heading.split()) or "Column"
    twice = any(
        folded(other.heading) == folded(heading) and other.of != one.of
        for other in review.own_columns
    )
    if twice and one.of == UPDATE:
        heading = f"{heading[: MAX_HEADING - 9]} (update)"
    return EditedColumn("", heading[:MAX_HEADING], one.of)

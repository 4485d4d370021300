"""Posts in place of people's names: what the owner columns say then, and where names still stand in
the other words of a paper.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from people.models import Alias, Owner, Tenure, TenureHolder
from recommendations.cell_text import Block
from recommendations.models import Assignment
from recommendations.states import OwnerState
from reports.columns import OWNER_COLUMNS
from reports.document import POSTS, Document, Row

OFFICER = "An officer"
OF_A_DEPARTMENT = "An officer of {}"
NOTICE = "Above the table"


class Post(NamedTuple):
    key: int
    name: str


class Held(NamedTuple):
    """What stands for a person: their posts, or else the department that they are known to be of
    ("" for none).
    """

    posts: tuple[Post, ...] = ()
    department: str = ""


class NameInText(NamedTuple):
    """A person's name that stands in the words of a paper: in which row (its key and reference, ""
    outside the rows) and under which heading.
    """

    key: str
    reference: str
    heading: str
    name: str


@dataclass(frozen=True, slots=True)
class _Printed:
    """An owner as the public reads it; `key`: None where a person is not to be known again."""

    key: int | None
    name: str
    remit: str

    @property
    def words(self):
        return f"{self.name}: {self.remit}" if self.remit else self.name


def posts_of_people(
    states, *, as_at: date, known_by: datetime | None, others: Iterable[int] = ()
) -> dict[int, Held]:
    """What stands on a day, as known at a moment, for each person whom the states of
    recommendations name, by their key, and for `others`; whichever of the spellings that were
    merged they are named by. Two queries.
    """
    named = {o.owner_id for s in states for o in s.owners if o.kind == Owner.Kind.PERSON}
    named |= set(others)
    columns = ("pk", "merged_into", "department__name", "merged_into__department__name")
    people = list(Owner.objects.filter(pk__in=named).values_list(*columns))
    posts = _posts({merged or pk for pk, merged, *_ in people}, as_at, known_by)
    return {
        pk: Held(tuple(posts[merged or pk]), (of_merged if merged else own) or "")
        for pk, merged, own, of_merged in people
    }


def with_posts(row: Row, owners, held: dict[int, Held]) -> Row:
    """The row with the posts of its owners (OwnerState) in place of people's names: in the columns
    of owners and in its values. Posts and groups stay, each stands there once.
    """
    printed = list(dict.fromkeys(p for owner in owners for p in _printed(owner, held)))
    names = tuple(dict.fromkeys(p.name for p in printed))
    keys = tuple(dict.fromkeys(p.key for p in printed if p.key is not None))
    words = tuple(Block(text) for text in dict.fromkeys(p.words for p in printed))
    if not words and any(row.cells.get(key) for key in OWNER_COLUMNS):
        # The words name somebody who is not on record.
        words = (Block(OFFICER),)
    cells = {key: words if key in OWNER_COLUMNS else cell for key, cell in row.cells.items()}
    return replace(row, cells=cells, values=replace(row.values, owners=names, owner_keys=keys))


def post_words(owner: OwnerState, held: dict[int, Held]) -> str:
    """An owner in a line, by their posts: "Head of HR, Returning Officer"."""
    return ", ".join(printed.name for printed in _printed(owner, held))


def names_of_people(plan, *, on: date) -> list[str]:
    """The names and other spellings of everybody who was named in an owner cell of a plan, held a
    post or sat in a group by a day. Two queries.
    """
    owned = Assignment.objects.filter(
        owner_cell__recommendation__plan=plan, owner_cell__valid_from__lte=on
    )
    held = TenureHolder.objects.filter(tenure__valid_from__lte=on)
    people = Q(pk__in=owned.values("owner")) | Q(pk__in=held.values("person"))
    of_merged = Owner.objects.filter(people, merged_into__isnull=False).values("merged_into")
    spelled = Owner.objects.filter(people | Q(pk__in=of_merged), kind=Owner.Kind.PERSON)
    names = set(spelled.values_list("name", flat=True))
    names |= set(Alias.objects.filter(owner__in=spelled).values_list("name", flat=True))
    return sorted(names)


def names_in_texts(document: Document, names: Iterable[str]) -> list[NameInText]:
    """Where people's names stand in a paper, as whole words, other than as the owners of a row;
    each once for a heading of a row.
    """
    pattern = _pattern(names)
    if pattern is None:
        return []
    found = (
        NameInText(key, reference, heading, " ".join(match[0].split()))
        for key, reference, heading, text in _texts(document, pattern)
        for match in pattern.finditer(text)
    )
    return list(dict.fromkeys(found))


def _posts(people, as_at, known_by):
    """The posts that people hold, by name, by the keys of the people."""
    in_force = Tenure.objects.in_force(as_at=as_at, known_by=known_by)
    held = TenureHolder.objects.filter(
        Q(person__in=people) | Q(person__merged_into__in=people),
        tenure__in=in_force,
        tenure__owner__kind=Owner.Kind.POST,
        tenure__owner__merged_into=None,
    )
    columns = ("person", "person__merged_into", "tenure__owner", "tenure__owner__name")
    posts = defaultdict(list)
    for person, merged, key, name in held.order_by("tenure__owner__name").values_list(*columns):
        posts[merged or person].append(Post(key, name))
    return posts


def _printed(owner, held):
    if owner.kind != Owner.Kind.PERSON:
        return [_Printed(owner.owner_id, owner.name, owner.remit)]
    posts, department = held.get(owner.owner_id, Held())
    if posts:
        return [_Printed(post.key, post.name, owner.remit) for post in posts]
    name = OF_A_DEPARTMENT.format(department) if department else OFFICER
    return [_Printed(None, name, owner.remit)]


def _pattern(names):
    """The longest name first. One of a single word is found only as it is written."""
    longest = sorted({" ".join(name.split()) for name in names} - {""}, key=lambda n: (-len(n), n))
    either = "|".join(_in_words(name) for name in longest)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if longest else None


def _in_words(name):
    words = r"\s+".join(map(re.escape, name.split()))
    return f"(?i:{words})" if " " in name else words


def _texts(document, pattern):
    """The words of a paper: its notices, those of the rows by their columns, then the headings and
    notes over them and the changes.
    """
    for notice in document.notices:
        yield "", "", NOTICE, notice
    for row in document.rows:
        for column in document.columns:
            names_owners = column.key in OWNER_COLUMNS and _prints_people(document, row, pattern)
            if column.key in row.cells and not names_owners:
                text = "\n".join(block.text for block in row.cells[column.key])
                yield row.key, row.reference, column.heading, text
    for section in document.sections:
        for text in (section.theme, section.note, section.timescale):
            yield "", "", section.theme or section.timescale, text
    for heading in _other_headings(document):
        yield "", "", heading, heading
    for group in document.changes.groups if document.changes else ():
        for change in group.changes:
            text = " ".join(
                [change.title, change.words, *(stretch.text for stretch in change.stretches)]
            )
            yield change.key, change.reference, group.heading, text


def _other_headings(document):
    """The headings over rows, less those that say who their owners are."""
    owners = {name for row in document.rows for name in row.values.owners}
    for table in document.tables:
        for group in table.groups:
            if document.names == POSTS or group.heading not in owners:
                yield group.heading


def _prints_people(document, row, pattern):
    """Whether people are printed as the owners of the row, so that nobody need be told; of a paper
    that names posts, whatever names a person has to be.
    """
    return document.names != POSTS and any(pattern.search(name) for name in row.values.owners)

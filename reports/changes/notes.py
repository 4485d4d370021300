"""What cannot be compared between two papers, said in words beside what changed. Pure."""

from reports.changes.rows import quoted, withheld
from reports.columns import CHANGES_COLUMN, OWNER_COLUMNS
from reports.document import POSTS, PRINTED

POSTS_NOW = (
    "This paper names posts in place of people, the earlier one did not: owners are not compared."
)
POSTS_BEFORE = (
    "The earlier paper named posts in place of people, this one does not: owners are not compared."
)
POSTS_IN_PART = "In part the earlier paper named posts in place of people: owners are not compared."


def column_notes(old, new):
    before = {c.key: c.heading for c in old.columns if c.key != CHANGES_COLUMN}
    after = {c.key: c.heading for c in new.columns if c.key != CHANGES_COLUMN}
    came = [heading for key, heading in after.items() if key not in before]
    went = [heading for key, heading in before.items() if key not in after]
    if came:
        yield f"{_columns(came)} not in the earlier paper, so there is nothing to compare."
    if went:
        yield f"{_columns(went)} in the earlier paper only."


def _columns(headings):
    names = ", ".join(quoted(heading) for heading in headings)
    return f"The column {names} is" if len(headings) == 1 else f"The columns {names} are"


def owner_notes(old, new):
    """Why owners are not compared, where both papers print them."""
    if name_owners_alike(old, new) or not all(_prints_owners(paper) for paper in (old, new)):
        return
    if new.names == POSTS and old.names == PRINTED:
        yield POSTS_NOW
    elif old.names == POSTS and new.names == PRINTED:
        yield POSTS_BEFORE
    else:
        yield POSTS_IN_PART


def _prints_owners(document):
    return any(column.key in OWNER_COLUMNS for column in document.columns)


def withheld_notes(before, after):
    if any(withheld(before[key], row) for key, row in after.items() if key in before):
        yield "What is exempt in either paper is not compared."


def dropped_notes(rows):
    """What the earlier paper printed and this one does not, with nothing to be said of it: what was
    shown once as completed, say.
    """
    if rows:
        named = ", ".join(row.reference for row in rows if row.reference)
        stand = (
            "1 recommendation stands" if len(rows) == 1 else f"{len(rows)} recommendations stand"
        )
        yield f"{stand} in no table of this paper any more{f': {named}' if named else ''}."


def name_owners_alike(old, new):
    """A name that one paper prints is never quoted where the other has a post in its place; nor is
    it known whether the post stands for that person.
    """
    return old.names == new.names and new.names in (PRINTED, POSTS)

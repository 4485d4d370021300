"""What changed about one recommendation between two papers: each thing in its kind, in words. Pure.

Words that either paper withholds are never compared nor quoted, and neither is a value behind them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recommendations.cell_text import Block
from recommendations.models.status_meaning import StatusMeaning
from recommendations.word_changes import Change, folded, summary, word_changes
from reports.columns import OWN, OWNER_COLUMNS
from reports.document import Row, Stretch


class ChangeKind(StrEnum):
    """In the order in which a paper tells them."""

    NEW = "new"
    COMPLETED = "completed"
    REOPENED = "reopened"
    STATUS = "status_changed"
    RAG = "rag_changed"
    MOVED = "date_moved"
    REWORDED = "date_reworded"
    OWNER = "owner_changed"
    TEXT = "text_changed"
    PROGRESS = "progress_reported"
    SILENT = "no_update"
    ANSWERED = "answered"
    PLACE = "moved_elsewhere"
    TABLE = "other_table"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that changed: in words for the section, in a few for the mark on the row.
    `is_news`: False for what only stands on the row, as it did in the earlier paper.
    """

    kind: ChangeKind
    words: str
    mark: str
    stretches: tuple[Stretch, ...] = ()
    is_news: bool = True


# Columns that say the same thing in several ways: where one of them is withheld, so are the others.
STATUS_COLUMNS = frozenset({"status", "verified"})
DATE_COLUMNS = frozenset({"by_when", "original_date", "times_moved"})
PROGRESS_COLUMNS = frozenset({"progress", "further_action", "measures"})
# Columns whose words are worked out of what other columns or the day say. That they differ is no
# news, but two papers of the same day differ in them.
DERIVED_COLUMNS = frozenset({"rag_reason", "reason", "last_updated"})


def row_changes(old: Row, new: Row, headings: dict[str, str], *, of_owners: bool) -> list[Found]:
    """What changed about a row, kind by kind. `headings`: the columns that can be compared, with
    what the new paper calls them: where both print that cell of the row; `of_owners`: whether both
    name owners in the same way.
    """
    both = (old.cells.keys() & new.cells.keys()) - withheld(old, new)
    shown = {key: heading for key, heading in headings.items() if key in both}
    status = _status(old, new) if _may_say_status(old, new, shown) else None
    moved = _date(old, new, shown) if _may_say_date(old, new, shown) else None
    owner = _owner(old, new, shown) if of_owners and _may_say_owner(old, new, shown) else None
    said = {
        "status": status is not None,
        "by_when": moved is not None,
        "times_moved": moved is not None and _slips(old, new) > 0,
        "rag": True,
        **dict.fromkeys(OWNER_COLUMNS, owner is not None),
    }
    left = {key: heading for key, heading in shown.items() if not said.get(key)}
    silent = silence(old, new) if new.is_printed else None
    rag = _rag(old, new, shown) if status is None else None
    found = [status, rag, moved, owner, *_texts(old, new, left), silent]
    return [change for change in found if change]


def withheld(*rows: Row) -> frozenset[str]:
    """The columns of which nothing may be said: those that any of the rows withholds, and those
    that say the same thing.
    """
    keys = frozenset(key for row in rows for key in row.withheld)
    kin = (STATUS_COLUMNS, DATE_COLUMNS, OWNER_COLUMNS)
    return keys.union(*(columns for columns in kin if columns & keys))


def silence(old: Row | None, new: Row) -> Found | None:
    """That nobody answered: news only of another number of rounds than the old paper's, for one
    that is still open stands in every paper.
    """
    rounds = new.values.silent_rounds
    before = old.values.silent_rounds if old else 0
    if not rounds or "progress" in withheld(new):
        return None
    said = "1st silent round" if rounds == 1 else f"{ordinal(rounds)} silent round in a row"
    mark = "No update received" if rounds == 1 else f"No update received, {ordinal(rounds)} round"
    return Found(ChangeKind.SILENT, said, mark, is_news=rounds != before)


def answered(old: Row, new: Row) -> Iterator[Found]:
    """That somebody has answered since, who had nothing to report: of two papers of the same day,
    so of the same round. Not where the status is exempt by now.
    """
    if old.values.status and new.values.status is None:
        return
    hidden = withheld(old, new)
    may_say = "progress" in new.cells.keys() - hidden and not hidden & {"status", "further_action"}
    is_answered = old.values.silent_rounds and not new.values.silent_rounds
    if may_say and is_answered and old.cells.get("progress") == new.cells["progress"]:
        yield Found(ChangeKind.ANSWERED, "“No update received” holds no longer", "Answered late")


def in_another_table(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Found]:
    """That a row stands in other tables than in a paper of the same day; each table by its
    heading.
    """
    if before != after:
        was, now = (", ".join(map(quoted, tables)) or "no table" for tables in (before, after))
        yield Found(ChangeKind.TABLE, f"From {was} to {now}", "In another table")


def cell_words(row: Row, key: str) -> str:
    """What a cell says, on one line."""
    return _one_line(row.cells.get(key, ()))


def cell_lines(blocks: tuple[Block, ...]) -> str:
    """What a cell says, as it would be typed."""
    return "\n".join(_typed(block) for block in blocks)


def compared(before: str, after: str) -> tuple[Change, ...]:
    """Which words went and which came, in the order of reading."""
    return word_changes(before, after)


def ordinal(number: int) -> str:
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"


def _typed(block):
    return f"{'    ' * (block.bullet - 1)}- {block.text}" if block.bullet else block.text


def _one_line(blocks):
    return "; ".join(" ".join(block.text.split()) for block in blocks)


def _may_say(rows, columns, *, is_printed, says):
    """Whether values may be compared. One that is not there may be withheld, where the column is
    not printed that would say so.
    """
    return not columns & withheld(*rows) and all(
        says(row.values) or (is_printed and not row.withheld) for row in rows
    )


# Status


def _may_say_status(old, new, shown):
    """The first status is told in any case."""
    is_first = old.values.status is None and not old.withheld
    return _may_say(
        [new] if is_first else [old, new],
        STATUS_COLUMNS,
        is_printed="status" in shown,
        says=lambda values: values.status is not None,
    )


def _status(old, new):
    before, after = old.values, new.values
    if (before.status, before.status_word) == (after.status, after.status_word):
        return None
    was, now = _status_words(before), _status_words(after)
    words = f"From {was} to {now}" if before.status else f"Now {now}"
    done = StatusMeaning.done()
    if before.status != after.status == StatusMeaning.COMPLETE:
        return Found(ChangeKind.COMPLETED, words, "Completed")
    if before.status in done and after.status not in done:
        return Found(ChangeKind.REOPENED, words, "Reopened")
    return Found(ChangeKind.STATUS, words, "Status changed")


def _status_words(values):
    if values.status_word:
        return quoted(values.status_word)
    return quoted(str(StatusMeaning(values.status).label)) if values.status else "no status"


def _rag(old, new, shown):
    """The colour, as far as both print it; that it went with the status is said there."""
    before, after = cell_words(old, "rag"), cell_words(new, "rag")
    if "rag" not in shown or before == after:
        return None
    words = f"From {quoted(before) if before else 'no colour'} to "
    return Found(ChangeKind.RAG, words + (quoted(after) if after else "no colour"), "RAG changed")


# Dates


def _may_say_date(old, new, shown):
    return _may_say(
        [old, new],
        DATE_COLUMNS,
        is_printed="by_when" in shown,
        says=lambda values: any((values.earliest, values.latest, values.times_moved)),
    )


def _slips(old, new):
    return new.values.times_moved - old.values.times_moved


def _date(old, new, shown):
    """A slip, by the count of them; else what became of the last day, where the words differ too or
    are not printed.
    """
    before, after = old.values, new.values
    if "by_when" in shown:
        said = cell_words(old, "by_when"), cell_words(new, "by_when")
    else:
        said = _day_words(before.latest), _day_words(after.latest)
    if _slips(old, new) > 0:
        return _slipped(said, before, after)
    if said[0] == said[1]:
        return _same_words(said, before, after)
    return _changed_date(said, old, new, printed="by_when" in shown)


def _slipped(said, before, after):
    grown, times = after.times_moved - before.times_moved, after.times_moved
    count = (
        f"moved for the {ordinal(times)} time"
        if grown == 1
        else f"moved {grown} times since, {times} times in all"
    )
    if said[0] == said[1]:
        words = f"{quoted(said[1])} as before, but {count}"
    elif before.latest and after.latest is None:
        words = f"{_from_to(said)}: became open-ended, {count}"
    else:
        words = f"{_from_to(said)}, {count}"
    return Found(ChangeKind.MOVED, words, f"Date moved, {ordinal(times)} time")


def _same_words(said, before, after):
    """The same words of another year, perhaps: what is only read otherwise is no news."""
    if not (before.latest and after.latest) or before.latest == after.latest:
        return None
    days = f"{_day_words(after.latest)}, not {_day_words(before.latest)}"
    how, mark = _earlier_or_later(before.latest, after.latest)
    return Found(ChangeKind.MOVED, f"{quoted(said[1])} now ends on {days}: {how}", mark)


def _changed_date(said, old, new, *, printed):
    """Moved or reworded; None where dates only came or went, which is neither."""
    before, after = old.values, new.values
    if printed and _only_adds_or_drops(old.cells["by_when"], new.cells["by_when"]):
        return None
    if before.latest and after.latest and before.latest != after.latest:
        how, mark = _earlier_or_later(before.latest, after.latest)
    elif after.latest and not before.latest:
        how, mark = "given a date", "Given a date"
    elif before.latest and not after.latest and not said[1]:
        how, mark = "no date any more", "No date any more"
    elif not all(said) or _is_before(before.next_latest, after.next_latest):
        return None
    elif _is_before(after.next_latest, before.next_latest):
        how, mark = "brought forward", "Date brought forward"
    else:
        return Found(ChangeKind.REWORDED, _from_to(said), "Date reworded")
    return Found(ChangeKind.MOVED, f"{_from_to(said)}: {how}", mark)


def _earlier_or_later(before, after):
    if after < before:
        return "brought forward", "Date brought forward"
    return "later", "Date moved"


def _is_before(day, other):
    return bool(day and other and day < other)


def _only_adds_or_drops(before, after):
    old, new = Counter(before), Counter(after)
    return bool(before and after) and (old <= new or new <= old)


def _day_words(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _from_to(said):
    return f"From {quoted(said[0])} to {quoted(said[1])}"


# Owners


def _may_say_owner(old, new, shown):
    return _may_say(
        [old, new],
        OWNER_COLUMNS,
        is_printed=bool(OWNER_COLUMNS & shown.keys()),
        says=lambda values: bool(values.owners),
    )


def _owner(old, new, shown):
    """By the printed words; where they are the same, by who is meant. Another name of the same
    owner is no change.
    """
    names = ", ".join(old.values.owners), ", ".join(new.values.owners)
    is_same = _same_owners(old.values, new.values)
    said = (cell_words(old, "owner"), cell_words(new, "owner")) if "owner" in shown else None
    if said and said[0] != said[1]:
        is_known = is_same and _has_every_key(new.values)
        same = f": {_the_same(new.values)}, in other words" if is_known else ""
        return Found(ChangeKind.OWNER, f"{_from_to(said)}{same}", "Owner changed")
    if is_same or names[0] == names[1]:
        return None
    printed = f", printed as {quoted(said[1])} as before" if said else ""
    return Found(ChangeKind.OWNER, f"{_from_to(names)}{printed}", "Owner changed")


def _same_owners(before, after):
    """By their keys; by their names where either has none for some owner: a paper of the first
    schema, or an officer without a post.
    """
    if _has_every_key(before) and _has_every_key(after):
        return before.owner_keys == after.owner_keys
    return before.owners == after.owners


def _has_every_key(values):
    return bool(values.owner_keys) and len(values.owner_keys) >= len(values.owners)


def _the_same(values):
    return "the same owner" if len(values.owners) == 1 else "the same owners"


# Texts


def _texts(old, new, headings) -> Iterator[Found]:
    for key, heading in headings.items():
        before, after = old.cells.get(key, ()), new.cells.get(key, ())
        if before != after:
            yield _text(key, heading, cell_lines(before), cell_lines(after))


def _text(key, heading, before, after):
    pieces = compared(before, after)
    shown = folded(pieces)
    has_words = any(piece.is_change for piece in shown)
    words = f"{heading}: {_lowered(summary(pieces)) if has_words else 'only the layout changed'}"
    stretches = tuple(Stretch(str(p.kind), p.text) for p in shown) if has_words else ()
    if key in PROGRESS_COLUMNS or key.startswith(OWN):
        return Found(ChangeKind.PROGRESS, words, "Progress reported", stretches)
    mark = "Text changed" if key == "recommendation" else f"{heading} changed"
    return Found(ChangeKind.TEXT, words, mark, stretches)


def _lowered(text):
    return text[:1].lower() + text[1:]

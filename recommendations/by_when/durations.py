"""Reads a plain duration counted from the paper's date (rule 12): "within 3 months",
"3-6 months". One that is counted from an event gives no date.
"""

from recommendations.by_when.periods import Period, Unreadable, fixed_period, later
from recommendations.by_when.reading import Kind
from recommendations.by_when.words import Tag

LONGEST = 600
AMOUNTS = frozenset((Tag.NUMBER, Tag.AMOUNT))
BETWEEN_AMOUNTS = frozenset((Tag.DASH, Tag.TO, Tag.AND, Tag.SLASH))
BEFORE_A_DURATION = frozenset(
    (
        Tag.END_OF_TEXT, Tag.IN, Tag.TO, Tag.NEXT, Tag.COMMA, Tag.DASH, Tag.OPEN, Tag.COLON,
        Tag.SEMICOLON, Tag.LINE_END, Tag.DOT, Tag.SOON, Tag.DEADLINE,
    )
)  # fmt: skip
# "at 6 months", "retain for 6 years", "over 12 months" (which may be "more than").
NOT_COUNTED_AFTER = frozenset(("at", "on", "for", "over", "around"))
EVENT_FOLLOWS = frozenset((Tag.FROM, Tag.AFTER, Tag.BEFORE, Tag.BEGIN))


def duration_at(tokens, at, paper) -> tuple[Period | None, int] | None:
    """The days that a duration at `at` leaves, and the token after it; None for its days when it
    is counted from an event; None where no duration stands.
    """
    amounts, unit_at = _amounts(tokens, at)
    unit = tokens[unit_at]
    if not amounts or unit.tag != Tag.UNIT or not _is_counted(tokens, at):
        return None
    name, is_plural = unit.value
    if is_plural and tokens[at].tag not in AMOUNTS:
        return None  # "the coming months"
    if not is_plural and amounts[-1] != 1 and tokens[unit_at + 1].tag == Tag.WORD:
        return None  # "3 year strategy"
    if _is_from_event(tokens, unit_at + 1):
        return None, unit_at + 2
    return _days_left(paper.day, amounts, name), unit_at + 1


def _amounts(tokens, at):
    """One or two amounts ("3-6") and where their unit should be; "a month" and "the next year"
    are one.
    """
    first = tokens[at]
    is_next = first.tag == Tag.NEXT and first.value != "new" and tokens[at - 1].value == "the"
    if first.value == "a" or is_next:
        return [1], at + 1
    if first.tag not in AMOUNTS:
        return [], at
    found = [first.value]
    if tokens[at + 1].tag in BETWEEN_AMOUNTS and tokens[at + 2].tag in AMOUNTS:
        found.append(tokens[at + 2].value)
        at += 2
    at += 1 + (tokens[at + 1].tag == Tag.DASH and tokens[at + 1].is_glued)
    if tokens[at].value == "working":
        raise Unreadable  # which needs the bank holidays
    return found, at + (tokens[at].value == "calendar")


def _is_counted(tokens, at):
    before = tokens[at - 1]
    if before.tag == Tag.FILLER:
        return tokens[at].tag == Tag.NEXT and tokens[at - 2].tag in (
            Tag.IN,
            Tag.TO,
            Tag.END_OF_TEXT,
        )
    return before.tag in BEFORE_A_DURATION and before.value not in NOT_COUNTED_AFTER


def _is_from_event(tokens, at):
    """ "of the completion", "from approval"; but "of this report" and "from now" is the paper."""
    word = tokens[at]
    if word.tag not in EVENT_FOLLOWS and word.value != "of":
        return False
    at += 1
    while tokens[at].tag in (Tag.FILLER, Tag.DEADLINE):
        at += 1
    return tokens[at].tag != Tag.THIS and tokens[at].value not in ("now", "today")


def _days_left(day, amounts, unit):
    if max(amounts) > LONGEST or amounts != sorted(amounts):
        raise Unreadable
    first = later(day, amounts[0], unit) if len(amounts) == 2 else day
    return fixed_period(Kind.RELATIVE, first, later(day, amounts[-1], unit))

"""Decides what the deadline is from what a walk noted: which of several dates stand, and what is
meant where there is none. It reads no words.
"""

from itertools import pairwise

from recommendations.by_when.asides import is_taken_back
from recommendations.by_when.labels import labels_of
from recommendations.by_when.mentions import Days, give_years
from recommendations.by_when.periods import DAY, FIRST_YEAR, LAST_YEAR, Unreadable
from recommendations.by_when.reading import Kind, Part, Reading
from recommendations.by_when.words import Tag

UNREAD = Reading(Kind.UNREAD)
GOES_ON = frozenset((Tag.ONGOING, Tag.CONTINUING, Tag.IN_PROGRESS, Tag.RECURRING))
# Rule 12: what is said instead of a date, and whether it is open-ended.
INSTEAD = {
    Tag.ONGOING: Reading(Kind.ONGOING, open_ended=True),
    Tag.CONTINUING: Reading(Kind.ONGOING, open_ended=True),
    Tag.IN_PROGRESS: Reading(Kind.ONGOING, open_ended=True),
    Tag.RECURRING: Reading(Kind.RECURRING, open_ended=True),
    Tag.COMPLETED: Reading(Kind.COMPLETED),
    Tag.TO_BE_CONFIRMED: Reading(Kind.TO_BE_CONFIRMED),
    Tag.NOT_APPLICABLE: Reading(Kind.NOT_APPLICABLE),
    Tag.SOON: Reading(Kind.RELATIVE),
    Tag.CONDITION: Reading(Kind.CONDITIONAL),
    Tag.ELSEWHERE: Reading(Kind.OTHER),
    Tag.NOT: Reading(Kind.OTHER),
}


def verdict(notes, tokens, paper) -> Reading:
    """The reading of a whole wording."""
    has_date = notes.mentions and not is_taken_back(notes.mentions, tokens)
    if has_date and not _recurs_without_year(notes):
        give_years(notes.mentions, paper.day)
        dated = _standing([(mention, mention.days()) for mention in notes.mentions], paper.day)
        dated = _without_history(dated, notes.remarks)
        if dated:
            return _dated(dated, notes, tokens, paper)
    return _undated([remark.tag for remark in notes.remarks])


def _recurs_without_year(notes):
    """ "By 31 March each year", "Quarterly Feb / May / Aug / Nov": recurring, no dates."""
    return (
        not notes.tells_first
        and any(remark.tag == Tag.RECURRING and not remark.is_bounded for remark in notes.remarks)
        and not any(mention.is_open for mention in notes.mentions)
        and not any(point.period.has_year for m in notes.mentions for point in m.points)
    )


def _standing(dated, day):
    """Without a date that a later one replaced (rule 11), and without what is done where
    something is outstanding (rule 14).
    """
    current = [pair for pair in dated if not pair[0].is_old] or dated
    open_still = [(mention, days) for mention, days in current if not _is_done(mention, days, day)]
    if not open_still:
        return current
    return [pair for pair in open_still if not _is_told_in_passing(*pair, day)] or open_still


def _is_done(mention, days, day):
    return mention.is_done and days.earliest <= day


def _is_told_in_passing(mention, days, day):
    return mention.is_done_in_passing and days.latest is not None and days.latest < day


def _without_history(dated, remarks):
    """ "Almost fully completed in 2015; however, the work is ongoing": the year is history, but
    not that of "completed in 2015; monitoring is ongoing" (rules 11 and 13).
    """
    if any(remark.tag in GOES_ON for remark in remarks):
        return [pair for pair in dated if not (pair[0].is_done and not pair[0].is_completed)]
    return dated


def _dated(dated, notes, tokens, paper):
    earliest, latest, is_open = _whole([days for _, days in dated])
    if earliest.year < FIRST_YEAR or (latest or earliest).year >= LAST_YEAR:
        raise Unreadable
    is_open = is_open or _goes_on_beside(notes, dated)
    kind = _kind(dated, paper.day)
    parts = _parts(dated, tokens, paper.text) if kind is Kind.LIST else ()
    return Reading(kind, earliest, latest, is_open, parts)


def _whole(all_days):
    """From the start of the first to the end of the last; open-ended when the last has no end
    (rule 10).
    """
    earliest = _start_of_first(all_days)
    ends = [days.latest for days in all_days if days.latest]
    starts_open = [days.earliest for days in all_days if days.latest is None]
    is_open = bool(starts_open) and (
        all_days[-1].latest is None or max(starts_open) > max(ends, default=earliest)
    )
    return Days(earliest, None if is_open else max(ends), is_open)


def _start_of_first(all_days):
    """The first is that named first, unless another is over before it: "October 1, 2023 (first
    item), and April 30, 2023 (remaining items)".
    """
    earliest = all_days[0].earliest
    for days in all_days:
        if days.latest and days.latest < earliest:
            earliest = days.earliest
    return earliest


def _goes_on_beside(notes, dated):
    """Whether something goes on beside the dates (rules 4 and 15). What recurs does so beside its
    only date, unless it is the noun of it ("annual review"); "twice each year; January 2013, July
    2013" names all its dates.
    """
    is_only_date = len(dated) == 1 and dated[0][0].end is None
    for remark in notes.remarks:
        if remark.tag in (Tag.ONGOING, Tag.CONTINUING) and not remark.is_bounded:
            return True
        if remark.tag == Tag.RECURRING and not remark.is_bounded and is_only_date:
            return notes.tells_first or not remark.describes_a_noun
    return False


def _kind(dated, day):
    if all(_is_done(mention, days, day) for mention, days in dated):
        return Kind.COMPLETED
    if len({days for _, days in dated}) == 1:
        return dated[0][0].kind()
    return Kind.RANGE if _is_one_range(dated) else Kind.LIST


def _is_one_range(dated):
    """Adjoining periods joined by "and" or "/" (rule 10)."""
    return all(
        mention.start.is_joined and before.latest and before.latest + DAY == days.earliest
        for (_, before), (mention, days) in pairwise(dated)
    )


def _parts(dated, tokens, text):
    labels = labels_of([mention for mention, _ in dated], tokens, text)
    return tuple(Part(label, *days) for label, (_, days) in zip(labels, dated, strict=True))


def _undated(tags):
    """The word named first decides (rule 12), with what goes on after "complete" (rule 13)."""
    if not tags:
        return UNREAD
    first = tags[0]
    if first == Tag.COMPLETED and Tag.NOT in tags:
        first = Tag.NOT
    if first == Tag.CONTINUING and Tag.CONDITION in tags:
        first = Tag.CONDITION  # "will continue until the legislation passes"
    if first in (Tag.COMPLETED, Tag.SOON, Tag.NOT) and not GOES_ON.isdisjoint(tags):
        kind = Kind.COMPLETED if first == Tag.COMPLETED else Kind.ONGOING
        return Reading(kind, open_ended=True)
    return INSTEAD[first]

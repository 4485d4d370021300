"""Settling what agreed words mean: a hand-set or a newer reading for every deadline that has them.

Each term in force with exactly these words and this paper's date is corrected: the new fact has the
same words and is true from the same day, with another reading. So what was printed stays, and the
past as it was known then stays. A term that a later one of its deadline has replaced is not in
force and is left alone, be its words the same: what was known when it counted is history. The
deadline has not moved by that (`moves.py`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from people.edited_in_place import EditedMeanwhile
from recommendations.by_when import Reading
from recommendations.deadlines import NewTerm, revise_all
from recommendations.derived import derived_refreshed_once
from recommendations.kept_text import kept_text
from recommendations.models import DeadlineTerm, Recommendation
from recommendations.readings import whole_reading_of
from recommendations.words_in_use import terms_in_use


@dataclass(frozen=True)
class SettledWords:
    """What words mean in a paper of a day. `parser_version`: None when a person says so; `newest`:
    that of the WordsInUse that were shown, None to settle them whatever was shown.
    """

    words: str
    paper_date: date
    reading: Reading
    parser_version: int | None
    newest: int | None = None


@transaction.atomic
def settle_wordings(
    rows: Iterable[SettledWords],
    *,
    by,
    at: datetime,
    reason="",
    among=None,
    spare_hand_set=False,
) -> list[DeadlineTerm]:
    """Correct the reading of every term in force with these words and papers' dates; returns the
    new terms, none for what is read so already.

    `among`: the recommendations (a QuerySet) whose deadlines they are, by default all;
    `spare_hand_set`: leave what a person has set. EditedMeanwhile when words have changed since
    they were shown, or are in use no more; ValidationError when somebody corrects one of the terms
    in the same instant. Nothing is written then.
    """
    today, reason = timezone.localdate(at), kept_text(reason)
    settled = {(row.words, row.paper_date): row for row in rows}
    in_force = _terms_by_wording(settled, among, today)
    to_write = defaultdict(list)
    for key, row in settled.items():
        terms = in_force[key]
        if row.newest is not None and row.newest != max((t.pk for t in terms), default=0):
            raise EditedMeanwhile(row.words)
        for term in terms:
            if not (_says_so(term, row) or (spare_hand_set and term.parser_version is None)):
                why = reason or _default_reason(row)
                to_write[term.valid_from, why].append(_correction(term, row))
    with derived_refreshed_once(on=today):
        return [
            term
            for (day, why), corrections in sorted(to_write.items(), key=lambda item: item[0])
            for term in revise_all(corrections, by=by, on=day, at=at, reason=why)
        ]


def settle_wording(
    words: str,
    paper_date: date,
    *,
    reading: Reading,
    parser_version: int | None,
    by,
    at: datetime,
    reason="",
    among=None,
    newest: int | None = None,
) -> list[DeadlineTerm]:
    """Settle one wording of one paper's date, what a person has set as well."""
    row = SettledWords(words, paper_date, reading, parser_version, newest)
    return settle_wordings([row], by=by, at=at, reason=reason, among=among)


def _terms_by_wording(settled, among, today):
    recommendations = Recommendation.objects.all() if among is None else among
    terms = terms_in_use(recommendations, {words for words, _ in settled}, on=today)
    by_wording = defaultdict(list)
    for term in terms.select_related("deadline").order_by("pk"):
        by_wording[term.text, term.paper_date].append(term)
    return by_wording


def _says_so(term, row):
    """Whether the term is read so already: by a person too, where one is to have said so."""
    by_person = term.parser_version is None, row.parser_version is None
    return whole_reading_of(term) == row.reading and len(set(by_person)) == 1


def _correction(term, row):
    return NewTerm(
        term.deadline, term.text, row.reading, term.paper_date, row.parser_version, corrects=term
    )


def _default_reason(row):
    if row.parser_version is not None:
        return f"Read by the program, version {row.parser_version}"
    has_dates = row.reading.earliest or row.reading.latest or row.reading.open_ended
    return "Dates set by hand" if has_dates else "Left as words only"

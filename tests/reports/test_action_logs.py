"""Four consecutive action logs of a board, March to July 2011 (tests/data/README.md), entered as
four rounds through the acts: every log can be printed again, to the letter, as at its date.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from recommendations.answers import AnswerKind, answers_to, count_answers
from recommendations.derived import wrong_derived
from recommendations.models import DeadlineTerm, Round
from recommendations.moves import Move, move_of
from reports.build import build_document
from tests.factories import moment
from tests.reports.action_logs import (
    JULY,
    JUNE,
    LOGS,
    MARCH,
    MAY,
    Line,
    make_board,
    read_log,
    states_of,
)

# Read out of the logs by hand: every wording of a date that the next log has otherwise.
CHANGES = {
    (MAY, "‘lessons learnt’ report", "May-2011", "May Transparency Board", Move.REWORDED),
    (MAY, "DfT and ATOC to build", "Mar-2011", "May 2011", Move.SLIPPED),
    (MAY, "Transport Sector Panel", "Mar-2011", "Ongoing", Move.SLIPPED),
    (MAY, "The National Archives", "Jan-2011", "11/01/2011", Move.BROUGHT_FORWARD),
    (MAY, "draft Freedom Bill clauses", "Jan-2011", "late January", Move.REWORDED),
    (
        MAY,
        "‘right to data’ green paper",
        "Mar-2011",
        "Mid Feb for initial engagement. March Board for presentation",
        Move.REWORDED,
    ),
    (MAY, "October progress report", "Mar-2011", "March Transparency Board", Move.REWORDED),
    (MAY, "develop a data ‘validator’", "Jan-2011", "Ongoing", Move.SLIPPED),
    (JUNE, "public statement of support", "Mar-2011", "Ongoing", Move.SLIPPED),
    (JUNE, "PDC ShEx discussions", "June Board", "Ongoing", Move.SLIPPED),
    (JULY, "right to data paper", "June update", "Ongoing", Move.SLIPPED),
    (JULY, "O’Hara’s interim report", "As soon as possible", "Ongoing", Move.REWORDED),
    (JULY, "the Highways Agency", "Mar-2011", "Ongoing", Move.SLIPPED),
    (JULY, "Information Commissioner to join", "From May 2011", "September", Move.DATED),
    (JULY, "offender level information", "June", "September", Move.SLIPPED),
    (JULY, "with the Contract Finder team", "June", "August", Move.SLIPPED),
    (JULY, "Office for Fair Trading", "June", "August", Move.SLIPPED),
    (JULY, "Companies House", "June", "August", Move.SLIPPED),
}
# Asked: what the log before has open, and what is new. Answered by an update: what is new, and what
# has another progress or date. March: 16 new. May: 7 open (5 changed) and 8 new. June: 12 open (5
# changed) and 6 new. July: 15 open, one of the 16 being dropped (11 changed), and 6 new.
BOARDS = {MARCH: (16, 0, 0), MAY: (13, 2, 0), JUNE: (11, 7, 0), JULY: (17, 4, 0)}


@pytest.fixture
def plan(db):
    return make_board()


def printed(plan, as_at, known_by=None):
    """The rows of the document as lines."""
    document = build_document(plan, as_at=as_at, known_by=known_by, today=date(2026, 11, 22))
    keys = [column.key for column in document.columns]
    return Counter(
        Line(*("\n".join(block.text for block in row.cells[key]) for key in keys))
        for row in document.rows
    )


def test_the_document_as_at_each_date_holds_exactly_the_rows_of_its_log(plan):
    """Up to the day before the next one, and as known before that was written down."""
    assert [len(read_log(day)) for day in LOGS] == [16, 23, 29, 21]
    assert printed(plan, MARCH - timedelta(days=1)) == Counter()
    assert printed(plan, JULY) == Counter(read_log(JULY))
    for day, following in pairwise(LOGS):
        rows = Counter(read_log(day))
        assert printed(plan, day) == rows
        assert printed(plan, following - timedelta(days=1)) == rows
        assert printed(plan, day, moment(following, 8, 59)) == rows
        assert printed(plan, following, moment(following, 8, 59)) == rows


def test_each_changed_wording_stands_under_its_right_name_with_its_original(plan):
    terms = DeadlineTerm.objects.order_by("valid_from", "recorded_at", "pk")
    by_deadline = defaultdict(list)
    for term in terms.select_related("deadline"):
        by_deadline[term.deadline_id].append(term)
    texts = {state.recommendation_id: state.text for state in states_of(plan, JULY)}
    changes = {
        (term.valid_from, texts[term.deadline.recommendation_id], its_terms[place - 1].text,
         term.text, move_of(term, its_terms[:place]))
        for its_terms in by_deadline.values()
        for place, term in enumerate(its_terms) if place
    }  # fmt: skip
    [deadlines] = zip(*(state.deadlines for state in states_of(plan, JULY)), strict=True)
    moved = [d for d in deadlines if d.text != d.original_text]

    assert sorted(changes) == sorted(
        (day, one_with(words, texts.values()), *change) for day, words, *change in CHANGES
    )
    assert sorted((d.original_text, d.text, d.times_moved) for d in moved) == sorted(
        (before, after, int(move is Move.SLIPPED)) for _, _, before, after, move in CHANGES
    )


def one_with(words, texts):
    [text] = [text for text in texts if words in text]
    return text


def test_the_board_of_each_round_stays_what_it_was_at_its_close(plan):
    for round in Round.objects.all():
        for known_by in (moment(round.as_at, 17), None):
            asked = answers_to(round.requests.all(), as_at=round.as_at, known_by=known_by)
            counts = count_answers(asked)
            assert tuple(counts[kind] for kind in AnswerKind) == BOARDS[round.as_at]
    assert list(wrong_derived()) == []
    assert set(plan.recommendations.values_list("silent_rounds", flat=True)) == {0}
    assert not plan.recommendations.filter(extension_requested=True).exists()

"""Four consecutive action logs of a board, March to July 2011 (tests/data/README.md), entered as
four rounds through the acts: every log can be printed again, to the letter, as at its date.
"""

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from recommendations.adding import AddedRecommendation, add_recommendations
from recommendations.answers import AnswerKind, answers_to, count_answers
from recommendations.as_at import state_as_at
from recommendations.by_when import PARSER_VERSION
from recommendations.derived import wrong_derived
from recommendations.extensions import NewExtension, ask_for_extensions
from recommendations.models import Deadline, DeadlineTerm, Round
from recommendations.moves import Move, move_of
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.readings import read
from recommendations.reporting import Report, open_request, save_report, version_of_report
from recommendations.rounds import close_round, open_round
from recommendations.status_words import NewStatusWord
from recommendations.wordings import monitor_all
from reports.build import build_document
from tests.factories import lay_out, make_layout, make_plan, moment, written

MARCH, MAY, JUNE, JULY = (
    date(2011, 3, 2), date(2011, 5, 19), date(2011, 6, 8), date(2011, 7, 19)
)  # fmt: skip
LOGS = (MARCH, MAY, JUNE, JULY)
MEANINGS = {
    "On track": "on_track",
    "Plan in place": "on_track",
    "Place in place": "on_track",
    "No action taken yet": "not_started",
    "Complete": "complete",
    "Completed": "complete",
    "Compete": "complete",
}
COLUMNS = [
    {"key": "recommendation", "heading": "Action", "width": 120},
    {"key": "by_when", "heading": "Deadline", "width": 30},
    {"key": "status", "heading": "Progress", "width": 30},
]

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


class Line(NamedTuple):
    action: str
    deadline: str
    progress: str


def read_log(day):
    path = Path(__file__).parents[1] / "data" / f"uk_tb_action_log_{day:%Y-%m}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [Line(r["Action"], r["Deadline"], r["Progress"]) for r in csv.DictReader(file)]


@pytest.fixture
def plan(db):
    """The board's plan with the four logs, each written down on its day from nine to five."""
    words = [NewStatusWord(word, meaning) for word, meaning in MEANINGS.items()]
    plan = make_plan("Transparency Board", "board", revision="at_once", status_words=words)
    lay_out(plan, make_layout(columns=COLUMNS, grouping="none"))
    for day in LOGS:
        enter(plan, day, read_log(day))
    return plan


def enter(plan, day, lines):
    """One log as a round: what it no longer prints, what is new, what has changed."""
    stop_monitoring(plan, day, {line.action for line in lines})
    round = open_round(
        label=f"{day:%B %Y}", as_at=day, updates_due=day, plans=[plan],
        **written(day, moment(day, 9)),
    )  # fmt: skip
    raise_new(plan, day, lines)
    states = {state.text: state for state in states_of(plan, day)}
    for line in lines:
        answer(line, states[line.action], day)
    close_round(round, **written(day, moment(day, 17)))


def states_of(plan, day, known_by=None):
    return state_as_at(plan.recommendations.all(), as_at=day, known_by=known_by)


def stop_monitoring(plan, day, printed):
    gone = [s for s in states_of(plan, day) if s.is_monitored and s.text not in printed]
    rows = plan.recommendations.filter(pk__in=[state.recommendation_id for state in gone])
    monitor_all(rows, False, reason="Left out of the log.", **written(day, moment(day, 9)))


def raise_new(plan, day, lines):
    known = {state.text for state in states_of(plan, day)}
    rows = [
        AddedRecommendation(
            line.action,
            by_when=line.deadline,
            reading=read(line.deadline, paper_date=day),
            parser_version=PARSER_VERSION,
        )
        for line in lines
        if line.action not in known
    ]
    add_recommendations(plan, rows, **written(day, moment(day, 10)))


def answer(line, state, day):
    """What a log says of a row: an update, a nil return, or of what is done only another date."""
    when = written(day, moment(day, 12))
    deadline = Deadline.objects.get(recommendation=state.recommendation_id)
    recommendation = deadline.recommendation
    request = open_request(recommendation, on=day)
    moved = state.deadlines[0].text != line.deadline
    extensions = [NewExtension(deadline, line.deadline, "As the board agreed.")] if moved else []
    if state.status_word != line.progress or (moved and request):
        report = Report(
            on=day,
            narrative="",
            status=NewStatus(line.progress, MEANINGS[line.progress]),
            extensions=tuple(extensions),
            round=request.round if request else None,
        )
        version = version_of_report(recommendation)
        save_report(recommendation, report, version=version, by=when["by"], at=when["at"])
    elif request:
        record_nil_returns([recommendation], request.round, **when)
    else:
        ask_for_extensions(extensions, **when)


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

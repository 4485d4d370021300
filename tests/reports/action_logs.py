"""The action logs of a board (tests/data/README.md), entered through the acts as rounds."""

import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

from recommendations.adding import AddedRecommendation, add_recommendations
from recommendations.as_at import state_as_at
from recommendations.by_when import PARSER_VERSION
from recommendations.extensions import NewExtension, ask_for_extensions
from recommendations.models import Deadline
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.readings import read
from recommendations.reporting import Report, open_request, save_report, version_of_report
from recommendations.rounds import close_round, open_round
from recommendations.status_words import NewStatusWord
from recommendations.wordings import monitor_all, reword
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


class Line(NamedTuple):
    action: str
    deadline: str
    progress: str


def read_log(day):
    path = Path(__file__).parents[1] / "data" / f"uk_tb_action_log_{day:%Y-%m}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [Line(r["Action"], r["Deadline"], r["Progress"]) for r in csv.DictReader(file)]


def make_board(logs=LOGS, reworded=None):
    """The board's plan with the logs, each written down on its day from nine to five.

    `reworded`: what the clerk links, by the day of the log: the words of an action before and now.
    Other words are another action.
    """
    words = [NewStatusWord(word, meaning) for word, meaning in MEANINGS.items()]
    plan = make_plan("Transparency Board", "board", revision="at_once", status_words=words)
    lay_out(plan, make_layout(columns=COLUMNS, grouping="none"))
    for day in logs:
        for before, after in (reworded or {}).get(day, {}).items():
            link(plan, day, before, after)
        enter(plan, day, read_log(day))
    return plan


def link(plan, day, before, after):
    """Say that an action goes on under other words."""
    [state] = [state for state in states_of(plan, day) if state.text == before]
    recommendation = plan.recommendations.get(pk=state.recommendation_id)
    reword(recommendation, after, **written(day, moment(day, 8)))


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

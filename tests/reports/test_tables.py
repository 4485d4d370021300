"""The rules of the tables, on states made for them: without a database."""

from datetime import date

import pytest

from recommendations.models import StatusMeaning
from recommendations.states import ThemeState
from reports.document import TableGroup
from reports.table_rows import Grouping, Rows
from reports.tables import EMPTY, Lead, TheDay, groups_of, rows_of, rule_in_words
from tests.recommendations.states import make_deadline_state, make_state

DAY = date(2016, 5, 31)
LATE, TO_COME = date(2016, 5, 30), date(2016, 6, 1)


def states(*rows):
    """Rows numbered from 1, each told by what is otherwise about it."""
    return [make_state(**{"recommendation_id": n, **row}) for n, row in enumerate(rows, 1)]


def held(rule, *rows, **day):
    return [s.recommendation_id for s in rows_of(rule, states(*rows), TheDay(DAY, **day))]


def due(day, **fields):
    return {"deadlines": (make_deadline_state(day, **fields),)}


@pytest.mark.parametrize("meaning", ["", *StatusMeaning.values])
def test_live_is_what_is_not_done_whatever_it_is_called(meaning):
    is_live = meaning in ("", "not_started", "on_track", "at_risk", "deferred")

    assert held(Rows.LIVE, {"status_meaning": meaning}) == [1] * is_live
    assert held(Rows.ALL, {"status_meaning": meaning}) == [1]


def test_completed_is_what_is_complete_or_closed_and_was_not_so_in_the_last_paper():
    rows = [
        {"status_meaning": "complete"},
        {"status_meaning": "complete"},
        {"status_meaning": "superseded"},
        {"status_meaning": "on_track"},
    ]

    last = {"before": "the last paper", "completed_before": frozenset({2})}
    assert held(Rows.COMPLETED, *rows, **last) == [1, 3]
    assert held(Rows.COMPLETED, *rows) == [1, 2, 3]


def test_an_extension_waits_for_its_decision():
    two = (make_deadline_state(LATE), make_deadline_state(TO_COME, requested="Autumn 17"))

    assert held(Rows.EXTENSIONS, due(LATE), due(LATE, requested="May 17"), {"deadlines": two}) == [
        2,
        3,
    ]


def test_overdue_is_past_a_date_in_place_of_which_no_other_was_asked_for():
    two = (make_deadline_state(LATE), make_deadline_state(TO_COME, requested="Autumn 17"))
    rows = [
        due(LATE),
        due(DAY),
        due(LATE, is_closed=True),
        due(LATE, requested="Autumn 17"),
        due(None, open_ended=True),
        {"deadlines": two},
    ]

    assert held(Rows.OVERDUE, *rows) == [1, 6]


def test_who_is_asked_to_attend_is_told_unless_that_gives_a_status_away():
    day = {"invited": frozenset({1, 2}), "status_exempt": frozenset({2})}

    assert held(Rows.ATTEND, {}, {}, {}, **day) == [1]


def test_what_is_exempt_in_its_status_is_live_and_the_rule_says_so():
    """Done or not: whatever stood elsewhere would tell which."""
    day = TheDay(DAY, status_exempt=frozenset({1}))
    [row] = states({"status_meaning": ""})

    assert rows_of(Rows.LIVE, [row], day) == [row]
    assert rule_in_words(Rows.LIVE, [row], day) == (
        "What was not done on 31 May 2016. Those whose status is exempt are among them, done or "
        "not."
    )
    assert rule_in_words(Rows.LIVE, [], day) == "What was not done on 31 May 2016."


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rows.ALL, "Everything that is monitored."),
        (
            Rows.COMPLETED,
            "Complete on 31 May 2016, or closed in another way (superseded, not accepted, business "
            "as usual), and not so in the last paper (Appendix 1 as at 30 November 2015). Shown "
            "once.",
        ),
        (
            Rows.EXTENSIONS,
            "Another date was asked for, and nobody had decided by 31 May 2016. Until it is "
            "decided, the agreed date stands.",
        ),
        (
            Rows.OVERDUE,
            "Past an agreed date on 31 May 2016 in place of which no other was asked for.",
        ),
        (
            Rows.ATTEND,
            "A committee has asked for an officer to attend, and on 31 May 2016 that stood.",
        ),
    ],
)
def test_every_table_says_its_rule(rule, words):
    day = TheDay(DAY, before="the last paper (Appendix 1 as at 30 November 2015)")

    assert rule_in_words(rule, [], day) == words


def test_the_first_paper_says_that_it_is_the_first():
    assert rule_in_words(Rows.COMPLETED, [], TheDay(DAY)) == (
        "Complete on 31 May 2016, or closed in another way (superseded, not accepted, business as "
        "usual). There is no earlier paper to compare with."
    )


def test_every_table_has_something_to_say_without_a_row():
    assert EMPTY.keys() == set(Rows)
    assert all(words.endswith(".") for words in EMPTY.values())


COMMUNICATION = ThemeState(1, "1. Communication", "(complex)", 1)
LEADERSHIP = ThemeState(2, "2. Leadership", "", 2)
PLACED = [
    {"theme": COMMUNICATION, "timescale": "Immediate actions"},
    {"theme": COMMUNICATION, "timescale": "Medium term actions"},
    {"theme": LEADERSHIP, "timescale": "Immediate actions"},
    {"theme": LEADERSHIP},
]


def test_by_theme_each_timescale_stands_under_its_theme():
    assert groups_of(states(*PLACED), Grouping.THEME, {}) == (
        TableGroup("1. Communication", "(complex)", "Immediate actions", ("1",)),
        TableGroup("1. Communication", "(complex)", "Medium term actions", ("2",)),
        TableGroup("2. Leadership", "", "Immediate actions", ("3",)),
        TableGroup("2. Leadership", "", "", ("4",)),
    )


def groups(rows, grouping, leads=None):
    return [(g.heading, g.rows) for g in groups_of(states(*rows), grouping, leads or {})]


def test_by_timescale_the_themes_come_together_and_what_has_none_comes_last():
    assert groups([PLACED[3], *PLACED[:3]], Grouping.TIMESCALE) == [
        ("Immediate actions", ("2", "4")),
        ("Medium term actions", ("3",)),
        ("No timescale", ("1",)),
    ]
    assert groups([{}, {}], Grouping.TIMESCALE) == [("", ("1", "2"))]


def test_by_owner_and_by_department_in_the_order_of_the_alphabet_each_row_once():
    rows = [{}] * 5
    leads = {
        1: Lead("Sue Moorman", "Housing"),
        2: Lead("ELT", ""),
        3: Lead("", "corporate services"),
        4: Lead("Owner exempt: see the exempt appendix", "Owner exempt: see the exempt appendix"),
        5: Lead("Sue Moorman", "Housing"),
    }

    assert groups(rows, Grouping.OWNER, leads) == [
        ("ELT", ("2",)),
        ("Sue Moorman", ("1", "5")),
        ("Owner exempt: see the exempt appendix", ("4",)),
        ("No owner", ("3",)),
    ]
    assert groups(rows, Grouping.DEPARTMENT, leads) == [
        ("corporate services", ("3",)),
        ("Housing", ("1", "5")),
        ("Owner exempt: see the exempt appendix", ("4",)),
        ("No department", ("2",)),
    ]


@pytest.mark.parametrize("grouping", Grouping)
def test_a_table_without_rows_has_no_groups(grouping):
    assert groups_of([], grouping, {}) == ()


def test_what_is_not_grouped_stands_in_the_order_of_the_plan():
    assert groups(PLACED, Grouping.NONE) == [("", ("1", "2", "3", "4"))]

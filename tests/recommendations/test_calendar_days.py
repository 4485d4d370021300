"""What is in a calendar, for whom, and how a program hears that something changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.delegations import delegate
from people.edited_in_place import save_in_place
from people.merging import merge
from people.models import Owner
from people.roles import Role
from people.tenures import appoint
from recommendations.calendar_days import days_of, readable_titles
from recommendations.calendar_feeds import feed_at, token_of
from recommendations.deadlines import drop, revise, take_back_term
from recommendations.further_actions import state_action
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus
from recommendations.rounds import cancel_round, close_round, edit_round
from recommendations.wordings import exempt_all, monitor_all, reword
from tests.factories import (
    DAY,
    ONGOING,
    make_action,
    make_calendar,
    make_deadline,
    make_deadline_read,
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    reading,
    written,
)

pytestmark = pytest.mark.django_db
TODAY = DAY + timedelta(days=30)
LATER = {"on": DAY + timedelta(days=1), "at": moment(DAY + timedelta(days=1))}
AUTUMN = date(2017, 11, 30)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://as-at.example.gov.uk/"


@pytest.fixture
def sue():
    return make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)


@pytest.fixture
def lena():
    return make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)


@pytest.fixture
def as_person(sue):
    return make_owner("Sue Moorman", user=sue)


def held(feed, on=TODAY):
    """What is in a calendar, as it is found by its address, by uid."""
    days = days_of(feed_at(token_of(feed)), on=on)
    return {day.uid.split("@")[0]: day for day in days}


def calendar_of(user, plan=None, **about):
    return make_calendar(user, kind="plan", plan=plan or make_plan(), **about)


def summaries(feed, on=TODAY):
    return sorted(day.summary for day in held(feed, on).values())


def key(deadline):
    return f"deadline-{deadline.pk}"


# What is in it


def test_a_deadline_is_there_with_the_agreed_words(lena):
    row = make_recommendation(
        text="Review the policy", reference="2.3", by_when="CMT:\nAutumn 17", owners=[make_owner()]
    )
    feed = calendar_of(lena)

    [day] = held(feed).values()

    address = f"https://as-at.example.gov.uk/recommendations/{row.pk}/"
    assert day.uid == f"deadline-{row.deadlines.get().pk}@as-at.example.gov.uk"
    assert day.day == AUTUMN
    assert day.summary == "2.3 Review the policy – Sue Moorman"
    assert day.description.split("\n") == [
        "By when: CMT:",
        "Autumn 17",
        "Recommendation 2.3: Review the policy",
        "Owner: Sue Moorman",
        "Plan: Organisational learning review",
        address,
    ]
    assert (day.category, day.address) == ("Organisational learning review", address)
    assert not day.is_confidential


def test_long_words_are_cut_off(lena):
    owners = [make_owner(f"Head of Service number {n}") for n in (1, 2)]
    make_recommendation(text="Word " * 200, by_when="Autumn 17", owners=owners)

    [day] = held(calendar_of(lena)).values()

    assert day.summary == (
        "1 Word Word Word Word Word Word Word Word Word Word Word Word… "
        "– Head of Service number 1/Head of Servic…"
    )
    assert day.description.split("\n")[1] == f"Recommendation 1: {'Word ' * 99}Word…"


def test_each_deadline_has_its_own_day_and_a_further_action_its_own_words(lena):
    row = make_recommendation(text="Review the policy", reference="2.3", by_when="Autumn 17")
    action = make_action(row, "Train the managers")
    of_action = make_deadline(row, "March 18", action=action, latest=date(2018, 3, 31))

    days = held(calendar_of(lena))

    assert [day.day for day in days.values()] == [AUTUMN, date(2018, 3, 31)]
    assert [day.summary for day in days.values()] == [
        "2.3 Review the policy",
        "2.3 Train the managers",
    ]
    assert days[key(of_action)].description.split("\n")[:3] == [
        "By when: March 18",
        "Further action: Train the managers",
        "Recommendation 2.3: Review the policy",
    ]


def test_what_has_no_day_is_not_there(lena):
    row = make_recommendation()
    make_deadline_read(row, "Ongoing")
    make_deadline_read(row, "When the moon is blue")
    make_deadline_read(row, "From October 2016")

    assert held(calendar_of(lena)) == {}


def test_what_has_a_day_and_goes_on_is_there_on_it(lena):
    row = make_recommendation()
    make_deadline_read(row, "June 2017; work will remain ongoing")

    [day] = held(calendar_of(lena)).values()

    assert day.day == date(2017, 6, 30)


def test_what_is_long_overdue_is_still_there(lena):
    make_recommendation(by_when="Autumn 17")

    [day] = held(calendar_of(lena), on=date(2026, 11, 22)).values()

    assert day.day == AUTUMN


def test_what_is_done_goes_and_its_further_action_stays(lena):
    row = make_recommendation(by_when="Autumn 17", reference="1")
    action = make_action(row, "Train the managers")
    make_deadline(row, "March 18", action=action)
    feed = calendar_of(lena)

    make_update(row, status=NewStatus("Complete", "complete"), **LATER)
    assert summaries(feed) == ["1 Train the managers"]

    state_action(action, "Train the managers", "completed", by=lena, **LATER)
    assert held(feed) == {}


def by_name(act):
    return pytest.param(act, id=act.__name__)


def dropped(row, by):
    drop(row.deadlines.get(), by=by, reason="Not needed", **LATER)


def no_longer_monitored(row, by):
    monitor_all([row], is_monitored=False, by=by, reason="Business as usual", **LATER)


def open_ended(row, by):
    revise(row.deadlines.get(), "Ongoing", reading=ONGOING, paper_date=LATER["on"], by=by, **LATER)


def out_of_use(row, by):
    edit_plan(row.plan, by=by, at=LATER["at"], version=1, is_active=False)


@pytest.mark.parametrize(
    "act", [by_name(act) for act in (dropped, no_longer_monitored, open_ended, out_of_use)]
)
def test_what_is_no_longer_due_goes(lena, act):
    row = make_recommendation(by_when="Autumn 17")
    feed = calendar_of(lena)
    assert len(held(feed)) == 1

    act(row, lena)

    assert held(feed) == {}


# How a program hears of it


def moved(row, by):
    revise(
        row.deadlines.get(),
        "Spring 18",
        reading=reading(date(2018, 5, 31), date(2018, 3, 1)),
        paper_date=LATER["on"],
        by=by,
        **LATER,
    )


def reworded(row, by):
    reword(row, "Review both policies", by=by, **LATER)


def renumbered(row, by):
    row.refresh_from_db()
    row.reference = "2.4"
    save_in_place(row, by=by, at=LATER["at"])


def given_to_another(row, by):
    make_owner_cell(row, make_owner("Graham Lidell"), **LATER)


def kept_from_the_public(row, by):
    exempt_all([row], "3", by=by, **LATER)


def retitled(row, by):
    edit_plan(row.plan, by=by, at=LATER["at"], version=1, title="Learning review")


@pytest.mark.parametrize(
    "act",
    [
        by_name(act)
        for act in (moved, reworded, renumbered, given_to_another, kept_from_the_public, retitled)
    ],
)
def test_what_changes_is_the_same_event_in_its_next_sequence(lena, act):
    row = make_recommendation(by_when="Autumn 17", reference="2.3", text="Review the policy")
    feed = calendar_of(lena)
    [before] = held(feed).values()

    act(row, lena)

    [after] = held(feed).values()
    said = [(day.day, day.summary, day.description) for day in (before, after)]
    assert said[0] != said[1]
    assert after.uid == before.uid
    assert after.sequence == before.sequence + 1
    assert (before.changed_at, after.changed_at) == (moment(), LATER["at"])


def test_words_taken_back_are_a_further_change(lena):
    row = make_recommendation(by_when="Autumn 17")
    feed = calendar_of(lena)
    [first] = held(feed).values()
    moved(row, lena)
    term = row.deadlines.get().terms.latest("pk")

    take_back_term(term, by=lena, at=moment(DAY + timedelta(days=2)), reason="Not agreed")

    [day] = held(feed).values()
    assert (day.day, day.sequence) == (AUTUMN, first.sequence + 2)
    assert day.changed_at == moment(DAY + timedelta(days=2))


def test_a_day_that_is_moved_there_and_back_is_two_changes(lena):
    row = make_recommendation(by_when="Autumn 17")
    feed = calendar_of(lena)
    [first] = held(feed).values()
    moved(row, lena)
    back = {"on": LATER["on"], "at": moment(DAY + timedelta(days=2)), "by": lena}
    revise(row.deadlines.get(), "Autumn 17", reading=reading(AUTUMN), paper_date=back["on"], **back)

    [day] = held(feed).values()
    assert (day.day, day.uid, day.sequence) == (AUTUMN, first.uid, first.sequence + 2)
    assert day.changed_at == back["at"]


def test_where_it_came_from_is_said(lena):
    row = make_recommendation(by_when="Autumn 17")
    moved(row, lena)

    [day] = held(calendar_of(lena)).values()

    assert day.day == date(2018, 5, 31)
    assert day.description.split("\n")[:2] == ["By when: Spring 18", "Originally: Autumn 17"]


def test_an_owner_who_takes_over_later_is_named_and_counted_from_that_day(lena):
    row = make_recommendation(by_when="Autumn 17", owners=[make_owner()])
    feed = calendar_of(lena)
    graham, handed_over = make_owner("Graham Lidell"), date(2016, 7, 4)
    cell = NewOwnerCell(row, "Graham Lidell", (NewAssignment(graham),))
    name_owners_all([cell], by=lena, on=handed_over, at=moment(), may_begin_later=True)

    [[before], [after]] = (
        held(feed, on=day).values() for day in (handed_over - timedelta(days=1), handed_over)
    )

    assert before.summary.endswith("– Sue Moorman")
    assert after.summary.endswith("– Graham Lidell")
    assert after.sequence == before.sequence + 1
    # Midnight in London.
    assert after.changed_at == datetime(2016, 7, 3, 23, tzinfo=UTC)


# Whose it is


def test_mine_is_what_somebody_may_report_on(sue, as_person):
    hr, post = make_department("Human Resources"), make_owner("Head of HR", Owner.Kind.POST)
    group = make_owner("Equalities Sub-Group", Owner.Kind.GROUP)
    appoint(post, [as_person], **written())
    appoint(group, [as_person], **written())
    delegate(hr, [as_person], **written())
    spelling = make_owner("S. Moorman")
    others = make_owner("Graham Lidell"), make_owner("Trainer", department=hr)
    owners = [as_person, post, group, spelling, *others]
    for number, owner in enumerate(owners, 1):
        make_recommendation(by_when="Autumn 17", reference=str(number), owners=[owner], text="Do")
    merge(spelling, as_person, by=make_user(), at=moment(hour=13))
    feed = make_calendar(sue)

    assert summaries(feed) == [
        "1 Do – Sue Moorman",
        "2 Do – Head of HR",
        "3 Do – Equalities Sub-Group",
        "4 Do – S. Moorman",
        "6 Do – Trainer",
    ]


def test_what_is_held_is_judged_on_the_day(sue, as_person):
    post = make_owner("Head of HR", Owner.Kind.POST)
    appoint(post, [as_person], **written())
    make_recommendation(by_when="Autumn 17", owners=[post])
    appoint(post, [make_owner("Graham Lidell")], **written(date(2016, 6, 20)))
    feed = make_calendar(sue)

    assert len(held(feed, on=date(2016, 6, 19))) == 1
    assert held(feed, on=date(2016, 6, 20)) == {}


def test_of_a_department_is_what_its_owners_hold_with_those_within_it(sue):
    corporate, housing = make_department(), make_department("Housing")
    hr = make_department("Human Resources", parent=corporate)
    for number, department in enumerate((corporate, hr, housing, None), 1):
        owner = make_owner(f"Owner {number}", department=department)
        make_recommendation(by_when="Autumn 17", reference=str(number), text="Do", owners=[owner])

    # Whoever reads the plans may have that of any department, as on the list.
    feeds = [make_calendar(sue, kind="department", department=one) for one in (corporate, housing)]

    assert [summaries(feed) for feed in feeds] == [
        ["1 Do – Owner 1", "2 Do – Owner 2"],
        ["3 Do – Owner 3"],
    ]


def test_of_a_plan_is_what_is_in_it(sue):
    make_recommendation(by_when="Autumn 17", reference="1", text="Do")
    other = make_plan("Peer review", "peer-review")
    make_recommendation(other, by_when="Autumn 17", reference="2", text="Do")

    assert summaries(calendar_of(sue, other)) == ["2 Do"]


# Who may see it


def test_a_plan_that_is_kept_from_somebody_leaves_an_empty_calendar_without_its_name(sue, lena):
    make_recommendation(by_when="Autumn 17", owners=[make_owner()])
    make_round(make_plan())
    feeds = [calendar_of(sue), calendar_of(lena)]

    make_plan().departments.add(make_department("Housing"))

    found = [feed_at(token_of(feed)) for feed in feeds]
    assert [len(held(feed)) for feed in feeds] == [0, 2]
    assert readable_titles(found, sue, on=TODAY) == ["Deadlines of a plan"] * 2
    assert (
        readable_titles(found, lena, on=TODAY)
        == ["Deadlines of Organisational learning review"] * 2
    )


def test_who_may_no_longer_read_the_plans_has_an_empty_calendar(sue, as_person):
    make_recommendation(by_when="Autumn 17", owners=[as_person])
    feeds = [make_calendar(sue), calendar_of(sue)]
    assert [len(held(feed)) for feed in feeds] == [1, 1]

    sue.groups.clear()

    assert [held(feed) for feed in feeds] == [{}, {}]


def test_no_word_of_what_is_exempt_leaves_the_site(sue, as_person, lena):
    row = make_recommendation(
        by_when="Autumn 17", reference="S-9", text="Secret words", owners=[as_person]
    )
    exempt_all([row], "3", ["owner"], **written(at=moment(hour=13)))
    other = make_owner("Graham Lidell", department=make_department("Housing"))
    hidden = make_recommendation(by_when="Autumn 17", reference="S-8", owners=[other])
    exempt_all([hidden], "3", **written(at=moment(hour=13)))

    # Sue may see hers, and nothing of Housing's; a lead may see both.
    [day] = held(calendar_of(sue)).values()
    assert summaries(calendar_of(lena)) == [
        "S-8 Exempt: sign in to read it",
        "S-9 Exempt: sign in to read it",
    ]
    assert summaries(make_calendar(sue)) == ["S-9 Exempt: sign in to read it"]
    assert (day.day, day.is_confidential) == (AUTUMN, True)
    assert day.description.split("\n") == [
        "This recommendation is kept from the public, so its words are not in the calendar. Sign "
        "in to read it.",
        "Plan: Organisational learning review",
        f"https://as-at.example.gov.uk/recommendations/{row.pk}/",
    ]


# Rounds


def test_the_day_when_updates_are_due_is_there_while_the_round_is_open(lena):
    make_recommendation()
    round = make_round(make_plan(), updates_due=date(2016, 6, 10))
    feed = calendar_of(lena)

    [day] = held(feed).values()

    address = f"https://as-at.example.gov.uk/rounds/{round.pk}/"
    assert day.uid == f"round-{round.pk}@as-at.example.gov.uk"
    assert (day.day, day.summary) == (date(2016, 6, 10), "Updates due: May 2016")
    assert day.description == f"Last day for updates on progress as at 31 May 2016.\n{address}"
    assert (day.category, day.address) == ("Rounds", address)
    close_round(round, by=lena, **LATER)
    assert held(feed) == {}


def test_a_round_that_is_changed_is_the_same_event_in_its_next_sequence(lena):
    make_recommendation()
    round = make_round(make_plan(), updates_due=date(2016, 6, 10))
    feed = calendar_of(lena)
    [before] = held(feed).values()

    later = {"by": lena, "at": LATER["at"], "version": 1}
    edit_round(round, label="May 2016", updates_due=date(2016, 6, 17), **later)

    [after] = held(feed).values()
    assert (after.uid, after.day) == (before.uid, date(2016, 6, 17))
    assert after.sequence == before.sequence + 1
    assert after.changed_at == LATER["at"]


def test_a_round_that_was_cancelled_is_not_there(lena):
    make_recommendation()
    round = make_round(make_plan())

    cancel_round(round, by=lena, at=LATER["at"], reason="Too early")

    assert held(calendar_of(lena)) == {}


def test_a_round_is_in_the_calendars_of_what_it_asks_about(sue, as_person):
    make_recommendation(owners=[as_person])
    other = make_plan("Peer review", "peer-review")
    make_recommendation(other)
    make_round(make_plan(), label="May 2016")
    make_round(other, label="Peer review")
    feed = make_calendar(sue)

    [day] = held(feed).values()

    assert day.summary == "Updates due: May 2016"
    # Where she answers.
    assert day.address == "https://as-at.example.gov.uk/"
    assert summaries(calendar_of(sue, other)) == ["Updates due: Peer review"]


# How long it takes


@pytest.mark.parametrize(("kind", "queries"), [("mine", 21), ("department", 20), ("plan", 20)])
def test_however_many_there_are_it_takes_as_many_questions(sue, as_person, kind, queries):
    corporate = make_department()
    Owner.objects.filter(pk=as_person.pk).update(department=corporate)
    about = {"department": {"department": corporate}, "plan": {"plan": make_plan()}}
    feed = make_calendar(sue, kind=kind, **about.get(kind, {}))
    taken = []
    for more in (1, 9):
        for row in make_recommendations(more):
            make_owner_cell(row, as_person)
            make_deadline(row)
            make_deadline(row, action=make_action(row))
        if more == 1:
            make_round(make_plan())
        with CaptureQueriesContext(connection) as asked:
            found = held(feed)
        taken.append((len(found), len(asked)))

    assert taken == [(3, queries), (21, queries)]

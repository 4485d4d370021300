"""The pages on which a clerk settles who is asked to attend a meeting, and takes a choice back."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from people.merging import merge
from people.roles import Role
from recommendations.decisions import record_decisions
from recommendations.new_decisions import NewDecision
from recommendations.owner_cells import NewAssignment, name_owners
from recommendations.progress import NewStatus
from recommendations.wordings import exempt_all, monitor_all
from reports.attendance import NewChoice, settle
from reports.attendance_rules import RULES
from reports.models import Attendance, Meeting
from tests.factories import (
    lay_out,
    make_deadline,
    make_draft,
    make_layout,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_update,
    make_user,
    moment,
    written,
)
from tests.reports.test_attendance_papers import LIVE, TABLE
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
OVERDUE = "Overdue, and more than 90 days past its original date, 31 December 2015."
NOTHING_SAVED = "Nothing is saved yet: put right what is said at the rows below, and save again"


@pytest.fixture
def clem():
    return make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK)


@pytest.fixture
def clerk(clem):
    return signed_in(clem)


@pytest.fixture
def plan():
    plan = make_plan()
    lay_out(plan, make_layout(tables=[LIVE, TABLE]))
    return plan


@pytest.fixture
def meeting():
    """Four weeks from today: a list is settled until the meeting."""
    return make_meeting(day=timezone.localdate() + timedelta(days=28))


@pytest.fixture
def sue():
    return make_owner("Sue Moorman")


@pytest.fixture
def rows(plan, meeting, sue):
    """Two overdue for long and one without a date, in a draft for the meeting."""
    rows = [make_recommendation(plan, reference=n, text=f"Do {n}.", owners=[sue]) for n in "123"]
    for row in rows[:2]:
        make_deadline(row, "December 2015", earliest=None, latest=date(2015, 12, 31))
    make_draft(plan, meeting)
    return rows


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def address(meeting, query=""):
    return f"/meetings/{meeting.pk}/attendance/{query}"


def box(row, name):
    return f"rows-{row.pk}-{name}"


def on(row, outcome, **more):
    return {box(row, name): text for name, text in {"outcome": outcome, **more}.items()}


def options(page, row, name):
    found = html.fromstring(page.text).xpath(f"//select[@name='{box(row, name)}']/option")
    return [option.text_content() for option in found]


def shown(page):
    path = "//fieldset[contains(@class, 'decision')]/legend/text()"
    return html.fromstring(page.text).xpath(path)


def chosen(meeting):
    return {
        one.candidate.recommendation.reference: one.in_words
        for one in Attendance.objects.settled(meeting, on=timezone.localdate())
    }


def ask(meeting, row, owner=None, reason="", **more):
    choice = NewChoice(row, more.pop("is_asked", True), owner, reason, **more)
    at = timezone.now()
    return settle(meeting, [choice], by=make_user(), at=at)[0]


def test_the_list_says_what_is_proposed_and_why(clerk, rows, meeting):
    page = clerk.get(address(meeting))

    assert shown(page) == ["No. 1", "No. 2"]
    said = words(page)
    assert said.count(OVERDUE) == 2
    assert "2 proposed and not settled yet, 0 asked, 0 taken off." in said
    assert all(rule in said for rule in RULES)
    assert options(page, rows[0], "outcome") == [
        "Not settled yet",
        "Ask an officer to attend",
        "Take it off the list",
    ]
    assert options(page, rows[0], "owner") == ["Sue Moorman", "Nobody is named: an officer"]


def test_a_clerk_asks_takes_off_and_adds(clerk, clem, rows, meeting):
    page = send(
        clerk, address(meeting), **on(rows[0], "attend"), **on(rows[1], "off", reason="Ill.")
    )
    assert page.url == address(meeting)
    others = address(meeting, "?show=others")
    assert shown(clerk.get(others)) == ["No. 3"]
    send(clerk, others, **on(rows[2], "attend", owner="", reason="The Chair asked."))

    assert chosen(meeting) == {
        "1": "Asked to attend: Sue Moorman",
        "2": "Not asked to attend",
        "3": "An officer asked to attend",
    }
    assert {fact.recorded_by for fact in Attendance.objects.all()} == {clem}
    said = words(clerk.get(address(meeting)))
    assert "0 proposed and not settled yet, 2 asked, 1 taken off." in said
    assert "Asked to attend: Sue Moorman Take back “Asked to attend: Sue Moorman” on No. 1" in said
    assert "as the rules proposed" in said
    assert "The Chair asked." in said
    assert "(2 asked)" in words(clerk.get(meeting.get_absolute_url()))


def test_what_was_saved_is_said(clerk, rows, meeting):
    sent = filled_in(clerk.get(address(meeting)), **on(rows[0], "attend"))
    sent |= on(rows[1], "off", reason="Ill.")

    page = clerk.post(address(meeting), sent, follow=True)

    [message] = page.context["messages"]
    assert str(message) == "Saved: 1 asked to attend, 1 taken off."


def test_all_others_that_are_proposed_are_asked_with_one_button(clerk, rows, meeting):
    send(clerk, address(meeting), **on(rows[1], "off", reason="Ill."), others="1")

    assert chosen(meeting) == {"1": "Asked to attend: Sue Moorman", "2": "Not asked to attend"}
    assert 'name="others"' not in clerk.get(address(meeting)).text


def test_of_one_plan_only_its_others_are_asked(clerk, rows, meeting, sue):
    survey = make_plan("Survey", "survey")
    other = make_recommendation(survey, reference="9", owners=[sue])
    make_deadline(other, "December 2015", earliest=None, latest=date(2015, 12, 31))
    make_draft(survey, meeting)

    send(clerk, address(meeting, f"?plan={survey.pk}"), others="1")

    assert chosen(meeting) == {"9": "Asked to attend: Sue Moorman"}


def test_what_is_wrong_is_said_beside_its_row_and_nothing_is_saved(clerk, rows, meeting):
    page = send(clerk, address(meeting), **on(rows[0], "attend"), **on(rows[1], "off"))

    assert problems(page) == [NOTHING_SAVED, "No. 2: Say why nobody is asked about this"]
    assert chosen(meeting) == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose for at least one recommendation whether an officer is asked"),
        (
            {"reason": "Ill."},
            "No. 1: Choose whether an officer is asked, or empty the box for the reason",
        ),
    ],
)
def test_something_has_to_be_chosen(clerk, rows, meeting, typed, said):
    page = send(clerk, address(meeting), **on(rows[0], "", **typed))

    assert problems(page) == [said]
    assert chosen(meeting) == {}


def test_the_second_of_two_clerks_is_told_and_keeps_what_was_typed(clerk, rows, meeting, sue):
    sent = filled_in(clerk.get(address(meeting)), **on(rows[0], "off", reason="Ill."))
    ask(meeting, rows[0], sue)

    page = clerk.post(address(meeting), sent)

    assert problems(page) == [
        NOTHING_SAVED,
        "No. 1: Alice Archer has chosen meanwhile: Asked to attend: Sue Moorman. Look at "
        "it, then choose again",
    ]
    assert "Ill." in page.text
    assert chosen(meeting) == {"1": "Asked to attend: Sue Moorman"}

    clerk.post(address(meeting), filled_in(page))

    assert chosen(meeting) == {"1": "Not asked to attend"}


def test_a_form_that_is_sent_twice_counts_once(clerk, rows, meeting):
    sent = filled_in(clerk.get(address(meeting)), **on(rows[0], "attend"))

    clerk.post(address(meeting), sent)
    clerk.post(address(meeting), sent)

    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("seen", ["9" * 5000, "²", "-1"])
def test_a_choice_that_there_never_was_was_not_seen(clerk, rows, meeting, sue, seen):
    ask(meeting, rows[0], sue)
    sent = filled_in(clerk.get(address(meeting)), **on(rows[0], "off", reason="Ill."))

    page = clerk.post(address(meeting), sent | {box(rows[0], "seen"): seen})

    assert problems(page)[0] == NOTHING_SAVED
    assert chosen(meeting) == {"1": "Asked to attend: Sue Moorman"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?show=open", ["No. 2"]),
        ("?show=asked", ["No. 1"]),
        ("?show=off", []),
        ("?show=others", ["No. 3"]),
        ("?show=never", ["No. 2", "No. 1"]),
        ("?q=do+2", ["No. 2"]),
        ("?q=1", ["No. 1"]),
        ("?plan=999999", ["No. 2", "No. 1"]),
    ],
)
def test_the_finder_narrows_the_list(clerk, rows, meeting, sue, query, found):
    ask(meeting, rows[0], sue)

    assert shown(clerk.get(address(meeting, query))) == found


def test_a_long_list_has_pages(clerk, plan, meeting):
    for number in range(30):
        row = make_recommendation(plan, reference=str(number))
        make_deadline(row, "December 2015", earliest=None, latest=date(2015, 12, 31))
    make_draft(plan, meeting)

    assert len(shown(clerk.get(address(meeting)))) == 25
    assert len(shown(clerk.get(address(meeting, "?page=2")))) == 5


def test_the_story_says_who_chose_what_when(clerk, clem, rows, meeting, sue):
    first = ask(meeting, rows[0], sue)
    second = ask(meeting, rows[0], is_asked=False, reason="She is ill.", seen=first.pk)
    send(clerk, f"/attendance/{second.pk}/take-back/", reason="She is well again.")

    [story] = html.fromstring(clerk.get(address(meeting)).text).xpath(
        "//details[contains(., 'chosen before')]//ul"
    )

    told = [" ".join(item.text_content().split()) for item in story]
    day = f"{timezone.localdate():%-d %B %Y}"
    assert all(one.startswith(f"{day}, ") for one in told)
    assert [one.removeprefix(day).split(" ", 2)[2] for one in told] == [
        f"Alice Archer: Asked to attend: Sue Moorman. {OVERDUE}",
        "Alice Archer: Not asked to attend. She is ill.",
        "Clem Clerk: took back “Not asked to attend”. She is well again.",
    ]


def test_who_is_done_or_proposed_no_longer_is_pointed_out(clerk, rows, meeting):
    ask(meeting, rows[0])
    ask(meeting, rows[1])
    make_update(rows[0], status=NewStatus("Complete", "complete"))
    monitor_all([rows[1]], False, reason="Merged", **written(at=moment(hour=13)))

    said = words(clerk.get(address(meeting)))

    assert said.count("a paper as at a day from then on does not print it") == 2
    assert "0 asked" in said
    assert "(nobody yet)" in words(clerk.get(meeting.get_absolute_url()))


def test_who_is_asked_and_owns_it_no_longer_is_pointed_out(clerk, rows, meeting, sue):
    ask(meeting, rows[0], sue)
    ask(meeting, rows[1], sue)
    bob = make_owner("Bob Baker")
    name_owners(rows[0], "Bob Baker", [NewAssignment(bob)], **written(timezone.localdate()))
    susan = make_owner("Susan Moorman")
    merge(sue, into=susan, by=make_user(), at=timezone.now())

    page = clerk.get(address(meeting))

    said = "is not among its owners any more, nor holds the post of one. Ask somebody else"
    assert words(page).count(said) == 1
    assert f"Sue Moorman {said}" in words(page)
    send(clerk, address(meeting), **on(rows[0], "attend"))
    assert chosen(meeting)["1"] == "Asked to attend: Bob Baker"
    assert said not in words(clerk.get(address(meeting)))


def test_who_was_asked_before_a_committee_decided_is_pointed_out(clerk, rows, meeting, sue):
    choice = NewChoice(rows[0], True, sue)
    yesterday = timezone.now() - timedelta(days=1)
    settle(meeting, [choice], by=make_user(), at=yesterday)
    new = NewDecision(rows[0], "noted")
    record_decisions([new], committee="Executive", **written(timezone.localdate()))

    page = clerk.get(address(meeting))

    assert "A committee has decided on it since: a paper as at a day from then on does not" in (
        words(page)
    )
    assert "1 proposed and not settled yet, 0 asked, 0 taken off." in words(page)
    assert "(nobody yet)" in words(clerk.get(meeting.get_absolute_url()))
    assert options(page, rows[0], "outcome") == [
        "It stays as it is",
        "Ask an officer again",
        "Take it off the list",
    ]
    send(clerk, address(meeting), **on(rows[0], "attend"))
    assert "1 proposed and not settled yet, 1 asked, 0 taken off." in words(
        clerk.get(address(meeting))
    )


# Who looks, and who settles


@pytest.mark.parametrize("role", [Role.LEAD, Role.AUDITOR])
def test_leads_and_auditors_look_at_the_list_and_settle_nothing(rows, meeting, sue, role):
    first = ask(meeting, rows[0], sue)
    reader = signed_in(make_user("rita@example.gov.uk", "Rita Reader", role=role))

    page = reader.get(address(meeting))

    assert "Asked to attend: Sue Moorman" in words(page)
    assert OVERDUE in words(page)
    assert "<textarea" not in page.text
    assert "Take back" not in words(page)
    refused = reader.post(address(meeting), {"row": rows[0].pk, **on(rows[0], "off", reason="No")})
    assert refused.status_code == 403
    assert reader.get(f"/attendance/{first.pk}/take-back/").status_code == 403
    assert chosen(meeting) == {"1": "Asked to attend: Sue Moorman"}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OFFICER])
def test_who_does_not_read_meetings_does_not_see_the_list(rows, meeting, role):
    reader = signed_in(make_user("rita@example.gov.uk", "Rita Reader", role=role))

    assert reader.get(address(meeting)).status_code == 403


def test_an_administrator_settles(rows, meeting):
    ada = signed_in(make_user("ada@example.gov.uk", "Ada", role=Role.ADMINISTRATOR))

    send(ada, address(meeting), **on(rows[0], "attend"))

    assert list(chosen(meeting)) == ["1"]


def test_the_list_of_a_meeting_that_is_over_is_only_looked_at(clerk, rows, meeting, sue):
    first = ask(meeting, rows[0], sue)
    sent = filled_in(clerk.get(address(meeting)), **on(rows[1], "attend"))
    taking_back = filled_in(clerk.get(f"/attendance/{first.pk}/take-back/"), reason="Wrong")
    over = timezone.localdate() - timedelta(days=1)
    Meeting.objects.update(date=over)

    page = clerk.get(address(meeting))

    said = f"This meeting was on {over.day} {over:%B %Y}, so the list"
    assert said in words(page)
    assert "<textarea" not in page.text
    assert said in words(clerk.post(address(meeting), sent))
    assert said in words(clerk.post(f"/attendance/{first.pk}/take-back/", taking_back))
    assert Attendance.objects.count() == 1


def test_a_meeting_without_plans_says_what_to_do(clerk, meeting):
    assert "Prepare a paper for it, or give the meeting the round" in words(
        clerk.get(address(meeting))
    )


def test_an_empty_list_leads_to_the_others(clerk, plan, meeting):
    make_recommendation(plan, reference="1")
    make_draft(plan, meeting)

    page = clerk.get(address(meeting))

    assert "Nobody is on the list" in words(page)
    assert address(meeting, "?show=others") in page.text


def test_a_draft_without_the_table_is_named(clerk, rows, meeting):
    usual = make_layout(name="Only live", tables=[LIVE])
    make_draft(rows[0].plan, meeting, as_at=date(2016, 4, 30), layout=usual, number="Appendix 7")
    make_draft(make_plan("Survey", "survey"), meeting, number="Appendix 8")

    said = words(clerk.get(address(meeting)))

    assert "No table for them is in the layout of" in said
    assert "Appendix 7 of Organisational learning review" in said
    assert "Appendix 8 of Survey" in said
    assert "Appendix 1" not in said


# Taking a choice back


def test_a_choice_is_taken_back_with_a_reason(clerk, clem, rows, meeting, sue):
    first = ask(meeting, rows[0], sue)
    path = f"/attendance/{first.pk}/take-back/"
    page = clerk.get(path)
    assert "Then it is as if nobody had looked at it" in words(page)
    assert problems(send(clerk, path, reason=" ")) == ["Say why it is taken back"]

    sent = send(clerk, path, reason="The wrong row.")

    assert sent.url == address(meeting)
    assert chosen(meeting) == {}
    assert "Clem Clerk took this back on" in words(clerk.get(path))


def test_what_was_chosen_since_is_said_on_the_page(clerk, rows, meeting, sue):
    first = ask(meeting, rows[0], sue)
    second = ask(meeting, rows[0], is_asked=False, reason="She is ill.", seen=first.pk)

    assert "Something else was chosen since" in words(
        clerk.get(f"/attendance/{first.pk}/take-back/")
    )
    assert "Then “Asked to attend: Sue Moorman” holds again" in words(
        clerk.get(f"/attendance/{second.pk}/take-back/")
    )


def test_there_is_no_page_of_a_choice_that_was_never_made_or_of_a_void(clerk, rows, meeting):
    first = ask(meeting, rows[0])
    send(clerk, f"/attendance/{first.pk}/take-back/", reason="Wrong")
    void = Attendance.objects.get(void=True)

    assert clerk.get(f"/attendance/{void.pk}/take-back/").status_code == 404
    assert clerk.get("/attendance/999999/take-back/").status_code == 404


# Before a paper is issued


def test_a_draft_names_what_nobody_has_looked_at(clerk, rows, meeting):
    exempt_all([rows[1]], "3", (), reason="Contract", **written(at=moment(hour=13)))
    draft = meeting.appendices.get()
    warned = (
        "The rules propose to ask officers to attend about 1 recommendation of this paper, and "
        "nobody has looked at it."
    )

    for page in (f"/appendices/{draft.pk}/", f"/appendices/{draft.pk}/issue/"):
        assert warned in words(clerk.get(page))
        assert address(meeting, "?show=open") in clerk.get(page).text

    ask(meeting, rows[0], is_asked=False, reason="Ill.")

    for page in (f"/appendices/{draft.pk}/", f"/appendices/{draft.pk}/issue/"):
        assert "nobody has looked at" not in words(clerk.get(page))

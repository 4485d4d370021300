from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.roles import Role
from recommendations.new_decisions import NewDecision
from recommendations.rounds import cancel_round
from reports.committees import cancel_meeting, edit_committee, edit_meeting
from reports.decisions import record_at_meeting
from reports.models import Meeting, PlanLayout
from tests.factories import (
    lay_out,
    make_committee,
    make_draft,
    make_issued,
    make_layout,
    make_meeting,
    make_plan,
    make_recommendation,
    make_round,
    make_user,
    moment,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
SENT_TWICE = "This was saved already. The form was sent twice, and counts once."
DAY = date(2016, 6, 28)


def signed_in(role, email="alice@example.gov.uk", name="Alice Archer"):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def clerk():
    return signed_in(Role.CLERK, "carol@example.gov.uk", "Carol Clerk")


@pytest.fixture
def auditor():
    return signed_in(Role.AUDITOR, "bob@example.gov.uk", "Bob Baker")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def executive():
    return make_committee("Executive")


def address(meeting, page=""):
    return f"/meetings/{meeting.pk}/{page}"


def boxes(day):
    return {"date_0": str(day.day), "date_1": str(day.month), "date_2": str(day.year)}


def in_words(day):
    return f"{day.day} {day:%B %Y}"


def table(page, label):
    rows = html.fromstring(page.text).xpath(f"//*[@aria-label='{label}']//tbody/tr")
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in rows]


def links(page):
    return html.fromstring(page.text).xpath("//main//a/@href")


def options(page, name):
    chosen = html.fromstring(page.text).xpath(f"//main//select[@name='{name}']/option")
    return [option.text_content() for option in chosen]


def queries(client, path):
    with CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
    return len(taken)


def act(version=1):
    return {"version": version, "by": make_user(), "at": moment()}


# The list


def test_list_has_meetings_to_come_the_nearest_first_and_then_the_past(auditor, today, executive):
    audit, round = make_committee(), make_round(make_plan())
    later = make_meeting(audit, today + timedelta(days=40))
    sooner = make_meeting(executive, today, round)
    make_meeting(audit, date(2016, 3, 1))
    last = make_meeting(executive, DAY)
    plan = make_plan()
    make_issued(make_plan("Survey", "survey"), last)
    first = make_issued(plan, last)
    make_issued(plan, replaces=first)
    make_draft(plan, last, as_at=date(2016, 5, 1))
    make_draft(plan, last, as_at=date(2016, 4, 1))

    page = auditor.get("/meetings/")

    assert table(page, "Meetings to come") == [
        [f"{today:%A} {in_words(today)} , Executive", "Executive", "May 2016", "none"],
        [
            f"{later.date:%A} {in_words(later.date)} , Audit & Standards Committee",
            *("Audit & Standards Committee", "none", "none"),
        ],
    ]
    assert table(page, "Past meetings") == [
        ["Tuesday 28 June 2016 , Executive", "Executive", "none", "2 issued, 2 drafts"],
        [
            "Tuesday 1 March 2016 , Audit & Standards Committee",
            *("Audit & Standards Committee", "none", "none"),
        ],
    ]
    assert address(sooner) in links(page)


def test_a_version_in_preparation_leaves_the_issued_one_counted(auditor):
    first = make_issued(make_plan())
    make_draft(first.plan, first.meeting, version=2, replaces=first, version_reason="Wrong")

    page = auditor.get("/meetings/")

    assert table(page, "Past meetings")[0][-1] == "1 issued, 1 draft"


def test_list_is_of_one_committee(clerk, executive):
    make_meeting(executive, DAY)
    make_meeting(make_committee(), DAY)

    page = clerk.get("/meetings/?committee=executive")

    assert [row[1] for row in table(page, "Past meetings")] == ["Executive"]
    assert "/meetings/new/?committee=executive" in links(page)


def test_list_of_a_committee_that_is_not_there_says_so_and_shows_nothing(auditor):
    make_meeting()

    page = auditor.get("/meetings/?committee=never-was")

    assert problems(page) != []
    assert "No meeting found" in words(page)
    assert table(page, "Past meetings") == []


@pytest.mark.parametrize(
    ("role", "sentence", "is_offered"),
    [
        (Role.CLERK, "Call a meeting of a committee.", True),
        (Role.LEAD, "When a committee clerk calls a meeting", False),
    ],
)
def test_site_without_a_meeting_says_what_to_do(role, sentence, is_offered):
    page = signed_in(role).get("/meetings/")

    assert sentence in words(page)
    assert ("/meetings/new/" in links(page)) == is_offered


def test_list_is_paged_and_the_parts_go_on(auditor, today, executive):
    for number in range(30):
        make_meeting(executive, today + timedelta(days=number))
        make_meeting(executive, today - timedelta(days=number + 1))

    first, second = auditor.get("/meetings/"), auditor.get("/meetings/?page=2")

    assert len(table(first, "Meetings to come")) == 30
    assert len(table(first, "Past meetings")) == 20
    assert len(table(second, "Past meetings")) == 10
    assert table(second, "Meetings to come") == []


@pytest.mark.parametrize(
    ("role", "is_there"), [(Role.LEAD, True), (Role.AUDITOR, True), (Role.OFFICER, False)]
)
def test_meetings_are_in_the_navigation_of_who_may_read_them(role, is_there):
    page = html.fromstring(signed_in(role).get("/").text)

    assert bool(page.xpath("//nav[@aria-label='Main']//a[@href='/meetings/']")) == is_there


# The pack


def test_pack_has_its_papers_in_the_order_of_their_numbers(auditor):
    meeting, plan = make_meeting(day=DAY), make_plan()
    survey = make_plan("Staff survey", "survey")
    make_draft(survey, meeting, number="Appendix 10", as_at=date(2016, 5, 1))
    make_issued(plan, meeting, number="Appendix 2")
    make_issued(
        plan, meeting, audience="exempt", number="Appendix 3", slug="learning-review-exempt"
    )

    page = auditor.get(address(meeting))

    assert table(page, "The pack") == [
        [
            "Appendix 2 Organisational learning review",
            *("Public", "31 May 2016", "1"),
            "Issued issued by Alice Archer, 20 June 2016, 12:00",
        ],
        [
            "Appendix 3 Organisational learning review",
            *("Exempt", "31 May 2016", "1"),
            "Issued issued by Alice Archer, 20 June 2016, 12:00",
        ],
        [
            "Appendix 10 Staff survey",
            *("Public", "1 May 2016", "1"),
            "Draft prepared by Alice Archer, 31 May 2016",
        ],
    ]


def test_earlier_versions_and_supplements_stand_under_their_paper(auditor):
    plan = make_plan()
    first = make_issued(plan)
    second = make_issued(plan, replaces=first)
    third = make_draft(
        plan, second.meeting, version=3, replaces=second, version_reason="Wrong again"
    )
    supplement = make_issued(
        plan, first.meeting, supplement_to=first, number="Supplement", slug="supplement"
    )
    page = auditor.get(address(first.meeting))

    assert [(row[0], row[3], row[4].split()[0]) for row in table(page, "The pack")] == [
        ("Appendix 1 Organisational learning review", "3", "Draft"),
        ("Version 2 of Appendix 1, Organisational learning review", "2", "Issued"),
        ("Version 1 of Appendix 1, Organisational learning review", "1", "Replaced"),
        ("Supplement of Appendix 1, Organisational learning review", "1", "Issued"),
    ]
    shown = [link for link in links(page) if link.startswith("/appendices/")]
    assert shown == [a.get_absolute_url() for a in (third, second, first, supplement)]


def test_plans_that_usually_go_to_the_committee_are_offered_until_there_is_a_paper(
    clerk, auditor, executive
):
    layout, meeting = make_layout(), make_meeting(executive, DAY)
    plans = [make_plan(), make_plan("Survey", "survey"), make_plan("Old", "old", is_active=False)]
    for plan in plans:
        PlanLayout.objects.create(plan=plan, layout=layout, committee=executive)
    lay_out(make_plan("Other", "other"), layout)
    make_draft(plans[0], meeting)
    make_draft(plans[1], make_meeting(executive, date(2016, 3, 1)))

    for_a_clerk, for_an_auditor = (c.get(address(meeting)) for c in (clerk, auditor))

    assert [row[:3] for row in table(for_a_clerk, "Not in the pack yet")] == [
        ["Survey", "none", "Plain"]
    ]
    assert table(for_an_auditor, "Not in the pack yet") == [["Survey", "none", "Plain"]]
    offered = {
        address(meeting, "appendices/new/?plan=survey"),
        address(meeting, "appendices/new/"),
        address(meeting, "edit/"),
        "/plans/survey/reported/",
    }
    assert offered <= set(links(for_a_clerk))
    assert offered & set(links(for_an_auditor)) == set()


def test_pack_says_when_it_must_be_published(auditor):
    past = make_meeting(day=DAY)

    said = words(auditor.get(address(past)))

    assert "Date Tuesday 28 June 2016" in said
    assert "Publish by Monday 20 June 2016 five clear working days before" in said
    assert "late" not in said


@pytest.mark.parametrize(("days", "said"), [(60, "(due in "), (1, "late)")])
def test_pack_of_a_meeting_to_come_says_how_long_there_is(auditor, today, days, said):
    meeting = make_meeting(day=today + timedelta(days=days))

    assert said in words(auditor.get(address(meeting)))


def test_pack_names_its_round_and_leads_to_the_decisions(auditor):
    round = make_round(make_plan())
    meeting = make_meeting(round=round)

    page = auditor.get(address(meeting))

    assert "Round May 2016" in words(page)
    assert {round.get_absolute_url(), address(meeting, "decisions/")} <= set(links(page))


def test_who_changed_a_meeting_is_at_its_end(clerk, executive):
    meeting = make_meeting(executive, DAY)
    send(clerk, address(meeting, "edit/"), **boxes(date(2016, 7, 5)))

    said = words(clerk.get(address(meeting)))

    assert "Date from 2016-06-28 to 2016-07-05" in said
    assert "Carol Clerk" in said


def test_pages_take_the_same_queries_for_any_number(clerk, executive):
    meeting, layout = make_meeting(executive, DAY), make_layout()

    def add(number):
        plan = make_plan(f"Plan {number}", f"plan-{number}")
        make_issued(plan, replaces=make_issued(plan, meeting))
        make_draft(make_plan(), meeting, as_at=date(2016, 5, number))
        usual = make_plan(f"Usual {number}", f"usual-{number}")
        PlanLayout.objects.create(plan=usual, layout=layout, committee=executive)
        make_meeting(make_committee(f"Committee {number}"), round=make_round(plan))

    add(1)
    first = [queries(clerk, path) for path in ("/meetings/", address(meeting))]
    add(2)
    add(3)

    assert [queries(clerk, path) for path in ("/meetings/", address(meeting))] == first


# Calling, changing and cancelling one


def test_meeting_is_called(clerk, executive, today):
    old = make_round(make_plan("Old", "old"), label="Old", as_at=today - timedelta(days=400))
    round = make_round(make_plan(), label="Now", as_at=today)
    cancelled = make_round(make_plan("Survey", "survey"), label="Cancelled", as_at=today)
    cancel_round(cancelled, by=make_user(), at=moment(), reason="By mistake")
    page = clerk.get("/meetings/new/?committee=executive")
    day = today + timedelta(days=28)

    answer = clerk.post("/meetings/new/", filled_in(page, round=str(round.pk), **boxes(day)))

    meeting = Meeting.objects.get()
    assert (meeting.committee, meeting.date, meeting.round) == (executive, day, round)
    assert meeting.history.get().history_user.name == "Carol Clerk"
    assert answer.url == address(meeting)
    assert options(page, "round") == ["None", f"Now, as at {in_words(today)}"]
    assert old.label not in page.text
    assert "The meeting is on record. Prepare its papers next." in words(clerk.get(answer.url))


def test_meeting_called_twice_counts_once(clerk, executive):
    sent = filled_in(clerk.get("/meetings/new/?committee=executive"), **boxes(DAY))
    clerk.post("/meetings/new/", sent)

    page = clerk.post("/meetings/new/", sent, follow=True)

    assert Meeting.objects.count() == 1
    assert SENT_TWICE in words(page)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"committee": ""}, "Choose a committee"),
        ({"date_0": "", "date_1": "", "date_2": ""}, "Date must include a day, month and year"),
        ({"date_1": "13"}, "Date must be a real date"),
        ({}, "Executive has a meeting on 28 June 2016 already. Choose another date"),
    ],
)
def test_meeting_that_will_not_do_is_told_beside_the_field(clerk, executive, typed, problem):
    make_meeting(executive, DAY)
    whole = {"committee": "executive", **boxes(DAY), **typed}

    page = send(clerk, "/meetings/new/", **whole)

    assert problems(page) == [problem]
    assert Meeting.objects.count() == 1
    [kept] = html.fromstring(page.text).xpath("//input[@name='date_2']/@value") or [""]
    assert kept == whole["date_2"]


def test_without_a_committee_in_use_there_is_none_to_call_a_meeting_of(clerk, executive):
    edit_committee(executive, name="Executive", is_active=False, **act())

    page = clerk.get("/meetings/new/")

    assert "There is no committee in use yet. Add the committee first" in words(page)
    assert "/committees/new/" in links(page)


def test_meeting_is_moved_to_another_day(clerk, executive):
    meeting = make_meeting(make_committee(), DAY)

    page = send(clerk, address(meeting, "edit/"), committee="executive", date_0="29")

    meeting.refresh_from_db()
    assert (meeting.committee, meeting.date) == (executive, date(2016, 6, 29))
    assert page.url == address(meeting)


def test_round_that_a_meeting_has_stays_offered_however_old(clerk):
    meeting = make_meeting(day=DAY, round=make_round(make_plan()))

    page = clerk.get(address(meeting, "edit/"))
    send(clerk, address(meeting, "edit/"), date_0="29")

    meeting.refresh_from_db()
    assert options(page, "round") == ["None", "May 2016, as at 31 May 2016"]
    assert meeting.round.label == "May 2016"


def test_of_two_who_change_a_meeting_the_second_chooses(clerk):
    meeting = make_meeting(day=DAY)
    sent = filled_in(clerk.get(address(meeting, "edit/")), date_0="29")
    edit_meeting(meeting, committee=meeting.committee, date=date(2016, 6, 30), round=None, **act())

    page = clerk.post(address(meeting, "edit/"), sent)

    assert "What you typed 29 6 2016 What it says now 30 6 2016" in words(page)
    assert clerk.post(address(meeting, "edit/"), filled_in(page, **{"keep-date": "typed"})).url
    meeting.refresh_from_db()
    assert meeting.date == date(2016, 6, 29)


def test_once_a_paper_was_issued_only_the_round_is_asked(clerk, today):
    issued = make_issued(make_plan())
    meeting, round = issued.meeting, make_round(make_plan(), as_at=today)
    page = clerk.get(address(meeting, "edit/"))

    send(clerk, address(meeting, "edit/"), round=str(round.pk))

    meeting.refresh_from_db()
    assert (meeting.date, meeting.round) == (DAY, round)
    assert "A paper was issued for this meeting, and its committee and its date are part" in words(
        page
    )
    assert "date_0" not in page.text


def test_form_opened_before_a_paper_was_issued_is_refused_with_what_was_typed(clerk):
    meeting = make_meeting(day=DAY)
    sent = filled_in(clerk.get(address(meeting, "edit/")), date_0="29")
    make_issued(make_plan(), meeting)

    page = clerk.post(address(meeting, "edit/"), sent)

    [problem] = problems(page)
    assert problem.startswith("A paper was issued for this meeting, and its committee and its date")
    assert 'value="29"' in page.text
    meeting.refresh_from_db()
    assert (meeting.date, meeting.version) == (DAY, 1)


def test_meeting_is_cancelled_and_its_address_says_so(clerk, today):
    meeting = make_meeting(day=DAY)
    key = address(meeting)
    page = clerk.get(address(meeting, "cancel/"))

    answer = clerk.post(f"{key}cancel/", filled_in(page), follow=True)

    assert not Meeting.objects.exists()
    said = "The meeting of Audit & Standards Committee, 28 June 2016 is cancelled."
    assert said in words(answer)
    gone = clerk.get(key)
    assert gone.status_code == 404
    assert (
        "Carol Clerk cancelled the meeting of Audit & Standards Committee, 28 June 2016 on "
        f"{in_words(today)}."
    ) in words(gone)


def test_meeting_that_was_never_there_is_a_page_that_says_so(auditor):
    page = auditor.get("/meetings/999/")

    assert page.status_code == 404
    assert "There is no meeting at this address." in words(page)


@pytest.mark.parametrize(
    ("make_paper", "sentence"),
    [
        (make_draft, "Papers are prepared for this meeting, so it can't be cancelled."),
        (make_issued, "A paper was issued for this meeting, so it stays on record"),
    ],
)
def test_meeting_with_papers_cannot_be_cancelled_and_says_why(clerk, make_paper, sentence):
    meeting = make_meeting(day=DAY)
    sent = filled_in(clerk.get(address(meeting, "cancel/")))
    make_paper(make_plan(), meeting)

    page, answer = (
        clerk.get(address(meeting, "cancel/")),
        clerk.post(address(meeting, "cancel/"), sent),
    )

    assert sentence in words(page)
    assert sentence in words(answer)
    assert Meeting.objects.get() == meeting
    assert address(meeting, "cancel/") not in links(clerk.get(address(meeting)))


def test_meeting_with_decisions_is_neither_cancelled_nor_moved_and_says_why(clerk):
    meeting, plan = make_meeting(day=DAY), make_plan()
    usual = lay_out(plan)
    usual.committee = meeting.committee
    usual.save()
    row = make_recommendation(plan)
    assert address(meeting, "cancel/") in links(clerk.get(address(meeting)))
    when = {"by": make_user(), "at": moment(date(2016, 7, 1))}
    record_at_meeting(meeting, [NewDecision(row, "noted")], **when)

    edit = clerk.get(address(meeting, "edit/"))

    assert address(meeting, "cancel/") not in links(clerk.get(address(meeting)))
    assert "Decisions of this meeting are on record, so it stays" in words(
        clerk.get(address(meeting, "cancel/"))
    )
    assert "Decisions of this meeting are on record and count from its day" in words(edit)
    assert "date_0" not in edit.text


def test_day_before_that_of_a_draft_is_refused_beside_the_date(clerk):
    meeting = make_meeting(day=DAY)
    draft = make_draft(make_plan(), meeting, as_at=date(2016, 6, 20))

    page = send(clerk, address(meeting, "edit/"), date_0="19")

    said = (
        f"Appendix 1 of {draft.plan} is as at 20 June 2016. Change that draft first, or choose "
        "that day or a later one"
    )
    assert problems(page) == [said]
    assert said in html.fromstring(page.text).xpath("string(//*[@id='id_date_error'])")
    meeting.refresh_from_db()
    assert meeting.date == DAY


def test_meeting_that_was_changed_meanwhile_is_not_cancelled_unseen(clerk):
    meeting = make_meeting(day=DAY)
    sent = filled_in(clerk.get(address(meeting, "cancel/")))
    edit_meeting(meeting, committee=meeting.committee, date=date(2016, 7, 5), round=None, **act())

    page = clerk.post(address(meeting, "cancel/"), sent)

    assert "Somebody else has changed the meeting since you opened this page." in problems(page)[0]
    assert "on Tuesday 5 July 2016 is taken off the list" in words(page)
    clerk.post(address(meeting, "cancel/"), filled_in(page))
    assert not Meeting.objects.exists()


def test_meeting_that_somebody_else_cancelled_is_told_so(clerk):
    meeting = make_meeting(day=DAY)
    path, sent = address(meeting, "cancel/"), filled_in(clerk.get(address(meeting, "cancel/")))
    cancel_meeting(meeting, **act())

    page = clerk.post(path, sent)

    assert page.status_code == 404
    assert "Alice Archer cancelled the meeting" in words(page)

"""The pages on which a clerk records what a committee decided, and takes it back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from lxml import html

from people.roles import Role
from recommendations.extensions import agree
from recommendations.models import CommitteeDecision, DeadlineTerm, Recommendation, StatusFact
from recommendations.new_decisions import NewDecision, RowsRefused
from recommendations.progress import NewStatus
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all, monitor_all
from reports.committees import cancel_meeting, edit_committee, edit_meeting
from reports.decisions import before_the_committee, decided_at, note_others, record_at_meeting
from reports.issuing import issue_appendix
from reports.models import Meeting, MeetingDecision
from tests.factories import (
    DAY,
    lay_out,
    make_committee,
    make_deadline,
    make_draft,
    make_extension,
    make_layout,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
MEETING = date(2016, 6, 28)
AFTER = date(2016, 7, 1)
NOTHING_SAVED = "Nothing is saved yet: put right what is said at the rows below, and save again"


@pytest.fixture
def clem():
    return make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK)


@pytest.fixture
def clerk(clem):
    return signed_in(clem)


@pytest.fixture
def plan():
    return make_plan(revision="lead")


@pytest.fixture
def meeting():
    return make_meeting()


@pytest.fixture
def rows(plan, meeting):
    """Three recommendations of one owner, in a draft for the meeting; the second with an extension
    asked for.
    """
    sue = make_owner()
    rows = [make_recommendation(plan, reference=n, text=f"Do {n}.", owners=[sue]) for n in "123"]
    make_extension(make_deadline(rows[1]))
    make_draft(plan, meeting)
    return rows


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def address(meeting, query=""):
    return f"/meetings/{meeting.pk}/decisions/{query}"


def box(row, name):
    return f"rows-{row.pk}-{name}"


def on(row, outcome, **more):
    """What is typed to record an outcome on a recommendation."""
    return {box(row, name): text for name, text in {"outcome": outcome, **more}.items()}


def options(page, row, name="outcome"):
    found = html.fromstring(page.text).xpath(f"//select[@name='{box(row, name)}']/option")
    return {option.get("value"): option.text_content() for option in found}


def beside(page, row, name):
    """The error beside a box."""
    [said] = html.fromstring(page.text).xpath(f"//*[@id='id_{box(row, name)}_error']")
    return " ".join(said.text_content().split()).removeprefix("Error: ")


def shown(page):
    """What the rows of a page are called."""
    return html.fromstring(page.text).xpath(
        "//fieldset[contains(@class, 'decision')]/legend/text()"
    )


def recorded(meeting):
    """(reference, decision, minute, note) in the order of recording."""
    return [
        (d.recommendation.reference, d.outcome, d.minute_reference, d.note)
        for d in decided_at(meeting).order_by("pk")
    ]


# What was before the committee


def before(meeting, day=MEETING):
    rows = before_the_committee(meeting, on=day).order_by("reference_order", "pk")
    return [row.reference for row in rows]


def test_before_a_paper_is_issued_it_is_what_the_drafts_plans_monitor(rows, plan, meeting):
    monitor_all(rows[2:], False, reason="Merged.", **written(at=moment(hour=13)))
    other = make_plan("Survey", "survey")
    make_recommendation(other, reference="9")
    lay_out(other)

    assert before(meeting) == ["1", "2"]


def test_without_a_draft_it_is_what_usually_goes_to_the_committee(meeting):
    layout = make_layout()
    for name, committee in (("survey", meeting.committee), ("audit", make_committee("Cabinet"))):
        usual = lay_out(make_plan(name, name), layout)
        usual.committee = committee
        usual.save()
        make_recommendation(usual.plan, reference=name)

    assert before(meeting) == ["survey"]


def test_once_papers_are_issued_it_is_their_rows(rows, plan, meeting):
    exempt_all(rows[1:2], "3", **written(at=moment(hour=13)))
    exempt = make_draft(plan, meeting, audience="exempt")
    for draft in (plan.appendices.get(audience="public"), exempt):
        issue_appendix(draft, by=make_user(), at=moment(date(2016, 6, 20)))
        expected = ["1", "3"] if draft.is_public else ["1", "2", "3"]
        assert before(meeting) == expected
    make_recommendation(plan, reference="4", on=AFTER)

    assert before(meeting, AFTER) == ["1", "2", "3"]


def test_what_was_taken_off_monitoring_stays_on_the_page_of_its_meeting(clerk, rows, meeting):
    send(clerk, address(meeting), **on(rows[0], "off_monitoring"))

    page = clerk.get(address(meeting))

    assert shown(page) == ["No. 1", "No. 2", "No. 3"]
    assert "Removed from monitoring" in words(page)


# The acts


def test_a_decision_belongs_to_its_meeting_and_counts_from_its_day(rows, meeting, clem):
    [link] = record_at_meeting(meeting, [NewDecision(rows[0], "noted")], by=clem, at=moment(AFTER))

    assert MeetingDecision.objects.get() == link
    decision = link.decision
    assert (link.meeting, decision.recommendation, decision.valid_from) == (
        meeting,
        rows[0],
        MEETING,
    )
    assert (decision.committee, decision.recorded_by) == (meeting.committee.name, clem)
    assert decision.recorded_at == moment(AFTER)


def test_all_others_are_noted_once(rows, meeting, clem):
    every = Recommendation.objects.all()
    first = note_others(meeting, every.filter(pk=rows[1].pk), by=clem, at=moment(AFTER))

    made = note_others(meeting, every, minute_reference="14/16", by=clem, at=moment(AFTER, 13))

    assert [link.decision.recommendation for link in (*first, *made)] == [
        rows[1],
        rows[0],
        rows[2],
    ]
    assert note_others(meeting, every, by=clem, at=moment(AFTER, 14)) == []


def test_what_was_never_before_the_meeting_is_refused(rows, meeting, clem):
    other = make_recommendation(make_plan("Survey", "survey"))
    new = [NewDecision(rows[0], "noted"), NewDecision(other, "noted")]

    with pytest.raises(RowsRefused) as refused:
        record_at_meeting(meeting, new, by=clem, at=moment(AFTER))

    assert refused.value.rows == {
        1: {"outcome": "This was not before the meeting, so nothing can be recorded on it here"}
    }
    assert not CommitteeDecision.objects.exists()


def test_what_is_recorded_stays_once_whatever_its_committee_is_called(rows, meeting, clem):
    new = [NewDecision(rows[0], "noted")]
    record_at_meeting(meeting, new, by=clem, at=moment(AFTER))
    committee = meeting.committee
    edit_committee(
        committee, name="Cabinet", is_active=True, version=1, by=clem, at=moment(AFTER, 13)
    )

    with pytest.raises(RowsRefused) as refused:
        record_at_meeting(meeting, new, by=clem, at=moment(AFTER, 14))

    assert refused.value.rows == {0: {"outcome": "“Noted” is recorded for this meeting already"}}
    assert CommitteeDecision.objects.count() == 1


def test_another_committee_of_that_name_decides_for_itself(rows, plan, meeting, clem):
    """Its name is free once the first committee is renamed."""
    new = [NewDecision(rows[0], "noted")]
    record_at_meeting(meeting, new, by=clem, at=moment(AFTER))
    name = meeting.committee.name
    renamed = {"name": "Cabinet", "is_active": True, "version": 1}
    edit_committee(meeting.committee, **renamed, by=clem, at=moment(AFTER, 13))
    other = make_meeting(make_committee(name))
    make_draft(plan, other)

    record_at_meeting(other, new, by=clem, at=moment(AFTER, 14))

    assert [decision.committee for decision in decided_at(other)] == [name]


def test_at_a_meeting_that_was_cancelled_meanwhile_nothing_is_recorded(rows, meeting, clem):
    meeting.appendices.all().delete()
    there = Meeting.objects.get()
    cancel_meeting(meeting, version=1, by=clem, at=moment(AFTER))

    with pytest.raises(ValidationError, match="This meeting was cancelled meanwhile"):
        record_at_meeting(there, [NewDecision(rows[0], "noted")], by=clem, at=moment(AFTER, 13))

    assert not CommitteeDecision.objects.exists()


def test_it_counts_from_the_day_to_which_its_meeting_was_moved_meanwhile(rows, meeting, clem):
    stale = Meeting.objects.get()
    to = {"committee": meeting.committee, "date": date(2016, 6, 30), "round": None, "version": 1}
    edit_meeting(meeting, **to, by=clem, at=moment(AFTER))

    [link] = record_at_meeting(stale, [NewDecision(rows[0], "noted")], by=clem, at=moment(AFTER))

    assert link.decision.valid_from == date(2016, 6, 30)


# The page


def test_the_page_offers_what_is_possible(clerk, rows, meeting):
    done = make_recommendation(
        rows[0].plan, reference="4", text="Done.", status=("Complete", "complete")
    )

    page = clerk.get(address(meeting))

    assert shown(page) == ["No. 1", "No. 2", "No. 3", "No. 4"]
    assert list(options(page, rows[0]).values()) == [
        "Nothing recorded",
        "Noted",
        "Agreed closed",
        "Removed from monitoring",
        "Officer to attend",
    ]
    assert list(options(page, rows[1]).values())[2:4] == [
        "Extension agreed: “Spring 18”",
        "Extension refused: “Spring 18”",
    ]
    assert list(options(page, rows[0], "owner").values()) == ["Sue Moorman"]
    assert list(options(page, rows[0], "word").values()) == [
        "Complete",
        "Superseded",
        "Not accepted",
        "Business as usual",
    ]
    assert (options(page, done, "word"), options(page, done, "owner")) == ({}, {})
    assert "“Spring 18”: The supplier left" in words(page)


def test_what_is_chosen_on_a_page_is_recorded_at_once(clerk, clem, rows, meeting):
    [request] = rows[1].deadlines.get().extension_requests.all()
    sue = rows[0].ownercells.get().assignments.get().owner

    answer = send(
        clerk,
        address(meeting, "?show=open"),
        minute_reference="14/16",
        **on(rows[0], "attend"),
        **on(rows[1], f"extension_agreed-{request.pk}", minute_reference="15/16", note="Once."),
        **on(rows[2], "closed", note="Well done."),
    )

    assert answer.url == address(meeting, "?show=open")
    assert recorded(meeting) == [
        ("1", "attend", "14/16", ""),
        ("2", "extension_agreed", "15/16", "Once."),
        ("3", "closed", "14/16", "Well done."),
    ]
    attend, agreed, closed = decided_at(meeting).order_by("pk")
    assert (attend.owner, attend.recorded_by) == (sue, clem)
    assert agreed.extension_decision.decided_by == "Audit & Standards Committee"
    assert closed.status_fact.word == "Complete"
    page = clerk.get(address(meeting))
    assert "Recorded: 3 decisions." in page.text
    assert "Officer to attend: Sue Moorman , minute 14/16" in words(page)
    assert options(page, rows[0])[""] == "Nothing more"
    assert html.fromstring(page.text).xpath("//*[@id='id_minute_reference']/@value") == ["14/16"]


def test_the_extensions_page_then_says_who_decided(clerk, rows, meeting):
    [request] = rows[1].deadlines.get().extension_requests.all()
    send(
        clerk,
        address(meeting),
        minute_reference="14/16",
        **on(rows[1], f"extension_refused-{request.pk}", note="Too late."),
    )

    said = words(clerk.get("/extensions/?show=decided"))

    assert (
        "Refused by Audit & Standards Committee, minute 14/16, from 28 June 2016, written down by "
        "Clem Clerk. Too late." in said
    )


def test_words_without_a_date_ask_for_one(clerk, rows, meeting):
    request = make_extension(make_deadline(rows[0]), "Blue moon")
    agreed = on(rows[0], f"extension_agreed-{request.pk}")

    page = send(clerk, address(meeting), **agreed)

    assert problems(page) == [
        NOTHING_SAVED,
        "No. 1: The program finds no date in “Blue moon”. Enter the last day that these words "
        "mean, or say that there is no date in them",
    ]
    assert beside(page, rows[0], "latest").startswith("The program finds no date in “Blue moon”")
    assert recorded(meeting) == []
    day = {"latest_0": "31", "latest_1": "3", "latest_2": "2018"}
    clerk.post(
        address(meeting), filled_in(page, **on(rows[0], agreed[box(rows[0], "outcome")], **day))
    )
    assert DeadlineTerm.objects.get(text="Blue moon").latest == date(2018, 3, 31)


def test_words_that_have_no_date_are_agreed_as_words(clerk, rows, meeting):
    request = make_extension(make_deadline(rows[0]), "Blue moon")
    outcome = f"extension_agreed-{request.pk}"

    both = {"words_only": "on", "latest_0": "31", "latest_1": "3", "latest_2": "2018"}
    page = send(clerk, address(meeting), **on(rows[0], outcome, **both))
    assert beside(page, rows[0], "words_only").startswith("You entered a last day as well")

    send(clerk, address(meeting), **on(rows[0], outcome, words_only="on"))
    assert DeadlineTerm.objects.get(text="Blue moon").latest is None


def test_what_is_wrong_is_said_at_its_row_and_what_was_typed_is_kept(clerk, rows, meeting):
    [request] = rows[1].deadlines.get().extension_requests.all()

    page = send(
        clerk,
        address(meeting),
        minute_reference="14/16",
        **on(rows[0], "noted", note="With thanks."),
        **on(rows[1], f"extension_refused-{request.pk}"),
    )

    assert problems(page) == [NOTHING_SAVED, "No. 2: Say why it is refused"]
    assert beside(page, rows[1], "note") == "Say why it is refused"
    assert recorded(meeting) == []
    kept = filled_in(page)
    assert kept[box(rows[0], "note")] == ["With thanks."]
    assert kept[box(rows[0], "outcome")] == ["noted"]
    assert kept["minute_reference"] == ["14/16"]


def test_a_note_without_a_decision_is_asked_about(clerk, rows, meeting):
    page = send(clerk, address(meeting), **on(rows[0], "", note="Well done."))

    assert problems(page) == ["No. 1: Choose what was decided, or empty the other boxes"]


def test_nothing_chosen_is_nothing_to_save(clerk, rows, meeting):
    page = send(clerk, address(meeting))

    assert problems(page) == ["Choose what was decided on at least one recommendation"]


def test_sent_twice_it_counts_once(clerk, rows, meeting):
    sent = filled_in(clerk.get(address(meeting)), **on(rows[0], "noted"))

    clerk.post(address(meeting), sent)
    answer = clerk.post(address(meeting), sent, follow=True)

    assert "The form was sent twice, and counts once." in answer.text
    assert len(recorded(meeting)) == 1


def test_a_lead_who_decided_meanwhile_is_named(clerk, rows, meeting):
    [request] = rows[1].deadlines.get().extension_requests.all()
    outcome = on(rows[1], f"extension_agreed-{request.pk}")
    sent = filled_in(clerk.get(address(meeting)), **outcome)
    lena = make_user("lena@example.gov.uk", "Lena Lead")
    agree(request, **written(DAY + timedelta(days=3), by=lena))

    page = clerk.post(address(meeting), sent)

    [said] = problems(page)
    assert said.startswith("No. 2: ")
    assert recorded(meeting) == []


def test_all_others_of_the_plan_are_noted_with_one_button(clerk, rows, plan, meeting):
    send(clerk, address(meeting), **on(rows[1], "attend", minute_reference="15/16"))

    answer = send(
        clerk,
        address(meeting),
        minute_reference="14/16",
        others=str(plan.pk),
        **on(rows[0], "closed"),
    )

    assert answer.status_code == 302
    assert recorded(meeting) == [
        ("2", "attend", "15/16", ""),
        ("1", "closed", "14/16", ""),
        ("3", "noted", "14/16", ""),
    ]
    page = clerk.get(address(meeting))
    assert "Recorded: 1 decision, and 1 other as noted." in page.text


def test_where_no_others_are_left_to_note_it_says_that_nothing_is_recorded(
    clerk, rows, plan, meeting
):
    note_others(meeting, Recommendation.objects.all(), by=make_user(), at=moment(AFTER))

    page = send(clerk, address(meeting), others=str(plan.pk))

    assert problems(page) == [
        "Nothing is recorded: on every other recommendation of this plan something is on record "
        "already"
    ]
    assert len(recorded(meeting)) == 3


@pytest.mark.parametrize(
    ("noted", "chosen", "said"),
    [
        (0, {}, "Recorded: 3 others as noted."),
        (3, {"outcome": "attend"},
         "Recorded: 1 decision. On every other one something was on record already."),
    ],
)  # fmt: skip
def test_what_was_recorded_is_counted(clerk, rows, plan, meeting, noted, chosen, said):
    first = Recommendation.objects.filter(pk__in=[row.pk for row in rows[:noted]])
    note_others(meeting, first, by=make_user(), at=moment(AFTER))
    sent = {box(rows[0], name): text for name, text in chosen.items()}

    send(clerk, address(meeting), others=str(plan.pk), **sent)

    assert said in words(clerk.get(address(meeting)))


def test_a_row_that_was_never_before_the_meeting_is_refused_at_its_row(clerk, rows, meeting):
    other = make_recommendation(make_plan("Survey", "survey"), reference="9")
    sent = filled_in(clerk.get(address(meeting)), row=[str(other.pk)], **on(other, "noted"))

    page = clerk.post(address(meeting), sent)

    assert problems(page) == [
        NOTHING_SAVED,
        "No. 9: This was not before the meeting, so nothing can be recorded on it here",
    ]
    assert not CommitteeDecision.objects.exists()


def test_of_several_plans_one_is_shown_before_its_others_are_noted(clerk, rows, meeting):
    other = make_plan("Survey", "survey")
    make_recommendation(other, reference="9")
    make_draft(other, meeting)

    all_plans = clerk.get(address(meeting))
    one = clerk.get(address(meeting, f"?plan={other.pk}"))

    assert "To record all others as noted at once, show one plan." in words(all_plans)
    assert html.fromstring(all_plans.text).xpath("//button[@name='others']") == []
    assert html.fromstring(one.text).xpath("//button[@name='others']/@value") == [str(other.pk)]
    assert shown(one) == ["No. 9"]
    send(clerk, address(meeting, f"?plan={other.pk}"), others=str(other.pk))
    assert recorded(meeting) == [("9", "noted", "", "")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=2", ["No. 2"]),
        ("?q=do+3", ["No. 3"]),
        ("?show=asked", ["No. 2"]),
        ("?show=open", ["No. 2", "No. 3"]),
        ("?show=recorded", ["No. 1"]),
        ("?show=everything&plan=x", ["No. 1", "No. 2", "No. 3"]),
    ],
)
def test_the_page_shows_the_rows_that_are_looked_for(clerk, rows, meeting, query, found):
    send(clerk, address(meeting), **on(rows[0], "noted"))

    assert shown(clerk.get(address(meeting, query))) == found


def test_where_nothing_is_found_it_says_so(clerk, rows, meeting):
    assert "No recommendation before this meeting is of this kind." in words(
        clerk.get(address(meeting, "?q=none"))
    )


def test_of_many_rows_a_page_is_shown_and_saved(clerk, plan, meeting):
    rows = make_recommendations(60, plan)
    make_draft(plan, meeting)

    page = clerk.get(address(meeting, "?page=2"))

    assert shown(page) == [f"No. {number}" for number in range(26, 51)]
    assert "26 to 50 of 60." in words(page)
    clerk.post(address(meeting, "?page=2"), filled_in(page, **on(rows[30], "noted")))
    assert recorded(meeting) == [("31", "noted", "", "")]


def test_a_row_that_is_on_another_page_by_now_is_recorded_all_the_same(clerk, rows, meeting):
    sent = filled_in(clerk.get(address(meeting, "?show=open")), **on(rows[0], "attend"))
    send(clerk, address(meeting), **on(rows[0], "noted"))

    clerk.post(address(meeting, "?show=open"), sent)

    assert [outcome for _, outcome, *_ in recorded(meeting)] == ["noted", "attend"]


def test_before_the_meeting_nothing_is_recorded(clerk, rows, plan):
    to_come = make_meeting(make_committee(), timezone.localdate() + timedelta(days=30))
    make_draft(plan, to_come)
    day = f"{to_come.date.day} {to_come.date:%B %Y}"

    page = clerk.get(address(to_come))

    assert f"This meeting is on {day}. What it decides is recorded on that day or later." in words(
        page
    )
    assert shown(page) == []
    sent = {"row": str(rows[0].pk), **on(rows[0], "noted")}
    assert problems(clerk.post(address(to_come), sent)) == [
        f"The meeting is on {day}. What it decides is recorded on that day or later."
    ]
    assert recorded(to_come) == []


def test_a_meeting_that_nothing_was_before_says_what_to_do(clerk, meeting):
    assert "No paper was issued for it, no draft is prepared" in words(clerk.get(address(meeting)))


def test_who_reads_meetings_reads_what_was_decided(rows, meeting, clerk):
    send(clerk, address(meeting), **on(rows[0], "attend", minute_reference="14/16"))
    auditor = signed_in(make_user("aud@example.gov.uk", "Audrey Auditor", role=Role.AUDITOR))

    page = auditor.get(address(meeting))

    assert "Officer to attend: Sue Moorman , minute 14/16" in words(page)
    assert "Take back" not in words(page)
    assert html.fromstring(page.text).xpath("//main//form[@method='post']") == []
    refused = auditor.post(address(meeting), {"row": str(rows[1].pk), **on(rows[1], "noted")})
    assert refused.status_code == 403
    assert len(recorded(meeting)) == 1


@pytest.mark.parametrize("count", [1, 3, 25])
def test_the_page_takes_as_many_queries_for_one_row_as_for_many(
    clerk, plan, meeting, count, django_assert_num_queries
):
    sue = make_owner()
    for number in range(count):
        row = make_recommendation(plan, reference=str(number), owners=[sue])
        make_extension(make_deadline(row))
    make_draft(plan, meeting)
    note_others(meeting, Recommendation.objects.all(), by=make_user(), at=moment(AFTER))

    with django_assert_num_queries(20):
        clerk.get(address(meeting))


# Taking back


def take_back_address(decision):
    return f"/decisions/{decision.pk}/take-back/"


@pytest.fixture
def closed(clerk, rows, meeting):
    make_update(rows[0], "Slow.", status=NewStatus("On track", "on_track"))
    send(clerk, address(meeting), **on(rows[0], "closed", minute_reference="14/16", note="Done?"))
    return CommitteeDecision.objects.get()


def test_the_page_says_what_is_taken_back_with_it(clerk, closed):
    page = words(clerk.get(take_back_address(closed)))

    assert "Take back “Agreed closed”" in page
    assert "Audit & Standards Committee, 28 June 2016 , minute 14/16" in page
    assert "The status “Complete” is taken back: it is as it was before." in page


def test_what_was_recorded_wrongly_is_taken_back_with_a_reason(clerk, closed, meeting, rows):
    answer = send(clerk, take_back_address(closed), reason="It was No. 2.")

    assert answer.url == address(meeting)
    assert recorded(meeting) == []
    void = CommitteeDecision.objects.get(void=True)
    assert (void.corrects, void.reason, void.recorded_by.name) == (
        closed,
        "It was No. 2.",
        "Clem Clerk",
    )
    rows[0].refresh_from_db()
    assert rows[0].status_word == "On track"
    assert "Recorded" not in [
        dt.text for dt in html.fromstring(clerk.get(address(meeting)).text).iter("dt")
    ]


def test_taking_back_needs_a_reason(clerk, closed):
    page = send(clerk, take_back_address(closed), reason=" ")

    assert problems(page) == ["Say why it is taken back"]
    assert not CommitteeDecision.objects.filter(void=True).exists()


def test_what_was_taken_back_says_who_did_and_why(clerk, closed):
    sent = filled_in(clerk.get(take_back_address(closed)), reason="Mine.")
    send(clerk, take_back_address(closed), reason="It was No. 2.")

    page = clerk.get(take_back_address(closed))

    assert "Clem Clerk took this back on" in words(page)
    assert "It was No. 2." in words(page)
    assert "Mine." in clerk.post(take_back_address(closed), sent).text
    assert CommitteeDecision.objects.filter(void=True).count() == 1


def test_what_something_is_built_on_stays(clerk, closed, rows):
    make_update(
        rows[0],
        "Not after all.",
        status=NewStatus("On track", "on_track"),
        on=AFTER,
        at=timezone.now(),
    )

    page = send(clerk, take_back_address(closed), reason="It was No. 2.")

    [said] = problems(page)
    assert said.startswith("Its status is “On track” from 1 July 2016. That came after")
    assert StatusFact.objects.filter(void=True).count() == 0


def test_a_decision_that_is_not_there_is_said_to_be(clerk):
    assert "There is no decision at this address." in words(clerk.get("/decisions/999/take-back/"))


# Feeding the next round


def test_the_next_round_says_who_was_asked_to_attend(clerk, rows, meeting, plan):
    send(clerk, address(meeting), **on(rows[0], "attend", minute_reference="14"))
    round = make_round(plan, label="September 2016", on=AFTER)
    said = "Audit & Standards Committee asked Sue Moorman to attend (28 June 2016, minute 14)"

    board = clerk.get(f"/rounds/{round.pk}/")
    page = clerk.get(f"/recommendations/{rows[0].pk}/update/")
    other = clerk.get(f"/recommendations/{rows[1].pk}/update/")

    assert words(board).count(said) == 1
    assert f"{said}." in words(page)
    assert "to attend" not in words(other)


def test_a_closed_round_says_who_was_asked_by_then(clerk, rows, meeting, plan):
    round = make_round(plan)
    close_round(round, **written(MEETING - timedelta(days=1)))
    send(clerk, address(meeting), **on(rows[0], "attend"))

    assert "to attend" not in words(clerk.get(f"/rounds/{round.pk}/"))

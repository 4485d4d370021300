from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from people.dated_fact import ALREADY_CORRECTED
from recommendations.as_at import state_as_at
from recommendations.deadlines import drop, revise
from recommendations.decisions import NO_REASON, record_decisions, take_back_decision
from recommendations.derived import wrong_derived
from recommendations.extensions import NO_MINUTE, agree, refuse, undecide
from recommendations.models import (
    CommitteeDecision,
    DeadlineTerm,
    ExtensionDecision,
    ExtensionRequest,
    Monitoring,
    Recommendation,
    StatusFact,
    StatusMeaning,
    StatusWord,
)
from recommendations.new_decisions import (
    NO_OUTCOME,
    NO_REQUEST,
    NO_WORD,
    NOT_MONITORED,
    WHY_REFUSED,
    NewDecision,
    RowsRefused,
)
from recommendations.progress import NewStatus
from recommendations.readings import reading_by_hand
from recommendations.rounds import to_report_on
from recommendations.settling import settle_wording
from recommendations.status_words import NewStatusWord
from recommendations.verification import confirm_completion, reopen
from recommendations.wordings import monitor_all
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    make_deadline,
    make_extension,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_update,
    make_user,
    moment,
    reading,
    written,
)

COMMITTEE = "Audit & Standards Committee"
MEETING = DAY + timedelta(days=28)  # 28 June 2016
AFTER = MEETING + timedelta(days=3)
LATER = AFTER + timedelta(days=60)
WORDS = (
    NewStatusWord("On track", StatusMeaning.ON_TRACK),
    NewStatusWord("Implemented", StatusMeaning.COMPLETE),
    NewStatusWord("Seen by audit", StatusMeaning.COMPLETE, is_auditors=True),
)


@pytest.fixture
def plan(db):
    return make_plan(status_words=WORDS, revision="lead")


@pytest.fixture
def row(plan):
    return make_recommendation(plan, reference="1")


@pytest.fixture
def clem(db):
    return make_user("clem@example.gov.uk", "Clem Clerk")


@pytest.fixture
def request_(row):
    """Another date asked for "Autumn 17", four weeks before the meeting."""
    return make_extension(make_deadline(row))


def record(*rows, on=MEETING, at=None, **who):
    when = {**written(on, at or moment(AFTER)), **who}
    return record_decisions(rows, committee=COMMITTEE, **when)


def decide(recommendation, outcome, minute="14/16", **more):
    return NewDecision(recommendation, outcome, minute, **more)


def closing(recommendation, word="Implemented"):
    word = recommendation.plan.status_words.get(word=word)
    return decide(recommendation, "closed", word=word)


def refused(*rows, **when):
    """What is said at which row, and that nothing was written."""
    before = facts()
    with pytest.raises(RowsRefused) as error:
        record(*rows, **when)
    assert facts() == before
    assert list(wrong_derived()) == []
    said = [text for fields in error.value.rows.values() for text in fields.values()]
    assert error.value.messages == said
    return error.value.rows


def facts():
    kinds = (CommitteeDecision, ExtensionDecision, DeadlineTerm, StatusFact, Monitoring)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


def state(on=LATER, known_by=None):
    [only] = state_as_at(Recommendation.objects.all(), as_at=on, known_by=known_by)
    return only


def asked_next(plan, on=LATER):
    return list(to_report_on([plan], as_at=on, known_by=None).order_by("pk"))


def standing():
    return list(CommitteeDecision.objects.standing(as_at=LATER, known_by=None).order_by("pk"))


# Recording


def test_noted_is_written_down_and_brings_about_nothing(row, clem):
    before = facts()[1:]

    [decision] = record(decide(row, "noted", " 14/16 ", note="With thanks."), by=clem)

    decision.refresh_from_db()
    assert (decision.recommendation, decision.outcome, decision.note) == (
        row,
        "noted",
        "With thanks.",
    )
    assert (decision.committee, decision.minute_reference) == (COMMITTEE, "14/16")
    assert (decision.valid_from, decision.recorded_at) == (MEETING, moment(AFTER))
    assert (decision.recorded_by, decision.on_behalf_of) == (clem, None)
    assert facts()[1:] == before
    assert asked_next(row.plan) == [row]


def test_an_agreed_extension_is_decided_by_the_committee_under_its_minute(row, request_, clem):
    new = decide(row, "extension_agreed", note="The last time.", extension_request=request_)

    [decision] = record(new, by=clem)

    brought = request_.decisions.get(outcome="agreed")
    assert decision.extension_decision == brought
    assert (brought.decided_by, brought.minute_reference, brought.reason) == (
        COMMITTEE,
        "14/16",
        "The last time.",
    )
    assert (brought.valid_from, brought.recorded_at) == (MEETING, moment(AFTER))
    assert brought.recorded_by == clem
    assert [d.text for d in state().deadlines] == ["Spring 18"]
    assert [d.text for d in state(on=MEETING - timedelta(days=1)).deadlines] == ["Autumn 17"]
    assert not state().extension_requested
    assert list(wrong_derived()) == []


def test_a_refused_extension_leaves_the_old_date_and_keeps_why(row, request_):
    new = decide(row, "extension_refused", note="Too late.", extension_request=request_)

    [decision] = record(new)

    assert decision.extension_decision == request_.decisions.get(outcome="refused")
    assert (decision.extension_decision.reason, decision.note) == ("Too late.", "Too late.")
    assert [(d.text, d.requested) for d in state().deadlines] == [("Autumn 17", "")]
    assert list(wrong_derived()) == []


def test_what_is_closed_gets_the_word_of_its_plan_and_is_not_asked_again(row):
    make_update(row, "Nearly there.", status=NewStatus("On track", "on_track"))

    [decision] = record(closing(row))

    status = decision.status_fact
    assert (status.word, status.meaning, status.cause) == ("Implemented", "complete", "decision")
    assert (status.valid_from, status.recorded_at) == (MEETING, moment(AFTER))
    assert (state().status_word, state(on=DAY).status_word) == ("Implemented", "On track")
    assert asked_next(row.plan) == []
    assert list(wrong_derived()) == []


def test_what_is_done_already_keeps_its_status_when_it_is_closed(row):
    make_update(row, "Done.", status=NewStatus("Finished", "complete"))

    [decision] = record(decide(row, "closed"))

    assert decision.status_fact is None
    assert state().status_word == "Finished"
    assert asked_next(row.plan) == []


def test_what_is_taken_off_monitoring_is_not_asked_again_and_says_why(row, clem):
    other = make_recommendation(row.plan, reference="2")

    one, two = record(decide(row, "off_monitoring"), decide(other, "off_monitoring", ""), by=clem)

    assert (one.monitoring.recommendation, one.monitoring.is_monitored) == (row, False)
    assert (one.monitoring.valid_from, one.monitoring.recorded_by) == (MEETING, clem)
    assert one.monitoring.reason == f"Removed from monitoring by {COMMITTEE}, minute 14/16"
    assert two.monitoring.reason == f"Removed from monitoring by {COMMITTEE}"
    assert asked_next(row.plan) == []
    assert list(wrong_derived()) == []


def test_several_on_several_rows_are_one_act_in_the_order_given(plan, clem):
    rows = make_recommendations(3, plan)
    sue = make_owner()

    made = record(
        decide(rows[2], "noted"),
        closing(rows[0]),
        decide(rows[1], "attend", owner=sue),
        decide(rows[0], "off_monitoring"),
        decide(rows[1], "noted"),
        by=clem,
    )

    assert [(d.recommendation, d.outcome, d.owner) for d in made] == [
        (rows[2], "noted", None),
        (rows[0], "closed", None),
        (rows[1], "attend", sue),
        (rows[0], "off_monitoring", None),
        (rows[1], "noted", None),
    ]
    assert {d.recorded_at for d in made} == {moment(AFTER)}
    assert asked_next(plan) == rows[1:]
    assert list(wrong_derived()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_noting_takes_as_many_queries_for_one_as_for_three(plan, count, django_assert_num_queries):
    rows = [decide(row, "noted") for row in make_recommendations(count, plan)]
    by = make_user()

    with django_assert_num_queries(17):
        record_decisions(rows, committee=COMMITTEE, by=by, on=MEETING, at=moment(AFTER))


def test_the_words_are_read_by_a_person_where_the_program_finds_no_date(row):
    request = make_extension(make_deadline(row), "Blue moon")
    by_hand = reading_by_hand(earliest=None, latest=date(2018, 3, 31), open_ended=False)

    record(decide(row, "extension_agreed", extension_request=request, reading=by_hand))

    [deadline] = state().deadlines
    assert (deadline.text, deadline.latest) == ("Blue moon", date(2018, 3, 31))


# Refusing


def test_before_the_day_of_the_meeting_nothing_is_recorded(row):
    with pytest.raises(ValidationError) as error:
        record(decide(row, "noted"), at=moment(MEETING - timedelta(days=1)))

    assert error.value.messages == [
        "The meeting is on 28 June 2016. What it decides is recorded on that day or later."
    ]
    assert standing() == []


def test_a_committee_has_a_name(row):
    with pytest.raises(ValidationError, match="Enter the committee"):
        record_decisions([decide(row, "noted")], committee=" ", **written(MEETING, moment(AFTER)))


def test_what_is_wrong_is_said_at_its_row_and_nothing_is_written(plan):
    rows = make_recommendations(4, plan)

    said = refused(
        decide(rows[0], "noted"),
        decide(rows[1], "adjourned"),
        closing(rows[2], "On track"),
        decide(rows[3], "noted", "x" * 101),
    )

    assert said == {
        1: {"outcome": NO_OUTCOME},
        2: {"word": NO_WORD},
        3: {"minute_reference": "Use 100 characters or fewer. This has 101"},
    }


@pytest.mark.parametrize("word", [None, "On track", "Seen by audit", "of another plan"])
def test_closing_what_is_not_done_needs_a_word_that_means_so(row, word):
    if word == "of another plan":
        word = make_plan("Survey", "survey").status_words.get(word="Complete")
    elif word:
        word = row.plan.status_words.get(word=word)

    assert refused(decide(row, "closed", word=word)) == {0: {"word": NO_WORD}}


def test_an_extension_must_be_one_of_the_recommendation(row, request_):
    other = make_recommendation(row.plan, reference="2")

    said = refused(
        decide(other, "extension_agreed", extension_request=request_),
        decide(row, "extension_agreed"),
    )

    assert said == {0: {"outcome": NO_REQUEST}, 1: {"outcome": NO_REQUEST}}


def test_a_refusal_says_why(row, request_):
    new = decide(row, "extension_refused", extension_request=request_, note=" ")

    assert refused(new) == {0: {"note": WHY_REFUSED}}


def test_where_a_committee_decides_an_extension_needs_the_minute(db):
    row = make_recommendation(make_plan("By committee", "by-committee", revision="committee"))
    request = make_extension(make_deadline(row))

    said = refused(decide(row, "extension_agreed", "", extension_request=request))

    assert said == {0: {"minute_reference": NO_MINUTE}}


def test_words_without_a_date_never_cancel_one_by_themselves(row):
    request = make_extension(make_deadline(row), "Blue moon")

    said = refused(decide(row, "extension_agreed", extension_request=request))

    assert said == {
        0: {
            "reading": "The program finds no date in “Blue moon”. Enter the last day that these "
            "words mean, or say that there is no date in them"
        }
    }


def test_an_extension_that_was_decided_meanwhile_says_by_whom(row, request_):
    lena = make_user("lena@example.gov.uk", "Lena Lead")
    agree(request_, **written(DAY + timedelta(days=3), by=lena))

    said = refused(decide(row, "extension_agreed", extension_request=request_))

    assert said == {0: {"outcome": "This was agreed by Lena Lead, from 3 June 2016"}}


def test_what_was_asked_for_after_the_meeting_is_not_decided_at_it(row):
    request = make_extension(make_deadline(row), on=AFTER)

    said = refused(
        decide(row, "extension_refused", note="No.", extension_request=request), at=moment(LATER)
    )

    assert said[0]["outcome"].startswith("“Spring 18” was asked for on 1 July 2016, after this")


def test_a_date_that_moved_after_the_meeting_is_not_moved_from_its_day(row, request_):
    revise(
        request_.deadline,
        "Winter 17",
        reading=reading(),
        paper_date=AFTER,
        **written(AFTER, moment(AFTER, 9)),
    )

    said = refused(decide(row, "extension_agreed", extension_request=request_))

    assert said[0]["outcome"].startswith("“Winter 17” stands from 1 July 2016, after this meeting")


def test_a_dropped_date_is_not_moved(row, request_):
    drop(request_.deadline, reason="Merged.", **written(DAY, moment(DAY, 13)))

    said = refused(decide(row, "extension_agreed", extension_request=request_))

    assert said == {0: {"outcome": "This date was dropped, so it can't be moved."}}


def test_a_status_of_a_later_day_than_the_meeting_would_hide_the_closing(row):
    make_update(
        row, "Slow.", status=NewStatus("On track", "on_track"), on=AFTER, at=moment(AFTER, 9)
    )

    said = refused(closing(row))

    assert said == {
        0: {
            "outcome": "Its status is “On track” from 1 July 2016, after this meeting, so what is "
            "recorded here would never be seen. Put that right first, or record this as noted"
        }
    }


def test_what_is_off_monitoring_is_not_taken_off_it(row):
    monitor_all([row], False, reason="Merged.", **written(at=moment(hour=13)))

    assert refused(decide(row, "off_monitoring")) == {0: {"outcome": NOT_MONITORED}}


def test_what_was_put_back_after_the_meeting_is_not_taken_off_from_its_day(row):
    monitor_all([row], False, reason="Merged.", **written(at=moment(hour=13)))
    monitor_all([row], True, reason="After all.", **written(AFTER, moment(AFTER, 9)))

    [said] = refused(decide(row, "off_monitoring")).values()

    assert said["outcome"].startswith("It was put back on monitoring from 1 July 2016, after")


@pytest.mark.parametrize("other", ["closed", "off_monitoring"])
def test_an_end_and_an_officer_to_attend_contradict_each_other(row, other):
    end = closing(row) if other == "closed" else decide(row, other)

    said = refused(end, decide(row, "attend"))

    label = {"closed": "Agreed closed", "off_monitoring": "Removed from monitoring"}[other]
    assert said == {
        1: {
            "outcome": f"“{label}” and “Officer to attend” contradict each other: record one of "
            "them"
        }
    }


def test_an_extension_is_not_agreed_and_refused(row, request_):
    said = refused(
        decide(row, "extension_refused", note="No.", extension_request=request_),
        decide(row, "extension_agreed", extension_request=request_),
    )

    assert list(said) == [1]
    assert said[1]["outcome"].startswith("“Extension refused” and “Extension agreed” contradict")


def test_of_two_dates_one_is_agreed_and_one_refused(row, request_):
    other = make_extension(make_deadline(row, "Winter 17"), "Winter 18")

    record(
        decide(row, "extension_agreed", extension_request=request_),
        decide(row, "extension_refused", note="No.", extension_request=other),
    )

    assert [d.text for d in state().deadlines] == ["Spring 18", "Winter 17"]


def test_what_contradicts_a_decision_on_record_is_refused(row):
    record(decide(row, "attend"))

    said = refused(closing(row), at=moment(LATER))

    assert said == {
        0: {
            "outcome": "“Officer to attend” is recorded for this meeting, and “Agreed closed” "
            "contradicts it. Take that back first"
        }
    }


def test_the_same_twice_is_one_too_many(row):
    record(decide(row, "noted"))

    said = refused(decide(row, "noted"), at=moment(LATER))

    assert said == {0: {"outcome": "“Noted” is recorded for this meeting already"}}


def test_two_officers_may_be_asked_to_attend(row):
    sue, bo = make_owner("Sue"), make_owner("Bo")

    record(decide(row, "attend", owner=sue), decide(row, "attend", owner=bo))

    assert len(standing()) == 2


def test_another_meeting_may_decide_otherwise(row):
    record(decide(row, "attend"))

    record(closing(row), on=LATER, at=moment(LATER))

    assert [d.outcome for d in standing()] == ["attend", "closed"]


# Taking back


def take_back(decision, reason="Recorded at the wrong row.", at=None):
    return take_back_decision(decision, by=make_user(), at=at or moment(LATER), reason=reason)


def refused_to_take_back(decision, **how):
    before = facts()
    with pytest.raises(ValidationError) as error:
        take_back(decision, **how)
    assert facts() == before
    return error.value.messages


def test_what_was_recorded_wrongly_is_taken_back_and_stays_on_record(row, clem):
    [decision] = record(decide(row, "noted"))

    void = take_back_decision(decision, by=clem, at=moment(LATER), reason="The wrong row.")

    assert (void.corrects, void.void, void.reason) == (decision, True, "The wrong row.")
    assert (void.recorded_by, void.recorded_at, void.valid_from) == (clem, moment(LATER), MEETING)
    assert standing() == []
    assert CommitteeDecision.objects.count() == 2


def test_taking_back_an_agreement_brings_back_the_date_and_the_asking(row, request_):
    [decision] = record(decide(row, "extension_agreed", extension_request=request_))

    take_back(decision)

    assert [(d.text, d.requested, d.times_moved) for d in state().deadlines] == [
        ("Autumn 17", "Spring 18", 0)
    ]
    assert [d.text for d in state(known_by=moment(AFTER)).deadlines] == ["Spring 18"]
    waiting = ExtensionRequest.objects.waiting(as_at=LATER, known_by=None)
    assert list(waiting) == [request_]
    row.refresh_from_db()
    assert row.extension_requested
    assert list(wrong_derived()) == []


def test_what_was_taken_back_can_be_decided_otherwise(row, request_):
    [decision] = record(decide(row, "extension_agreed", extension_request=request_))
    take_back(decision)

    record(
        decide(row, "extension_refused", note="No.", extension_request=request_),
        at=moment(LATER, 13),
    )

    assert [(d.text, d.requested) for d in state().deadlines] == [("Autumn 17", "")]


def test_an_agreement_whose_words_a_person_read_is_taken_back_whole(row, request_):
    [decision] = record(decide(row, "extension_agreed", extension_request=request_))
    settle_wording(
        "Spring 18",
        request_.paper_date,
        reading=reading_by_hand(earliest=None, latest=date(2018, 4, 1), open_ended=False),
        parser_version=None,
        by=make_user(),
        at=moment(AFTER, 13),
        among=Recommendation.objects.all(),
        newest=DeadlineTerm.objects.latest("pk").pk,
    )

    take_back(decision)

    assert [d.text for d in state().deadlines] == ["Autumn 17"]


def test_taking_back_a_closing_brings_back_the_status_and_the_asking(row):
    make_update(row, "Slow.", status=NewStatus("On track", "on_track"))
    [decision] = record(closing(row))

    take_back(decision)

    assert state().status_word == "On track"
    assert asked_next(row.plan) == [row]
    assert list(wrong_derived()) == []


def test_taking_back_the_end_of_monitoring_brings_it_back(row):
    [decision] = record(decide(row, "off_monitoring"))

    take_back(decision)

    assert state().is_monitored
    assert asked_next(row.plan) == [row]
    assert list(wrong_derived()) == []


def test_taking_back_says_why_and_counts_once(row):
    [decision] = record(decide(row, "noted"))

    assert refused_to_take_back(decision, reason=" ") == [NO_REASON]
    take_back(decision)
    assert refused_to_take_back(decision, at=moment(LATER, 13)) == [ALREADY_CORRECTED]


def test_a_date_that_was_changed_since_stays(row, request_):
    [decision] = record(decide(row, "extension_agreed", extension_request=request_))
    revise(
        request_.deadline,
        "Summer 18",
        reading=reading(latest=date(2018, 8, 31)),
        paper_date=LATER,
        **written(LATER, moment(LATER, 9)),
    )

    assert refused_to_take_back(decision) == [
        "The date was changed after this decision: “Summer 18” stands by now. So the decision "
        "can't be taken back any more. Change the date on the page of the recommendation."
    ]


def test_a_date_that_was_dropped_since_stays_so(row, request_):
    [decision] = record(decide(row, "extension_agreed", extension_request=request_))
    drop(request_.deadline, reason="Merged.", **written(LATER, moment(LATER, 9)))

    [said] = refused_to_take_back(decision)

    assert said.startswith("The date was changed after this decision: it was dropped.")


def test_while_another_date_is_asked_for_the_refusal_of_the_first_stays(row, request_):
    [decision] = record(decide(row, "extension_refused", note="No.", extension_request=request_))
    make_extension(request_.deadline, "Winter 17", on=LATER, at=moment(LATER, 9))

    [said] = refused_to_take_back(decision)

    assert said.startswith("“Winter 17” is asked for by now. Take that back, or decide on it")


def test_a_refusal_after_which_the_date_moved_stays(row, request_):
    [decision] = record(decide(row, "extension_refused", note="No.", extension_request=request_))
    other = make_extension(request_.deadline, "Winter 17", on=LATER, at=moment(LATER, 9))
    agree(other, **written(LATER, moment(LATER, 10)))

    [said] = refused_to_take_back(decision)

    assert said.startswith("The date was changed after this decision: “Winter 17” stands by now")


def test_a_closing_stays_once_a_status_was_given_since(row):
    [decision] = record(closing(row))
    word = row.plan.status_words.get(word="On track")
    reopen(row, word=word, reason="It has lapsed.", **written(LATER, moment(LATER, 9)))

    assert refused_to_take_back(decision) == [
        "Its status is “On track” from 30 August 2016. That came after this decision and builds on "
        "it, so the decision can't be taken back any more."
    ]


def test_a_closing_stays_once_an_auditor_has_confirmed_it(row):
    StatusWord.objects.filter(is_auditors=True).delete()
    [decision] = record(closing(row))
    confirm_completion(row, method="Seen.", **written(LATER, moment(LATER, 9)))

    [said] = refused_to_take_back(decision)

    assert said.startswith("An auditor has looked at it: ")


def test_the_end_of_monitoring_stays_once_it_was_put_back(row):
    [decision] = record(decide(row, "off_monitoring"))
    monitor_all([row], True, reason="After all.", **written(LATER, moment(LATER, 9)))

    [said] = refused_to_take_back(decision)

    assert said.startswith("It was put back on monitoring from 30 August 2016. That came after")


def test_a_lead_s_own_decision_is_taken_back_in_the_same_way(row, request_):
    decision = refuse(request_, reason="No.", **written(AFTER))

    void = undecide(decision, by=make_user(), at=moment(LATER), reason="It was another one.")

    assert (void.corrects, void.void, void.outcome) == (decision, True, "refused")
    assert [(d.text, d.requested) for d in state().deadlines] == [("Autumn 17", "Spring 18")]
    assert list(wrong_derived()) == []


# Who is to attend


def invited(on=LATER):
    rows = CommitteeDecision.objects.standing_invitations(Recommendation.objects.all(), on=on)
    return list(rows.order_by("pk"))


def test_an_invitation_stands_from_the_meeting_on(row):
    sue = make_owner()
    make_owner_cell(row, sue)

    [decision] = record(decide(row, "attend", owner=sue), decide(row, "noted"))[:1]

    assert decision.owner == sue
    assert (invited(), invited(on=MEETING)) == ([decision], [decision])
    assert invited(on=MEETING - timedelta(days=1)) == []
    others = Recommendation.objects.exclude(pk=row.pk)
    assert not CommitteeDecision.objects.standing_invitations(others, on=LATER).exists()


def test_it_stands_until_a_later_meeting_decides_anything(row):
    [decision] = record(decide(row, "attend"))

    record(decide(row, "noted"), on=LATER, at=moment(LATER))

    assert (invited(), invited(on=AFTER)) == ([], [decision])


def test_it_stands_until_it_is_done(row):
    record(decide(row, "attend"))

    done = NewStatus("Implemented", "complete")
    make_update(row, "Done.", status=done, on=LATER, at=moment(LATER))

    assert (len(invited(on=AFTER)), invited()) == (1, [])


def test_it_stands_until_it_is_no_longer_monitored(row):
    record(decide(row, "attend"))

    monitor_all([row], False, reason="Merged.", **written(LATER))

    assert (len(invited(on=AFTER)), invited()) == (1, [])


def test_it_stands_no_more_once_it_is_taken_back(row):
    [decision] = record(decide(row, "attend"))

    take_back(decision)

    assert invited() == []


# Two at once


@pytest.mark.django_db(transaction=True)
def test_of_a_lead_and_a_committee_that_decide_at_once_one_is_told(tmp_path):
    row = make_recommendation(make_plan(status_words=WORDS, revision="lead"))
    request = make_extension(make_deadline(row))
    new = decide(row, "extension_refused", note="No.", extension_request=request)
    when = written(MEETING, moment(AFTER))

    def told(act):
        try:
            act()
        except ValidationError as error:
            return type(error).__name__
        return "written down"

    with for_threads(tmp_path):
        answers = at_once(
            lambda: told(lambda: agree(request, **when)),
            lambda: told(lambda: record_decisions([new], committee=COMMITTEE, **when)),
        )
        [count] = at_once(ExtensionDecision.objects.count)

    assert answers in (["written down", "RowsRefused"], ["EditedMeanwhile", "written down"])
    assert count == 2

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from people.dated_fact import ALREADY_CORRECTED
from people.edited_in_place import EditedMeanwhile
from recommendations.answers import AnswerKind, answer_to
from recommendations.as_at import state_as_at
from recommendations.decisions import record_decisions
from recommendations.derived import wrong_derived
from recommendations.drafts import draft_of, keep_draft
from recommendations.evidence import NewEvidence
from recommendations.extensions import NewExtension
from recommendations.models import (
    Action,
    ActionState,
    Evidence,
    ExtensionRequest,
    ProgressUpdate,
    Recommendation,
    StatusFact,
)
from recommendations.new_decisions import NewDecision
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.readings import read
from recommendations.reporting import (
    DECIDED_ON,
    LOOKED_AT,
    NEEDS_WORDS,
    NOTHING_NEW,
    WITHIN_THE_ROUND,
    Report,
    ReportedAction,
    day_of_answer,
    last_reported_from,
    open_request,
    save_report,
    version_of_report,
)
from recommendations.rounds import RoundClosed, close_round
from recommendations.verification import confirm_completion, refuse_completion
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)

BEFORE, LATER = DAY - timedelta(days=1), DAY + timedelta(days=3)
LAST = LATER + timedelta(days=30)
ON_TRACK = NewStatus("On track", "on_track")
COMPLETE = NewStatus("Complete", "complete")
DELAYED = NewStatus("Delayed", "at_risk")


@pytest.fixture
def recommendation(db):
    """Raised in April; "Begun" and on track since the day before the round."""
    april = date(2016, 4, 1)
    recommendation = make_recommendation(on=april)
    make_update(recommendation, "Begun", status=ON_TRACK, on=BEFORE)
    return recommendation


@pytest.fixture
def round(recommendation):
    """As at 31 May, opened that evening."""
    return make_round(recommendation.plan, at=moment(hour=18))


def save(recommendation, narrative="Begun", *, on=DAY, at=None, by=None, version=None, **row):
    version = version or version_of_report(recommendation)
    report = Report(on=on, narrative=narrative, **row)
    at = at or moment(LATER)
    return save_report(recommendation, report, version=version, by=by or make_user(), at=at)


def state(recommendation, as_at=LAST, known_by=None):
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    [only] = state_as_at(rows, as_at=as_at, known_by=known_by)
    return only


def counts():
    kinds = (ProgressUpdate, StatusFact, Action, ActionState, ExtensionRequest, Evidence)
    return [kind.objects.count() for kind in kinds]


# What is saved


def test_everything_on_the_page_becomes_one_update_and_its_facts(recommendation, round):
    bob, graham = make_user("bob@example.gov.uk", "Bob Barker"), make_owner("Graham Lidell")
    done, kept = make_action(recommendation, "Tell managers"), make_action(recommendation, "Check")
    deadline = make_deadline(recommendation)

    update = save(
        recommendation,
        "Managers told.",
        by=bob,
        further_words="Check again",
        status=DELAYED,
        per_cent=90,
        forecast=LAST,
        own_values={"cost": "£100"},
        source_note="E-mail of 2 June",
        actions=(
            ReportedAction(done, "Tell managers", ActionState.State.COMPLETED),
            ReportedAction(kept, "Check"),
            ReportedAction(
                None,
                "Write it down",
                owner=graham,
                by_when="July 2016",
                reading=read("July 2016", paper_date=DAY),
                parser_version=1,
            ),
        ),
        extensions=(NewExtension(deadline, "Spring 18", "The tender failed."),),
        evidence=(NewEvidence(recommendation, "Minutes", link="https://www.example.gov.uk/m"),),
        round=round,
        on_behalf_of=graham,
    )

    assert (update.narrative, update.further_words) == ("Managers told.", "Check again")
    assert (update.per_cent, update.forecast) == (90, LAST)
    assert (update.own_values, update.source_note) == ({"cost": "£100"}, "E-mail of 2 June")
    assert (update.round, update.valid_from, update.recorded_at) == (round, DAY, moment(LATER))
    now = state(recommendation)
    assert (now.status_word, now.status_from) == ("Delayed", DAY)
    assert [(a.text, a.state, a.owner_name, a.since) for a in now.actions] == [
        ("Tell managers", "completed", None, DAY),
        ("Check", "open", None, DAY),
        ("Write it down", "open", "Graham Lidell", DAY),
    ]
    assert [(d.text, d.requested, d.latest) for d in now.deadlines] == [
        ("Autumn 17", "Spring 18", date(2017, 11, 30)),
        ("July 2016", "", date(2016, 7, 31)),
    ]
    assert kept.states.count() == 1
    written_down = (
        update,
        StatusFact.objects.latest("pk"),
        done.states.latest("pk"),
        *ActionState.objects.filter(text="Write it down"),
        ExtensionRequest.objects.get().decisions.get(),
        Evidence.objects.get().states.get(),
    )
    assert {(f.valid_from, f.recorded_at, f.recorded_by, f.on_behalf_of) for f in written_down} == {
        (DAY, moment(LATER), bob, graham)
    }
    request = open_request(recommendation, on=LATER)
    assert answer_to(request, as_at=LATER, known_by=None).kind == AnswerKind.UPDATE
    assert list(wrong_derived()) == []


def test_the_same_status_is_not_written_again(recommendation):
    save(recommendation, "Going on", status=ON_TRACK)

    assert StatusFact.objects.count() == 1
    assert state(recommendation).status_from == BEFORE


def test_the_draft_of_whoever_reports_is_gone(recommendation):
    alice, bob = make_user(), make_user("bob@example.gov.uk", "Bob Barker")
    for user in (alice, bob):
        keep_draft(recommendation, {"narrative": ["Go"]}, by=user, at=moment())

    save(recommendation, "Going on", by=alice)

    assert draft_of(recommendation, alice) is None
    assert draft_of(recommendation, bob)


def test_only_another_date_asked_for_is_a_report_too(recommendation):
    deadline = make_deadline(recommendation)

    update = save(recommendation, extensions=(NewExtension(deadline, "Spring 18", "Late."),))

    assert update.narrative == "Begun"
    assert state(recommendation).extension_requested


def test_what_began_after_the_day_of_the_report_keeps_its_later_day(recommendation):
    action = make_action(recommendation, "Tell managers", on=LATER, at=moment(LATER, 9))
    deadline = make_deadline(recommendation, on=LATER, at=moment(LATER, 9))

    update = save(
        recommendation,
        on=DAY,
        actions=(ReportedAction(action, "Tell managers", ActionState.State.COMPLETED),),
        extensions=(NewExtension(deadline, "Spring 18", "Late."),),
    )

    now = state(recommendation)
    assert update.valid_from == DAY
    assert [(a.state, a.since) for a in now.actions] == [("completed", LATER)]
    assert [d.requested for d in now.deadlines] == ["Spring 18"]
    assert ExtensionRequest.objects.get().paper_date == LATER


# Refused


def test_nothing_new_is_refused(recommendation, round):
    action = make_action(recommendation, "Tell managers")
    before = counts()

    with pytest.raises(ValidationError) as refused:
        save(
            recommendation,
            "Begun",
            status=ON_TRACK,
            actions=(ReportedAction(action, "Tell managers"),),
            round=round,
        )

    assert refused.value.messages == [NOTHING_NEW]
    assert counts() == before


@pytest.mark.parametrize(
    ("narrative", "status", "problem"),
    [
        ("", COMPLETE, True),
        ("Begun", COMPLETE, True),
        ("\u200b", COMPLETE, True),
        ("Done.", COMPLETE, False),
        ("", ON_TRACK, False),
    ],
)
def test_where_the_plan_demands_it_a_new_status_needs_words_of_its_own(
    db, narrative, status, problem
):
    recommendation = make_recommendation(
        make_plan(demands_text=True), narrative="Begun", status=("On track", "on_track")
    )
    before = counts()

    if problem:
        with pytest.raises(ValidationError) as refused:
            save(recommendation, narrative, status=status)
        assert refused.value.message_dict == {"narrative": [NEEDS_WORDS]}
        assert counts() == before
    else:
        assert save(recommendation, narrative, status=status).narrative == narrative


def test_a_day_before_what_was_last_reported_is_refused(recommendation):
    before = counts()

    with pytest.raises(ValidationError) as refused:
        save(recommendation, "Earlier", on=BEFORE - timedelta(days=1))

    assert refused.value.message_dict == {
        "true_from": [
            "What was last reported is true from 30 May 2016. Choose that day or a later one, or "
            "say that it was wrong"
        ]
    }
    assert counts() == before
    assert save(recommendation, "The same day", on=BEFORE).valid_from == BEFORE


def test_a_refusal_half_way_leaves_nothing_behind(recommendation):
    deadline = make_deadline(recommendation)
    before = counts()

    with pytest.raises(ValidationError, match="what stands already"):
        save(
            recommendation,
            "Going on",
            actions=(ReportedAction(None, "Tell managers"),),
            extensions=(NewExtension(deadline, "Autumn 17", "Late."),),
        )

    assert counts() == before


def test_an_action_a_date_or_evidence_of_another_recommendation_is_refused(recommendation):
    other = make_recommendation()
    action, deadline = make_action(other), make_deadline(other)
    link = "https://www.example.gov.uk"
    before = counts()

    for row in (
        {"actions": (ReportedAction(action, "Mine now"),)},
        {"extensions": (NewExtension(deadline, "Spring 18", "Late."),)},
        {"evidence": (NewEvidence(other, "Minutes", link=link),)},
    ):
        with pytest.raises(ValidationError, match="another recommendation"):
            save(recommendation, "Going on", **row)

    assert counts() == before


def test_a_round_that_was_closed_meanwhile_takes_no_report(recommendation, round):
    close_round(round, **written(LATER, moment(LATER, 9)))
    before = counts()

    with pytest.raises(RoundClosed):
        save(recommendation, "Late", round=round)

    assert counts() == before
    assert save(recommendation, "Late", on=LATER).round is None


# Somebody else meanwhile


def _reports(recommendation):
    save(recommendation, "Theirs", at=moment(DAY, 20))


def _changes_an_action(recommendation):
    make_action(recommendation, at=moment(DAY, 20))


def _asks_for_a_date(recommendation):
    make_deadline(recommendation, at=moment(DAY, 20))


@pytest.mark.parametrize("act", [_reports, _changes_an_action, _asks_for_a_date])
def test_of_two_reports_the_second_is_told(recommendation, act):
    version = version_of_report(recommendation)
    act(recommendation)
    before = counts()

    with pytest.raises(EditedMeanwhile):
        save(recommendation, "Mine", version=version)

    assert counts() == before


def test_a_nil_return_or_another_recommendation_does_not_make_a_report_stale(recommendation, round):
    version = version_of_report(recommendation)
    record_nil_returns([recommendation], round, **written(LATER, moment(LATER, 9)))
    make_update(make_recommendation(), on=LATER, at=moment(LATER, 9))

    assert save(recommendation, "Mine", version=version).narrative == "Mine"


@pytest.mark.django_db(transaction=True)
def test_of_two_reports_at_truly_the_same_time_one_counts(tmp_path):
    recommendation = make_recommendation()
    version, alice = version_of_report(recommendation), make_user()

    def call(narrative):
        try:
            return save(recommendation, narrative, version=version, by=alice).narrative
        except ValidationError as error:
            return type(error).__name__

    with for_threads(tmp_path):
        answers = at_once(lambda: call("Mine"), lambda: call("Theirs"))
        [kept] = at_once(lambda: list(ProgressUpdate.objects.values_list("narrative", flat=True)))

    assert "EditedMeanwhile" in answers
    assert kept == [answer for answer in answers if answer != "EditedMeanwhile"]


@pytest.mark.django_db(transaction=True)
def test_of_two_nil_returns_at_truly_the_same_time_neither_waits_for_ever(tmp_path):
    recommendation = make_recommendation()
    round = make_round(recommendation.plan)
    make_user()

    def call():
        try:
            return str(len(record_nil_returns([recommendation], round, **written(LATER))))
        except ValidationError as error:
            return error.code

    with for_threads(tmp_path):
        assert sorted(at_once(call, call)) == ["1", "answered"]
        at_once(lambda: close_round(round, **written(LATER)))


# Corrections


def test_within_the_round_a_further_report_takes_the_place_of_the_first(recommendation, round):
    save(recommendation, "Done", status=COMPLETE, round=round)

    second = save(recommendation, "Not quite", status=ON_TRACK, round=round, at=moment(LATER, 13))

    now = state(recommendation, as_at=DAY)
    assert (now.narrative, now.status_word) == ("Not quite", "On track")
    assert state(recommendation, known_by=moment(LATER)).narrative == "Done"
    assert (second.corrects, second.reason) == (None, "")


def test_after_the_round_a_correction_stands_in_its_round_and_from_its_day(recommendation, round):
    wrong = save(recommendation, "Done", status=COMPLETE, round=round)
    close_round(round, **written(LATER, moment(LATER, 13)))

    right = save(
        recommendation,
        "Not quite",
        status=ON_TRACK,
        at=moment(LAST),
        corrects=wrong,
        reason="Wrong row.",
    )

    assert (right.round, right.valid_from, right.reason) == (round, DAY, "Wrong row.")
    status = StatusFact.objects.latest("pk")
    assert (status.word, status.corrects, status.valid_from) == (
        "On track",
        wrong.statuses.get(),
        DAY,
    )
    assert state(recommendation, as_at=DAY).narrative == "Not quite"
    assert state(recommendation, known_by=moment(LATER, 13)).narrative == "Done"
    answer = answer_to(round.requests.get(), as_at=LAST, known_by=None)
    assert (answer.kind, answer.key) == (AnswerKind.UPDATE, right.pk)


def test_a_correction_of_the_words_alone_leaves_the_status_as_it_was(recommendation, round):
    wrong = save(recommendation, "Dnoe", status=COMPLETE, round=round)

    save(recommendation, "Done", corrects=wrong, reason="Mistyped.", at=moment(LATER, 13))

    now = state(recommendation, as_at=DAY)
    assert (now.narrative, now.status_word, now.status_from) == ("Done", "Complete", DAY)
    assert list(wrong_derived()) == []


def test_a_correction_of_the_status_alone_needs_no_other_words(db):
    recommendation = make_recommendation(make_plan(demands_text=True))
    wrong = save(recommendation, "Done", status=COMPLETE)

    save(
        recommendation,
        "Done",
        status=ON_TRACK,
        corrects=wrong,
        reason="Wrong word.",
        at=moment(LATER, 13),
    )

    assert state(recommendation).status_word == "On track"


def test_a_correction_that_says_the_same_is_refused(recommendation):
    wrong = save(recommendation, "Done", status=COMPLETE)
    before = counts()

    with pytest.raises(ValidationError, match="Nothing here has changed"):
        save(recommendation, "Done", status=COMPLETE, corrects=wrong, reason="Hm.")

    assert counts() == before


def test_a_correction_wants_a_reason_and_comes_once(recommendation):
    wrong = save(recommendation, "Done", status=COMPLETE)

    with pytest.raises(ValidationError, match="Say why this is corrected"):
        save(recommendation, "Not quite", corrects=wrong)
    save(recommendation, "Not quite", corrects=wrong, reason="Wrong.", at=moment(LATER, 13))
    with pytest.raises(ValidationError, match=ALREADY_CORRECTED):
        save(recommendation, "Half", corrects=wrong, reason="Wrong.", at=moment(LATER, 14))

    assert state(recommendation).narrative == "Not quite"


@pytest.fixture
def auditor(db):
    return make_user("iqbal@example.gov.uk", "Iqbal")


def _confirmed(recommendation, auditor, on):
    word = recommendation.plan.status_words.get(is_auditors=True)
    confirm_completion(recommendation, method="Saw it.", by=auditor, on=on, at=moment(on, 20))
    return word.word


def _refused(recommendation, auditor, on):
    word = recommendation.plan.status_words.get(word="On track")
    looked = {"method": "Looked.", "note": "Not all of it."}
    written = {"by": auditor, "on": on, "at": moment(on, 20)}
    refuse_completion(recommendation, word=word, **looked, **written)
    return word.word


@pytest.mark.parametrize("finding", [_confirmed, _refused])
@pytest.mark.parametrize("on", [DAY, LATER])
def test_what_an_auditor_found_since_is_not_put_aside_by_a_correction(
    recommendation, auditor, finding, on
):
    wrong = save(recommendation, "Done", status=COMPLETE, at=moment(DAY, 14))
    finding(recommendation, auditor, on)
    before = counts()

    for status in (DELAYED, COMPLETE):
        with pytest.raises(ValidationError) as refused:
            save(
                recommendation,
                "Not quite",
                status=status,
                corrects=wrong,
                reason="Wrong.",
                at=moment(LAST),
            )
        assert refused.value.message_dict == {"status": [LOOKED_AT]}

    assert counts() == before


def test_what_a_committee_decided_since_is_not_put_aside_by_a_correction(recommendation):
    wrong = save(recommendation, "Half done", status=DELAYED, at=moment(DAY, 14))
    word = recommendation.plan.status_words.get(word="Superseded")
    record_decisions(
        [NewDecision(recommendation, "closed", word=word)],
        committee="Audit & Standards Committee",
        **written(LATER),
    )
    before = counts()

    with pytest.raises(ValidationError) as refused:
        save(
            recommendation,
            "Quarter done",
            status=COMPLETE,
            corrects=wrong,
            reason="Wrong.",
            at=moment(LAST),
        )

    assert refused.value.message_dict == {"status": [DECIDED_ON]}
    assert counts() == before


@pytest.mark.parametrize("finding", [_confirmed, _refused])
@pytest.mark.parametrize("on", [DAY, LATER])
def test_after_an_auditor_has_looked_the_words_alone_can_be_corrected(
    recommendation, auditor, finding, on
):
    wrong = save(recommendation, "Dnoe", status=COMPLETE, at=moment(DAY, 14))
    word = finding(recommendation, auditor, on)
    seen = state(recommendation)

    for narrative, corrects in (("Doen", wrong), ("Done", None)):
        corrects = corrects or recommendation.progressupdates.latest("pk")
        save(recommendation, narrative, corrects=corrects, reason="Mistyped.", at=moment(LAST))

    now = state(recommendation)
    assert (now.narrative, now.status_word, now.status_from) == ("Done", word, on)
    assert (now.is_verified, now.completion_refused) == (seen.is_verified, seen.completion_refused)
    between = state(recommendation, as_at=LATER - timedelta(days=1))
    assert between.status_word == (word if on == DAY else "Complete")
    assert list(wrong_derived()) == []


def test_what_an_auditor_found_before_is_no_hindrance(recommendation, auditor):
    save(recommendation, "Done", status=COMPLETE, at=moment(DAY, 14))
    _refused(recommendation, auditor, DAY)
    wrong = save(recommendation, "Really done", on=LATER, at=moment(LATER, 21))

    save(
        recommendation,
        "Really done",
        status=COMPLETE,
        on=LATER,
        corrects=wrong,
        reason="The status was forgotten.",
        at=moment(LAST),
    )

    assert state(recommendation).status_word == "Complete"


# The day of what was wrong


def test_within_the_round_an_earlier_day_corrects_the_answer(recommendation, round):
    wrong = save(recommendation, "Done", status=COMPLETE, on=LATER, round=round)

    right = save(recommendation, "Done", on=DAY, round=round, at=moment(LATER, 13))

    assert (right.corrects, right.reason) == (wrong, WITHIN_THE_ROUND)
    assert (right.valid_from, right.round) == (DAY, round)
    now = state(recommendation, as_at=DAY)
    assert (now.narrative, now.status_word, now.status_from) == ("Done", "Complete", DAY)
    assert answer_to(round.requests.get(), as_at=LAST, known_by=None).key == right.pk
    assert list(wrong_derived()) == []


def test_within_the_round_not_before_what_was_said_before_it(recommendation, round):
    save(recommendation, "Done", on=LATER, round=round)
    before = counts()

    with pytest.raises(ValidationError) as refused:
        save(recommendation, "Done", on=BEFORE - timedelta(days=1), round=round)

    assert refused.value.message_dict == {
        "true_from": [
            "What was said before it is true from 30 May 2016. Choose that day or a later one"
        ]
    }
    assert counts() == before


def test_within_the_round_not_before_what_an_auditor_found_since(recommendation, round, auditor):
    save(recommendation, "Done", status=COMPLETE, on=LATER, round=round, at=moment(LATER, 13))
    _refused(recommendation, auditor, LATER)
    before = counts()

    with pytest.raises(ValidationError) as refused:
        save(recommendation, "No", status=DELAYED, on=DAY, round=round, at=moment(LATER, 21))

    assert refused.value.message_dict == {
        "true_from": ["An auditor has looked at it since. Choose 3 June 2016 or a later day"]
    }
    assert counts() == before


def test_what_was_said_in_another_round_is_not_corrected_unasked(recommendation, round):
    save(recommendation, "Done", on=LATER, round=round)
    close_round(round, **written(LATER, moment(LATER, 13)))
    june = make_round(recommendation.plan, label="June", on=LAST, at=moment(LAST, 9))

    with pytest.raises(ValidationError, match="or say that it was wrong"):
        save(recommendation, "News", on=DAY, round=june, at=moment(LAST))


@pytest.mark.parametrize("on", [DAY, LATER])
def test_a_correction_may_move_the_day(recommendation, on):
    wrong = save(recommendation, "Done", status=COMPLETE, on=DAY + timedelta(days=1))

    right = save(
        recommendation, "Done", on=on, corrects=wrong, reason="Wrong day.", at=moment(LAST)
    )

    assert right.valid_from == on
    now = state(recommendation)
    assert (now.narrative, now.updated_on, now.status_from) == ("Done", on, on)
    assert state(recommendation, as_at=on - timedelta(days=1)).narrative == "Begun"


def test_a_correction_is_not_moved_before_what_would_hide_it(recommendation):
    wrong = save(recommendation, "Done", status=COMPLETE)
    before = counts()

    with pytest.raises(ValidationError, match="What was said before it is true from 30 May 2016"):
        save(
            recommendation,
            "Done",
            on=BEFORE - timedelta(days=1),
            corrects=wrong,
            reason="Wrong day.",
        )

    assert counts() == before


# From which day


def test_what_an_open_round_asks_about_a_recommendation(recommendation, round):
    request = open_request(recommendation, on=LATER)

    assert (request.round, request.recommendation) == (round, recommendation)
    assert open_request(recommendation, on=BEFORE) is None
    assert open_request(make_recommendation(make_plan("Other", "other")), on=LATER) is None


@pytest.mark.parametrize(
    ("as_at", "today", "day"),
    [
        (DAY, LATER, DAY),
        (LATER, DAY, DAY),
        (date(2016, 4, 30), LATER, BEFORE),
        (None, LATER, LATER),
    ],
)
def test_an_answer_is_true_from_the_as_at_day_but_not_before_what_was_last_said(
    recommendation, as_at, today, day
):
    round = as_at and make_round(recommendation.plan, as_at=as_at)

    assert day_of_answer(state(recommendation), round, today=today) == day


def test_the_day_of_what_was_last_reported(recommendation):
    assert last_reported_from(state(recommendation)) == BEFORE
    assert last_reported_from(state(make_recommendation(text="New"))) is None

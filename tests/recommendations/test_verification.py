from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from people.dated_fact import take_back
from people.delegations import delegate
from people.edited_in_place import EditedMeanwhile
from people.roles import Role
from people.tenures import appoint
from recommendations.as_at import state_as_at
from recommendations.derived import wrong_derived
from recommendations.models import Recommendation, StatusFact, Verification
from recommendations.progress import NewStatus
from recommendations.reporting_rights import AN_OWNER
from recommendations.status_words import NewStatusWord
from recommendations.verification import (
    NO_METHOD,
    NO_NOTE,
    NOT_COMPLETE,
    NOT_DONE,
    STILL_DONE,
    VERIFIED,
    confirm_completion,
    refuse_another_status,
    refuse_completion,
    reopen,
    status_marker,
)
from tests.factories import (
    DAY,
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)

LATER = DAY + timedelta(days=30)
LAST = LATER + timedelta(days=30)
COMPLETE = NewStatus("Complete", "complete")
ON_TRACK = NewStatus("On track", "on_track")
PLAIN = (NewStatusWord("Complete", "complete"), NewStatusWord("On track", "on_track"))


@pytest.fixture
def audrey(db):
    return make_user("audrey@example.gov.uk", "Audrey Auditor", role=Role.AUDITOR)


@pytest.fixture
def recommendation(db):
    """Reported complete, in a plan with the ready-made status words."""
    return make_recommendation(status=("Complete", "complete"))


@pytest.fixture
def plain(db):
    """Reported complete, in a plan without a word of the auditor's."""
    plan = make_plan("Staff survey", "staff-survey", status_words=PLAIN)
    return make_recommendation(plan, status=("Complete", "complete"))


def confirm(recommendation, by, on=LATER, at=None, **row):
    when = written(on, at, by)
    return confirm_completion(recommendation, **{"method": "Read the minutes.", **row}, **when)


def not_confirm(recommendation, by, on=LATER, at=None, word="On track", **row):
    word = recommendation.plan.status_words.get(word=word)
    row = {"method": "Looked for minutes.", "note": "There are none.", **row}
    return refuse_completion(recommendation, word=word, **row, **written(on, at, by))


def open_again(recommendation, by, on=LATER, at=None, word="On track", reason="It came back."):
    word = recommendation.plan.status_words.get(word=word)
    return reopen(recommendation, word=word, reason=reason, **written(on, at, by))


def state(recommendation, as_at=LAST, known_by=None):
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    [only] = state_as_at(rows, as_at=as_at, known_by=known_by)
    return only


def said(recommendation, as_at=LAST, known_by=None):
    now = state(recommendation, as_at, known_by)
    return now.status_word, now.is_verified


# Confirming


def test_confirming_is_a_second_fact_with_the_word_of_the_auditor(recommendation, audrey):
    made = confirm(recommendation, audrey, note="Minute 12.")

    assert (made.result, made.method, made.note) == (
        "confirmed",
        "Read the minutes.",
        "Minute 12.",
    )
    assert (made.valid_from, made.recorded_at, made.recorded_by) == (LATER, moment(LATER), audrey)
    status = StatusFact.objects.latest("pk")
    assert (status.word, status.meaning, status.cause) == (
        "Complete and verified",
        "complete",
        "verification",
    )
    assert (status.verification, status.recorded_by) == (made, audrey)
    assert said(recommendation) == ("Complete and verified", True)
    assert said(recommendation, as_at=LATER - timedelta(days=1)) == ("Complete", False)
    assert said(recommendation, known_by=moment(LATER, 11, 59)) == ("Complete", False)
    recommendation.refresh_from_db()
    assert recommendation.is_verified
    assert list(wrong_derived()) == []


def test_where_the_plan_has_no_word_for_it_the_status_stays(plain, audrey):
    confirm(plain, audrey)

    assert said(plain) == ("Complete", True)
    assert StatusFact.objects.count() == 1


@pytest.mark.parametrize(
    "status", [None, ("On track", "on_track"), ("Superseded", "superseded"), ("N/a", "deferred")]
)
def test_only_what_is_reported_complete_is_confirmed_or_not(audrey, status):
    recommendation = make_recommendation(status=status)

    for act in (confirm, not_confirm):
        with pytest.raises(ValidationError) as refused:
            act(recommendation, audrey)
        assert refused.value.messages == [NOT_COMPLETE]
    assert not Verification.objects.exists()


@pytest.mark.parametrize("act", [confirm, not_confirm])
def test_without_a_method_nothing_is_written(recommendation, audrey, act):
    with pytest.raises(ValidationError) as refused:
        act(recommendation, audrey, method=" ")

    assert refused.value.messages == [NO_METHOD]
    assert not Verification.objects.exists()
    assert StatusFact.objects.count() == 1


@pytest.mark.parametrize("act", [confirm, not_confirm, open_again])
def test_nothing_is_said_of_a_day_before_the_status(recommendation, audrey, act):
    with pytest.raises(ValidationError) as refused:
        act(recommendation, audrey, on=DAY - timedelta(days=1), at=moment(LATER))

    assert refused.value.message_dict == {
        "true_from": ["“Complete” is true from 31 May 2016. Choose that day or a later one"]
    }
    assert not Verification.objects.exists()
    assert StatusFact.objects.count() == 1


@pytest.mark.parametrize("act", [confirm, not_confirm])
def test_a_method_is_no_longer_than_its_column(recommendation, audrey, act):
    with pytest.raises(ValidationError) as refused:
        act(recommendation, audrey, method="x" * 201)

    assert refused.value.message_dict == {
        "method": ["Use 200 characters or fewer. This has 201. Put the rest into the note"]
    }
    assert not Verification.objects.exists()
    assert StatusFact.objects.count() == 1
    assert act(recommendation, audrey, method="x" * 200).method == "x" * 200


@pytest.mark.parametrize("of", ["recommendation", "plain"])
def test_what_is_verified_is_not_confirmed_again(request, of, audrey):
    row = request.getfixturevalue(of)
    confirm(row, audrey)
    before = StatusFact.objects.count()

    with pytest.raises(ValidationError) as refused:
        confirm(row, audrey, on=LAST)

    assert refused.value.messages == [VERIFIED]
    assert Verification.objects.count() == 1
    assert StatusFact.objects.count() == before


# Never an owner


def as_the_person(person):
    return person


def as_the_holder(person):
    head = make_owner("Head of HR", "post")
    appoint(head, [person], **written())
    return head


def as_a_member(person):
    elt = make_owner("ELT", "group")
    appoint(elt, [person], **written())
    return elt


def as_a_delegate(person):
    housing = make_department("Housing")
    delegate(housing, [person], **written())
    return make_owner("Housing manager", "post", department=housing)


@pytest.mark.parametrize("owned", [as_the_person, as_the_holder, as_a_member, as_a_delegate])
@pytest.mark.parametrize("act", [confirm, not_confirm, open_again])
def test_an_owner_can_not_verify(recommendation, audrey, owned, act):
    person = make_owner("Audrey Auditor", user=audrey)
    make_owner_cell(recommendation, owned(person), on=LATER)

    with pytest.raises(ValidationError) as refused:
        act(recommendation, audrey)

    assert refused.value.messages == [AN_OWNER]
    assert said(recommendation) == ("Complete", False)


# Refusing and opening again


def test_refused_it_goes_back_to_a_word_that_is_not_done(recommendation, audrey):
    made = not_confirm(recommendation, audrey)

    assert (made.result, made.method, made.note) == (
        "refused",
        "Looked for minutes.",
        "There are none.",
    )
    status = StatusFact.objects.latest("pk")
    assert (status.word, status.cause, status.verification) == ("On track", "verification", made)
    assert said(recommendation) == ("On track", False)
    assert said(recommendation, as_at=LATER - timedelta(days=1)) == ("Complete", False)
    assert list(wrong_derived()) == []


@pytest.mark.parametrize("act", [not_confirm, open_again])
def test_the_next_round_asks_about_it_again(recommendation, audrey, act):
    act(recommendation, audrey)

    round = make_round(recommendation.plan, on=LAST)

    assert round.requests.get().recommendation == recommendation


@pytest.mark.parametrize("act", [not_confirm, open_again])
@pytest.mark.parametrize("word", ["Complete", "Superseded", "Business as usual"])
def test_a_word_that_is_done_is_refused(recommendation, audrey, act, word):
    with pytest.raises(ValidationError) as refused:
        act(recommendation, audrey, word=word)

    assert refused.value.message_dict == {"word": [STILL_DONE]}
    assert said(recommendation) == ("Complete", False)
    assert not Verification.objects.exists()


def test_so_is_a_word_of_another_plan(recommendation, plain, audrey):
    word = plain.plan.status_words.get(word="On track")

    with pytest.raises(ValidationError):
        reopen(recommendation, word=word, reason="It came back.", **written(LATER, by=audrey))

    assert said(recommendation) == ("Complete", False)


def test_refusing_wants_a_note_and_opening_again_a_reason(recommendation, audrey):
    with pytest.raises(ValidationError, match=NO_NOTE):
        not_confirm(recommendation, audrey, note=" ")
    with pytest.raises(ValidationError, match="Say why it is opened again"):
        open_again(recommendation, audrey, reason=" ")

    assert said(recommendation) == ("Complete", False)
    assert not Verification.objects.exists()


@pytest.mark.parametrize("verified", [True, False])
def test_what_is_done_is_opened_again_verified_or_not(recommendation, audrey, verified):
    if verified:
        confirm(recommendation, audrey)

    status = open_again(recommendation, audrey, at=moment(LATER, 13))

    assert (status.word, status.cause, status.reason) == ("On track", "reopening", "It came back.")
    assert (status.valid_from, status.recorded_at, status.recorded_by) == (
        LATER,
        moment(LATER, 13),
        audrey,
    )
    assert said(recommendation) == ("On track", False)
    assert list(wrong_derived()) == []


@pytest.mark.parametrize("meaning", ["superseded", "not_accepted", "business_as_usual"])
def test_so_is_what_is_done_otherwise(audrey, meaning):
    recommendation = make_recommendation(status=("Word", meaning))

    open_again(recommendation, audrey)

    assert said(recommendation) == ("On track", False)


def test_what_is_not_done_is_not_opened_again(audrey):
    recommendation = make_recommendation(status=("On track", "on_track"))

    with pytest.raises(ValidationError) as refused:
        open_again(recommendation, audrey)

    assert refused.value.messages == [NOT_DONE]
    assert StatusFact.objects.count() == 1


# What undoes it


def report(recommendation, status, on=LATER, hour=13, **row):
    return make_update(recommendation, status=status, on=on, at=moment(LATER, hour), **row)


def test_a_later_update_that_says_complete_leaves_it_verified(plain, audrey):
    confirm(plain, audrey)
    report(plain, COMPLETE)

    assert said(plain) == ("Complete", True)


def test_said_to_be_on_track_since_it_is_verified_no_more_even_once_complete_again(plain, audrey):
    confirm(plain, audrey)
    report(plain, ON_TRACK)
    assert said(plain) == ("On track", False)

    report(plain, COMPLETE, hour=14)
    assert said(plain) == ("Complete", False)
    assert list(wrong_derived()) == []

    confirm(plain, audrey, at=moment(LATER, 15))
    assert said(plain) == ("Complete", True)


def test_said_not_to_have_been_complete_it_needs_verifying_again(plain, audrey):
    """An answer is true from the as-at day of its round, which may be before the verification."""
    confirm(plain, audrey)
    report(plain, ON_TRACK, on=LATER - timedelta(days=2))
    make_update(plain, status=COMPLETE, on=LAST, at=moment(LAST))

    assert said(plain) == ("Complete", False)
    assert said(plain, as_at=LATER, known_by=moment(LATER)) == ("Complete", True)


def test_a_corrected_report_of_completion_takes_the_verification_with_it(plain, audrey):
    confirm(plain, audrey)
    wrong = plain.progressupdates.get()
    make_update(plain, status=ON_TRACK, corrects=wrong, reason="Wrong row.", at=moment(LATER, 13))
    assert said(plain) == ("On track", False)

    make_update(plain, status=COMPLETE, on=LAST, at=moment(LAST))
    assert said(plain) == ("Complete", False)


def test_late_history_from_before_it_was_complete_undoes_nothing(plain, audrey):
    confirm(plain, audrey)
    report(plain, ON_TRACK, on=DAY - timedelta(days=10))

    assert said(plain) == ("Complete", True)


def test_refused_after_it_was_confirmed(recommendation, audrey):
    confirm(recommendation, audrey)
    not_confirm(recommendation, audrey, at=moment(LATER, 13))
    assert said(recommendation) == ("On track", False)

    report(recommendation, COMPLETE, hour=14)
    assert said(recommendation) == ("Complete", False)


def test_a_verification_taken_back_was_none(plain, audrey):
    take_back(confirm(plain, audrey), by=audrey, at=moment(LATER, 13), reason="Wrong row.")

    assert said(plain) == ("Complete", False)
    assert said(plain, known_by=moment(LATER)) == ("Complete", True)


# Two people


def test_the_status_that_is_verified_must_be_the_one_that_was_shown(recommendation):
    marker = status_marker(recommendation, on=LATER)
    refuse_another_status(recommendation, marker, on=LATER)
    report(recommendation, ON_TRACK)

    with pytest.raises(EditedMeanwhile):
        refuse_another_status(recommendation, marker, on=LATER)

    assert status_marker(make_recommendation(), on=LATER) == 0

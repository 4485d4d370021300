from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from recommendations.as_at import state_as_at
from recommendations.by_when import PARSER_VERSION
from recommendations.deadlines import drop, revise
from recommendations.derived import wrong_derived
from recommendations.extensions import (
    AT_ONCE,
    NO_MINUTE,
    NO_REASON,
    NewExtension,
    agree,
    ask_for_extensions,
    refuse,
    take_back_extension,
)
from recommendations.further_actions import state_action
from recommendations.models import (
    DeadlineTerm,
    ExtensionDecision,
    ExtensionRequest,
    Recommendation,
    StatusMeaning,
)
from recommendations.progress import NewStatus
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_owner,
    make_plan,
    make_recommendation,
    make_update,
    make_user,
    moment,
    reading,
    written,
)

LATER = DAY + timedelta(days=30)
LAST = LATER + timedelta(days=30)
SPRING = (date(2018, 3, 1), date(2018, 5, 31))


@pytest.fixture
def plan(db):
    return make_plan(revision="lead")


@pytest.fixture
def deadline(plan):
    """Autumn 17."""
    return make_deadline(make_recommendation(plan))


def ask(deadline, text="Spring 2018", reason="The tender failed.", on=LATER, at=None, **row):
    asked = [NewExtension(deadline, text, reason)]
    return ask_for_extensions(asked, **written(on, at), **row)[0]


def state(as_at=LAST, known_by=None):
    [only] = state_as_at(Recommendation.objects.all(), as_at=as_at, known_by=known_by)
    return only


def shown(as_at=LAST, known_by=None):
    """The words that stand, and those that are asked for."""
    [deadline] = state(as_at, known_by).deadlines
    return deadline.text, deadline.requested


def outcomes(request):
    return [d.outcome for d in request.decisions.order_by("pk")]


# Asking


def test_asking_is_written_down_and_the_old_date_stands_until_it_is_decided(deadline):
    bob = make_user("bob@example.gov.uk", "Bob Barker")
    graham = make_owner("Graham Lidell")

    request = ask_for_extensions(
        [NewExtension(deadline, "Spring 2018", "The tender failed.")],
        on_behalf_of=graham,
        **written(LATER, by=bob),
    )[0]

    decision = ExtensionDecision.objects.get()
    assert (request.text, request.reason) == ("Spring 2018", "The tender failed.")
    assert (request.deadline, request.paper_date) == (deadline, LATER)
    assert (decision.extension_request, decision.outcome) == (request, "asked")
    assert (decision.valid_from, decision.recorded_at) == (LATER, moment(LATER))
    assert (decision.recorded_by, decision.on_behalf_of) == (bob, graham)
    assert shown() == ("Autumn 17", "Spring 2018")
    assert state().extension_requested
    assert list(ExtensionRequest.objects.waiting(as_at=LAST, known_by=None)) == [request]
    assert Recommendation.objects.get().extension_requested
    assert list(wrong_derived()) == []


def test_it_waits_from_its_day_on_and_once_it_is_known(deadline):
    ask(deadline, at=moment(LAST))

    assert shown(as_at=LATER - timedelta(days=1)) == ("Autumn 17", "")
    assert shown(as_at=LATER) == ("Autumn 17", "Spring 2018")
    assert shown(known_by=moment(LAST, 11, 59)) == ("Autumn 17", "")


@pytest.mark.parametrize(
    ("text", "reason", "problem"),
    [
        ("Spring 2018", " ", NO_REASON),
        (" ", "Late.", "Enter by when, in the words that were agreed."),
        ("Autumn 17", "Late.", "“Autumn 17” is what stands already."),
    ],
)
def test_asking_wants_other_words_and_a_reason(deadline, text, reason, problem):
    with pytest.raises(ValidationError) as refused:
        ask(deadline, text, reason)

    assert refused.value.messages == [problem]
    assert not ExtensionRequest.objects.exists()
    assert not ExtensionDecision.objects.exists()


@pytest.mark.parametrize("on", [DAY, LATER])
def test_a_second_one_is_refused_while_the_first_waits(deadline, on):
    ask(deadline)

    with pytest.raises(ValidationError, match="“Spring 2018” is asked for already"):
        ask(deadline, "Summer 2018", on=on, at=moment(LATER, 13))

    assert ExtensionRequest.objects.count() == 1


def test_nor_are_two_asked_for_one_date_together(deadline):
    rows = [NewExtension(deadline, text, "Late.") for text in ("Spring 2018", "Summer 2018")]

    with pytest.raises(ValidationError, match="one other date at a time"):
        ask_for_extensions(rows, **written(LATER))

    assert not ExtensionRequest.objects.exists()


def test_two_dates_of_one_recommendation_are_asked_to_move_together(deadline):
    other = make_deadline(deadline.recommendation, "Autumn 17")
    rows = [NewExtension(one, "Spring 2018", "Late.") for one in (deadline, other)]

    ask_for_extensions(rows, **written(LATER))

    assert [d.requested for d in state().deadlines] == ["Spring 2018", "Spring 2018"]


def test_a_dropped_date_can_not_be_moved(deadline):
    drop(deadline, reason="Merged.", **written())

    with pytest.raises(ValidationError, match="was dropped"):
        ask(deadline)


def test_nor_one_from_a_day_before_its_words_stand(deadline):
    revise(
        deadline,
        "May 2018",
        reading=reading(earliest=SPRING[0], latest=SPRING[1]),
        paper_date=LATER,
        **written(LATER),
    )

    with pytest.raises(ValidationError) as refused:
        ask(deadline, on=DAY, at=moment(LATER, 13))

    assert refused.value.message_dict == {
        "true_from": ["“May 2018” stands from 30 June 2016. Choose that day or a later one"]
    }
    assert not ExtensionRequest.objects.exists()


# At once


def test_where_the_plan_says_so_it_is_agreed_at_once(db):
    deadline = make_deadline(make_recommendation(make_plan(revision="at_once")))
    graham = make_owner("Graham Lidell")

    request = ask(deadline, on_behalf_of=graham)

    asked, agreed = request.decisions.order_by("pk")
    assert (asked.outcome, agreed.outcome, agreed.decided_by) == ("asked", "agreed", AT_ONCE)
    assert (agreed.valid_from, agreed.recorded_at, agreed.on_behalf_of) == (
        LATER,
        moment(LATER),
        graham,
    )
    term = deadline.terms.latest("pk")
    assert (term.text, term.latest, term.reason) == ("Spring 2018", SPRING[1], "The tender failed.")
    assert (term.valid_from, term.paper_date, term.on_behalf_of) == (LATER, LATER, graham)
    assert term.parser_version == PARSER_VERSION
    assert shown() == ("Spring 2018", "")
    assert shown(as_at=DAY) == ("Autumn 17", "")


def test_several_are_agreed_at_once_as_one(db):
    recommendation = make_recommendation(make_plan(revision="at_once"))
    one, other = make_deadline(recommendation), make_deadline(recommendation)

    with pytest.raises(ValidationError):
        ask_for_extensions(
            [NewExtension(one, "Spring 2018", "Late."), NewExtension(other, "Autumn 17", "Late.")],
            **written(LATER),
        )

    assert DeadlineTerm.objects.count() == 2
    assert not ExtensionRequest.objects.exists()


@pytest.mark.parametrize("text", ["Blue moon", "n/a"])
def test_words_without_a_date_do_not_take_one_away_at_once(db, text):
    deadline = make_deadline(make_recommendation(make_plan(revision="at_once")))

    request = ask(deadline, text)

    assert outcomes(request) == ["asked"]
    assert shown() == ("Autumn 17", text)
    assert state().is_overdue(date(2017, 12, 1))
    assert Recommendation.objects.get().extension_requested
    agree(request, decided_by="Lena Lead", **written(LAST))
    assert shown() == (text, "")


def test_to_go_on_without_end_has_no_date_to_take_away_by_mistake(db):
    deadline = make_deadline(make_recommendation(make_plan(revision="at_once")))

    assert outcomes(ask(deadline, "Ongoing")) == ["asked", "agreed"]
    assert outcomes(ask(deadline, "n/a", on=LAST)) == ["asked"]


def test_where_no_date_stands_words_without_one_are_agreed_at_once(db):
    recommendation = make_recommendation(make_plan(revision="at_once"))
    deadline = make_deadline(recommendation, "n/a", earliest=None, latest=None)

    assert outcomes(ask(deadline, "Blue moon")) == ["asked", "agreed"]


def test_a_slip_behind_words_without_a_date_counts(db):
    deadline = make_deadline(make_recommendation(make_plan(revision="at_once")))
    agree(ask(deadline, "n/a"), **written(LATER, moment(LATER, 13)))

    ask(deadline, "Autumn 2030", on=LAST)

    [now] = state().deadlines
    assert (now.text, now.original_text, now.times_moved) == ("Autumn 2030", "Autumn 17", 1)
    assert now.original_latest == date(2017, 11, 30)


# What waits


def waiting(as_at=LAST, known_by=None):
    """The words that wait, on the list and as the state of the only recommendation has them."""
    found = ExtensionRequest.objects.waiting(as_at=as_at, known_by=known_by)
    texts = [request.text for request in found]
    assert texts == [d.requested for d in state(as_at, known_by).deadlines if d.requested]
    assert bool(texts) is state(as_at, known_by).extension_requested
    return texts


def test_nothing_waits_once_the_date_is_dropped(deadline):
    ask(deadline)
    drop(deadline, reason="Merged.", **written(LAST))

    assert waiting() == []
    assert waiting(as_at=LATER) == waiting(known_by=moment(LATER)) == ["Spring 2018"]
    assert not Recommendation.objects.get().extension_requested
    assert ExtensionRequest.objects.undecided(as_at=LAST, known_by=None).exists()


@pytest.mark.parametrize("meaning", StatusMeaning.done())
def test_nothing_waits_once_the_recommendation_is_done_until_it_is_opened_again(deadline, meaning):
    row = deadline.recommendation
    ask(deadline)
    make_update(row, status=NewStatus("Done", meaning), on=LAST, at=moment(LAST, 10))
    assert waiting() == []
    assert not Recommendation.objects.get().extension_requested

    make_update(row, status=NewStatus("On track", "on_track"), on=LAST, at=moment(LAST, 11))

    assert waiting() == ["Spring 2018"]
    assert waiting(known_by=moment(LAST, 10)) == []
    assert list(wrong_derived()) == []


@pytest.mark.parametrize("ends", ["completed", "withdrawn"])
def test_nothing_waits_once_the_action_is_closed_though_the_recommendation_is_open(plan, ends):
    row = make_recommendation(plan)
    action = make_action(row)
    ask(make_deadline(row, action=action))
    assert waiting() == ["Spring 2018"]

    state_action(action, "Tell managers", ends, **written(LAST))

    assert waiting() == []


def test_of_an_open_action_it_waits_though_the_recommendation_is_complete(plan):
    row = make_recommendation(plan, status=("Complete", "complete"))
    ask(make_deadline(row, action=make_action(row)))

    assert waiting() == ["Spring 2018"]


def test_what_is_undecided_is_not_asked_for_twice_though_nothing_waits(deadline):
    ask(deadline)
    done = NewStatus("Complete", "complete")
    make_update(deadline.recommendation, status=done, on=LAST, at=moment(LAST, 10))

    with pytest.raises(ValidationError, match="“Spring 2018” is asked for already"):
        ask(deadline, "Summer 2018", on=LAST)


# Deciding


def test_agreed_by_a_lead_the_new_words_stand_and_the_original_is_kept(deadline):
    request = ask(deadline)
    lena = make_user("lena@example.gov.uk", "Lena Lead")

    decision = agree(request, decided_by=" Lena Lead ", reason="Fair.", **written(LAST, by=lena))

    assert (decision.outcome, decision.decided_by, decision.reason) == (
        "agreed",
        "Lena Lead",
        "Fair.",
    )
    assert (decision.valid_from, decision.recorded_at, decision.recorded_by) == (
        LAST,
        moment(LAST),
        lena,
    )
    [now] = state().deadlines
    assert (now.text, now.earliest, now.latest, now.requested) == ("Spring 2018", *SPRING, "")
    assert (now.original_text, now.original_latest) == ("Autumn 17", date(2017, 11, 30))
    assert (now.times_moved, now.since) == (1, LAST)
    assert shown(as_at=LAST - timedelta(days=1)) == ("Autumn 17", "Spring 2018")
    assert shown(known_by=moment(LATER)) == ("Autumn 17", "Spring 2018")
    assert not Recommendation.objects.get().extension_requested
    assert Recommendation.objects.get().next_latest == SPRING[1]
    assert list(wrong_derived()) == []


def test_a_person_may_set_the_dates_of_what_is_agreed(deadline):
    request = ask(deadline, "After the tender")
    by_hand = reading(earliest=SPRING[0], latest=SPRING[1])

    agree(request, reading=by_hand, **written(LAST))

    term = deadline.terms.latest("pk")
    assert (term.text, term.latest, term.read_by) == ("After the tender", SPRING[1], "person")


def test_words_are_read_against_the_day_of_asking(deadline):
    request = ask(deadline, "December", on=date(2016, 12, 20))

    agree(request, **written(date(2017, 8, 1)))

    assert deadline.terms.latest("pk").latest == date(2016, 12, 31)


def test_what_a_committee_decides_has_its_minute(db):
    deadline = make_deadline(make_recommendation(make_plan(revision="committee")))
    request = ask(deadline)

    for decide in (agree, refuse):
        with pytest.raises(ValidationError) as refused:
            decide(request, minute_reference=" ", reason="Fair.", **written(LAST))
        assert refused.value.message_dict == {"minute_reference": [NO_MINUTE]}
    assert outcomes(request) == ["asked"]
    assert deadline.terms.count() == 1

    decision = agree(request, decided_by="Audit", minute_reference="Min 12/16", **written(LAST))
    assert (decision.decided_by, decision.minute_reference) == ("Audit", "Min 12/16")


@pytest.mark.parametrize("decide", [agree, refuse])
@pytest.mark.parametrize(("name", "longest"), [("decided_by", 200), ("minute_reference", 100)])
def test_more_than_a_column_holds_is_refused(deadline, decide, name, longest):
    request = ask(deadline)

    with pytest.raises(ValidationError) as refused:
        decide(request, **{name: "x" * (longest + 1)}, reason="Fair.", **written(LAST))

    assert refused.value.message_dict == {
        name: [f"Use {longest} characters or fewer. This has {longest + 1}"]
    }
    assert outcomes(request) == ["asked"]
    assert deadline.terms.count() == 1
    decision = decide(request, **{name: "x" * longest}, reason="Fair.", **written(LAST))
    assert getattr(decision, name) == "x" * longest


def test_refused_the_old_date_stands(deadline):
    request = ask(deadline)

    decision = refuse(request, decided_by="Lena Lead", reason="No slack.", **written(LAST))

    assert (decision.outcome, decision.reason, decision.valid_from) == (
        "refused",
        "No slack.",
        LAST,
    )
    assert shown() == ("Autumn 17", "")
    assert state().deadlines[0].times_moved == 0
    assert deadline.terms.count() == 1


def test_refusing_wants_a_reason(deadline):
    request = ask(deadline)

    with pytest.raises(ValidationError, match="Say why it is refused"):
        refuse(request, reason=" ", **written(LAST))

    assert outcomes(request) == ["asked"]


def test_taken_back_nothing_waits_and_another_can_be_asked_for(deadline):
    request = ask(deadline)

    decision = take_back_extension(request, reason="Not needed.", **written(LAST))
    again = ask(deadline, "Summer 2018", on=LAST, at=moment(LAST, 13))

    assert (decision.outcome, decision.reason) == ("taken_back", "Not needed.")
    assert shown(known_by=moment(LAST)) == ("Autumn 17", "")
    assert shown() == ("Autumn 17", "Summer 2018")
    assert (outcomes(request), outcomes(again)) == (["asked", "taken_back"], ["asked"])


@pytest.mark.parametrize("act", [agree, refuse, take_back_extension])
def test_what_is_decided_is_not_decided_again(deadline, act):
    request = ask(deadline)
    refuse(request, reason="No slack.", **written(LAST))

    with pytest.raises(EditedMeanwhile):
        act(request, reason="After all.", **written(LAST, moment(LAST, 13)))

    assert outcomes(request) == ["asked", "refused"]
    assert deadline.terms.count() == 1


@pytest.mark.parametrize("act", [agree, refuse, take_back_extension])
def test_nothing_is_decided_before_it_is_asked(deadline, act):
    request = ask(deadline)

    with pytest.raises(ValidationError, match="asked for on 30 June 2016"):
        act(request, reason="Early.", **written(DAY, moment(LAST)))

    assert outcomes(request) == ["asked"]


def test_a_date_dropped_meanwhile_is_not_brought_back_by_agreeing(deadline):
    request = ask(deadline)
    drop(deadline, reason="Merged.", **written(LATER, moment(LATER, 13)))

    with pytest.raises(ValidationError, match="was dropped"):
        agree(request, **written(LAST))

    assert outcomes(request) == ["asked"]
    refuse(request, reason="Merged.", **written(LAST))


def test_a_date_revised_meanwhile_moves_only_from_then_on(deadline):
    request = ask(deadline)
    revise(
        deadline,
        "May 2018",
        reading=reading(earliest=SPRING[0], latest=SPRING[1]),
        paper_date=LAST,
        **written(LAST),
    )

    with pytest.raises(ValidationError, match="“May 2018” stands from 30 July 2016"):
        agree(request, **written(LATER, moment(LAST, 13)))

    assert outcomes(request) == ["asked"]


def test_each_agreed_slip_is_a_move_and_the_first_date_stays_the_original(deadline):
    words = ["Spring 2018", "Summer 2018", "by 31 August 2018", "May 2018"]
    for number, text in enumerate(words):
        on = LATER + timedelta(days=number)
        agree(ask(deadline, text, on=on), **written(on, moment(on, 13)))

    [now] = state().deadlines
    assert (now.text, now.original_text, now.times_moved) == ("May 2018", "Autumn 17", 2)


@pytest.mark.parametrize(("stops", "counts"), [(False, True), (True, False)])
def test_past_its_original_date_within_the_agreed_one(db, stops, counts):
    plan = make_plan(revision="at_once", revision_stops_overdue=stops)
    deadline = make_deadline(make_recommendation(plan))
    ask(deadline)

    now = state()

    days = [date(2017, 11, 30), date(2017, 12, 1), date(2018, 5, 31), date(2018, 6, 1)]
    assert [now.is_past_original(day) for day in days] == [False, counts, counts, False]
    assert [now.is_overdue(day) for day in days] == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told(tmp_path):
    deadline = make_deadline(make_recommendation(make_plan(revision="lead")))
    request = ask(deadline)

    def decide(act):
        try:
            return act(request, reason="So it is.", **written(LAST)).outcome
        except ValidationError as error:
            return type(error).__name__

    with for_threads(tmp_path):
        answers = at_once(lambda: decide(agree), lambda: decide(refuse))
        [kept] = at_once(lambda: outcomes(request))

    assert "EditedMeanwhile" in answers
    assert len(kept) == 2
    assert kept[1] in answers


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_one_is_told(tmp_path):
    deadline = make_deadline(make_recommendation(make_plan(revision="lead")))
    make_user()

    def call(text):
        try:
            return ask(deadline, text).text
        except ValidationError as error:
            return error.code

    with for_threads(tmp_path):
        answers = at_once(lambda: call("Spring 2018"), lambda: call("Summer 2018"))
        [count] = at_once(ExtensionRequest.objects.count)

    assert "waiting" in answers
    assert count == 1

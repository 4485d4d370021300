from datetime import date, timedelta
from decimal import Decimal

import pytest
from lxml import html

from people.dated_fact import take_back
from people.roles import Role
from recommendations.deadlines import drop, revise, take_back_term
from recommendations.decisions import record_decisions, take_back_decision
from recommendations.extensions import (
    NewExtension,
    agree,
    ask_for_extensions,
    refuse,
    take_back_extension,
)
from recommendations.further_actions import state_action
from recommendations.measures import drop_measure, read_measure, take_back_reading
from recommendations.models import Evidence, EvidenceState
from recommendations.new_decisions import NewDecision
from recommendations.progress import NewStatus, record_nil_returns, record_update
from recommendations.rag_judgements import judge_rag
from recommendations.timeline import timeline
from recommendations.verification import confirm_completion, refuse_completion, reopen
from recommendations.wordings import exempt_all, monitor_all, place, reword
from tests.factories import (
    DAY,
    ONGOING,
    make_action,
    make_deadline,
    make_deadline_read,
    make_measure,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    reading,
    written,
)
from tests.sending import words

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=60)


@pytest.fixture
def recommendation():
    return make_recommendation(text="Keep records.", timescale="Immediate actions")


def lines(event):
    """Each line as (heading and value, text, *notes)."""
    return [
        (": ".join(part for part in (line.heading, line.value) if part), line.text, *line.notes)
        for line in event.lines
    ]


def last_line(recommendation):
    """The line of the newest event, which has one only."""
    [line] = timeline(recommendation)[0].lines
    return line


def shown(line):
    """What changed, on one line."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]", "folded": "<{}>"}
    return "".join(marks[piece.kind].format(piece.text) for piece in line.difference.pieces)


def test_what_was_written_at_one_moment_is_one_event(recommendation):
    [event] = timeline(recommendation)

    assert (event.valid_from, event.recorded_at, event.recorded_by) == (
        DAY,
        moment(),
        "Alice Archer",
    )
    assert lines(event) == [
        ("Wording", "Keep records."),
        ("Place in the plan", "", "Immediate actions"),
    ]


def test_the_newest_comes_first_and_every_kind_of_fact_is_told(recommendation):
    action, deadline = make_action(recommendation, "Tell managers"), make_deadline(recommendation)
    make_owner_cell(recommendation, make_owner())
    later = written(LATER)
    make_update(
        recommendation,
        "Done",
        status=NewStatus("Implemented", "complete"),
        on=LATER,
        at=moment(LATER),
    )
    state_action(action, "Tell managers", "completed", **later)
    revise(deadline, "Ongoing", reading=ONGOING, paper_date=LATER, reason="No end.", **later)
    monitor_all([recommendation], False, reason="No end.", **later)
    exempt_all([recommendation], "3", reason="No end.", **later)
    round_ = make_round(recommendation.plan, label="July 2016", as_at=LATER, on=LATER)
    record_nil_returns([recommendation], round_, **later)

    with_reason, without, first = timeline(recommendation)

    assert lines(without) == [
        ("Progress update", "Done"),
        ("Nil return: No change, still on track", "", "Round: July 2016"),
        ("Status: Implemented", ""),
        ("Further action: Completed", "Tell managers"),
    ]
    assert (with_reason.reason, lines(with_reason)) == (
        "No end.",
        [
            ("Monitoring: No longer monitored", ""),
            ("Exempt: Under paragraph 3 of Schedule 12A", ""),
            ("By when: Moved", "Ongoing", "originally Autumn 17", "Dates set by a person"),
        ],
    )
    assert ("Owners", "Sue Moorman") in lines(first)
    assert ("By when", "Autumn 17", "Dates set by a person") in lines(first)


def test_a_judged_colour_is_told_with_its_reason(recommendation):
    judge_rag(recommendation, "amber", reason="It waits.", **written(LATER))
    judge_rag(recommendation, "", reason="It goes on.", **written(LATER, moment(LATER, hour=13)))

    again, judged, *_ = timeline(recommendation)

    assert (judged.reason, lines(judged)) == ("It waits.", [("RAG: Amber (judged)", "")])
    assert lines(again) == [("RAG: The plan’s rule decides again", "")]


def test_measures_are_told_with_what_was_counted(recommendation):
    terms = {"baseline": Decimal("60.5"), "baseline_day": DAY, "target_day": LATER}
    measure = make_measure(recommendation, at=moment(LATER), **terms)
    wrong = read_measure(measure, Decimal("0.28"), **written(at=moment(LATER, hour=13)))
    take_back_reading(wrong, reason="Of another.", by=make_user(), at=moment(LATER, hour=14))
    drop_measure(measure, reason="It says nothing.", **written(LATER, moment(LATER, hour=15)))

    dropped, void, counted, began, *_ = timeline(recommendation)

    assert lines(began) == [
        (
            "Measure: Staff with an appraisal",
            "",
            "Where it began: 60.5% on 31 May 2016",
            "Target: 95% by 30 July 2016",
        )
    ]
    assert lines(counted) == [("Counted: 0.28% — Staff with an appraisal", "")]
    assert (counted.lines[0].is_corrected, void.lines[0].is_void) == (True, True)
    assert (dropped.reason, lines(dropped)) == (
        "It says nothing.",
        [("No longer measured: Staff with an appraisal", "")],
    )


def test_a_dropped_deadline_says_so(recommendation):
    drop(make_deadline(recommendation), reason="Merged.", **written(LATER))

    assert lines(timeline(recommendation)[0]) == [("By when: Dropped", "")]


def test_a_correction_is_marked_on_both_sides(recommendation):
    wrong = recommendation.wordings.get()
    reword(
        recommendation,
        "Keep all records.",
        corrects=wrong,
        reason="A slip.",
        **written(at=moment(hour=13)),
    )

    correction, first = timeline(recommendation)

    assert [(line.is_correction, line.is_corrected) for line in correction.lines] == [(True, False)]
    assert [(line.is_correction, line.is_corrected) for line in first.lines] == [
        (False, True),
        (False, False),
    ]


def test_a_late_entry_is_marked(recommendation):
    make_update(recommendation, "Agreed in May", on=DAY, at=moment(LATER))

    late, in_time = timeline(recommendation)

    assert (late.is_late, in_time.is_late) == (True, False)


def test_what_was_typed_for_somebody_else_names_both(recommendation):
    graham = make_owner("Graham Lidell")
    record_update(recommendation, "In place", on_behalf_of=graham, **written(LATER))

    assert timeline(recommendation)[0].on_behalf_of == "Graham Lidell"


def test_as_known_at_a_moment_the_story_ends_there(recommendation):
    make_update(recommendation, "Later", on=LATER, at=moment(LATER))

    assert len(timeline(recommendation, known_by=moment(LATER, 11, 59))) == 1


def test_the_story_is_one_query_however_long_it_is(recommendation, django_assert_num_queries):
    for number in range(5):
        make_update(recommendation, f"Update {number}", at=moment(minute=number))
    make_user()

    with django_assert_num_queries(1):
        timeline(recommendation)


def test_the_story_is_only_its_own(recommendation):
    other = make_recommendation(text="Another.")
    make_deadline(other)
    make_update(make_recommendation(), "Not this one")

    assert all("Not this one" not in line.text for e in timeline(other) for line in e.lines)
    assert len(timeline(recommendation)) == 1


def test_a_new_priority_and_response_are_told(recommendation):
    row = {"timescale": "Immediate actions", "priority": "high", "response": "accepted"}
    place(recommendation, **row, **written(LATER))

    assert lines(timeline(recommendation)[0]) == [
        ("Place in the plan", "", "Immediate actions", "Priority: high", "Response: Accepted")
    ]


# What an update, a verification, an extension and evidence say


def test_an_update_says_all_that_was_reported():
    columns = [{"key": "cost", "heading": "Cost", "of": "update"}]
    recommendation = make_recommendation(make_plan(own_columns=columns))
    make_update(
        recommendation,
        "Report in draft",
        further_words="Complete",
        per_cent=0,
        forecast=date(2016, 9, 30),
        own_values={"cost": "£1,200"},
        round=make_round(recommendation.plan, label="July 2016"),
        source_note="E-mail of 3 June",
        at=moment(hour=13),
    )

    assert lines(timeline(recommendation)[0]) == [
        (
            "Progress update",
            "Report in draft",
            "Further action: Complete",
            "0 per cent complete",
            "Forecast: 30 September 2016",
            "Cost: £1,200",
            "Round: July 2016",
            "Source: E-mail of 3 June",
        )
    ]


def test_completion_and_its_confirmation_are_two_facts(recommendation):
    make_update(recommendation, "In place.", status=NewStatus("Complete", "complete"))
    auditor = written(LATER, by=make_user("audrey@example.gov.uk", "Audrey Audit"))
    confirm_completion(recommendation, method="Saw the protocol", note="All of it.", **auditor)

    confirmed, reported = timeline(recommendation)

    assert lines(confirmed) == [
        ("Verification: Completion confirmed", "All of it.", "Method: Saw the protocol"),
        ("Status: Complete and verified", "", "Caused by the verification"),
    ]
    assert ("Status: Complete", "") in lines(reported)


def test_a_refusal_and_a_reopening_say_what_became_of_the_status(recommendation):
    make_update(recommendation, "In place.", status=NewStatus("Complete", "complete"))
    word = recommendation.plan.status_words.get(word="On track")
    by = make_user("audrey@example.gov.uk", "Audrey Audit")
    refuse_completion(
        recommendation, word=word, method="A visit", note="No records.", **written(LATER, by=by)
    )
    again = LATER + timedelta(days=1)
    make_update(recommendation, "Now in place.", status=NewStatus("Complete", "complete"), on=again)
    reopen(recommendation, word=word, reason="Lapsed.", **written(again + timedelta(days=1), by=by))

    reopened, _, refused, *_ = timeline(recommendation)

    assert lines(refused) == [
        ("Verification: Completion refused", "No records.", "Method: A visit"),
        ("Status: On track", "", "Caused by the verification"),
    ]
    assert (reopened.reason, lines(reopened)) == (
        "Lapsed.",
        [("Status: On track", "", "Opened again")],
    )


def test_an_extension_is_told_from_the_asking_to_the_decision(recommendation):
    deadline = make_deadline_read(recommendation, "March 17")
    [first] = ask_for_extensions(
        [NewExtension(deadline, "Autumn 17", "Procurement is late.")], **written(LATER)
    )
    refuse(first, decided_by="Head of HR", reason="Too late.", **written(LATER, moment(LATER, 13)))
    [second] = ask_for_extensions(
        [NewExtension(deadline, "June 2017", "Procurement is late.")],
        **written(LATER, moment(LATER, 14)),
    )
    decided = {"decided_by": "ELT", "minute_reference": "24.3"}
    agree(second, **decided, **written(LATER, moment(LATER, 15)))

    *decision, asked, refused, asked_first, _ = timeline(recommendation)

    why = "Why it was asked for: Procurement is late."
    assert lines(asked_first) == [("Extension requested", "Autumn 17", why)]
    assert lines(refused) == [("Extension refused", "Autumn 17", why, "Decided by: Head of HR")]
    assert refused.reason == "Too late."
    assert lines(asked) == [("Extension requested", "June 2017", why)]
    assert [line for event in decision for line in lines(event)] == [
        ("By when: Moved", "June 2017", "originally March 17"),
        ("Extension agreed", "June 2017", why, "Decided by: ELT", "Minute: 24.3"),
    ]


def test_a_request_that_is_taken_back_says_so(recommendation):
    [request] = ask_for_extensions(
        [NewExtension(make_deadline(recommendation), "June 2018", "Late.")], **written(LATER)
    )
    take_back_extension(request, reason="Late.", **written(LATER, moment(LATER, 13)))

    assert lines(timeline(recommendation)[0]) == [("Extension request taken back", "June 2018")]


def test_evidence_is_told_by_its_name(recommendation):
    evidence = Evidence.objects.create(
        recommendation=recommendation, name="protocol.pdf", link="https://example.gov.uk/protocol"
    )
    for is_attached, on in ((True, DAY), (False, LATER)):
        state = EvidenceState(evidence=evidence, is_attached=is_attached)
        EvidenceState.objects.write_down([state], **written(on))

    withdrawn, attached = timeline(recommendation)

    assert lines(withdrawn) == [("Evidence withdrawn: protocol.pdf", "")]
    assert ("Evidence attached: protocol.pdf", "") in lines(attached)


def test_a_further_action_names_its_owner(recommendation):
    action = make_action(recommendation)
    sue = make_owner()
    state_action(action, "Develop the framework", "open", owner=sue, **written(LATER))

    assert lines(timeline(recommendation)[0]) == [
        ("Further action", "Develop the framework", "Owner: Sue Moorman")
    ]


# What became of a date


def test_each_move_of_a_date_is_named(recommendation):
    deadline = make_deadline(recommendation, "Autumn 16", latest=date(2016, 11, 30), earliest=None)
    for number, (text, latest) in enumerate(
        [
            ("March 17", date(2017, 3, 31)),
            ("By the end of March 2017", date(2017, 3, 31)),
            ("Spring 18", date(2018, 5, 31)),
            ("Autumn 17", date(2017, 11, 30)),
            ("Ongoing", None),
            ("Autumn 16", date(2016, 11, 30)),
        ],
        start=1,
    ):
        span = reading(latest, None) if latest else ONGOING
        day = DAY + timedelta(days=number)
        revise(deadline, text, reading=span, paper_date=DAY, **written(day))

    moves = [lines(event)[0][0::2] for event in timeline(recommendation)[:-1]]

    assert moves == [
        ("By when: Given a date", "Dates set by a person"),
        ("By when: Moved (3rd time)", "originally Autumn 16"),
        ("By when: Brought forward", "originally Autumn 16"),
        ("By when: Moved (2nd time)", "originally Autumn 16"),
        ("By when: Reworded", "originally Autumn 16"),
        ("By when: Moved", "originally Autumn 16"),
    ]


def test_words_without_a_date_in_between_hide_no_move(recommendation):
    deadline = make_deadline(recommendation)
    none, far = reading(None, None), reading(date(2030, 11, 30), None)
    revise(deadline, "n/a", reading=none, paper_date=DAY, **written(LATER))
    revise(
        deadline, "Autumn 2030", reading=far, paper_date=DAY, **written(LATER, moment(LATER, 13))
    )

    moves = [lines(event)[0][0::2] for event in timeline(recommendation)[:-1]]

    assert moves == [
        ("By when: Moved", "originally Autumn 17"),
        ("By when: Reworded", "originally Autumn 17"),
    ]


def test_a_corrected_date_is_no_move(recommendation):
    deadline = make_deadline(recommendation)
    other = {
        "reading": ONGOING,
        "paper_date": DAY,
        "reason": "Misread.",
        **written(at=moment(DAY, 13)),
    }
    revise(deadline, "Ongoing", corrects=deadline.terms.get(), **other)

    line = last_line(recommendation)

    assert (line.heading, line.value, line.is_correction) == ("By when", "", True)


def test_a_move_that_is_taken_back_is_not_counted(recommendation):
    deadline = make_deadline(recommendation)
    to_ongoing = {"reading": ONGOING, "paper_date": DAY}
    wrong = revise(deadline, "Ongoing", **to_ongoing, **written(LATER))
    take_back_term(wrong, by=make_user(), at=moment(LATER, 13), reason="Never agreed.")
    revise(deadline, "On-going", **to_ongoing, **written(LATER, moment(LATER, 14)))

    again, taken_back, first, _ = timeline(recommendation)

    assert [event.lines[0].value for event in (again, taken_back, first)] == ["Moved", "", "Moved"]
    assert [event.lines[0].is_void for event in (again, taken_back, first)] == [False, True, False]


def test_dates_of_two_deadlines_are_not_mixed_up(recommendation):
    make_deadline(recommendation, "Autumn 16", latest=date(2016, 11, 30), earliest=None)
    make_deadline(recommendation, "Autumn 17")

    assert [line.value for line in timeline(recommendation)[0].lines] == ["", "", "", ""]


# What changed in words


def test_an_update_says_what_changed_since_the_one_before(recommendation):
    make_update(recommendation, "Report in draft")
    make_update(recommendation, "Report in draft, seen by CMT", on=LATER, at=moment(LATER))

    line = last_line(recommendation)

    assert line.difference.summary == "3 words added"
    assert shown(line) == "Report in draft[+, seen by CMT+]"


def test_the_same_words_again_are_said_to_be_the_same(recommendation):
    make_update(recommendation, "Report in draft")
    make_update(recommendation, "Report in draft", on=LATER, at=moment(LATER))

    again, first = timeline(recommendation)

    assert again.lines[0].difference.is_same
    assert again.lines[0].difference.summary == "The same words as last time"
    assert [line.difference for line in first.lines] == [None, None, None]


def test_a_correction_is_compared_with_what_it_corrects_and_the_next_with_the_correction(
    recommendation,
):
    make_update(recommendation, "Report in draft")
    wrong = make_update(recommendation, "Report seen by CTM", on=LATER, at=moment(LATER))
    make_update(
        recommendation,
        "Report seen by CMT",
        corrects=wrong,
        reason="A slip.",
        on=LATER,
        at=moment(LATER, 13),
    )
    after = LATER + timedelta(days=1)
    make_update(recommendation, "Report seen by CMT and ELT", on=after, at=moment(after))

    assert [shown(event.lines[0]) for event in timeline(recommendation)[:3]] == [
        "Report seen by CMT[+ and ELT+]",
        "Report seen by[- CTM-][+ CMT+]",
        "Report[- in draft-][+ seen by CTM+]",
    ]


def test_what_was_taken_back_is_compared_with_nothing(recommendation):
    make_update(recommendation, "Report in draft")
    wrong = make_update(recommendation, "Report seen", on=LATER, at=moment(LATER))
    take_back(wrong, by=make_user(), at=moment(LATER, 13), reason="Another report.")
    make_update(recommendation, "Report in print", on=LATER, at=moment(LATER, 14))

    after, taken_back, *_ = timeline(recommendation)

    assert shown(after.lines[0]) == "Report in[- draft-][+ print+]"
    assert [(line.is_void, line.difference) for line in taken_back.lines] == [(True, None)]


def test_a_late_entry_is_compared_with_what_was_true_before_it(recommendation):
    make_update(recommendation, "Report in draft")
    make_update(recommendation, "Report agreed", on=LATER, at=moment(LATER))
    between = DAY + timedelta(days=1)
    make_update(recommendation, "Report in print", on=between, at=moment(LATER, 13))

    late, agreed, _ = timeline(recommendation)

    assert shown(late.lines[0]) == "Report in[- draft-][+ print+]"
    assert shown(agreed.lines[0]) == "Report[- in print-][+ agreed+]"


def test_wordings_owners_and_further_actions_are_compared_too(recommendation):
    make_owner_cell(recommendation, text="Cliff Youngman/Sue Moorman")
    action = make_action(recommendation, "Hold roadshows")
    reword(recommendation, "Keep all records.", **written(LATER))
    make_owner_cell(recommendation, text="Sue Moorman", on=LATER, at=moment(LATER))
    state_action(action, "Hold roadshows in autumn", "open", **written(LATER))

    assert [shown(line) for line in timeline(recommendation)[0].lines] == [
        "Keep[+ all+] records.",
        "[-Cliff Youngman/-]Sue Moorman",
        "Hold roadshows[+ in autumn+]",
    ]


def test_as_known_at_a_moment_a_later_correction_changes_nothing(recommendation):
    first = make_update(recommendation, "Report in draft")
    make_update(recommendation, "Report in print", on=LATER, at=moment(LATER))
    make_update(
        recommendation, "Report begun", corrects=first, reason="A slip.", at=moment(LATER, 13)
    )

    then, now = (
        next(event for event in timeline(recommendation, known_by=at) if event.valid_from == LATER)
        for at in (moment(LATER), None)
    )

    assert shown(then.lines[0]) == "Report in[- draft-][+ print+]"
    assert shown(now.lines[0]) == "Report[- begun-][+ in print+]"


# The page


@pytest.fixture
def lead(client):
    client.force_login(make_user(role=Role.LEAD))
    return client


def test_the_page_shows_the_words_that_went_and_came(lead, recommendation):
    make_update(recommendation, "Report in <draft>")
    make_update(recommendation, "Report in <print>", on=LATER, at=moment(LATER))

    page = lead.get(f"/recommendations/{recommendation.pk}/")

    assert "What changed: 1 word added, 1 removed" in words(page)
    [story] = html.fromstring(page.text).xpath("//ol[@class='timeline']")
    assert [piece.text_content() for piece in story.iter("del", "ins")] == [
        "[removed: draft]",
        "[added: print]",
    ]


def test_the_page_says_that_the_words_are_the_same(lead, recommendation):
    make_update(recommendation, "Report in draft")
    make_update(recommendation, "Report in draft", on=LATER, at=moment(LATER))

    page = lead.get(f"/recommendations/{recommendation.pk}/")

    assert "The same words as last time" in words(page)
    assert "What changed" not in words(page)


def test_a_long_story_shows_its_newest_events_and_leads_to_the_rest(lead, recommendation):
    for number in range(31):
        make_update(recommendation, f"Update {number}", at=moment(minute=number + 1))
    address = f"/recommendations/{recommendation.pk}/?known_by=2016-06-30"

    page = lead.get(address)
    [link] = html.fromstring(page.text).xpath("//a[text()='Show the whole story']/@href")
    whole = lead.get(f"/recommendations/{recommendation.pk}/{link}")

    assert link == "?known_by=2016-06-30&story=all#story"
    assert "(2 earlier events)" in words(page)
    assert "Update 1 " in words(page)
    assert "Update 0" not in words(page)
    assert "Update 0" in words(whole)
    assert "Show the whole story" not in words(whole)
    assert "as known by 30 June 2016" in words(whole)


# What committees decided


MEETING = DAY + timedelta(days=28)
COMMITTEE = "Audit & Standards Committee"


def decided(*rows, at=None):
    """What was decided at a meeting, written down three days later."""
    when = written(MEETING, at or moment(MEETING + timedelta(days=3)))
    return record_decisions(rows, committee=COMMITTEE, **when)


def test_a_decision_names_the_committee_its_minute_and_who_is_to_attend(recommendation):
    sue = make_owner()

    decided(NewDecision(recommendation, "attend", "14/16", "Every quarter.", owner=sue))

    event = timeline(recommendation)[0]
    assert (event.valid_from, event.is_late, event.reason) == (MEETING, True, "")
    assert lines(event) == [
        (
            "Decision: officer to attend — Audit & Standards Committee, minute 14/16",
            "Every quarter.",
            "Who is to attend: Sue Moorman",
        )
    ]


def test_what_a_decision_brings_about_is_told_with_it(recommendation):
    recommendation.plan.revision = "lead"
    [request] = ask_for_extensions(
        [NewExtension(make_deadline(recommendation), "Spring 18", "The tender failed.")],
        **written(at=moment(hour=13)),
    )

    decided(
        NewDecision(
            recommendation, "extension_agreed", "14/16", "Once more.", extension_request=request
        )
    )

    [event] = [e for e in timeline(recommendation) if e.valid_from == MEETING]
    assert lines(event) == [
        (
            "Decision: extension agreed — Audit & Standards Committee, minute 14/16",
            "Once more.",
        ),
        (
            "Extension agreed",
            "Spring 18",
            "Why it was asked for: The tender failed.",
            "Decided by: Audit & Standards Committee",
            "Minute: 14/16",
        ),
        ("By when: Moved", "Spring 18", "originally Autumn 17"),
    ]


def test_several_decisions_of_a_meeting_are_one_event(recommendation):
    word = recommendation.plan.status_words.get(word="Complete")

    decided(
        NewDecision(recommendation, "closed", "14", word=word),
        NewDecision(recommendation, "off_monitoring", ""),
    )

    [event] = [e for e in timeline(recommendation) if e.valid_from == MEETING]
    assert lines(event) == [
        ("Decision: agreed closed — Audit & Standards Committee, minute 14", ""),
        ("Decision: removed from monitoring — Audit & Standards Committee", ""),
        ("Monitoring: No longer monitored", ""),
        ("Status: Complete", "", "Given by the committee’s decision"),
    ]


def test_a_decision_taken_back_says_so_and_why(recommendation):
    [decision] = decided(NewDecision(recommendation, "off_monitoring", "14"))

    later = moment(MEETING + timedelta(days=9))
    take_back_decision(decision, by=make_user(), at=later, reason="The wrong row.")

    event = timeline(recommendation)[0]
    assert (event.reason, [line.is_void for line in event.lines]) == (
        "The wrong row.",
        [True, True],
    )
    assert [line.heading for line in event.lines] == ["Decision", "Monitoring"]
    assert all(line.is_corrected for line in timeline(recommendation)[1].lines)

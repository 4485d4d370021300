"""Each named constraint: the database itself refuses what must never be stored."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, models

from people.models import Owner
from recommendations.models import (
    Action,
    ActionState,
    Addressee,
    AnswerLink,
    Assignment,
    CalendarFeed,
    CommitteeDecision,
    Deadline,
    DeadlineTerm,
    Digest,
    Evidence,
    Exemption,
    ExtensionDecision,
    ExtensionRequest,
    HandOver,
    HandOverAction,
    HandOverCell,
    ImportedRow,
    LadderStep,
    Measure,
    MeasureTerms,
    Notice,
    OwnerCell,
    Plan,
    ProgressUpdate,
    RagJudgement,
    Recommendation,
    Round,
    SavedView,
    StatusFact,
    StatusWord,
    Theme,
    UpdateDraft,
    UpdateRequest,
    Verification,
    Wording,
)
from tests.factories import (
    DAY,
    make_department,
    make_import,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_user,
    moment,
)


def fact():
    return {"valid_from": DAY, "recorded_at": moment(), "recorded_by": make_user()}


def about():
    return {"recommendation": make_recommendation(), **fact()}


def term(**fields):
    deadline = Deadline.objects.create(recommendation=make_recommendation())
    read = {"text": "Autumn 17", "paper_date": DAY, "read_by": "person", "kind": "season"}
    return DeadlineTerm(deadline=deadline, **{**read, **fact(), **fields})


def request(**fields):
    deadline = Deadline.objects.create(recommendation=make_recommendation())
    asked = {"text": "Spring 18", "reason": "Delay", "paper_date": DAY}
    return ExtensionRequest(deadline=deadline, **{**asked, **fields})


def decision(**fields):
    decided = {"outcome": "noted", "committee": "Audit & Standards Committee"}
    return CommitteeDecision(**{**decided, **about(), **fields})


def link(**fields):
    about = {"made_at": moment(), "last_day": DAY, **fields}
    owner = about.pop("owner", None) or make_owner()
    return AnswerLink(owner=owner, **{"round": _round_to_answer(), **about})


def _round_to_answer():
    return Round.objects.first() or make_round(make_plan())


def terms(**fields):
    measure = Measure.objects.create(recommendation=make_recommendation())
    return MeasureTerms(measure=measure, **{"name": "Staff", **fact(), **fields})


def calendar(**fields):
    return CalendarFeed(**{"user": make_user(), "kind": "mine", "made_at": moment(), **fields})


def calendar_like(feed):
    return calendar(kind=feed.kind, department=feed.department, plan=feed.plan)


def digest(**fields):
    written = {"address": "sue@example.gov.uk", "day": DAY, "written_at": moment()}
    named = {"recipient": Owner.objects.first() or make_owner(), "message_id": "<1@as-at>"}
    return Digest(**{**written, **named, **fields})


def addressee(**fields):
    when = {"falls_on": DAY, "day": DAY, "noted_at": moment()}
    about = {"recommendation": make_recommendation(), "kind": "overdue", "occasion": "2016-05-31"}
    notice = Notice.objects.first() or Notice.objects.create(**about, **when)
    return Addressee(**{"notice": notice, "capacity": "owner", **fields})


def saved(row):
    row.save()
    return row


def evidence(**fields):
    return Evidence(**{"recommendation": make_recommendation(), "name": "Minutes", **fields})


def status_word(**fields):
    return StatusWord(**{"plan": make_plan(), "word": "Slow", "meaning": "at_risk", **fields})


def status(**fields):
    return StatusFact(
        **{"word": "Underway", "meaning": "on_track", "cause": "reopening", **about(), **fields}
    )


def hand_over(**fields):
    sue = fields.get("to_owner") or make_owner("Sue")
    owners = {"from_owner": sue, "to_owner": make_owner("Graham")}
    return HandOver(**{**owners, "reason": "Leaves", **fact(), **fields})


def moved_cell(**how):
    return _moved(HandOverCell, lambda: saved(OwnerCell(text="Sue", **about())), **how)


def moved_action(**how):
    def state():
        action = Action.objects.create(recommendation=make_recommendation())
        return saved(ActionState(action=action, text="Tell staff", **fact()))

    return _moved(HandOverAction, state, **how)


def _moved(kind, new_fact, *, to_itself=False, again=False):
    made, one, two, three = saved(hand_over()), new_fact(), new_fact(), new_fact()
    if again:
        kind.objects.create(hand_over=made, written=three, replaced=two)
    return kind(hand_over=made, written=two if to_itself else one, replaced=two)


def ladder_step(**fields):
    """The plan begins with one reminder, 14 days before."""
    return LadderStep(**{"plan": make_plan(), "step": "before", "days": 3, **fields})


def notice(**fields):
    fell = {"falls_on": DAY, "day": DAY, "noted_at": moment()}
    row = {"recommendation": make_recommendation(), "kind": "on_date", "occasion": "2016-05-31"}
    return Notice(**{**row, **fell, **fields})


def noted_twice():
    kept = saved(notice())
    return notice(recommendation=kept.recommendation)


REFUSED = {
    "recommendations_ladderstep_once": lambda: ladder_step(step="overdue"),
    "recommendations_ladderstep_reminds_once_so_many_days_before": lambda: ladder_step(days=14),
    "recommendations_ladderstep_is_known": lambda: ladder_step(step="minister"),
    "recommendations_ladderstep_says_when": lambda: ladder_step(days=None),
    "recommendations_ladderstep_owners_are_told_by_date": lambda: ladder_step(silent_rounds=2),
    "recommendations_notice_is_given_once": noted_twice,
    "recommendations_notice_is_found_when_it_falls_due": lambda: notice(falls_on=date(2016, 6, 1)),
    "recommendations_plan_has_a_title": lambda: Plan(title="", slug="empty"),
    "recommendations_plan_review_months_are_1_to_60": lambda: Plan(
        title="A", slug="a", review_months=0
    ),
    "recommendations_theme_has_a_title": lambda: Theme(plan=make_plan(), title=""),
    "recommendations_theme_number_once_in_a_plan": lambda: Theme(
        plan=saved(Theme(plan=make_plan(), title="One", number="1")).plan, title="Two", number="1"
    ),
    "recommendations_recommendation_not_carried_to_itself": lambda: _carried_to_itself(),
    "recommendations_wording_has_a_text": lambda: Wording(text="", **about()),
    "recommendations_assignment_names_an_owner_once": lambda: _named_twice(),
    "recommendations_assignment_role_is_known": lambda: Assignment(
        owner_cell=saved(OwnerCell(text="Sue", **about())), owner=make_owner(), role="boss"
    ),
    "recommendations_progressupdate_per_cent_to_100": lambda: ProgressUpdate(
        per_cent=101, **about()
    ),
    "recommendations_verification_result_is_known": lambda: Verification(
        result="perhaps", **about()
    ),
    "recommendations_exemption_of_parts_has_a_paragraph": lambda: Exemption(
        parts=["owner"], **about()
    ),
    "recommendations_statusfact_has_a_word": lambda: status(word=""),
    "recommendations_statusfact_meaning_is_known": lambda: status(meaning="lost"),
    "recommendations_statusfact_names_its_cause": lambda: status(cause="update"),
    "recommendations_actionstate_has_a_text": lambda: ActionState(
        action=Action.objects.create(recommendation=make_recommendation()), text="", **fact()
    ),
    "recommendations_actionstate_state_is_known": lambda: ActionState(
        action=Action.objects.create(recommendation=make_recommendation()),
        text="Text",
        state="lost",
        **fact(),
    ),
    "recommendations_deadlineterm_has_words_or_is_dropped": lambda: term(text=""),
    "recommendations_deadlineterm_span_runs_forward": lambda: term(
        earliest=DAY, latest=DAY.replace(day=1)
    ),
    "recommendations_deadlineterm_unread_has_no_dates": lambda: term(kind="unread", latest=DAY),
    "recommendations_deadlineterm_says_who_read_it": lambda: term(parser_version=1),
    "recommendations_extensionrequest_has_words_and_a_reason": lambda: request(reason=""),
    "recommendations_extensiondecision_outcome_is_known": lambda: ExtensionDecision(
        extension_request=saved(request()), outcome="perhaps", **fact()
    ),
    "recommendations_committeedecision_outcome_is_known": lambda: decision(outcome="adjourned"),
    "recommendations_committeedecision_names_the_committee": lambda: decision(committee=""),
    "recommendations_evidence_is_a_file_or_a_link": lambda: evidence(),
    "recommendations_evidence_file_has_type_and_size": lambda: evidence(file="evidence/ab/cd"),
    "recommendations_evidence_link_is_of_the_web": lambda: evidence(link="javascript:alert(1)"),
    "recommendations_evidence_is_named": lambda: evidence(
        name="", link="https://www.example.gov.uk"
    ),
    "recommendations_statusword_has_a_word": lambda: status_word(word=""),
    "recommendations_statusword_meaning_is_known": lambda: status_word(meaning="late"),
    "recommendations_statusword_auditors_means_complete": lambda: status_word(is_auditors=True),
    "recommendations_statusword_once_in_a_plan": lambda: status_word(word="ON TRACK"),
    "recommendations_round_has_a_label": lambda: Round(label="", as_at=DAY, updates_due=DAY),
    "recommendations_updaterequest_asks_once": lambda: _asked_twice(),
    "recommendations_updaterequest_answers_before_it_asks": lambda: _asked(
        answers_from=moment(hour=13)
    ),
    "recommendations_calendarfeed_is_of_one_thing": lambda: calendar(department=make_department()),
    "recommendations_calendarfeed_made_before_revoked": lambda: calendar(
        revoked_at=moment(hour=11)
    ),
    "recommendations_calendarfeed_mine_once": lambda: calendar_like(saved(calendar())),
    "recommendations_calendarfeed_department_once": lambda: calendar_like(
        saved(calendar(kind="department", department=make_department()))
    ),
    "recommendations_calendarfeed_plan_once": lambda: calendar_like(
        saved(calendar(kind="plan", plan=make_plan()))
    ),
    "recommendations_savedview_has_a_name": lambda: SavedView(user=make_user(), name=""),
    "recommendations_savedview_name_once_for_a_user": lambda: SavedView(
        user=saved(SavedView(user=make_user(), name="Late")).user, name="LATE"
    ),
    "recommendations_updatedraft_one_each": lambda: _drafted_twice(),
    "recommendations_ragjudgement_colour_is_known": lambda: RagJudgement(
        **{**about(), "colour": "blue", "reason": "It waits"}
    ),
    "recommendations_ragjudgement_has_a_reason": lambda: RagJudgement(colour="red", **about()),
    "recommendations_measureterms_has_a_name": lambda: terms(name=""),
    "recommendations_measureterms_better_is_known": lambda: terms(better="sideways"),
    "recommendations_measureterms_baseline_of_a_day": lambda: terms(baseline_day=DAY),
    "recommendations_measureterms_target_by_a_day": lambda: terms(target_day=DAY),
    "recommendations_handover_is_to_another": lambda: hand_over(to_owner=make_owner("Sue")),
    "recommendations_handover_has_a_reason": lambda: hand_over(reason=""),
    "recommendations_handover_names_an_owner": lambda: hand_over(to_owner=None),
    "recommendations_handover_undoes_another": lambda: hand_over(pk=9, undoes_id=9),
    "recommendations_handovercell_writes_another": lambda: moved_cell(to_itself=True),
    "recommendations_handovercell_moves_a_cell_once": lambda: moved_cell(again=True),
    "recommendations_handoveraction_writes_another": lambda: moved_action(to_itself=True),
    "recommendations_handoveraction_moves_a_state_once": lambda: moved_action(again=True),
    "recommendations_planimport_keeps_its_original": lambda: brought_in(sha256=""),
    "recommendations_planimport_ended_by_somebody": lambda: brought_in(state="given_up"),
    "recommendations_planimport_taken_in_somewhere": lambda: brought_in(
        state="taken_in", ended_by=make_user(), ended_at=moment()
    ),
    "recommendations_answerlink_one_that_works": lambda: link(
        owner=saved(link()).owner, round=Round.objects.get()
    ),
    "recommendations_answerlink_revoked_by_somebody": lambda: link(revoked_at=moment()),
    "recommendations_importedrow_once": lambda: twice_from_one_file(),
    "recommendations_digest_one_a_day": lambda: digest(
        address=saved(digest()).address, message_id="<2@as-at>"
    ),
    "recommendations_digest_is_begun_before_it_ends": lambda: digest(sent_at=moment()),
    "recommendations_digest_sent_is_not_refused": lambda: digest(
        begun_at=moment(), sent_at=moment(), refusal="550 No such user"
    ),
    "recommendations_addressee_is_written_to_at_an_address": lambda: addressee(
        digest=saved(digest())
    ),
    "recommendations_addressee_spared_is_not_written_to": lambda: addressee(
        digest=saved(digest()), address="sue@example.gov.uk", spared_at=moment()
    ),
    "recommendations_addressee_once": lambda: addressee(
        recipient=saved(addressee(recipient=make_owner())).recipient
    ),
}


def _carried_to_itself():
    recommendation = make_recommendation()
    recommendation.carried_to = recommendation
    return recommendation


def _named_twice():
    cell, sue = saved(OwnerCell(text="Sue", **about())), make_owner()
    Assignment.objects.create(owner_cell=cell, owner=sue)
    return Assignment(owner_cell=cell, owner=sue)


def _asked(**fields):
    """A recommendation that a round asks about, which had not asked before."""
    recommendation = make_recommendation()
    round = make_round(make_plan("Staff survey", "staff-survey"))
    about = {"round": round, "recommendation": recommendation, "asked_by": make_user()}
    return UpdateRequest(**{**about, "asked_at": moment(), "answers_from": moment(), **fields})


def _asked_twice():
    first = saved(_asked())
    return UpdateRequest(
        round=first.round,
        recommendation=first.recommendation,
        asked_by=first.asked_by,
        asked_at=moment(hour=13),
        answers_from=moment(),
    )


def _drafted_twice():
    mine = {"recommendation": make_recommendation(), "user": make_user(), "content": {}}
    UpdateDraft.objects.create(**mine, saved_at=moment())
    return UpdateDraft(**mine, saved_at=moment(hour=13))


def brought_in(**fields):
    begun = make_import("Train everybody")
    for name, value in fields.items():
        setattr(begun, name, value)
    return begun


def twice_from_one_file():
    kept = make_import("Train everybody", is_taken_in=True).rows.get()
    return ImportedRow(
        plan_import=kept.plan_import, recommendation=kept.recommendation, place="row 9", is_new=True
    )


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(db, name):
    row = REFUSED[name]()

    with pytest.raises(IntegrityError):
        row.save()


def test_every_constraint_of_the_app_but_those_of_every_dated_fact_is_tested():
    of_every_fact = ("_void_corrects_a_fact", "_corrects_another")
    named = {
        constraint.name
        for model in apps.get_app_config("recommendations").get_models()
        for constraint in model._meta.constraints
        if not constraint.name.endswith(of_every_fact)
    }

    assert named == set(REFUSED)


def test_what_was_written_about_keeps_its_subject(db):
    with pytest.raises(models.ProtectedError):
        make_recommendation().delete()


def test_an_owner_named_in_a_cell_is_kept(db):
    sue = make_owner()
    cell = saved(OwnerCell(text="Sue", **about()))
    Assignment.objects.create(owner_cell=cell, owner=sue)

    with pytest.raises(models.ProtectedError):
        Owner.objects.get().delete()


def test_a_recommendation_prints_as_its_plan_and_reference(db):
    assert str(make_recommendation(reference="5")) == "Organisational learning review 5"
    assert Recommendation.objects.count() == 1

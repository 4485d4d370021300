from datetime import date

import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from recommendations.wordings import reword
from reports.drafts import (
    discard_draft,
    edit_draft,
    prepare_appendix,
    prepare_supplement,
    prepare_version,
)
from reports.issuing import issue_appendix
from reports.models import Appendix
from tests.factories import (
    DAY,
    lay_out,
    make_draft,
    make_layout,
    make_meeting,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    written,
)

LATER = date(2016, 6, 10)
NOW = moment(LATER)
CUT_OFF = moment(date(2016, 6, 3), 17)


@pytest.fixture
def plan(db):
    plan = make_plan()
    lay_out(plan, appendix_number="Appendix 4")
    make_recommendation(plan, reference="1", text="Keep records.", narrative="Underway")
    return plan


def prepare(plan, meeting=None, **fields):
    written = {"as_at": DAY, "by": make_user(), "at": NOW}
    return prepare_appendix(meeting or make_meeting(), plan, **{**written, **fields})


def issued(plan, **fields):
    return issue_appendix(make_draft(plan, **fields), by=make_user(), at=NOW)


def settings_of(draft, **fields):
    names = ("as_at", "audience", "names", "cut_off", "number", "layout", "edits")
    return {**{name: getattr(draft, name) for name in names}, **fields}


def refusal_of(call, *args, **kwargs):
    """What an act refused, by field; None is the field of what is about none."""
    before = list(Appendix.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as refused:
        call(*args, **kwargs)
    assert list(Appendix.objects.order_by("pk").values()) == before
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else {None: error.messages}


def test_a_draft_keeps_its_settings_and_who_prepared_it_when(plan):
    clerk = make_user("clem@example.gov.uk", name="Clem Clerk")
    layout = make_layout(name="Wide")

    draft = prepare(
        plan, audience="exempt", names="posts", cut_off=CUT_OFF, number=" App 2 ", layout=layout,
        by=clerk,
    )  # fmt: skip

    kept = Appendix.objects.get()
    assert kept == draft
    assert (kept.plan, kept.as_at, kept.audience, kept.names) == (plan, DAY, "exempt", "posts")
    assert (kept.cut_off, kept.number, kept.layout) == (CUT_OFF, "App 2", layout)
    assert (kept.state, kept.version, kept.prepared_by, kept.prepared_at) == (
        "draft", 1, clerk, NOW,
    )  # fmt: skip


def test_without_a_number_it_takes_the_usual_one_of_its_plan(plan):
    assert prepare(plan).number == "Appendix 4"


def test_a_paper_of_a_plan_that_is_not_in_use_is_not_prepared(plan):
    plan.is_active = False

    assert refusal_of(prepare, plan) == {
        None: [
            "The plan “Organisational learning review” is no longer in use, so no paper of it is "
            "prepared. Ask a plan lead."
        ]
    }


@pytest.mark.parametrize(
    ("days", "refusal"),
    [
        (
            {"as_at": date(2016, 6, 11)},
            {"as_at": ["The as-at date can't be after today"]},
        ),
        (
            {"as_at": date(2016, 6, 29), "at": moment(date(2016, 6, 30))},
            {"as_at": ["The as-at date can't be after the meeting, on 28 June 2016"]},
        ),
        (
            {"cut_off": moment(date(2016, 5, 30), 23, 59)},
            {"cut_off": ["Updates are received to the as-at date at least, 31 May 2016"]},
        ),
    ],
)
def test_days_that_can_t_be_are_refused_beside_their_field(plan, days, refusal):
    assert refusal_of(prepare, plan, **days) == refusal


def test_a_cut_off_on_the_as_at_date_itself_is_taken(plan):
    assert prepare(plan, cut_off=moment(DAY, 0, 1)).cut_off == moment(DAY, 0, 1)


def test_a_meeting_has_one_paper_of_a_plan_for_a_day_and_for_the_same_readers(plan):
    meeting = make_meeting()
    prepare(plan, meeting)

    assert refusal_of(prepare, plan, meeting) == {
        None: [
            "This meeting has a paper of this plan for that date already: “Appendix 4 as at 31 May "
            "2016”."
        ]
    }
    prepare(plan, meeting, audience="exempt")
    prepare(plan, meeting, as_at=date(2016, 5, 30))
    prepare(plan, make_meeting(day=date(2016, 7, 1)))
    assert Appendix.objects.count() == 4


def test_a_draft_is_changed_and_counts_its_changes(plan):
    draft = prepare(plan)

    edit_draft(draft, **settings_of(draft, number="Appendix 9", cut_off=CUT_OFF), at=NOW)

    kept = Appendix.objects.get()
    assert (kept.number, kept.cut_off, kept.edits) == ("Appendix 9", CUT_OFF, 2)


def test_of_two_who_change_a_draft_at_once_the_second_is_told(plan):
    draft = prepare(plan)
    mine, theirs = Appendix.objects.get(), Appendix.objects.get()
    edit_draft(theirs, **settings_of(draft, number="Theirs"), at=NOW)

    with pytest.raises(EditedMeanwhile):
        edit_draft(mine, **settings_of(draft, number="Mine"), at=NOW)

    assert Appendix.objects.get().number == "Theirs"


def test_a_draft_is_not_changed_into_another_that_is_there(plan):
    meeting = make_meeting()
    prepare(plan, meeting)
    exempt = prepare(plan, meeting, audience="exempt")

    refused = refusal_of(edit_draft, exempt, **settings_of(exempt, audience="public"), at=NOW)

    assert list(refused) == [None]


def test_an_issued_paper_is_neither_changed_nor_taken_away(plan):
    paper = issued(plan)
    stays = {
        None: [
            "Alice Archer issued this paper at 12:00. It stays as it was issued; what has to be "
            "put right is another version."
        ]
    }

    assert refusal_of(edit_draft, paper, **settings_of(paper, number="9"), at=NOW) == stays
    assert refusal_of(discard_draft, paper, edits=1) == stays


def test_a_draft_is_taken_away(plan):
    draft = prepare(plan)

    discard_draft(draft, edits=1)

    assert not Appendix.objects.exists()


def test_a_draft_that_is_gone_is_neither_changed_nor_taken_away_again(plan):
    draft = prepare(plan)
    settings = settings_of(draft)
    discard_draft(Appendix.objects.get(), edits=1)
    gone = {None: ["Somebody has taken this draft away meanwhile. You can prepare it again."]}

    assert refusal_of(edit_draft, draft, **settings, at=NOW) == gone
    assert refusal_of(discard_draft, draft, edits=1) == gone


def test_a_draft_that_somebody_changed_is_not_taken_away(plan):
    draft = prepare(plan)
    edit_draft(Appendix.objects.get(), **settings_of(draft, number="B"), at=NOW)

    with pytest.raises(EditedMeanwhile):
        discard_draft(draft, edits=1)

    assert Appendix.objects.get().number == "B"


def test_another_version_has_the_settings_of_the_one_that_it_replaces_and_a_reason(plan):
    layout = make_layout(name="Wide")
    paper = issued(plan, names="posts", number="App 7", layout=layout, cut_off=CUT_OFF)

    draft = prepare_version(paper, reason="2.3 had the wrong date", by=make_user(), at=NOW)

    assert (draft.version, draft.replaces, draft.version_reason) == (
        2, paper, "2.3 had the wrong date",
    )  # fmt: skip
    names = ("plan", "meeting", "audience", "as_at", "names", "number", "layout")
    assert [getattr(draft, name) for name in names] == [getattr(paper, name) for name in names]
    assert draft.cut_off is None
    assert draft.state == "draft"


def test_another_version_needs_a_reason_and_an_issued_paper(plan):
    assert refusal_of(prepare_version, issued(plan), reason=" ", by=make_user(), at=NOW) == {
        None: ["Say why another version is needed. The reason is printed on the paper."]
    }
    draft = make_draft(plan, audience="exempt")
    assert refusal_of(prepare_version, draft, reason="Why", by=make_user(), at=NOW) == {
        None: ["This is a draft: change it, there is nothing to replace."]
    }


def test_a_paper_is_replaced_once(plan):
    paper = issued(plan)
    draft = prepare_version(paper, reason="Wrong", by=make_user(), at=NOW)

    again = {"reason": "Wrong too", "by": make_user(), "at": NOW}
    assert refusal_of(prepare_version, paper, **again) == {
        None: ["Version 2 is in preparation already."]
    }
    issue_appendix(draft, by=make_user(), at=NOW)
    assert refusal_of(prepare_version, paper, **again) == {
        None: ["Version 2 replaces this one already."]
    }


def test_the_day_and_the_readers_of_another_version_are_settled(plan):
    draft = prepare_version(issued(plan), reason="Wrong", by=make_user(), at=NOW)

    other = settings_of(draft, as_at=date(2016, 1, 1), audience="exempt", number="B")
    edit_draft(draft, **other, at=NOW)

    kept = Appendix.objects.get(pk=draft.pk)
    assert (kept.as_at, kept.audience, kept.number) == (DAY, "public", "B")


def test_a_supplement_is_of_the_paper_itself_one_at_a_time(plan):
    paper = issued(plan)

    draft = prepare_supplement(paper, by=make_user(), at=NOW)

    assert (draft.supplement_to, draft.number, draft.version) == (
        paper, "Appendix 1, supplement", 1,
    )  # fmt: skip
    assert refusal_of(prepare_supplement, paper, by=make_user(), at=NOW) == {
        None: ["A supplement to this paper is in preparation already."]
    }


def test_the_next_supplement_has_a_number_of_its_own(plan):
    paper = issued(plan)
    issued_supplement(plan, paper, "Keep all records.")

    draft = prepare_supplement(paper, by=make_user(), at=NOW)

    assert draft.number == "Appendix 1, supplement 2"


def test_another_version_of_a_supplement_waits_for_the_next_supplement(plan):
    paper = issued(plan)
    supplement = issued_supplement(plan, paper, "Keep all records.")
    prepare_supplement(paper, by=make_user(), at=NOW)

    assert refusal_of(prepare_version, supplement, reason="A slip", by=make_user(), at=NOW) == {
        None: ["A supplement to this paper is in preparation already."]
    }


def test_what_came_in_late_belongs_to_the_newest_version(plan):
    paper = issued(plan)
    issue_appendix(
        prepare_version(paper, reason="A slip", by=make_user(), at=NOW), by=make_user(), at=NOW
    )

    assert refusal_of(prepare_supplement, paper, by=make_user(), at=NOW) == {
        None: ["Version 2 replaces this one already."]
    }


def test_a_supplement_does_not_go_back_before_its_paper(plan):
    draft = prepare_supplement(issued(plan, cut_off=CUT_OFF), by=make_user(), at=NOW)
    earlier = settings_of(draft, cut_off=moment(date(2016, 6, 3), 16, 59))

    assert refusal_of(edit_draft, draft, **earlier, at=NOW) == {
        "cut_off": [
            "The paper itself holds what was written down by 3 June 2016, 17:00. Choose a later "
            "moment"
        ]
    }


def issued_supplement(plan, paper, text):
    """A supplement to a paper, of which one row was reworded after its issue."""
    late = moment(date(2016, 6, 12))
    reword(plan.recommendations.first(), text, reason="Agreed", **written(DAY, late))
    draft = prepare_supplement(paper, by=make_user(), at=late)
    return issue_appendix(draft, by=make_user(), at=late)

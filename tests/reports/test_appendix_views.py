import json
from datetime import date
from hashlib import sha256

import pytest
from django.test import Client

from recommendations.models import Plan
from recommendations.wordings import exempt_all, monitor_all, reword
from reports.drafts import prepare_supplement, prepare_version
from reports.forms.appendices import CHANGED_MEANWHILE, SAYS_OTHERWISE
from reports.issuing import issue_appendix
from reports.models import Appendix, Meeting
from tests.factories import (
    DAY,
    lay_out,
    make_draft,
    make_issued,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)
from tests.sending import filled_in, problems, send, words

ISSUE = moment(date(2016, 6, 10))
LATE = moment(date(2016, 6, 12))


@pytest.fixture
def plan(db):
    plan = make_plan()
    lay_out(plan, appendix_number="Appendix 4")
    make_recommendation(plan, reference="1", text="Keep records.", narrative="Underway")
    make_recommendation(
        plan, reference="2", text="Train managers.", owners=[make_owner("Sue Moorman")]
    )
    return plan


@pytest.fixture
def clerk(db):
    client = Client()
    client.force_login(make_user("clem@example.gov.uk", name="Clem Clerk", role="Committee clerk"))
    return client


def page_of(appendix, below=""):
    return f"/appendices/{appendix.pk}/{below}"


def issued(plan, **fields):
    return issue_appendix(make_draft(plan, **fields), by=make_user(), at=ISSUE)


def test_a_draft_is_prepared_for_a_meeting_with_what_is_usual_filled_in(plan, clerk):
    meeting = make_meeting(round=make_round(plan))
    address = f"/meetings/{meeting.pk}/appendices/new/?plan=learning-review"

    page = clerk.get(address)
    sent = filled_in(page)
    assert (sent["number"], sent["as_at_0"], sent["as_at_2"]) == (["Appendix 4"], ["31"], ["2016"])
    response = clerk.post(
        address,
        filled_in(page, cut_off_0="3", cut_off_1="6", cut_off_2="2016", cut_off_time="5pm"),
    )

    draft = Appendix.objects.get()
    assert response.url == page_of(draft)
    assert (draft.plan, draft.meeting, draft.number) == (plan, meeting, "Appendix 4")
    assert draft.cut_off == moment(date(2016, 6, 3), 17)
    assert "The draft is ready" in words(clerk.get(response.url))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"cut_off_time": "5pm"}, "Enter the day too"),
        (
            {"cut_off_0": "3", "cut_off_1": "6", "cut_off_2": "2016",
             "cut_off_time": "half past"},
            "Enter the time like 17:00, or leave it blank for the end of the day",
        ),
        (
            {"cut_off_0": "3", "cut_off_1": "5", "cut_off_2": "2016"},
            "Updates are received to the as-at date at least, 31 May 2016",
        ),
        (
            {"cut_off_0": "27", "cut_off_1": "3", "cut_off_2": "2016", "cut_off_time": "1:30"},
            "The clocks leave that hour out on this day. Enter another time",
        ),
        ({"as_at_2": "2199"}, "The as-at date can't be after today"),
        ({"as_at_0": ""}, "As at must include a day"),
        ({"plan": ""}, "Choose a plan"),
    ],
)  # fmt: skip
def test_what_can_t_be_is_said_beside_its_field_and_everything_typed_is_kept(
    plan, clerk, typed, problem
):
    meeting = make_meeting(round=make_round(plan))
    address = f"/meetings/{meeting.pk}/appendices/new/?plan=learning-review"

    page = send(clerk, address, number="Appendix 77", **typed)

    assert problems(page) == [problem]
    assert filled_in(page)["number"] == ["Appendix 77"]
    assert not Appendix.objects.exists()


def test_a_draft_says_who_is_silent_and_what_is_in_it(plan, clerk):
    make_round(plan)
    page = clerk.get(page_of(make_draft(plan)))

    said = words(page)
    assert "2 recommendations" in said
    assert "No update received on 2" in said
    assert "2 Train managers. Sue Moorman 1" in said


def test_a_draft_with_posts_warns_of_names_that_stand_in_its_texts(plan, clerk):
    make_update(plan.recommendations.get(reference="2"), "Sue Moorman has begun.", on=DAY)

    with_posts = words(clerk.get(page_of(make_draft(plan, names="posts"))))
    assert "2: “Sue Moorman” under Action taken up to May 2016" in with_posts
    with_names = make_draft(plan, make_meeting(day=date(2016, 7, 1)))
    assert "Names in the texts" not in words(clerk.get(page_of(with_names)))


def test_a_draft_is_changed_and_two_who_change_it_are_told(plan, clerk):
    draft = make_draft(plan)
    mine = filled_in(clerk.get(page_of(draft, "edit/")), number="Mine")
    send(clerk, page_of(draft, "edit/"), number="Theirs")

    page = clerk.post(page_of(draft, "edit/"), mine)

    assert "Somebody else has changed" in words(page)
    assert "Theirs" in words(page)
    assert Appendix.objects.get().number == "Theirs"


def test_a_draft_is_issued_with_a_reason_where_somebody_is_silent(plan, clerk):
    make_round(plan)
    draft = make_draft(plan)

    page = send(clerk, page_of(draft, "issue/"))
    assert problems(page) == [
        "No update was received on 2 of the 2 recommendations. Say why the paper is issued all the "
        "same."
    ]
    response = send(clerk, page_of(draft, "issue/"), reason="Both posts are vacant.")

    assert response.url == page_of(draft)
    kept = Appendix.objects.get()
    assert (kept.state, kept.silence_reason, kept.issued_by.name) == (
        "issued", "Both posts are vacant.", "Clem Clerk",
    )  # fmt: skip
    said = words(clerk.get(response.url))
    assert "The paper is issued. Nothing alters it from now on." in said
    assert kept.sha256 in said


def test_issuing_twice_counts_once_and_says_so(plan, clerk):
    draft = make_draft(plan)
    sent = filled_in(clerk.get(page_of(draft, "issue/")))
    clerk.post(page_of(draft, "issue/"), sent)
    kept = Appendix.objects.values().get()

    again = clerk.post(page_of(draft, "issue/"), sent, follow=True)

    assert "This paper is issued. Nothing alters it." in words(again)
    assert Appendix.objects.values().get() == kept


def test_a_draft_changed_since_it_was_looked_at_is_not_issued(plan, clerk):
    draft = make_draft(plan)
    sent = filled_in(clerk.get(page_of(draft, "issue/")))
    send(clerk, page_of(draft, "edit/"), number="Appendix 9")

    page = clerk.post(page_of(draft, "issue/"), sent)

    assert problems(page) == [SAYS_OTHERWISE]
    assert Appendix.objects.get().state == "draft"
    clerk.post(page_of(draft, "issue/"), filled_in(page))
    assert Appendix.objects.get().state == "issued"


def test_what_was_written_down_since_it_was_looked_at_is_looked_at_first(plan, clerk):
    draft = make_draft(plan)
    sent = filled_in(clerk.get(page_of(draft, "issue/")))
    make_update(plan.recommendations.get(reference="2"), "Booked", on=DAY, at=LATE)

    page = clerk.post(page_of(draft, "issue/"), sent)

    assert problems(page) == [SAYS_OTHERWISE]
    assert Appendix.objects.get().state == "draft"


def test_a_paper_whose_meeting_was_moved_before_its_day_says_so(plan, clerk):
    draft = make_draft(plan)
    Meeting.objects.update(date=date(2016, 5, 1))

    page = send(clerk, page_of(draft, "issue/"))

    assert problems(page) == ["The as-at date can't be after the meeting, on 1 May 2016"]


def test_of_two_who_issue_the_second_is_told_who_was_first(plan, clerk):
    draft = make_draft(plan)
    sent = filled_in(clerk.get(page_of(draft, "issue/")))
    issue_appendix(Appendix.objects.get(pk=draft.pk), by=make_user(), at=ISSUE)

    page = clerk.post(page_of(draft, "issue/"), sent, follow=True)

    assert "This paper is issued. Nothing alters it." in words(page)


def test_papers_of_one_meeting_with_one_number_are_pointed_out(plan, clerk):
    draft = make_draft(plan)
    other = make_plan("Staff survey", "staff-survey")
    make_recommendation(other, text="Ask everybody.")
    assert "Another paper of this meeting" not in words(clerk.get(page_of(draft)))

    make_draft(other)

    warning = "Another paper of this meeting is called “Appendix 1” too: Staff survey"
    assert warning in words(clerk.get(page_of(draft)))
    assert warning in words(clerk.get(page_of(draft, "issue/")))


def test_a_paper_of_a_plan_made_inactive_can_t_be_issued_and_says_why(plan, clerk):
    draft = make_draft(plan)
    Plan.objects.update(is_active=False)

    assert "This plan is no longer in use" in words(clerk.get(page_of(draft)))
    page = send(clerk, page_of(draft, "issue/"))
    assert problems(page) == [
        "The plan “Organisational learning review” is no longer in use, so no paper of it is "
        "prepared. Ask a plan lead."
    ]


@pytest.mark.parametrize("below", ["edit/", "discard/", "issue/"])
def test_the_pages_for_drafts_lead_back_to_an_issued_paper(plan, clerk, below):
    paper = issued(plan)

    page = clerk.get(page_of(paper, below), follow=True)

    assert page.redirect_chain == [(page_of(paper), 302)]
    assert "This paper is issued. Nothing alters it." in words(page)


def test_a_draft_that_somebody_changed_is_not_taken_away_unseen(plan, clerk):
    draft = make_draft(plan)
    sent = filled_in(clerk.get(page_of(draft, "discard/")))
    send(clerk, page_of(draft, "edit/"), number="Appendix 9")

    page = clerk.post(page_of(draft, "discard/"), sent)

    assert problems(page) == [CHANGED_MEANWHILE]
    assert Appendix.objects.exists()
    clerk.post(page_of(draft, "discard/"), filled_in(page))
    assert not Appendix.objects.exists()


def test_a_draft_is_taken_away(plan, clerk):
    draft = make_draft(plan)

    response = send(clerk, page_of(draft, "discard/"))

    assert response.url == f"/meetings/{draft.meeting_id}/"
    assert not Appendix.objects.exists()
    assert clerk.get(page_of(draft)).status_code == 404


def test_the_pdf_and_the_json_of_an_issued_paper_are_the_kept_bytes(plan, clerk):
    paper = issued(plan)
    reword(plan.recommendations.first(), "All else.", reason="New", **written(DAY, LATE))

    pdf, kept = clerk.get(page_of(paper, "paper.pdf")), clerk.get(page_of(paper, "paper.json"))

    assert sha256(pdf.content).hexdigest() == paper.sha256
    assert sha256(kept.content).hexdigest() == paper.document_sha256
    assert pdf["Content-Disposition"] == (
        'attachment; filename="learning-review-as-at-2016-05-31-version-1.pdf"'
    )
    assert "Keep records." in words(clerk.get(page_of(paper, "paper/")))


def test_json_leads_to_what_it_is_written_down_in_where_it_is_of_that_schema(plan, clerk):
    draft, paper = make_draft(plan), make_issued(plan, as_at=date(2016, 3, 31))
    kept = {**paper.document, "schema": 2}
    older = make_issued(plan, slug="older", as_at=date(2015, 11, 30), document=kept)
    described = '</static/schemas/appendix-document-3.json>; rel="describedby"'

    assert clerk.get(page_of(draft, "paper.json"))["Link"] == described
    assert clerk.get(page_of(paper, "paper.json"))["Link"] == described
    assert "Link" not in clerk.get(page_of(older, "paper.json"))


def test_what_is_shown_of_a_draft_says_that_it_is_one(plan, clerk):
    draft = make_draft(plan)

    assert "Draft, not issued: it may still change." in words(clerk.get(page_of(draft, "paper/")))
    notices = json.loads(clerk.get(page_of(draft, "paper.json")).content)["notices"]
    assert notices[0] == "Draft, not issued: it may still change."
    assert clerk.get(page_of(draft, "paper.pdf")).content.startswith(b"%PDF")


def test_late_updates_are_said_and_lead_to_a_supplement(plan, clerk):
    paper = issued(plan)
    make_update(plan.recommendations.get(reference="2"), "Booked for July", on=DAY, at=LATE)

    said = words(clerk.get(page_of(paper)))
    assert "1 update arrived after the cut-off." in said
    asked = words(clerk.get(page_of(paper, "supplement/")))
    assert "1 row would be printed otherwise now: 2 Train managers." in asked
    response = send(clerk, page_of(paper, "supplement/"))

    draft = Appendix.objects.get(state="draft")
    assert (response.url, draft.supplement_to) == (page_of(draft), paper)
    assert "Appendix 1, supplement (draft)" in words(clerk.get(page_of(paper)))


def test_what_no_update_has_changed_is_said_and_leads_to_a_supplement_too(plan, clerk):
    paper = issued(plan)
    reword(plan.recommendations.get(reference="1"), "Else.", reason="New", **written(DAY, LATE))
    gone = plan.recommendations.get(reference="2")
    monitor_all([gone], False, reason="Closed", **written(DAY, LATE))

    page = clerk.get(page_of(paper))
    assert "2 rows would be printed otherwise now." in words(page)
    assert page_of(paper, "supplement/") in page.content.decode()
    asked = words(clerk.get(page_of(paper, "supplement/")))
    assert "otherwise now: 1 Else. 2 Train managers. (no longer there)" in asked
    assert send(clerk, page_of(paper, "supplement/")).status_code == 302


def test_the_notice_goes_once_a_supplement_was_issued(plan, clerk):
    paper = issued(plan)
    make_update(plan.recommendations.get(reference="2"), "Booked for July", on=DAY, at=LATE)
    supplement = prepare_supplement(paper, by=make_user(), at=LATE)
    issue_appendix(supplement, by=make_user(), at=LATE)

    assert "arrived after the cut-off" not in words(clerk.get(page_of(paper)))
    assert "arrived after the cut-off" not in words(clerk.get(page_of(supplement)))
    for one in (paper, supplement):
        assert "nothing for a supplement" in words(clerk.get(page_of(one, "supplement/")))


def test_of_a_paper_that_was_replaced_its_supplement_says_nothing_late(plan, clerk):
    paper = issued(plan)
    make_update(plan.recommendations.get(reference="2"), "Booked for July", on=DAY, at=LATE)
    supplement = prepare_supplement(paper, by=make_user(), at=LATE)
    issue_appendix(supplement, by=make_user(), at=LATE)
    version = prepare_version(paper, reason="Wrong", by=make_user(), at=LATE)
    issue_appendix(version, by=make_user(), at=LATE)
    later = moment(date(2016, 6, 13))
    make_update(plan.recommendations.get(reference="1"), "Done", on=DAY, at=later)

    assert "1 update arrived after the cut-off" in words(clerk.get(page_of(version)))
    for one in (paper, supplement):
        assert "arrived after the cut-off" not in words(clerk.get(page_of(one)))


def test_the_first_exempt_paper_is_not_said_to_be_the_first_paper(plan, clerk):
    issued(plan)
    exempt_all(plan.recommendations.all()[:1], "3", **written(DAY))
    draft = make_draft(plan, make_meeting(day=date(2016, 7, 28)), audience="exempt")

    said = words(clerk.get(page_of(draft)))

    assert "It is the first exempt paper of this plan for this committee" in said


def test_without_anything_late_there_is_no_supplement(plan, clerk):
    page = clerk.get(page_of(issued(plan), "supplement/"))

    assert "there is nothing for a supplement" in words(page)
    assert not page.context["late"]


def test_another_version_is_prepared_with_a_reason(plan, clerk):
    paper = issued(plan)

    assert problems(send(clerk, page_of(paper, "version/"))) == [
        "Say why another version is needed"
    ]
    response = send(clerk, page_of(paper, "version/"), reason="2 had the wrong owner")

    draft = Appendix.objects.get(state="draft")
    assert response.url == page_of(draft)
    assert (draft.version, draft.version_reason) == (2, "2 had the wrong owner")
    said = words(clerk.get(page_of(paper)))
    assert "Version 2 is in preparation. Until it is issued, this one stands." in said
    issue_appendix(draft, by=make_user(), at=ISSUE)
    said = words(clerk.get(page_of(paper)))
    assert "Version 2 has replaced this one: 2 had the wrong owner" in said


def test_of_another_version_the_day_and_the_readers_can_t_be_changed(plan, clerk):
    draft = prepare_version(issued(plan), reason="Wrong", by=make_user(), at=ISSUE)

    sent = filled_in(clerk.get(page_of(draft, "edit/")))
    assert not {"as_at_0", "audience"} & sent.keys()
    response = clerk.post(page_of(draft, "edit/"), sent | {"number": "Appendix 9"})

    assert response.url == page_of(draft)
    kept = Appendix.objects.get(pk=draft.pk)
    assert (kept.number, kept.as_at, kept.audience) == ("Appendix 9", DAY, "public")


def test_a_third_version_can_t_be_prepared_from_the_first(plan, clerk):
    paper = issued(plan)
    prepare_version(paper, reason="Wrong", by=make_user(), at=ISSUE)

    page = send(clerk, page_of(paper, "version/"), reason="Wrong too")

    assert problems(page) == ["Version 2 is in preparation already."]


def test_a_lead_reads_drafts_and_exempt_papers_but_prepares_none(plan):
    lead = Client()
    lead.force_login(make_user("lea@example.gov.uk", role="HR or plan lead"))
    exempt_all(plan.recommendations.all()[:1], "3", **written(DAY))
    draft = make_draft(plan, audience="exempt")

    page = lead.get(page_of(draft))

    assert page.status_code == 200
    assert "Issue" not in words(page).split()
    assert "Keep records." in words(lead.get(page_of(draft, "paper/")))
    assert lead.get(page_of(draft, "issue/")).status_code == 403

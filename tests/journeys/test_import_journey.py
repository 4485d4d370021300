"""Lena brings in what exists: last year's paper with what is not understood in it, and the next
paper of the same plan, which changes what was said and keeps what was said before.
"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people.models import Owner
from recommendations.as_at import state_as_at
from recommendations.models import Plan, PlanImport, Recommendation
from tests.recommendations.source_files import document, workbook
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db

HEADINGS = ["No.", "Recommendation", "Action taken", "By when", "Who", "Status", "Measurement"]
MARCH = [
    ["Peer review: progress as at 31 March 2016", *[""] * 6],
    HEADINGS,
    ["1", "Review the policy", "A draft is written", "Spring 16", "Sue Moorman", "Under way", "-"],
    ["2", "Train the managers", "", "When the budget allows", "S Mooorman", "Half way", "80%"],
    ["3", "Publish the survey", "Published", "March 2016", "Head of HR", "Complete", "Online"],
]
JUNE = [
    HEADINGS,
    ["1", "Review the policy", "It is adopted", "Autumn 16", "Sue Moorman", "Complete", "-"],
    ["3", "Publish the survey", "Published", "March 2016", "Head of HR", "Complete", "Online"],
    ["4", "Ask the staff again", "", "May 2017", "Head of HR", "Not started", ""],
]


def bring_in(client, content, name, **typed):
    page = client.get("/imports/new/")
    sent = {**filled_in(page, **typed), "file": SimpleUploadedFile(name, content)}
    answer = client.post("/imports/new/", sent)
    assert answer.status_code == 302, problems(answer)
    return PlanImport.objects.under_way().get()


def day(text):
    return dict(zip(("as_at_0", "as_at_1", "as_at_2"), text.split(), strict=True))


def settle_owner(client, found, spelling, choice):
    address = f"/imports/{found.pk}/owners/"
    form = client.get(address).context["form"]
    [name] = [name for name, one in form.rows if one.named.spelling == spelling]
    return send(client, address, **{name: choice})


def test_two_papers_of_a_plan(lead, sue):
    # The first paper, out of Word: columns recognised, a doubtful date, name and status settled.
    found = bring_in(lead, document(MARCH), "march.docx", title="Peer review", **day("31 3 2016"))
    columns = f"/imports/{found.pk}/columns/"
    assert "Measurement" in words(lead.get(columns))
    send(lead, columns)
    review = f"/imports/{found.pk}/review/"
    send(lead, f"{review}?row=2", by_when="Autumn 16")
    settle_owner(lead, found, "S Mooorman", f"owner:{sue.pk}")
    statuses = f"/imports/{found.pk}/statuses/"
    form = lead.get(statuses).context["form"]
    words_of = {one.word: name for name, one in form.rows}
    send(lead, statuses, **{words_of["Half way"]: "on_track"})
    assert not Recommendation.objects.exists()
    send(lead, f"/imports/{found.pk}/take-in/")

    plan = Plan.objects.get()
    assert [row.reference for row in plan.recommendations.order_by("pk")] == ["1", "2", "3"]
    assert Owner.objects.filter(name="Head of HR", kind="post").exists()
    [second] = [s for s in states(plan, date(2016, 3, 31)) if s.reference == "2"]
    assert second.owner_text == "S Mooorman"
    assert second.status_word == "Half way"

    # The second, out of Excel: one changed, one missing, one new.
    found = bring_in(lead, workbook(JUNE), "june.xlsx", plan=str(plan.pk), **day("30 6 2016"))
    send(lead, f"/imports/{found.pk}/columns/")
    page = words(lead.get(f"/imports/{found.pk}/review/?show=changed"))
    assert "Autumn 16" in page
    missing = plan.recommendations.get(reference="2")
    dropped = {f"missing_{missing.pk}": "dropped"}
    send(lead, f"/imports/{found.pk}/missing/", **dropped)
    send(lead, f"/imports/{found.pk}/take-in/")

    assert plan.recommendations.count() == 4
    [first] = [s for s in states(plan, date(2016, 6, 30)) if s.reference == "1"]
    assert first.is_complete
    [before] = [s for s in states(plan, date(2016, 3, 31)) if s.reference == "1"]
    assert not before.is_complete
    page = words(lead.get(plan.get_absolute_url()))
    assert "Papers it was brought in from (2)" in page

    # It was the wrong file: taken back, the plan says what it said in March.
    send(lead, f"/imports/{found.pk}/take-back/", reason="It was a draft")
    assert "Papers it was brought in from (1)" in words(lead.get(plan.get_absolute_url()))
    [first] = [s for s in states(plan, date(2016, 6, 30)) if s.reference == "1"]
    assert not first.is_complete


def states(plan, on):
    return state_as_at(plan.recommendations.all(), as_at=on, known_by=None)

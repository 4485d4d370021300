"""The review of an import: what it shows first, how a row is put right in its place, and what is
settled once for all rows.
"""

from datetime import date

import pytest

from people.models import Owner
from people.roles import Role
from recommendations.importing.answers import changed_answers
from recommendations.imports import set_columns, settle
from recommendations.models import Plan, PlanImport, Recommendation
from tests.factories import make_owner, make_plan, make_recommendation, make_user
from tests.recommendations.source_files import workbook
from tests.recommendations.test_import_views import HEADINGS, begun
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD))
    return client


@pytest.fixture
def sue():
    return make_owner()


@pytest.fixture
def review(sue):
    """The address of the review of a paper with something to look at."""
    return f"/imports/{begun().pk}/review/"


def answers():
    return PlanImport.objects.get().answers


def many(count):
    rows = [
        [str(n + 1), f"Review policy {n}", "Begun", "May 2016", "HR", "On track"]
        for n in range(count)
    ]
    return workbook([HEADINGS, *rows])


def test_review_shows_the_problems_first(lead, review):
    page = words(lead.get(review))

    assert "Train the managers" in page
    assert "Publish the survey" not in page


def test_review_shows_every_row_as_it_will_be(lead, review):
    page = words(lead.get(f"{review}?show=all"))

    assert "Review the policy" in page
    assert "Publish the survey" in page
    assert "Read as 1 September to 30 November 2016: overdue from 1 December 2016." in page


def test_review_pages_by_fifty(lead):
    review = f"/imports/{begun(many(51)).pk}/review/?show=all"

    assert "Page 1 of 2" in words(lead.get(review))
    assert "Review policy 50" in words(lead.get(f"{review}&page=2"))


def test_row_is_put_right_in_its_place(lead, review):
    page = lead.get(f"{review}?show=all&row=2")
    assert "Put right row 3" in words(page)

    answer = send(lead, f"{review}?show=all&row=2", by_when="June 2016", text="Train all managers")

    assert answer.url == f"{review}?show=all#row-2"
    assert answers()["rows"] == {"2": {"by_when": "June 2016", "text": "Train all managers"}}
    page = words(lead.get(f"{review}?show=corrected"))
    assert "Row 3 is put right." in page
    assert "Train all managers" in page


def test_row_is_left_out_and_taken_in_again(lead, review):
    send(lead, f"{review}?row=2", left_out="on")
    assert answers()["rows"]["2"]["left_out"] is True
    assert "Left out (1)" in words(lead.get(review))

    send(lead, f"{review}?row=2", left_out=[])

    assert not answers().get("rows", {}).get("2", {}).get("left_out")


def test_row_has_its_days_set_by_hand(lead, review):
    days = {"latest_0": "30", "latest_1": "6", "latest_2": "2016"}
    page = send(lead, f"{review}?row=2", **days)
    assert problems(page) == ["Tick that you set the days by hand, or put them back"]

    send(lead, f"{review}?row=2", by_hand="on", **days)

    assert answers()["rows"]["2"]["dates"] == {
        "earliest": None,
        "latest": "2016-06-30",
        "open_ended": False,
    }
    assert "Set by hand." in words(lead.get(f"{review}?show=all"))


def test_row_put_right_by_two_people_is_compared(lead, review):
    found = PlanImport.objects.get()
    sent = filled_in(lead.get(f"{review}?row=2"), text="Train all managers")
    theirs = changed_answers({}, {"rows": {"2": {"text": "Train some managers"}}})
    settle(found, theirs, edits=1)

    page = lead.post(f"{review}?row=2", sent)

    assert "Changed meanwhile: choose what to keep" in words(page)
    assert "Train some managers" in words(page)
    assert answers()["rows"] == {"2": {"text": "Train some managers"}}

    send_again = filled_in(page, **{"keep-text": "typed"})
    lead.post(f"{review}?row=2", send_again)

    assert answers()["rows"] == {"2": {"text": "Train all managers"}}


def test_another_row_put_right_meanwhile_is_no_conflict(lead, review):
    found = PlanImport.objects.get()
    sent = filled_in(lead.get(f"{review}?row=2"), text="Train all managers")
    settle(found, changed_answers({}, {"rows": {"1": {"text": "Look at it"}}}), edits=1)

    lead.post(f"{review}?row=2", sent)

    assert answers()["rows"] == {"1": {"text": "Look at it"}, "2": {"text": "Train all managers"}}


def test_row_that_is_not_there_is_said(lead, review):
    answer = lead.get(f"{review}?row=99")

    assert answer.status_code == 404
    assert "The table has no such row." in answer.text


def test_owners_are_settled_once_for_all_rows(lead, review, sue):
    address = review.replace("review", "owners")
    form = lead.get(address).context["form"]
    [name] = [name for name, one in form.rows if one.named.spelling == "Suee Moorman"]

    answer = send(lead, address, **{name: f"owner:{sue.pk}"})

    assert answer.url == review
    assert answers()["owners"] == {"Suee Moorman": {"owner": sue.pk}}


def test_owners_are_found_by_name_in_the_directory(lead, review):
    head = make_owner("Head of People", "post")
    address = review.replace("review", "owners")
    form = lead.get(address).context["form"]
    [name] = [name for name, one in form.rows if one.named.spelling == "Head of HR"]

    page = send(lead, address, **{f"{name}_else": "Nobody at all"})
    assert problems(page)[0].startswith("There is no owner called “Nobody at all”")
    send(lead, address, **{f"{name}_else": "Head of People"})

    assert answers()["owners"] == {"Head of HR": {"owner": head.pk}}


def test_statuses_are_settled_once(lead, review):
    address = review.replace("review", "statuses")
    form = lead.get(address).context["form"]
    [name] = [name for name, one in form.rows if one.word == "Half way"]

    send(lead, address, **{name: "on_track"})

    assert answers()["statuses"] == {"Half way": "on_track"}


def test_missing_rows_are_asked_about(lead):
    plan = make_plan()
    gone = make_recommendation(plan, reference="9", text="Sell the building")
    found = begun(plan=plan)
    address = f"/imports/{found.pk}/missing/"
    assert "Sell the building" in words(lead.get(address))

    send(lead, address, **{f"missing_{gone.pk}": "dropped"})

    assert answers()["missing"] == {str(gone.pk): "dropped"}


def test_later_paper_says_what_is_new(lead):
    plan = make_plan()
    make_recommendation(plan, reference="1", text="Review the policy")
    found = begun(plan=plan)

    page = words(lead.get(f"/imports/{found.pk}/review/?show=all"))

    assert "Compared with Organisational learning review" in page
    assert "New" in page


def test_own_columns_are_put_right(lead):
    found = begun()
    fields = ["reference", "recommendation", "progress", "by_when", "owner", "own"]
    set_columns(found, [(field, "update") for field in fields], edits=1)
    review = f"/imports/{found.pk}/review/?row=1"

    send(lead, review, own_0="Nearly there")

    assert answers()["rows"] == {"1": {"own_values": {"Status": "Nearly there"}}}


def test_take_in_writes_it_all(lead, sue, review):
    address = review.replace("review", "take-in")
    page = words(lead.get(address))
    assert "A new plan: Peer review" in page

    answer = send(lead, address)

    found = PlanImport.objects.get()
    assert answer.url == f"/imports/{found.pk}/"
    assert found.state == "taken_in"
    plan = Plan.objects.get()
    assert (plan.title, plan.recommendations.count()) == ("Peer review", 3)
    page = words(lead.get(answer.url))
    assert "“plan.xlsx” is taken into the plan “Peer review”." in page
    assert "3 recommendations, 3 of them new" in page
    assert "Download the original plan.xlsx" in words(lead.get(plan.get_absolute_url()))


def test_take_in_sent_twice_counts_once(lead, review):
    address = review.replace("review", "take-in")
    sent = filled_in(lead.get(address))

    first, second = lead.post(address, sent), lead.post(address, sent)

    assert first.url == second.url
    assert Recommendation.objects.count() == 3


def test_take_in_asks_again_when_somebody_changed_it(lead, review):
    address = review.replace("review", "take-in")
    sent = filled_in(lead.get(address))
    settle(PlanImport.objects.get(), {"rows": {"1": {"left_out": True}}}, edits=1)

    page = lead.post(address, sent)

    assert problems(page)[0].startswith("Somebody else has changed this import")
    assert not Recommendation.objects.exists()
    lead.post(address, filled_in(page))
    assert Recommendation.objects.count() == 2


def test_take_in_says_what_must_be_settled_first(lead, review):
    send(lead, f"{review}?row=2", text="")
    address = review.replace("review", "take-in")

    page = lead.get(address)

    assert "Something has to be settled before anything can be taken in" in words(page)
    assert "Take in 3 rows" not in words(page)


def test_take_back_ends_what_was_written(lead, review):
    send(lead, review.replace("review", "take-in"))
    found = PlanImport.objects.get()
    address = f"/imports/{found.pk}/take-back/"
    assert problems(send(lead, address)) == ["Say why it is taken back"]

    answer = send(lead, address, reason="The wrong file")

    found.refresh_from_db()
    assert (answer.url, found.state) == (f"/imports/{found.pk}/", "taken_back")
    assert "Taken back" in words(lead.get(answer.url))
    assert lead.get(address).url == answer.url


def test_review_takes_as_many_queries_for_any_number_of_rows(
    lead, django_assert_num_queries, django_assert_max_num_queries
):
    few, more = begun(many(1)), begun(many(40))

    with django_assert_max_num_queries(30) as asked:
        lead.get(f"/imports/{few.pk}/review/?show=all")
    with django_assert_num_queries(len(asked)):
        lead.get(f"/imports/{more.pk}/review/?show=all")


def test_nobody_is_added_to_the_directory_by_looking(lead, review):
    before = Owner.objects.count()

    lead.get(f"{review}?show=all")
    lead.get(review.replace("review", "take-in"))

    assert Owner.objects.count() == before
    assert PlanImport.objects.get().as_at == date(2016, 5, 31)

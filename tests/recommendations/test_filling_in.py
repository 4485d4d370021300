"""A plan taken along to be filled in, and brought back: what is offered, what is new in it, what is
written down, and for whom.
"""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook

from people.models import Owner
from people.roles import Role
from people.tenures import appoint
from recommendations.as_at import state_as_at
from recommendations.filling_in import RowRefused, RowReported, rows_to_report, save_reports
from recommendations.models import Plan, ProgressUpdate, Recommendation, StatusFact
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus
from recommendations.reporting import Report
from recommendations.wordings import exempt_all
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)
from tests.recommendations.filled_workbooks import (
    ADDRESS,
    PLAN,
    boxes,
    bring_back,
    content,
    filled_in,
    rows_of,
    saved,
)
from tests.sending import filled_in as form_of
from tests.sending import problems, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD))
    return client


@pytest.fixture
def sue():
    return make_owner()


@pytest.fixture
def row(sue):
    return make_recommendation(
        text="Train all.",
        reference="1",
        owners=[sue],
        narrative="Half were trained.",
        status=("On track", "on_track"),
    )


def book(client, address=PLAN):
    return load_workbook(BytesIO(content(client.get(address))))


def state(recommendation):
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    [now] = state_as_at(rows, as_at=timezone.localdate(), known_by=None)
    return now


def save(client, page, **typed):
    return client.post(ADDRESS, {**form_of(page), "save": "1", **typed})


def messages(page):
    return html.fromstring(page.text).xpath("//*[@role='status']//li/text()")


# Taking it along


def test_a_plan_is_taken_along_with_what_its_rows_say(lead, row):
    make_deadline(row)
    make_action(row, "Train the rest")

    made = book(lead).worksheets[1]

    assert made.title == "Organisational learning review"
    assert list(boxes(made)) == [
        "As At: key", "version", "opened_with", "status", "narrative", "further_words",
    ]  # fmt: skip
    assert [cell.value for cell in made[3]][3:] == [
        "1",
        "Train all.",
        "Sue Moorman",
        "Autumn 17",
        "- Train the rest",
        "31 May 2016",
        "On track",
        "Half were trained.",
        None,
    ]


def test_the_statuses_are_those_that_whoever_reports_can_give(lead, row):
    assert [cell.value for cell in book(lead)["Words"]["A"]][:4] == [
        "Not started", "On track", "Delayed or at risk", "Complete",
    ]  # fmt: skip
    assert "Complete and verified" not in [c.value for c in book(lead)["Words"]["A"]]


def test_what_a_plan_asks_besides_is_a_box(lead):
    own = [{"key": "issues", "heading": "Issues", "of": "update"}]
    plan = make_plan(asks_per_cent=True, asks_forecast=True, own_columns=own)
    make_recommendation(plan)

    assert list(boxes(book(lead).worksheets[1]))[3:] == [
        "status", "narrative", "per_cent", "forecast", "further_words", "own_issues",
    ]  # fmt: skip


def test_the_list_is_taken_along_as_it_is_filtered(lead, row):
    other = make_recommendation(
        make_plan("Staff survey", "staff-survey"), text="Ask", reference="9"
    )
    make_recommendation(owners=[make_owner("Bob Baker")], text="Of Bob", reference="2")

    assert set(rows_of(book(lead, "/recommendations/fill-in.xlsx?owner=sue"))) == {row.pk}
    assert book(lead, "/recommendations/fill-in.xlsx").sheetnames == [
        "How to fill it in", "Organisational learning review", "Staff survey", "Words",
    ]  # fmt: skip
    assert other.pk in rows_of(book(lead, "/recommendations/fill-in.xlsx"))


def test_an_officer_takes_along_what_is_their_own(client, row, sue):
    make_recommendation(text="Of nobody", reference="2")
    officer = make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)
    sue.user = officer
    sue.save()
    client.force_login(officer)

    assert set(rows_of(book(client))) == {row.pk}


def test_who_has_nothing_to_report_on_is_told(client, row):
    client.force_login(make_user("bob@example.gov.uk", "Bob Baker", Role.OFFICER))

    page = client.get(PLAN, follow=True)

    assert messages(page) == [
        "There is nothing here on which you may report, so there is nothing to fill in."
    ]


def test_exempt_ones_are_said(lead, row):
    exempt_all([row], "3", **written(at=moment(hour=13)))
    made = book(lead)

    notice = "Not for publication: 1 is marked as exempt under Schedule 12A of the Local"
    assert made.worksheets[1].oddHeader.right.text.startswith(notice)


def test_the_workbook_says_how_to_fill_it_in_and_where_to_bring_it(lead, row):
    said = [cell.value for cell in book(lead)["How to fill it in"]["A"]]

    assert said[0] == "How to fill it in"
    assert "http://testserver/filled-in/" in said[6]


def test_too_many_rows_are_refused(lead):
    make_recommendations(1001)

    page = lead.get(PLAN, follow=True)

    assert messages(page) == [
        "There are more than 1,000 recommendations, too many for one workbook to be filled in. Use "
        "the filters of the list to find fewer, such as those of one owner."
    ]


# Bringing it back


def test_what_is_new_is_shown_and_nothing_is_saved(lead, row, sue):
    other = make_recommendation(text="Report.", reference="2", owners=[sue])

    page = bring_back(lead, filled_in(lead, {row: {"narrative": "All were trained."}}))

    assert "Nothing is saved yet." in words(page)
    assert form_of(page)["rows-0-narrative"] == ["All were trained."]
    assert "Half were trained." in words(page)
    assert f'value="{other.pk}"' not in page.text
    assert ProgressUpdate.objects.count() == 1


def test_it_is_saved_as_updates_on_behalf_of_the_owner(lead, row, sue):
    file = filled_in(lead, {row: {"narrative": "All were trained.", "status": "Complete"}})

    page = save(lead, bring_back(lead, file, "Sue, June.xlsx"))

    assert page.url == "/plans/learning-review/"
    update = ProgressUpdate.objects.latest("pk")
    assert (update.narrative, update.source_note) == (
        "All were trained.",
        "workbook “Sue, June.xlsx”",
    )
    assert (str(update.recorded_by), update.on_behalf_of) == ("Lena Lead", sue)
    assert update.valid_from == timezone.localdate()
    assert state(row).status_word == "Complete"
    assert messages(lead.get(page.url)) == ["1 report is saved."]


def test_only_what_was_filled_in_is_written(lead, row, sue):
    make_recommendation(text="Report.", reference="2", owners=[sue])

    save(lead, bring_back(lead, filled_in(lead, {row: {"status": "Complete"}})))

    assert ProgressUpdate.objects.count() == 2
    assert state(row).narrative == "Half were trained."


def test_an_officer_reports_for_themselves(client, row, sue):
    sue.user = make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)
    sue.save()
    client.force_login(sue.user)

    page = bring_back(client, filled_in(client, {row: {"narrative": "All."}}))
    assert "Who filled it in?" not in words(page)
    save(client, page)

    update = ProgressUpdate.objects.latest("pk")
    assert (update.narrative, update.on_behalf_of, update.source_note) == ("All.", None, "")


def test_who_filled_it_in_is_chosen_once(lead, row, sue):
    post = make_owner("Head of HR", "post")
    bob = make_owner("Bob Baker")
    appoint(post, [bob], **written())
    second = make_recommendation(text="Pay", reference="2", owners=[sue, post])
    file = filled_in(lead, {row: {"narrative": "One"}, second: {"narrative": "Two"}})

    page = bring_back(lead, file)
    assert form_of(page)["on_behalf_of"] == [""]
    save(lead, page, on_behalf_of=str(bob.pk))

    of = dict(ProgressUpdate.objects.values_list("narrative", "on_behalf_of__name"))
    assert (of["One"], of["Two"]) == ("Sue Moorman", "Bob Baker")


def test_it_answers_the_round_that_asks(lead, row):
    round = make_round(row.plan, label="June", as_at=date(2016, 6, 30), at=moment(hour=14))

    page = bring_back(lead, filled_in(lead, {row: {"narrative": "All."}}))
    assert form_of(page)["true_from_0"] == ["30"]
    save(lead, page)

    update = ProgressUpdate.objects.latest("pk")
    assert (update.round, update.valid_from) == (round, date(2016, 6, 30))


def test_every_box_comes_back(lead, sue):
    own = [{"key": "issues", "heading": "Issues", "of": "update"}]
    plan = make_plan(asks_per_cent=True, asks_forecast=True, own_columns=own)
    row = make_recommendation(plan, owners=[sue])
    said = {
        "per_cent": 60,
        "forecast": date(2016, 9, 30),
        "further_words": "None",
        "own_issues": "- money\n- time",
    }

    save(lead, bring_back(lead, filled_in(lead, {row: said})))

    now = state(row)
    assert (now.per_cent, now.forecast, now.further_words) == (60, date(2016, 9, 30), "None")
    assert now.own_values == {"issues": "- money\n- time"}


def test_nothing_new_is_said(lead, row):
    page = bring_back(lead, filled_in(lead, {}))

    assert messages(page) == [
        "Nothing in this workbook is new: whatever it says is on record already."
    ]


def test_brought_back_twice_nothing_is_left(lead, row):
    file = filled_in(lead, {row: {"narrative": "All."}})
    save(lead, bring_back(lead, file))

    assert "Nothing in this workbook is new" in words(bring_back(lead, file))


def test_sent_twice_counts_once(lead, row):
    page = bring_back(lead, filled_in(lead, {row: {"narrative": "All."}}))

    save(lead, page)
    again = save(lead, page)

    assert again.url == "/plans/learning-review/"
    assert ProgressUpdate.objects.count() == 2


# What somebody else did meanwhile


def test_what_somebody_else_changed_is_asked_about(lead, row):
    file = filled_in(lead, {row: {"narrative": "All were trained."}})
    make_update(row, "Most were trained.", at=moment(hour=15))

    page = bring_back(lead, file)

    said = words(page)
    assert "Changed meanwhile: choose what to keep" in said
    assert "All were trained." in said
    assert "Most were trained." in said
    refused = save(lead, page)
    assert problems(refused) == ["Recommendation 1: Choose which to keep: Action taken"]
    assert ProgressUpdate.objects.count() == 2


@pytest.mark.parametrize(
    ("choice", "narrative"), [("typed", "All were trained."), ("saved", "Most were trained.")]
)
def test_the_person_chooses(lead, row, choice, narrative):
    file = filled_in(lead, {row: {"narrative": "All were trained.", "status": "Complete"}})
    make_update(row, "Most were trained.", at=moment(hour=15))

    page = save(lead, bring_back(lead, file), **{"rows-0-keep-narrative": choice})

    assert page.status_code == 302
    assert (state(row).narrative, state(row).status_word) == (narrative, "Complete")


def test_what_only_somebody_else_changed_stays(lead, row):
    file = filled_in(lead, {row: {"status": "Complete"}})
    make_update(row, "Most were trained.", at=moment(hour=15))

    page = save(lead, bring_back(lead, file))

    assert page.status_code == 302
    assert (state(row).narrative, state(row).status_word) == ("Most were trained.", "Complete")


def test_a_row_is_left_out_with_whatever_is_wrong_in_it(lead, row, sue):
    second = make_recommendation(text="Pay", reference="2", owners=[sue])
    file = filled_in(
        lead, {row: {"narrative": "One", "status": "Nearly"}, second: {"narrative": "Two"}}
    )

    page = save(lead, bring_back(lead, file), **{"rows-0-DELETE": "on"})

    assert page.status_code == 302
    assert (state(row).narrative, state(second).narrative) == ("Half were trained.", "Two")


def test_when_somebody_saves_between_two_looks_both_texts_are_shown(lead, row):
    page = bring_back(lead, filled_in(lead, {row: {"narrative": "All were trained."}}))
    make_update(row, "Most were trained.", at=moment(hour=15))

    again = save(lead, page)

    assert again.status_code == 200
    assert "Changed meanwhile: choose what to keep" in words(again)
    assert ProgressUpdate.objects.count() == 2


# What is wrong


def test_a_status_that_is_none_of_the_plan_is_refused_and_stays_on_the_page(lead, row):
    page = bring_back(lead, filled_in(lead, {row: {"status": "Nearly"}}))

    assert problems(page) == [
        "Recommendation 1: “Nearly” is not a status of this plan: choose another"
    ]
    assert form_of(page)["rows-0-status"] == ["Nearly"]


@pytest.mark.parametrize("typed", ["complete", " COMPLETE "])
def test_a_status_is_known_however_it_is_spelled(lead, row, typed):
    save(lead, bring_back(lead, filled_in(lead, {row: {"status": typed}})))

    assert state(row).status_word == "Complete"


def test_a_status_that_was_taken_out_stays(lead, row):
    page = bring_back(lead, filled_in(lead, {row: {"status": None}}))

    assert "Nothing in this workbook is new" in words(page)


def test_a_column_that_was_taken_out_empties_nothing(lead):
    plan = make_plan(asks_per_cent=True, asks_forecast=True)
    row = make_recommendation(plan)
    make_update(row, "Half were trained.", per_cent=50, forecast=date(2016, 9, 30))
    file = book(lead)
    sheet, _ = rows_of(file)[row.pk]
    for name in ("narrative", "per_cent", "forecast"):
        sheet.delete_cols(boxes(sheet)[name])

    page = bring_back(lead, saved(file))

    assert "Nothing in this workbook is new" in words(page)


def test_complete_with_open_actions_is_asked_about(lead, row):
    make_action(row)
    page = bring_back(lead, filled_in(lead, {row: {"status": "Complete"}}))

    assert problems(page) == [
        "Recommendation 1: 1 further action is still open. Tick the box below to say so all the "
        "same"
    ]
    assert save(lead, page, **{"rows-0-sure_complete": "on"}).status_code == 302
    assert state(row).status_word == "Complete"


def test_what_is_no_date_and_no_number_is_put_right_on_the_page(lead):
    row = make_recommendation(make_plan(asks_per_cent=True, asks_forecast=True), reference="1")

    page = bring_back(lead, filled_in(lead, {row: {"per_cent": "half", "forecast": "soon"}}))

    assert problems(page) == [
        "Recommendation 1: Per cent complete must be a whole number from 0 to 100",
        "Recommendation 1: When do you expect it to be complete? must include a month and year",
    ]
    assert form_of(page)["rows-0-forecast_0"] == ["soon"]


def test_what_the_plan_demands_is_said_beside_its_row(lead, row):
    second = make_recommendation(text="Pay", reference="2")
    plan = Plan.objects.get()
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, demands_text=True)
    file = filled_in(lead, {row: {"status": "Complete"}, second: {"narrative": "Two"}})

    page = save(lead, bring_back(lead, file))

    assert problems(page) == [
        "Recommendation 1: Say what was done: this plan asks for words with every new status"
    ]
    assert ProgressUpdate.objects.count() == 1


def test_all_left_out_saves_nothing(lead, row):
    page = bring_back(lead, filled_in(lead, {row: {"narrative": "All."}}))

    again = save(lead, page, **{"rows-0-DELETE": "on"})

    assert problems(again) == ["All rows are left out, so there is nothing to save"]


def test_a_day_to_come_is_refused(lead, row):
    page = bring_back(lead, filled_in(lead, {row: {"narrative": "All."}}))

    again = save(lead, page, true_from_2="2199")

    assert problems(again) == ["True from must be today or earlier"]


def test_no_file_and_another_workbook_are_refused(lead, row):
    assert problems(lead.post(ADDRESS, {"read": "1"})) == ["Choose the workbook that was filled in"]
    plan = content(lead.get("/recommendations/export.xlsx"))
    [problem] = problems(bring_back(lead, plan))
    assert problem.startswith("This workbook was not made here to be filled in")


def test_what_is_beside_the_rows_is_told_and_stays_on_the_page(lead, row):
    made = load_workbook(BytesIO(filled_in(lead, {row: {"narrative": "All."}})))
    made.worksheets[1].cell(9, boxes(made.worksheets[1])["narrative"]).value = "A new one"

    page = bring_back(lead, saved(made))

    told = "Row 9: the row was added in the workbook, so it is not taken in."
    assert told in words(page)
    assert told in words(save(lead, page, true_from_0=""))


def test_a_page_without_its_end_is_refused(lead, row):
    page = lead.post(ADDRESS, {"save": "1", "rows-0-key": str(row.pk), "rows-0-narrative": "x"})

    assert page.status_code == 200
    assert ProgressUpdate.objects.count() == 1


# Who may


def test_rows_of_others_are_not_taken_in(client, row, sue):
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD))
    file = filled_in(client, {row: {"narrative": "All."}})
    client.force_login(make_user("bob@example.gov.uk", "Bob Baker", Role.OFFICER))

    page = bring_back(client, file)

    assert "Row 3: you may not report on this, or it is no longer there" in words(page)
    forged = {
        "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "1", "rows-0-key": str(row.pk),
        "rows-0-narrative": "Mine", "true_from_0": "31", "true_from_1": "5", "true_from_2": "2016",
    }  # fmt: skip
    assert "Some rows are not here any more" in words(client.post(ADDRESS, forged))
    assert ProgressUpdate.objects.count() == 1


def test_exempt_rows_of_other_departments_are_as_if_not_there(client, sue):
    housing = make_department("Housing")
    row = make_recommendation(owners=[make_owner("Chief", "post", department=housing)])
    exempt_all([row], "3", **written(at=moment(hour=13)))
    user = make_user("bob@example.gov.uk", "Bob Baker", Role.OFFICER)

    assert rows_to_report([row.pk], user, on=DAY) == []


# The act


def test_of_many_rows_one_refused_leaves_nothing_written(row, sue):
    second = make_recommendation(text="Pay", reference="2", owners=[sue])
    lena = make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)
    first, other = rows_to_report([row.pk, second.pk], lena, on=DAY)
    reported = [
        RowReported(other, Report(DAY, "Two")),
        RowReported(first, Report(DAY, "Half were trained.")),
    ]

    with pytest.raises(RowRefused) as refused:
        save_reports(reported, by=lena, at=moment(hour=16))

    assert refused.value.key == row.pk
    assert ProgressUpdate.objects.count() == 1


def test_many_rows_are_saved_at_once_and_the_columns_are_right(row, sue):
    second = make_recommendation(text="Pay", reference="2", owners=[sue])
    lena = make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)
    complete = NewStatus("Complete", "complete")
    rows = rows_to_report([row.pk, second.pk], lena, on=DAY)

    save_reports(
        [RowReported(r, Report(DAY, "Done", status=complete)) for r in rows],
        by=lena,
        at=moment(hour=16),
    )

    words = Recommendation.objects.values_list("status_word", flat=True)
    assert list(words) == ["Complete", "Complete"]
    assert StatusFact.objects.filter(word="Complete").count() == 2


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("address", "taken"), [(PLAN, 16), ("/recommendations/fill-in.xlsx", 15)])
def test_taking_along_takes_a_fixed_number_of_queries(lead, sue, address, taken, count):
    rows = make_recommendations(count)
    make_round(rows[0].plan, at=moment(hour=14))

    with CaptureQueriesContext(connection) as queries:
        assert len(rows_of(book(lead, address))) == count

    assert len(queries) == taken


@pytest.mark.parametrize("count", [1, 30])
def test_looking_through_takes_a_fixed_number_of_queries(lead, sue, count):
    rows = make_recommendations(count)
    second = make_recommendation(text="Pay", reference="99", owners=[sue])
    make_round(second.plan, at=moment(hour=14))
    file = filled_in(lead, {r: {"narrative": "All."} for r in [*rows, second]})

    with CaptureQueriesContext(connection) as queries:
        page = bring_back(lead, file)

    assert page.text.count("All.") > count
    assert len(queries) == 28


def test_owners_are_those_who_stand_for_others(row, sue):
    known = Owner.objects.get(pk=sue.pk)
    lena = make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)

    [found] = rows_to_report([row.pk], lena, on=DAY)

    assert found.spoken_for == (known,)


def test_more_than_a_page_holds_is_taken_in_by_parts(lead, sue):
    rows = make_recommendations(102)
    file = filled_in(lead, {row: {"narrative": "All."} for row in rows})

    page = bring_back(lead, file)
    assert "The workbook has 2 more." in words(page)
    answer = save(lead, page)

    assert answer.url == ADDRESS
    assert messages(lead.get(ADDRESS)) == [
        "100 reports are saved. The workbook has more: choose it again for the next."
    ]
    again = save(lead, bring_back(lead, file))
    assert messages(lead.get(again.url)) == ["2 reports are saved."]
    assert ProgressUpdate.objects.count() == 102


def test_what_came_after_is_not_hidden(lead, row):
    """A report of an earlier day than what is on record is true from that one's."""
    file = filled_in(lead, {row: {"narrative": "All."}})

    page = save(lead, bring_back(lead, file), true_from_0="1", true_from_1="5", true_from_2="2016")

    assert page.status_code == 302
    assert ProgressUpdate.objects.latest("pk").valid_from == DAY


def test_no_text_of_the_file_becomes_markup(lead, row):
    file = filled_in(lead, {row: {"narrative": "<script>1</script>", "status": "<b>"}})

    page = bring_back(lead, file, "<i>.xlsx")

    assert "<script>1" not in page.text
    assert "<b>" not in page.text
    assert "<i>" not in page.text

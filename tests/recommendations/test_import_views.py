"""The pages that bring in a file: what each shows, what it keeps, and who may."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people.roles import Role
from recommendations.imports import begin_import, choose_table, set_columns
from recommendations.models import Plan, PlanImport, Recommendation
from tests.factories import (
    DAY,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
)
from tests.recommendations.source_files import document, workbook
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db

HEADINGS = ["Ref", "Recommendation", "Action taken", "By when", "Owner", "Status"]
ROWS = [
    HEADINGS,
    ["1", "Review the policy", "A draft is written", "Autumn 2016", "Sue Moorman", "On track"],
    ["2", "Train the managers", "", "Blue moon", "Suee Moorman", "Half way"],
    ["3", "Publish the survey", "Published", "March 2016", "Head of HR", "Complete"],
]
MEMBERS = [["Name", "Telephone"], ["Sue Moorman", "01632 960001"]]
DAY_TYPED = {"as_at_0": "31", "as_at_1": "5", "as_at_2": "2016"}


@pytest.fixture
def lead(client):
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD))
    return client


@pytest.fixture
def sue():
    return make_owner()


def uploaded(content=None, name="plan.xlsx"):
    return SimpleUploadedFile(name, workbook(ROWS) if content is None else content)


def upload(client, content=None, name="plan.xlsx", address="/imports/new/", **typed):
    """Fill in the first page and send it with a file."""
    said = {"title": "Peer review", **DAY_TYPED, **typed}
    page = client.get(address)
    return client.post(address, {**filled_in(page, **said), "file": uploaded(content, name)})


def begun(content=None, *, name="plan.xlsx", plan=None, as_at=DAY):
    """An import that somebody began."""
    return begin_import(
        workbook(ROWS) if content is None else content,
        name,
        plan=plan,
        title="" if plan else "Peer review",
        as_at=as_at,
        by=make_user(),
        at=moment(),
    )


def test_begin_with_a_file_leads_to_its_columns(lead):
    answer = upload(lead)

    found = PlanImport.objects.get()
    assert answer.url == f"/imports/{found.pk}/columns/"
    assert (found.name, found.title, found.plan, found.as_at) == (
        "plan.xlsx",
        "Peer review",
        None,
        date(2016, 5, 31),
    )
    assert found.begun_by.name == "Lena Lead"
    assert "“plan.xlsx” is read. Nothing of it is on record yet." in words(lead.get(answer.url))
    assert not Plan.objects.exists()


def test_begin_with_a_pasted_table(lead):
    pasted = "\n".join("\t".join(row) for row in ROWS)

    answer = send(lead, "/imports/new/", title="Peer review", pasted=pasted, **DAY_TYPED)

    found = PlanImport.objects.get()
    assert answer.url == f"/imports/{found.pk}/columns/"
    assert found.name == "Pasted table"


def test_begin_takes_the_table_rather_than_its_words_alone(lead):
    html = "<table><tr><td>Ref<td>Recommendation<td>Owner<tr><td>1<td>Do <s>this</s> that<td>HR"

    send(lead, "/imports/new/", title="T", pasted="Ref\tRecommendation", html=html, **DAY_TYPED)

    assert PlanImport.objects.get().source["tables"][0]["rows"][1][1][1] == "Do ~~this~~ that"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose a file, or paste a table"),
        ({"pasted": "No table"}, "There is no table in what was pasted."),
        ({"pasted": "a\tb", "title": ""}, "Enter the title of the new plan, or choose the plan"),
        ({"pasted": "a\tb", "as_at_2": "2150"}, "The day must be today or earlier"),
        ({"pasted": "a\tb", "as_at_2": ""}, "As at"),
    ],
)
def test_begin_says_what_is_wrong(lead, typed, said):
    page = send(lead, "/imports/new/", **{"title": "Peer review", **DAY_TYPED, **typed})

    assert said in " ".join(problems(page))
    assert not PlanImport.objects.exists()


def test_begin_refuses_a_file_with_what_to_do_and_asks_for_it_again(lead):
    page = upload(lead, b"%PDF-1.7 no table", "paper.pdf")

    [problem] = problems(page)
    assert problem.startswith("This is a PDF document, which has no tables that could be read.")
    assert 'value="Peer review"' in page.text
    assert not PlanImport.objects.exists()


def test_begin_asks_for_the_file_again_after_another_mistake(lead):
    page = upload(lead, title="")

    assert any(text.startswith("Choose “plan.xlsx” again") for text in problems(page))


def test_begin_of_a_later_paper_has_its_plan_chosen(lead):
    plan = make_plan()

    answer = upload(lead, address=f"/imports/new/?plan={plan.slug}", title="")

    assert PlanImport.objects.get().plan == plan
    assert answer.status_code == 302


def test_begin_sent_twice_counts_once(lead):
    page = lead.get("/imports/new/")
    sent = filled_in(page, title="Peer review", **DAY_TYPED)

    content = workbook(ROWS)

    answers = [lead.post("/imports/new/", {**sent, "file": uploaded(content)}) for _ in range(2)]

    found = PlanImport.objects.get()
    assert [answer.url for answer in answers] == [f"/imports/{found.pk}/columns/"] * 2


def test_begin_with_a_script_is_told_where_to_go_on(lead):
    page = lead.get("/imports/new/")
    sent = filled_in(page, title="Peer review", **DAY_TYPED)

    answer = lead.post(
        "/imports/new/", {**sent, "file": uploaded()}, headers={"X-Shows-Progress": "1"}
    )

    assert answer.json() == {"to": f"/imports/{PlanImport.objects.get().pk}/columns/"}
    assert "is read" in words(lead.get(answer.json()["to"]))


def test_begin_with_a_script_is_told_nothing_of_mistakes(lead):
    answer = lead.post("/imports/new/", {}, headers={"X-Shows-Progress": "1"})

    assert (answer.status_code, answer.content) == (204, b"")


def test_progress_is_told_to_who_sent_the_form(lead):
    page = lead.get("/imports/new/")
    sent = filled_in(page, title="Peer review", **DAY_TYPED)
    lead.post("/imports/new/", {**sent, "file": uploaded()})
    address = f"/imports/progress/{sent['token'][0]}/"

    told = lead.get(address).json()

    assert told["doing"] == "Reading the file"
    assert told["done"] == told["of"]
    lead.force_login(make_user("leo@example.gov.uk", "Leo Lead", role=Role.LEAD))
    assert lead.get(address).json() == {}


def test_columns_show_what_each_is_taken_for(lead):
    found = begun()

    page = lead.get(f"/imports/{found.pk}/columns/")

    assert 'value="recommendation" selected' in page.text
    assert "Review the policy Train the managers Publish the survey" in words(page)
    assert "Sure" in words(page)


def test_columns_are_put_right(lead):
    found = begun()

    answer = send(lead, f"/imports/{found.pk}/columns/", column_5="own:update")

    assert answer.url == f"/imports/{found.pk}/review/"
    found.refresh_from_db()
    assert [(one["field"], one["of"]) for one in found.columns["columns"]][5] == ("own", "update")
    assert found.edits == 2


def test_columns_need_the_recommendations(lead):
    found = begun()

    page = send(lead, f"/imports/{found.pk}/columns/", column_1="progress", column_2="nothing")

    assert problems(page) == ["Say which column has the recommendations."]


def test_columns_shown_to_two_people_are_compared(lead):
    found = begun()
    page = lead.get(f"/imports/{found.pk}/columns/")
    sent = filled_in(page, column_5="own:update")
    said = [("reference", "recommendation"), ("recommendation", "recommendation")]
    said += [("progress", "recommendation"), ("by_when", "recommendation")]
    said += [("owner", "recommendation"), ("priority", "recommendation")]
    set_columns(found, said, edits=1)

    page = lead.post(f"/imports/{found.pk}/columns/", sent)

    assert "Changed meanwhile: choose what to keep" in words(page)
    assert "Priority" in words(page)


def test_no_table_of_recommendations_is_said(lead):
    answer = upload(lead, workbook(MEMBERS * 3), "members.xlsx")

    page = lead.get(answer.url)

    assert answer.url.endswith("/columns/")
    assert "no column" in words(page).lower() or "recommendation" in words(page)
    assert lead.get(answer.url.replace("columns", "review")).url == answer.url


def test_table_is_chosen_where_there_are_several(lead):
    found = begun(document(MEMBERS, ROWS, [["What", "When"], ["Else", "June"]]), name="a.docx")
    assert found.table == 1

    page = lead.get(f"/imports/{found.pk}/table/")
    answer = send(lead, f"/imports/{found.pk}/table/", table="2")

    assert "Recommendations found" in words(page)
    assert "01632 960001" in words(page)
    assert answer.url == f"/imports/{found.pk}/columns/"
    found.refresh_from_db()
    assert found.table == 2


def test_table_has_no_step_where_there_is_one(lead):
    found = begun()

    assert "Table" not in words(lead.get(f"/imports/{found.pk}/columns/")).split("Columns")[0]


def test_target_is_changed(lead):
    plan = make_plan()
    found = begun()

    answer = send(lead, f"/imports/{found.pk}/plan/", plan=str(plan.pk), title="")

    assert answer.url == f"/imports/{found.pk}/review/"
    found.refresh_from_db()
    assert (found.plan, found.title) == (plan, "")


def test_give_up_ends_it(lead):
    found = begun()

    answer = send(lead, f"/imports/{found.pk}/give-up/")

    found.refresh_from_db()
    assert (answer.url, found.state, found.ended_by.name) == ("/imports/", "given_up", "Lena Lead")
    assert "Given up" in words(lead.get(answer.url))
    assert lead.get(f"/imports/{found.pk}/columns/").url == f"/imports/{found.pk}/"
    assert not Recommendation.objects.exists()


def test_give_up_asks_again_when_somebody_changed_it(lead):
    found = begun(document(MEMBERS, ROWS), name="a.docx")
    sent = filled_in(lead.get(f"/imports/{found.pk}/give-up/"))
    choose_table(found, 0, edits=1)

    page = lead.post(f"/imports/{found.pk}/give-up/", sent)

    assert problems(page)[0].startswith("Somebody else has changed this import")
    found.refresh_from_db()
    assert found.is_under_way


def test_list_names_what_is_under_way(lead):
    assert "None yet" in words(lead.get("/imports/"))
    begun()

    page = words(lead.get("/imports/"))

    assert "plan.xlsx A new plan: Peer review 31 May 2016" in page
    assert "Go on with plan.xlsx" in page


def test_original_is_handed_out_as_it_came(lead):
    content = workbook(ROWS)
    found = begun(content)

    answer = lead.get(f"/imports/{found.pk}/original/")

    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"] == 'attachment; filename="plan.xlsx"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_original_that_is_gone_is_said(lead):
    found = begun()
    found.file.storage.delete(found.file.name)

    answer = lead.get(f"/imports/{found.pk}/original/")

    assert answer.status_code == 404
    assert "not in the store of files" in answer.text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.AUDITOR])
def test_only_who_edits_plans_brings_in(client, role):
    found = begun()
    client.force_login(make_user("x@example.gov.uk", "X", role=role))

    for address in ("/imports/", "/imports/new/", f"/imports/{found.pk}/review/"):
        assert client.get(address).status_code == 403


def test_an_import_into_a_plan_kept_to_others_is_not_there(client):
    plan = make_plan(departments=[make_department("Housing")])
    found = begun(plan=plan)
    client.force_login(make_user("ed@example.gov.uk", "Ed Editor", role="May edit plans"))

    assert client.get(f"/imports/{found.pk}/review/").status_code == 404
    assert "plan.xlsx" not in words(client.get("/imports/"))


def test_missing_import_is_said_in_words(lead):
    answer = lead.get("/imports/999/review/")

    assert answer.status_code == 404
    assert "There is no import at this address." in answer.text


def test_plan_leads_to_bringing_in_a_paper(lead):
    plan = make_recommendation().plan

    page = lead.get(plan.get_absolute_url())

    assert f'href="/imports/new/?plan={plan.slug}"' in page.text

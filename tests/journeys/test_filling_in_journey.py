"""A lead takes Sue's rows along from the list, sends them to her, and brings back what she filled
in, while Bob has reported on one of them.
"""

from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from people.roles import Role
from recommendations.models import ProgressUpdate
from recommendations.reporting import Report, save_report, version_of_report
from tests.factories import make_owner, make_recommendation, make_user
from tests.journeys.looking import messages
from tests.journeys.test_list_journey import ADDRESS, fill_in, follow
from tests.recommendations import filled_workbooks as workbooks
from tests.sending import filled_in, problems, words

pytestmark = pytest.mark.django_db


def send(client, page, **typed):
    return client.post("/filled-in/", {**filled_in(page), "save": "1", **typed})


def report(row, narrative):
    """What Bob says on the page of the recommendation."""
    bob = make_user("bob@example.gov.uk", "Bob Baker", role=Role.CLERK)
    said, version = Report(timezone.localdate(), narrative), version_of_report(row)
    save_report(row, said, version=version, by=bob, at=timezone.now())


def test_sue_fills_in_her_rows_and_the_lead_brings_them_back(lead, sue):
    train = make_recommendation(text="Train all.", reference="1", owners=[sue])
    pay = make_recommendation(text="Pay all.", reference="2", owners=[sue])
    make_recommendation(text="Report.", reference="3", owners=[make_owner("Bob Baker")])
    page = lead.get(ADDRESS, fill_in(lead.get(ADDRESS), owner="sue"))

    answer = follow(lead, page, "Workbook to fill in")
    book = load_workbook(BytesIO(workbooks.content(answer)))
    assert set(workbooks.rows_of(book)) == {train.pk, pay.pk}
    workbooks.fill_in(book, train, narrative="All were trained.", status="Complete")
    workbooks.fill_in(book, pay, narrative="- half were paid\n- the rest in June")
    report(pay, "A third were paid.")

    assert "Bring back what was filled in" in follow(lead, page, "Bring it back").text
    page = workbooks.bring_back(lead, workbooks.saved(book), "Sue.xlsx")
    assert "Changed meanwhile: choose what to keep" in words(page)
    assert "A third were paid." in words(page)
    [problem] = problems(page)
    assert problem.startswith("Recommendation 2: Somebody else has changed")

    page = send(lead, page, **{"rows-1-keep-narrative": "typed"})

    assert page.url == "/plans/learning-review/"
    assert messages(lead.get(page.url)) == ["2 reports are saved."]
    said = ProgressUpdate.objects.filter(on_behalf_of=sue).values_list("narrative", "source_note")
    assert set(said) == {
        ("All were trained.", "workbook “Sue.xlsx”"),
        ("- half were paid\n- the rest in June", "workbook “Sue.xlsx”"),
    }
    story = lead.get(pay.get_absolute_url())
    assert "A third were paid." in words(story)
    assert "Lena Lead" in words(story)

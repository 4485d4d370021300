"""A lead chooses columns, takes along what is on the screen, and finds the columns again."""

from io import BytesIO

import pytest
from lxml import html
from openpyxl import load_workbook

from tests.factories import make_owner, make_recommendation
from tests.journeys.test_list_journey import ADDRESS, fill_in, follow

pytestmark = pytest.mark.django_db


def headings(page):
    """Of the columns, not of the boxes to tick."""
    found = html.fromstring(page.text).xpath("//thead//th[not(span)]")
    return [heading.text_content() for heading in found]


def choose(client, page, *keys, usual=False):
    """Tick these columns alone, and press the button."""
    form = html.fromstring(page.text).xpath('//form[.//input[@name="query"]]')[0]
    sent = {"query": form.fields["query"], "columns": keys, **({"usual": "yes"} if usual else {})}
    return client.post(form.action, sent, follow=True)


def taken_along(client, page):
    answer = follow(client, page, "Excel")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    return [[cell.value for cell in row] for row in sheet]


def test_columns_are_chosen_taken_along_and_found_again(lead, sue):
    make_recommendation(text="Train all.", owners=[sue], priority="High")
    make_recommendation(text="Report.", owners=[make_owner("Bob Baker")])
    page = lead.get(ADDRESS, fill_in(lead.get(ADDRESS), owner="sue"))

    page = choose(lead, page, "recommendation", "priority", "owner")

    assert headings(page) == ["Recommendation", "Priority", "Owner"]
    assert taken_along(lead, page) == [
        ["Recommendation", "Priority", "Owner"],
        ["Train all.", "High", "Sue Moorman"],
    ]

    page = lead.get(ADDRESS)
    assert headings(page) == ["Recommendation", "Priority", "Owner"]
    assert len(taken_along(lead, page)) == 3
    assert "Train all." in follow(lead, page, "Printable page").text

    page = choose(lead, page, usual=True)
    assert len(headings(page)) == 9

"""An HR lead asks what Sue holds, who is late in Corporate Services, and finds it again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from people.tenures import appoint
from tests.factories import (
    make_deadline,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    written,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/recommendations/"


@pytest.fixture
def council(sue, elt):
    """Sue is the head of HR and sits in ELT; HR is part of Corporate Services."""
    corporate = make_department("Corporate Services")
    hr = make_department("Human Resources", parent=corporate)
    post = make_owner("Head of HR", "post", department=hr)
    for owner in (post, elt):
        appoint(owner, [sue], **written())
    for owner in (sue, post, elt, make_owner("Bob Baker")):
        late = make_recommendation(text=f"{owner}: late", owners=[owner])
        make_deadline(late, earliest=None, latest=timezone.localdate() - timedelta(days=1))
        make_recommendation(text=f"{owner}: some day", owners=[owner])
    return {"corporate": corporate, "hr": hr}


def fill_in(page, **typed):
    """The address that the form leads to when it is sent without JavaScript."""
    form = html.fromstring(page.text, base_url=ADDRESS).get_element_by_id("find")
    for name, text in typed.items():
        field = form.inputs[name]
        if getattr(field, "checkable", False):
            field.checked = True
        else:
            field.value = str(text)
    return form.form_values()


def found(page):
    return [
        link.text
        for link in html.fromstring(page.text).xpath(
            "//tbody/tr/td[@data-label='Recommendation']/a"
        )
    ]


def follow(client, page, text):
    links = f'//a[contains(., "{text}")][not(ancestor::*[@class="sort-by"])]/@href'
    [address] = html.fromstring(page.text).xpath(links)
    return client.get(address)


def test_what_does_sue_hold_herself_and_through_posts_and_groups(lead, council):
    page = lead.get(ADDRESS)
    assert len(found(page)) == 8

    hers = lead.get(ADDRESS, fill_in(page, owner="S. Moorman"))
    all_hers = lead.get(ADDRESS, fill_in(hers, through="on"))

    assert found(hers) == ["Sue Moorman: late", "Sue Moorman: some day"]
    assert sorted(found(all_hers)) == [
        *("ELT: late", "ELT: some day", "Head of HR: late", "Head of HR: some day"),
        *("Sue Moorman: late", "Sue Moorman: some day"),
    ]


def test_who_is_late_in_corporate_services(lead, council):
    page = lead.get(ADDRESS, fill_in(lead.get(ADDRESS), department=council["corporate"].pk))
    assert found(page) == ["Head of HR: late", "Head of HR: some day"]

    late = lead.get(ADDRESS, fill_in(page, overdue="on"))
    assert found(late) == ["Head of HR: late"]

    again = follow(lead, late, "Department: Corporate Services")
    assert len(found(again)) == 4
    assert len(found(follow(lead, again, "Clear all"))) == 8


def test_a_theme_is_chosen_once_the_plan_is(lead, plan):
    pay = plan.themes.get(title="Pay")
    make_recommendation(plan, text="On pay", theme=pay)
    make_recommendation(plan, text="Else")
    make_recommendation(make_plan("Another", "another"), text="Elsewhere")

    of_plan = lead.get(ADDRESS, fill_in(lead.get(ADDRESS), plan="learning"))
    assert sorted(found(of_plan)) == ["Else", "On pay"]

    assert found(lead.get(ADDRESS, fill_in(of_plan, theme=pay.pk))) == ["On pay"]


def test_the_order_stays_when_the_filters_change_and_pages_go_on(lead):
    make_recommendations(60)

    page = follow(lead, lead.get(ADDRESS), "No.")
    page = lead.get(ADDRESS, fill_in(page, status="none"))
    page = follow(lead, page, "Next")

    assert found(page) == [f"Recommendation {number}" for number in range(51, 61)]
    assert len(found(follow(lead, page, "Previous"))) == 50


def test_from_the_list_to_the_recommendation(lead, council):
    page = follow(lead, lead.get(f"{ADDRESS}?owner=bob&overdue=on"), "Bob Baker: late")

    assert page.status_code == 200
    assert "Bob Baker: late" in page.text

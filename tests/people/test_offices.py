from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.delegations import delegate
from people.merging import merge
from people.offices import counts_naming, offices_of
from people.tenures import appoint
from tests.factories import (
    DAY,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sue():
    return make_owner()


def test_offices_are_what_somebody_holds_heads_and_reports_for_on_the_day(sue):
    head, group = make_owner("Head of HR", "post"), make_owner("ELT", "group")
    appoint(head, [sue], **written())
    appoint(group, [sue], **written())
    appoint(make_owner("Head of IT", "post"), [sue], **written(DAY + timedelta(days=1)))
    finance, housing = make_department("Finance", head=sue), make_department("Housing")
    delegate(housing, [sue], **written())

    offices = offices_of(sue, on=DAY)

    assert (offices.posts, offices.groups) == ([head], [group])
    assert (offices.heads, offices.reports_for) == ([finance], [housing])
    assert offices
    assert not offices_of(sue, on=DAY - timedelta(days=1)).posts


def test_what_another_spelling_holds_is_theirs(sue):
    other = make_owner("S Moorman")
    finance = make_department("Finance", head=other)
    merge(other, sue, by=make_user(), at=moment())

    assert offices_of(sue, on=DAY).heads == [finance]


def test_department_no_longer_in_use_is_no_office(sue):
    delegate(make_department("Closed", head=sue, is_active=False), [sue], **written())

    assert not offices_of(sue, on=DAY)


def test_a_post_can_head_a_department(sue):
    head = make_owner("Head of Finance", "post")
    finance = make_department("Finance", head=head)

    assert offices_of(head, on=DAY).heads == [finance]
    assert not offices_of(sue, on=DAY)


def test_recommendations_that_still_name_somebody_are_counted(sue):
    other = make_owner("S Moorman")
    make_recommendation(owners=[sue])
    make_recommendation(owners=[other, make_owner("ELT", "group")])
    make_recommendation(owners=[sue], status=("Complete", "complete"))
    make_recommendation(make_plan("Old", "old", is_active=False), owners=[sue])
    make_recommendations(3)
    merge(other, sue, by=make_user(), at=moment())

    with CaptureQueriesContext(connection) as queries:
        assert counts_naming(sue) == {"recommendation still to do": 2}

    assert len(queries) == 2


def test_nobody_named_is_counted_as_none(sue):
    assert counts_naming(sue) == {"recommendation still to do": 0}

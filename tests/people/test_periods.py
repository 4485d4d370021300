from datetime import date

import pytest

from people.delegations import delegate
from people.merging import merge
from people.models import Delegation, Tenure
from people.periods import stints
from people.tenures import appoint
from tests.factories import make_department, make_owner, make_user, moment, written

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = (date(2016, month, 1) for month in (5, 6, 7))


@pytest.fixture
def sue():
    return make_owner()


def told(person, facts):
    return [(str(stint.subject), stint.begins, stint.ends) for stint in stints(person, facts)]


def test_lists_that_follow_each_other_are_one_stint(sue):
    head, bob = make_owner("Head of HR", "post"), make_owner("Bob Baker")
    appoint(head, [sue], **written(MAY))
    appoint(head, [sue, bob], **written(JUNE))
    appoint(head, [bob], **written(JULY))

    tenures = Tenure.objects.all()
    assert told(sue, tenures) == [("Head of HR", MAY, date(2016, 6, 30))]
    assert told(bob, tenures) == [("Head of HR", JUNE, None)]


def test_who_comes_back_has_two_and_what_ends_last_comes_first(sue):
    head, elt = make_owner("Head of HR", "post"), make_owner("ELT", "group")
    appoint(head, [sue], **written(MAY))
    appoint(head, [], **written(JUNE))
    appoint(head, [sue], **written(JULY))
    appoint(elt, [sue], **written(MAY))

    assert told(sue, Tenure.objects.all()) == [
        ("Head of HR", JULY, None),
        ("ELT", MAY, None),
        ("Head of HR", MAY, date(2016, 5, 31)),
    ]


def test_a_stint_is_present_or_to_come(sue):
    appoint(make_owner("Head of HR", "post"), [sue], **written(JUNE))

    [stint] = stints(sue, Tenure.objects.all())
    assert (stint.is_to_come(on=MAY), stint.is_present(on=MAY)) == (True, False)
    assert (stint.is_to_come(on=JUNE), stint.is_present(on=JUNE)) == (False, True)


def test_stints_of_a_delegate_are_about_departments(sue):
    delegate(make_department("Housing"), [sue], **written(MAY))

    assert told(sue, Delegation.objects.all()) == [("Housing", MAY, None)]


def test_who_was_merged_counts_as_the_other(sue):
    other = make_owner("S Moorman")
    head = make_owner("Head of HR", "post")
    appoint(head, [other], **written(MAY))
    appoint(head, [sue], **written(JUNE))
    merge(other, sue, by=make_user(), at=moment())

    assert told(sue, Tenure.objects.all()) == [("Head of HR", MAY, None)]

import pytest
from django.core.exceptions import ValidationError

from people.models import Tenure
from people.tenures import NewTenure, appoint, appoint_all
from tests.factories import make_owner, written

pytestmark = pytest.mark.django_db


def holders(tenure):
    return [holder.person.name for holder in tenure.holders.order_by("pk")]


def test_a_tenure_is_the_whole_list_of_the_members():
    elt = make_owner("ELT", "group")

    tenure = appoint(elt, [make_owner("Sue Moorman"), make_owner("Graham Lidell")], **written())

    assert holders(tenure) == ["Sue Moorman", "Graham Lidell"]


def test_an_empty_list_is_a_vacancy():
    tenure = appoint(make_owner("Head of HR", "post"), [], **written())

    assert holders(tenure) == []


def test_many_are_appointed_at_once_each_to_their_own():
    head, elt, sue = make_owner("Head of HR", "post"), make_owner("ELT", "group"), make_owner()

    first, second = appoint_all([NewTenure(head, (sue,)), NewTenure(elt, ())], **written())

    assert (first.owner, holders(first)) == (head, ["Sue Moorman"])
    assert (second.owner, holders(second)) == (elt, [])


def test_a_person_is_not_held():
    with pytest.raises(ValidationError, match="is a person"):
        appoint(make_owner(), [make_owner("Graham Lidell")], **written())

    assert not Tenure.objects.exists()


def test_only_a_person_holds_a_post():
    with pytest.raises(ValidationError, match="ELT is not a person"):
        appoint(make_owner("Head of HR", "post"), [make_owner("ELT", "group")], **written())

    assert not Tenure.objects.exists()

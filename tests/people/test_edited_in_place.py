import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile, save_in_place, take_version
from people.models import Owner
from tests.factories import make_owner, make_user, moment

pytestmark = pytest.mark.django_db


def test_a_save_says_who_and_when_on_the_trail():
    bob = make_user("bob@example.gov.uk", "Bob Baker")
    sue = make_owner()
    sue.email = "sue@example.gov.uk"

    save_in_place(sue, by=bob, at=moment(hour=9))

    trace = sue.history.get(history_type="~")
    assert (trace.email, trace.history_user) == ("sue@example.gov.uk", bob)
    assert trace.history_date == moment(hour=9)


def test_what_the_model_refuses_is_not_saved():
    sue = make_owner()
    sue.email = "sue"

    with pytest.raises(ValidationError) as error:
        save_in_place(sue, by=make_user(), at=moment())

    assert list(error.value.message_dict) == ["email"]
    assert Owner.objects.get().email == ""
    assert sue.history.count() == 1


def test_each_edit_takes_the_next_version():
    sue = make_owner()

    take_version(sue, 1)
    take_version(sue, 2)

    assert (sue.version, Owner.objects.get().version) == (3, 3)


@pytest.mark.parametrize("version", [0, 2, -1])
def test_an_edit_that_began_with_another_version_is_refused(version):
    sue = make_owner()

    with pytest.raises(EditedMeanwhile) as error:
        take_version(sue, version)

    assert error.value.code == "edited_meanwhile"
    assert (sue.version, Owner.objects.get().version) == (1, 1)

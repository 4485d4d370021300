import pytest

from people.directory import add_owner, edit_owner
from people.history import FieldChange, changes
from people.models import Department, Owner
from tests.factories import make_department, make_owner, make_user, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def sue():
    """Added at noon by Alice, edited at one by Bob."""
    bob = make_user("bob@example.gov.uk", "Bob Baker")
    hr = make_department("Human Resources")
    sue = add_owner(name="Sue Moorman", kind="person", department=hr, by=make_user(), at=moment())
    return edit_owner(
        sue, by=bob, at=moment(hour=13), version=1, name="Sue Archer",
        email="sue@example.gov.uk", department=make_department("Housing"),
        aliases=["Sue Moorman"], is_active=False,
    )  # fmt: skip


def test_a_change_says_who_when_and_from_what_to_what(sue):
    [newest, _] = changes(sue.history.all())

    assert (newest.heading, newest.by, newest.at) == ("Changed", "Bob Baker", moment(hour=13))
    assert newest.about == "Sue Archer"
    assert newest.reason == "Other spellings added: Sue Moorman"
    assert newest.fields == (
        FieldChange("Name", "Sue Moorman", "Sue Archer"),
        FieldChange("E-mail address", "(nothing)", "sue@example.gov.uk"),
        FieldChange("Department", "Human Resources", "Housing"),
        FieldChange("In use", "yes", "no"),
    )


def test_a_new_row_says_what_it_said_at_first(sue):
    oldest = changes(sue.history.all())[-1]

    assert (oldest.heading, oldest.by, oldest.is_new) == ("Added", "Alice Archer", True)
    assert [(field.label, field.after) for field in oldest.fields] == [
        ("Kind", "Person"),
        ("Name", "Sue Moorman"),
        ("Department", "Human Resources"),
        ("Reminders by e-mail", "Every day on which there is something"),
        ("In use", "yes"),
    ]


def test_a_save_that_changed_nothing_is_left_out(sue):
    Owner.objects.get(pk=sue.pk).save()

    assert len(changes(sue.history.all())) == 2


def test_a_deleted_row_is_told_without_its_fields():
    sue = make_owner()
    pk = sue.pk
    sue.delete()

    newest = changes(Owner.history.filter(id=pk))[0]

    assert (newest.heading, newest.about, newest.by, newest.fields) == (
        "Deleted", "Sue Moorman", "", (),
    )  # fmt: skip


def test_something_named_that_is_no_longer_there_is_told_by_its_number():
    housing = make_department("Housing")
    sue = make_owner(department=housing)
    number = housing.pk
    sue.department = None
    sue.save()
    housing.delete()

    newest = changes(sue.history.all())[0]

    assert newest.fields == (FieldChange("Department", f"no. {number}", "(nothing)"),)


def test_rows_of_several_kinds_are_told_in_one_order(sue):
    make_owner("ELT", "group")
    department = Department.history.filter(name="Housing")

    told = changes(Owner.history.all(), department)

    assert [change.about for change in told if change.heading == "Added"] == [
        "ELT", "Housing", "Sue Moorman",
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow(sue, django_assert_num_queries):
    for number in range(5):
        make_owner(f"Owner {number}", department=make_department(f"Department {number}"))

    # The history, and the departments by their names: nobody here signs in.
    with django_assert_num_queries(2):
        assert len(changes(Owner.history.all())) == 7

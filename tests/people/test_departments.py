import pytest
from django.core.exceptions import ValidationError

from people.department_tree import tree_choices
from people.departments import add_department, edit_department
from people.edited_in_place import EditedMeanwhile
from people.models import Department
from tests.factories import make_owner, make_user, moment

pytestmark = pytest.mark.django_db


def make_tree(*names):
    """Departments each within the one before."""
    above = None
    for name in names:
        above = Department.objects.create(name=name, parent=above)
    return {department.name: department for department in Department.objects.all()}


def test_a_department_is_not_part_of_one_that_is_part_of_it():
    tree = make_tree("Directorate", "Service")
    tree["Directorate"].parent = tree["Service"]

    with pytest.raises(ValidationError, match="Service is part of Directorate already"):
        tree["Directorate"].full_clean()


def test_a_department_is_not_part_of_itself():
    tree = make_tree("Directorate")
    tree["Directorate"].parent = tree["Directorate"]

    with pytest.raises(ValidationError, match="Directorate is part of Directorate already"):
        tree["Directorate"].full_clean()


def test_a_tree_has_four_levels():
    tree = make_tree("Directorate", "Service", "Section", "Team")

    tree["Team"].full_clean()
    with pytest.raises(ValidationError, match="4 levels at most"):
        Department(name="Desk", parent=tree["Team"]).full_clean()


def test_a_tree_that_moves_keeps_within_its_four_levels():
    tree = make_tree("Directorate", "Service", "Section")
    below = make_tree("Other directorate", "Other service")
    tree["Directorate"].parent = below["Other service"]

    with pytest.raises(ValidationError, match="4 levels at most"):
        tree["Directorate"].full_clean()


def test_a_department_is_headed_by_a_person_or_a_post():
    for head in (make_owner(), make_owner("Head of Housing", "post"), None):
        Department(name="Housing", head=head).full_clean()
    with pytest.raises(ValidationError, match="ELT is a group"):
        Department(name="Housing", head=make_owner("ELT", "group")).full_clean()


# The acts


def add(name="Housing", **fields):
    return add_department(name=name, by=make_user(), at=moment(), **fields)


def edit(department, version=None, **changes):
    said = {
        "name": department.name,
        "short_name": department.short_name,
        "parent": department.parent,
        "head": department.head,
        "is_active": department.is_active,
    }
    version = department.version if version is None else version
    return edit_department(
        department, by=make_user(), at=moment(hour=13), version=version, **{**said, **changes}
    )


def test_a_department_is_added():
    above, sue = add("Place"), make_owner()

    housing = add(" Housing \n services", short_name="HS", parent=above, head=sue)

    kept = Department.objects.get(pk=housing.pk)
    assert (kept.name, kept.short_name, kept.parent) == ("Housing services", "HS", above)
    assert (kept.head, kept.is_active, kept.version) == (sue, True, 1)
    [trace] = kept.history.all()
    assert (trace.history_user, trace.history_date) == (make_user(), moment())


@pytest.mark.parametrize(
    ("name", "problem"),
    [("\u200b", "Enter a name"), ("hOUSING", "There is a department called Housing already")],
)
def test_a_department_has_a_name_of_its_own(name, problem):
    add()

    with pytest.raises(ValidationError) as refused:
        add(name)

    assert refused.value.message_dict == {"name": [problem]}
    assert Department.objects.count() == 1


def test_everything_about_a_department_is_edited():
    place, head, housing = add("Place"), make_owner("Head of Housing", "post"), add()

    edit(housing, name="Homes", short_name="H", parent=place, head=head, is_active=False)

    kept = Department.objects.get(pk=housing.pk)
    assert (kept.name, kept.short_name, kept.parent) == ("Homes", "H", place)
    assert (kept.head, kept.is_active, kept.version) == (head, False, 2)
    trace = kept.history.latest()
    assert (trace.head, trace.history_user) == (head, make_user())
    assert trace.history_date == moment(hour=13)


def test_a_save_that_changes_nothing_leaves_no_trace():
    housing = add(head=make_owner())

    edit(housing)

    assert housing.history.count() == 1


def test_of_two_edits_of_a_department_the_second_is_refused():
    housing = add()
    edit(Department.objects.get(pk=housing.pk), short_name="First")

    with pytest.raises(EditedMeanwhile):
        edit(housing, version=1, short_name="Second")

    kept = Department.objects.get(pk=housing.pk)
    assert (kept.short_name, kept.version) == ("First", 2)


def test_two_departments_do_not_become_part_of_each_other():
    place, housing = add("Place"), add()
    seen_before = Department.objects.get(pk=housing.pk)
    edit(housing, parent=place)

    with pytest.raises(ValidationError, match="Housing is part of Place already"):
        edit(place, parent=seen_before)

    assert Department.objects.get(pk=place.pk).parent is None
    assert place.history.count() == 1


# The choices of a select


def test_choices_are_set_in_below_what_they_are_within():
    tree = make_tree("Directorate", "Service", "Team")
    closed = Department.objects.create(name="Closed", is_active=False)
    departments = list(Department.objects.all())

    assert [words for _, words in tree_choices(departments)] == [
        "Directorate",
        "– Service",
        "– – Team",
    ]
    assert tree_choices(departments, leave_out=tree["Service"], also=closed) == [
        (closed.pk, "Closed"),
        (tree["Directorate"].pk, "Directorate"),
    ]


def test_a_department_no_longer_in_use_is_offered_because_of_what_is_within_it():
    tree = make_tree("Directorate", "Service")
    tree["Directorate"].is_active = False
    tree["Directorate"].save()

    choices = tree_choices(Department.objects.all())

    assert [words for _, words in choices] == ["Directorate", "– Service"]

import pytest
from django.core.exceptions import ValidationError

from people.models import Department

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

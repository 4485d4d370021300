"""Each named constraint: the database itself refuses what must never be stored."""

import pytest
from django.apps import apps
from django.db import IntegrityError

from people.models import (
    Alias,
    Delegate,
    Delegation,
    Department,
    Owner,
    Tenure,
    TenureHolder,
    User,
)
from tests.factories import DAY, make_department, make_owner, make_user, moment


def _own_parent():
    department = Department.objects.create(name="Corporate Services")
    department.parent = department
    return department


def _fact():
    return {"valid_from": DAY, "recorded_at": moment(), "recorded_by": make_user()}


def _listed_twice():
    tenure = Tenure.objects.create(owner=make_owner("Head of HR", "post"), **_fact())
    sue = make_owner()
    TenureHolder.objects.create(tenure=tenure, person=sue)
    return TenureHolder(tenure=tenure, person=sue)


def _delegate_twice():
    delegation = Delegation.objects.create(department=make_department(), **_fact())
    sue = make_owner()
    Delegate.objects.create(delegation=delegation, person=sue)
    return Delegate(delegation=delegation, person=sue)


def _merged_into_itself():
    sue = make_owner(is_active=False)
    sue.merged_into = sue
    return sue


def _again(model, **fields):
    model.objects.create(**{**fields, "name": fields["name"].upper()})
    return model(**fields)


REFUSED = {
    "people_user_email_in_any_case": lambda: User(email=make_user().email.upper(), name="Alice"),
    "people_user_has_a_name": lambda: User(email="bob@example.gov.uk", name=""),
    "people_department_name_in_any_case": lambda: _again(Department, name="Housing"),
    "people_department_has_a_name": lambda: Department(name=""),
    "people_department_is_not_its_own_parent": _own_parent,
    "people_owner_has_a_name": lambda: Owner(name="", kind="person"),
    "people_owner_kind_is_known": lambda: Owner(name="Sue", kind="ghost"),
    "people_owner_only_a_person_signs_in": lambda: Owner(
        name="ELT", kind="group", user=make_user()
    ),
    "people_owner_is_merged_into_another": _merged_into_itself,
    "people_owner_merged_is_out_of_use": lambda: Owner(
        name="S Moorman", kind="person", merged_into=make_owner()
    ),
    "people_alias_name_in_any_case": lambda: _again(Alias, name="S Moorman", owner=make_owner()),
    "people_alias_has_a_name": lambda: Alias(name="", owner=make_owner()),
    "people_tenureholder_is_listed_once": _listed_twice,
    "people_delegate_is_listed_once": _delegate_twice,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(db, name):
    row = REFUSED[name]()

    with pytest.raises(IntegrityError):
        row.save()


def test_every_constraint_of_the_app_but_those_of_every_dated_fact_is_tested():
    of_every_fact = ("_void_corrects_a_fact", "_corrects_another")
    named = {
        constraint.name
        for model in apps.get_app_config("people").get_models()
        for constraint in model._meta.constraints
        if not constraint.name.endswith(of_every_fact)
    }

    assert named == set(REFUSED)

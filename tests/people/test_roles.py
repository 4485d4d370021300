from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from people.dated_fact import take_back
from people.delegations import delegate
from people.merging import merge
from people.models import Department, Owner, User
from people.roles import (
    Role,
    delegated_departments,
    departments_of,
    give_role,
    load_roles,
    owner_keys,
    owner_keys_in_departments,
    owners_of,
)
from people.tenures import appoint
from tests.factories import DAY, make_department, make_owner, make_user, moment, written

pytestmark = pytest.mark.django_db
BEFORE, LATER = DAY - timedelta(days=1), DAY + timedelta(days=30)


@pytest.fixture
def alice():
    return make_user()


@pytest.fixture
def as_person(alice):
    return make_owner("Alice Archer", user=alice)


def own(user, on=DAY):
    """By the rule, which the keys that lists ask for keep to."""
    owners = owners_of(user, on=on)
    assert {*owner_keys(user, on=on)} == {owner.pk for owner in owners}
    return [owner.name for owner in owners]


def own_departments(user, on=DAY):
    departments = departments_of(user, on=on)
    there = Owner.objects.filter(department__in=departments.values("pk"))
    assert {*owner_keys_in_departments(user, on=on)} == {owner.pk for owner in there}
    return names(departments)


def names(departments):
    return sorted(department.name for department in departments)


def test_a_user_who_is_nobody_in_the_directory_owns_nothing(alice):
    make_owner("Alice Archer")

    assert own(alice) == []


def test_a_user_is_the_person_whom_the_directory_says(alice, as_person):
    assert own(alice) == ["Alice Archer"]


def test_posts_held_and_groups_sat_in_are_ones_own(alice, as_person):
    sue = make_owner()
    appoint(make_owner("Head of HR", "post"), [as_person], **written())
    appoint(make_owner("ELT", "group"), [sue, as_person], **written())
    appoint(make_owner("Head of IT", "post"), [sue], **written())

    assert own(alice) == ["Alice Archer", "ELT", "Head of HR"]


def test_a_post_is_ones_own_while_it_is_held(alice, as_person):
    head = make_owner("Head of HR", "post")
    appoint(head, [as_person], **written())
    appoint(head, [make_owner()], **written(LATER, at=moment(hour=13)))

    assert own(alice, BEFORE) == ["Alice Archer"]
    assert own(alice, DAY) == ["Alice Archer", "Head of HR"]
    assert own(alice, LATER - timedelta(days=1)) == ["Alice Archer", "Head of HR"]
    assert own(alice, LATER) == ["Alice Archer"]


def test_a_post_to_come_is_not_ones_own_yet(alice, as_person):
    appoint(make_owner("Head of HR", "post"), [as_person], **written(LATER, at=moment()))

    assert own(alice, DAY) == ["Alice Archer"]
    assert own(alice, LATER) == ["Alice Archer", "Head of HR"]


def test_a_vacant_post_is_nobodys_own(alice, as_person):
    head = make_owner("Head of HR", "post")
    appoint(head, [as_person], **written())
    appoint(head, [], **written(at=moment(hour=13)))

    assert own(alice) == ["Alice Archer"]


def test_a_tenure_taken_back_never_was(alice, as_person):
    tenure = appoint(make_owner("Head of HR", "post"), [as_person], **written())
    take_back(tenure, by=alice, at=moment(hour=13), reason="Another Alice.")

    assert own(alice) == ["Alice Archer"]


def test_departments_are_those_of_the_owners_and_all_within_them(alice):
    directorate = make_department("Corporate Services")
    hr = make_department("Human Resources", parent=directorate)
    make_department("Payroll", parent=hr)
    make_department("Housing")
    person = make_owner("Alice Archer", user=alice)
    appoint(make_owner("Head of HR", "post", department=hr), [person], **written())

    assert own_departments(alice, BEFORE) == []
    assert own_departments(alice) == ["Human Resources", "Payroll"]


@pytest.mark.parametrize("day", [BEFORE, DAY, LATER])
@pytest.mark.parametrize("is_merged", [False, True])
def test_the_keys_for_lists_are_those_of_the_rules(alice, as_person, day, is_merged):
    directorate, housing = make_department("Corporate Services"), make_department("Housing")
    payroll = make_department("Payroll", parent=directorate)
    make_owner("Head of Housing", "post", department=housing)
    make_owner("Clerk", "post", department=payroll)
    head, old_head = make_owner("Head of IT", "post"), make_owner("Head of I.T.", "post")
    other, spelling = make_owner("Bob Baker"), make_owner("A. Archer", department=directorate)
    Owner.objects.filter(pk=head.pk).update(department=payroll)
    appoint(head, [spelling], **written())
    appoint(old_head, [other], **written())
    appoint(make_owner("ELT", "group", department=housing), [as_person, other], **written(LATER))
    wrong = delegate(directorate, [as_person], **written(BEFORE))
    right = written(BEFORE, at=moment(hour=13)) | {"reason": "Another one."}
    delegate(directorate, [other], corrects=wrong, **right)
    delegate(housing, [spelling, other], **written())
    delegate(housing, [other], **written(LATER, at=moment(hour=13)))
    if is_merged:
        merge(spelling, as_person, **of_merging())
        merge(old_head, head, **of_merging())

    delegated = delegated_departments(alice, on=day).values("pk")
    rule = {owner.pk for owner in owners_of(alice, on=day)}
    rule |= {owner.pk for owner in Owner.objects.filter(department__in=delegated)}
    assert {*owner_keys(alice, on=day)} == rule
    assert (
        own_departments(alice, day)
        == {
            (BEFORE, False): [],
            (DAY, False): [],
            (LATER, False): ["Housing"],
            (BEFORE, True): [],
            (DAY, True): ["Housing", "Payroll"],
            (LATER, True): ["Housing", "Payroll"],
        }[day, is_merged]
    )


def of_merging():
    return {"by": make_user("bob@example.gov.uk"), "at": moment(hour=14), "reason": "The same."}


def test_the_keys_for_lists_take_two_queries(alice, as_person, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert owner_keys(alice, on=DAY) == [as_person.pk]
    with django_assert_num_queries(2):
        assert owner_keys_in_departments(alice, on=DAY) == []


@pytest.fixture
def tree():
    """Four levels, and another department beside them."""
    parent = None
    for name in ("Directorate", "Service", "Section", "Team"):
        parent = make_department(name, parent=parent)
    make_department("Housing")


def named(name):
    return Department.objects.filter(name=name)


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Directorate", ["Directorate", "Section", "Service", "Team"]),
        ("Section", ["Section", "Team"]),
        ("Housing", ["Housing"]),
        ("Nobody", []),
    ],
)
def test_what_is_within_a_department(tree, name, within):
    assert names(Department.objects.within(named(name))) == within


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("Team", ["Directorate", "Section", "Service", "Team"]),
        ("Service", ["Directorate", "Service"]),
        ("Housing", ["Housing"]),
        ("Nobody", []),
    ],
)
def test_what_a_department_is_part_of(tree, name, above):
    assert names(Department.objects.above(named(name))) == above


GRANTS = {"May read live plans", "May edit plans"}


def test_every_role_is_a_group_of_the_fixture_and_so_is_every_grant():
    load_roles()

    assert set(Group.objects.values_list("name", flat=True)) == {*Role, *GRANTS}


def test_a_clerk_who_is_granted_it_edits_plans_but_decides_no_extensions():
    load_roles()
    clerk = make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK)
    clerk.groups.add(Group.objects.get(name="May edit plans"))

    granted = User.objects.get(pk=clerk.pk)
    assert granted.has_perm("recommendations.edit_plans")
    assert not granted.has_perm("recommendations.decide_extensions")


def test_loading_the_roles_puts_them_right_again():
    load_roles()
    Group.objects.get(name=Role.VIEWER).permissions.set(
        Group.objects.get(name=Role.ADMINISTRATOR).permissions.all()
    )

    load_roles()

    assert Group.objects.count() == 8
    assert not Group.objects.get(name=Role.VIEWER).permissions.exists()


def test_a_role_is_added_to_those_there_are(alice):
    load_roles()

    give_role(alice, Role.OFFICER)
    give_role(alice, Role.AUDITOR)

    assert set(alice.groups.values_list("name", flat=True)) == {"Officer", "Auditor"}
    assert not alice.is_staff


def test_only_an_administrator_may_open_the_administration_pages(alice):
    load_roles()

    give_role(alice, Role.ADMINISTRATOR)

    alice.refresh_from_db()
    assert alice.is_staff
    assert not alice.is_superuser

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django.asserts import assertNumQueries

from people.delegations import delegate
from people.merging import merge
from people.roles import Role
from people.tenures import appoint
from recommendations.models import Recommendation
from recommendations.reporting_rights import (
    AN_OWNER,
    NOT_AUDITING,
    NOT_DECIDING,
    NOT_RECORDING,
    NOT_REPORTING,
    NOT_YOURS,
    is_own,
    may_decide_extensions,
    may_report,
    may_verify,
    refuse_who_may_not_decide,
    refuse_who_may_not_report,
    refuse_who_may_not_verify,
    spoken_for,
    spoken_for_each,
)
from tests.factories import (
    DAY,
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    written,
)

BEFORE, LATER = DAY - timedelta(days=1), DAY + timedelta(days=30)


def person(name, role=None):
    """A user with a role, and the owner that they are."""
    user = make_user(f"{name.split()[0].lower()}@example.gov.uk", name, role=role)
    return user, make_owner(name, user=user)


@pytest.fixture
def sue(db):
    return person("Sue Moorman", Role.OFFICER)


@pytest.fixture
def recommendation(db):
    return make_recommendation(on=BEFORE)


def own(user, on=DAY):
    return Recommendation.objects.own_to(user, on=on).exists()


# What is one's own


def test_what_names_me_is_my_own_from_that_day_on(recommendation, sue):
    user, owner = sue
    make_owner_cell(recommendation, owner)

    assert (own(user, BEFORE), own(user)) == (False, True)
    assert is_own(user, recommendation, on=DAY)
    assert not is_own(user, make_recommendation(), on=DAY)


def test_what_names_another_now_is_no_longer_my_own(recommendation, sue):
    user, owner = sue
    make_owner_cell(recommendation, owner)
    make_owner_cell(recommendation, make_owner("Graham Lidell"), on=LATER)

    assert (own(user), own(user, LATER)) == (True, False)


@pytest.mark.parametrize("kind", ["post", "group"])
def test_what_names_my_post_or_group_is_my_own_while_i_have_it(recommendation, sue, kind):
    user, owner = sue
    named = make_owner("Head of HR", kind)
    make_owner_cell(recommendation, named, on=BEFORE)
    appoint(named, [owner], **written())
    appoint(named, [], **written(LATER))

    assert [own(user, day) for day in (BEFORE, DAY, LATER)] == [False, True, False]


@pytest.mark.parametrize("kind", ["person", "post", "group"])
def test_what_names_anybody_of_a_department_is_its_delegates_own(recommendation, sue, kind):
    user, owner = sue
    housing = make_department("Housing")
    lettings = make_department("Lettings", parent=housing)
    make_owner_cell(recommendation, make_owner("Lettings", kind, department=lettings), on=BEFORE)
    delegate(housing, [owner], **written())
    delegate(housing, [], **written(LATER))

    assert [own(user, day) for day in (BEFORE, DAY, LATER)] == [False, True, False]


def test_a_delegate_of_another_department_owns_nothing_by_it(recommendation, sue):
    user, owner = sue
    make_owner_cell(recommendation, make_owner("Head", "post", department=make_department("Parks")))
    delegate(make_department("Housing"), [owner], **written())

    assert not own(user)


# Reporting


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (None, NOT_REPORTING),
        (Role.VIEWER, NOT_REPORTING),
        (Role.OFFICER, NOT_YOURS),
        (Role.LEAD, None),
        (Role.CLERK, None),
        (Role.AUDITOR, NOT_REPORTING),
        (Role.ADMINISTRATOR, None),
    ],
)
def test_who_may_report_on_what_is_not_their_own(recommendation, role, may):
    user, _ = person("Alan Other", role)

    assert may_report(user, recommendation, on=DAY) is (may is None)
    if may:
        with pytest.raises(PermissionDenied, match=may):
            refuse_who_may_not_report(user, recommendation, on=DAY)
    else:
        refuse_who_may_not_report(user, recommendation, on=DAY)


@pytest.mark.parametrize(("role", "may"), [(Role.OFFICER, True), (Role.VIEWER, False)])
def test_an_owner_reports_with_the_role_of_an_officer(recommendation, role, may):
    user, owner = person("Sue Moorman", role)
    make_owner_cell(recommendation, owner)

    assert may_report(user, recommendation, on=DAY) is may
    assert not may_report(user, recommendation, on=BEFORE)


# Deciding


@pytest.mark.parametrize(
    ("role", "revision", "problem"),
    [
        (Role.LEAD, "lead", None),
        (Role.LEAD, "committee", None),
        (Role.CLERK, "lead", NOT_DECIDING),
        (Role.CLERK, "committee", None),
        (Role.OFFICER, "lead", NOT_DECIDING),
        (Role.OFFICER, "committee", NOT_RECORDING),
    ],
)
def test_who_decides_extensions(db, role, revision, problem):
    user, _ = person("Alan Other", role)
    plan = make_plan(revision=revision)

    assert may_decide_extensions(user, plan) is (problem is None)
    if problem:
        with pytest.raises(PermissionDenied, match=problem):
            refuse_who_may_not_decide(user, plan)
    else:
        refuse_who_may_not_decide(user, plan)


# Verifying


def test_an_auditor_verifies_what_is_not_their_own(recommendation):
    user, _ = person("Audrey Auditor", Role.AUDITOR)

    assert may_verify(user, recommendation, on=DAY)
    refuse_who_may_not_verify(user, recommendation, on=DAY)


def test_nobody_else_verifies(recommendation):
    user, _ = person("Lena Lead", Role.LEAD)

    assert not may_verify(user, recommendation, on=DAY)
    with pytest.raises(PermissionDenied, match=NOT_AUDITING):
        refuse_who_may_not_verify(user, recommendation, on=DAY)


def test_an_auditor_does_not_verify_what_is_their_own(recommendation):
    user, owner = person("Audrey Auditor", Role.AUDITOR)
    make_owner_cell(recommendation, owner)

    assert not may_verify(user, recommendation, on=DAY)
    assert may_verify(user, recommendation, on=BEFORE)
    with pytest.raises(PermissionDenied, match=AN_OWNER):
        refuse_who_may_not_verify(user, recommendation, on=DAY)


def test_spoken_for_are_the_owners_and_then_who_holds_their_posts(db):
    post, group, ann = make_owner("Head of HR", "post"), make_owner("ELT", "group"), make_owner("B")
    gone, bob = make_owner("Gone"), make_owner("A")
    appoint(post, [gone], **written(on=DAY - timedelta(days=9)))
    appoint(post, [ann], **written())
    appoint(group, [bob, ann], **written())

    with assertNumQueries(1):
        offered = spoken_for([group.pk, post.pk], on=DAY)

    assert offered == [group, post, bob, ann]


def test_spoken_for_is_the_one_that_others_were_merged_into(db):
    post, ann, bob = make_owner("Head of HR", "post"), make_owner("Ann"), make_owner("Bob")
    appoint(post, [spelled := make_owner("Anne")], **written())
    spelled_post, bobby = make_owner("HR head", "post"), make_owner("Bobby")
    for one, into in ((spelled_post, post), (spelled, ann), (bobby, bob)):
        merge(one, into, by=make_user(), at=moment())

    with assertNumQueries(1):
        offered = spoken_for([spelled_post.pk, bobby.pk, bob.pk], on=DAY)

    assert offered == [post, bob, ann]


@pytest.mark.django_db
def test_spoken_for_each_is_spoken_for_of_each():
    sue, bob, post = make_owner(), make_owner("Bob Baker"), make_owner("Head of HR", "post")
    old = make_owner("Susan Moorman")
    appoint(post, [bob, old], **written())
    merge(old, sue, by=make_user(), at=moment())

    found = spoken_for_each({1: [post.pk], 2: [old.pk, post.pk], 3: []}, on=DAY)

    assert found == {1: [post, bob, sue], 2: [sue, post, bob], 3: []}
    assert found[1] == spoken_for([post.pk], on=DAY)


@pytest.mark.django_db
def test_spoken_for_each_takes_two_queries():
    posts = [make_owner(f"Post {number}", "post") for number in range(5)]
    for post in posts:
        appoint(post, [make_owner(f"Holder of {post}")], **written())

    with assertNumQueries(2):
        spoken_for_each({post.pk: [post.pk] for post in posts}, on=DAY)

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.heads import Heads, head_above
from people.merging import merge
from people.models import Department, Owner
from people.tenures import appoint
from tests.factories import DAY, make_department, make_owner, make_user, moment, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def sue():
    return make_owner()


@pytest.fixture
def place(sue):
    return make_department("Place", head=sue)


@pytest.fixture
def housing(place):
    return make_department("Housing", parent=place)


def vacant(on=DAY):
    return [owner.name for owner in Owner.objects.vacant(on=on)]


# Vacant posts


def test_a_post_without_a_holder_is_vacant(sue):
    appoint(make_owner("Head of HR", "post"), [], **written())
    appoint(make_owner("Head of IT", "post"), [sue], **written())
    appoint(make_owner("ELT", "group"), [], **written())
    make_owner("Never written down", "post")
    make_owner("Abolished", "post", is_active=False)

    assert vacant() == ["Head of HR", "Never written down"]


def test_a_post_held_only_by_who_is_out_of_use_is_vacant(sue):
    held, shared = make_owner("Head of HR", "post"), make_owner("Head of IT", "post")
    left = make_owner("Left Long Ago", is_active=False)
    appoint(held, [left], **written())
    appoint(shared, [left, sue], **written())
    merged = make_owner("S Moorman")
    appoint(make_owner("Head of Legal", "post"), [merged], **written())
    merge(merged, sue, by=make_user(), at=moment())

    assert vacant() == ["Head of HR"]
    posts = Owner.objects.filter(kind="post").with_tenures(on=DAY)
    assert [post.name for post in posts if post.is_vacant_on_the_day] == ["Head of HR"]


def test_a_post_is_vacant_from_a_day_to_a_day(sue):
    head, next_day = make_owner("Head of HR", "post"), DAY + timedelta(days=1)
    appoint(head, [], **written())
    appoint(head, [sue], **written(next_day))

    assert vacant() == ["Head of HR"]
    assert vacant(on=next_day) == []


# Who is asked about them


def test_the_nearest_head_going_up_is_asked(sue, place, housing):
    team = make_department("Repairs", parent=housing)

    assert head_above(team, on=DAY) == sue
    housing.head = bob = make_owner("Bob Baker")
    housing.save()
    assert head_above(team, on=DAY) == bob
    assert head_above(place, on=DAY) == sue


def test_nobody_is_asked_where_there_is_no_head(housing):
    Department.objects.update(head=None)

    assert head_above(housing, on=DAY) is None
    assert head_above(None, on=DAY) is None


def test_a_vacant_post_is_not_asked_about_itself_or_another(sue, housing):
    housing.head = head = make_owner("Head of Housing", "post", department=housing)
    housing.save()

    assert head_above(housing, on=DAY) == sue
    appoint(head, [make_owner("Bob Baker")], **written())
    assert head_above(housing, on=DAY) == head
    assert head_above(housing, on=DAY, other_than=head) == sue


def test_who_is_no_longer_in_use_is_not_asked(sue, housing):
    housing.head = make_owner("Bob Baker", is_active=False)
    housing.save()

    assert head_above(housing, on=DAY) == sue


def test_a_head_that_is_a_post_of_somebody_out_of_use_is_not_asked(sue, housing):
    housing.head = head = make_owner("Head of Housing", "post", department=housing)
    housing.save()
    bob = make_owner("Bob Baker")
    appoint(head, [bob], **written())

    assert head_above(housing, on=DAY) == head
    bob.is_active = False
    bob.save()
    assert head_above(housing, on=DAY) == sue


def test_the_one_that_a_head_was_merged_into_is_asked(sue, housing):
    susan = make_owner("Susan Moorman")
    merge(sue, susan, by=make_user(), at=moment())

    assert head_above(housing, on=DAY) == susan


def test_a_head_that_was_merged_into_a_vacant_post_is_not_asked(sue, housing):
    housing.head = other = make_owner("Hd of Housing", "post")
    housing.save()
    head = make_owner("Head of Housing", "post")
    merge(other, head, by=make_user(), at=moment())

    assert head_above(housing, on=DAY) == sue
    appoint(head, [make_owner("Bob Baker")], **written())
    assert head_above(housing, on=DAY) == head


def test_a_ring_of_departments_has_an_end(place, housing):
    Department.objects.filter(pk=place.pk).update(parent=housing, head=None)

    assert head_above(housing, on=DAY) is None


def test_each_vacant_post_is_told_with_who_is_asked_in_one_query(sue, housing):
    for number in range(3):
        make_owner(f"Post {number}", "post", department=housing)
    appoint(make_owner("Head of IT", "post", department=housing), [sue], **written())
    posts = list(Owner.objects.filter(kind="post").with_tenures(on=DAY))

    with CaptureQueriesContext(connection) as queries:
        Heads(Department.objects.with_heads(on=DAY)).chase(posts)

    assert len(queries) == 1
    assert [getattr(post, "chased_through", None) for post in posts] == [None, sue, sue, sue]

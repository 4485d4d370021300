"""Whom a notice is for, and at which address."""

import pytest

from people.merging import merge
from people.models import Department
from people.tenures import appoint
from recommendations.chasing.addressees import Directory
from tests.factories import DAY, make_department, make_owner, make_user, moment, written

pytestmark = pytest.mark.django_db


def sue(**fields):
    return make_owner("Sue Moorman", email="sue@example.gov.uk", **fields)


def graham(**fields):
    return make_owner("Graham Lidell", email="graham@example.gov.uk", **fields)


def told(answer):
    return [(_name(a.recipient), _name(a.named), a.capacity.value, a.address) for a in answer]


def _name(owner):
    return owner and owner.name


def owners(*named):
    return told(Directory(on=DAY).owners([owner.pk for owner in named]))


def head_of_service(owner):
    return told(Directory(on=DAY).head_of_service(owner and owner.pk))


def chief_officer(owner):
    return told(Directory(on=DAY).chief_officer(owner and owner.pk))


def housing(head=None):
    """A service within a directorate within the council, each with its head."""
    council = make_department("Council", head=make_owner("Chief", email="chief@example.gov.uk"))
    place = make_department("Place", parent=council)
    return make_department("Housing", parent=place, head=head)


# The owners


def test_a_person_is_told_at_their_own_address():
    user = make_user("account@example.gov.uk", "Sue Moorman")

    assert owners(sue(user=user)) == [("Sue Moorman", "Sue Moorman", "owner", "sue@example.gov.uk")]


def test_a_person_without_an_address_is_told_at_that_of_their_account():
    user = make_user("account@example.gov.uk", "Sue Moorman")

    assert owners(make_owner("Sue Moorman", user=user)) == [
        ("Sue Moorman", "Sue Moorman", "owner", "account@example.gov.uk")
    ]


def test_nobody_is_written_to_at_an_account_that_is_closed():
    closed = make_user("account@example.gov.uk", "Sue Moorman", is_active=False)
    owner = make_owner("Sue Moorman", user=closed)
    assert owners(owner)[0][3] == ""

    owner.email = "sue@example.gov.uk"
    owner.save()
    assert owners(owner)[0][3] == "sue@example.gov.uk"


def test_a_person_without_any_address_cannot_be_written_to():
    assert owners(make_owner("Sue Moorman")) == [("Sue Moorman", "Sue Moorman", "owner", "")]


def test_each_is_told_once_in_the_order_of_the_cell():
    one, other = sue(), graham()
    post = make_owner("Head of HR", "post")
    appoint(post, [one], **written())

    assert owners(post, other, one) == [
        ("Sue Moorman", "Head of HR", "holder", "sue@example.gov.uk"),
        ("Graham Lidell", "Graham Lidell", "owner", "graham@example.gov.uk"),
    ]


def test_a_post_is_told_through_who_holds_it_on_the_day():
    post = make_owner("Head of HR", "post", email="hr@example.gov.uk")
    appoint(post, [sue()], **written(DAY.replace(day=1)))
    appoint(post, [graham()], **written(DAY))

    assert owners(post) == [("Graham Lidell", "Head of HR", "holder", "graham@example.gov.uk")]


def test_a_post_whose_holders_have_no_address_is_told_at_its_own():
    post = make_owner("Head of HR", "post", email="hr@example.gov.uk")
    appoint(post, [make_owner("Sue Moorman")], **written())

    assert owners(post) == [("Head of HR", "Head of HR", "owner", "hr@example.gov.uk")]


def test_a_vacant_post_is_told_through_the_nearest_head():
    service = housing(head=graham())
    post = make_owner("Housing Officer", "post", department=service, email="post@example.gov.uk")

    assert owners(post) == [
        ("Graham Lidell", "Housing Officer", "for_vacant", "graham@example.gov.uk")
    ]


def test_a_vacant_post_without_a_head_is_told_at_its_own_address():
    post = make_owner("Housing Officer", "post", email="post@example.gov.uk")

    assert owners(post) == [("Housing Officer", "Housing Officer", "owner", "post@example.gov.uk")]


def test_a_head_that_is_a_post_is_told_through_its_holder():
    head = make_owner("Head of Housing", "post")
    appoint(head, [graham()], **written())
    post = make_owner("Housing Officer", "post", department=housing(head=head))

    assert owners(post) == [
        ("Graham Lidell", "Housing Officer", "for_vacant", "graham@example.gov.uk")
    ]


def test_a_group_is_told_through_its_members():
    group = make_owner("ELT", "group", email="elt@example.gov.uk")
    appoint(group, [sue(), make_owner("Nobody's address"), graham()], **written())

    assert owners(group) == [
        ("Sue Moorman", "ELT", "member", "sue@example.gov.uk"),
        ("Graham Lidell", "ELT", "member", "graham@example.gov.uk"),
    ]


@pytest.mark.parametrize("address", ["elt@example.gov.uk", ""])
def test_a_group_without_members_is_told_at_its_own_address_if_it_has_one(address):
    group = make_owner("ELT", "group", email=address)

    assert owners(group) == [("ELT", "ELT", "owner" if address else "member", address)]


def test_a_merged_owner_is_told_as_the_one_they_are():
    other = make_owner("Susan Moorman", email="old@example.gov.uk")
    merge(other, sue(), by=make_user(), at=moment())

    assert owners(other) == [("Sue Moorman", "Sue Moorman", "owner", "sue@example.gov.uk")]


def test_for_a_person_no_longer_in_use_the_head_is_told():
    left = sue(department=housing(head=graham()), is_active=False)

    assert owners(left) == [("Graham Lidell", "Sue Moorman", "for_vacant", "graham@example.gov.uk")]


def test_who_has_left_without_a_head_above_cannot_be_written_to():
    assert owners(sue(is_active=False)) == [("Sue Moorman", "Sue Moorman", "owner", "")]


def test_a_cell_that_names_nobody_on_record_tells_nobody():
    assert owners() == [(None, None, "owner", "")]


# The heads


def test_the_head_of_service_is_the_nearest_above():
    owner = sue(department=housing(head=graham()))

    assert head_of_service(owner) == [
        ("Graham Lidell", "Sue Moorman", "head_of_service", "graham@example.gov.uk")
    ]


def test_a_department_without_a_head_is_passed_over():
    owner = sue(department=housing())

    assert head_of_service(owner) == [
        ("Chief", "Sue Moorman", "head_of_service", "chief@example.gov.uk")
    ]


@pytest.mark.parametrize("through_post", [False, True])
def test_an_owner_who_is_the_head_is_passed_over(through_post):
    owner = sue()
    head = make_owner("Head of Housing", "post") if through_post else owner
    if through_post:
        appoint(head, [owner], **written())
    service = housing(head=head)
    owner.department = service
    owner.save()

    assert head_of_service(owner) == [
        ("Chief", "Sue Moorman", "head_of_service", "chief@example.gov.uk")
    ]


def test_a_post_that_is_the_head_is_passed_over_though_its_holder_is_named():
    post = make_owner("Head of Housing", "post")
    appoint(post, [sue()], **written())
    Department.objects.filter(pk=housing(head=sue_of(post)).pk).update(head=post)
    post.department = Department.objects.get(name="Housing")
    post.save()

    assert head_of_service(post) == [
        ("Chief", "Head of Housing", "head_of_service", "chief@example.gov.uk")
    ]


def sue_of(post):
    return post.tenures.get().holders.get().person


def test_an_owner_without_a_department_is_looked_up_by_their_post():
    post = make_owner("Housing Officer", "post", department=housing(head=graham()))
    owner = sue()
    appoint(post, [owner], **written())

    assert head_of_service(owner) == [
        ("Graham Lidell", "Sue Moorman", "head_of_service", "graham@example.gov.uk")
    ]


def test_where_heads_are_vacant_posts_alone_they_are_told_at_their_own_addresses():
    owner = sue(department=housing(head=make_owner("Head of Housing", "post", email="hh@a.gov.uk")))
    Department.objects.filter(parent=None).update(
        head=make_owner("Director", "post", email="director@a.gov.uk")
    )

    assert head_of_service(owner) == [
        ("Head of Housing", "Sue Moorman", "head_of_service", "hh@a.gov.uk")
    ]
    assert chief_officer(owner) == [
        ("Director", "Sue Moorman", "chief_officer", "director@a.gov.uk")
    ]


def test_a_head_who_is_somebody_comes_before_the_address_of_a_vacant_post():
    owner = sue(department=housing(head=make_owner("Head of Housing", "post", email="hh@a.gov.uk")))

    assert head_of_service(owner) == [
        ("Chief", "Sue Moorman", "head_of_service", "chief@example.gov.uk")
    ]


def test_a_vacant_post_that_is_the_only_head_is_not_told_of_its_own():
    post = make_owner("Director", "post", email="director@a.gov.uk")
    post.department = make_department("Housing", head=post)
    post.save()

    assert head_of_service(post) == [(None, "Director", "head_of_service", "")]
    assert chief_officer(post) == [(None, "Director", "chief_officer", "")]


def test_without_any_head_nobody_can_be_written_to():
    assert head_of_service(sue()) == [(None, "Sue Moorman", "head_of_service", "")]
    assert chief_officer(None) == [(None, None, "chief_officer", "")]


def test_the_chief_officer_heads_the_topmost_department():
    owner = sue(department=housing(head=graham()))

    assert chief_officer(owner) == [
        ("Chief", "Sue Moorman", "chief_officer", "chief@example.gov.uk")
    ]


def test_the_chief_officer_is_not_told_of_their_own():
    service = housing(head=graham())
    chief = service.parent.parent.head
    chief.department = service
    chief.save()

    assert chief_officer(chief) == [(None, "Chief", "chief_officer", "")]


def test_the_queries_do_not_grow_with_the_owners(django_assert_num_queries):
    heads = [make_owner(f"Head {number}", email="h@example.gov.uk") for number in range(3)]
    for head in heads:
        post = make_owner(f"Post of {head}", "post", department=make_department(f"Of {head}"))
        appoint(post, [head], **written())

    with django_assert_num_queries(3):
        directory = Directory(on=DAY)
        directory.owners(range(heads[0].pk, heads[0].pk + 6))
        directory.head_of_service(heads[0].pk)

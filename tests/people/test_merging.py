import pytest
from django.core.exceptions import ValidationError

from people.delegations import delegate
from people.directory import add_owner, edit_owner
from people.edited_in_place import EditedMeanwhile
from people.known_owners import KnownOwners
from people.merging import merge, perhaps_the_same, unmerge
from people.models import Alias, Department, Owner
from people.roles import delegated_departments, departments_of, owners_of
from people.tenures import appoint
from recommendations.models import OwnerCell, Recommendation
from tests.factories import (
    DAY,
    make_department,
    make_owner,
    make_recommendation,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sue():
    return make_owner()


@pytest.fixture
def duplicate():
    owner = make_owner("Susan Moreman", email="old@example.gov.uk")
    Alias.objects.create(owner=owner, name="S Moreman")
    return owner


def put_together(duplicate, into, **fields):
    """Merged, as the database has them then."""
    merge(duplicate, into, by=make_user(), at=moment(), **fields)
    return again(duplicate, into)


def taken_apart(owner, into, **fields):
    unmerge(again(owner)[0], by=make_user(), at=moment(hour=13), **fields)
    return again(owner, into)


def again(*owners):
    return [Owner.objects.get(pk=owner.pk) for owner in owners]


def refused(duplicate, into):
    traces = Owner.history.count()
    with pytest.raises(ValidationError) as error:
        merge(duplicate, into, by=make_user(), at=moment())
    assert Owner.history.count() == traces
    return error.value.message_dict["into"][0]


# The act


def test_the_one_is_another_spelling_of_the_other(sue, duplicate):
    merged, into = put_together(duplicate, sue, reason="One person")

    assert (merged.merged_into, merged.is_active, merged.version) == (sue, False, 2)
    assert (merged.name, merged.email) == ("Susan Moreman", "old@example.gov.uk")
    assert (into.name, into.email, into.is_active, into.version) == ("Sue Moorman", "", True, 2)
    assert (into.merged_into, [*into.merged.all()]) == (None, [merged])


def test_the_trail_of_both_says_who_merged_them_when_and_why(sue, duplicate):
    merged, into = put_together(duplicate, sue, reason="One person")

    traces = [owner.history.order_by("history_id").last() for owner in (merged, into)]
    assert [(t.history_user, t.history_date) for t in traces] == [(make_user(), moment())] * 2
    assert [t.history_change_reason for t in traces] == [
        "One person",
        "Susan Moreman was merged into it. One person",
    ]
    assert traces[0].merged_into == sue


def test_a_long_reason_is_shortened_on_the_trail(sue, duplicate):
    _, into = put_together(duplicate, sue, reason="x" * 100)

    reason = into.history.order_by("history_id").last().history_change_reason
    assert (len(reason), reason[-1]) == (100, "…")


def test_what_was_merged_is_of_the_department_of_the_other(sue, duplicate):
    hr, housing = make_department("Human Resources"), make_department("Housing")
    Owner.objects.filter(pk=sue.pk).update(department=hr)
    Owner.objects.filter(pk=duplicate.pk).update(department=housing)

    merged, into = put_together(duplicate, sue)
    assert merged.department == hr

    edit_owner(
        into, by=make_user(), at=moment(hour=13), version=into.version, name=into.name, email="",
        department=housing, aliases=[], is_active=True,
    )  # fmt: skip
    assert again(merged)[0].department == housing


def test_an_account_goes_over_to_who_has_none(sue, duplicate):
    user = make_user("sue@example.gov.uk")
    Owner.objects.filter(pk=duplicate.pk).update(user=user)

    merged, into = put_together(duplicate, sue)

    assert (merged.user, into.user) == (None, user)


def test_an_account_of_the_other_stays(sue, duplicate):
    user = make_user("sue@example.gov.uk")
    Owner.objects.filter(pk=sue.pk).update(user=user)

    merged, into = put_together(duplicate, sue)

    assert (merged.user, into.user) == (None, user)


def test_two_accounts_are_in_the_way(sue, duplicate):
    for number, owner in enumerate((sue, duplicate)):
        Owner.objects.filter(pk=owner.pk).update(user=make_user(f"{number}@example.gov.uk"))

    assert refused(duplicate, sue) == (
        "Both sign in, as 1@example.gov.uk and as 0@example.gov.uk. Ask an administrator to take "
        "one account away first"
    )
    assert again(duplicate)[0].merged_into is None


def test_what_was_merged_before_goes_along(sue, duplicate):
    first = make_owner("Su Moreman")
    put_together(first, duplicate)

    put_together(duplicate, sue)

    assert {owner.name for owner in sue.merged.all()} == {"Su Moreman", "Susan Moreman"}
    assert not duplicate.merged.exists()


def test_nothing_is_merged_into_what_was_merged_or_twice(sue, duplicate):
    put_together(duplicate, sue)

    said = "Susan Moreman was merged into Sue Moorman already. Choose Sue Moorman"
    assert refused(make_owner("Su Moreman"), duplicate) == said
    assert refused(duplicate, make_owner("Su")) == said


def test_what_is_merged_meanwhile_is_seen(sue, duplicate):
    other = make_owner("Su Moreman")
    put_together(sue, other)

    assert "was merged into Su Moreman already" in refused(duplicate, sue)


def test_only_another_one_of_the_same_kind_is_the_same(sue):
    assert refused(sue, sue) == "Choose another one: an owner cannot be merged into itself"
    assert refused(make_owner("ELT", "group"), sue) == (
        "Choose one of the same kind: ELT is a group, Sue Moorman is a person"
    )


def test_somebody_elses_edit_is_not_merged_over(sue, duplicate):
    Owner.objects.filter(pk=duplicate.pk).update(version=5)

    with pytest.raises(EditedMeanwhile):
        merge(duplicate, sue, by=make_user(), at=moment(), version=4)

    assert again(duplicate)[0].merged_into is None


def test_a_post_does_not_lose_who_holds_it(sue):
    head, same = make_owner("Head of HR", "post"), make_owner("Head of H.R.", "post")
    appoint(same, [sue], **written())

    assert refused(same, head) == (
        "Write down first who holds Head of HR: people are on record for Head of H.R., and none "
        "for Head of HR"
    )
    appoint(head, [], **written())
    assert put_together(same, head)[0].merged_into == head


# The way back


def test_they_are_two_again(sue, duplicate):
    housing, user = make_department("Housing"), make_user("sue@example.gov.uk")
    duplicate.department, duplicate.user = housing, user
    duplicate.save()
    put_together(duplicate, sue)

    owner, other = taken_apart(duplicate, sue, reason="Two people after all")

    assert (owner.merged_into, owner.is_active) == (None, True)
    assert (owner.department, owner.user) == (housing, user)
    assert (other.user, other.department, owner.version, other.version) == (None, None, 3, 3)
    traces = [one.history.order_by("history_id").last() for one in (owner, other)]
    assert [trace.history_change_reason for trace in traces] == [
        "Two people after all",
        "Susan Moreman is no longer merged into it. Two people after all",
    ]


def test_an_account_that_is_somebody_elses_by_now_stays(sue, duplicate):
    duplicate.user = make_user("sue@example.gov.uk")
    duplicate.save()
    put_together(duplicate, sue)
    new = make_user("new@example.gov.uk")
    Owner.objects.filter(pk=sue.pk).update(user=new)

    owner, other = taken_apart(duplicate, sue)

    assert (owner.user, other.user) == (None, new)


def test_owner_without_a_trail_is_in_use_again(sue, duplicate):
    duplicate.history.all().delete()
    put_together(duplicate, sue)
    duplicate.history.all().delete()

    assert taken_apart(duplicate, sue)[0].is_active


def test_only_what_was_merged_is_taken_apart(sue):
    with pytest.raises(ValidationError, match="Sue Moorman is not merged into another owner"):
        unmerge(sue, by=make_user(), at=moment())


def test_it_is_undone_once(sue, duplicate):
    put_together(duplicate, sue)
    [seen_before] = again(duplicate)
    taken_apart(duplicate, sue)

    with pytest.raises(ValidationError, match="is not merged"):
        unmerge(seen_before, by=make_user(), at=moment(hour=14))

    assert again(duplicate)[0].version == 3


# What follows from it


def test_papers_keep_their_words_and_whom_they_point_to(sue, duplicate):
    row = make_recommendation(owners=[duplicate])

    put_together(duplicate, sue)

    cell = OwnerCell.objects.get(recommendation=row)
    assert (cell.text, cell.assignments.get().owner) == ("Susan Moreman", duplicate)


def test_what_the_one_holds_the_other_holds(sue, duplicate):
    row = make_recommendation(owners=[duplicate])
    put_together(duplicate, sue)

    both = Owner.objects.standing_for([sue.pk])

    assert {owner.name for owner in both} == {"Sue Moorman", "Susan Moreman"}
    assert [*Recommendation.objects.owned_by(both, on=DAY)] == [row]
    assert [*Owner.objects.standing_for(Owner.objects.filter(pk=duplicate.pk))] == [duplicate]


def test_the_user_of_the_one_owns_what_names_the_other(sue, duplicate):
    user = make_user("sue@example.gov.uk")
    Owner.objects.filter(pk=sue.pk).update(user=user)
    head = make_owner("Head of HR", "post")
    appoint(head, [duplicate], **written())
    rows = [make_recommendation(owners=[owner]) for owner in (duplicate, head)]

    put_together(duplicate, sue)

    assert {owner.name for owner in owners_of(user, on=DAY)} == {
        "Sue Moorman",
        "Susan Moreman",
        "Head of HR",
    }
    assert {*Recommendation.objects.own_to(user, on=DAY)} == {*rows}


def test_the_holder_of_a_post_owns_what_names_its_other_spelling(sue):
    user = make_user("sue@example.gov.uk")
    Owner.objects.filter(pk=sue.pk).update(user=user)
    head, same = make_owner("Head of HR", "post"), make_owner("Head of H.R.", "post")
    old = make_user("old@example.gov.uk")
    appoint(same, [make_owner("Old Holder", user=old)], **written())
    appoint(head, [sue], **written())
    row = make_recommendation(owners=[same])

    put_together(same, head)

    assert [*Recommendation.objects.own_to(user, on=DAY)] == [row]
    assert [owner.name for owner in owners_of(old, on=DAY)] == ["Old Holder"]


def test_posts_and_delegations_of_the_one_are_the_others(sue, duplicate):
    user, housing = make_user("sue@example.gov.uk"), make_department("Housing")
    Owner.objects.filter(pk=sue.pk).update(user=user)
    head = make_owner("Head of HR", "post")
    appoint(head, [duplicate], **written())
    delegate(housing, [duplicate, sue], **written())
    put_together(duplicate, sue)

    assert [*Owner.objects.held_by(sue, on=DAY)] == [head]
    assert [*Department.objects.delegated_to(sue, on=DAY)] == [housing]
    assert [*delegated_departments(user, on=DAY)] == [housing]
    assert [*departments_of(user, on=DAY)] == [housing]
    assert Owner.objects.with_tenures(on=DAY).get(pk=head.pk).tenure_on_the_day.people == [sue]
    assert housing.delegations.get().people == [sue]


@pytest.mark.parametrize("name", ["Susan Moreman", "s moreman", "Sue Moorman"])
def test_every_spelling_is_found_as_the_one_that_stays(sue, duplicate, name):
    put_together(duplicate, sue)

    known = KnownOwners()

    assert known.find(name) == sue
    assert [*known] == [sue]
    assert [*known.named_in(f"{name}/{name}").found] == [sue]


def test_two_of_one_name_are_told_apart_no_longer(sue):
    same = make_owner("Sue Moorman")
    with pytest.raises(ValidationError, match="Several owners"):
        KnownOwners().find("Sue Moorman")

    put_together(same, sue)

    assert KnownOwners().find("Sue Moorman") == sue


def test_letters_of_any_spelling_find_the_one_that_stays(sue, duplicate):
    put_together(duplicate, sue)

    for letters in ("moorm", "USAN MORE", "s more"):
        assert sue in Owner.objects.in_use().called_like(letters)
    assert [*Owner.objects.in_use().called_like("nobody")] == []


def test_a_spelling_that_was_merged_is_nobody_elses(sue, duplicate):
    put_together(duplicate, sue)
    said = {"by": make_user(), "at": moment(), "kind": "person"}

    for spelling in ("susan moreman", "S MOREMAN"):
        with pytest.raises(ValidationError, match="is another spelling of Sue Moorman already"):
            add_owner(name="Somebody", aliases=[spelling], **said)
    with pytest.raises(ValidationError, match="is another spelling of Sue Moorman already"):
        add_owner(name="S Moreman", **said)


def test_the_one_that_stays_can_take_another_of_its_spellings_for_its_name(sue, duplicate):
    _, into = put_together(duplicate, sue)

    edit_owner(
        into, by=make_user(), at=moment(hour=13), version=2, name="S Moreman", email="",
        department=None, aliases=["Sue Moorman"], is_active=True,
    )  # fmt: skip

    assert KnownOwners().find("Sue Moorman").name == "S Moreman"


def test_what_was_merged_is_not_edited(sue, duplicate):
    merged, _ = put_together(duplicate, sue)

    with pytest.raises(ValidationError, match="was merged into Sue Moorman"):
        edit_owner(
            merged, by=make_user(), at=moment(), version=2, name="Other", email="",
            department=None, aliases=[], is_active=True,
        )  # fmt: skip

    assert again(merged)[0].name == "Susan Moreman"


# Who might be the same


def test_close_spellings_and_namesakes_are_perhaps_the_same(sue):
    close, namesake = make_owner("Sue Mooman"), make_owner("Sue Moorman", is_active=False)
    make_owner("Graham Lidell")
    make_owner("Sue Moorman", "group")

    assert perhaps_the_same(close) == [sue, namesake]
    assert perhaps_the_same(sue) == [namesake]


@pytest.mark.parametrize("name", ["S. Moorman", "S Moorman", "S. J. Moorman", "SJ MOORMAN"])
def test_initials_of_one_surname_are_perhaps_the_same(sue, name):
    initials = make_owner(name)
    make_owner("Graham Moorman")
    make_owner("Sue Lidell")

    assert perhaps_the_same(initials) == [sue]
    assert perhaps_the_same(sue) == [initials]


def test_two_given_names_of_one_initial_are_two(sue):
    make_owner("Simon Moorman")

    assert perhaps_the_same(sue) == []


def test_initials_of_another_spelling_are_found(sue):
    other = make_owner("Susan Carter")
    Alias.objects.create(owner=other, name="S. Moorman")

    assert perhaps_the_same(sue) == [other]


def test_who_is_in_use_is_not_merged_into_who_is_not(sue):
    left = make_owner("S Moorman", is_active=False)

    with pytest.raises(ValidationError) as error:
        merge(sue, left, by=make_user(), at=moment())

    assert error.value.message_dict == {
        "into": [
            "S Moorman is no longer in use, and Sue Moorman is. Merge them the other way round: "
            "S Moorman into Sue Moorman"
        ]
    }
    assert Owner.objects.get(pk=sue.pk).merged_into is None
    merge(left, sue, by=make_user(), at=moment())


def test_two_out_of_use_are_merged(sue):
    left = make_owner("S Moorman", is_active=False)
    Owner.objects.filter(pk=sue.pk).update(is_active=False)

    merge(sue, left, by=make_user(), at=moment())

    assert Owner.objects.get(pk=sue.pk).merged_into == left


def test_posts_are_not_compared_by_likeness():
    head = make_owner("Head of HR", "post")
    make_owner("Head of IT", "post")
    same = make_owner("head of hr", "post")

    assert perhaps_the_same(head) == [same]

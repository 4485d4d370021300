from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from people.dated_fact import ALREADY_CORRECTED, take_back
from people.delegations import NewDelegation, delegate, delegate_all, last_written, take_turn
from people.department_tree import tree_in_use
from people.edited_in_place import EditedMeanwhile
from people.models import Delegate, Delegation, Department
from people.roles import delegated_departments
from tests.factories import DAY, make_department, make_owner, make_user, moment, written

pytestmark = pytest.mark.django_db
BEFORE, LATER = DAY - timedelta(days=1), DAY + timedelta(days=30)


@pytest.fixture
def alice():
    return make_user()


@pytest.fixture
def as_person(alice):
    return make_owner("Alice Archer", user=alice)


@pytest.fixture
def housing():
    return make_department("Housing")


def delegates(delegation):
    return [delegate.person.name for delegate in delegation.delegates.order_by("pk")]


def reports_for(user, on=DAY):
    return sorted(department.name for department in delegated_departments(user, on=on))


# Writing it down


def test_a_delegation_is_the_whole_list_with_who_wrote_it_when_and_why(housing):
    lena = make_user("lena@example.gov.uk", "Lena Lead")

    made = delegate(
        housing,
        [make_owner("Sue Moorman"), make_owner("Graham Lidell")],
        reason="While Mary is on leave.",
        **written(by=lena),
    )

    saved = Delegation.objects.get()
    assert made == saved
    assert (saved.department, delegates(saved)) == (housing, ["Sue Moorman", "Graham Lidell"])
    assert (saved.valid_from, saved.recorded_at, saved.recorded_by) == (DAY, moment(), lena)
    assert saved.reason == "While Mary is on leave."
    assert str(saved) == "Housing from 31 May 2016"
    assert [str(person) for person in saved.delegates.order_by("pk")] == [
        "Sue Moorman",
        "Graham Lidell",
    ]


def test_an_empty_list_is_nobody(housing):
    assert delegates(delegate(housing, [], **written())) == []


def test_several_are_written_down_at_once_each_with_their_own(housing):
    parks, sue = make_department("Parks"), make_owner()

    first, second = delegate_all(
        [NewDelegation(housing, (sue,)), NewDelegation(parks, ())], **written()
    )

    assert (first.department, delegates(first)) == (housing, ["Sue Moorman"])
    assert (second.department, delegates(second)) == (parks, [])


def test_only_a_person_reports_for_a_department(housing):
    sue, elt = make_owner(), make_owner("ELT", "group")

    with pytest.raises(ValidationError, match="ELT is not a person, and only people report for"):
        delegate_all(
            [NewDelegation(make_department("Parks"), (sue,)), NewDelegation(housing, (elt,))],
            **written(),
        )

    assert not Delegation.objects.exists()


def test_nobody_is_named_twice(housing):
    sue = make_owner()

    with pytest.raises(IntegrityError):
        delegate(housing, [sue, sue], **written())


def test_a_correction_says_why_and_comes_once(housing):
    sue, graham = make_owner(), make_owner("Graham Lidell")
    first = delegate(housing, [sue], **written())
    after = written(at=moment(hour=13))

    with pytest.raises(ValidationError, match="Say why this is corrected"):
        delegate(housing, [graham], corrects=first, **after)
    second = delegate(housing, [graham], corrects=first, reason="It was Graham.", **after)
    with pytest.raises(ValidationError, match=ALREADY_CORRECTED):
        delegate(housing, [], corrects=first, reason="Again.", **after)

    assert list(Delegation.objects.order_by("pk")) == [first, second]
    assert Delegate.objects.count() == 2


def test_a_correction_is_about_the_same_department(housing):
    first = delegate(housing, [], **written())

    with pytest.raises(ValidationError, match="about the same thing"):
        delegate(make_department("Parks"), [], corrects=first, reason="Oh.", **written())


# Of two at once


def test_the_version_is_the_last_one_written_down(housing):
    delegate(make_department("Parks"), [], **written())
    assert last_written(housing) == 0

    made = delegate(housing, [], **written())

    assert last_written(housing) == made.pk


def test_whoever_saw_an_older_list_is_told(housing):
    take_turn(housing, 0)
    delegate(housing, [], **written())

    with pytest.raises(EditedMeanwhile, match="Somebody else has changed “Housing”"):
        take_turn(housing, 0)


# For which departments somebody may report


def test_a_delegate_may_report_for_the_department_and_all_within_it(alice, as_person):
    directorate = make_department("Corporate Services")
    hr = make_department("Human Resources", parent=directorate)
    make_department("Payroll", parent=hr)
    make_department("Housing")

    delegate(hr, [make_owner(), as_person], **written())

    assert reports_for(alice) == ["Human Resources", "Payroll"]


def test_whoever_is_named_twice_over_has_each_department_once(alice, as_person):
    hr = make_department("Human Resources")
    payroll = make_department("Payroll", parent=hr)
    delegate_all([NewDelegation(d, (as_person,)) for d in (hr, payroll)], **written())

    assert reports_for(alice) == ["Human Resources", "Payroll"]


def test_who_is_no_delegate_reports_for_no_department(alice, as_person, housing):
    delegate(housing, [make_owner()], **written())

    assert reports_for(alice) == []


def test_the_department_one_is_of_is_not_ones_own_to_report_for(alice, housing):
    make_owner("Alice Archer", user=alice, department=housing)

    assert reports_for(alice) == []


def test_a_delegate_is_one_from_the_first_day_to_the_next_list(alice, as_person, housing):
    delegate(housing, [as_person], **written())
    delegate(housing, [], **written(LATER, at=moment(hour=13)))

    assert reports_for(alice, BEFORE) == []
    assert reports_for(alice, DAY) == ["Housing"]
    assert reports_for(alice, LATER - timedelta(days=1)) == ["Housing"]
    assert reports_for(alice, LATER) == []


def test_who_was_named_by_mistake_never_was_a_delegate(alice, as_person, housing):
    first = delegate(housing, [as_person], **written())

    delegate(
        housing, [make_owner()], corrects=first, reason="Sue.", **written(at=moment(hour=13))
    )  # fmt: skip

    assert reports_for(alice, DAY) == []
    assert reports_for(alice, LATER) == []


def test_a_delegation_taken_back_gives_way_to_the_one_before(alice, as_person, housing):
    delegate(housing, [as_person], **written())
    second = delegate(housing, [], **written(LATER, at=moment(hour=13)))

    take_back(second, by=alice, at=moment(hour=14), reason="Not this department.")

    assert reports_for(alice, LATER) == ["Housing"]


# The departments with their delegates


def named(department, on=DAY):
    [department] = Department.objects.with_delegates(on=on).filter(pk=department.pk)
    return [person.name for person in department.delegates_on_the_day]


def test_departments_come_with_their_delegates_of_the_day(housing):
    delegate(housing, [make_owner(), make_owner("Graham Lidell")], **written())
    delegate(housing, [], **written(LATER, at=moment(hour=13)))

    assert named(housing, BEFORE) == []
    assert named(housing, DAY) == ["Sue Moorman", "Graham Lidell"]
    assert named(housing, LATER) == []


def test_what_is_delegated_to_somebody_leaves_out_what_is_within(housing):
    make_department("Repairs", parent=housing)
    sue = make_owner()
    delegate(housing, [sue], **written())

    assert list(Department.objects.delegated_to(sue, on=BEFORE)) == []
    assert list(Department.objects.delegated_to(sue, on=DAY)) == [housing]


def test_the_tree_has_what_is_in_use_or_delegated_and_what_that_is_part_of(housing):
    old = make_department("Corporate Services", is_active=False)
    hr = make_department("Human Resources", parent=old)
    make_department("Typing pool", parent=hr, is_active=False)
    make_department("Trams", is_active=False)
    markets = make_department("Markets", is_active=False)
    delegate(markets, [make_owner()], **written())

    def names(branches):
        return [(b.department.name, names(b.branches)) for b in branches]

    assert names(tree_in_use(Department.objects.with_delegates(on=DAY))) == [
        ("Corporate Services", [("Human Resources", [])]),
        ("Housing", []),
        ("Markets", []),
    ]

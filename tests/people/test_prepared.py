from datetime import date

import pytest
from django.db.models import Func, Q

from people.models import Department, Owner, Tenure
from people.prepared import Given, Prepared, PreparedKeys
from people.tenures import appoint
from tests.factories import make_department, make_owner, written

pytestmark = pytest.mark.django_db
IN_USE = Prepared(
    lambda: (
        Owner.objects.order_by("name")
        .filter(Q(kind=Given("kind")) | Q(name__icontains=Given("letters")), is_active=True)
        .values_list("name", "is_active")
    )
)
AMONG = Prepared(
    lambda: Owner.objects.order_by("name").filter(pk__in=Given("keys")).values_list("name")
)
LAST = Prepared(
    lambda: Owner.objects.filter(pk__in=Func(template="SELECT id FROM found")).values_list("name"),
    found="found",
    columns=("id",),
)
DAYS = Prepared(lambda: Tenure.objects.values_list("valid_from", "void"))
CLOSED = PreparedKeys(lambda: Department.objects.filter(is_active=False).values("pk"))


@pytest.fixture
def owners():
    names = [("Ann", "person"), ("Head of 100%", "post"), ("Holly", "person")]
    return {name: make_owner(name, kind) for name, kind in names}


def test_it_is_asked_with_what_is_given_each_time(owners):
    make_owner("Head of nothing", "post", is_active=False)

    assert IN_USE.rows(kind="post", letters="ANN") == [("Ann", True), ("Head of 100%", True)]
    assert IN_USE.rows(kind="group", letters="0%") == [("Head of 100%", True)]
    assert IN_USE.rows(kind="group", letters="%s") == []


def test_several_values_are_given_as_a_list_or_a_queryset(owners):
    people = Owner.objects.order_by().filter(kind="person")

    assert AMONG.rows(keys=[owners["Holly"].pk, owners["Ann"].pk]) == [("Ann",), ("Holly",)]
    assert AMONG.rows(keys=[owners["Holly"].pk]) == [("Holly",)]
    assert AMONG.rows(keys=people.values("pk")) == [("Ann",), ("Holly",)]


def test_nothing_is_found_among_nothing(owners, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert AMONG.rows(keys=[]) == AMONG.rows(keys=Owner.objects.none()) == []


def test_what_is_found_first_is_a_table_of_the_question(owners):
    last = Owner.objects.order_by("-name").values("pk")[:1]

    assert LAST.rows(found=last) == [("Holly",)]


def test_columns_are_read_as_django_reads_them(owners):
    appoint(owners["Head of 100%"], [owners["Ann"]], **written(on=date(2016, 5, 31)))

    assert DAYS.rows() == [(date(2016, 5, 31), False)]


def test_keys_are_found_as_they_are_each_time():
    closed, opened = make_department("Closed", is_active=False), make_department("Opened")
    left = Department.objects.exclude(pk__in=CLOSED)
    assert list(left) == [opened]

    Department.objects.filter(pk=closed.pk).update(is_active=True)
    assert list(left.all()) == [closed, opened]

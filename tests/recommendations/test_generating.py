"""The made-up data set of `manage.py generate`."""

from datetime import date
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from people.models import Department, Owner, Tenure, User
from recommendations.by_when import Kind, read_by_when
from recommendations.derived import wrong_derived
from recommendations.generating import Phrases, generate, plan_sizes
from recommendations.models import (
    Action,
    ActionState,
    Assignment,
    Deadline,
    DeadlineTerm,
    OwnerCell,
    Plan,
    ProgressUpdate,
    Recommendation,
    StatusFact,
    Wording,
)
from tests.factories import make_plan

TODAY = date(2026, 11, 22)


def told_by(seed):
    """What a whole data set says, without keys; afterwards it is gone."""
    kinds = {
        Plan: ("title", "slug", "source"),
        Owner: ("name", "kind", "department__name"),
        Wording: ("recommendation__reference", "text", "valid_from", "recorded_at"),
        OwnerCell: ("text", "assignments__owner__name"),
        DeadlineTerm: ("text", "latest", "valid_from"),
        ProgressUpdate: ("narrative", "valid_from", "recorded_at"),
        ActionState: ("text", "state", "valid_from"),
    }
    with transaction.atomic():
        generate([6], seed=seed, today=TODAY)
        said = [list(kind.objects.order_by("pk").values_list(*kinds[kind])) for kind in kinds]
        transaction.set_rollback(True)
    return said


def test_it_is_as_large_as_asked_and_has_everything(db):
    generate([12, 8], seed=1, today=TODAY)

    assert Recommendation.objects.count() == 20
    assert [plan.recommendations.count() for plan in Plan.objects.order_by("pk")] == [12, 8]
    assert Owner.objects.filter(kind="person").count() == 30
    assert Owner.objects.filter(kind="post").count() == 8
    assert Owner.objects.filter(kind="group").count() == 2
    assert Tenure.objects.count() == 14
    assert Department.objects.filter(parent=None).count() == 7
    assert 40 <= Action.objects.count() <= 80
    assert 40 <= Deadline.objects.count() <= 80
    assert 60 <= ProgressUpdate.objects.count() <= 100
    assert StatusFact.objects.count() == ProgressUpdate.objects.count()
    assert 30 <= Assignment.objects.count() <= 60
    assert DeadlineTerm.objects.count() > Deadline.objects.count()
    assert ProgressUpdate.objects.filter(valid_from__gt=TODAY).count() == 0


def test_one_seed_always_says_the_same(db):
    assert told_by(seed=7) == told_by(seed=7)


def test_another_seed_says_something_else(db):
    for one, other in zip(told_by(seed=7), told_by(seed=8), strict=True):
        assert one != other


def test_the_derived_columns_stand_as_at_today_and_agree_with_the_facts(db):
    generate([20], seed=1, today=TODAY)

    assert list(wrong_derived()) == []
    assert set(Recommendation.objects.values_list("derived_on", flat=True)) == {TODAY}


def test_nobody_can_sign_in_as_the_one_who_wrote_it_down(db):
    generate([3], seed=1, today=TODAY)

    writer = User.objects.get()
    assert not writer.is_active
    assert not writer.has_usable_password()


def test_it_tells_how_many_there_are_after_every_ten_plans(db):
    heard = []

    generate([1] * 12, seed=1, today=TODAY, tell=heard.append)

    assert heard == [10, 12]


def test_plans_have_60_to_300_recommendations_and_the_last_one_what_is_left():
    sizes = plan_sizes(10_000, seed=1)

    assert sum(sizes) == 10_000
    assert all(60 <= size <= 300 for size in sizes[:-1])
    assert plan_sizes(20, seed=1) == [20]


def test_hardly_a_wording_of_a_deadline_is_not_understood():
    phrases, rng, day = Phrases(1), Random(1), date(2016, 5, 31)

    wordings = {phrases.by_when(rng, day) for _ in range(2_000)}
    kinds = {wording: read_by_when(wording, paper_date=day).kind for wording in wordings}

    assert {wording for wording, kind in kinds.items() if kind is Kind.UNREAD} <= {"See 4.2 above"}
    assert len(set(kinds.values())) > 12


def test_the_command_says_what_it_made(db):
    out = StringIO()

    call_command("generate", "--recommendations", "5", "--seed", "1", stdout=out)

    assert out.getvalue().startswith("5 recommendations made in ")


def test_a_database_with_plans_is_left_alone_unless_told_otherwise(db):
    make_plan()

    with pytest.raises(CommandError, match="This database has plans already"):
        call_command("generate", "--recommendations", "5")

    assert Plan.objects.count() == 1
    call_command("generate", "--recommendations", "5", "--add", stdout=StringIO())
    call_command("generate", "--recommendations", "5", "--add", stdout=StringIO())
    assert Recommendation.objects.count() == 10
    assert Department.objects.count() == 41
    assert Owner.objects.count() == 40


@pytest.mark.parametrize("count", ["0", "-1"])
def test_none_at_all_is_refused(db, count):
    with pytest.raises(CommandError, match="must be 1 or more"):
        call_command("generate", "--recommendations", count)

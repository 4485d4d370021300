"""The made-up data set of `manage.py generate`."""

from datetime import date
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from people.models import Delegation, Department, Owner, Tenure, User
from recommendations.answers import AnswerKind, answers_to, count_answers
from recommendations.by_when import Kind, read_by_when
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
    Round,
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
        Tenure: ("owner__name", "holders__person__name", "valid_from"),
        Round: ("label", "as_at", "updates_due"),
    }
    with transaction.atomic():
        generate([6], seed=seed, today=TODAY)
        rows = (kind.objects.order_by("pk", *kinds[kind]) for kind in kinds)
        said = [list(r.values_list(*kinds[r.model])) for r in rows]
        transaction.set_rollback(True)
    return said


def test_it_is_as_large_as_asked_and_has_everything(db):
    generate([12, 8], seed=1, today=TODAY)

    assert Recommendation.objects.count() == 20
    assert [plan.recommendations.count() for plan in Plan.objects.order_by("pk")] == [12, 8]
    people = Owner.objects.filter(kind="person", merged_into=None)
    assert people.count() == 30
    assert Owner.objects.filter(kind="post").count() == 8
    assert Owner.objects.filter(kind="group").count() == 2
    assert Department.objects.filter(parent=None).count() == 7
    assert 40 <= Action.objects.count() <= 80
    assert 40 <= Deadline.objects.count() <= 80
    assert 60 <= ProgressUpdate.objects.count() <= 100
    assert 30 <= Assignment.objects.count() <= 60
    assert DeadlineTerm.objects.count() > Deadline.objects.count()
    assert ProgressUpdate.objects.filter(valid_from__gt=TODAY).count() == 0
    assert ProgressUpdate.objects.filter(recorded_at__date__gt=TODAY).count() == 0


def test_the_council_has_heads_vacancies_changes_delegates_and_another_spelling(db):
    generate([3], seed=1, today=TODAY)

    assert Department.objects.exclude(head=None).count() >= 10
    assert Owner.objects.vacant(on=TODAY).count() == 1
    assert Tenure.objects.filter(owner__kind="post").count() > 16
    assert Tenure.objects.filter(valid_from__gt=TODAY).count() == 0
    assert Delegation.objects.count() >= 3
    [spelling] = Owner.objects.exclude(merged_into=None)
    assert spelling.name.split(". ")[1] in spelling.merged_into.name


def test_the_plans_told_together_share_their_rounds_and_one_is_still_open(db):
    plans = generate([12, 8, 5], seed=1, today=TODAY)

    closed = Round.objects.with_state(on=TODAY).filter(is_open=False)
    assert [list(round.plans.order_by("pk")) for round in closed] == [plans] * 6
    opened = Round.objects.open(on=TODAY).get()
    assert 1 <= opened.plans.count() < 3
    asked = answers_to(opened.requests.all(), as_at=TODAY, known_by=None)
    counts = count_answers(asked)
    assert 0 < counts[AnswerKind.SILENT] < len(asked)


def test_one_seed_always_says_the_same(db):
    assert told_by(seed=7) == told_by(seed=7)


def test_another_seed_says_something_else(db):
    for one, other in zip(told_by(seed=7), told_by(seed=8), strict=True):
        assert one != other


def test_nobody_can_sign_in_as_those_who_wrote_it_down(db):
    generate([3], seed=1, today=TODAY)

    assert User.objects.count() == 2
    for user in User.objects.all():
        assert not user.is_active
        assert not user.has_usable_password()


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
    assert Owner.objects.filter(merged_into=None).count() == 40


@pytest.mark.parametrize("count", ["0", "-1"])
def test_none_at_all_is_refused(db, count):
    with pytest.raises(CommandError, match="must be 1 or more"):
        call_command("generate", "--recommendations", count)

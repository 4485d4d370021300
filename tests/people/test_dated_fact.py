from datetime import date, datetime, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.dated_fact import in_force, take_back
from people.models import Tenure
from people.tenures import appoint
from tests.factories import DAY, LONDON, make_owner, make_user, moment, written

DAYS = [date(2016, 5, 30), date(2016, 5, 31), date(2016, 6, 1)]
MOMENTS = [datetime(2016, 6, 1, 12, minute, tzinfo=LONDON) for minute in (0, 1, 2)]


@st.composite
def histories(draw):
    """Facts about two subjects in any order of writing: (subject, valid from, recorded at, index
    corrected, void).
    """
    facts = []
    for index in range(draw(st.integers(min_value=0, max_value=9))):
        subject = draw(st.integers(min_value=0, max_value=1))
        corrected = {fact[3] for fact in facts}
        free = [i for i in range(index) if facts[i][0] == subject and i not in corrected]
        corrects = draw(st.sampled_from([None, *free]))
        void = corrects is not None and draw(st.booleans())
        facts.append(
            (subject, draw(st.sampled_from(DAYS)), draw(st.sampled_from(MOMENTS)), corrects, void)
        )
    return facts


@pytest.mark.django_db
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=histories())
def test_sql_says_what_the_rule_in_python_says(history):
    with transaction.atomic():
        owners = [make_owner("Head of HR", "post"), make_owner("ELT", "group")]
        facts = _write(history, owners)

        for as_at, known_by in product(DAYS, [*MOMENTS, None]):
            asked = {"as_at": as_at, "known_by": known_by}
            ruled = [in_force([f for f in facts if f.owner_id == o.pk], **asked) for o in owners]
            expected = {fact.pk for fact in ruled if fact}
            assert set(Tenure.objects.in_force(**asked).values_list("pk", flat=True)) == expected
            assert [Tenure.objects.last_standing(o, **asked).first() for o in owners] == ruled
        transaction.set_rollback(True)


def _write(history, owners):
    """The facts, written one at a time or, where one moment and no correction parts them, in
    bulk.
    """
    user, facts = make_user(), []
    for subject, valid_from, recorded_at, corrects, void in history:
        fact = Tenure(
            owner=owners[subject],
            valid_from=valid_from,
            recorded_at=recorded_at,
            recorded_by=user,
            corrects=None if corrects is None else facts[corrects],
            void=void,
        )
        facts.append(fact)
        Tenure.objects.bulk_create([fact])
    return facts


@pytest.fixture
def post(db):
    return make_owner("Head of HR", "post")


@pytest.fixture
def sue(db):
    return make_owner("Sue Moorman")


def test_a_fact_counts_from_its_day_and_from_the_moment_it_was_known(post, sue):
    tenure = appoint(post, [sue], **written())

    assert Tenure.objects.in_force(as_at=DAY, known_by=moment()).get() == tenure
    assert not Tenure.objects.in_force(as_at=DAY - timedelta(days=1), known_by=moment()).exists()
    assert not Tenure.objects.in_force(as_at=DAY, known_by=moment(hour=11, minute=59)).exists()


def test_of_facts_written_in_bulk_at_one_moment_the_last_counts(post):
    first, second = (Tenure(owner=post) for _ in range(2))

    Tenure.objects.write_down([first, second], **written())

    assert Tenure.objects.in_force(as_at=DAY, known_by=None).get() == second


def test_a_correction_may_move_the_day_and_hides_what_it_corrects(post, sue):
    wrong = appoint(post, [sue], **written())

    later = DAY + timedelta(days=10)
    right = appoint(
        post,
        [sue],
        reason="She began in June.",
        corrects=wrong,
        by=make_user(),
        on=later,
        at=moment(later),
    )

    assert not Tenure.objects.in_force(as_at=DAY, known_by=None).exists()
    assert Tenure.objects.in_force(as_at=DAY, known_by=moment()).get() == wrong
    assert Tenure.objects.in_force(as_at=later, known_by=None).get() == right


def test_what_is_taken_back_lets_the_one_before_count_again(post, sue):
    first = appoint(post, [sue], **written())
    second = appoint(post, [], **written(at=moment(hour=13)))

    take_back(second, by=make_user(), at=moment(hour=14), reason="A slip.")

    assert Tenure.objects.in_force(as_at=DAY, known_by=None).get() == first


def test_taking_back_a_correction_does_not_bring_back_what_it_corrected(post, sue):
    wrong = appoint(post, [sue], **written())
    correction = appoint(post, [], reason="A slip.", corrects=wrong, **written(at=moment(hour=13)))

    take_back(correction, by=make_user(), at=moment(hour=14), reason="Another slip.")

    assert not Tenure.objects.in_force(as_at=DAY, known_by=None).exists()


def test_a_filter_on_the_facts_does_not_bring_an_old_one_back(post, sue):
    appoint(post, [sue], **written())
    appoint(post, [], **written(at=moment(hour=13)))

    held_by_sue = Tenure.objects.filter(holders__person=sue)

    assert not held_by_sue.in_force(as_at=DAY, known_by=None).exists()


def test_a_correction_of_something_else_is_refused(post, sue):
    other = appoint(make_owner("ELT", "group"), [sue], **written())

    with pytest.raises(ValidationError, match="about the same thing"):
        appoint(post, [sue], corrects=other, reason="A slip.", **written())


def test_a_correction_needs_a_reason(post, sue):
    wrong = appoint(post, [sue], **written())

    with pytest.raises(ValidationError, match="Say why"):
        appoint(post, [], corrects=wrong, **written(at=moment(hour=13)))


def test_a_correction_is_not_written_down_before_what_it_corrects(post, sue):
    wrong = appoint(post, [sue], **written())

    with pytest.raises(ValidationError, match="before what it corrects"):
        appoint(post, [], corrects=wrong, reason="A slip.", **written(at=moment(hour=11)))


def test_the_second_to_correct_a_fact_is_told_and_writes_nothing(post, sue):
    wrong = appoint(post, [sue], **written())
    appoint(post, [], corrects=wrong, reason="A slip.", **written(at=moment(hour=13)))

    with pytest.raises(ValidationError, match="corrected this already"):
        appoint(post, [], corrects=wrong, reason="The same slip.", **written(at=moment(hour=14)))

    assert Tenure.objects.count() == 2


def test_a_tenure_may_begin_later(post, sue):
    tenure = appoint(post, [sue], by=make_user(), on=DAY + timedelta(days=30), at=moment())

    assert not Tenure.objects.in_force(as_at=DAY, known_by=None).exists()
    assert Tenure.objects.in_force(as_at=DAY + timedelta(days=30), known_by=None).get() == tenure


def test_facts_are_never_updated_or_deleted(post, sue):
    tenure = appoint(post, [sue], **written())
    facts = Tenure.objects.filter(pk=tenure.pk)
    later = Tenure(pk=tenure.pk, valid_from=DAY + timedelta(days=1))

    for change in (
        lambda: Tenure.objects.update(valid_from=DAY),
        lambda: Tenure.objects.bulk_update([later], ["valid_from"]),
        facts.delete,
        post.tenures.all().delete,
    ):
        with (
            pytest.raises(TypeError, match="never changed or deleted"),
            transaction.atomic(),
        ):
            change()

    assert facts.get().valid_from == DAY


def test_the_database_refuses_a_void_that_corrects_nothing(post):
    with pytest.raises(IntegrityError):
        Tenure.objects.create(
            owner=post, valid_from=DAY, recorded_at=moment(), recorded_by=make_user(), void=True
        )


def test_the_database_refuses_a_fact_that_corrects_itself(post, sue):
    tenure = appoint(post, [sue], **written())
    tenure.corrects = tenure

    with pytest.raises(IntegrityError):
        tenure.save()


def test_the_database_refuses_a_second_correction(post, sue):
    wrong = appoint(post, [sue], **written())
    fields = {"owner": post, "valid_from": DAY, "recorded_at": moment(), "recorded_by": make_user()}
    Tenure.objects.create(corrects=wrong, **fields)

    with pytest.raises(IntegrityError):
        Tenure.objects.create(corrects=wrong, **fields)


def test_in_force_is_one_query(post, sue):
    appoint(post, [sue], **written())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(Tenure.objects.in_force(as_at=DAY, known_by=moment()))

    assert len(queries) == 1

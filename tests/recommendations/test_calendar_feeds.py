from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import Signer

from people.roles import Role
from recommendations.calendar_feeds import (
    FeedRevoked,
    NoFeed,
    feed_at,
    make_feed,
    renew_feed,
    revoke_feed,
    token_of,
)
from recommendations.models import CalendarFeed
from tests.factories import DAY, make_calendar, make_department, make_plan, make_user, moment

pytestmark = pytest.mark.django_db
TODAY, LATER = DAY + timedelta(days=30), moment(hour=13)


@pytest.fixture
def olive():
    return make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER)


def kept():
    columns = ("user__name", "kind", "department__name", "plan__title", "made_at", "revoked_at")
    return list(CalendarFeed.objects.order_by("pk").values_list(*columns))


def make(by, **about):
    return make_feed(**about, by=by, on=TODAY, at=moment())


def test_calendars_are_made_of_what_is_somebodys_of_a_department_and_of_a_plan(olive):
    feeds = [
        make(olive, kind="mine"),
        make(olive, kind="department", department=make_department("Housing")),
        make(olive, kind="plan", plan=make_plan()),
    ]

    assert kept() == [
        ("Olive Officer", "mine", None, None, moment(), None),
        ("Olive Officer", "department", "Housing", None, moment(), None),
        ("Olive Officer", "plan", None, "Organisational learning review", moment(), None),
    ]
    assert [feed.title for feed in feeds] == [
        "My deadlines",
        "Deadlines of Housing",
        "Deadlines of Organisational learning review",
    ]
    assert str(feeds[0]) == "My deadlines: Olive Officer"


def test_who_may_not_read_the_plans_has_none():
    viewer = make_user("vera@example.gov.uk", "Vera Viewer", Role.VIEWER)

    with pytest.raises(PermissionDenied, match="You may not read the live plans"):
        make(viewer, kind="mine")

    assert kept() == []


@pytest.mark.parametrize(
    ("make_about", "sentence"),
    [
        (
            lambda: {"kind": "department", "department": make_department(is_active=False)},
            "This department is no longer in use",
        ),
        (lambda: {"kind": "plan", "plan": unused_plan()}, "This plan is no longer in use"),
        (lambda: {"kind": "plan", "plan": plan_of_housing()}, "or not for you to read"),
    ],
)
def test_what_is_out_of_use_or_kept_from_somebody_is_refused(olive, make_about, sentence):
    with pytest.raises(ValidationError, match=sentence) as refused:
        make(olive, **make_about())

    assert list(refused.value.error_dict) == ["of"]
    assert kept() == []


def unused_plan():
    plan = make_plan()
    plan.is_active = False
    plan.save(update_fields=["is_active"])
    return plan


def plan_of_housing():
    plan = make_plan()
    plan.departments.add(make_department("Housing"))
    return plan


@pytest.mark.parametrize(
    "make_about",
    [
        lambda: {"kind": "mine"},
        lambda: {"kind": "department", "department": make_department()},
        lambda: {"kind": "plan", "plan": make_plan()},
    ],
)
def test_one_calendar_of_one_thing_is_enough(olive, make_about):
    about = make_about()
    make(olive, **about)
    before = kept()

    with pytest.raises(ValidationError, match="You have this calendar already"):
        make(olive, **about)

    assert kept() == before
    make(make_user("oscar@example.gov.uk", "Oscar", Role.OFFICER), **about)
    assert len(kept()) == 2


def test_an_address_is_the_same_each_time_it_is_asked_for(olive):
    feed = make_calendar(olive)

    token = token_of(feed)

    assert token_of(CalendarFeed.objects.get()) == token
    assert feed_at(token) == feed
    assert feed_at(token).user.has_perm("recommendations.read_plans")


@pytest.mark.parametrize("token", ["", "1", "1.x", "never-was", "١.x", "9" * 300])
def test_an_address_that_was_never_given_is_none(olive, token):
    make_calendar(olive)

    with pytest.raises(NoFeed):
        feed_at(token)


def test_an_address_is_signed_for_calendars_alone(olive):
    feed = make_calendar(olive)
    others = [Signer(sep=".").sign(feed.pk), Signer(sep=".", salt="another").sign(feed.pk)]
    changed = token_of(feed).replace(f"{feed.pk}.", f"{feed.pk + 1}.")

    for token in (*others, changed, token_of(CalendarFeed(pk=999_999))):
        with pytest.raises(NoFeed) as refused:
            feed_at(token)
        assert refused.type is NoFeed


def test_a_revoked_calendar_works_no_longer(olive):
    feed = make_calendar(olive)

    revoke_feed(feed, by=olive, at=LATER)

    assert kept() == [("Olive Officer", "mine", None, None, moment(), LATER)]
    with pytest.raises(FeedRevoked):
        feed_at(token_of(feed))


def test_to_revoke_it_again_changes_nothing(olive):
    feed = make_calendar(olive)
    revoke_feed(feed, by=olive, at=LATER)

    revoke_feed(feed, by=olive, at=moment(hour=14))

    assert kept()[0][-1] == LATER


def test_nobody_else_revokes_it_not_even_a_lead(olive):
    feed = make_calendar(olive)
    lena = make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)

    for act in (revoke_feed, lambda feed, **how: renew_feed(feed, on=TODAY, **how)):
        with pytest.raises(PermissionDenied, match="This calendar is Olive Officer’s"):
            act(feed, by=lena, at=LATER)

    assert kept()[0][-1] is None


def test_the_same_calendar_at_another_address(olive):
    feed = make_calendar(olive, kind="plan", plan=make_plan())

    new = renew_feed(feed, by=olive, on=TODAY, at=LATER)

    title = "Organisational learning review"
    assert kept() == [
        ("Olive Officer", "plan", None, title, moment(), LATER),
        ("Olive Officer", "plan", None, title, LATER, None),
    ]
    assert token_of(new) != token_of(feed)
    assert feed_at(token_of(new)) == new


def test_a_calendar_that_may_not_be_made_again_is_not_stopped_in_its_place(olive):
    plan = make_plan()
    feed = make_calendar(olive, kind="plan", plan=plan)
    unused_plan()

    with pytest.raises(ValidationError):
        renew_feed(feed, by=olive, on=TODAY, at=LATER)

    assert kept()[0][-1] is None


def test_the_calendar_of_somebody_who_may_not_sign_in_is_as_if_revoked(olive):
    feed = make_calendar(olive)
    olive.is_active = False
    olive.save(update_fields=["is_active"])

    with pytest.raises(FeedRevoked):
        feed_at(token_of(feed))

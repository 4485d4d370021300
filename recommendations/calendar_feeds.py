"""Acts on calendar feeds, and their addresses: whoever has one reads the calendar without signing
in, until it is revoked. What a calendar holds: calendar_days.py.
"""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction

from people.models import Department, User
from people.role_backend import RoleBackend
from recommendations.models import CalendarFeed, Plan

NOT_LIVE = "You may not read the live plans, so there are no dates for a calendar."
NOT_YOURS = "This calendar is {user}’s, who alone can stop it."
HAVE_IT = "You have this calendar already. Stop it first to have it at another address"
NO_DEPARTMENT = "This department is no longer in use. Choose another one"
NO_PLAN = "This plan is no longer in use, or not for you to read. Choose another one"
_SIGNER = Signer(sep=".", salt="recommendations.calendar_feed")


class NoFeed(LookupError):
    """The address was never that of a calendar."""


class FeedRevoked(NoFeed):
    """The address was that of a calendar which was revoked, or whose user may not sign in."""


@transaction.atomic
def make_feed(*, kind, department=None, plan=None, by, on: date, at: datetime) -> CalendarFeed:
    """A calendar of what is `by`'s own, what a department holds or what a plan has, at an address
    of its own.

    PermissionDenied for who may not read the live plans; ValidationError, for the field `of`, when
    they have it already, when the department is out of use, or when they may not read the plan on
    the day `on`.
    """
    if not by.has_perm("recommendations.read_plans"):
        raise PermissionDenied(NOT_LIVE)
    if department and not department.is_active:
        raise ValidationError({"of": NO_DEPARTMENT})
    if plan and not plans_to_follow(by, on=on).filter(pk=plan.pk).exists():
        raise ValidationError({"of": NO_PLAN})
    # One at a time for each user, so that of two sendings at once the second is told.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    new = {"user": by, "kind": kind, "department": department, "plan": plan}
    if CalendarFeed.objects.working().filter(**new).exists():
        raise ValidationError({"of": HAVE_IT})
    return CalendarFeed.objects.create(**new, made_at=at)


@transaction.atomic
def revoke_feed(feed, *, by, at: datetime) -> CalendarFeed:
    """Take the address of a calendar back, for good; one that was taken back already stays as it
    was. PermissionDenied for anybody else than whose it is.
    """
    feed = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    if feed.user_id != by.pk:
        raise PermissionDenied(NOT_YOURS.format(user=feed.user))
    if feed.revoked_at is None:
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
    return feed


@transaction.atomic
def renew_feed(feed, *, by, on: date, at: datetime) -> CalendarFeed:
    """The same calendar at another address; the old one is taken back. As make_feed and
    revoke_feed.
    """
    old = revoke_feed(feed, by=by, at=at)
    about = {"kind": old.kind, "department": old.department, "plan": old.plan}
    return make_feed(**about, by=by, on=on, at=at)


def plans_to_follow(user, *, on: date):
    """The plans of which a user may have a calendar on a day."""
    return Plan.objects.in_use().visible_to(user, on=on)


def departments_to_follow():
    """The departments of which anybody who reads the plans may have a calendar: what is kept from
    them is not in it, as on the list.
    """
    return Department.objects.filter(is_active=True)


def token_of(feed) -> str:
    """What stands in the address of a calendar: its key, signed."""
    return _SIGNER.sign(feed.pk)


def feed_at(token: str) -> CalendarFeed:
    """The calendar at an address, with its user. NoFeed or FeedRevoked when there is none."""
    try:
        key = int(_SIGNER.unsign(token))
    except BadSignature:
        raise NoFeed from None
    feed = CalendarFeed.objects.select_related("department", "plan").filter(pk=key).first()
    if feed is None:
        raise NoFeed
    user = RoleBackend().get_user(feed.user_id)
    if feed.revoked_at or user is None:
        raise FeedRevoked
    feed.user = user
    return feed

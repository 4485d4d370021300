"""Acts on saved views of the list of recommendations: they are edited in place, by whoever saved
them alone.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from people.directory import one_line
from people.edited_in_place import save_in_place, take_version
from people.models import User
from recommendations.list_address import kept_query
from recommendations.models import SavedView
from recommendations.models.saved_view import LONGEST_NAME, LONGEST_QUERY
from recommendations.start_page import begin_with, begins_with

NOT_YOURS = "This view is {user}’s, who alone can change or delete it. You can save a copy of it."
NOT_TO_TAKE_BACK = (
    "This view is {user}’s. They, a plan lead or an administrator can take it back from everybody."
)
NO_NAME = "Enter a name"
NAME_TAKEN = "You have a view called “{name}” already. Choose another name"
TOO_LONG = "The name must be {longest} characters or fewer: it has {now}"
TOO_MUCH = (
    "This asks for more than a view can keep. Go back to the list, and take some of the filters or "
    "their words away"
)


@transaction.atomic
def save_view(*, name, query: str, is_shared=False, by, at: datetime) -> SavedView:
    """Keep what somebody asks the list under a name, for themselves or for everybody.

    ValidationError, by field, without a name, with one that they have given before (in any case),
    or when it asks for more than can be kept.
    """
    return _save(SavedView(user=by), name, query, is_shared, by=by, at=at)


@transaction.atomic
def copy_view(view, *, name, is_shared=False, by, at: datetime) -> SavedView:
    """Keep as one's own what somebody else shares, as it is now. ValidationError as for a new one;
    PermissionDenied when it is neither shared nor theirs.
    """
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    if not (view.is_shared or view.is_of(by)):
        raise PermissionDenied(NOT_YOURS.format(user=view.user))
    return save_view(name=name, query=view.query, is_shared=is_shared, by=by, at=at)


@transaction.atomic
def edit_view(
    view, *, by, at: datetime, version: int, name, query: str, is_shared: bool
) -> SavedView:
    """Change the name of a view, what it shows and whether it is shared. A save that changes
    nothing leaves no trace.

    PermissionDenied for anybody else than who saved it; EditedMeanwhile when it was saved again
    after `version`; ValidationError, by field, as for a new one.
    """
    refuse_others(view, by)
    before = view.name, view.query, view.is_shared
    take_version(view, version)
    if before == (one_line(name), kept_query(query), is_shared):
        return view
    return _save(view, name, query, is_shared, by=by, at=at)


@transaction.atomic
def delete_view(view, *, by, at: datetime) -> None:
    """Delete a view; who saved it and began with it begins at home. What it was stays on the audit
    trail. PermissionDenied for anybody else.
    """
    refuse_others(view, by)
    if begins_with(by, view):
        begin_with(by, "")
    view._history_user, view._history_date = by, at
    view.delete()


@transaction.atomic
def take_back_view(view, *, by, at: datetime) -> SavedView:
    """Share a view no longer: it is there for who saved it alone. PermissionDenied for anybody else
    than them, a plan lead or an administrator.
    """
    refuse_to_take_back(view, by)
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    take_version(view, view.version)
    view.is_shared = False
    return save_in_place(view, by=by, at=at)


def refuse_others(view, user):
    if not view.is_of(user):
        raise PermissionDenied(NOT_YOURS.format(user=view.user))


def may_take_back(view, user) -> bool:
    return view.is_of(user) or user.has_perm("recommendations.edit_plans")


def refuse_to_take_back(view, user):
    if not may_take_back(view, user):
        raise PermissionDenied(NOT_TO_TAKE_BACK.format(user=view.user))


def _save(view, name, query, is_shared, *, by, at):
    name = one_line(name)
    if not name:
        raise ValidationError({"name": NO_NAME})
    if len(name) > LONGEST_NAME:
        raise ValidationError({"name": TOO_LONG.format(longest=LONGEST_NAME, now=len(name))})
    _refuse_taken(view, name, by)
    view.name, view.query, view.is_shared = name, kept_query(query), is_shared
    if len(view.query) > LONGEST_QUERY:
        raise ValidationError(TOO_MUCH)
    return save_in_place(view, by=by, at=at)


def _refuse_taken(view, name, by):
    """One at a time for each user, so that of two saves at once the second is told."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if SavedView.objects.of(by).exclude(pk=view.pk).filter(name__iexact=name).exists():
        raise ValidationError({"name": NAME_TAKEN.format(name=name)})

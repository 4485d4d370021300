"""Calendars: the page of those that somebody has, and the file that calendar programs ask for
without signing in.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.calendar_days import days_of, readable_titles
from recommendations.calendar_feeds import (
    FeedRevoked,
    NoFeed,
    feed_at,
    make_feed,
    renew_feed,
    revoke_feed,
    token_of,
)
from recommendations.calendar_file import calendar_file
from recommendations.forms.calendar_feeds import NewCalendarForm, StopCalendarForm
from recommendations.models import CalendarFeed
from recommendations.views.access import NOT_LIVE, refuse_without

NO_CALENDAR = (
    "There is no calendar at this address. Copy the whole address from your page of calendars."
)
STOPPED = (
    "This calendar was stopped, or whoever made it can no longer sign in. Remove it from your "
    "calendar program. If it was yours, you find your calendars in As At, and can make another."
)
NOT_HELD = (
    "You have no calendar at this address. It may be stopped already: your page of calendars lists "
    "those that you have."
)
GONE = 410


@dataclass(frozen=True, slots=True)
class HeldCalendar:
    """A calendar that somebody has; `title`: without the name of a plan that they may no longer
    read; `address`: what they copy.
    """

    feed: CalendarFeed
    title: str
    address: str

    @property
    def is_kept_from_them(self):
        return self.title != self.feed.title


class CalendarPage(EditView):
    """A page about somebody's own calendars, for who may read the plans."""

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
        self.today = timezone.localdate()
        response = super().dispatch(request, *args, **kwargs)
        # Whoever has one of the addresses reads the calendar: no browser keeps them.
        patch_cache_control(response, private=True, no_store=True)
        return response

    @property
    def held(self):
        """The calendars of theirs that work."""
        feeds = CalendarFeed.objects.of(self.request.user).working()
        return feeds.select_related("department", "plan").order_by("pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(section="home", back=reverse("calendar_list"), **kwargs)


class CalendarList(CalendarPage):
    """Those that somebody has, each with its address; and how to have another."""

    template_name = "recommendations/calendar_list.html"
    saved = "The calendar is made. Copy its address into your calendar program."

    def get_forms(self, data=None):
        user, asked = self.request.user, self.request.GET.get("of", "")
        return {"form": NewCalendarForm(data, user=user, today=self.today, asked=asked)}

    def save(self, forms, *, by, at):
        make_feed(**forms["form"].chosen(), by=by, on=self.today, at=at)
        return reverse("calendar_list")

    def get_context_data(self, **kwargs):
        feeds = list(self.held)
        titles = readable_titles(feeds, self.request.user, on=self.today)
        whole = self.request.build_absolute_uri
        calendars = [
            HeldCalendar(feed, title, address=whole(_path(feed)))
            for feed, title in zip(feeds, titles, strict=True)
        ]
        return super().get_context_data(calendars=calendars, **kwargs)


class CalendarStop(CalendarPage):
    template_name = "recommendations/calendar_stop.html"

    def get_forms(self, data=None):
        self.feed = self.held.filter(pk=self.kwargs["pk"]).first()
        if self.feed is None:
            raise NotThere(NOT_HELD)
        return {"form": StopCalendarForm(data)}

    def save(self, forms, *, by, at):
        if forms["form"].cleaned_data["again"]:
            renew_feed(self.feed, by=by, on=self.today, at=at)
            self.saved = "The old address works no longer. Copy the new one."
        else:
            revoke_feed(self.feed, by=by, at=at)
            self.saved = "The calendar is stopped. Remove it from your calendar program as well."
        return reverse("calendar_list")

    def get_context_data(self, **kwargs):
        [title] = readable_titles([self.feed], self.request.user, on=self.today)
        crumbs = [("Calendars", reverse("calendar_list"))]
        return super().get_context_data(title=title, crumbs=crumbs, **kwargs)


@login_not_required
@require_safe
def calendar(request, token):
    """The calendar at an address as a file, for whoever has the address: what its user may see,
    whoever is signed in.
    """
    try:
        feed = feed_at(token)
    except FeedRevoked:
        response = render(request, "404.html", {"sentence": STOPPED}, status=GONE)
        # Its user may sign in again.
        patch_cache_control(response, private=True, no_cache=True)
        return response
    except NoFeed:
        raise NotThere(NO_CALENDAR) from None
    today = timezone.localdate()
    [title] = readable_titles([feed], feed.user, on=today)
    content = calendar_file(title, days_of(feed, on=today))
    headers = {
        "Content-Disposition": 'inline; filename="deadlines.ics"',
        "ETag": f'"{sha256(content).hexdigest()}"',
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=headers["ETag"], response=response)


def _path(feed):
    return reverse("calendar_file", args=[token_of(feed)])

"""Finding the layout that an address names for somebody, and the way down to it."""

from django.urls import reverse
from django.utils import timezone

from people.views.errors import NotThere
from recommendations.views.access import refuse_without
from reports.models import Layout
from reports.views.access import NOT_FOR_PAPERS
from reports.views.committees import meeting_crumbs

NO_LAYOUT = "There is no layout at this address. The link may be old or mistyped."
DELETED = "{who} deleted the layout “{layout}” on {day}."


def layout_at(user, pk) -> Layout:
    """The layout at this address, for who reads every plan; PermissionDenied or NotThere, each with
    its sentence.
    """
    refuse_without(user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    return Layout.objects.filter(pk=pk).first() or _say_it_was_deleted(pk)


def layout_crumbs(*layouts):
    """The way down to a page of layouts."""
    return [
        *meeting_crumbs(),
        ("Layouts", reverse("layout_list")),
        *((layout.name, layout.get_absolute_url()) for layout in layouts),
    ]


def _say_it_was_deleted(pk):
    """NotThere, saying who deleted it and when, if there was one."""
    gone = Layout.history.filter(id=pk, history_type="-").select_related("history_user").first()
    if gone is None:
        raise NotThere(NO_LAYOUT)
    day = timezone.localdate(gone.history_date)
    said = {"who": gone.history_user or "Somebody", "day": f"{day.day} {day:%B %Y}"}
    raise NotThere(DELETED.format(layout=gone.name, **said))

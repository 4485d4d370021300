"""What changed in a plan between any two days, old and new side by side."""

from datetime import timedelta

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from recommendations.views.access import visible_plan
from reports.build import build_document
from reports.changes import compare, side_by_side
from reports.forms.changes import ChangesForm
from reports.models import Appendix
from reports.render.html import changes_context

# Where no paper was issued before.
LOOK_BACK = timedelta(weeks=13)


def plan_changes(request, slug):
    plan = visible_plan(request.user, slug)
    today = timezone.localdate()
    last_paper = _last_paper(plan, request.user, today)
    first = last_paper.as_at if last_paper else today - LOOK_BACK
    form = ChangesForm.asked_for(request, first=first, last=today)
    context = {
        "section": "plans",
        "plan": plan,
        "form": form,
        "last_paper": last_paper,
        "crumbs": [("Plans", reverse("plan_list")), (plan.title, plan.get_absolute_url())],
        **(_compared(request.user, plan, form, today) if form.is_valid() else {"changes": None}),
    }
    return render(request, "reports/plan_changes.html", context)


def _last_paper(plan, user, today):
    """The last issued paper that the user may read."""
    papers = Appendix.objects.visible_to(user, on=today).issued().filter(plan=plan)
    return papers.filter(as_at__lt=today).without_papers().order_by("-as_at", "-pk").first()


def _compared(user, plan, form, today):
    """What changed among the rows that the user may see."""
    (first, last), known_by = form.days, form.cleaned_data["known_by"]
    rows = plan.recommendations.open_to(user, on=today)
    old, new = (
        build_document(plan, as_at=day, known_by=known_by, today=today, of=rows)
        for day in (first, last)
    )
    changes = compare(old, new, since=f"{_in_words(first)}, up to {_in_words(last)}")
    pairs = side_by_side(old, new)
    addresses = {
        row.key: reverse("recommendation_detail", args=[row.key]) for row in (*old.rows, *new.rows)
    }
    on_the_page = {pair.key: f"#rec-{pair.key}" for pair in pairs}
    return {
        "first": first,
        "last": last,
        "known_by": known_by,
        "is_on_record": bool(old.rows or new.rows),
        "changes": changes_context(changes, {**addresses, **on_the_page}),
        "pairs": [(pair, addresses[pair.key]) for pair in pairs],
    }


def _in_words(day):
    return f"{day.day} {day:%B %Y}"

"""The live appendix of a plan: as a page, and as a file to take away."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from recommendations.forms.as_at import AsAtForm
from recommendations.views.access import visible_plan
from reports.build import build_document
from reports.printing.papers import PaperToPrint
from reports.printing.questions import reader
from reports.render.formats import EDITABLE, FORMATS
from reports.render.html import table_context
from reports.views.printing import hand_out

# Said on every such copy, so that it gives nothing away.
NOT_THE_PAPER = "A reader's copy: it leaves out what this reader may not see."


def plan_appendix(request, slug):
    """The paper of the day and the moment that are asked for; none where they can't be read."""
    plan = visible_plan(request.user, slug)
    form, as_at, known_by = AsAtForm.asked(request, timezone.localdate())
    document = None if form.errors else _document(request, plan, as_at, known_by)
    context = {
        "section": "plans",
        "plan": plan,
        "form": form,
        "address": reverse("plan_figures", args=[plan.slug]),
        "question": form.as_query(),
        "counted_question": _counted_question(form.as_query(), document),
        "is_now": not (form.as_query() or form.errors),
        "files": [
            (FORMATS[ending].name, _file_address(plan, ending) + form.as_query())
            for ending in ("pdf", *EDITABLE)
        ],
        "crumbs": [("Plans", reverse("plan_list")), (plan.title, plan.get_absolute_url())],
        **(table_context(document) if document else {"document": None}),
    }
    return render(request, "reports/plan_appendix.html", context)


def plan_appendix_file(request, slug, ending):
    """The same as a file; where the question can't be read, the page says so."""
    plan = visible_plan(request.user, slug)
    form, as_at, known_by = AsAtForm.asked(request, timezone.localdate())
    if form.errors:
        return redirect(f"{reverse('plan_appendix', args=[plan.slug])}?{request.GET.urlencode()}")
    name = f"{plan.slug}-as-at-{as_at.isoformat()}.{ending}"
    if ending == "pdf":
        return hand_out(
            request,
            lambda: PaperToPrint((_document(request, plan, as_at, known_by),)),
            title=f"{plan.title}, as at {as_at.day} {as_at:%B %Y}",
            file_name=name,
            came_from=reverse("plan_appendix", args=[plan.slug]) + form.as_query(),
            asked=("live", plan.pk, as_at, known_by, reader(request.user)),
        )
    document = _document(request, plan, as_at, known_by)
    return HttpResponse(
        FORMATS[ending].render(document),
        content_type=FORMATS[ending].kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _file_address(plan, ending):
    return reverse(f"plan_appendix_{ending}", args=[plan.slug])


def _counted_question(question, document):
    """What the pages of figures are asked for the numbers of a paper: compared with its day."""
    figures = document and document.figures
    before = figures and figures.before_as_at
    if not before or before >= document.as_at:
        return question
    return f"{question or '?'}{'&' if question else ''}from={before.isoformat()}"


def _document(request, plan, as_at, known_by):
    """What the user may see of it."""
    today = timezone.localdate()
    note = "" if request.user.has_perm("recommendations.read_all_plans") else NOT_THE_PAPER
    rows = plan.recommendations.open_to(request.user, on=today)
    return build_document(plan, as_at=as_at, known_by=known_by, today=today, of=rows, note=note)

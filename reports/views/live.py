"""The live appendix of a plan: as a page, and as a PDF to take away."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from recommendations.forms.as_at import AsAtForm
from recommendations.views.access import visible_plan
from reports.build import build_document
from reports.render.html import table_context
from reports.render.pdf import render_pdf

# Said on every such copy, so that it gives nothing away.
NOT_THE_PAPER = "A reader's copy: it leaves out what this reader may not see."


def plan_appendix(request, slug):
    plan = visible_plan(request.user, slug)
    form, document = _asked(request, plan)
    context = {
        "section": "plans",
        "plan": plan,
        "form": form,
        "is_now": not form.as_query(),
        "pdf_address": reverse("plan_appendix_pdf", args=[plan.slug]) + form.as_query(),
        "crumbs": [("Plans", reverse("plan_list")), (plan.title, plan.get_absolute_url())],
        **table_context(document),
    }
    return render(request, "reports/plan_appendix.html", context)


def plan_appendix_pdf(request, slug):
    plan = visible_plan(request.user, slug)
    _, document = _asked(request, plan)
    return HttpResponse(
        render_pdf(document),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{_filename(document)}"'},
    )


def _asked(request, plan):
    """The question and the document that answers it, of what the user may see."""
    today = timezone.localdate()
    form, as_at, known_by = AsAtForm.asked(request, today)
    note = "" if request.user.has_perm("recommendations.read_all_plans") else NOT_THE_PAPER
    rows = plan.recommendations.open_to(request.user, on=today)
    document = build_document(plan, as_at=as_at, known_by=known_by, today=today, of=rows, note=note)
    return form, document


def _filename(document):
    return f"{document.plan}-as-at-{document.as_at.isoformat()}.pdf"

"""A layout seen on a plan: what its papers will look like, before any is prepared."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from recommendations.models import Plan
from reports.build import build_document
from reports.forms.layouts import PreviewForm
from reports.printing.papers import PaperToPrint
from reports.printing.questions import reader
from reports.render.html import table_context
from reports.views.layout_access import layout_at, layout_crumbs
from reports.views.printing import hand_out

# Said on it, so that nobody takes it for the paper.
NOT_A_PAPER = "A preview of the layout “{layout}”, not a paper."


def layout_preview(request, pk):
    """The layout as it is saved, on the plan and as at the day that are asked for; at first on a
    plan that is reported in it.
    """
    layout = layout_at(request.user, pk)
    form = _question(request, layout)
    asked = asked_of(form)
    document = asked and preview_of(request.user, layout, *asked)
    context = {
        "section": "meetings",
        "crumbs": layout_crumbs(layout),
        "layout": layout,
        "form": form,
        "pdf_address": asked and _pdf_address(layout, *asked),
        **paper_context(document),
    }
    return render(request, "reports/layout_preview.html", context)


def layout_preview_pdf(request, pk):
    """The same as a PDF; where the question can't be read, the page says so."""
    layout = layout_at(request.user, pk)
    asked = asked_of(_question(request, layout))
    if asked is None:
        return layout_preview(request, pk)
    plan, as_at = asked
    return preview_pdf(
        request,
        lambda: preview_of(request.user, layout, plan, as_at),
        layout,
        plan,
        asked=("preview", layout.pk, plan.pk, as_at, reader(request.user)),
    )


def preview_form(user, layout, data=None, *, prefix=None) -> PreviewForm:
    """The question on which plan to see a layout, of those that the user may see."""
    today = timezone.localdate()
    plans = Plan.objects.visible_to(user, on=today)
    usual = plans.filter(plan_layout__layout=layout.pk).first() if layout.pk else None
    return PreviewForm(data, plans=plans, today=today, plan=usual, prefix=prefix)


def asked_of(form):
    """The plan and the day that it asks for, or begins with; None where there is no answer."""
    answers = form.initial if not form.is_bound else form.cleaned_data if form.is_valid() else {}
    plan, day = answers.get("plan"), answers.get("as_at")
    return (plan, day or timezone.localdate()) if plan else None


def preview_of(user, layout, plan, as_at):
    """The document of a plan in a layout, saved or not, with what the user may see of it."""
    today = timezone.localdate()
    return build_document(
        plan,
        as_at=as_at,
        known_by=None,
        today=today,
        of=plan.recommendations.open_to(user, on=today),
        note=NOT_A_PAPER.format(layout=layout.name),
        layout=layout,
    )


def paper_context(document):
    """What the template lays the document out with; `document` None: there is none."""
    return table_context(document) if document else {"document": None}


def preview_pdf(request, make, layout, plan, *, asked=()):
    """A document, which `make` makes, as a PDF that the browser shows. `asked`: what it answers,
    if that can come again.
    """
    return hand_out(
        request,
        lambda: PaperToPrint((make(),)),
        title=f"Preview of the layout “{layout.name}” on {plan}",
        file_name=f"preview-{plan.slug}.pdf",
        came_from=layout.get_absolute_url() if layout.pk else reverse("layout_list"),
        asked=asked,
        is_shown=True,
    )


def _question(request, layout):
    asked = request.GET if request.GET.keys() & {"plan", "as_at"} else None
    return preview_form(request.user, layout, asked)


def _pdf_address(layout, plan, as_at):
    address = reverse("layout_preview_pdf", args=[layout.pk])
    return f"{address}?plan={plan.slug}&as_at={as_at.isoformat()}"

"""Pages of the templates with which covering reports begin."""

from django.shortcuts import render
from django.urls import reverse

from people.forms.rows import shown_again
from people.history import changes
from recommendations.views.access import refuse_without
from reports.covering.shapes import ReportShape, ready_shapes, shape_of
from reports.covering.templates import delete_template, edit_template, start_template
from reports.covering.text import GRAMMAR
from reports.forms.covering_reports import (
    DeleteTemplateForm,
    ImplicationRows,
    NewTemplateForm,
    SectionRows,
    TemplateForm,
    implications_of,
    sections_of,
)
from reports.models import Committee, CoveringReport, ReportTemplate, SectionKind
from reports.views.access import NOT_FOR_PAPERS, template_at
from reports.views.committees import ClerkView, meeting_crumbs

NOTHING = "nothing"


def report_template_list(request):
    refuse_without(request.user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    templates = ReportTemplate.objects.select_related("committee")
    context = {
        "section": "meetings",
        "crumbs": meeting_crumbs(),
        "templates": templates.order_by("committee__name", "name"),
        "ready": [(key, name) for key, (name, _) in ready_shapes().items()],
    }
    return render(request, "reports/report_template_list.html", context)


def report_template_detail(request, pk):
    """What a report begins with, and who changed what of it."""
    refuse_without(request.user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    template = template_at(pk)
    context = {
        "section": "meetings",
        "crumbs": template_crumbs(),
        "template": template,
        "sections": [{**one, "kind": SectionKind(one["kind"]).label} for one in template.sections],
        "changes": changes(template.history.all()),
    }
    return render(request, "reports/report_template_detail.html", context)


class TemplateCreate(ClerkView):
    """From nothing, from a shape that is there ready made, from another template, or from the
    report that somebody came from.
    """

    heading = "New report template"
    save_words = "Make it"
    saved = "The template is there. Change what is to be different."

    def get_forms(self, data=None):
        self.shapes = self._shapes()
        starts = [(key, name) for key, (name, _) in self.shapes.items()]
        begin = self.request.GET.get("begin", "")
        slug = self.request.GET.get("committee", "")
        committee = Committee.objects.filter(slug=slug).first()
        return {"form": NewTemplateForm(data, starts=starts, begin=begin, committee=committee)}

    def save(self, forms, *, by, at):
        typed = forms["form"].cleaned_data
        _, shape = self.shapes[typed["begin"]]
        template = start_template(
            typed["name"], committee=typed["committee"], shape=shape, by=by, at=at
        )
        return reverse("report_template_edit", args=[template.pk])

    def _shapes(self):
        """What it can begin with: name and shape by key."""
        ready = {f"ready-{key}": about for key, about in ready_shapes().items()}
        copies = {
            f"template-{one.pk}": (f"A copy of the template “{one}”", shape_of(one))
            for one in ReportTemplate.objects.all()
        }
        nothing = {NOTHING: ("Nothing", ReportShape())}
        return {**self._report(), **ready, **copies, **nothing}

    def _report(self):
        key = self.request.GET.get("report", "")
        if not (key.isdecimal() and len(key) < 19):
            return {}
        report = CoveringReport.objects.without_papers().filter(pk=key).first()
        return {f"report-{key}": (f"The report “{report}”", shape_of(report))} if report else {}

    def way_down(self):
        return template_crumbs()


class TemplateEdit(ClerkView):
    template_name = "reports/report_template_form.html"
    heading = "Change the template"
    saved = "The template is saved. The next reports begin with it."

    def post(self, request, *args, **kwargs):
        if any(name.startswith("add-") for name in request.POST):
            forms = self.get_forms(request.POST)
            shown_again(*forms.values())
            return self.show(forms)
        return super().post(request, *args, **kwargs)

    def get_forms(self, data=None):
        self.template = template_at(self.kwargs["pk"])
        self.name = self.template.name
        form = TemplateForm(data, template=self.template)
        about = {"form_kwargs": {"is_stale": form.is_stale}}
        implications, sections = implications_of(self.template), sections_of(self.template)
        return {
            "form": form,
            "implications": ImplicationRows(
                data, prefix="implications", initial=implications, **about
            ),
            "sections": SectionRows(data, prefix="sections", initial=sections, **about),
        }

    def save(self, forms, *, by, at):
        form = forms["form"]
        names = ("name", "committee", "version")
        typed = {name: form.cleaned_data[name] for name in names}
        shape = form.shape(forms["implications"], forms["sections"])
        return edit_template(self.template, **typed, shape=shape, by=by, at=at).get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(caption=self.name, grammar=GRAMMAR, **kwargs)

    def way_down(self):
        return [*template_crumbs(), (self.name, self.template.get_absolute_url())]


class TemplateDelete(ClerkView):
    template_name = "reports/appendix_asked.html"
    heading = "Delete the template"
    save_words = "Delete it"

    def get_forms(self, data=None):
        self.template = template_at(self.kwargs["pk"])
        return {"form": DeleteTemplateForm(data, template=self.template)}

    def save(self, forms, *, by, at):
        version = forms["form"].cleaned_data["version"]
        self.saved = f"The template “{self.template}” is deleted."
        delete_template(self.template, version=version, by=by, at=at)
        return reverse("report_template_list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption=self.template.name,
            intro="It is offered no more. The reports that began with it stay as they are.",
            is_warning=True,
            **kwargs,
        )

    def way_down(self):
        return [*template_crumbs(), (self.template.name, self.template.get_absolute_url())]


def template_crumbs():
    """The way down to a page of templates."""
    return [*meeting_crumbs(), ("Report templates", reverse("report_template_list"))]

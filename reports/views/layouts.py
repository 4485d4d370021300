"""Pages of layouts: the list, one with its tables, and those that start, change and delete one."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.forms import all_valid
from django.shortcuts import render
from django.utils import timezone

from people.forms.rows import shown_again
from people.history import changes
from recommendations.models import Plan
from recommendations.views.access import refuse_without
from reports.forms.layouts import FigureRows, LayoutForm, LookedAtForm, NewLayoutForm
from reports.forms.ordered_rows import OrderedRows
from reports.layouts.column_widths import PAPER_WIDTH_MM
from reports.layouts.editing import (
    change_layout,
    copy_layout,
    delete_layout,
    start_layout,
    why_not_deleted,
)
from reports.layouts.ready import NOTHING, ready_layouts
from reports.layouts.words import FIGURE_NAMES, table_name
from reports.models import Layout
from reports.table_rows import Grouping, Rows
from reports.views.access import NOT_FOR_PAPERS
from reports.views.committees import ClerkView
from reports.views.layout_access import layout_at, layout_crumbs
from reports.views.layout_previews import (
    asked_of,
    paper_context,
    preview_form,
    preview_of,
    preview_pdf,
)

COPY = "copy-"


def layout_list(request):
    refuse_without(request.user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    layouts = Layout.objects.with_uses()
    context = {
        "section": "meetings",
        "crumbs": layout_crumbs()[:-1],
        "layouts": [(layout, _tables_of(layout)) for layout in layouts],
        "ready": ready_layouts(),
    }
    return render(request, "reports/layout_list.html", context)


def layout_detail(request, pk):
    """What it prints, who uses it, and who changed what."""
    layout = layout_at(request.user, pk)
    today = timezone.localdate()
    plans = Plan.objects.visible_to(request.user, on=today).filter(plan_layout__layout=layout)
    drafts = (
        layout.appendices.drafts().without_papers().select_related("plan", "meeting__committee")
    )
    context = {
        "section": "meetings",
        "crumbs": layout_crumbs(),
        "layout": layout,
        "tables": [{**table, "token": uuid4()} for table in _tables_of(layout)],
        "figures": [FIGURE_NAMES[key] for key in layout.figures],
        "page_width": PAPER_WIDTH_MM,
        "plans": plans.order_by("title"),
        "drafts": drafts.select_related("plan", "meeting__committee").order_by("pk"),
        "issued": layout.appendices.issued().count(),
        "changes": changes(layout.history.all()),
    }
    return render(request, "reports/layout_detail.html", context)


class LayoutCreate(ClerkView):
    template_name = "reports/layout_new.html"
    heading = "New layout"
    save_words = "Begin"
    saved = "The layout is there. Change what you want to be different."

    def get_forms(self, data=None):
        begin = self.request.GET.get("begin", "")
        return {"form": NewLayoutForm(data, starts=self._starts(), begin=begin)}

    def save(self, forms, *, by, at):
        name, begin = (forms["form"].cleaned_data[each] for each in ("name", "begin"))
        if begin.startswith(COPY):
            layout = layout_at(by, int(begin.removeprefix(COPY)))
            return copy_layout(layout, name, by=by, at=at).get_absolute_url()
        ready = {one.key: one.fields for one in ready_layouts()}
        return start_layout(name, **ready.get(begin, NOTHING), by=by, at=at).get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(ready=ready_layouts(), **kwargs)

    def way_down(self):
        return layout_crumbs()

    def _starts(self):
        ready = [(one.key, one.name) for one in ready_layouts()]
        copies = [(f"{COPY}{layout.pk}", f"A copy of {layout}") for layout in Layout.objects.all()]
        groups = [("Ready made", ready), ("Those that are there", copies)]
        groups.append(("From nothing", [("nothing", "One table with two columns")]))
        return [group for group in groups if group[1]]


class LayoutPage(ClerkView):
    """A page that changes something of a layout, and shows the layout as it is typed there on a
    plan: with rows whose order counts, among its forms.
    """

    def get_forms(self, data=None):
        self.layout = layout_at(self.request.user, self.kwargs["pk"])
        return {}

    def typed(self, forms) -> Layout:
        """The layout as it is typed, never to be saved. Only with forms that are valid."""
        raise NotImplementedError

    def post(self, request, *args, **kwargs):
        if any(name.endswith("-do") for name in request.POST):
            forms = self.get_forms(request.POST)
            shown_again(*forms.values())
            return self.show(forms, is_unsaved=True)
        if "preview" in request.POST:
            return self._preview(self.get_forms(request.POST), request.POST)
        return super().post(request, *args, **kwargs)

    def show(self, forms, **said):
        return self.render_to_response(self.get_context_data(**forms, **said))

    def get_context_data(self, **kwargs):
        question = kwargs.pop("question", None) or self._question()
        rows = [rows for rows in kwargs.values() if isinstance(rows, OrderedRows)]
        # What was refused of an act has changed the layout in memory already.
        said = {"question": question, "rows": rows[0], "is_unsaved": False, "document": None}
        return super().get_context_data(**{**said, **kwargs})

    def way_down(self):
        return layout_crumbs(self.layout)

    def _question(self, data=None):
        return preview_form(self.request.user, self.layout, data, prefix="on")

    def _preview(self, forms, data):
        question = self._question(data)
        if not all_valid([*forms.values(), question]):
            return self.show(forms, question=question, is_unsaved=True)
        layout = self.typed(forms)
        try:
            layout.full_clean(validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self._take_refusal(forms, error)
            return self.show(forms, question=question, is_unsaved=True)
        plan, as_at = asked_of(question)
        document = preview_of(self.request.user, layout, plan, as_at)
        if data["preview"] == "pdf":
            return preview_pdf(self.request, lambda: document, layout, plan)
        return self.show(forms, question=question, is_unsaved=True, **paper_context(document))


class LayoutEdit(LayoutPage):
    template_name = "reports/layout_form.html"
    heading = "Change the layout"
    saved = "The layout is saved."

    def get_forms(self, data=None):
        super().get_forms(data)
        form = LayoutForm(data, layout=self.layout)
        stale = {"is_stale": form.is_stale}
        figures = FigureRows(data, prefix="figures", layout=self.layout, form_kwargs=stale)
        return {"form": form, "figure_rows": figures}

    def save(self, forms, *, by, at):
        typed = _typed(forms["form"], "name", "as_at_style", "as_at_line", "version")
        figures = forms["figure_rows"].keys
        layout = change_layout(self.layout, **typed, figures=figures, by=by, at=at)
        return layout.get_absolute_url()

    def typed(self, forms):
        typed = _typed(forms["form"], "name", "as_at_style", "as_at_line")
        return Layout(**typed, figures=forms["figure_rows"].keys, tables=self.layout.tables)

    def get_context_data(self, **kwargs):
        return super().get_context_data(caption=kwargs["form"].initial["name"], **kwargs)


class LayoutDelete(ClerkView):
    template_name = "reports/layout_asked.html"
    heading = "Delete the layout?"
    save_words = "Delete it"
    saved = "The layout is deleted."

    def get_forms(self, data=None):
        self.layout = layout_at(self.request.user, self.kwargs["pk"])
        return {"form": LookedAtForm(data, layout=self.layout)}

    def save(self, forms, *, by, at):
        address = layout_crumbs()[-1][1]
        delete_layout(self.layout, version=forms["form"].cleaned_data["version"], by=by, at=at)
        return address

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption=self.layout.name,
            intro="No plan is reported in it, and no paper prepared.",
            refused=why_not_deleted(self.layout),
            **kwargs,
        )

    def way_down(self):
        return layout_crumbs(self.layout)


def _typed(form, *names):
    return {name: form.cleaned_data[name] for name in names}


def _tables_of(layout):
    """What a page tells of each table, with its columns as a ruler: their share of the page."""
    last = len(layout.tables)
    return [
        {
            "number": number,
            "name": table_name(table, number),
            "rows": Rows(table["rows"]).label,
            "grouping": Grouping(table["grouping"]).label,
            "columns": [
                {**column, "share": f"{column['width'] / PAPER_WIDTH_MM:.2%}"}
                for column in table["columns"]
            ],
            "left": PAPER_WIDTH_MM - sum(column["width"] for column in table["columns"]),
            "is_first": number == 1,
            "is_last": number == last,
        }
        for number, table in enumerate(layout.tables, 1)
    ]
